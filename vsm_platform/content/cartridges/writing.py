"""Writes our modules as a Common Cartridge 1.3, for every LMS that reads one.

IMS Common Cartridge Profile 1.3: a page is web content in HTML, a link an ``imswl_xmlv1p3``, a file
web content, a heading a folder. A task is the extension resource ``assignment_xmlv1p0``, with a page
as fallback for whoever does not know it: the fallback names the task as its variant, and the course's
organization names the fallback (1.3, section 3.4, variants).
"""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import IO, BinaryIO
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

_NAMESPACES = {
    "xmlns": "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1",
    "xmlns:lom": "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/resource",
    "xmlns:lomimscc": "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest",
    "xmlns:cpx": "http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2",
}
_LINK = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
_TASK = "http://www.imsglobal.org/xsd/imscc_extensions/assignment"
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class OutPage:
    title: str
    html: str
    """The body. Files are named as ``files/…``, from the root of the cartridge."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class OutLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class OutTask:
    title: str
    html: str
    points: float | None


@dataclass(frozen=True, slots=True)
class OutHeading:
    title: str


OutItem = OutPage | OutLink | OutTask | OutHeading


@dataclass(frozen=True, slots=True)
class OutModule:
    title: str
    items: Sequence[OutItem]


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file, by its name in the folder ``files``, and how to open it."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class OutCourse:
    title: str
    language: str
    modules: Sequence[OutModule]
    files: Sequence[OutFile]


def write_cartridge(target: BinaryIO, course: OutCourse) -> None:
    """Write a course as a cartridge; the same course gives the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        writer = _Writer(archive)
        items = "".join(
            writer.module(number, module) for number, module in enumerate(course.modules, 1)
        )
        for number, file in enumerate(course.files, 1):
            writer.file(f"file{number}", file)
        manifest = _manifest(course, items, "".join(writer.resources))
        writer.put("imsmanifest.xml", manifest)


class _Writer:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.resources: list[str] = []

    def put(self, name: str, text: str) -> None:
        entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(entry, _NOT_XML.sub("", text).encode())

    def file(self, identifier: str, file: OutFile) -> None:
        name = f"files/{file.name}"
        entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with (
            file.open() as content,
            self._archive.open(entry, "w", force_zip64=True) as target,
        ):
            shutil.copyfileobj(content, target, 1 << 20)
        self._resource(identifier, "webcontent", name)

    def module(self, number: int, module: OutModule) -> str:
        name = f"module{number}"
        lines = [f'<item identifier="{name}">{_title(module.title)}']
        is_open = False
        for place, item in enumerate(module.items, 1):
            identifier = f"{name}_{place}"
            if isinstance(item, OutHeading):
                lines.append("</item>" * is_open)
                lines.append(f'<item identifier="{identifier}">{_title(item.title)}')
                is_open = True
            else:
                reference = self._item(identifier, item)
                lines.append(
                    f'<item identifier="{identifier}" identifierref="{reference}">'
                    f"{_title(item.title)}</item>"
                )
        return "".join([*lines, "</item>" * is_open, "</item>\n"])

    def _item(self, place: str, item: OutPage | OutLink | OutTask) -> str:
        """Write a thing; gives the identifier of its resource."""
        identifier = f"res_{place}"
        if isinstance(item, OutLink):
            name = f"links/{place}.xml"
            self.put(name, _link(item))
            self._resource(identifier, "imswl_xmlv1p3", name)
        elif isinstance(item, OutPage):
            name = f"pages/{place}.html"
            self.put(name, _page(item.title, item.html, item.language))
            self._resource(identifier, "webcontent", name)
        else:
            self._task(identifier, place, item)
            identifier += "_page"
        return identifier

    def _task(self, identifier: str, place: str, item: OutTask) -> None:
        self.put(f"tasks/{place}.xml", _task(identifier, item))
        self._resource(identifier, "assignment_xmlv1p0", f"tasks/{place}.xml")
        name = f"tasks/{place}.html"
        self.put(name, _page(item.title, item.html))
        variant = (
            f'<cpx:variant identifier="{identifier}_variant" identifierref="{identifier}">'
            "<cpx:metadata/></cpx:variant>"
        )
        self._resource(f"{identifier}_page", "webcontent", name, variant)

    def _resource(self, identifier: str, kind: str, name: str, inside: str = "") -> None:
        self.resources.append(
            f'<resource identifier="{identifier}" type="{kind}" href={quoteattr(name)}>'
            f"{inside}<file href={quoteattr(name)}/></resource>\n"
        )


def _title(text: str) -> str:
    return f"<title>{xml_escape(text)}</title>"


def _manifest(course: OutCourse, items: str, resources: str) -> str:
    names = " ".join(f'{name}="{value}"' for name, value in _NAMESPACES.items())
    language = course.language or "en"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier="course" {names}>\n<metadata>'
        "<schema>IMS Common Cartridge</schema><schemaversion>1.3.0</schemaversion>"
        f"<lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string language={quoteattr(language)}>"
        f"{xml_escape(course.title)}</lomimscc:string></lomimscc:title>"
        f"<lomimscc:language>{xml_escape(language)}</lomimscc:language>"
        "</lomimscc:general></lomimscc:lom></metadata>\n"
        '<organizations><organization identifier="organization" structure="rooted-hierarchy">'
        f'<item identifier="root">\n{items}</item></organization></organizations>\n'
        f"<resources>\n{resources}</resources>\n</manifest>\n"
    )


def _link(item: OutLink) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<webLink xmlns="{_LINK}">'
        f'{_title(item.title)}<url href={quoteattr(item.url)} target="_blank"/></webLink>\n'
    )


def _task(identifier: str, item: OutTask) -> str:
    points = f' points_possible="{item.points:g}"' if item.points else ""
    text = item.html.replace('"files/', '"$IMS-CC-FILEBASE$/files/')
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assignment xmlns="{_TASK}" identifier="{identifier}">'
        f'{_title(item.title)}<text texttype="text/html">{xml_escape(text)}</text>'
        f"<gradable{points}>{'true' if item.points else 'false'}</gradable>"
        '<submission_formats><format type="file"/><format type="html"/></submission_formats>'
        "</assignment>\n"
    )


def _page(title: str, body: str, language: str = "") -> str:
    said = f' lang="{escape(language)}"' if language else ""
    inside = body.replace('"files/', '"../files/')
    return (
        f'<!DOCTYPE html>\n<html{said}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{inside}\n</body>\n</html>\n"
    )


def names_of_files(names: Iterator[tuple[int, str]]) -> dict[int, str]:
    """A name of its own for each file, by id."""
    given: dict[int, str] = {}
    taken: set[str] = set()
    for file_id, name in names:
        free = name if name.casefold() not in taken else f"{file_id}-{name}"
        taken.add(free.casefold())
        given[file_id] = free
    return given
