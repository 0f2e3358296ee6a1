"""Letters to everybody whose team has changed: what is different now, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, correspondents
from vsm_platform.core.courier import Outcome, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import Exchange
from vsm_platform.formation.models import Formation, Repair
from vsm_platform.mail.api import Written, do_send, write
from vsm_platform.teams.api import Member, TeamView, members_of, teams_of_set
from vsm_platform.web.languages import match_language


@dataclass(frozen=True, slots=True)
class _News:
    """What one person is told."""

    reader: Member
    team: TeamView
    has_moved: bool
    is_new: bool
    comes: int
    """How many came into the team."""
    goes: int
    """How many went out of it, or left the course."""


def send_letters(database: Database, claimed: Claimed) -> Outcome:
    """Tell those whom a repair concerns (``formation.letters``); drafts concern nobody yet."""
    with database.unit_of_work(writes=False) as session:
        letters = _letters(session, claimed.payload)
    return delivered(then=partial(_send, letters=letters))


def _send(session: Session, letters: list[tuple[str, Written, int]]) -> None:
    for address, written, exchange_id in letters:
        do_send(session, address, written, exchange_id=exchange_id)


def _letters(session: Session, payload: dict[str, Any]) -> list[tuple[str, Written, int]]:
    repair = session.get(Repair, int(payload["repair"]))
    formation = session.get(Formation, repair.formation_id) if repair else None
    if repair is None or formation is None or formation.team_set_id is None:
        return []
    exchange = session.get_one(Exchange, formation.exchange_id)
    news = list(_news(session, formation.team_set_id, repair, is_undone=payload["undone"]))
    people = correspondents(session, [one.reader.person_id for one in news])
    return [
        (people[one.reader.person_id].address, _write(one, exchange, people), exchange.id)
        for one in news
        if people[one.reader.person_id].address
    ]


def _news(
    session: Session, team_set_id: int, repair: Repair, *, is_undone: bool
) -> Iterable[_News]:
    """For each who is in a team that has changed, what has changed there."""
    before, after = repair.before, repair.after
    if is_undone:
        before, after = after, before
    teams = [team for team in teams_of_set(session, team_set_id) if team.is_published]
    members = members_of(session, [team.id for team in teams])
    for team in teams:
        came = {int(key) for key, team_id in after.items() if team_id == team.id}
        went = {int(key) for key, team_id in before.items() if team_id == team.id} - came
        left = {
            one.enrolment_id
            for one in members[team.id]
            if one.has_left and one.enrolment_id in repair.gone
        }
        if not came and not went and not left:
            continue
        for one in members[team.id]:
            if one.has_left:
                continue
            is_mover = one.enrolment_id in came
            yield _News(
                reader=one,
                team=team,
                has_moved=is_mover,
                is_new=is_mover and before.get(str(one.enrolment_id)) is None,
                comes=len(came - {one.enrolment_id}),
                goes=len(went | left),
            )


def _write(one: _News, exchange: Exchange, people: dict[int, Correspondent]) -> Written:
    reader = people[one.reader.person_id]
    language = match_language(reader.language, *exchange.languages) or "en"
    return write(
        "team_changed",
        language.replace("_", "-"),
        name=one.reader.name,
        exchange=exchange.title,
        team=one.team,
        news=one,
        address=url_for("teams.team", exchange_id=exchange.id, team_id=one.team.id, _external=True),
    )
