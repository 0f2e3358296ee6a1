"""What a person's own calendar holds: meetings and deadlines of every exchange that they are in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings.models import Calendar, Meeting
from vsm_platform.content.meetings.policies import Standing
from vsm_platform.content.meetings.queries.deadlines import Deadline, deadlines_of
from vsm_platform.content.meetings.queries.meetings import (
    Planned,
    own_of_all,
    planned,
    standings,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import digest
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange
from vsm_platform.institutions.api import Institution, State


@dataclass(frozen=True, slots=True)
class Feed:
    """Somebody's meetings and deadlines, for a calendar."""

    meetings: list[Planned]
    deadlines: list[Deadline]
    titles: dict[int, str]
    """Of the exchanges, by id."""
    leaders: dict[int, str]
    """Names of those who lead, by person."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is."""

    person_id: int
    locale: str
    """BCP 47 tag; empty where none was chosen."""


def owner_of(session: Session, token: str) -> Owner:
    """Whose calendar is behind a secret address.

    Raises:
        NotFound: there is none, or its owner's institution is suspended.
    """
    query = (
        select(Person.id, Person.locale, Institution.state)
        .join(Calendar, Calendar.person_id == Person.id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Calendar.digest == digest(token))
    )
    row = session.execute(query).one_or_none()
    if row is None or row.state not in {None, State.ACTIVE}:
        raise NotFound
    return Owner(row.id, row.locale)


def feed_of(session: Session, person_id: int) -> Feed:
    """What somebody's calendar holds, some of it in words of the moment's language."""
    own = standings(
        session,
        Enrolment.person_id == person_id,
        Enrolment.state.in_([EnrolmentState.ENROLLED, EnrolmentState.COMPLETED]),
    )
    meetings = _meetings(session, own, person_id)
    return Feed(
        meetings,
        list(deadlines_of(session, person_id, {standing.exchange_id for standing in own})),
        _titles(session, {one.meeting.exchange_id for one in meetings}),
        leader_names(session, meetings),
    )


def _meetings(session: Session, own: Sequence[Standing], person_id: int) -> list[Planned]:
    exchanges = {standing.exchange_id for standing in own}
    if not exchanges:
        return []
    query = select(Meeting).where(Meeting.exchange_id.in_(exchanges))
    rows = session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()
    return own_of_all(session, own, planned(session, rows), person_id)


def _titles(session: Session, exchange_ids: set[int]) -> dict[int, str]:
    query = select(Exchange.id, Exchange.title).where(Exchange.id.in_(exchange_ids))
    return {row.id: row.title for row in session.execute(query)}


def leader_names(session: Session, meetings: Iterable[Planned]) -> dict[int, str]:
    """How those are called who lead the meetings."""
    ids = {one.meeting.leader_id for one in meetings if one.meeting.leader_id}
    if not ids:
        return {}
    query = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    return {row.id: row.display_name for row in session.execute(query)}
