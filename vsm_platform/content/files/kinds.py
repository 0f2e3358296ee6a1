"""What a content is, by its first bytes and never by its name alone; and what may be shown.

A browser shows pictures, PDF, sound and video in the page; everything else is only saved. HTML and
SVG can hold scripts and would run with our pages' rights, so they are never sent as what they are.
"""

import codecs

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

HEAD = 4096
"""So many bytes tell what a content is."""
UNKNOWN = "application/octet-stream"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_ZIP_ENDINGS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
}
_TEXT_ENDINGS = {"csv": "text/csv", "vtt": "text/vtt", "md": "text/markdown"}
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_MPEG_AUDIO = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9")
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_MARKUP = (
    ("<svg", "image/svg+xml"),
    ("<html", "text/html"),
    ("<!doctype html", "text/html"),
    ("<script", "text/html"),
    ("<?xml", "application/xml"),
)


def media_type(head: bytes, name: str) -> str:
    """The media type of a content that begins so; the name only tells texts and zips apart."""
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    if head.startswith(_MPEG_AUDIO):
        return "audio/mpeg"
    ending = name.rpartition(".")[2].lower()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _ZIP_ENDINGS.get(ending, "application/zip")
    return _text_type(head, ending)


def _text_type(head: bytes, ending: str) -> str:
    # The last character may be cut off.
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(head[:HEAD])
    except UnicodeDecodeError:
        return UNKNOWN
    if "\0" in text or not text:
        return UNKNOWN
    lowered = text.lower()
    found = next((kind for mark, kind in _MARKUP if mark in lowered), "")
    return found or _TEXT_ENDINGS.get(ending, "text/plain")


def is_picture(kind: str) -> bool:
    """Whether it is a picture that stands in a page."""
    return kind in PICTURES


def may_be_shown(kind: str) -> bool:
    """Whether a browser may show it, instead of saving it."""
    return is_picture(kind) or kind == "application/pdf" or kind.startswith(("audio/", "video/"))


def sent_as(kind: str) -> str:
    """The type under which it leaves the house: nothing that a browser would read as a page."""
    is_document = may_be_shown(kind) or kind in _ZIP_ENDINGS.values() or kind == "application/zip"
    return kind if is_document else UNKNOWN


_WORDS: tuple[tuple[str, LazyString], ...] = (
    ("image/svg", _l("Drawing (SVG)")),
    ("image/", _l("Picture")),
    ("audio/", _l("Sound")),
    ("video/", _l("Video")),
    ("application/pdf", _l("PDF")),
    ("text/html", _l("Web page")),
    ("text/csv", _l("Table (CSV)")),
    ("text/vtt", _l("Subtitles")),
    ("text/", _l("Text")),
    ("application/xml", _l("Data (XML)")),
    ("application/zip", _l("Archive (ZIP)")),
    ("application/epub", _l("Book (EPUB)")),
    (_ZIP_ENDINGS["docx"], _l("Text document")),
    (_ZIP_ENDINGS["odt"], _l("Text document")),
    ("application/rtf", _l("Text document")),
    (_ZIP_ENDINGS["xlsx"], _l("Spreadsheet")),
    (_ZIP_ENDINGS["ods"], _l("Spreadsheet")),
    (_ZIP_ENDINGS["pptx"], _l("Slides")),
    (_ZIP_ENDINGS["odp"], _l("Slides")),
)


def kind_words(kind: str) -> LazyString | str:
    """What people call such a file."""
    return next((words for mark, words in _WORDS if kind.startswith(mark)), _l("File"))
