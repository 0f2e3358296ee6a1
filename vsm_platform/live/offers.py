"""What live sessions show in other rooms: agendas, the set-up path, a card on the team's page."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import Meeting
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, AgendaItem, SetUpState, SetUpTask
from vsm_platform.live.models import LiveSession, State
from vsm_platform.live.places import lives_path, made_path, session_path
from vsm_platform.live.queries.rooms import (
    SessionLine,
    Viewing,
    sessions_for,
    sessions_of_team,
)
from vsm_platform.teams.api import CardLine, TeamCard, TeamView, own_teams
from vsm_platform.web.room import database

JUST_NOW = timedelta(minutes=50)
"""An agenda leaves out what began long before; rooms that are open are never past."""
_LINES = 5
_STATES = {
    State.GATHERING: (_l("soon"), "sun"),
    State.OPEN: (_l("open now"), "leaf"),
    State.CLOSING: (_l("open now"), "leaf"),
}


def live_card(
    session: Session, access: Access, _viewer: Viewer, team: TeamView
) -> Iterator[TeamCard]:
    """The sessions in which a team has a room: the way in, and afterwards what it made there."""
    lines, present = [], clock.now()
    for live, room in sessions_of_team(session, team.id)[:_LINES]:
        state = live.state_at(present)
        is_over = state == State.ENDED
        tag, tone = _STATES.get(state, ("", ""))
        path = (
            made_path(access.exchange_id, live.id, room.number)
            if is_over
            else session_path(access.exchange_id, live.id)
        )
        note = _l("What was made") if is_over else ""
        lines.append(CardLine(live.title, path, note=note, tag=tag, tone=tone))
    if not access.is_visitor and access.may_write and team.is_published:
        path = f"{lives_path(access.exchange_id)}/of/{team.id}"
        lines.append(CardLine(_l("Meet live now"), path))
    text = _l("Talk, notes and a board for the whole team at once. What you make there stays.")
    yield TeamCard("live", _l("Live"), order=15, text=text, lines=lines, is_for_clients=bool(lines))


# Agendas and the set-up path ------------------------------------------------------------------


def live_agenda(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """Rooms that are open, and planned ones at the time of their meeting, for those who are in them."""
    if access.enrolment_id is None or access.is_visitor or not _meets(session, access.exchange_id):
        return
    teams = frozenset(team.id for team in own_teams(session, access))
    viewing = Viewing(access.exchange_id, viewer.person_id, access.teaches, teams)
    waiting = [one for one in sessions_for(session, viewing) if one.state != State.ENDED]
    starts, present = _starts(session, waiting), clock.now()
    for one in waiting:
        is_open = one.state != State.GATHERING
        begins = max(one.live.opened_at, present - JUST_NOW) if one.live.opened_at else None
        at = begins if is_open else starts.get(one.live.meeting_id or 0)
        if at:
            yield AgendaItem(
                kind="live",
                title=one.live.title,
                path=session_path(access.exchange_id, one.live.id),
                note=_l("The rooms are open now") if is_open else _l("Live rooms"),
                at=at,
            )


def _starts(session: Session, lines: list[SessionLine]) -> dict[int, datetime]:
    """When the meetings begin that sessions belong to."""
    ids = [one.live.meeting_id for one in lines if one.live.meeting_id]
    if not ids:
        return {}
    query = select(Meeting).where(Meeting.id.in_(ids), Meeting.cancelled_at.is_(None))
    return {meeting.id: meeting.starts_at for meeting in session.scalars(query)}


def _meets(session: Session, exchange_id: int) -> bool:
    """Whether any session waits or runs, believed for a while: every course home wants to know."""
    memory, key = database().memory, ("live", exchange_id)
    meets = memory.recall(key)
    if meets is None:
        query = select(
            exists().where(LiveSession.exchange_id == exchange_id, LiveSession.settled_at.is_(None))
        )
        meets = bool(session.scalar(query))
        memory.keep(key, meets)
    return bool(meets)


def forget_meeting(exchange_id: int) -> None:
    """What was believed of an exchange is no longer true."""
    database().memory.forget(("live", exchange_id))


def live_tasks(session: Session, access: Access) -> Iterator[SetUpTask]:
    """The step of the set-up path: optional."""
    if not access.teaches:
        return
    query = select(func.count()).where(
        LiveSession.exchange_id == access.exchange_id, LiveSession.team_id.is_(None)
    )
    count = session.scalar(query) or 0
    text = _l("None is planned. In a live session everybody comes at once, each into a room.")
    state = SetUpState.OPTIONAL
    if count:
        text = ngettext("%(num)d is planned.", "%(num)d are planned.", count)
        state = SetUpState.DONE
    path = lives_path(access.exchange_id)
    yield SetUpTask("live", _l("Plan live sessions in rooms"), text, path, state, order=62)
