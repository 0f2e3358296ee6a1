"""What a cartridge holds, as this product would have it: modules with their items, and files.

Nothing is changed here and nothing is believed: this makes the plan which faculty sees before
anything comes in, and by which it then comes in. What has no place here is named in the report, with
the reason; nothing is left out without a word but what only the LMS itself can use.
"""

from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from vsm_platform.content.cartridges.errors import (
    CartridgeDangerous,
    CartridgeRefused,
    CartridgeTooLarge,
    NotACartridge,
)
from vsm_platform.content.cartridges.manifests import (
    Entry,
    Manifest,
    Resource,
    child,
    children,
    inner_text,
    local,
    parse_manifest,
    parse_xml,
    text_of,
)
from vsm_platform.content.cartridges.plans import (
    FILE_BASES,
    Item,
    Kind,
    Part,
    Plan,
    Remark,
    Why,
    is_web_address,
)
from vsm_platform.content.cartridges.zips import SafeZip

MANIFEST = "imsmanifest.xml"
LARGEST_XML, LARGEST_PAGE = 8 << 20, 2 << 20
TEXTS = 128 << 20
"""Bytes of all pages and XML files that are read, each as often as it is named."""
TITLE = 200
_PAGES = (".html", ".htm", ".xhtml")
_SETTINGS = "course_settings/"


def read_cartridge(archive: SafeZip) -> Plan:
    """Plan what comes in.

    Raises:
        CartridgeRefused: it is no cartridge, or one that must not be read.
    """
    name = archive.find(MANIFEST) or _deeper(archive)
    if name is None:
        raise NotACartridge
    manifest = parse_manifest(archive.read(name, LARGEST_XML))
    return _Planner(archive, manifest, name.removesuffix(MANIFEST)).plan()


def _deeper(archive: SafeZip) -> str | None:
    """Whoever packed the folder instead of what is in it has the manifest one level deeper."""
    found = [name for name in archive.names if name.count("/") == 1 and name.endswith(MANIFEST)]
    return found[0] if len(found) == 1 else None


