"""The roster of an LMS course becomes expected enrolments, and tells who has left.

A reading marks everybody it sees with the moment it began (``RosterEntry.seen_at``); only when it
has come to its end are those swept who were not marked. A reading that is killed on its way thus
makes nobody leave. What is read here was fetched before: nothing in this file waits for an LMS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import RosterPerson, do_recognise_roster
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.exchanges.actions.common import record
from vsm_platform.exchanges.life import has_left
from vsm_platform.exchanges.models import (
    GONE,
    CourseLink,
    CourseRoster,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
    RosterEntry,
)
from vsm_platform.exchanges.queries.departures import (
    Sweep,
    departures,
    present_people,
    seen_people,
    stale_entries,
)
from vsm_platform.institutions.api import RosterMember, RosterSource, roster_source

FULL_EVERY = timedelta(hours=24)
"""Differences are believed for a day; then everybody is read again."""
RESUMED_WITHIN = timedelta(hours=1)
"""How old a reading may be that goes on where it was interrupted."""
JUST_LAUNCHED = timedelta(hours=1)
"""Some LMSs' rosters lag behind their own launches a little."""
PAGES_LIMIT = 1_000
FEW = 10
"""Among fewer people than these, any number may leave at once."""
_AT_ONCE = 1_000

_ENROLMENTS, _ENTRIES = table_of(Enrolment), table_of(RosterEntry)
_CHANGE = (
    update(_ENROLMENTS)
    .where(_ENROLMENTS.c.id == bindparam("enrolment"))
    .values({name: bindparam(name) for name in ("state", "lms_course_id", "lms_groups")})
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a course's roster, as its pages need to know it."""

    link_id: int
    exchange_id: int
    partnership_id: int
    starts_on: date
    ends_on: date
    source: RosterSource | None
    """None where the LMS or its deployment was closed here, or offers no roster any more."""
    run_at: datetime
    is_partial: bool
    address: str
    """Where to read on; empty for the beginning."""


def do_begin_reading(session: Session, link_id: int) -> Reading | None:
    """Begin a reading, or go on with one that was interrupted.

    None where there is nothing to read any more: no link, an archived exchange, or a partner that
    has left, whose students stay as they were.
    """
    query = (
        select(CourseRoster, Partnership, Exchange)
        .join(CourseLink, CourseLink.id == CourseRoster.link_id)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .join(Exchange, Exchange.id == Partnership.exchange_id)
        .where(CourseRoster.link_id == link_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    roster, partnership, exchange = found
    if exchange.state == ExchangeState.ARCHIVED or has_left(partnership.left_on):
        return None
    return Reading(
        link_id=link_id,
        exchange_id=exchange.id,
        partnership_id=partnership.id,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        source=roster_source(session, roster.lms_course_id),
        run_at=_begun_at(roster),
        is_partial=roster.is_partial,
        address=roster.next_url or (roster.differences_url if roster.is_partial else ""),
    )


def _begun_at(roster: CourseRoster) -> datetime:
    present = clock.now()
    if roster.run_at and roster.next_url and present - roster.run_at < RESUMED_WITHIN:
        return roster.run_at
    roster.run_at, roster.next_url, roster.pages, roster.skipped = present, "", 0, 0
    is_fresh = roster.full_at is not None and present - roster.full_at < FULL_EVERY
    roster.is_partial = is_fresh and bool(roster.differences_url)
    return present


def do_take_members(session: Session, reading: Reading, members: Sequence[RosterMember]) -> None:
    """Enrol, as expected, the learners whom a part of a roster names; mark whoever is seen."""
    if reading.source is None:
        return
    by_subject = {member.subject: member for member in members if not member.is_test_user}
    people = do_recognise_roster(session, reading.source, list(by_subject.values()))
    known = _enrolments(session, reading, people)
    batch = _Batch(reading)
    for subject, person in people.items():
        if not person.is_test_user:
            batch.take(person.id, by_subject[subject], known.get(person.id))
    batch.save(session)


def do_note_page(session: Session, link_id: int, next_url: str, skipped: int) -> bool:
    """A page is done with: remember where the reading goes on; False where it never ends."""
    roster = session.get(CourseRoster, link_id)
    if roster is None:
        return False
    roster.next_url = next_url
    roster.pages += 1
    roster.skipped += skipped
    return roster.pages < PAGES_LIMIT


def do_forget_differences(session: Session, link_id: int) -> None:
    """From now on everybody is read, until the LMS offers differences again."""
    roster = session.get(CourseRoster, link_id)
    if roster is not None:
        roster.differences_url = roster.next_url = ""


def _enrolments(
    session: Session, reading: Reading, people: Mapping[str, RosterPerson]
) -> dict[int, Row[*tuple[Any, ...]]]:
    columns = ("person_id", "id", "role", "state", "arrived_at", "lms_course_id", "lms_groups")
    query = select(*(_ENROLMENTS.c[name] for name in columns)).where(
        _ENROLMENTS.c.exchange_id == reading.exchange_id,
        _ENROLMENTS.c.person_id.in_([person.id for person in people.values()]),
    )
    return {row.person_id: row for row in session.connection().execute(query)}


class _Batch:
    """What one part of a roster changes; collected first, and saved by one statement for each kind."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._course_id = reading.source.lms_course_id if reading.source else None
        self._entries: list[dict[str, object]] = []
        self._new: list[dict[str, object]] = []
        self._changed: list[dict[str, object]] = []

    def take(
        self, person_id: int, member: RosterMember, enrolment: Row[*tuple[Any, ...]] | None
    ) -> None:
        if member.is_gone:
            # A full reading leaves them unmarked, which says the same.
            if self._reading.is_partial:
                self._mark(person_id, GONE)
            return
        if enrolment is None:
            if member.is_learner:
                self._expect(person_id, member)
                self._mark(person_id, self._reading.run_at)
            return
        will_teach = member.is_instructor and enrolment.state == EnrolmentState.EXPECTED
        if enrolment.role == Role.STUDENT and not will_teach:
            self._change(enrolment, member)
            self._mark(person_id, self._reading.run_at)

    def save(self, session: Session) -> None:
        connection = session.connection()
        if self._new:
            connection.execute(insert(_ENROLMENTS), self._new)
            self._record_new(session)
        if self._changed:
            connection.execute(_CHANGE, self._changed)
        if self._entries:
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            added = dialect.insert(_ENTRIES)
            statement = added.on_conflict_do_update(
                index_elements=[_ENTRIES.c.person_id, _ENTRIES.c.lms_course_id],
                set_={"seen_at": added.excluded.seen_at},
            )
            connection.execute(statement, self._entries)

    def _record_new(self, session: Session) -> None:
        source = self._reading.source
        record(
            session,
            "roster_expected",
            self._reading.exchange_id,
            None,
            institution_id=source.institution_id if source else None,
            people=len(self._new),
        )

    def _mark(self, person_id: int, seen_at: datetime) -> None:
        self._entries.append(
            {"person_id": person_id, "lms_course_id": self._course_id, "seen_at": seen_at}
        )

    def _expect(self, person_id: int, member: RosterMember) -> None:
        self._new.append(
            {
                "exchange_id": self._reading.exchange_id,
                "partnership_id": self._reading.partnership_id,
                "person_id": person_id,
                "role": Role.STUDENT,
                "state": EnrolmentState.EXPECTED,
                "lms_course_id": self._course_id,
                "lms_groups": list(member.groups or ()),
                "is_test": False,
                "enrolled_at": clock.now(),
            }
        )

    def _change(self, enrolment: Row[*tuple[Any, ...]], member: RosterMember) -> None:
        """Whoever had left is back; groups follow the LMS where it tells them."""
        is_back = enrolment.state == EnrolmentState.LEFT
        back = EnrolmentState.ENROLLED if enrolment.arrived_at else EnrolmentState.EXPECTED
        present = (enrolment.state, enrolment.lms_course_id, list(enrolment.lms_groups))
        wanted = (
            back if is_back else enrolment.state,
            self._course_id if is_back else enrolment.lms_course_id or self._course_id,
            present[2] if member.groups is None else list(member.groups),
        )
        if wanted != present:
            names = ("state", "lms_course_id", "lms_groups")
            self._changed.append(
                {"enrolment": enrolment.id, **dict(zip(names, wanted, strict=True))}
            )


def do_finish_reading(session: Session, reading: Reading, differences_url: str) -> bool:
    """A reading has come to its end: sweep whoever was not seen, unless that looks like a mistake.

    Returns:
        Whether the roster must be read again at once, in full, because differences are not enough
        to believe what they say.
    """
    roster = session.get(CourseRoster, reading.link_id)
    if roster is None or reading.source is None:
        return False
    roster.next_url, roster.trouble, roster.failures = "", "", 0
    roster.read_at, roster.differences_url = clock.now(), differences_url
    if not reading.is_partial:
        roster.full_at = reading.run_at
    sweep = Sweep(
        partnership_id=reading.partnership_id,
        lms_course_id=roster.lms_course_id,
        full_at=roster.full_at or reading.run_at,
        believed_since=reading.run_at - JUST_LAUNCHED,
        is_partial=reading.is_partial,
    )
    leaving = departures(session, sweep)
    if not _looks_like_a_mistake(session, sweep, len(leaving)):
        roster.missing = roster.ignored = 0
        do_mark_left(session, sweep, leaving, reading.exchange_id)
        return False
    if reading.is_partial:
        roster.differences_url = ""
        return True
    roster.missing = len(leaving)
    roster.ignored = min(roster.ignored, roster.missing)
    return False


def _looks_like_a_mistake(session: Session, sweep: Sweep, leaving: int) -> bool:
    """An empty roster, or one that lacks more than half of those who were there."""
    if not leaving:
        return False
    present = present_people(session, sweep)
    return not seen_people(session, sweep) or (present >= FEW and leaving * 2 > present)


def do_mark_left(
    session: Session,
    sweep: Sweep,
    leaving: Sequence[int],
    exchange_id: int,
    actor_id: int | None = None,
) -> None:
    """Mark these enrolments as left, and forget the marks of the reading that said so."""
    for first in range(0, len(leaving), _AT_ONCE):
        chosen = _ENROLMENTS.c.id.in_(leaving[first : first + _AT_ONCE])
        left = update(_ENROLMENTS).where(chosen).values(state=EnrolmentState.LEFT)
        session.connection().execute(left)
    session.connection().execute(delete(_ENTRIES).where(stale_entries(sweep)))
    if leaving:
        partnership = session.get_one(Partnership, sweep.partnership_id)
        record(
            session,
            "roster_left",
            exchange_id,
            actor_id,
            institution_id=partnership.institution_id,
            people=len(leaving),
        )
