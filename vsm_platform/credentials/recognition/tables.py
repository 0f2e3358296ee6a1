"""Grading tables are entered, changed and deleted by the office of the institution that gives the grades."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.errors import TableExists
from vsm_platform.credentials.recognition.actions import record
from vsm_platform.credentials.recognition.models import GradingTable


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a grading table says."""

    name: str
    isced: str
    years: str
    rows: list[list[object]]


def tables_of(session: Session, institution_id: int) -> Sequence[GradingTable]:
    """An institution's grading tables, by name."""
    query = select(GradingTable).where(GradingTable.institution_id == institution_id)
    return session.scalars(query.order_by(GradingTable.name)).all()


def access_table(session: Session, institution_id: int, table_id: int) -> GradingTable:
    """One of an institution's tables.

    Raises:
        NotFound: it has no such table.
    """
    found = session.get(GradingTable, table_id)
    if found is None or found.institution_id != institution_id:
        raise NotFound
    return found


def do_save_table(
    session: Session,
    institution_id: int,
    table_id: int | None,
    facts: TableFacts,
    *,
    actor_id: int | None,
) -> int:
    """Add a table, or change one; gives its id.

    Raises:
        NotFound: the institution has no such table.
        TableExists: another one bears the name.
    """
    found = (
        GradingTable(institution_id=institution_id)
        if table_id is None
        else access_table(session, institution_id, table_id)
    )
    try:
        with session.begin_nested():
            found.name, found.isced, found.years = facts.name, facts.isced, facts.years
            found.rows = facts.rows
            found.changed_at, found.changed_by_id = clock.now(), actor_id
            session.add(found)
            session.flush()
    except IntegrityError:
        raise TableExists from None
    subject = f"grading_table:{found.id}"
    record(session, "grading_table_saved", institution_id, subject, actor_id, name=facts.name)
    return found.id


def do_delete_table(
    session: Session, institution_id: int, table_id: int, *, actor_id: int | None
) -> None:
    """Delete a table; what was decided by its help stays.

    Raises:
        NotFound: the institution has no such table.
    """
    found = access_table(session, institution_id, table_id)
    session.delete(found)
    subject = f"grading_table:{table_id}"
    record(session, "grading_table_deleted", institution_id, subject, actor_id, name=found.name)
