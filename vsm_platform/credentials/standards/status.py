"""Revocation by bits: Bitstring Status List 1.0 (W3C).

A list has at least 131,072 places, and a credential gets one at random: neither its number nor
the list's growth says whose it is or how many were issued. The host keeps which places are taken
and which are revoked; a place is never used twice.
"""

import base64
import binascii
import gzip
import secrets
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from vsm_platform.credentials.standards.documents import VC
from vsm_platform.credentials.standards.entities import Json, Profile
from vsm_platform.credentials.standards.errors import CannotBuild, CannotRead
from vsm_platform.credentials.standards.texts import instant, web_address

SIZE: Final = 131_072
"""Entries of a list: the standard's minimum for the privacy of its holders (section 6.1)."""
FULL: Final = SIZE // 2
"""A list is given up for a new one at this many, so that a free place is found in a few draws."""
_MOST_BYTES: Final = 4 * SIZE
"""The longest bit string that is unpacked: 16 million entries of a stranger's list."""


def draw_index(is_taken: Callable[[int], bool]) -> int:
    """A free place at random. The host's unique constraint decides between two at once."""
    for _ in range(200):
        index = secrets.randbelow(SIZE)
        if not is_taken(index):
            return index
    raise CannotBuild("list_full")


def draw_indexes(count: int, taken: Iterable[int]) -> list[int]:
    """As many free places at once, for a run of thousands."""
    used = set(taken)
    if len(used) + count > SIZE:
        raise CannotBuild("list_full")
    drawn: list[int] = []
    while len(drawn) < count:
        index = secrets.randbelow(SIZE)
        if index not in used:
            used.add(index)
            drawn.append(index)
    return drawn


def status_list(
    url: str, issuer: Profile, revoked: Iterable[int], valid_from: datetime, valid_until: datetime
) -> Json:
    """The unsigned ``BitstringStatusListCredential`` (section 2.2) that stands at ``url``.

    ``valid_until`` bounds how long a verifier may keep a copy.
    """
    address = web_address(url, "status")
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": instant(valid_from, "valid_from"),
        "validUntil": instant(valid_until, "valid_until"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(revoked),
        },
    }


def encode(revoked: Iterable[int]) -> str:
    """The bits, packed and written as Multibase base64url (section 3.3); place 0 is the leftmost."""
    bits = bytearray(SIZE // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return f"u{base64.urlsafe_b64encode(packed).rstrip(b'=').decode()}"


def decode(text: str) -> bytes:
    """The bits again. What would unpack to more than a list can need is refused unread."""
    try:
        packed = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), b"-_", validate=True)
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, _MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise CannotRead("list_unreadable") from error
    if not text.startswith("u") or not unpacker.eof or len(bits) < SIZE // 8:
        raise CannotRead("list_unreadable")
    return bits


def is_revoked(document: Json, entry: Json) -> bool:
    """Whether the entry's bit is set in the list (section 3.2); the list's proof is checked apart."""
    subject = document.get("credentialSubject")
    index = entry.get("statusListIndex")
    if not isinstance(subject, dict) or not isinstance(subject.get("encodedList"), str):
        raise CannotRead("list_unreadable")
    if subject.get("statusPurpose") != entry.get("statusPurpose") or not _is_number(index):
        raise CannotRead("status_entry_wrong")
    bits, place = decode(subject["encodedList"]), int(str(index))
    if place >= len(bits) * 8:
        raise CannotRead("status_entry_wrong")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def _is_number(index: object) -> bool:
    text = str(index) if isinstance(index, str | int) and not isinstance(index, bool) else ""
    return text.isascii() and text.isdecimal() and len(text) <= 10
