"""A placed link leads to the page that was chosen, if the course's exchange has it."""

import pytest

from tests.launch.placing import Chooser, launch_link, page_of
from tests.launch.refusals import assert_refused
from tests.launch.universities import TOOL, Universities, University, welcome
from tests.queries import counted_queries
from vsm_platform.practice import Visit, add_course, enrol
from vsm_platform.practice.model import ResourceLink


def place(university: University, url: str = "", **custom: str) -> ResourceLink:
    """A link as an LMS keeps it; without an address it goes to the tool's default target."""
    return university.world.place_link(
        university.tenant, university.course, university.tool, "Placed", url=url, custom=custom
    )


def land(universities: Universities, university: University, link: ResourceLink) -> Visit:
    return launch_link(universities.robot(), university, link, university.student)


def test_the_address_of_a_link_leads_to_its_page(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    link = place(samoa, page_of(exchange_id, "people"))
    visit = land(universities, samoa, link)
    assert (visit.status, visit.url) == (200, page_of(exchange_id, "people"))


def test_an_lms_that_launches_all_links_to_one_address_has_the_parameter(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    link = place(samoa, exchange_page=f"/exchanges/{exchange_id}/people")
    assert land(universities, samoa, link).url == page_of(exchange_id, "people")


@pytest.mark.parametrize(
    "path",
    [
        "/exchanges/4711/people",
        "/exchanges/1/settings",
        "/exchanges/1/gone",
        "/exchanges/1/../../admin/",
        "/exchanges/1/people?partner=1",
        "//evil.example/exchanges/1/people",
        "https://evil.example/exchanges/1/people",
        "/exchanges/01/people",
        "/exchanges/99999999999999999999/people",
        "/sign-out",
        "",
    ],
)
def test_whatever_else_a_link_names_the_course_home_is_there(
    universities: Universities, samoa: University, exchange_id: int, path: str
) -> None:
    assert exchange_id == 1
    visit = land(universities, samoa, place(samoa, exchange_page=path))
    assert (visit.status, visit.url) == (200, page_of(1))


def test_a_link_to_another_exchange_leads_to_the_one_that_the_course_belongs_to(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    other = universities.exchange(samoa, title="Ocean and People")
    link = place(samoa, page_of(other, "people"))
    assert land(universities, samoa, link).url == page_of(exchange_id)


def test_a_link_to_another_universitys_exchange_shows_nothing_of_it(
    universities: Universities, samoa: University, hawaii: University, exchange_id: int
) -> None:
    theirs = universities.exchange(hawaii, title="Only Hawaii's")
    link = place(samoa, page_of(theirs, "people"), exchange_page=f"/exchanges/{theirs}/people")

    visit = land(universities, samoa, link)

    assert visit.url == page_of(exchange_id)
    assert "Only Hawaii" not in visit.body


def test_a_placed_link_in_a_course_without_an_exchange_asks_with_its_own_preselected(
    universities: Universities, samoa: University
) -> None:
    universities.exchange(samoa)
    second = universities.exchange(samoa, title="Ocean and People")
    link = place(samoa, page_of(second, "people"))
    robot = universities.robot()

    asked = robot.launch(
        samoa.world.launch_address(samoa.tenant, samoa.course, link, samoa.teacher)
    )

    assert asked.url == f"{TOOL}/launch/course?page=%2Fexchanges%2F{second}%2Fpeople"
    form = next(form for form in asked.forms if "csrf_token" in form.fields)
    partnership = form.fields["partnership"]
    visit = robot.submit(asked, asked.forms.index(form))
    assert welcome(robot, visit).url == page_of(second, "people")
    assert partnership == "2"


def test_whoever_chooses_another_exchange_lands_on_its_home(
    universities: Universities, samoa: University
) -> None:
    first = universities.exchange(samoa)
    second = universities.exchange(samoa, title="Ocean and People")
    link = place(samoa, page_of(second, "people"))
    robot = universities.robot()
    address = samoa.world.launch_address(samoa.tenant, samoa.course, link, samoa.teacher)
    asked = robot.launch(address)

    number = next(n for n, form in enumerate(asked.forms) if "csrf_token" in form.fields)
    visit = robot.submit(asked, number, partnership="1")

    assert welcome(robot, visit).url == page_of(first)


def test_a_named_exchange_of_others_is_neither_shown_nor_chosen(
    universities: Universities, samoa: University, hawaii: University
) -> None:
    own = universities.exchange(samoa)
    theirs = universities.exchange(hawaii, title="Only Hawaii's")
    link = place(samoa, page_of(theirs, "people"))
    robot = universities.robot()
    address = samoa.world.launch_address(samoa.tenant, samoa.course, link, samoa.teacher)
    asked = robot.launch(address)
    assert "Only Hawaii" not in asked.body

    number = next(n for n, form in enumerate(asked.forms) if "csrf_token" in form.fields)
    assert "partnership" not in asked.forms[number].fields
    forged = robot.submit(asked, number, partnership="2")
    assert "Only Hawaii" not in forged.body
    visit = robot.submit(asked, number, partnership="1")
    assert welcome(robot, visit).url == page_of(own)


def test_a_student_of_a_course_without_an_exchange_reads_whom_to_ask(
    universities: Universities, samoa: University
) -> None:
    link = place(samoa, page_of(universities.exchange(samoa), "people"))
    address = samoa.world.launch_address(samoa.tenant, samoa.course, link, samoa.student)

    assert_refused(universities.robot().launch(address), "course_not_linked", 404)


def test_a_link_placed_in_one_course_works_in_its_copy(
    universities: Universities, samoa: University
) -> None:
    """LMSs copy courses from term to term, links and all; the copy's teacher is asked once."""
    universities.exchange(samoa)
    chooser = Chooser(universities, samoa)
    chooser.place(chooser.open(), "people")
    [link] = chooser.new_links
    copy = add_course(samoa.world, samoa.tenant, "Climate Change, next year")
    enrol(samoa.world, copy, samoa.teacher)
    copy.links[link.id] = link
    address = samoa.world.launch_address(samoa.tenant, copy, link, samoa.teacher)

    asked = chooser.robot.launch(address)

    visit = choose_exchange_of_copy(chooser, asked)
    assert visit.url == page_of(1, "people")


def choose_exchange_of_copy(chooser: Chooser, asked: Visit) -> Visit:
    assert asked.url.startswith(f"{TOOL}/launch/course?page=")
    number = next(n for n, form in enumerate(asked.forms) if "csrf_token" in form.fields)
    return chooser.robot.submit(asked, number)


def test_neither_ordinary_nor_placed_launches_ask_more_of_the_database(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    ordinary, placed = samoa.link, place(samoa, page_of(exchange_id, "people"))
    launch_link(robot, samoa, ordinary, samoa.student)
    counts = []
    for link in (ordinary, placed):
        address = samoa.world.launch_address(samoa.tenant, samoa.course, link, samoa.student)
        step = robot.authorize(address)
        with counted_queries(universities.app.extensions["vsm_database"]) as statements:
            robot._request(step, step.hops)
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
