"""A new season begins with the content of the last one: never with what people did in it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.items import add_version
from vsm_platform.content.modules.models import ItemVersion, Module, ModuleItem
from vsm_platform.core import clock

_OF_MODULE = ("title", "intro", "first_week", "last_week", "position", "is_published")
_OF_ITEM = (
    "kind",
    "title",
    "text",
    "url",
    "language",
    "minutes",
    "completion",
    "is_published",
    "position",
)


class Copied(NamedTuple):
    """What became of the modules of a season."""

    modules: dict[int, int]
    """The new modules' ids by the old ones'."""
    items: dict[int, int]
    """The same of what stands in them."""


def do_copy_modules(
    session: Session, from_exchange_id: int, to_exchange_id: int, days: timedelta | int = 0
) -> Copied:
    """Copy modules with their pages, links and activities into another exchange.

    Weeks are counted from the exchange's own start, so nothing is moved by ``days``; dates that
    were set for single partners belong to that season and stay there. Other rooms' things follow
    by ``do_copy_items``, once their rooms have copied them; the addresses in texts by
    ``do_rewrite_module_texts``.
    """
    del days
    query = (
        select(Module)
        .where(Module.exchange_id == from_exchange_id, Module.deleted_at.is_(None))
        .order_by(Module.position, Module.id)
    )
    copies: dict[int, int] = {}
    for module in session.scalars(query).all():
        copy = Module(**{name: getattr(module, name) for name in _OF_MODULE})
        copy.exchange_id, copy.copied_from_id = to_exchange_id, module.id
        copy.created_at = clock.now()
        session.add(copy)
        session.flush()
        copies[module.id] = copy.id
    return Copied(copies, _copy_own_items(session, copies))


def _copy_own_items(session: Session, copies: Mapping[int, int]) -> dict[int, int]:
    query = select(ModuleItem).where(
        ModuleItem.module_id.in_(copies.keys()),
        ModuleItem.deleted_at.is_(None),
        ModuleItem.ref_id.is_(None),
    )
    new_ids: dict[int, int] = {}
    for item in session.scalars(query).all():
        copy = _copied(item, copies[item.module_id])
        session.add(copy)
        session.flush()
        add_version(session, copy)
        new_ids[item.id] = copy.id
    return new_ids


def _copied(item: ModuleItem, module_id: int) -> ModuleItem:
    copy = ModuleItem(**{name: getattr(item, name) for name in _OF_ITEM})
    copy.module_id, copy.version = module_id, 1
    copy.created_at = copy.changed_at = clock.now()
    return copy


def do_copy_items(
    session: Session, to_exchange_id: int, kind: str, new_ids: Mapping[int, int]
) -> None:
    """Put a room's copied things where their originals stand; after ``do_copy_modules``.

    Args:
        session: the unit of work.
        to_exchange_id: the new season.
        kind: the room's word.
        new_ids: the copies' ids by the originals'.
    """
    query = (
        select(ModuleItem, Module.id)
        .join(Module, Module.copied_from_id == ModuleItem.module_id)
        .where(
            Module.exchange_id == to_exchange_id,
            ModuleItem.kind == kind,
            ModuleItem.ref_id.in_(new_ids.keys()),
            ModuleItem.deleted_at.is_(None),
        )
    )
    for item, module_id in session.execute(query).all():
        copy = _copied(item, module_id)
        copy.ref_id = new_ids[item.ref_id or 0]
        session.add(copy)


def do_rewrite_module_texts(
    session: Session, exchange_id: int, rewrite: Callable[[str], str]
) -> None:
    """Change what the texts of an exchange's modules lead to; of a season that was just made."""
    modules = session.scalars(select(Module).where(Module.exchange_id == exchange_id)).all()
    for module in modules:
        module.intro = rewrite(module.intro)
    items = select(ModuleItem).where(ModuleItem.module_id.in_([module.id for module in modules]))
    for item in session.scalars(items).all():
        item.text, item.url = rewrite(item.text), rewrite(item.url)
    versions = (
        select(ItemVersion)
        .join(ModuleItem, ModuleItem.id == ItemVersion.item_id)
        .where(ModuleItem.module_id.in_([module.id for module in modules]))
    )
    for version in session.scalars(versions).all():
        version.text = rewrite(version.text)
