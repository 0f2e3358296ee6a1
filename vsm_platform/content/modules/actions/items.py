"""Items come into modules, move, are published, go, and come back."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.common import (
    Direction,
    locked_item,
    locked_module,
    next_position,
    record,
    swap,
)
from vsm_platform.content.modules.models import Completion, ItemVersion, Kind, Module, ModuleItem
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound


def do_add_page(
    session: Session,
    module_id: int,
    title: str,
    markdown: str,
    *,
    kind: Kind = Kind.PAGE,
    language: str = "",
    minutes: int | None = None,
    completion: Completion = Completion.MARK,
    is_published: bool = True,
    actor_id: int | None,
    client_key: str | None = None,
) -> int:
    """A page, activity or recording's words at the end of a module; gives the item's id."""
    item = ModuleItem(kind=kind, title=title, text=markdown, language=language, minutes=minutes)
    item.completion, item.is_published, item.client_key = completion, is_published, client_key
    return _add(session, module_id, item, actor_id)


def do_add_link(
    session: Session,
    module_id: int,
    title: str,
    url: str,
    *,
    kind: Kind = Kind.LINK,
    text: str = "",
    minutes: int | None = None,
    completion: Completion = Completion.MARK,
    is_published: bool = True,
    actor_id: int | None,
    client_key: str | None = None,
) -> int:
    """A link, video or recording at the end of a module; the caller has checked its address."""
    item = ModuleItem(kind=kind, title=title, url=url, text=text, minutes=minutes)
    item.completion, item.is_published, item.client_key = completion, is_published, client_key
    return _add(session, module_id, item, actor_id)


def do_add_heading(
    session: Session,
    module_id: int,
    title: str,
    *,
    actor_id: int | None,
    client_key: str | None = None,
) -> int:
    """A heading at the end of a module."""
    item = ModuleItem(kind=Kind.HEADING, title=title, completion=Completion.NONE)
    item.client_key = client_key
    return _add(session, module_id, item, actor_id)


def do_add_item(
    session: Session,
    module_id: int,
    kind: str,
    ref_id: int,
    title: str,
    *,
    is_published: bool = True,
    actor_id: int | None = None,
) -> int:
    """Another room's thing at the end of a module; one that is there already stays in its place.

    ``kind`` is a word that the room has offered (``kinds``); ``title`` is what faculty read where
    the room no longer gives the thing.
    """
    query = select(ModuleItem.id).where(
        ModuleItem.module_id == module_id,
        ModuleItem.kind == kind,
        ModuleItem.ref_id == ref_id,
        ModuleItem.deleted_at.is_(None),
    )
    known = session.scalars(query).first()
    if known is not None:
        return known
    item = ModuleItem(kind=kind, ref_id=ref_id, title=title, is_published=is_published)
    return _add(session, module_id, item, actor_id)


def _add(session: Session, module_id: int, item: ModuleItem, actor_id: int | None) -> int:
    module = session.get(Module, module_id, with_for_update=True)
    if module is None:
        raise NotFound
    known = _by_key(session, module_id, item.client_key)
    if known is not None:
        return known
    places = select(ModuleItem.position).where(ModuleItem.module_id == module_id)
    item.module_id, item.position = module_id, next_position(session, places)
    item.version = 1
    item.created_at = item.changed_at = clock.now()
    item.changed_by_id = actor_id
    session.add(item)
    session.flush()
    if item.ref_id is None:
        add_version(session, item)
    record(session, "item_added", module.exchange_id, actor_id, name=item.title)
    return item.id


def _by_key(session: Session, module_id: int, client_key: str | None) -> int | None:
    if not client_key:
        return None
    query = select(ModuleItem.id).where(
        ModuleItem.module_id == module_id, ModuleItem.client_key == client_key
    )
    return session.scalar(query)


def add_version(session: Session, item: ModuleItem, client_key: str | None = None) -> None:
    """Keep an item's words as they are now."""
    session.add(
        ItemVersion(
            item_id=item.id,
            number=item.version,
            title=item.title,
            text=item.text or "",
            client_key=client_key,
            saved_at=item.changed_at,
            saved_by_id=item.changed_by_id,
        )
    )


def do_move_item(
    session: Session,
    exchange_id: int,
    item_id: int,
    *,
    direction: Direction | None = None,
    to_module_id: int | None = None,
) -> None:
    """One place up or down in its module, or to the end of another module of the exchange."""
    item = locked_item(session, exchange_id, item_id)
    if to_module_id is not None and to_module_id != item.module_id:
        module = locked_module(session, exchange_id, to_module_id)
        if module.deleted_at is not None:
            raise NotFound
        places = select(ModuleItem.position).where(ModuleItem.module_id == to_module_id)
        item.position = next_position(session, places)
        # Its form is done with; the key would only stand in another's way there.
        item.module_id, item.client_key = to_module_id, None
    elif direction and item.deleted_at is None:
        swap(_items(session, item.module_id), item_id, direction)


def _items(session: Session, module_id: int) -> list[ModuleItem]:
    query = (
        select(ModuleItem)
        .where(ModuleItem.module_id == module_id, ModuleItem.deleted_at.is_(None))
        .order_by(ModuleItem.position, ModuleItem.id)
    )
    return list(session.scalars(query))


def do_publish_item(
    session: Session, exchange_id: int, item_id: int, *, is_published: bool, actor_id: int | None
) -> None:
    """Show an item to students, or make it a draft again."""
    item = locked_item(session, exchange_id, item_id)
    if item.is_published != is_published:
        item.is_published = is_published
        verb = "item_published" if is_published else "item_hidden"
        record(session, verb, exchange_id, actor_id, name=item.title)


def do_delete_item(
    session: Session, exchange_id: int, item_id: int, *, actor_id: int | None
) -> None:
    """Take an item out of its module; it can be put back."""
    item = locked_item(session, exchange_id, item_id)
    if item.deleted_at is None:
        item.deleted_at = clock.now()
        record(session, "item_deleted", exchange_id, actor_id, name=item.title)


def do_restore_item(
    session: Session, exchange_id: int, item_id: int, *, actor_id: int | None
) -> None:
    """Put an item back where it stood."""
    item = locked_item(session, exchange_id, item_id)
    if item.deleted_at is not None:
        item.deleted_at = None
        record(session, "item_restored", exchange_id, actor_id, name=item.title)


def do_remove_things(session: Session, kind: str, ref_ids: Iterable[int]) -> None:
    """Take another room's things out of every module, once the room has deleted them."""
    query = select(ModuleItem).where(
        ModuleItem.kind == kind,
        ModuleItem.ref_id.in_(list(ref_ids)),
        ModuleItem.deleted_at.is_(None),
    )
    for item in session.scalars(query):
        item.deleted_at = clock.now()
