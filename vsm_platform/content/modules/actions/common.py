"""What the actions share: modules and items under lock, places in order, lines in the audit log."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import Module, ModuleItem
from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound

Direction = Literal["up", "down"]


def locked_module(session: Session, exchange_id: int, module_id: int) -> Module:
    """A module of this exchange, deleted or not, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such module.
    """
    query = select(Module).where(Module.id == module_id, Module.exchange_id == exchange_id)
    module = session.scalars(_locked(query)).one_or_none()
    if module is None:
        raise NotFound
    return module


def locked_item(session: Session, exchange_id: int, item_id: int) -> ModuleItem:
    """An item of this exchange, deleted or not, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such item.
    """
    query = (
        select(ModuleItem)
        .join(Module, Module.id == ModuleItem.module_id)
        .where(ModuleItem.id == item_id, Module.exchange_id == exchange_id)
    )
    locked = query.with_for_update(of=ModuleItem).execution_options(populate_existing=True)
    item = session.scalars(locked).one_or_none()
    if item is None:
        raise NotFound
    return item


def _locked(query: Select[Module]) -> Select[Module]:
    return query.with_for_update().execution_options(populate_existing=True)


def next_position(session: Session, query: Select[int]) -> int:
    """The place behind all others."""
    return (session.scalar(select(func.max(query.subquery().c[0]))) or 0) + 1


def swap(rows: Sequence[Module] | Sequence[ModuleItem], row_id: int, direction: Direction) -> None:
    """Let a row and its neighbour change places; at the edge nothing happens.

    Places are numbered anew, so that two rows that ever came to share one part again.
    """
    order: list[Module | ModuleItem] = list(rows)
    here = next(place for place, row in enumerate(order) if row.id == row_id)
    there = here - 1 if direction == "up" else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for place, row in enumerate(order, start=1):
        row.position = place


def record(
    session: Session, verb: str, exchange_id: int, actor_id: int | None, **details: str | int
) -> None:
    """Write a line about an exchange's content into the audit log."""
    audit.record(
        session,
        f"modules.{verb}",
        f"exchange:{exchange_id}",
        actor_id=actor_id,
        institution_id=None,
        **details,
    )
