"""Everything that is held of a person as one ZIP file: a page to read, JSON to work with, the files.

It is written while it is sent. No copy of somebody's whole life here lies about for others to find,
nothing has to be forgotten in time, and every process of the product can answer.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

from babel.dates import format_date
from flask import current_app, render_template
from flask_babel import get_locale, gettext

from vsm_platform.accounts.field_words import FIELDS, ROOMS
from vsm_platform.accounts.personal_data import Holding, KeptFile, Part
from vsm_platform.core import clock
from vsm_platform.core.errors import AppError
from vsm_platform.web.templating import local_time

AT_ONCE = 1 << 16
"""Bytes that are read from a file, and sent, at a time."""
LEFT_OUT = "left-out.txt"


@dataclass(frozen=True, slots=True)
class ReadablePart:
    """A part in words: each row is a list of names and values."""

    label: str
    rows: list[list[tuple[str, Any]]]


@dataclass(frozen=True, slots=True)
class ReadableRoom:
    label: str
    parts: list[ReadablePart]
    files: list[str]
    """Where its files stand in the ZIP file."""


def readable(found: Iterable[Holding], zone: str) -> list[ReadableRoom]:
    """What is held of a person, in the reader's language and on the reader's clock."""
    return [
        ReadableRoom(
            str(ROOMS[one.room]),
            [_readable_part(part, zone) for part in one.parts],
            [path for path, _file in _placed(one)],
        )
        for one in found
    ]


def _readable_part(part: Part, zone: str) -> ReadablePart:
    rows = [_pairs(row, zone) for row in part.rows]
    return ReadablePart(str(part.label), [row for row in rows if row])


def _pairs(row: Mapping[str, Any], zone: str) -> list[tuple[str, Any]]:
    said = ((key, value) for key, value in row.items() if value not in (None, "", [], {}))
    return [(str(FIELDS.get(key, key)), _in_words(value, zone)) for key, value in said]


def _in_words(value: Any, zone: str) -> Any:
    """A text, a list, or pairs as a list of tuples."""
    if isinstance(value, Mapping):
        return _pairs(value, zone)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_in_words(one, zone) for one in value]
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return _text(value, zone)


def _text(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        return local_time(value, zone, "full")
    if isinstance(value, date):
        return format_date(value, "long", locale=get_locale() or "en")
    return str(value)


# As files --------------------------------------------------------------------------------------


def as_json(found: Sequence[Holding], made_at: datetime) -> bytes:
    """The same as JSON (RFC 8259): rooms, parts, rows; moments and days in ISO 8601."""
    rooms = {
        one.room: {
            **{part.key: part.rows for part in one.parts},
            **({"file_paths": [path for path, _file in _placed(one)]} if one.files else {}),
        }
        for one in found
    }
    document = {"made_at": made_at, "rooms": rooms}
    return json.dumps(document, indent=2, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _placed(holding: Holding) -> Iterator[tuple[str, KeptFile]]:
    """The files of a room, each with a path of its own in the ZIP file."""
    taken: set[str] = set()
    for file in holding.files:
        # A name of somebody's never leads out of the folder, on whichever system it is unpacked.
        plain = "".join(
            sign if sign.isprintable() and sign not in '\\/:*?"<>|' else "_" for sign in file.name
        ).strip(". ")
        name, number = plain or "file", 1
        while name.casefold() in taken:
            number += 1
            path = PurePosixPath(plain or "file")
            name = f"{path.stem} ({number}){path.suffix}"
        taken.add(name.casefold())
        yield f"files/{holding.room}/{name}", file


class _Outlet:
    """Takes what ``zipfile`` writes and gives it on; it cannot be searched, and need not be."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def pack(found: Sequence[Holding], name: str, zone: str, *, with_files: bool) -> Iterator[bytes]:
    """The ZIP file, piece by piece; files are opened one after the other while it is sent.

    A file that the store does not give is named in ``left-out.txt`` instead.
    """
    made_at = clock.now()
    page = render_template(
        "accounts/takeout.html",
        rooms=readable(found, zone),
        name=name,
        made_at=made_at,
        zone=zone,
        with_files=with_files,
    )
    style = (Path(current_app.static_folder or "") / "app.css").read_bytes()
    texts = {"index.html": page.encode(), "data.json": as_json(found, made_at), "style.css": style}
    files = [one for holding in found for one in _placed(holding)] if with_files else []
    return _written(texts, files)


def _written(texts: Mapping[str, bytes], files: Sequence[tuple[str, KeptFile]]) -> Iterator[bytes]:
    outlet, left_out = _Outlet(), []
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for path, text in texts.items():
            archive.writestr(path, text)
            yield outlet.taken()
        for path, file in files:
            try:
                yield from _copied(archive, path, file, outlet)
            except AppError:
                left_out.append(path)
        if left_out:
            archive.writestr(LEFT_OUT, "\n".join(left_out))
    yield outlet.taken()


def _copied(
    archive: zipfile.ZipFile, path: str, file: KeptFile, outlet: _Outlet
) -> Iterator[bytes]:
    with file.open() as content:
        entry = zipfile.ZipInfo(path, clock.now().timetuple()[:6])
        # Pictures, sound and films are pressed already.
        entry.compress_type = zipfile.ZIP_STORED
        with archive.open(entry, "w", force_zip64=file.size >= zipfile.ZIP64_LIMIT) as target:
            while piece := content.read(AT_ONCE):
                target.write(piece)
                yield outlet.taken()
