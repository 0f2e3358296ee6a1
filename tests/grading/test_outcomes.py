"""Whatever the gradebook answers has its stated outcome (docs/decisions/0006)."""

from datetime import datetime, timedelta

import pytest

import lti.services.connector
from lti.errors import CODES
from tests.grading.gradebooks import AGS, Gradebooks, numbers
from tests.launch.universities import University
from vsm_platform.core import clock
from vsm_platform.grading.outcomes import RULES
from vsm_platform.institutions.api import Registration, State
from vsm_platform.practice.model import LineItem, Score

SOON, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1, minutes=5), timedelta(days=1)


@pytest.fixture
def item(books: Gradebooks, samoa: University) -> LineItem:
    """Samoa's empty column; the scopes have their tokens."""
    return books.with_column(samoa)


def held_up(books: Gradebooks, samoa: University, grades: str = "ok", **faults: object) -> None:
    """A student comes while the gradebook does not work as it should."""
    samoa.platform.faults.grades = grades
    for name, value in faults.items():
        setattr(samoa.platform.faults, name, value)
    books.arrive(samoa, samoa.student)
    books.deliver()


def mended(books: Gradebooks, samoa: University, after: timedelta) -> None:
    samoa.platform.faults = type(samoa.platform.faults)()
    books.deliver(after)


def test_every_code_of_a_service_has_its_rule() -> None:
    services = {code for code in CODES if code.startswith("service_")}
    assert services | {"scope_missing", "token_refused"} <= set(RULES)


@pytest.mark.parametrize(
    ("grades", "code"),
    [
        ("down", "service_failing 503"),
        ("failing", "service_failing 500"),
        ("html", "service_malformed 200"),
        ("broken", "service_malformed 200"),
    ],
)
def test_a_passing_fault_is_waited_out(
    books: Gradebooks, samoa: University, item: LineItem, grades: str, code: str
) -> None:
    held_up(books, samoa, grades)
    assert books.outcomes() == [("waiting", code)]
    assert books.deliver() == 0, "the whole LMS is left alone for a while"

    mended(books, samoa, SOON)

    assert books.outcomes() == [("delivered", "")]
    assert numbers(item.scores) == [(100, 100)]


def test_a_gradebook_that_is_too_slow_is_waited_out(
    books: Gradebooks, samoa: University, item: LineItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lti.services.connector, "SECONDS", 0.2)
    held_up(books, samoa, service_delay_seconds=0.6)
    assert books.outcomes() == [("waiting", "service_unreachable")]

    mended(books, samoa, SOON)

    assert books.outcomes() == [("delivered", "")]
    assert len(item.scores) == 1


