"""A person's own meetings of an exchange, in one statement: the course home asks at every launch.

It is built once and goes past the mapped classes; only for meetings of single teams is a second
question asked, of the room that knows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.models import Audience, Meeting, MeetingPartner
from vsm_platform.content.meetings.policies import Invitation, Standing, is_theirs
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.api import (
    TEACHERS,
    Access,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution

_MEETINGS, _FOR = table_of(Meeting), table_of(MeetingPartner)
_ENROLMENTS, _PARTNERSHIPS = table_of(Enrolment), table_of(Partnership)
_INSTITUTIONS = table_of(Institution)
_ROWS = Prepared(
    select(
        _MEETINGS.c.id,
        _MEETINGS.c.title,
        _MEETINGS.c.starts_at,
        _MEETINGS.c.minutes,
        _MEETINGS.c.audience,
        _MEETINGS.c.team_id,
        _MEETINGS.c.leader_id,
        exists()
        .where(_FOR.c.meeting_id == _MEETINGS.c.id, _FOR.c.partnership_id == _PARTNERSHIPS.c.id)
        .label("is_for_partner"),
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.state,
        _PARTNERSHIPS.c.id.label("partnership_id"),
        _PARTNERSHIPS.c.starts_on,
        _PARTNERSHIPS.c.ends_on,
        _PARTNERSHIPS.c.left_on,
        _INSTITUTIONS.c.timezone,
    )
    .select_from(_MEETINGS)
    .join(
        _ENROLMENTS,
        and_(
            _ENROLMENTS.c.exchange_id == _MEETINGS.c.exchange_id,
            _ENROLMENTS.c.id == bindparam("enrolment"),
        ),
    )
    .join(_PARTNERSHIPS, _PARTNERSHIPS.c.id == _ENROLMENTS.c.partnership_id)
    .join(_INSTITUTIONS, _INSTITUTIONS.c.id == _PARTNERSHIPS.c.institution_id)
    .where(
        _MEETINGS.c.exchange_id == bindparam("exchange"),
        _MEETINGS.c.cancelled_at.is_(None),
        _ENROLMENTS.c.state.in_([EnrolmentState.ENROLLED.value, EnrolmentState.COMPLETED.value]),
    )
    .order_by(_MEETINGS.c.starts_at, _MEETINGS.c.id)
)


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting that takes place, and that the person is meant to come to."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime


def own_meetings(session: Session, access: Access, person_id: int) -> list[OwnMeeting]:
    """The viewer's, in time's order; for whoever takes no part, none."""
    if access.enrolment_id is None:
        return []
    values = {"exchange": access.exchange_id, "enrolment": access.enrolment_id}
    rows = _ROWS.all(session, values)
    teams = _own_teams(session, access.enrolment_id, rows)
    return [
        OwnMeeting(row.id, row.title, row.starts_at, row.starts_at + timedelta(minutes=row.minutes))
        for row in rows
        if _is_own(row, access, person_id, teams)
    ]


def _own_teams(session: Session, enrolment_id: int, rows: Sequence[Any]) -> set[int]:
    if all(row.audience != Audience.TEAM for row in rows):
        return set()
    return {team for _enrolment, team in ports.teams().of_enrolments(session, [enrolment_id])}


def _is_own(row: Any, access: Access, person_id: int, teams: set[int]) -> bool:
    if row.role in TEACHERS and row.leader_id == person_id:
        return True
    standing = Standing(
        enrolment_id=access.enrolment_id or 0,
        exchange_id=access.exchange_id,
        partnership_id=row.partnership_id,
        role=Role(row.role),
        state=EnrolmentState(row.state),
        zone=row.timezone,
        first_day=row.starts_on or date.min,
        last_day=row.ends_on or date.max,
        left_on=row.left_on,
    )
    partnerships = {row.partnership_id} if row.is_for_partner else set()
    invitation = Invitation(Audience(row.audience), partnerships, row.team_id, row.starts_at)
    return is_theirs(standing, invitation, teams=teams)
