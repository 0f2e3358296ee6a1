"""What is on its way is visible, can be sent again, compared, and is loud when it is late."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.grading.gradebooks import Gradebooks, press
from tests.launch.universities import University
from tests.people import World as People
from vsm_platform.core.outbox import Delivery
from vsm_platform.practice import Robot, Visit
from vsm_platform.practice.model import LineItem


@pytest.fixture
def item(books: Gradebooks, samoa: University) -> LineItem:
    books.everybody_arrives()
    books.appoint(samoa)
    return books.with_column(samoa)


def deliveries(books: Gradebooks, samoa: University, state: str = "") -> Visit:
    return books.teacher(samoa).open(f"{books.grades}/deliveries?state={state}")


def test_each_delivery_shows_whose_it_is_and_how_it_stands(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    page = deliveries(books, samoa)
    for student in samoa.students:
        assert student.name in page.body
    assert "delivered" in page.text
    assert "100 of 100" in page.text
    assert "3 of 3 delivered" in books.teacher(samoa).open(books.grades).text
    assert "Nothing here" in deliveries(books, samoa, "refused").text
    assert deliveries(books, samoa, "nonsense").status == 200


def test_all_that_was_refused_is_sent_again_by_one_button(
    books: Gradebooks, samoa: University
) -> None:
    books.with_column(samoa)
    members = samoa.course.memberships
    away = {student.sub: members[student.sub] for student in samoa.students}
    books.everybody_arrives()
    books.appoint(samoa)
    for sub in away:
        del members[sub]
    books.deliver()
    assert "3 refused" in books.teacher(samoa).open(books.grades).text
    for sub, member in away.items():
        members[sub] = member

    robot = books.teacher(samoa)
    sent = press(robot, deliveries(books, samoa, "refused"), "/deliveries/again")
    books.deliver()

    assert "3 deliveries are sent again" in sent.text
    assert {state for state, _code in books.outcomes()} == {"delivered"}
    assert len(books.line_items(samoa)[0].scores) == 3


def test_a_waiting_delivery_can_be_sent_at_once_after_somebody_mended_something(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    item.scores.clear()
    samoa.platform.faults.grades = "refused"
    books.choose_column(samoa, books.measure(), maximum="50")
    books.deliver()
    samoa.platform.faults.grades = "ok"
    assert books.deliver() == 0
    page = deliveries(books, samoa, "waiting")
    number = next(n for n, form in enumerate(page.forms) if "delivery" in form.fields)

    books.teacher(samoa).submit(page, number)

    assert books.deliver() > 0
    assert item.score_maximum == 50


def test_what_was_sent_again_is_what_stands_here_now(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    """An old refusal never brings an old mark back."""
    coordinator = books.teacher(samoa)
    measure = books.add_mark(coordinator)
    books.choose_column(samoa, measure, maximum="20")
    books.deliver()
    enrolment = books.enrolment(samoa, samoa.student)
    member = samoa.course.memberships.pop(samoa.student.sub)
    books.give(coordinator, measure, {enrolment: "5"})
    books.deliver()
    samoa.course.memberships[samoa.student.sub] = member
    books.give(coordinator, measure, {enrolment: "9"})
    books.deliver()

    marks = next(each for each in books.line_items(samoa) if each.tag == "mark")
    assert [score.score_given for score in marks.scores] == [9]
    assert "Nothing here" in deliveries(books, samoa, "refused").text


def test_the_gradebook_is_compared_on_demand(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    robot = books.teacher(samoa)
    address = books.column_page(samoa, books.measure())
    item.scores[0].score_given = 40

    asked = press(robot, robot.open(address), "/compare")
    books.deliver()
    shown = robot.open(address).text

    assert "is being read" in asked.text
    changed = item.scores[0].user_id
    for student in samoa.students:
        assert (student.name in shown) is (student.sub == changed)
    assert "the gradebook shows: 40 of 100" in shown
    item.scores[0].score_given = 100
    press(robot, robot.open(address), "/compare")
    books.deliver()
    assert "The gradebook shows what was sent." in robot.open(address).text


def test_what_is_late_is_loud_on_the_administrators_first_page(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    samoa.platform.faults.grades = "down"
    books.choose_column(samoa, books.measure(), maximum="50")
    books.deliver()
    administrator = People(books.app).administrator().browser
    assert "Nothing is late." in administrator.get("/admin/deliveries").text
    assert "samoa LMS" in administrator.get("/admin/deliveries").text, "it does not answer"

    books.deliver(timedelta(days=3))

    assert "1 delivery has waited for more than two days" in administrator.get("/admin/").text
    page = administrator.get("/admin/deliveries").text
    assert samoa.tenant.name in page
    assert "service_failing 503" in page


def test_after_a_week_it_is_given_up_and_can_still_be_sent(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    samoa.platform.faults.grades = "down"
    books.choose_column(samoa, books.measure(), maximum="50")
    books.deliver()
    books.deliver(timedelta(days=8))
    assert books.outcomes("grading.column")[-1] == ("given_up", "service_failing 503")
    samoa.platform.faults.grades = "ok"

    robot = books.teacher(samoa)
    press(robot, deliveries(books, samoa, "given_up"), "/deliveries/again")
    books.deliver()

    assert item.score_maximum == 50
    grades = select(Delivery.state).where(Delivery.kind.startswith("grading.")).distinct()
    rows = books.universities.rows(grades)
    assert rows == [("delivered",)]


def test_a_column_that_is_not_there_is_not_compared(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    robot: Robot = books.teacher(samoa)
    address = books.column_page(samoa, books.measure())
    page = robot.open(address)
    press(robot, robot.open(f"{address}/stop"), "/stop", removes="no")
    refused = press(robot, page, "/compare")
    assert refused.status == 409
    assert "no column to send to" in refused.text
