"""Meetings with whom they are for, and which of them are a reader's own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.models import Audience, Meeting, MeetingGuest, MeetingPartner
from vsm_platform.content.meetings.policies import (
    Invitation,
    Standing,
    is_theirs,
    plans,
    require_planner,
)
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.api import (
    TEACHERS,
    VISITORS,
    Access,
    Enrolment,
    Partnership,
    access_exchange,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting with whom it is for."""

    meeting: Meeting
    partnerships: frozenset[int]

    @property
    def invitation(self) -> Invitation:
        """Whom it is for, as the policies ask."""
        meeting = self.meeting
        return Invitation(meeting.audience, self.partnerships, meeting.team_id, meeting.starts_at)


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting before a reader."""

    access: Access
    planned: Planned
    may_join: bool
    """Whether the reader takes part in it, and so may know its link."""

    @property
    def meeting(self) -> Meeting:
        """The meeting itself."""
        return self.planned.meeting


def planned(session: Session, meetings: Sequence[Meeting]) -> list[Planned]:
    """The meetings with whom they are for, in the same order."""
    ids = [one.id for one in meetings if one.audience == Audience.PARTNERS]
    found: dict[int, set[int]] = {}
    if ids:
        rows = session.execute(
            select(MeetingPartner.meeting_id, MeetingPartner.partnership_id).where(
                MeetingPartner.meeting_id.in_(ids)
            )
        )
        for meeting_id, partnership_id in rows:
            found.setdefault(meeting_id, set()).add(partnership_id)
    return [Planned(one, frozenset(found.get(one.id, ()))) for one in meetings]


def meetings_of(session: Session, exchange_id: int) -> list[Planned]:
    """All meetings of an exchange in time's order, the cancelled ones too."""
    query = select(Meeting).where(Meeting.exchange_id == exchange_id)
    rows = session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()
    return planned(session, rows)


# Built once and past the mapped classes: the course home asks it at every launch.
_MEETINGS = table_of(Meeting).c
_UNCANCELLED = Prepared(
    select(
        _MEETINGS.id,
        _MEETINGS.exchange_id,
        _MEETINGS.title,
        _MEETINGS.audience,
        _MEETINGS.team_id,
        _MEETINGS.leader_id,
        _MEETINGS.starts_at,
        _MEETINGS.minutes,
    )
    .where(_MEETINGS.exchange_id == bindparam("exchange"), _MEETINGS.cancelled_at.is_(None))
    .order_by(_MEETINGS.starts_at, _MEETINGS.id)
)


def uncancelled_of(session: Session, exchange_id: int) -> list[Planned]:
    """The meetings of an exchange that take place, with no more than an agenda shows of them."""
    return planned(session, _UNCANCELLED.all(session.connection(), {"exchange": exchange_id}))


def meeting_of(session: Session, exchange_id: int, meeting_id: int) -> Planned:
    """One meeting.

    Raises:
        NotFound: the exchange has none with this id.
    """
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.exchange_id == exchange_id)
    found = session.scalars(query).all()
    if not found:
        raise NotFound
    return planned(session, found)[0]


def following(session: Session, meeting: Meeting) -> Sequence[Meeting]:
    """A meeting and those of its series that come after it, without the cancelled ones."""
    if not meeting.series:
        return [meeting]
    query = select(Meeting).where(
        Meeting.exchange_id == meeting.exchange_id,
        Meeting.series == meeting.series,
        Meeting.starts_at >= meeting.starts_at,
        Meeting.cancelled_at.is_(None),
    )
    return session.scalars(query.order_by(Meeting.starts_at)).all()


_STANDINGS = (
    select(Enrolment, Partnership, Institution.timezone)
    .join(Partnership, Partnership.id == Enrolment.partnership_id)
    .join(Institution, Institution.id == Partnership.institution_id)
)


def standings(session: Session, *conditions: ColumnElement[bool]) -> list[Standing]:
    """Enrolments with what decides which meetings are theirs."""
    rows = session.execute(_STANDINGS.where(*conditions))
    return [_standing(enrolment, partnership, zone) for enrolment, partnership, zone in rows]


