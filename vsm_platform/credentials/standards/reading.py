"""What was handed in becomes a document, or a plain word about why not.

JSON, VC-JWT, a baked PNG or SVG, a PDF with an attachment. Everything here is somebody else's and
may be hostile: sizes, depths and numbers have limits before anything is done with them.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from vsm_platform.credentials.standards import attached, baking, tokens
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead
from vsm_platform.credentials.standards.limits import check_limits

LARGEST_FILE: Final = 8_000_000
"""Bytes of a picture or PDF."""
LARGEST_TEXT: Final = 2_000_000
"""Characters of the credential itself: a passport of a hundred credentials has 500,000."""
_WHOLE_NUMBERS: Final = 2**53
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Read:
    """A document in the form in which it came; ``token`` is the VC-JWT where it is one."""

    form: str
    document: Json
    token: str = ""
    claims: Json | None = None


def read(data: bytes | str) -> Read:
    """The credential in a file or a text."""
    if len(data) > LARGEST_FILE:
        raise CannotRead("too_large")
    if isinstance(data, str):
        return _from_text(data, "")
    if baking.is_png(data):
        return _from_text(baking.extract_png(data), "png")
    if attached.is_pdf(data):
        return _from_text(attached.extract_pdf(data), "pdf")
    if baking.is_svg(data) and not data.lstrip().startswith((b"{", b"eyJ")):
        return _from_text(baking.extract_svg(data), "svg")
    return _from_text(_decoded(data), "")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead("form_unknown") from error


def _from_text(text: str, form: str) -> Read:
    if len(text) > LARGEST_TEXT:
        raise CannotRead("too_large")
    text = text.strip().removeprefix("\ufeff")
    if text.startswith("{"):
        return Read(form or "json", parse(text))
    token = "".join(text.split())
    if _TOKEN.fullmatch(token):
        tokens.header_of(token)
        claims = parse(tokens.payload_of(token))
        return Read(form or "jwt", tokens.document_of(claims), token, claims)
    raise CannotRead("form_unknown")


def parse(text: str) -> Json:
    """One JSON object, in which every implementation reads the same (no key twice, no odd number)."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise CannotRead("json_wrong") from error
    if not isinstance(value, dict):
        raise CannotRead("json_wrong")
    check_limits(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CannotRead("json_key_twice")
    return found


def _number(text: str) -> float:
    """A number as JavaScript has it: 5.0 is 5 there, and signed as such."""
    value = float(text) if len(text) < 40 else _WHOLE_NUMBERS
    if abs(value) >= _WHOLE_NUMBERS:
        raise CannotRead("json_wrong")
    return int(value) if value == int(value) else value


def _no_number(_name: str) -> float:
    raise CannotRead("json_wrong")
