"""Columns: chosen by a university's faculty, found where they are, never made twice."""

import itertools
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from tests.grading.conftest import OpenGradebooks
from tests.grading.gradebooks import AGS, COURSE_CHOICE, FLAVOURS, Gradebooks, numbers, press, send
from tests.launch.universities import University, choose_exchange, signed_again
from vsm_platform.institutions.api import LmsCourse
from vsm_platform.practice import add_course, enrol
from vsm_platform.practice.model import LineItem

CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


def deep_linked(books: Gradebooks, university: University, maximum: float = 30) -> LineItem:
    """A link with a column, as deep linking places it; the only link of the course."""
    link = university.world.place_link(
        university.tenant, university.course, university.tool, "The exchange", graded_out_of=maximum
    )
    university.course.links = {link.id: link}
    item = university.course.line_items[link.line_item_id]
    item.resource_id = f"exchange-{books.exchange_id}-participation"
    item.tag = "participation"
    return item


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_column_that_deep_linking_made_is_found_and_filled(
    open_gradebooks: OpenGradebooks, flavour: str
) -> None:
    books = open_gradebooks(flavour)
    (university,) = books.partners
    item = deep_linked(books, university)

    books.arrive(university, university.student)
    books.deliver()

    assert books.line_items(university) == [item]
    assert numbers(item.scores) == [(30, 30)]


def test_a_column_that_is_placed_later_is_found_by_the_next_launch_through_it(
    books: Gradebooks, samoa: University
) -> None:
    books.arrive(samoa, samoa.student)
    books.deliver()
    assert books.column_state() == ["sought"]

    item = deep_linked(books, samoa)
    books.arrive(samoa, samoa.student)
    books.deliver()

    assert books.column_state() == ["active"]
    assert len(item.scores) == 1


def test_faculty_who_choose_a_column_that_is_there_get_that_one(
    books: Gradebooks, samoa: University
) -> None:
    books.everybody_arrives()
    books.deliver()
    item = deep_linked(books, samoa)

    books.choose_column(samoa, books.measure(), maximum="12")
    books.deliver()

    assert books.line_items(samoa) == [item]
    assert (item.label, item.score_maximum) == ("Exchange", 12)
    assert numbers(books.scores(samoa, samoa.student)) == [(12, 12)]


def test_a_column_of_another_kind_is_left_alone(books: Gradebooks, samoa: University) -> None:
    """Moodle makes a column for every link unless it is told not to."""
    item = deep_linked(books, samoa)
    item.resource_id = item.tag = ""

    books.arrive(samoa, samoa.student)
    books.deliver()

    assert books.column_state() == ["sought"]
    assert item.scores == []


def test_a_column_whose_making_was_not_heard_of_is_not_made_twice(
    books: Gradebooks, samoa: University
) -> None:
    books.everybody_arrives()
    books.deliver()
    samoa.platform.faults.grades = "lost"
    books.choose_column(samoa, books.measure())
    books.deliver()
    assert books.outcomes("grading.column")[-1] == ("waiting", "service_failing 502")

    samoa.platform.faults.grades = "ok"
    books.deliver(timedelta(minutes=5))

    assert len(books.line_items(samoa)) == 1
    assert len(books.line_items(samoa)[0].scores) == len(samoa.students)


@pytest.mark.parametrize(
    ("mark", "maximum", "step", "expected"),
    [
        ("13", "100", "0.01", 65),
        ("13", "10", "1", 7),
        ("13", "10", "0.5", 6.5),
        ("13", "7", "0.25", 4.5),
        ("20", "7", "0.25", 7),
        ("0", "7", "1", 0),
        ("13,5", "100", "0.01", 67.5),
        ("19.9", "5", "1", 5),
    ],
)
def test_marks_are_converted_to_the_university_s_scale_and_rounded_to_its_step(
    books: Gradebooks, samoa: University, mark: str, maximum: str, step: str, expected: float
) -> None:
    books.arrive(samoa, samoa.student)
    coordinator = books.appoint(samoa)
    measure = books.add_mark(coordinator)
    books.choose_column(samoa, measure, maximum=maximum, step=step)
    books.deliver()

    given = books.give(coordinator, measure, {books.enrolment(samoa, samoa.student): mark})
    books.deliver()

    assert "1 mark saved. 1 is on its way" in given.text
    assert numbers(books.scores(samoa, samoa.student)) == [(expected, float(maximum))]


