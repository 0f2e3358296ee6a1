"""What comes with posts: which files are taken, and what becomes of them before they are kept."""

import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vsm_platform.content.files.api import HEAD, Looked, limits, media_type
from vsm_platform.discussion.errors import NotForPosts
from vsm_platform.discussion.models import FileKind
from vsm_platform.discussion.pictures import remade

OWNER = "talk"
"""The kind of owner whose files are those of posts; its id is that of a bundle."""
MOST = 6
"""Files that one post can have."""
LARGEST = 30 << 20
"""Bytes of a recording, or of a picture before it is made smaller: some minutes of video."""
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav"})
FILMS = frozenset({"video/mp4", "video/webm"})
ACCEPTED = ",".join(sorted(PICTURES | SOUNDS | FILMS))
"""For the field in which files are chosen."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file once it was looked at."""

    kind: FileKind
    preview: bytes | None = None
    width: int = 0
    height: int = 0


def largest() -> int:
    """Bytes that a file can have."""
    return min(LARGEST, limits().largest)


def kind_of(head: bytes, name: str) -> FileKind:
    """What a file is by its first bytes.

    Raises:
        NotForPosts: nothing that posts take, such as a drawing that could hold scripts (SVG).
    """
    found = media_type(head, name)
    for kind, types in (
        (FileKind.PICTURE, PICTURES),
        (FileKind.AUDIO, SOUNDS),
        (FileKind.VIDEO, FILMS),
    ):
        if found in types:
            return kind
    raise NotForPosts


@contextmanager
def look(path: Path, name: str) -> Iterator[Looked]:
    """Take what posts take; of pictures only what can be seen in them.

    Raises:
        NotForPosts, PictureNotRead, PictureTooLarge: it is not taken.
    """
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD), name)
    if kind != FileKind.PICTURE:
        with path.open("r+b") as file:
            forget_place(file, path.stat().st_size)
        yield Looked(path, name, Facts(kind))
        return
    picture = remade(path)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="picture-") as made:
        made.write(picture.content)
        made.flush()
        stem = name.rpartition(".")[0] or name
        facts = Facts(kind, picture.preview, picture.width, picture.height)
        yield Looked(Path(made.name), f"{stem}.{picture.ending}", facts)


_INNER = {b"moov", b"trak", b"mdia"}
"""Boxes that hold others (ISO/IEC 14496-12, 6)."""
_TELLING = {b"udta", b"meta"}
"""Where telephones write the place at which a film was taken."""


_DEEPEST = 3


def forget_place(file: BinaryIO, end: int, begin: int = 0, depth: int = 0) -> None:
    """Blank what a film (MP4, M4A) says of itself beside what is seen and heard.

    Such a box becomes one that players skip, of the same length, so that nothing else moves.
    """
    place = begin
    while place + 8 <= end:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        if size == 1 and place + 16 <= end:
            (size,) = struct.unpack(">Q", file.read(8))
        if size < 8 or place + size > end:
            # The last box can be open, and is none of these.
            return
        if kind in _TELLING:
            file.seek(place + 4)
            file.write(b"free" + b"\0" * (size - 8))
        elif kind in _INNER and depth < _DEEPEST:
            forget_place(file, place + size, place + 8, depth + 1)
        place += size
