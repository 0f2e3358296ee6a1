"""All modules with everything in them, for whoever writes them into a file."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import Module, ModuleItem


def modules_with_items(
    session: Session, exchange_id: int
) -> list[tuple[Module, Sequence[ModuleItem]]]:
    """Modules in their order, each with its items in theirs, drafts too; by two statements."""
    modules = session.scalars(
        select(Module)
        .where(Module.exchange_id == exchange_id, Module.deleted_at.is_(None))
        .order_by(Module.position, Module.id)
    ).all()
    query = (
        select(ModuleItem)
        .where(
            ModuleItem.module_id.in_([module.id for module in modules]),
            ModuleItem.deleted_at.is_(None),
        )
        .order_by(ModuleItem.position, ModuleItem.id)
    )
    items: dict[int, list[ModuleItem]] = {module.id: [] for module in modules}
    for item in session.scalars(query):
        items[item.module_id].append(item)
    return [(module, items[module.id]) for module in modules]
