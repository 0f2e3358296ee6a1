"""What this room offers elsewhere: votes on agendas, and a card on each team's page."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.scheduling.queries.polls import answered_polls, open_polls, poll_path
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, AgendaItem, Role
from vsm_platform.teams.api import CardLine, TeamCard, TeamView, own_teams


def agenda_items(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """A student's open votes."""
    if access.role != Role.STUDENT or not access.may_write:
        return
    teams = {team.id: team for team in own_teams(session, access)}
    polls = open_polls(session, list(teams)) if teams else []
    voted = answered_polls(session, access.enrolment_id) if polls else set()
    for poll in polls:
        yield AgendaItem(
            kind="scheduling",
            title=gettext("Vote: when “%(title)s” shall be", title=poll.title),
            path=poll_path(poll),
            note=teams[poll.team_id].title,
            at=poll.closes_at.astimezone(ZoneInfo(viewer.timezone)),
            is_due=True,
            is_done=poll.id in voted,
        )


def team_cards(
    session: Session, access: Access, _viewer: Viewer, team: TeamView
) -> Iterator[TeamCard]:
    """On a team's page: the vote that is open, and the way to find a time."""
    if access.is_visitor or not access.may_write:
        return
    lines = [
        CardLine(
            poll.title, poll_path(poll), _l("Your team is voting about a time."), _l("open"), "sun"
        )
        for poll in open_polls(session, [team.id])
    ]
    path = f"/exchanges/{access.exchange_id}/meeting-times?whom=team-{team.id}"
    note = _l("When all of you can come, each on your own clock")
    lines.append(CardLine(gettext("Find a time to meet"), path, note))
    yield TeamCard("times", _l("Meeting times"), 15, lines=lines)
