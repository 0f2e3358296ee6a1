"""You said, we changed: what follows from results."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.exchanges.api import INSIDE, TEACHERS, Enrolment
from vsm_platform.surveys.models import ActionTaken


@dataclass(frozen=True, slots=True)
class Change:
    """One of them, with who sees to it."""

    id: int
    survey_id: int | None
    column: str
    """The question whose result it follows from, where it is one."""
    said: str
    changed: str
    owner_id: int | None
    owner: str
    due_on: date | None
    done_on: date | None
    published_at: datetime | None
    outcome: str

    @property
    def is_done(self) -> bool:
        return self.done_on is not None


def changes_of(session: Session, exchange_id: int) -> list[Change]:
    """All of an exchange, those that are not done first, each by its date; in one query."""
    query = (
        select(
            ActionTaken.id,
            ActionTaken.survey_id,
            ActionTaken.column,
            ActionTaken.said,
            ActionTaken.changed,
            ActionTaken.owner_id,
            func.coalesce(Person.display_name, ""),
            ActionTaken.due_on,
            ActionTaken.done_on,
            ActionTaken.published_at,
            ActionTaken.outcome,
        )
        .outerjoin(Enrolment, Enrolment.id == ActionTaken.owner_id)
        .outerjoin(Person, Person.id == Enrolment.person_id)
        .where(ActionTaken.exchange_id == exchange_id)
    )
    rows: list[Any] = list(session.execute(query))
    found = [Change(*row) for row in rows]
    return sorted(
        found,
        key=lambda one: (one.is_done, one.due_on or date.max, one.done_on or date.max, one.id),
    )


def published_changes(session: Session, exchange_id: int) -> list[Change]:
    """Those that students see."""
    return [one for one in changes_of(session, exchange_id) if one.published_at]


def own_changes(session: Session, enrolment_id: int) -> list[Any]:
    """Those that somebody sees to and that are not done: their ids, what changes, and until when."""
    query = select(ActionTaken.id, ActionTaken.changed, ActionTaken.due_on).where(
        ActionTaken.owner_id == enrolment_id, ActionTaken.done_on.is_(None)
    )
    return list(session.execute(query.order_by(ActionTaken.id)))


def owners_of(session: Session, exchange_id: int) -> list[tuple[int, str]]:
    """Those who teach, by enrolment: who may see to something."""
    query = (
        select(Enrolment.id, Person.display_name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role.in_(list(TEACHERS)),
            Enrolment.state.in_(list(INSIDE)),
        )
        .order_by(Person.display_name, Enrolment.id)
    )
    return [(key, name) for key, name in session.execute(query)]
