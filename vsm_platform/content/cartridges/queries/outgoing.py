"""An exchange's modules, assignments and files as a cartridge has them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import IO, cast
from urllib.parse import quote

from sqlalchemy.orm import Session

from vsm_platform.content.assignments.api import KIND as ASSIGNMENT
from vsm_platform.content.assignments.api import AssignmentView, assignments_of
from vsm_platform.content.cartridges.plans import is_web_address
from vsm_platform.content.cartridges.writing import (
    OutCourse,
    OutFile,
    OutHeading,
    OutItem,
    OutLink,
    OutModule,
    OutPage,
    OutTask,
    names_of_files,
)
from vsm_platform.content.files.api import exchange_file_choices, open_file
from vsm_platform.content.modules.api import (
    Kind,
    Module,
    ModuleItem,
    modules_with_items,
    render_markdown,
)
from vsm_platform.exchanges.api import Access

_OWN_FILE = re.compile(r'(href|src)="/exchanges/(\d+)/files/(\d+)/[^"]*"')
_OWN_PAGE = re.compile(r'<a href="/exchanges/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def course_out(session: Session, access: Access) -> OutCourse:
    """Everything of an exchange that a cartridge can hold, drafts too.

    Meetings, teams, what students handed in and everything about people stay here.
    """
    lines = exchange_file_choices(session, access.exchange_id)
    names = names_of_files((line.id, line.name) for line in lines)
    files = [OutFile(names[line.id], partial(_opened, session, line.id)) for line in lines]
    found = assignments_of(session, access.exchange_id, published_only=False)
    assignments = {one.id: one for one in found}
    texts = _Texts(access.exchange_id, names)
    modules = [
        OutModule(module.title, list(_items(module, items, assignments, texts)))
        for module, items in modules_with_items(session, access.exchange_id)
    ]
    language = access.languages[0] if access.languages else ""
    return OutCourse(access.title, language, modules, files)


def _opened(session: Session, file_id: int) -> IO[bytes]:
    return cast(IO[bytes], open_file(session, file_id).stream)


class _Texts:
    """Markdown as HTML that leads to the cartridge's own files."""

    def __init__(self, exchange_id: int, names: Mapping[int, str]) -> None:
        self._exchange_id = str(exchange_id)
        self._names = names

    def html(self, markdown: str) -> str:
        html = str(render_markdown(markdown, level=2).html)
        html = _OWN_FILE.sub(self._file, html)
        # Other pages of this site are for whoever takes part here.
        return _OWN_PAGE.sub(r"\1", html)

    def _file(self, found: re.Match[str]) -> str:
        name = self._names.get(int(found[3])) if found[2] == self._exchange_id else None
        return f'{found[1]}="files/{quote(name)}"' if name else found[0]


def _items(
    module: Module,
    items: Sequence[ModuleItem],
    assignments: Mapping[int, AssignmentView],
    texts: _Texts,
) -> Iterable[OutItem]:
    if module.intro.strip():
        yield OutPage(module.title, texts.html(module.intro))
    for item in items:
        yield from _item(item, assignments, texts)


def _item(
    item: ModuleItem, assignments: Mapping[int, AssignmentView], texts: _Texts
) -> Iterable[OutItem]:
    if item.kind == Kind.HEADING:
        yield OutHeading(item.title)
    elif item.kind == ASSIGNMENT and (one := assignments.get(item.ref_id or 0)):
        yield OutTask(one.title, texts.html(one.instructions), one.points)
    elif item.kind in {Kind.PAGE, Kind.ACTIVITY}:
        yield OutPage(item.title, texts.html(item.text), item.language)
    elif item.kind in {Kind.LINK, Kind.VIDEO, Kind.RECORDING}:
        if item.text.strip():
            yield OutPage(item.title, texts.html(item.text), item.language)
        if is_web_address(item.url):
            yield OutLink(item.title, item.url)
