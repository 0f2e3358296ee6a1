"""A feed of posts as an Atom document (RFC 4287), for feed readers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml; charset=utf-8"
_XML = "http://www.w3.org/XML/1998/namespace"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold at all (section 2.2)."""

register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Entry:
    """One post, as a feed shows it."""

    id: str
    """An IRI that stays (section 4.2.6)."""
    title: str
    author: str
    language: str
    html: str
    address: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself."""

    id: str
    title: str
    language: str
    address: str
    """Of the feed."""
    page: str
    """Of the page that shows the same to a browser."""
    base: str
    """Our own origin, by which addresses inside of posts are meant."""
    updated: datetime
    """Where it has no entry."""


def atom(head: Head, entries: Sequence[Entry]) -> bytes:
    """The document, the newest entry first."""
    feed = Element(f"{{{ATOM}}}feed")
    feed.set(f"{{{_XML}}}lang", head.language)
    feed.set(f"{{{_XML}}}base", head.base)
    _add(feed, "id", head.id)
    _add(feed, "title", head.title)
    _add(feed, "updated", _moment(max((one.updated for one in entries), default=head.updated)))
    _link(feed, "self", head.address, "application/atom+xml")
    _link(feed, "alternate", head.page, "text/html")
    for one in entries:
        _add_entry(feed, one)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(feed: Element, one: Entry) -> None:
    entry = SubElement(feed, f"{{{ATOM}}}entry")
    if one.language:
        entry.set(f"{{{_XML}}}lang", one.language)
    _add(entry, "id", one.id)
    _add(entry, "title", one.title)
    _add(entry, "published", _moment(one.published))
    _add(entry, "updated", _moment(one.updated))
    _add(SubElement(entry, f"{{{ATOM}}}author"), "name", one.author)
    _link(entry, "alternate", one.address, "text/html")
    _add(entry, "content", one.html).set("type", "html")


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _FORBIDDEN.sub("", text)
    return element


def _link(parent: Element, relation: str, address: str, kind: str) -> None:
    link = SubElement(parent, f"{{{ATOM}}}link")
    link.set("rel", relation)
    link.set("href", address)
    link.set("type", kind)


def _moment(moment: datetime) -> str:
    """A date construct (section 3.3; RFC 3339)."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
