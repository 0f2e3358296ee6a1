"""Who could get an achievement, and who has it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.credentials.conditions import Candidate
from vsm_platform.credentials.models import AchievementKind, Credential
from vsm_platform.exchanges.api import (
    TEACHERS,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution


def roles_for(kind: AchievementKind) -> tuple[Role, ...]:
    """Whom an achievement of this kind is for."""
    return TEACHERS if kind == AchievementKind.FACULTY else (Role.STUDENT,)


def _candidates(exchange_id: int, roles: Collection[Role]) -> Any:
    return (
        select(
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.partnership_id,
            Partnership.institution_id,
            Person.display_name,
            Institution.name,
            Partnership.colour,
            Enrolment.arrived_at.is_not(None),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role.in_([role.value for role in roles]),
            Enrolment.state.in_([EnrolmentState.ENROLLED, EnrolmentState.COMPLETED]),
            Enrolment.is_test.is_(False),
        )
        .order_by(
            Partnership.is_lead.desc(),
            Partnership.id,
            func.lower(Person.display_name),
            Enrolment.id,
        )
    )


def candidates_for(
    session: Session,
    exchange_id: int,
    kind: AchievementKind,
    *,
    only: Collection[int] | None = None,
) -> list[Candidate]:
    """Those in an exchange whom an achievement is for, by partner and name.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        kind: the achievement's kind.
        only: enrolments to which to keep; None for all.
    """
    query = _candidates(exchange_id, roles_for(kind))
    if only is not None:
        query = query.where(Enrolment.id.in_(list(only)))
    rows: Sequence[Any] = session.execute(query).all()
    return [Candidate(*row) for row in rows]


def credentials_by_person(session: Session, achievement_id: int) -> dict[int, Credential]:
    """Everybody's credential of an achievement, revoked ones too, by person."""
    query = select(Credential).where(
        Credential.achievement_id == achievement_id, Credential.person_id.is_not(None)
    )
    return {one.person_id: one for one in session.scalars(query) if one.person_id is not None}
