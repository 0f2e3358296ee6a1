"""A search is begun and stopped; what it found is changed by hand, and becomes a set of teams."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import enqueue
from vsm_platform.formation.actions.common import locked_formation, locked_proposal, record
from vsm_platform.formation.errors import (
    NothingToUndo,
    NotProposed,
    ProposalChanged,
    SearchUnderWay,
    TeamLocked,
    TooManyTeams,
)
from vsm_platform.formation.models import SEARCH, Formation, Proposal, ProposalState
from vsm_platform.formation.queries.roster import roster
from vsm_platform.teams.api import do_make_set, do_place, teams_of_set

KEPT_CHANGES = 30
"""How many changes by hand can be taken back."""
MOST_TEAMS = 1000


def do_search(session: Session, exchange_id: int, formation_id: int, *, actor_id: int) -> int:
    """Look for teams, from nothing; gives the proposal's id.

    Raises:
        SearchUnderWay: one is being looked for.
    """
    formation = locked_formation(session, exchange_id, formation_id)
    return _begin(session, formation, Proposal(seed=1), actor_id)


def do_search_again(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int, *, actor_id: int
) -> int:
    """Look for other teams; whoever is pinned and whatever is locked stays. Gives the new id.

    Raises:
        SearchUnderWay: one is being looked for.
    """
    formation = locked_formation(session, exchange_id, formation_id)
    old = locked_proposal(session, formation, proposal_id)
    following = Proposal(
        seed=old.seed + 1,
        teams=old.teams if old.pinned or old.locked else [],
        pinned=old.pinned,
        locked=old.locked,
    )
    return _begin(session, formation, following, actor_id)


def _begin(session: Session, formation: Formation, proposal: Proposal, actor_id: int) -> int:
    under_way = select(Proposal.id).where(
        Proposal.formation_id == formation.id, Proposal.state == ProposalState.SEARCHING
    )
    if session.scalars(under_way).first() is not None:
        raise SearchUnderWay
    proposal.formation_id, proposal.created_at = formation.id, clock.now()
    session.add(proposal)
    session.flush()
    _let_search(session, formation, proposal)
    record(session, "search_begun", formation, actor_id, name=formation.title)
    return proposal.id


def do_explain_later(session: Session, formation: Formation, proposal: Proposal) -> None:
    """Let it be worked out anew why the teams are as they are, outside of any request."""
    proposal.report = {}
    _let_search(session, formation, proposal)


def _let_search(session: Session, formation: Formation, proposal: Proposal) -> None:
    enqueue(
        session,
        SEARCH,
        {"proposal": proposal.id},
        lane=f"formation:{formation.id}",
        channel="formation",
        exchange_id=formation.exchange_id,
    )


def do_stop(session: Session, exchange_id: int, formation_id: int, proposal_id: int) -> None:
    """Take the best teams that were found so far."""
    formation = locked_formation(session, exchange_id, formation_id)
    locked_proposal(session, formation, proposal_id).is_stopping = True


def _changed_by_hand(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int, seen_version: int
) -> tuple[Formation, Proposal]:
    """A proposal that is found, and as the page showed it."""
    formation = locked_formation(session, exchange_id, formation_id)
    proposal = locked_proposal(session, formation, proposal_id)
    if proposal.state == ProposalState.SEARCHING or not proposal.teams:
        raise NotProposed
    if proposal.version != seen_version:
        raise ProposalChanged
    return formation, proposal


def _replace(proposal: Proposal, teams: Sequence[Sequence[int]]) -> None:
    """Put other teams in the place of these, which are remembered."""
    proposal.history = [*proposal.history, proposal.teams][-KEPT_CHANGES:]
    proposal.teams = [list(team) for team in teams]
    proposal.version += 1


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody goes into a team, and somebody else, perhaps, comes in return."""

    student: int
    team: int
    """Its number, from 0."""
    swap_with: int | None = None


def do_move(
    session: Session,
    exchange_id: int,
    formation_id: int,
    proposal_id: int,
    move: Move,
    *,
    seen_version: int,
    actor_id: int,
) -> None:
    """Move somebody, or let two change places; whoever is in no team yet can be moved in.

    Raises:
        ProposalChanged: somebody else moved people meanwhile.
        TeamLocked: one of the teams is locked.
        NotFound: there is no such team, or somebody is no student of the exchange.
    """
    formation, proposal = _changed_by_hand(
        session, exchange_id, formation_id, proposal_id, seen_version
    )
    if move.student not in roster(session, exchange_id):
        raise NotFound
    teams = moved(proposal.teams, move)
    if any(teams[number] != proposal.teams[number] for number in proposal.locked):
        raise TeamLocked
    _replace(proposal, teams)
    record(session, "people_moved", formation, actor_id, name=formation.title)


