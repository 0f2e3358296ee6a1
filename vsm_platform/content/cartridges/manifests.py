"""The manifest of a cartridge: what is in it, and in which order it stands.

IMS Common Cartridge Profile 1.0 to 1.3, section 4 (Manifest), and Thin Common Cartridge 1.3. The
versions differ in their namespaces and in the numbers of their types; so names are compared without
their namespace, and types by how they begin.
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from vsm_platform.content.cartridges.errors import (
    CartridgeDangerous,
    CartridgeTooLarge,
    NotACartridge,
)

DEPTH = 12
"""Folders within folders; what lies deeper is put into the last of them."""
ITEMS, RESOURCES = 5_000, 20_000
"""More than any course has."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing that the cartridge holds."""

    identifier: str
    type: str
    href: str
    files: tuple[str, ...]
    needs: tuple[str, ...]
    """Resources that come with it."""
    variant: str
    """The resource that takes its place for whoever understands that one (1.3, variants)."""
    intended_use: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the organization: a folder, a heading, or where a thing stands."""

    title: str
    reference: str
    depth: int
    """Folders around it; 0 stands topmost."""
    is_folder: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    title: str
    language: str
    version: str
    entries: list[Entry]
    resources: dict[str, Resource]
    duplicates: list[str] = field(default_factory=list)
    """Identifiers that two resources bear; the first one counts."""


def parse_xml(data: bytes) -> Element:
    """XML without entities of its own and without anything from elsewhere.

    A file that says UTF-8 and is not is read as what it most likely is.

    Raises:
        NotACartridge: it is not XML.
        CartridgeDangerous: it defines entities.
    """
    try:
        try:
            return fromstring(data)
        except (ParseError, UnicodeError):
            return fromstring(_reread(data))
    except DefusedXmlException:
        raise CartridgeDangerous(what="entities") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise NotACartridge from None


def _reread(data: bytes) -> bytes:
    """The same without its declaration, as Windows' Latin encoding, in UTF-8."""
    start = data.find(b"?>") + 2 if data.lstrip().startswith(b"<?xml") else 0
    return data[start:].decode("cp1252", errors="replace").encode()


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    return next((one for one in element if local(one) == name), None)


def children(element: Element | None, name: str) -> list[Element]:
    return [one for one in element if local(one) == name] if element is not None else []


def text_of(element: Element | None) -> str:
    """The text of an element and all within it, in one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def inner_text(element: Element, name: str) -> str:
    return text_of(child(element, name))


def parse_manifest(data: bytes) -> Manifest:
    """Read imsmanifest.xml.

    Raises:
        NotACartridge: it is not XML, or no manifest.
        CartridgeDangerous: it defines entities.
        CartridgeTooLarge: it names more things than any course has.
    """
    root = parse_xml(data)
    if local(root) != "manifest":
        raise NotACartridge
    metadata = child(root, "metadata")
    version = inner_text(metadata, "schemaversion") if metadata is not None else ""
    resources: dict[str, Resource] = {}
    duplicates = []
    elements = children(child(root, "resources"), "resource")
    if len(elements) > RESOURCES:
        raise CartridgeTooLarge
    for element in elements:
        found = _resource(element)
        if found.identifier in resources:
            duplicates.append(found.identifier)
        else:
            resources[found.identifier] = found
    return Manifest(
        _general(metadata, "title"),
        _general(metadata, "language"),
        version[:20],
        _entries(root),
        resources,
        duplicates,
    )


def _general(metadata: Element | None, name: str) -> str:
    """A word of the course's own description (LOM, 1 General)."""
    if metadata is None:
        return ""
    general = next((one for one in metadata.iter() if local(one) == "general"), None)
    found = child(general, name) if general is not None else None
    strings = children(found, "string")
    return text_of(strings[0] if strings else found)


def _resource(element: Element) -> Resource:
    base = element.get("{http://www.w3.org/XML/1998/namespace}base", "")
    files = [base + one.get("href", "") for one in children(element, "file")]
    href = element.get("href", "")
    variants = [one.get("identifierref", "") for one in children(element, "variant")]
    return Resource(
        element.get("identifier", ""),
        element.get("type", ""),
        base + href if href else (files[0] if files else ""),
        tuple(files),
        tuple(one.get("identifierref", "") for one in children(element, "dependency")),
        variants[0] if variants else "",
        element.get("intendeduse", ""),
    )


def _entries(root: Element) -> list[Entry]:
    organizations = children(child(root, "organizations"), "organization")
    if not organizations:
        return []
    top = children(organizations[0], "item")
    # The one item at the root stands for the course and is none of its parts (section 4.4).
    while len(top) == 1 and _is_root(top[0]):
        top = children(top[0], "item")
    entries: list[Entry] = []
    rest = [(item, 0) for item in reversed(top)]
    while rest and len(entries) < ITEMS:
        item, depth = rest.pop()
        inner = children(item, "item")
        title, reference = inner_text(item, "title"), item.get("identifierref", "")
        is_folder = bool(inner) or (not reference and depth == 0)
        entries.append(Entry(title, reference, depth, is_folder))
        rest.extend((one, min(depth + 1, DEPTH)) for one in reversed(inner))
    return entries


def _is_root(item: Element) -> bool:
    inner = children(item, "item")
    if not inner or item.get("identifierref"):
        return False
    return not inner_text(item, "title") or any(children(one, "item") for one in inner)
