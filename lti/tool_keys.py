"""The tool's own keys: made, published and signed with.

Security Framework 1.0, 6.3 and 6.4: the public keys stand at the tool's jwks_uri, several at a
time, so that a key is published before it signs and goes on being published after. The host
decides which is which and stores ``private_pem`` encrypted.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

ALGORITHM: Final = "RS256"
_KEY_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class ToolKey:
    """An RSA key pair; ``kid`` is the public key's RFC 7638 thumbprint.

    ``private_pem`` is PKCS #8 without a password; it never shows in a log or a traceback.
    """

    kid: str
    private_pem: str = field(repr=False)


def generate_tool_key() -> ToolKey:
    """A new RSA key of 2048 bits."""
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    pem = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    return ToolKey(kid=_thumbprint(_public_members(private_key)), private_pem=pem)


def public_key_set(keys: Iterable[ToolKey]) -> dict[str, list[dict[str, str]]]:
    """What stands at the tool's jwks_uri; each key signs with RS256."""
    return {
        "keys": [
            {**_public_members(_private_key(key.private_pem)), "kid": key.kid}
            | {"use": "sig", "alg": ALGORITHM}
            for key in keys
        ]
    }


def sign(key: ToolKey, claims: Mapping[str, Any], headers: Mapping[str, Any] | None = None) -> str:
    """A signed JSON Web Token with this key's kid in its header."""
    return jwt.encode(
        dict(claims),
        _private_key(key.private_pem),
        algorithm=ALGORITHM,
        headers={**(headers or {}), "kid": key.kid},
    )


def _public_members(private_key: rsa.RSAPrivateKey) -> dict[str, str]:
    members = RSAAlgorithm.to_jwk(private_key.public_key(), as_dict=True)
    return {name: str(members[name]) for name in ("e", "kty", "n")}


def _thumbprint(members: Mapping[str, str]) -> str:
    """RFC 7638, 3: SHA-256 over the required members, sorted, without white space."""
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return base64url_encode(hashlib.sha256(canonical.encode()).digest()).decode()


@lru_cache(maxsize=64)
def _private_key(private_pem: str) -> rsa.RSAPrivateKey:
    """Reading a private key checks its numbers, which takes longer than signing with it."""
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("a tool key is an RSA key")
    return key
