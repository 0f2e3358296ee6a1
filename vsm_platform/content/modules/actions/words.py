"""Saving what somebody wrote: nobody's words are lost, however many write at once.

Each save says on which version it builds. If another was saved meanwhile, nothing is overwritten:
the writer gets both, and where the changes do not touch, a text that holds them all.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.common import locked_item, record
from vsm_platform.content.modules.actions.items import add_version
from vsm_platform.content.modules.merging import Merge, merge
from vsm_platform.content.modules.models import Completion, ItemDraft, ItemVersion, ModuleItem
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What faculty write of an item."""

    title: str
    text: str = ""
    url: str = ""
    language: str = ""
    minutes: int | None = None
    completion: Completion = Completion.MARK


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else saved in between."""

    version: int
    """What stands there now, on which the next save builds."""
    title: str
    text: str
    saved_by_id: int | None
    merged: Merge
    """Both changes in one text, where they do not touch."""
    merged_title: str
    """The one title that was changed; one's own where both were."""


def do_save_words(
    session: Session,
    exchange_id: int,
    item_id: int,
    words: ItemWords,
    *,
    base_version: int,
    actor_id: int,
    client_key: str | None = None,
) -> Clash | None:
    """Save an item's words as a new version, unless somebody else has saved meanwhile.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        item_id: the item.
        words: what it shall be.
        base_version: the version that the writer had before them.
        actor_id: the writer.
        client_key: made by the form; what was saved with it once is not saved again.

    Returns:
        None once it is saved; else what stands between. The words then are the writer's draft.
    """
    item = locked_item(session, exchange_id, item_id)
    if item.ref_id is not None:
        raise NotFound
    if client_key and _is_saved(session, item_id, client_key):
        return None
    same = (item.title, item.text) == (words.title, words.text)
    if base_version != item.version and not same:
        do_keep_draft(
            session, exchange_id, item_id, actor_id, words.title, words.text, base_version
        )
        return _clash(session, item, words, base_version)
    _save(session, exchange_id, item, words, actor_id, client_key)
    do_drop_draft(session, item_id, actor_id)
    return None


def _save(
    session: Session,
    exchange_id: int,
    item: ModuleItem,
    words: ItemWords,
    actor_id: int,
    client_key: str | None,
) -> None:
    is_new = (item.title, item.text) != (words.title, words.text)
    for name in ("title", "text", "url", "language", "minutes", "completion"):
        setattr(item, name, getattr(words, name))
    item.changed_at, item.changed_by_id = clock.now(), actor_id
    if is_new:
        item.version += 1
        add_version(session, item, client_key)
    record(session, "item_changed", exchange_id, actor_id, name=item.title)


def _is_saved(session: Session, item_id: int, client_key: str) -> bool:
    query = select(ItemVersion.id).where(
        ItemVersion.item_id == item_id, ItemVersion.client_key == client_key
    )
    return session.scalar(query) is not None


def _clash(session: Session, item: ModuleItem, words: ItemWords, base_version: int) -> Clash:
    query = select(ItemVersion).where(
        ItemVersion.item_id == item.id, ItemVersion.number == base_version
    )
    base = session.scalars(query).one_or_none()
    base_title, base_text = (base.title, base.text) if base else ("", "")
    return Clash(
        version=item.version,
        title=item.title,
        text=item.text,
        saved_by_id=item.changed_by_id,
        merged=merge(base_text, words.text, item.text),
        merged_title=item.title if words.title == base_title else words.title,
    )


def do_keep_draft(
    session: Session,
    exchange_id: int,
    item_id: int,
    person_id: int,
    title: str,
    text: str,
    base_version: int,
) -> datetime:
    """Keep what somebody has typed so far; nobody else sees it. Gives the moment."""
    locked_item(session, exchange_id, item_id)
    draft = session.get(ItemDraft, (item_id, person_id))
    if draft is None:
        draft = ItemDraft(item_id=item_id, person_id=person_id)
        session.add(draft)
    draft.base_version, draft.title, draft.text = base_version, title, text
    draft.saved_at = clock.now()
    return draft.saved_at


def do_drop_draft(session: Session, item_id: int, person_id: int) -> None:
    """Forget what somebody had typed."""
    session.execute(
        delete(ItemDraft).where(ItemDraft.item_id == item_id, ItemDraft.person_id == person_id)
    )


def do_restore_version(
    session: Session, exchange_id: int, item_id: int, number: int, *, actor_id: int
) -> None:
    """Make an older version the newest; what stands there now stays among the versions."""
    item = locked_item(session, exchange_id, item_id)
    query = select(ItemVersion).where(ItemVersion.item_id == item_id, ItemVersion.number == number)
    old = session.scalars(query).one_or_none()
    if old is None:
        raise NotFound
    words = ItemWords(old.title, old.text, item.url, item.language, item.minutes, item.completion)
    _save(session, exchange_id, item, words, actor_id, None)
