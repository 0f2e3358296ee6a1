"""You said, we changed: a result becomes something that somebody does until a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import INSIDE, TEACHERS, Enrolment
from vsm_platform.surveys.models import ActionTaken, Survey


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What is said of one change."""

    said: str
    changed: str
    owner_id: int | None = None
    due_on: date | None = None
    is_done: bool = False
    outcome: str = ""
    is_published: bool = False
    survey_id: int | None = None
    column: str = ""


def do_add_change(session: Session, exchange_id: int, facts: ChangeFacts, *, actor_id: int) -> int:
    """Note what follows from a result.

    Raises:
        NotFound: the survey or the person is not of this exchange.
    """
    if facts.survey_id is not None:
        survey = session.get(Survey, facts.survey_id)
        if survey is None or survey.exchange_id != exchange_id:
            raise NotFound
    made = ActionTaken(
        exchange_id=exchange_id,
        survey_id=facts.survey_id,
        column=facts.column,
        created_at=clock.now(),
    )
    _set(session, made, facts)
    session.add(made)
    session.flush()
    _record(session, "change_noted", made, actor_id)
    return made.id


def do_edit_change(
    session: Session, exchange_id: int, change_id: int, facts: ChangeFacts, *, actor_id: int
) -> None:
    """Say it better, give it to somebody else, publish it, or say that it is done."""
    found = locked_change(session, exchange_id, change_id)
    _set(session, found, facts)
    _record(session, "change_edited", found, actor_id)


def do_delete_change(session: Session, exchange_id: int, change_id: int, *, actor_id: int) -> None:
    found = locked_change(session, exchange_id, change_id)
    _record(session, "change_deleted", found, actor_id)
    session.delete(found)


def locked_change(session: Session, exchange_id: int, change_id: int) -> ActionTaken:
    """One of this exchange's changes.

    Raises:
        NotFound: the exchange has no such change.
    """
    found = session.get(ActionTaken, change_id, with_for_update=True)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    return found


def _set(session: Session, change: ActionTaken, facts: ChangeFacts) -> None:
    if facts.owner_id is not None:
        query = select(Enrolment.id).where(
            Enrolment.id == facts.owner_id,
            Enrolment.exchange_id == change.exchange_id,
            Enrolment.role.in_(list(TEACHERS)),
            Enrolment.state.in_(list(INSIDE)),
        )
        if session.scalar(query) is None and facts.owner_id != change.owner_id:
            raise NotFound
    change.said, change.changed, change.outcome = facts.said, facts.changed, facts.outcome
    change.owner_id, change.due_on = facts.owner_id, facts.due_on
    if facts.is_done != (change.done_on is not None):
        change.done_on = clock.now().date() if facts.is_done else None
    if facts.is_published != (change.published_at is not None):
        change.published_at = clock.now() if facts.is_published else None


def _record(session: Session, verb: str, change: ActionTaken, actor_id: int) -> None:
    about = f"exchange:{change.exchange_id}"
    audit.record(session, f"surveys.{verb}", about, actor_id=actor_id, change=change.id)