def test_two_measures_have_two_columns(books: Gradebooks, samoa: University) -> None:
    books.everybody_arrives()
    coordinator = books.appoint(samoa)
    essay = books.add_mark(coordinator, "Essay", "20")
    books.with_column(samoa, maximum="10")
    books.choose_column(samoa, essay, maximum="20")
    books.deliver()
    books.give(coordinator, essay, {books.enrolment(samoa, samoa.student): "15"}, "Well argued.")
    books.deliver()

    participation, marks = books.line_items(samoa)

    assert {item.tag for item in (participation, marks)} == {"participation", "mark"}
    assert participation.resource_id != marks.resource_id
    assert numbers(marks.scores) == [(15, 20)]
    assert marks.scores[0].comment == "Well argued."
    assert len(participation.scores) == len(samoa.students)


def test_a_changed_scale_reaches_the_column_first_and_then_every_score(
    books: Gradebooks, samoa: University
) -> None:
    books.everybody_arrives()
    item = books.with_column(samoa, maximum="100")

    books.choose_column(samoa, books.measure(), maximum="20")
    books.deliver()

    assert item.score_maximum == 20
    for student in samoa.students:
        assert numbers(books.scores(samoa, student)) == [(100, 100), (20, 20)]


def test_a_column_can_be_deleted_there_and_nothing_more_is_sent(
    books: Gradebooks, samoa: University
) -> None:
    books.everybody_arrives()
    books.with_column(samoa)
    teacher = books.teacher(samoa)
    question = teacher.open(books.column_page(samoa, books.measure()) + "/stop")

    stopped = press(teacher, question, "/stop", removes="yes")
    books.deliver()

    assert stopped.url == books.grades
    assert books.line_items(samoa) == []
    assert books.column_state(books.measure())[0] == "off"
    assert len(books.with_column(samoa).scores) == len(samoa.students), "it can come back"


def test_what_waits_for_a_stopped_column_is_taken_back(
    books: Gradebooks, samoa: University
) -> None:
    item = books.with_column(samoa)
    samoa.platform.faults.grades = "down"
    books.arrive(samoa, samoa.student)
    books.deliver()
    teacher = books.teacher(samoa)
    press(
        teacher,
        teacher.open(books.column_page(samoa, books.measure()) + "/stop"),
        "/stop",
        removes="no",
    )

    samoa.platform.faults.grades = "ok"
    books.deliver()

    assert books.outcomes() == []
    assert item.scores == []
    assert books.line_items(samoa) == [item]


def test_a_student_who_comes_from_another_course_is_scored_there_too(
    books: Gradebooks, samoa: University
) -> None:
    first = books.with_column(samoa)
    books.arrive(samoa, samoa.student)
    books.deliver()
    evening = add_course(samoa.world, samoa.tenant, "Evening course")
    enrol(samoa.world, evening, samoa.student)
    enrol(samoa.world, evening, samoa.teacher)
    samoa.world.place_link(samoa.tenant, evening, samoa.tool, "The exchange")
    other = replace_course(books, samoa, evening.id)

    assert [score.user_id for score in first.scores] == [samoa.student.sub]
    assert [score.user_id for score in other.scores] == [samoa.student.sub]


def replace_course(books: Gradebooks, samoa: University, course_id: str) -> LineItem:
    """Link the second course, set its column up, and let the student come from it."""
    teacher = books.teacher(samoa)
    course = samoa.tenant.courses[course_id]
    chooser = teacher.launch(samoa.address(samoa.teacher, course))
    assert chooser.url.endswith(COURSE_CHOICE)
    choose_exchange(teacher, chooser, books.universities.partnership_of(samoa))
    page = teacher.open(books.grades)
    address = next(
        link
        for link in hrefs(page.body)
        if "/columns/" in link and not link.endswith(f"/{books.lms_course(samoa)}")
    )
    send(
        teacher, teacher.open(f"https://exchange.test{address}"), "label", label="Evening", step="1"
    )
    books.browsers[samoa.tenant_key, samoa.student.sub].launch(samoa.address(samoa.student, course))
    books.deliver()
    return next(iter(course.line_items.values()))


def hrefs(body: str) -> list[str]:
    return [str(a["href"]) for a in BeautifulSoup(body, "html.parser").select("a[href]")]


def launch_with(books: Gradebooks, university: University, **endpoint: object) -> None:
    """Let teacher and student launch with other grade claims than the LMS would send."""
    for account in (university.teacher, university.student):
        robot = books.arrive(university, account)
        launch = robot.authorize(university.address(account))
        robot.post_launch(
            signed_again(launch, university, lambda claims: claims.update({CLAIM: endpoint}))
        )


def test_a_platform_that_only_gives_one_column_is_scored_into_it(
    books: Gradebooks, samoa: University, universities: object
) -> None:
    """Declarative: no ``lineitems``, and no scope but the score's (AGS 2.0, 3.1)."""
    item = deep_linked(books, samoa, 50)
    item.resource_id = item.tag = ""
    address = f"{line_items_address(samoa)}/{item.id}/lineitem?type_id={samoa.deployment_id}"
    samoa.tool.scopes[:] = [f"{AGS}score"]
    forget_courses(books)
    launch_with(books, samoa, scope=[f"{AGS}score"], lineitem=address)

    books.choose_column(samoa, books.measure(), maximum="50")
    books.deliver()

    assert numbers(item.scores) == [(50, 50)]
    assert books.line_items(samoa) == [item]


