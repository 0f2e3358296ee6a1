"""What people said to the facilitators, and how they introduce themselves."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, Partnership
from vsm_platform.institutions.api import Institution
from vsm_platform.teams.models import ConcernState, Team, TeamConcern, TeamIntroduction

CONCERNS_ON_PAGE = 200


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern, for its writer and for those who teach."""

    id: int
    text: str
    team_may_know: bool
    state: ConcernState
    answer: str
    sent_at: datetime
    version: int
    team_id: int | None
    team_number: int | None
    team_name: str
    writer: str
    institution: str


_CONCERNS = (
    select(
        TeamConcern.id,
        TeamConcern.text,
        TeamConcern.team_may_know,
        TeamConcern.state,
        TeamConcern.answer,
        TeamConcern.sent_at,
        TeamConcern.version,
        TeamConcern.team_id,
        Team.number,
        Team.name,
        Person.display_name,
        Institution.name,
    )
    .join(Enrolment, Enrolment.id == TeamConcern.enrolment_id)
    .join(Person, Person.id == Enrolment.person_id)
    .join(Partnership, Partnership.id == Enrolment.partnership_id)
    .join(Institution, Institution.id == Partnership.institution_id)
    .outerjoin(Team, Team.id == TeamConcern.team_id)
    .order_by(TeamConcern.id.desc())
)


def _view(row: Any) -> ConcernView:
    return replace(ConcernView(*row), state=ConcernState(row.state))


def concerns_of(session: Session, exchange_id: int) -> list[ConcernView]:
    """The latest of an exchange, for those who teach: what is new and what is not settled first."""
    query = _CONCERNS.where(TeamConcern.exchange_id == exchange_id).limit(CONCERNS_ON_PAGE)
    found = [_view(row) for row in session.execute(query)]
    order = list(ConcernState)
    return sorted(found, key=lambda one: order.index(one.state))


def concern_view(session: Session, exchange_id: int, concern_id: int) -> ConcernView:
    """One of an exchange's concerns.

    Raises:
        NotFound: the exchange has no such concern.
    """
    query = _CONCERNS.where(TeamConcern.exchange_id == exchange_id, TeamConcern.id == concern_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _view(row)


def own_concerns(session: Session, enrolment_id: int) -> list[ConcernView]:
    """What one person has said, with what became of it."""
    query = _CONCERNS.where(TeamConcern.enrolment_id == enrolment_id).limit(CONCERNS_ON_PAGE)
    return [_view(row) for row in session.execute(query)]


def new_concerns(session: Session, exchange_id: int) -> int:
    """How many nobody has looked into yet."""
    query = select(func.count()).where(
        TeamConcern.exchange_id == exchange_id, TeamConcern.state == ConcernState.NEW
    )
    return session.scalar(query) or 0


def introductions_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, str]:
    """What these people say of themselves, by enrolment."""
    query = select(TeamIntroduction.enrolment_id, TeamIntroduction.text).where(
        TeamIntroduction.enrolment_id.in_(enrolment_ids)
    )
    return dict(session.execute(query).all())
