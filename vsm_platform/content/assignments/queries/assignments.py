"""Assignments of an exchange with their dates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.deadlines import Timing
from vsm_platform.content.assignments.models import Assignment, PartnerDue, Readers
from vsm_platform.content.assignments.policies import may_set
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.api import (
    Access,
    Partner,
    access_exchange,
    is_skipped,
    latest_instant,
)


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """An assignment, as pages show it."""

    id: int
    exchange_id: int
    title: str
    instructions: str
    is_for_teams: bool
    team_set_id: int | None
    points: float | None
    accepts_late: bool
    accepts_again: bool
    readers: Readers
    published_at: datetime | None
    released_at: datetime | None
    version: int
    timing: Timing

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def source(self) -> str:
        """What it is called in grading."""
        return source_of(self.id)


def source_of(assignment_id: int) -> str:
    """The name of an assignment's measure in grading."""
    return f"assignment:{assignment_id}"


_ASSIGNMENTS = table_of(Assignment)
# Built once and past the mapped classes: the course home asks it at every launch.
_OF_EXCHANGE = select(*_ASSIGNMENTS.c).where(_ASSIGNMENTS.c.exchange_id == bindparam("exchange"))
_ALL = Prepared(_OF_EXCHANGE)
_PUBLISHED = Prepared(_OF_EXCHANGE.where(_ASSIGNMENTS.c.published_at.is_not(None)))


def assignments_of(
    session: Session, exchange_id: int, *, published_only: bool = True
) -> list[AssignmentView]:
    """An exchange's assignments, by due date; those without one come last."""
    query = _PUBLISHED if published_only else _ALL
    found = query.all(session, {"exchange": exchange_id})
    if not found:
        return []
    dues = _partner_dues(session, [one.id for one in found])
    return sorted((_view(one, dues[one.id]) for one in found), key=_order)


def _order(one: AssignmentView) -> tuple[date, time, int]:
    return one.timing.due_on or date.max, one.timing.due_time, one.id


def _partner_dues(
    session: Session, assignment_ids: Iterable[int]
) -> defaultdict[int, dict[int, tuple[date, time]]]:
    query = select(PartnerDue).where(PartnerDue.assignment_id.in_(list(assignment_ids)))
    found: defaultdict[int, dict[int, tuple[date, time]]] = defaultdict(dict)
    for due in session.scalars(query):
        found[due.assignment_id][due.partnership_id] = due.due_on, due.due_time
    return found


def _view(one: Any, own: dict[int, tuple[date, time]]) -> AssignmentView:
    return AssignmentView(
        id=one.id,
        exchange_id=one.exchange_id,
        title=one.title,
        instructions=one.instructions,
        is_for_teams=one.is_for_teams,
        team_set_id=one.team_set_id,
        points=one.points,
        accepts_late=one.accepts_late,
        accepts_again=one.accepts_again,
        readers=Readers(one.readers),
        published_at=one.published_at,
        released_at=one.released_at,
        version=one.version,
        timing=Timing(one.opens_on, one.due_on, one.due_time, one.due_zone, own),
    )


def assignment_view(session: Session, exchange_id: int, assignment_id: int) -> AssignmentView:
    """One of an exchange's assignments.

    Raises:
        NotFound: the exchange has no such assignment.
    """
    one = session.get(Assignment, assignment_id)
    if one is None or one.exchange_id != exchange_id:
        raise NotFound
    return _view(one, _partner_dues(session, [assignment_id])[assignment_id])


def access_assignment(
    session: Session, viewer: Viewer, exchange_id: int, assignment_id: int
) -> tuple[Access, AssignmentView]:
    """An assignment with the viewer's part in its exchange.

    Raises:
        NotFound: there is none, or it is a draft and the viewer a student.
    """
    access = access_exchange(session, viewer, exchange_id)
    assignment = assignment_view(session, exchange_id, assignment_id)
    if not assignment.is_published and not may_set(access):
        raise NotFound
    return access, assignment


@dataclass(frozen=True, slots=True)
class PartnerDate:
    """When an assignment is due for one partner."""

    partner: Partner
    due_at: datetime | None
    opens_at: datetime | None
    said_at: time | None
    """The time as faculty said it, on this partner's own clock or in the assignment's zone."""
    is_own: bool
    """Whether this partner has a date of its own."""
    is_skipped: bool
    """Whether the clocks jump over the time that was said, so that it is due an hour later."""


def partner_dates(assignment: AssignmentView, partners: Iterable[Partner]) -> list[PartnerDate]:
    """The dates of an assignment for each partner, in the partners' order."""
    return [_partner_date(assignment.timing, partner) for partner in partners]


def _partner_date(timing: Timing, partner: Partner) -> PartnerDate:
    said = timing.due_local(partner.partnership_id, partner.timezone)
    return PartnerDate(
        partner,
        due_at=latest_instant(*said) if said else None,
        opens_at=timing.opens_at(partner.timezone),
        said_at=said[1] if said else None,
        is_own=partner.partnership_id in timing.own,
        is_skipped=is_skipped(*said) if said else False,
    )


def zones_of(partners: Iterable[Partner]) -> dict[int, str]:
    """Each partner's zone, by partnership."""
    return {partner.partnership_id: partner.timezone for partner in partners}
