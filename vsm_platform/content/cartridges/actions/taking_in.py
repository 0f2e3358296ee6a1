"""What a step of an import makes, and remembers in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.api import (
    KIND,
    AssignmentFacts,
    Readers,
    do_add_assignment,
    do_replace_instructions,
)
from vsm_platform.content.cartridges.actions.steps import REMARKS, drop_own_file, locked_import
from vsm_platform.content.cartridges.models import CartridgeImport, ImportedThing, ImportState
from vsm_platform.content.cartridges.plans import Item, Kind, Remark
from vsm_platform.content.files.api import (
    EXCHANGE,
    Destination,
    Owner,
    do_add_file,
    do_make_folder,
    limits,
    require_room,
)
from vsm_platform.content.files.errors import ExchangeFull
from vsm_platform.content.modules.api import (
    ItemWords,
    do_add_heading,
    do_add_item,
    do_add_link,
    do_add_module,
    do_add_page,
    do_save_words,
    video_at,
)
from vsm_platform.content.modules.api import Kind as ItemKind
from vsm_platform.core import clock

END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class Made:
    """What an import has made so far: ids by where the thing stood."""

    things: Mapping[str, int]

    def has(self, key: str) -> bool:
        return key in self.things


@dataclass(slots=True)
class Ready:
    """An item with its text as Markdown; a long page stands in several parts."""

    item: Item
    texts: list[str] = field(default_factory=lambda: [""])


def made_so_far(session: Session, import_id: int) -> Made:
    """What is here already."""
    query = select(ImportedThing.key, ImportedThing.thing_id).where(
        ImportedThing.import_id == import_id
    )
    return Made(dict(session.execute(query).all()))


def is_under_way(session: Session, import_id: int) -> bool:
    """Whether nobody has stopped it."""
    state = select(CartridgeImport.state).where(CartridgeImport.id == import_id)
    return session.scalar(state) == ImportState.UNDER_WAY


def do_ensure_folder(session: Session, found: CartridgeImport) -> int:
    """The folder for the course's files; gives its id."""
    known = made_so_far(session, found.id).things.get("folder")
    if known is not None:
        return known
    owner = Owner(EXCHANGE, found.exchange_id)
    name = found.title[:100].replace("/", "-")
    folder = do_make_folder(session, found.exchange_id, owner, name, actor_id=found.person_id)
    _remember(session, found, "folder", "folder", folder.id)
    return folder.id


def do_take_file(
    session: Session, found: CartridgeImport, key: str, name: str, arrived: object, size: int
) -> int | None:
    """Make a file of a content that lies in the store; None where there is no room for it."""
    try:
        require_room(session, found.exchange_id, size, limits(), person_id=None)
    except ExchangeFull:
        return None
    to = Destination(
        found.exchange_id,
        Owner(EXCHANGE, found.exchange_id),
        do_ensure_folder(session, found),
        None,
        found.person_id,
        by_faculty=True,
        keeps_both=True,
    )
    file = do_add_file(session, to, name, arrived)  # type: ignore[arg-type]
    _remember(session, found, key, "file", file.id)
    return file.id


def do_take_module(
    session: Session, found: CartridgeImport, number: int, title: str, items: Sequence[Ready]
) -> None:
    """A module, as a draft, with everything in it."""
    module_id = do_add_module(
        session, found.exchange_id, title, is_published=False, actor_id=found.person_id
    )
    _remember(session, found, f"module:{number}", "module", module_id)
    for place, ready in enumerate(items):
        _take_item(session, found, module_id, f"{number}:{place}", ready)


def _take_item(
    session: Session, found: CartridgeImport, module_id: int, place: str, ready: Ready
) -> None:
    item, actor = ready.item, found.person_id
    if item.kind == Kind.HEADING:
        do_add_heading(session, module_id, item.title, actor_id=actor)
    elif item.kind == Kind.LINK:
        kind = ItemKind.VIDEO if video_at(item.url) else ItemKind.LINK
        do_add_link(session, module_id, item.title, item.url, kind=kind, actor_id=actor)
    elif item.kind == Kind.ASSIGNMENT:
        facts = _facts(item, ready.texts[0])
        made = do_add_assignment(session, found.exchange_id, facts, actor_id=actor)
        _remember(session, found, f"assignment:{place}", "assignment", made)
        do_add_item(session, module_id, KIND, made, item.title, actor_id=actor)
    else:
        for part, text in enumerate(ready.texts):
            title = f"{item.title[:190]} ({part + 1})" if part else item.title
            made = do_add_page(session, module_id, title, text, actor_id=actor)
            _remember(session, found, _item_key(place, part), "item", made)


def _item_key(place: str, part: int) -> str:
    return f"item:{place}:{part}" if part else f"item:{place}"


def _facts(item: Item, text: str) -> AssignmentFacts:
    return AssignmentFacts(
        title=item.title,
        instructions=text,
        is_for_teams=False,
        team_set_id=None,
        points=item.points,
        opens_on=None,
        due_on=None,
        due_time=END_OF_DAY,
        due_zone="",
        accepts_late=True,
        accepts_again=True,
        readers=Readers.OWN,
        own_dues={},
    )


def do_relink(session: Session, found: CartridgeImport, item_id: int, ready: Ready) -> None:
    """Write a page once more, now that the pages it leads to are here; people's changes stay."""
    words = ItemWords(ready.item.title, ready.texts[0])
    do_save_words(
        session,
        found.exchange_id,
        item_id,
        words,
        base_version=1,
        actor_id=found.person_id,
        client_key=f"cartridge-{found.id}",
    )


def do_relink_task(
    session: Session, found: CartridgeImport, task_id: int, first: Ready, ready: Ready
) -> None:
    """The same for a task, whose text came in as ``first``."""
    do_replace_instructions(
        session, found.exchange_id, task_id, first.texts[0], instead=ready.texts[0]
    )


def do_note_progress(found: CartridgeImport, steps: int, remarks: Iterable[Remark] = ()) -> None:
    """So many steps are done; this is to be said of them."""
    found.done = min(found.done + steps, found.steps)
    lines = [[one.why.value, one.title, one.detail] for one in remarks]
    known = list(found.report)
    found.report = (known + [line for line in lines if line not in known])[:REMARKS]


def do_finish(session: Session, exchange_id: int, import_id: int) -> None:
    """Everything is here."""
    found = locked_import(session, exchange_id, import_id)
    if found.state == ImportState.UNDER_WAY:
        found.state, found.done, found.finished_at = ImportState.DONE, found.steps, clock.now()
        drop_own_file(session, found, found.person_id)


def do_fail(session: Session, exchange_id: int, import_id: int, error: str) -> None:
    """It cannot go on by itself."""
    found = locked_import(session, exchange_id, import_id)
    if found.state == ImportState.UNDER_WAY:
        found.state, found.error, found.finished_at = ImportState.FAILED, error, clock.now()


def _remember(session: Session, found: CartridgeImport, key: str, kind: str, thing_id: int) -> None:
    session.add(ImportedThing(import_id=found.id, key=key, kind=kind, thing_id=thing_id))
    session.flush()
