"""The clients of an exchange, and the team that each is attached to."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    is_of_present_partner,
)
from vsm_platform.institutions.api import Institution
from vsm_platform.teams.models import TeamClient


@dataclass(frozen=True, slots=True)
class ClientChoice:
    """A client of the exchange, and the team that it is attached to."""

    enrolment_id: int
    name: str
    institution: str
    team_id: int | None


def client_choices(session: Session, exchange_id: int) -> list[ClientChoice]:
    """Every client of an exchange who has not left, by name."""
    query = (
        select(Enrolment.id, Person.display_name, Institution.name, TeamClient.team_id)
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .outerjoin(TeamClient, TeamClient.enrolment_id == Enrolment.id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.CLIENT,
            Enrolment.state != EnrolmentState.LEFT,
            is_of_present_partner(),
        )
        .order_by(func.lower(Person.display_name), Enrolment.id)
    )
    return [ClientChoice(*row) for row in session.execute(query)]


def is_client_of(session: Session, team_id: int, enrolment_id: int | None) -> bool:
    """Whether a client is attached to a team."""
    attached = session.get(TeamClient, enrolment_id) if enrolment_id else None
    return attached is not None and attached.team_id == team_id