def moved(teams: Sequence[Sequence[int]], move: Move) -> list[list[int]]:
    """The teams after a move.

    Raises:
        NotFound: there is no such team, or nobody to change places with.
    """
    changed = changed_by(teams, move)
    return [changed.get(number, list(team)) for number, team in enumerate(teams)]


def changed_by(teams: Sequence[Sequence[int]], move: Move) -> dict[int, list[int]]:
    """The teams that a move changes, by number, as they are after it.

    Raises:
        NotFound: there is no such team, or nobody to change places with.
    """
    origin = next((number for number, team in enumerate(teams) if move.student in team), None)
    if not 0 <= move.team < len(teams) or origin == move.team:
        raise NotFound
    target = list(teams[move.team])
    if origin is None:
        if move.swap_with is not None:
            raise NotFound
        return {move.team: [*target, move.student]}
    source = list(teams[origin])
    if move.swap_with is None:
        source.remove(move.student)
        target.append(move.student)
    else:
        if move.swap_with not in target:
            raise NotFound
        target[target.index(move.swap_with)] = move.student
        source[source.index(move.student)] = move.swap_with
    return {origin: source, move.team: target}


def do_undo(
    session: Session,
    exchange_id: int,
    formation_id: int,
    proposal_id: int,
    *,
    seen_version: int,
    actor_id: int,
) -> None:
    """Take the latest change by hand back.

    Raises:
        NothingToUndo: there is none.
    """
    formation, proposal = _changed_by_hand(
        session, exchange_id, formation_id, proposal_id, seen_version
    )
    if not proposal.history:
        raise NothingToUndo
    proposal.teams = proposal.history[-1]
    proposal.history = proposal.history[:-1]
    proposal.version += 1
    record(session, "people_moved", formation, actor_id, name=formation.title)


def do_pin(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int, student: int
) -> None:
    """Let somebody stay in the team when teams are proposed again, or let go of them."""
    formation = locked_formation(session, exchange_id, formation_id)
    proposal = locked_proposal(session, formation, proposal_id)
    if not any(student in team for team in proposal.teams):
        raise NotFound
    kept = [one for one in proposal.pinned if one != student]
    proposal.pinned = kept if student in proposal.pinned else [*kept, student]


def do_lock(
    session: Session, exchange_id: int, formation_id: int, proposal_id: int, team: int
) -> None:
    """Let a team stay as it is, or open it again."""
    formation = locked_formation(session, exchange_id, formation_id)
    proposal = locked_proposal(session, formation, proposal_id)
    if not 0 <= team < len(proposal.teams):
        raise NotFound
    kept = [one for one in proposal.locked if one != team]
    proposal.locked = kept if team in proposal.locked else sorted([*kept, team])


def do_take_teams(
    session: Session,
    exchange_id: int,
    formation_id: int,
    proposal_id: int,
    teams: Sequence[Sequence[int]],
    *,
    seen_version: int,
    actor_id: int,
) -> None:
    """Put the teams of a list in the place of those that were found.

    Raises:
        NotFound: somebody is no student of the exchange, or twice in the list.
        ProposalChanged: somebody else moved people meanwhile.
    """
    formation, proposal = _changed_by_hand(
        session, exchange_id, formation_id, proposal_id, seen_version
    )
    people = [person for team in teams for person in team]
    if len(set(people)) != len(people) or not set(people) <= set(roster(session, exchange_id)):
        raise NotFound
    if any(number >= len(teams) for number in proposal.locked) or any(
        set(teams[number]) != set(proposal.teams[number]) for number in proposal.locked
    ):
        raise TeamLocked
    _replace(proposal, teams)
    record(session, "people_moved", formation, actor_id, name=formation.title)


def do_use(
    session: Session,
    exchange_id: int,
    formation_id: int,
    proposal_id: int,
    *,
    seen_version: int,
    actor_id: int,
) -> int:
    """Make a set of these teams, as a draft; whoever has left meanwhile is not in it. Gives its id.

    Raises:
        ProposalChanged: somebody else moved people meanwhile.
        TooManyTeams: a set cannot have so many.
    """
    formation, proposal = _changed_by_hand(
        session, exchange_id, formation_id, proposal_id, seen_version
    )
    if len(proposal.teams) > MOST_TEAMS:
        raise TooManyTeams
    here = roster(session, exchange_id)
    team_set_id = do_make_set(
        session,
        exchange_id,
        title=formation.title,
        teams=len(proposal.teams),
        actor_id=actor_id,
    )
    made = teams_of_set(session, team_set_id)
    places: dict[int, int | None] = {
        person: made[number].id
        for number, team in enumerate(proposal.teams)
        for person in team
        if person in here
    }
    do_place(session, exchange_id, team_set_id, places, actor_id=actor_id)
    formation.team_set_id = team_set_id
    record(session, "teams_used", formation, actor_id, name=formation.title)
    return team_set_id
