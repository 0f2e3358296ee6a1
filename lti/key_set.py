"""A platform's key set as parsed key objects (RFC 7517; Security Framework 1.0, 6.3).

Parsing a key costs more than verifying with it, so a set is parsed once and kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import get_default_algorithms

from lti.ports import CachedKeySet

ALGORITHMS: Final = {
    name: algorithm
    for name, algorithm in get_default_algorithms().items()
    if name in {"RS256", "RS384", "RS512", "ES256"}
}
"""RS256 is what every platform must have (Security Framework, 6.1); the others are as strong.
Symmetric algorithms and ``none`` are not here, so that no key set can make them acceptable."""

_KEY_TYPE: Final = {"RSA": "RS", "EC": "ES"}
_PUBLIC_MEMBERS: Final = frozenset({"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"})
_RSA_BITS: Final = range(2048, 8193)
_KEYS_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class PlatformKey:
    """One public key; ``algorithm`` is None where the platform names none (Open edX)."""

    kid: str
    family: str
    algorithm: str | None
    public_key: RSAPublicKey | EllipticCurvePublicKey

    def verifies(self, algorithm: str, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature, with an algorithm it may be used with."""
        if self.family != algorithm[:2] or self.algorithm not in (None, algorithm):
            return False
        return ALGORITHMS[algorithm].verify(message, self.public_key, signature)


@dataclass(frozen=True, slots=True)
class ParsedKeySet:
    """A key set ready for use; several keys may share one kid."""

    record: CachedKeySet
    keys: Mapping[str, tuple[PlatformKey, ...]]

    @classmethod
    def parse(cls, record: CachedKeySet) -> "ParsedKeySet":
        """Keep the usable keys of the record's document.

        Raises:
            ValueError: the document is no key set.
        """
        keys: dict[str, tuple[PlatformKey, ...]] = {}
        for member in _members(record.document):
            key = _parsed(member)
            if key:
                keys[key.kid] = (*keys.get(key.kid, ()), key)
        return cls(record, keys)


def public_document(text: str) -> str:
    """The key set with public members only, as it may be stored.

    Raises:
        ValueError: the text is no key set.
    """
    keys = [{name: key[name] for name in _PUBLIC_MEMBERS & key.keys()} for key in _members(text)]
    return json.dumps({"keys": keys})


def _members(text: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise ValueError("no JSON object with a list of keys")
    return [key for key in keys if isinstance(key, dict)][:_KEYS_LIMIT]


def _parsed(member: Mapping[str, Any]) -> PlatformKey | None:
    """The key, or None where it cannot serve to verify an id_token."""
    kid, algorithm, family = member.get("kid"), member.get("alg"), _family(member)
    if not isinstance(kid, str) or not family or member.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(
            {name: member[name] for name in ("kty", "n", "e", "crv", "x", "y") if name in member},
            algorithm="RS256" if family == "RS" else "ES256",
        ).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if not _is_strong(key):
        return None
    return PlatformKey(kid, family, algorithm if isinstance(algorithm, str) else None, key)


def _family(member: Mapping[str, Any]) -> str | None:
    kind = member.get("kty")
    return _KEY_TYPE.get(kind) if isinstance(kind, str) else None


def _is_strong(key: object) -> bool:
    """RSA of 2048 to 8192 bits (more only costs time), or the curve of ES256."""
    if isinstance(key, RSAPublicKey):
        return key.key_size in _RSA_BITS
    return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
