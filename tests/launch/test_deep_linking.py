"""Faculty place an exchange from inside their LMS: the whole way, in all four flavours."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.launch.placing import ITEMS, Chooser, launch_link, page_of, payload
from tests.launch.universities import COURSE, TOOL, Universities, University
from vsm_platform.exchanges.api import CourseLink, Role
from vsm_platform.practice import Visit

FLAVOURS = {
    "moodle": "Samoa",
    "canvas": "Tokyo",
    "blackboard": "Manila",
    "brightspace": "Guelph",
}
HOSTILE = "\"Seas\" & 'Skies' <script>alert(1)</script> 🌊 المحيط %(num)d {x}"


@pytest.fixture(params=FLAVOURS)
def university(request: pytest.FixtureRequest, universities: Universities) -> University:
    """A university of each LMS, in no exchange yet."""
    university = universities.connect(FLAVOURS[request.param])
    assert university.platform.flavour == request.param
    return university


@pytest.fixture
def chooser(universities: Universities, university: University) -> Chooser:
    universities.exchange(university)
    return Chooser(universities, university)


def linked_courses(universities: Universities) -> list[tuple[str, int]]:
    return universities.rows(select(CourseLink.course_key, CourseLink.partnership_id))


def test_a_teacher_places_two_links_with_a_column_and_they_lead_where_they_say(
    chooser: Chooser, university: University, universities: Universities
) -> None:
    page = chooser.open()
    assert page.url.startswith(f"{TOOL}/launch/content/"), page.body

    placed = chooser.place(page, "home", "people", with_column="y", column_maximum="20")

    assert placed.status == 200, placed.text
    assert "2 links were chosen." in placed.text
    home, people = chooser.new_links
    assert (home.title, people.title) == (COURSE, f"{COURSE}: Who takes part")
    assert people.text == "The universities, teachers and students of the exchange."
    column = university.course.line_items[home.line_item_id]
    assert (column.label, column.score_maximum) == (f"{COURSE}: participation", 20)
    assert (column.resource_id, column.tag) == ("exchange-1-participation", "participation")
    assert not people.line_item_id
    arrived = launch_link(chooser.robot, university, people, university.teacher)
    assert (arrived.status, arrived.url) == (200, page_of(1, "people"))
    student = universities.robot()
    assert launch_link(student, university, people, university.student).url == page_of(1, "people")
    assert launch_link(student, university, home, university.student).url == page_of(1)


def test_the_first_choice_links_the_course_and_enrols_its_teacher(
    chooser: Chooser, university: University, universities: Universities
) -> None:
    page = chooser.open()
    assert universities.enrolments(university.teacher.sub) == []

    chooser.place(page, "home")

    partnership = universities.partnership_of(university)
    assert linked_courses(universities) == [("context:course-1", partnership)]
    name = university.teacher.name
    assert universities.enrolments(university.teacher.sub) == [(name, Role.FACILITATOR)]


def test_texts_of_all_kinds_arrive_as_they_were_written(
    universities: Universities, university: University
) -> None:
    universities.exchange(university, title=HOSTILE)
    chooser = Chooser(universities, university)
    page = chooser.open()
    assert "<script>alert" not in page.body

    placed = chooser.place(page, "home", with_column="y", column_label=HOSTILE)

    assert placed.status == 200, placed.text
    assert chooser.new_links[0].title == HOSTILE
    [column] = university.course.line_items.values()
    assert column.label == HOSTILE


def test_cancelling_goes_back_with_a_word_and_places_nothing(chooser: Chooser) -> None:
    back = chooser.cancel(chooser.open())

    assert back.status == 200
    assert "Nothing was placed" in back.text
    assert "The tool says: Nothing was chosen." in back.text
    assert chooser.new_links == []


def test_a_student_is_told_whom_to_ask_and_the_lms_why_there_are_no_links(
    chooser: Chooser, university: University, universities: Universities
) -> None:
    chooser.account = university.student
    page = chooser.open()
    assert page.status == 403
    assert "Ask the teacher of this course to place it" in page.text

    back = chooser.cancel(page)

    assert back.status == 200
    assert "Only those who teach this course" in back.text
    assert chooser.new_links == []
    assert universities.enrolments(university.student.sub) == []


def test_a_university_without_an_exchange_is_told_whom_to_ask(
    universities: Universities, university: University
) -> None:
    chooser = Chooser(universities, university)
    page = chooser.open()
    assert "not a partner in any exchange" in page.text

    assert "not a partner in any exchange" in chooser.cancel(page).text


def choices_of(page: Visit, name: str) -> list[tuple[str, str]]:
    """Type and value of each control of this name."""
    controls = BeautifulSoup(page.body, "lxml").select(f"input[name={name}]")
    return [(str(control["type"]), str(control.get("value", ""))) for control in controls]


@pytest.fixture
def moodle(universities: Universities, samoa: University) -> Chooser:
    universities.exchange(samoa)
    return Chooser(universities, samoa)


def test_an_lms_that_takes_one_link_gets_one(moodle: Chooser) -> None:
    page = moodle.open({"accept_multiple": False})
    assert {("radio", "home"), ("radio", "people")} <= set(choices_of(page, "pages"))
    assert {kind for kind, _page in choices_of(page, "pages")} == {"radio"}

    [item] = payload(moodle.answered(page, "people"))[ITEMS]

    assert item["url"] == page_of(1, "people")
    assert item["custom"] == {"exchange_page": "/exchanges/1/people"}


def test_an_lms_that_takes_several_shows_boxes_to_tick(moodle: Chooser) -> None:
    page = moodle.open()
    assert {("checkbox", "home"), ("checkbox", "people")} <= set(choices_of(page, "pages"))
    assert {kind for kind, _page in choices_of(page, "pages")} == {"checkbox"}


@pytest.mark.parametrize(
    ("accepted", "offered", "chosen", "sent"),
    [
        (
            ["iframe", "window"],
            ["iframe", "window"],
            "window",
            {"window": {"targetName": "_blank"}},
        ),
        (["window", "iframe"], ["iframe", "window"], "iframe", {"iframe": {}}),
        (["window"], [], "", {"window": {"targetName": "_blank"}}),
        (["embed"], [], "", {}),
    ],
)
def test_links_open_as_the_lms_takes_them_and_the_teacher_likes(
    moodle: Chooser,
    accepted: list[str],
    offered: list[str],
    chosen: str,
    sent: dict[str, object],
) -> None:
    page = moodle.open({"accept_presentation_document_targets": accepted})
    assert [value for _type, value in choices_of(page, "target")] == offered

    [item] = payload(moodle.answered(page, "home", target=chosen))[ITEMS]

    assert {name: item[name] for name in ("iframe", "window") if name in item} == sent


def test_no_column_is_offered_where_the_lms_takes_none(moodle: Chooser) -> None:
    page = moodle.open({"accept_lineitem": False})
    assert choices_of(page, "with_column") == []

    [item] = payload(moodle.answered(page, "home", with_column="y", column_label="Sneaked in"))[
        ITEMS
    ]

    assert "lineItem" not in item


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"column_label": " "}, "Give the column a name."),
        ({"column_maximum": "many"}, "Enter a number, such as 100."),
        ({"column_maximum": ""}, "Enter a number, such as 100."),
        ({"column_maximum": "0"}, "Enter a number above 0 and not above 10,000."),
        ({"column_maximum": "1e9"}, "Enter a number above 0 and not above 10,000."),
        ({"column_maximum": "NaN"}, "Enter a number above 0 and not above 10,000."),
        ({"column_maximum": "-Infinity"}, "Enter a number above 0 and not above 10,000."),
        ({"column_label": "x" * 201}, "The name can have at most 200 characters."),
    ],
)
def test_a_column_needs_a_name_and_a_number(
    moodle: Chooser, values: dict[str, str], message: str
) -> None:
    page = moodle.place(moodle.open(), "home", **{"with_column": "y", **values})

    assert page.status == 200
    assert message in page.text
    assert moodle.new_links == []
    assert moodle.place(page, "home", with_column="y", column_label="A", column_maximum="12,5").url
    [column] = moodle.university.course.line_items.values()
    assert column.score_maximum == 12.5


def test_what_stands_in_an_unwanted_column_does_not_matter(moodle: Chooser) -> None:
    assert "1 link was chosen." in moodle.place(moodle.open(), "home", column_label="").text


@pytest.mark.parametrize("pages", [[], ["unknown"], ["home", "unknown"], ["../../admin"]])
def test_only_pages_that_exist_can_be_placed(moodle: Chooser, pages: list[str]) -> None:
    page = moodle.place(moodle.open(), *pages)

    assert page.status == 200
    assert "Something needs another look" in page.text
    assert moodle.new_links == []


def test_of_several_exchanges_one_is_chosen_first(
    universities: Universities, samoa: University
) -> None:
    universities.exchange(samoa)
    second = universities.exchange(samoa, title="Ocean and People")
    chooser = Chooser(universities, samoa)
    which = chooser.open()
    assert "Ocean and People" in which.text
    assert COURSE in which.text

    page = chooser.robot.submit(which, 0, exchange=str(second))
    chooser.place(page, "people")

    [link] = chooser.new_links
    assert link.url == page_of(second, "people")


def test_a_course_that_belongs_to_an_exchange_gets_only_its_pages(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    universities.exchange(samoa, title="Ocean and People")
    chooser = Chooser(universities, samoa)

    page = chooser.open()

    assert "Your course belongs to this exchange" in page.text
    assert "Ocean and People" not in page.text
    chooser.place(page, "home")
    assert chooser.new_links[0].url == page_of(exchange_id)
