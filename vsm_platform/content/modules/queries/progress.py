"""How far students are: counts of what they said to be done with, and of nothing else."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import Completion, ItemDone, Kind, Module, ModuleItem


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """What there is to do in an exchange, and how much of it each has done."""

    total: int
    """Published things of the modules' own kinds, whether they have opened yet or not."""
    done: dict[int, int]
    """By enrolment; who has done nothing is not in it."""


def progress_of(session: Session, exchange_id: int) -> CourseProgress:
    """Everybody's progress in an exchange, by two statements."""
    to_do = _to_do(exchange_id)
    total = session.scalar(select(func.count()).select_from(to_do.subquery())) or 0
    ids = to_do.subquery()
    query = (
        select(ItemDone.enrolment_id, func.count())
        .join(ids, ids.c.id == ItemDone.item_id)
        .group_by(ItemDone.enrolment_id)
    )
    return CourseProgress(total, {row[0]: row[1] for row in session.execute(query)})


def _to_do(exchange_id: int) -> Select[int]:
    return (
        select(ModuleItem.id)
        .join(Module, Module.id == ModuleItem.module_id)
        .where(
            Module.exchange_id == exchange_id,
            Module.is_published,
            Module.deleted_at.is_(None),
            ModuleItem.is_published,
            ModuleItem.deleted_at.is_(None),
            ModuleItem.ref_id.is_(None),
            ModuleItem.completion != Completion.NONE,
            ModuleItem.kind != Kind.HEADING,
        )
    )