def test_a_platform_that_asks_for_a_pause_gets_it(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    held_up(books, samoa, "busy", retry_after_seconds=1800)
    assert books.outcomes() == [("waiting", "service_throttled 429")]

    mended(books, samoa, timedelta(minutes=29))
    assert item.scores == []
    mended(books, samoa, timedelta(minutes=31))
    assert len(item.scores) == 1


@pytest.mark.parametrize(
    ("grades", "tokens", "code"),
    [
        ("refused", "ok", "service_unauthorized 401"),
        ("forbidden", "ok", "service_forbidden 403"),
        ("refused", "refused", "token_refused 401"),
        ("refused", "forbidden", "token_refused 403"),
    ],
)
def test_what_somebody_must_mend_is_tried_by_the_hour_and_says_what(
    books: Gradebooks, samoa: University, item: LineItem, grades: str, tokens: str, code: str
) -> None:
    held_up(books, samoa, grades, access_tokens=tokens)
    assert books.outcomes() == [("waiting", code)]
    page = books.appoint(samoa).open(f"{books.grades}/deliveries").text
    assert str(RULES[code.split(maxsplit=1)[0]].what) in page

    mended(books, samoa, SOON)
    assert item.scores == []
    mended(books, samoa, HOUR)
    assert len(item.scores) == 1


def test_a_token_that_was_withdrawn_is_replaced_at_once(
    books: Gradebooks, samoa: University, item: LineItem, practice_lms: tuple
) -> None:
    practice_lms[1].extensions["practice"].access_tokens._entries.clear()

    books.arrive(samoa, samoa.student)
    books.deliver()

    assert books.outcomes() == [("delivered", "")]


def test_a_scope_that_is_taken_away_is_named_and_waited_for(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    samoa.tool.scopes.remove(f"{AGS}score")
    books.arrive(samoa, samoa.student)
    books.deliver()
    assert books.outcomes() == [("waiting", "scope_missing")]

    samoa.tool.scopes.append(f"{AGS}score")
    books.arrive(samoa, samoa.student)
    books.deliver(HOUR)

    assert len(item.scores) == 1


def test_a_column_that_was_deleted_there_is_noticed_told_and_set_up_again(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    del samoa.course.line_items[item.id]
    books.arrive(samoa, samoa.student)
    books.deliver()
    assert books.outcomes() == [("refused", "column_removed")]
    assert books.column_state(books.measure())[0] == "removed"
    assert "deleted this column" in books.teacher(samoa).open(books.grades).text

    again = books.with_column(samoa)

    assert again.id != item.id
    assert [score.user_id for score in again.scores] == [samoa.student.sub]
    assert books.outcomes() == [("delivered", "")]


def test_a_student_whom_the_gradebook_does_not_have_is_refused_until_sent_again(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    books.arrive(samoa, samoa.student)
    member = samoa.course.memberships.pop(samoa.student.sub)
    books.deliver()
    assert books.outcomes() == [("refused", "student_not_there")]

    samoa.course.memberships[samoa.student.sub] = member
    books.deliver(DAY)
    assert item.scores == []
    teacher = books.teacher(samoa)
    page = teacher.open(f"{books.grades}/deliveries?state=refused")
    sent = teacher.submit(page, next(n for n, f in enumerate(page.forms) if "delivery" in f.fields))

    assert "1 delivery is sent again" in sent.text
    books.deliver()
    assert books.outcomes() == [("delivered", "")]
    assert len(item.scores) == 1


def test_what_the_gradebook_does_not_take_at_all_is_refused(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    books.arrive(samoa, samoa.student)
    samoa.course.memberships[samoa.student.sub].role = "teacher"
    books.deliver()
    assert books.outcomes() == [("refused", "service_rejected 400")]


@pytest.mark.parametrize("may_read", [True, False])
def test_a_score_whose_answer_was_lost_is_not_given_twice(
    books: Gradebooks, samoa: University, item: LineItem, may_read: bool
) -> None:
    if not may_read:
        samoa.tool.scopes.remove(f"{AGS}result.readonly")
    held_up(books, samoa, "lost")
    assert books.outcomes() == [("waiting", "service_failing 502")]
    assert len(item.scores) == 1

    mended(books, samoa, SOON)

    assert books.outcomes() == [("delivered", "")]
    assert len(item.scores) == 1


@pytest.mark.parametrize("may_read", [True, False])
def test_an_unreadable_yes_is_a_yes_where_the_score_stands_there(
    books: Gradebooks, samoa: University, item: LineItem, may_read: bool
) -> None:
    if not may_read:
        samoa.tool.scopes.remove(f"{AGS}result.readonly")
    held_up(books, samoa, "babble")
    assert books.outcomes() == [("delivered", "")]
    assert len(item.scores) == 1


def test_a_newer_grade_of_the_lms_is_replaced_once_with_a_fresh_timestamp(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    """As where a teacher there has graded by hand after the score was queued."""
    books.arrive(samoa, samoa.student)
    theirs = clock.now() + timedelta(seconds=2)
    other = graded_there(samoa, theirs, 40)
    item.scores.append(other)

    with clock.moved(timedelta(seconds=10)):
        books.deliver()

    assert books.outcomes() == [("delivered", "")]
    assert numbers(item.scores) == [(40, 100), (100, 100)]
    first, second = (datetime.fromisoformat(score.timestamp) for score in item.scores)
    assert second > first


def test_a_gradebook_that_always_has_something_newer_wins(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    books.arrive(samoa, samoa.student)
    item.scores.append(graded_there(samoa, clock.now() + timedelta(days=2), 40))

    books.deliver()
    books.deliver(SOON)

    assert books.outcomes() == [("refused", "service_conflict 409")]
    assert numbers(item.scores) == [(40, 100)]


def graded_there(university: University, at: datetime, given: float) -> Score:
    """A grade that was entered in the LMS itself."""
    return Score(university.student.sub, at.isoformat(), "Completed", "FullyGraded", given, 100)


def test_a_connection_that_is_switched_off_here_is_left_alone(
    books: Gradebooks, samoa: University, item: LineItem
) -> None:
    books.arrive(samoa, samoa.student)
    with books.universities.work() as session:
        session.get_one(Registration, samoa.registration_id).state = State.SUSPENDED
    books.deliver()
    assert books.outcomes() == [("waiting", "connection_suspended")]

    with books.universities.work() as session:
        session.get_one(Registration, samoa.registration_id).state = State.ACTIVE
    books.deliver(HOUR)
    assert len(item.scores) == 1


def test_one_university_s_trouble_does_not_hold_up_another(
    books: Gradebooks, samoa: University, bogota: University, item: LineItem
) -> None:
    other = books.with_column(bogota)
    samoa.platform.faults.grades = "down"
    books.arrive(samoa, samoa.student)
    books.arrive(bogota, bogota.student)

    books.deliver()

    assert item.scores == []
    assert [score.user_id for score in other.scores] == [bogota.student.sub]