def _standing(enrolment: Enrolment, partnership: Partnership, zone: str) -> Standing:
    return Standing(
        enrolment_id=enrolment.id,
        exchange_id=enrolment.exchange_id,
        partnership_id=partnership.id,
        role=enrolment.role,
        state=enrolment.state,
        zone=zone,
        first_day=partnership.starts_on or date.min,
        last_day=partnership.ends_on or date.max,
        left_on=partnership.left_on,
    )


def standing_of(session: Session, access: Access) -> Standing | None:
    """The viewer's own; None for an administrator who is not enrolled."""
    if access.enrolment_id is None:
        return None
    return standings(session, Enrolment.id == access.enrolment_id)[0]


def own_of(
    session: Session, standing: Standing, meetings: Iterable[Planned], person_id: int
) -> list[Planned]:
    """Those of an exchange's meetings that are a person's own."""
    return own_of_all(session, [standing], meetings, person_id)


def own_of_all(
    session: Session, own: Collection[Standing], meetings: Iterable[Planned], person_id: int
) -> list[Planned]:
    """Those of several exchanges' meetings that are a person's own, by the standing in each."""
    meetings, by_exchange = list(meetings), {one.exchange_id: one for one in own}
    teams = set(_teams_of(session, [one.enrolment_id for one in own], meetings))
    invited = _guests_at(session, [one for one in own if one.role in VISITORS])
    found = []
    for one in meetings:
        standing = by_exchange[one.meeting.exchange_id]
        leads = standing.role in TEACHERS and one.meeting.leader_id == person_id
        own_teams = {team for enrolment, team in teams if enrolment == standing.enrolment_id}
        is_guest = (one.meeting.id, standing.enrolment_id) in invited
        if leads or is_theirs(standing, one.invitation, teams=own_teams, is_guest=is_guest):
            found.append(one)
    return found


def _teams_of(
    session: Session, enrolment_ids: Collection[int], meetings: Iterable[Planned]
) -> Collection[tuple[int, int]]:
    """Pairs of enrolment and team, asked only where a meeting is for a team."""
    if any(one.meeting.audience == Audience.TEAM for one in meetings):
        return ports.teams().of_enrolments(session, enrolment_ids)
    return ()


def _guests_at(session: Session, guests: Collection[Standing]) -> set[tuple[int, int]]:
    """Pairs of meeting and enrolment of those who come for what they were invited to."""
    if not guests:
        return set()
    ids = [guest.enrolment_id for guest in guests]
    query = select(MeetingGuest.meeting_id, MeetingGuest.enrolment_id)
    rows = session.execute(query.where(MeetingGuest.enrolment_id.in_(ids)))
    return {(meeting_id, enrolment_id) for meeting_id, enrolment_id in rows}


def meetings_for(session: Session, access: Access, viewer: Viewer) -> list[Planned]:
    """What the viewer's list of an exchange's meetings holds: for those who plan, all."""
    everything = meetings_of(session, access.exchange_id)
    if plans(access):
        return everything
    standing = standing_of(session, access)
    return own_of(session, standing, everything, viewer.person_id) if standing else []


def access_meeting(session: Session, viewer: Viewer, exchange_id: int, meeting_id: int) -> Seen:
    """A meeting with the viewer's part in it; guests come in to theirs.

    Raises:
        NotFound: there is none, or it is not for the viewer.
    """
    access = access_exchange(session, viewer, exchange_id, visitors=True)
    found = meeting_of(session, exchange_id, meeting_id)
    standing = standing_of(session, access)
    if standing is None:
        return Seen(access, found, may_join=False)
    is_own = bool(own_of(session, standing, [found], viewer.person_id))
    if not is_own and not plans(access):
        raise NotFound
    return Seen(access, found, may_join=standing.is_active and (is_own or plans(access)))


def planning_access(session: Session, viewer: Viewer, exchange_id: int) -> Access:
    """The access of somebody who may plan the exchange's meetings.

    Raises:
        NotFound: there is no such exchange, or the viewer may not know of it.
        NotAllowed: the viewer does not teach there, or no longer does.
        ExchangeAtRest: it is in the archive.
    """
    access = require_planner(access_exchange(session, viewer, exchange_id))
    standing = standing_of(session, access)
    if standing and not standing.is_active and not access.is_administrator:
        raise NotAllowed
    return access