class _Planner:
    def __init__(self, archive: SafeZip, manifest: Manifest, base: str) -> None:
        self._archive = archive
        self._manifest = manifest
        self._base = base
        self._used: set[str] = set()
        """Resources that have been placed, or that come with those."""
        self._texts = TEXTS
        """Bytes of text that may still be read."""
        self._entries: dict[str, str] = {}
        self._remarks = {Remark(Why.DUPLICATE, name[:TITLE]): None for name in manifest.duplicates}

    def plan(self) -> Plan:
        title = self._manifest.title[:TITLE]
        modules: list[Part] = []
        loose: Part | None = None
        for entry in self._manifest.entries:
            if entry.depth == 0 and entry.is_folder:
                loose = None
                modules.append(Part(entry.title[:TITLE] or title or "…"))
            elif entry.depth == 0 and loose is None:
                loose = Part(title or entry.title[:TITLE] or "…")
                modules.append(loose)
            modules[-1].items.extend(self._placed(entry))
        rest = Part("", list(self._unplaced()), is_rest=True)
        if rest.items:
            modules.append(rest)
        files = self._files()
        return Plan(
            title,
            self._manifest.language[:20],
            self._manifest.version,
            modules,
            files,
            list(self._remarks),
            self._entries,
        )

    def _placed(self, entry: Entry) -> Iterator[Item]:
        if entry.depth and (entry.is_folder or not entry.reference) and entry.title:
            yield Item(Kind.HEADING, entry.title[:TITLE])
        if not entry.reference:
            return
        resource = self._manifest.resources.get(entry.reference)
        if resource is None:
            self._remark(Why.MISSING, entry.title)
            return
        yield from self._items(resource, entry.title)

    def _unplaced(self) -> Iterator[Item]:
        """Pages and tasks that stand in no module; an LMS has them on lists of their own."""
        fallbacks = [one for one in self._manifest.resources.values() if one.variant]
        order = [*fallbacks, *self._manifest.resources.values()]
        for resource in order:
            if resource.identifier in self._used or not self._stands_alone(resource):
                continue
            yield from self._items(resource, "")

    def _stands_alone(self, resource: Resource) -> bool:
        if resource.type.startswith("webcontent"):
            return is_page(resource.href)
        return True

    def _items(self, resource: Resource, title: str) -> Iterator[Item]:
        """What a resource becomes: nothing, or one item."""
        preferred = self._manifest.resources.get(resource.variant)
        if preferred is not None and preferred.type.startswith("assignment"):
            self._use(resource)
            resource = preferred
        self._use(resource)
        try:
            for item in self._reader_of(resource)(resource, title):
                self._entries.setdefault(resource.identifier, item.name)
                yield item
        except (NotACartridge, CartridgeDangerous):
            self._remark(Why.DAMAGED, title or resource.href)
        except CartridgeRefused:
            self._remark(Why.TOO_LARGE, title or resource.href)

    def _reader_of(self, resource: Resource) -> Callable[[Resource, str], Iterable[Item]]:
        kind = resource.type.lower()
        if "learning-application-resource" in kind:
            return self._of_lms
        readers = {
            "webcontent": self._content,
            "imswl": self._link,
            "imsdt": self._topic,
            "assignment": self._assignment,
        }
        return next(
            (reader for start, reader in readers.items() if kind.startswith(start)), self._not_taken
        )

    def _use(self, resource: Resource) -> None:
        """Note a resource and everything that comes with it; circles end where they began."""
        rest = [resource.identifier]
        while rest:
            name = rest.pop()
            found = self._manifest.resources.get(name)
            if name in self._used or found is None:
                continue
            self._used.add(name)
            rest.extend(one for one in found.needs if not self._is_content(one))

    def _is_content(self, identifier: str) -> bool:
        found = self._manifest.resources.get(identifier)
        return found is not None and found.type.startswith("webcontent")

    # Each kind of resource.

    def _content(self, resource: Resource, title: str) -> Iterator[Item]:
        name = self._find(resource.href)
        if name is None:
            self._remark(Why.MISSING, title or resource.href)
        elif is_page(name):
            if not self._fits(name):
                self._remark(Why.TOO_LARGE, title or name)
            else:
                yield Item(Kind.PAGE, title[:TITLE] or _title_from(name), name)
        elif self._archive.is_too_large(name):
            self._remark(Why.TOO_LARGE, title or name)
        else:
            yield Item(Kind.FILE, title[:TITLE] or _title_from(name), name)

    def _link(self, resource: Resource, title: str) -> Iterator[Item]:
        root = self._xml(resource)
        given = child(root, "url")
        address = (given.get("href", "") if given is not None else "").strip()
        title = (title or inner_text(root, "title") or address)[:TITLE]
        if is_web_address(address):
            yield Item(Kind.LINK, title, url=address)
        else:
            self._remark(Why.ADDRESS, title, address[:TITLE])

    def _topic(self, resource: Resource, title: str) -> Iterator[Item]:
        root = self._xml(resource)
        title = (title or inner_text(root, "title"))[:TITLE] or "…"
        self._remark(Why.DISCUSSION, title)
        yield Item(
            Kind.PAGE,
            title,
            self._find(resource.href) or "",
            html=_html_of(root),
            attachments=tuple(self._attachments(root)),
        )

    def _assignment(self, resource: Resource, title: str) -> Iterator[Item]:
        root = self._xml(resource)
        title = (title or inner_text(root, "title"))[:TITLE] or "…"
        gradable = child(root, "gradable")
        points = gradable.get("points_possible", "") if gradable is not None else ""
        yield Item(
            Kind.ASSIGNMENT,
            title,
            self._find(resource.href) or "",
            html=_html_of(root),
            points=_points(points),
            attachments=tuple(self._attachments(root)),
        )

    def _of_lms(self, resource: Resource, title: str) -> Iterator[Item]:
        """What an LMS adds to a cartridge for itself: Canvas's tasks, its syllabus and settings."""
        names = [name for name in map(self._find, resource.files) if name]
        settings = next((one for one in names if one.endswith("assignment_settings.xml")), None)
        page = next((one for one in names if is_page(one)), None)
        if settings and page:
            yield from self._canvas_task(settings, page, title)
        elif page and resource.intended_use == "syllabus":
            if self._fits(page):
                yield Item(Kind.PAGE, title[:TITLE] or "Syllabus", page)
        elif any(_SETTINGS in name for name in names):
            self._remark(Why.SETTINGS)
        elif page and title:
            yield Item(Kind.PAGE, title[:TITLE], page)

    def _canvas_task(self, settings: str, page: str, title: str) -> Iterator[Item]:
        root = self._parsed(settings)
        title = (title or inner_text(root, "title"))[:TITLE] or "…"
        kinds = inner_text(root, "submission_types")
        if kinds in {"external_tool", "online_quiz"}:
            self._remark(Why.TOOL if kinds == "external_tool" else Why.QUIZ, title)
        elif not self._fits(page):
            self._remark(Why.TOO_LARGE, title)
        else:
            points = _points(inner_text(root, "points_possible"))
            yield Item(Kind.ASSIGNMENT, title, page, points=points)

    def _not_taken(self, resource: Resource, title: str) -> tuple[Item, ...]:
        kind = resource.type.lower()
        if "question-bank" in kind:
            self._remark(Why.QUESTIONS, title)
        elif kind.startswith("imsqti"):
            root = self._xml(resource)
            questions = sum(local(one) == "item" for one in root.iter())
            named = next((one.get("title", "") for one in root.iter() if one.get("title")), "")
            self._remark(Why.QUIZ, title or named, str(questions))
        elif kind.startswith("imsbasiclti"):
            root = self._xml(resource)
            self._remark(Why.TOOL, title or inner_text(root, "title"))
        else:
            self._remark(Why.UNKNOWN, title or resource.href, resource.type[:TITLE])
        return ()

    # What they share.

    def _xml(self, resource: Resource) -> Element:
        name = self._find(resource.href)
        if name is None:
            raise NotACartridge
        return self._parsed(name)

    def _parsed(self, name: str) -> Element:
        if not self._fits(name, LARGEST_XML):
            raise CartridgeTooLarge
        return parse_xml(self._archive.read(name, LARGEST_XML))

    def _attachments(self, root: Element) -> Iterator[str]:
        for one in children(child(root, "attachments"), "attachment"):
            address = one.get("href", "")
            for marker in FILE_BASES:
                address = address.removeprefix(marker)
            name = self._find(address.removeprefix("../")) or self._find(f"web_resources/{address}")
            if name:
                yield name

    def _find(self, href: str) -> str | None:
        return self._archive.find(self._base + href) if href else None

    def _files(self) -> list[str]:
        """All files of the course that are no pages; what is too large is remarked."""
        names: dict[str, None] = {}
        for resource in self._manifest.resources.values():
            if not resource.type.startswith("webcontent") or resource.variant:
                continue
            for href in resource.files or (resource.href,):
                name = self._find(href)
                if name is None:
                    if resource.identifier not in self._used:
                        self._remark(Why.MISSING, href)
                elif not is_page(name):
                    self._entries.setdefault(resource.identifier, name)
                    names[name] = None
        for name in [name for name in names if self._archive.is_too_large(name)]:
            del names[name]
            self._remark(Why.TOO_LARGE, name)
        return list(names)

    def _remark(self, why: Why, title: str = "", detail: str = "") -> None:
        remark = Remark(why, title[:TITLE], detail)
        self._remarks[remark] = None

    def _fits(self, name: str, most: int = LARGEST_PAGE) -> bool:
        """Whether a text may be read, of its own size and beside all others."""
        size = self._archive.size(name)
        if size > min(most, self._texts):
            return False
        self._texts -= size
        return True


def is_page(name: str) -> bool:
    """Whether an entry of the archive is a text to read."""
    return name.partition("?")[0].lower().endswith(_PAGES)


def _title_from(name: str) -> str:
    """A title for what has none: its file's name, without hyphens and ending where it is a page."""
    last = name.rpartition("/")[2]
    if is_page(last):
        last = last.rpartition(".")[0].replace("-", " ").replace("_", " ").strip()
        last = last[:1].upper() + last[1:]
    return last[:TITLE] or "…"


def _html_of(root: Element) -> str:
    """The text of a topic or task, as HTML."""
    found = child(root, "text")
    if found is None:
        return ""
    if found.get("texttype") == "text/plain":
        return "<pre>" + text_of(found).replace("&", "&amp;").replace("<", "&lt;") + "</pre>"
    return "".join(found.itertext())


def _points(text: str) -> float | None:
    try:
        points = float(text)
    except ValueError:
        return None
    return round(points, 3) if 0 < points <= 100_000 else None
