"""Somebody says to the facilitators that something in the team is not working; they look into it."""

from datetime import timedelta

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import correspondents
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.throttle import Limit, do_count, require_tries_left
from vsm_platform.exchanges.api import Access, Enrolment, Exchange, staff_of
from vsm_platform.mail.api import do_send, write
from vsm_platform.teams.actions.common import record
from vsm_platform.teams.models import ConcernState, Team, TeamConcern, TeamSet
from vsm_platform.teams.queries.teams import TeamView
from vsm_platform.web.languages import match_language

CONCERNS = Limit("team-concern", 5, timedelta(days=1))


def do_raise_concern(
    session: Session,
    access: Access,
    team: TeamView,
    *,
    key: str,
    text: str,
    team_may_know: bool,
) -> None:
    """Keep what somebody says, and tell the facilitators by letter that there is something.

    The letter holds no word of it and no name: letters are forwarded and read over shoulders.

    Raises:
        TooManyTries: this person has said five things within a day.
    """
    me = access.enrolment_id
    if me is None:
        raise NotFound
    # One person's messages come one after another, in however many tabs.
    session.get_one(Enrolment, me, with_for_update=True)
    query = select(TeamConcern.id).where(TeamConcern.enrolment_id == me, TeamConcern.key == key)
    if session.scalar(query) is not None:
        return
    require_tries_left(session, CONCERNS, str(me))
    do_count(session, CONCERNS, str(me))
    session.add(
        TeamConcern(
            exchange_id=access.exchange_id,
            team_id=team.id,
            enrolment_id=me,
            key=key,
            text=text,
            team_may_know=team_may_know,
            sent_at=clock.now(),
        )
    )
    _tell_facilitators(session, access, team)


def _tell_facilitators(session: Session, access: Access, team: TeamView) -> None:
    people = [one.person_id for one in staff_of(session, access.exchange_id)]
    address = url_for("teams.concerns", exchange_id=access.exchange_id, _external=True)
    for reader in correspondents(session, people).values():
        if reader.address:
            letter = write(
                "team_concern",
                match_language(reader.language) or "en",
                name=reader.name,
                exchange=access.title,
                number=team.number,
                team=team.name,
                address=address,
            )
            do_send(session, reader.address, letter, exchange_id=access.exchange_id)


def do_answer_concern(
    session: Session,
    exchange_id: int,
    concern_id: int,
    *,
    state: ConcernState,
    answer: str,
    seen_version: int,
    actor_id: int,
) -> bool:
    """Say how a concern stands and what its writer is to know.

    Returns:
        False where somebody else was faster and nothing changed.

    Raises:
        NotFound: the exchange has no such concern.
    """
    concern = session.get(TeamConcern, concern_id, with_for_update=True)
    if concern is None or concern.exchange_id != exchange_id:
        raise NotFound
    if (concern.state, concern.answer) == (state, answer):
        return True
    if concern.version != seen_version:
        return False
    has_news = bool(answer) and answer != concern.answer
    concern.state, concern.answer = state, answer
    concern.version += 1
    concern.changed_at, concern.changed_by_id = clock.now(), actor_id
    _record(session, concern, actor_id)
    if has_news:
        _tell_writer(session, concern)
    return True


def _record(session: Session, concern: TeamConcern, actor_id: int) -> None:
    team = session.get(Team, concern.team_id) if concern.team_id else None
    if team is not None:
        team_set = session.get_one(TeamSet, team.team_set_id)
        record(session, "concern_answered", team_set, actor_id, team_id=team.id)


def _tell_writer(session: Session, concern: TeamConcern) -> None:
    person_id = session.get_one(Enrolment, concern.enrolment_id).person_id
    reader = correspondents(session, [person_id])[person_id]
    if not reader.address or concern.team_id is None:
        return
    letter = write(
        "team_concern_answered",
        match_language(reader.language) or "en",
        name=reader.name,
        exchange=session.get_one(Exchange, concern.exchange_id).title,
        address=url_for(
            "teams.concern",
            exchange_id=concern.exchange_id,
            team_id=concern.team_id,
            _external=True,
        ),
    )
    do_send(session, reader.address, letter, exchange_id=concern.exchange_id)
