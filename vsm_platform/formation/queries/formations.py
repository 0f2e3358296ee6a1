"""Formations and their proposals, for those who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.api import (
    Access,
    Enrolment,
    EnrolmentState,
    Role,
    access_exchange,
)
from vsm_platform.formation.models import (
    AttributeValue,
    Formation,
    Proposal,
    ProposalState,
    Repair,
)
from vsm_platform.formation.policies import require_former
from vsm_platform.formation.queries.roster import PRESENT
from vsm_platform.teams.api import TeamMember, TeamSet


def forming_access(
    session: Session, viewer: Viewer, exchange_id: int, *, writes: bool = False
) -> Access:
    """An exchange, for whoever forms its teams.

    Raises:
        NotFound: the viewer is not part of it.
        NotAllowed: the viewer does not teach in it.
    """
    return require_former(access_exchange(session, viewer, exchange_id), writes=writes)


def access_formation(
    session: Session, viewer: Viewer, exchange_id: int, formation_id: int, *, writes: bool = False
) -> tuple[Access, Formation]:
    """Wishes of an exchange, for whoever forms its teams.

    Raises:
        NotFound: it has no such wishes.
    """
    access = forming_access(session, viewer, exchange_id, writes=writes)
    found = session.get(Formation, formation_id)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    return access, found


def proposal_of(session: Session, formation: Formation, proposal_id: int) -> Proposal:
    """A proposal for these wishes.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Proposal, proposal_id)
    if found is None or found.formation_id != formation.id:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class FormationLine:
    """Wishes in a list."""

    id: int
    title: str
    team_set_id: int | None
    published_at: datetime | None
    proposals: int
    is_searching: bool


def formations_of(session: Session, exchange_id: int) -> list[FormationLine]:
    """All wishes of an exchange, the oldest first."""
    searching = func.count().filter(Proposal.state == ProposalState.SEARCHING)
    query = (
        select(
            Formation.id,
            Formation.title,
            Formation.team_set_id,
            TeamSet.published_at,
            func.count(Proposal.id),
            searching > 0,
        )
        .outerjoin(Proposal, Proposal.formation_id == Formation.id)
        .outerjoin(TeamSet, TeamSet.id == Formation.team_set_id)
        .where(Formation.exchange_id == exchange_id)
        .group_by(Formation.id, Formation.title, Formation.team_set_id, TeamSet.published_at)
        .order_by(Formation.id)
    )
    return [FormationLine(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in a list."""

    id: int
    state: ProposalState
    created_at: datetime
    seed: int


def proposals_of(session: Session, formation_id: int) -> list[ProposalLine]:
    """The proposals for some wishes, the newest first."""
    query = (
        select(Proposal.id, Proposal.state, Proposal.created_at, Proposal.seed)
        .where(Proposal.formation_id == formation_id)
        .order_by(Proposal.id.desc())
    )
    return [
        ProposalLine(key, ProposalState(state), at, seed)
        for key, state, at, seed in session.execute(query)
    ]


def repairs_of(session: Session, formation_id: int) -> Sequence[Repair]:
    """What was repaired, the newest first."""
    query = select(Repair).where(Repair.formation_id == formation_id)
    return session.scalars(query.order_by(Repair.id.desc())).all()


# Every student's course home asks this.
_CRITERIA = Prepared(
    select(Formation.criteria)
    .where(Formation.exchange_id == bindparam("exchange"))
    .order_by(Formation.id)
)


def criteria_of_exchange(session: Session, exchange_id: int) -> list[dict[str, str]]:
    """All further wishes of an exchange: what its students are asked for."""
    session.flush()
    rows = _CRITERIA.all(session, {"exchange": exchange_id})
    return [wish for row in rows for wish in row.criteria]


def own_values(session: Session, enrolment_id: int) -> dict[int, AttributeValue]:
    """What one student has said, by attribute; for that student alone."""
    query = select(AttributeValue).where(AttributeValue.enrolment_id == enrolment_id)
    return {value.attribute_id: value for value in session.scalars(query)}


def formation_of_set(session: Session, team_set_id: int) -> int | None:
    """The wishes that a set of teams was made of."""
    query = select(Formation.id).where(Formation.team_set_id == team_set_id)
    return session.scalars(query.order_by(Formation.id.desc()).limit(1)).first()


def damage_numbers(
    session: Session, exchange_id: int, formation_id: int, team_set_id: int
) -> tuple[int, int]:
    """How many students are in no team of a set, and how many have left one unnoticed."""
    in_set = select(TeamMember.enrolment_id).where(TeamMember.team_set_id == team_set_id)
    students = select(Enrolment.id).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.is_test.is_(False),
    )
    joined = students.where(Enrolment.state.in_(PRESENT), Enrolment.id.not_in(in_set))
    gone = students.where(Enrolment.state == EnrolmentState.LEFT, Enrolment.id.in_(in_set))
    known = select(Repair.gone).where(
        Repair.formation_id == formation_id, Repair.undone_at.is_(None)
    )
    noticed = {key for people in session.scalars(known) for key in people}
    return len(session.scalars(joined).all()), len(set(session.scalars(gone)) - noticed)