def test_a_platform_where_columns_can_only_be_read_keeps_its_own_scale(
    books: Gradebooks, samoa: University
) -> None:
    item = deep_linked(books, samoa, 50)
    scopes = [f"{AGS}lineitem.readonly", f"{AGS}score"]
    samoa.tool.scopes[:] = scopes
    books.everybody_arrives()
    books.deliver()
    assert numbers(books.scores(samoa, samoa.student)) == [(50, 50)]

    books.choose_column(samoa, books.measure(), maximum="10")
    books.deliver()

    assert item.score_maximum == 50
    assert books.outcomes("grading.column")[-1] == ("delivered", "")


def test_a_platform_that_allows_no_column_says_so_to_its_faculty(
    books: Gradebooks, samoa: University
) -> None:
    samoa.tool.scopes[:] = [f"{AGS}lineitem.readonly", f"{AGS}score"]
    books.everybody_arrives()

    books.choose_column(samoa, books.measure())
    books.deliver()

    assert books.outcomes("grading.column")[-1] == ("refused", "no_column_possible")
    assert "does not let us make a column" in books.teacher(samoa).open(books.grades).text


def line_items_address(university: University) -> str:
    paths = university.world.flavour(university.platform).paths
    path = paths.line_items.replace("<course_id>", university.course.id)
    return university.world.tenant_address(university.tenant, path)


def forget_courses(books: Gradebooks) -> None:
    """As if no launch had told of a grade service."""
    with books.universities.work() as session:
        session.execute(update(LmsCourse).values(line_items_url="", grade_scopes=[]))


def test_moodle_s_whole_seconds_are_heeded(books: Gradebooks, samoa: University) -> None:
    """Three marks within one second arrive in their order, a whole second apart."""
    books.arrive(samoa, samoa.student)
    coordinator = books.appoint(samoa)
    measure = books.add_mark(coordinator)
    books.choose_column(samoa, measure, maximum="20")
    books.deliver()
    enrolment = books.enrolment(samoa, samoa.student)
    for mark in ("5", "6", "7"):
        books.give(coordinator, measure, {enrolment: mark})

    books.deliver()

    scores = books.scores(samoa, samoa.student)
    assert [score.score_given for score in scores] == [5, 6, 7]
    moments = [datetime.fromisoformat(score.timestamp) for score in scores]
    assert all(moment.microsecond == 0 for moment in moments)
    assert all(
        later - earlier >= timedelta(seconds=1) for earlier, later in itertools.pairwise(moments)
    )


def test_a_mark_that_is_taken_back_is_taken_back_there(
    books: Gradebooks, samoa: University
) -> None:
    books.arrive(samoa, samoa.student)
    coordinator = books.appoint(samoa)
    measure = books.add_mark(coordinator)
    books.choose_column(samoa, measure, maximum="20")
    books.deliver()
    enrolment = books.enrolment(samoa, samoa.student)
    books.give(coordinator, measure, {enrolment: "5"})
    books.give(coordinator, measure, {enrolment: ""})

    books.deliver()

    assert numbers(books.scores(samoa, samoa.student)) == [(5, 20), (None, None)]


def test_a_column_is_looked_for_until_the_lms_gives_us_access(
    books: Gradebooks, samoa: University
) -> None:
    """The first launch often comes before the LMS's administrator has finished."""
    item = deep_linked(books, samoa)
    samoa.platform.faults.access_tokens = "refused"
    books.arrive(samoa, samoa.student)
    books.deliver()
    assert books.outcomes("grading.column") == [("waiting", "token_refused 401")]

    samoa.platform.faults.access_tokens = "ok"
    books.deliver(timedelta(hours=2))

    assert numbers(item.scores) == [(30, 30)]


def test_whoever_sets_a_column_up_does_not_wait_for_a_resting_lms(
    books: Gradebooks, samoa: University
) -> None:
    books.everybody_arrives()
    samoa.platform.faults.access_tokens = "refused"
    books.deliver()
    samoa.platform.faults.access_tokens = "ok"

    books.choose_column(samoa, books.measure())
    books.deliver()

    assert len(books.line_items(samoa)[0].scores) == len(samoa.students)


@pytest.mark.parametrize("grades", ["forbidden", "not_found"])
def test_that_there_is_no_list_to_look_into_is_no_trouble(
    books: Gradebooks, samoa: University, grades: str
) -> None:
    samoa.platform.faults.grades = grades
    books.arrive(samoa, samoa.student)
    books.deliver()
    assert books.outcomes("grading.column") == [("delivered", "")]
