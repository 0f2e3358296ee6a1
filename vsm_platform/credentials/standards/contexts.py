"""The JSON-LD contexts this product signs with and reads: pinned by hash, never fetched.

A context decides what every word of a document means, so a changed one would change what was
signed. 1EdTech has changed 3.0.3 in place; a file whose hash differs from the pinned one is an
error at the first use, and an address that is not here is refused, whatever it is.
"""

import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

from vsm_platform.credentials.standards.documents import CLR, EXTENSIONS, OPEN_BADGES, VC
from vsm_platform.credentials.standards.errors import CannotCanonicalise

DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
MULTIKEY = "https://w3id.org/security/multikey/v1"

_PINNED = {
    VC: (
        "credentials-v2.json",
        "169b22d2762d79a6eeff9f86fefeeadd9dc200fac75f9df864e4109db0a99c0f",
    ),
    OPEN_BADGES: (
        "ob-3.0.3.json",
        "70a01e69f546a60735f1bfc18e7489c67697903330d0be5d66aa4cedd8bfc5e0",
    ),
    EXTENSIONS: (
        "ob-extensions.json",
        "7c24eea3ee3398f7449f53270721e5e384e48d3c8c29516cf1e2f0e383024084",
    ),
    CLR: ("clr-2.0.1.json", "92cadc5f5375b1557ecda9daca4899d03807e22a9ac8b72d24e3be08ca9699a8"),
    DATA_INTEGRITY: (
        "data-integrity-v2.json",
        "4e7215414df0bb60d3d7919cbf10ef2707b2ac5e1b573f9d38a6da5a00e1347c",
    ),
    MULTIKEY: (
        "multikey-v1.json",
        "ed917dedd1816a49dd3dde845485970445ea89695ad3a202cfeb727cdfadc94f",
    ),
}

ADDRESSES = tuple(_PINNED)
FILES = {name: url for url, (name, _) in _PINNED.items()}
"""The name of each file, under which the product serves it too, and the address it stands for."""


@cache
def pinned(address: str) -> bytes:
    """The context's bytes, as they were pinned."""
    if address not in _PINNED:
        raise CannotCanonicalise("context_unknown", address=address[:200])
    name, digest = _PINNED[address]
    content = resources.files(__package__).joinpath("pinned", name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise CannotCanonicalise("context_changed", address=address)
    return content


@cache
def _document(address: str) -> dict[str, Any]:
    return {
        "contextUrl": None,
        "documentUrl": address,
        "contentType": "application/ld+json",
        "document": json.loads(pinned(address)),
    }


def load(address: str, _options: object = None) -> dict[str, Any]:
    """PyLD's document loader: from here or not at all."""
    return _document(address)
