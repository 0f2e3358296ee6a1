"""A credential within a badge's picture (Open Badges 3.0, 5.3), put in and taken out.

The picture itself is never decoded, so one that would unpack to gigabytes costs nothing here.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from vsm_platform.credentials.standards.errors import CannotBuild, CannotRead

KEYWORD: Final = b"openbadgecredential"
NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_OPENING: Final = re.compile(r"<svg\b[^>]*?(/?)>")
_BAKED: Final = re.compile(r"<openbadges:credential\b.*?(?:/>|</openbadges:credential>)", re.DOTALL)
_DECLARED: Final = f'xmlns:openbadges="{NAMESPACE}"'


def is_png(data: bytes) -> bool:
    return data.startswith(_SIGNATURE)


def is_svg(data: bytes) -> bool:
    return b"<svg" in data[:4096] or (b"<svg" in data and data.lstrip()[:1] == b"<")


def bake_png(png: bytes, text: str) -> bytes:
    """The picture with the credential (JSON or token) in it; an older one is replaced."""
    if not is_png(png):
        raise CannotBuild("picture_wrong")
    parts = [_SIGNATURE]
    for kind, content in _chunks(png):
        if not _is_ours(kind, content):
            parts.append(_chunk(kind, content))
        if kind == b"IHDR":
            parts.append(_chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text.encode()))
    return b"".join(parts)


def extract_png(png: bytes) -> str:
    """The first baked credential."""
    for kind, content in _chunks(png):
        if _is_ours(kind, content):
            return _text_of(content)
    raise CannotRead("picture_empty")


def _is_ours(kind: bytes, content: bytes) -> bool:
    return kind == b"iTXt" and content.startswith(KEYWORD + b"\0")


def _text_of(content: bytes) -> str:
    """The chunk's text (PNG, 11.3.3.4). The standard forbids compression, so it is not undone."""
    settings = content[len(KEYWORD) + 1 :]
    if settings[:1] != b"\0":
        raise CannotRead("picture_compressed")
    try:
        _language, _translated, text = settings[2:].split(b"\0", 2)
        return text.decode()
    except ValueError as error:
        raise CannotRead("picture_wrong") from error


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place + 12 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        end = place + 12 + length
        if end > len(png):
            raise CannotRead("picture_wrong")
        yield kind, png[place + 8 : end - 4]
        place = end


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def bake_svg(svg: str, text: str) -> str:
    """The drawing with the credential in it; an older one is replaced."""
    svg = _BAKED.sub("", svg)
    opening = _OPENING.search(svg)
    if opening is None or opening[1]:
        raise CannotBuild("picture_wrong")
    start, end = opening.span()
    head = (
        opening[0] if NAMESPACE in opening[0] else opening[0].replace("<svg", f"<svg {_DECLARED}")
    )
    return f"{svg[:start]}{head}{_element(text)}{svg[end:]}"


def _element(text: str) -> str:
    if text.startswith("{"):
        inside = text.replace("]]>", "]]]]><![CDATA[>")
        return f"<openbadges:credential><![CDATA[{inside}]]></openbadges:credential>"
    return f"<openbadges:credential verify={quoteattr(text)}></openbadges:credential>"


def extract_svg(svg: bytes) -> str:
    """The baked credential: the token of ``verify``, or else the element's text."""
    try:
        root = fromstring(svg, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CannotRead("picture_wrong") from error
    element = next(root.iter(f"{{{NAMESPACE}}}credential"), None)
    if element is None:
        raise CannotRead("picture_empty")
    return str(element.get("verify") or element.text or "").strip()
