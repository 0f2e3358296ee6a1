"""What live sessions show in other rooms: a card on the team's page, with what the team made."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access
from vsm_platform.live.models import State
from vsm_platform.live.places import lives_path, made_path, session_path
from vsm_platform.live.queries.rooms import sessions_of_team
from vsm_platform.teams.api import CardLine, TeamCard, TeamView

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
