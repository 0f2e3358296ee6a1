"""Runs as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.models import Achievement, Run, RunItem
from vsm_platform.institutions.api import Institution

SHOWN = 100
"""People that the dry run shows by name."""


@dataclass(frozen=True, slots=True)
class RunNumbers:
    """How far a run is."""

    people: int
    issued: int
    skipped: int

    @property
    def waiting(self) -> int:
        return self.people - self.issued - self.skipped


def run_of(session: Session, exchange_id: int, run_id: int) -> Run:
    """A run of an exchange.

    Raises:
        NotFound: the exchange has no such run.
    """
    query = select(Run).join(Achievement, Achievement.id == Run.achievement_id)
    found = session.scalar(query.where(Run.id == run_id, Achievement.exchange_id == exchange_id))
    if found is None:
        raise NotFound
    return found


def runs_of(session: Session, achievement_id: int) -> Sequence[Run]:
    """An achievement's runs, the newest first."""
    query = select(Run).where(Run.achievement_id == achievement_id).order_by(Run.id.desc())
    return session.scalars(query.limit(20)).all()


def run_numbers(session: Session, run_ids: Sequence[int]) -> dict[int, RunNumbers]:
    """How far each of these runs is."""
    query = (
        select(
            RunItem.run_id,
            func.count(),
            func.count(RunItem.credential_id),
            func.sum(case((RunItem.is_skipped, 1), else_=0)),
        )
        .where(RunItem.run_id.in_(run_ids))
        .group_by(RunItem.run_id)
    )
    found = {row[0]: RunNumbers(row[1], row[2], row[3] or 0) for row in session.execute(query)}
    return {one: found.get(one, RunNumbers(0, 0, 0)) for one in run_ids}


@dataclass(frozen=True, slots=True)
class RunLine:
    """A person in a run."""

    name: str
    institution: str
    signed: str
    """The name to sign, where it is another."""
    grade: str
    row: int


def run_people(session: Session, run_id: int) -> list[RunLine]:
    """The first people of a run, by university and name."""
    query = (
        select(Person.display_name, Institution.name, RunItem.name, RunItem.grade, RunItem.row)
        .join(Person, Person.id == RunItem.person_id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(RunItem.run_id == run_id)
        .order_by(RunItem.row, Institution.name, func.lower(Person.display_name), RunItem.id)
        .limit(SHOWN)
    )
    return [RunLine(row[0], row[1] or "", *row[2:]) for row in session.execute(query)]


def names_of(session: Session, person_ids: Sequence[int | None]) -> dict[int, str]:
    """What people are called who made or decided something."""
    query = select(Person.id, Person.display_name).where(
        Person.id.in_([one for one in person_ids if one is not None])
    )
    return {row[0]: row[1] for row in session.execute(query)}
