"""Takes in a cartridge that faculty has confirmed: file by file, module by module.

Each step is one transaction that also remembers what it made, so whoever is killed in between is
followed by somebody who goes on where it was. Contents are put into the store outside of any
transaction, where they lie under their digest.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import IO, BinaryIO, cast

from sqlalchemy.orm import Session

from vsm_platform.content.assignments.api import assignment_path
from vsm_platform.content.cartridges.actions.steps import locked_import
from vsm_platform.content.cartridges.actions.taking_in import (
    Ready,
    do_fail,
    do_finish,
    do_note_progress,
    do_relink,
    do_relink_task,
    do_take_file,
    do_take_module,
    is_under_way,
    made_so_far,
)
from vsm_platform.content.cartridges.converting import Converter
from vsm_platform.content.cartridges.errors import CartridgeRefused
from vsm_platform.content.cartridges.models import IMPORT, CartridgeImport, ImportState
from vsm_platform.content.cartridges.plans import Item, Part, Plan, Remark, Why
from vsm_platform.content.cartridges.reading import read_cartridge
from vsm_platform.content.cartridges.zips import SafeZip
from vsm_platform.content.files.api import content_path, keep, limits, open_file, safe_name
from vsm_platform.content.files.errors import FileInfected, StoreUnavailable
from vsm_platform.content.modules.api import item_path
from vsm_platform.core.courier import Handler, Outcome, delivered, later
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Claimed, keep_lease
from vsm_platform.core.unit_of_work import Database

BEAT_SECONDS = 20.0


def take_in(database: Database, claimed: Claimed) -> Outcome:
    """Carry out an import (``cartridges.import``)."""
    import_id = int(claimed.payload["import"])
    with database.unit_of_work(writes=False) as session:
        found = session.get(CartridgeImport, import_id)
        if found is None or found.state != ImportState.UNDER_WAY:
            return delivered()
        exchange_id, file_id, rest_title = found.exchange_id, found.file_id, found.rest_title
    try:
        with database.unit_of_work(writes=False) as session:
            stream = open_file(session, file_id or 0).stream
        with closing(stream):
            archive = SafeZip(stream, largest=limits().largest)
            job = _Job(database, claimed, exchange_id, import_id, archive, rest_title)
            is_whole = job.run()
    except StoreUnavailable as trouble:
        return later(f"store {trouble}", holds_channel=True)
    except (NotFound, FileInfected, CartridgeRefused) as trouble:
        code = trouble.code
        return delivered(lambda session: do_fail(session, exchange_id, import_id, code))
    if not is_whole:
        return delivered()
    return delivered(lambda session: do_finish(session, exchange_id, import_id))


HANDLERS: dict[str, Handler] = {IMPORT: take_in}


class _Alive:
    """Content whose reading says now and then that this process still works on the delivery."""

    def __init__(self, content: IO[bytes], job: "_Job") -> None:
        self._content = content
        self._job = job

    def read(self, size: int = -1) -> bytes:
        self._job.beat()
        return self._content.read(size)


@dataclass(slots=True)
class _Job:
    database: Database
    claimed: Claimed
    exchange_id: int
    import_id: int
    archive: SafeZip
    rest_title: str
    _last: float = field(default_factory=time.monotonic)
    _paths: dict[str, str] = field(default_factory=dict)
    """Addresses here, by the entry of the archive."""
    _entries: dict[str, str] = field(default_factory=dict)

    def run(self) -> bool:
        """Do what is left; False where somebody has stopped it."""
        plan = read_cartridge(self.archive)
        self._entries = plan.entries
        steps: list[Callable[[], None]] = [partial(self._take_file, name) for name in plan.files]
        for number, module in enumerate(plan.modules):
            steps.append(partial(self._take_module, number, module))
        steps.append(partial(self._relink, plan))
        for step in steps:
            with self.database.unit_of_work(writes=False) as session:
                if not is_under_way(session, self.import_id):
                    return False
            step()
        return True

    def beat(self) -> None:
        """Keep the lease, now and then."""
        if time.monotonic() - self._last > BEAT_SECONDS:
            self._last = time.monotonic()
            with self.database.unit_of_work(writes=True) as session:
                keep_lease(session, self.claimed)

    def _found(self, session: Session) -> CartridgeImport:
        keep_lease(session, self.claimed)
        return locked_import(session, self.exchange_id, self.import_id)

    def _take_file(self, name: str) -> None:
        key = "file:" + hashlib.sha256(name.encode(errors="replace")).hexdigest()[:40]
        last = safe_name(name.rpartition("/")[2])
        with self.database.unit_of_work(writes=False) as session:
            known = made_so_far(session, self.import_id).things.get(key)
        if known is None:
            known = self._bring_file(key, name, last)
        if known is not None:
            self._paths[name] = content_path(self.exchange_id, known, last)

    def _bring_file(self, key: str, name: str, last: str) -> int | None:
        remarks, file_id = [], None
        try:
            with closing(self.archive.open(name)) as content:
                arrived = keep(cast(BinaryIO, _Alive(content, self)))
        except (CartridgeRefused, OSError, ValueError, EOFError):
            arrived = None
            remarks.append(Remark(Why.DAMAGED, name[:200]))
        with self.database.unit_of_work(writes=True) as session:
            found = self._found(session)
            if arrived is not None:
                size = self.archive.size(name)
                file_id = do_take_file(session, found, key, last, arrived, size)
                if file_id is None:
                    remarks.append(Remark(Why.NO_ROOM, name[:200]))
            do_note_progress(found, 1, remarks)
        return file_id

    def _take_module(self, number: int, module: Part) -> None:
        with self.database.unit_of_work(writes=False) as session:
            if made_so_far(session, self.import_id).has(f"module:{number}"):
                return
        converter = Converter(self.archive, self._paths, self._entries)
        items = []
        for item in module.items:
            items.append(converter.convert(item))
            self.beat()
        title = self.rest_title or "…" if module.is_rest else module.title
        with self.database.unit_of_work(writes=True) as session:
            found = self._found(session)
            do_take_module(session, found, number, title, items)
            do_note_progress(found, 1 + len(items), converter.remarks)

    def _relink(self, plan: Plan) -> None:
        """Let texts lead to pages and tasks that came in after them."""
        with self.database.unit_of_work(writes=False) as session:
            things = made_so_far(session, self.import_id).things
        here: dict[str, str] = {}
        for place, item in _placed(plan):
            path = self._path_of(things, place)
            if item.name and path:
                here.setdefault(item.name, path)
        converter = Converter(self.archive, here | self._paths, self._entries)
        for place, item in _placed(plan):
            if item.name and self._path_of(things, place):
                self._rewrite(things, place, converter.convert(item))
        with self.database.unit_of_work(writes=True) as session:
            do_note_progress(self._found(session), 0, converter.missing)

    def _path_of(self, things: Mapping[str, int], place: str) -> str:
        """Where a page or a task stands here; empty for what is neither."""
        if f"item:{place}" in things:
            return item_path(self.exchange_id, things[f"item:{place}"])
        if f"assignment:{place}" in things:
            return assignment_path(self.exchange_id, things[f"assignment:{place}"])
        return ""

    def _rewrite(self, things: Mapping[str, int], place: str, ready: Ready) -> None:
        if len(ready.texts) > 1 or not self._leads_on(ready.texts[0]):
            return
        first = Converter(self.archive, self._paths, self._entries).convert(ready.item)
        page, task = things.get(f"item:{place}"), things.get(f"assignment:{place}", 0)
        with self.database.unit_of_work(writes=True) as session:
            found = self._found(session)
            if page:
                do_relink(session, found, page, ready)
            else:
                do_relink_task(session, found, task, first, ready)

    def _leads_on(self, text: str) -> bool:
        """Whether a text leads to pages or tasks of this exchange."""
        starts = item_path(self.exchange_id, 0)[:-1], assignment_path(self.exchange_id, 0)[:-1]
        return any(f"]({start}" in text for start in starts)


def _placed(plan: Plan) -> Iterator[tuple[str, Item]]:
    """All items, each with where it stands: its module's number and its own."""
    for number, module in enumerate(plan.modules):
        for place, item in enumerate(module.items):
            yield f"{number}:{place}", item
