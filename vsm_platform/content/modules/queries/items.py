"""One item with its words, its versions and drafts, and what was deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.modules.models import ItemDraft, ItemVersion, Module, ModuleItem
from vsm_platform.core.errors import NotFound


def module_row(session: Session, exchange_id: int, module_id: int) -> Module:
    """A module that is not deleted.

    Raises:
        NotFound: the exchange has no such module.
    """
    query = select(Module).where(
        Module.id == module_id, Module.exchange_id == exchange_id, Module.deleted_at.is_(None)
    )
    module = session.scalars(query).one_or_none()
    if module is None:
        raise NotFound
    return module


def item_row(session: Session, exchange_id: int, item_id: int) -> ModuleItem:
    """An item that is not deleted, in a module that is not.

    Raises:
        NotFound: the exchange has no such item.
    """
    query = (
        select(ModuleItem)
        .join(Module, Module.id == ModuleItem.module_id)
        .where(
            ModuleItem.id == item_id,
            ModuleItem.deleted_at.is_(None),
            Module.exchange_id == exchange_id,
            Module.deleted_at.is_(None),
        )
    )
    item = session.scalars(query).one_or_none()
    if item is None:
        raise NotFound
    return item


def draft_of(session: Session, item_id: int, person_id: int) -> ItemDraft | None:
    """What a person has typed and not saved."""
    return session.get(ItemDraft, (item_id, person_id))


def name_of(session: Session, person_id: int | None) -> str:
    """What somebody is called; empty for nobody."""
    query = select(Person.display_name).where(Person.id == person_id)
    return (session.scalar(query) or "") if person_id else ""


@dataclass(frozen=True, slots=True)
class VersionView:
    """The words of an item at one time."""

    number: int
    title: str
    text: str
    saved_at: datetime
    saved_by: str


def versions_of(session: Session, item_id: int) -> list[VersionView]:
    """All versions of an item, the newest first."""
    query = (
        select(
            ItemVersion.number,
            ItemVersion.title,
            ItemVersion.text,
            ItemVersion.saved_at,
            Person.display_name,
        )
        .outerjoin(Person, Person.id == ItemVersion.saved_by_id)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number.desc())
    )
    return [
        VersionView(number, title, text, saved_at, name or "")
        for number, title, text, saved_at, name in session.execute(query)
    ]


def version_of(session: Session, item_id: int, number: int) -> VersionView:
    """One version.

    Raises:
        NotFound: the item has no such version.
    """
    versions = versions_of(session, item_id)
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Deleted:
    """Something that can be put back."""

    id: int
    title: str
    deleted_at: datetime
    module: str = ""
    """Where an item stood."""


def deleted_modules(session: Session, exchange_id: int) -> list[Deleted]:
    """Deleted modules, the last one first."""
    query = (
        select(Module)
        .where(Module.exchange_id == exchange_id, Module.deleted_at.is_not(None))
        .order_by(Module.deleted_at.desc())
    )
    return [
        Deleted(module.id, module.title, module.deleted_at)
        for module in session.scalars(query)
        if module.deleted_at
    ]


def deleted_items(session: Session, exchange_id: int) -> list[Deleted]:
    """Deleted items of modules that are there, the last one first."""
    query = (
        select(ModuleItem, Module.title)
        .join(Module, Module.id == ModuleItem.module_id)
        .where(
            Module.exchange_id == exchange_id,
            Module.deleted_at.is_(None),
            ModuleItem.deleted_at.is_not(None),
        )
        .order_by(ModuleItem.deleted_at.desc())
    )
    return [
        Deleted(item.id, item.title, item.deleted_at, module)
        for item, module in session.execute(query)
        if item.deleted_at
    ]
