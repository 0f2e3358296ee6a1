"""A launch at a partner whose students apply, register between two days, or are invited."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.launch.universities import TOOL, Universities, University, walk, welcome
from tests.people import counted_queries
from vsm_platform.accounts.api import Identity
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    EnrolmentState,
    Entry,
    EntryTerms,
    Participation,
    Partnership,
    Role,
    Window,
    do_enter,
    end_of_day,
    entry_rule,
)
from vsm_platform.exchanges.models import Enrolment
from vsm_platform.practice.robot import Robot, Visit

APPLY = Participation.APPLICATION


def set_terms(universities: Universities, university: University, **columns: Any) -> None:
    partnership = universities.partnership_of(university)
    with universities.work() as session:
        session.execute(update(Partnership).where(Partnership.id == partnership).values(**columns))


def states(universities: Universities, subject: str) -> list[str]:
    query = (
        select(Enrolment.state)
        .join(Identity, Identity.person_id == Enrolment.person_id)
        .where(Identity.subject == subject)
    )
    return [state for (state,) in universities.rows(query)]


def press(robot: Robot, visit: Visit, **values: str) -> Visit:
    """Send the page's own form, which is the one before the foot's."""
    number = next(n for n, form in enumerate(visit.forms) if "csrf_token" in form.fields)
    return robot.submit(visit, number, **values)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    with clock.moved(instant - clock.now()):
        yield


def test_where_students_apply_a_launch_leads_to_the_application_and_enrols_nobody(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    set_terms(universities, samoa, participation=APPLY)
    robot = universities.robot()
    page = welcome(robot, walk(robot, samoa, samoa.student))
    assert page.url == f"{TOOL}/exchanges/{exchange_id}/apply"
    assert "Apply to take part" in page.body
    assert states(universities, samoa.student.sub) == []
    assert robot.open(f"{TOOL}/exchanges/{exchange_id}/").status == 404
    assert robot.open(f"{TOOL}/exchanges/{exchange_id}/people").status == 404

    sent = press(robot, robot.open(f"{TOOL}/exchanges/{exchange_id}/apply/send"))
    assert "Your application is sent" in sent.body
    assert states(universities, samoa.student.sub) == [EnrolmentState.APPLIED]
    again = walk(universities.robot(), samoa, samoa.student)
    assert again.url == f"{TOOL}/exchanges/{exchange_id}/apply"
    assert states(universities, samoa.student.sub) == [EnrolmentState.APPLIED]


def test_whoever_is_let_in_lands_in_the_course_from_then_on(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    set_terms(universities, samoa, participation=APPLY, places=1)
    robot, teacher = universities.robot(), universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))
    press(robot, robot.open(f"{TOOL}/exchanges/{exchange_id}/apply/send"))
    welcome(teacher, walk(teacher, samoa, samoa.teacher))
    listed = teacher.open(f"{TOOL}/exchanges/{exchange_id}/applications")
    asked = press(teacher, listed, applications="1", decision="accept")
    assert "Give 1 person a place?" in asked.body
    assert "1 decision taken." in press(teacher, asked).body
    set_terms(universities, samoa, registers_until=date(2020, 1, 1))

    offered = walk(robot, samoa, samoa.student)
    assert "You have a place!" in offered.body
    home = press(robot, offered, answer="take")
    assert home.url == f"{TOOL}/exchanges/{exchange_id}/"
    assert states(universities, samoa.student.sub) == [EnrolmentState.ENROLLED]
    assert walk(universities.robot(), samoa, samoa.student).url == home.url
    query = select(Enrolment.arrived_at, Enrolment.lms_course_id).where(
        Enrolment.role == Role.STUDENT
    )
    ((arrived_at, lms_course_id),) = universities.rows(query)
    assert arrived_at is not None
    assert lms_course_id is not None


def test_those_who_teach_and_test_users_come_in_whatever_the_terms(
    universities: Universities,
) -> None:
    madrid = universities.connect("Madrid")
    exchange_id = universities.exchange(madrid)
    universities.link_course(madrid, exchange_id)
    set_terms(universities, madrid, participation=APPLY, registers_until=date(2020, 1, 1))
    for account in (madrid.teacher, madrid.test_user):
        robot = universities.robot()
        page = walk(robot, madrid, account)
        page = welcome(robot, page) if "/welcome" in page.url else page
        assert page.url == f"{TOOL}/exchanges/{exchange_id}/"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"participation": APPLY, "registers_until": date(2020, 5, 4)}, "The last day was"),
        ({"participation": APPLY, "registers_from": date(2099, 5, 4)}, "It is too early"),
        ({"participation": Participation.INVITATION}, "This exchange is by invitation"),
    ],
)
def test_outside_the_terms_the_door_is_closed_with_the_dates_and_who_can_help(
    universities: Universities,
    samoa: University,
    exchange_id: int,
    columns: dict[str, Any],
    words: str,
) -> None:
    set_terms(universities, samoa, contact="office@samoa.test", **columns)
    robot = universities.robot()
    page = welcome(robot, walk(robot, samoa, samoa.student))
    assert page.status == 200
    assert words in page.body
    assert "office@samoa.test" in page.body
    if len(columns) == 2:
        assert "Monday, May 4" in page.body
    assert states(universities, samoa.student.sub) == []


def test_nobody_who_is_inside_is_ever_shut_out(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    home = welcome(robot, walk(robot, samoa, samoa.student))
    for columns in (
        {"participation": APPLY},
        {"participation": Participation.INVITATION},
        {"registers_until": date(2020, 1, 1)},
    ):
        set_terms(universities, samoa, **columns)
        assert walk(robot, samoa, samoa.student).url == home.url
    with universities.work() as session:
        session.execute(update(Enrolment).values(state=EnrolmentState.LEFT))
    assert walk(robot, samoa, samoa.student).url == home.url


def test_the_terms_cost_a_launch_no_statement_more(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))
    partnership = universities.partnership_of(samoa)
    database = universities.app.extensions["vsm_database"]
    with universities.work() as session:
        person_id = session.scalars(
            select(Identity.person_id).where(Identity.subject == samoa.student.sub)
        ).one()
        with counted_queries(database) as statements:
            entered = do_enter(
                session, partnership_id=partnership, person_id=person_id, role=Role.STUDENT
            )
    assert entered == (Entry.ENROL, False)
    assert len(statements) == 1


def terms(
    participation: Participation = Participation.OPEN,
    first: date | None = None,
    last: date | None = None,
    zone: str = "Europe/Madrid",
) -> EntryTerms:
    return EntryTerms(participation, first, last, zone)


@pytest.mark.parametrize(
    ("participation", "state", "entry"),
    [
        (Participation.OPEN, None, Entry.ENROL),
        (Participation.OPEN, EnrolmentState.APPLIED, Entry.ENROL),
        (Participation.OPTIONAL, None, Entry.ENROL),
        (Participation.MANDATORY, EnrolmentState.EXPECTED, Entry.ENROL),
        (Participation.INVITATION, None, Entry.CLOSED),
        (Participation.INVITATION, EnrolmentState.EXPECTED, Entry.ENROL),
        (Participation.APPLICATION, None, Entry.APPLY),
        (Participation.APPLICATION, EnrolmentState.EXPECTED, Entry.APPLY),
        (Participation.APPLICATION, EnrolmentState.REFUSED, Entry.APPLY),
        (Participation.APPLICATION, EnrolmentState.ENROLLED, Entry.ENROL),
        (Participation.APPLICATION, EnrolmentState.COMPLETED, Entry.ENROL),
    ],
)
def test_participation_decides(
    participation: Participation, state: EnrolmentState | None, entry: Entry
) -> None:
    assert entry_rule(terms(participation), state) == entry


@pytest.mark.parametrize(
    ("participation", "state", "entry"),
    [
        (Participation.OPEN, None, Entry.CLOSED),
        (Participation.MANDATORY, EnrolmentState.EXPECTED, Entry.ENROL),
        (Participation.APPLICATION, None, Entry.CLOSED),
        (Participation.APPLICATION, EnrolmentState.EXPECTED, Entry.CLOSED),
        (Participation.APPLICATION, EnrolmentState.WAITLISTED, Entry.APPLY),
        (Participation.OPEN, EnrolmentState.LEFT, Entry.ENROL),
    ],
)
def test_after_the_last_day_only_those_come_in_who_are_known(
    participation: Participation, state: EnrolmentState | None, entry: Entry
) -> None:
    assert entry_rule(terms(participation, last=date(2020, 1, 1)), state) == entry


def test_the_last_day_ends_at_midnight_of_the_partners_place() -> None:
    last = date(2026, 12, 4)
    for zone, ends in (
        ("Pacific/Apia", datetime(2026, 12, 4, 11, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 12, 4, 23, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 12, 5, 10, tzinfo=UTC)),
    ):
        own = terms(last=last, zone=zone)
        assert own.closes_at == ends
        for seconds, window in ((-2, Window.OPEN), (1, Window.OVER)):
            with at(ends + timedelta(seconds=seconds)):
                assert own.window == window, (zone, seconds)


@pytest.mark.parametrize(
    ("zone", "last", "ends"),
    [
        # The clocks go back at 03:00: that day has 25 hours, and all of them count.
        ("Europe/Madrid", date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        # And forward: 23 hours.
        ("Europe/Madrid", date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        # In Beirut they go forward at midnight itself: the next day has no 00:00.
        ("Asia/Beirut", date(2027, 3, 27), datetime(2027, 3, 27, 22, tzinfo=UTC)),
    ],
)
def test_a_deadline_on_the_day_of_a_clock_change(zone: str, last: date, ends: datetime) -> None:
    assert end_of_day(last, zone) == ends
    own = terms(last=last, zone=zone)
    for seconds, window in ((-2, Window.OPEN), (1, Window.OVER)):
        with at(ends + timedelta(seconds=seconds)):
            assert own.window == window
