"""Pictures of posts: made anew from their pixels, small, and without a word of where they were taken.

A picture is decoded and written again, so that nothing but pixels is left of it: no place (EXIF,
XMP), no second file behind its end, no animation. What its first bytes promise is asked before it
is decoded, so that a few kilobytes never become gigabytes of memory. Pillow is loaded with the
first picture.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from vsm_platform.discussion.errors import PictureNotRead, PictureTooLarge

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_SIDE = 1600
"""Pixels of the longer side; what a telephone sends has three times as many."""
PREVIEW_SIDE = 240
PREVIEW_BYTES = 4096
"""At most so many has what a page of posts loads, so that it stays light."""
MOST_PIXELS = 16_000_000
"""Of a picture that must be decoded whole: 64 megabytes."""
MOST_OF_JPEG = 120_000_000
"""JPEG is decoded at a fraction of its size."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

_one_at_a_time = Lock()
"""Decoding takes memory, and this may be a small machine."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew."""

    content: bytes
    ending: str
    preview: bytes
    """WebP."""
    width: int
    height: int
    """Of the preview, in pixels."""


def remade(path: Path) -> Picture:
    """The picture at a path, made anew.

    Raises:
        PictureNotRead: it is none, or broken.
        PictureTooLarge: it has more pixels than this machine should hold.
    """
    from PIL import Image  # noqa: PLC0415 (large, and only needed for pictures)

    broken = (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError)
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    with _one_at_a_time:
        try:
            with Image.open(path, formats=FORMATS) as image:
                return _remade(image)
        except bombs:
            raise PictureTooLarge from None
        except broken:
            raise PictureNotRead from None


def _remade(image: "Image") -> Picture:
    from PIL import ImageOps  # noqa: PLC0415 (as above)

    is_jpeg = image.format == "JPEG"
    if image.width * image.height > (MOST_OF_JPEG if is_jpeg else MOST_PIXELS):
        raise PictureTooLarge
    if is_jpeg:
        image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    image.load()
    upright: Any = ImageOps.exif_transpose(image)
    is_clear = _is_clear(upright)
    plain = upright.convert("RGBA" if is_clear else "RGB")
    plain.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    preview = plain.copy()
    preview.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    content, ending = _written(plain, keeps_lines=is_clear or image.format in {"PNG", "GIF"})
    small = _small(preview)
    return Picture(content, ending, small, *preview.size)


def _is_clear(image: "Image") -> bool:
    """Whether something shines through it."""
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _written(image: "Image", *, keeps_lines: bool) -> tuple[bytes, str]:
    """Drawings and screenshots as PNG where that is not larger; everything else as JPEG."""
    jpeg = None
    if image.mode == "RGB":
        jpeg = _saved(image, "JPEG", quality=82, optimize=True, progressive=True)
        if not keeps_lines:
            return jpeg, "jpg"
    png = _saved(image, "PNG", optimize=True)
    if jpeg is not None and len(jpeg) < len(png) / 2:
        return jpeg, "jpg"
    return png, "png"


def _small(image: "Image") -> bytes:
    """As good as it can be in so many bytes."""
    for quality in (70, 55, 40, 25, 10):
        written = _saved(image, "WEBP", quality=quality, method=4)
        if len(written) <= PREVIEW_BYTES:
            return written
    image.thumbnail((image.width * 2 // 3, image.height * 2 // 3))
    return _small(image)


def _saved(image: "Image", kind: str, **how: Any) -> bytes:
    written = BytesIO()
    # Whatever the picture said of itself beside its pixels is not handed on.
    image.info = {}
    image.save(written, kind, **how)
    return written.getvalue()
