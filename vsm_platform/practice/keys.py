"""RSA keys of a platform and the JSON Web Signatures made with them.

Follows RFC 7515 (JSON Web Signature) and RFC 7517 (key sets). Signatures are put together here
rather than by a JWT library, because tests need tokens that a careful library refuses to make:
without a key id, with algorithm `none`, or signed with the public key as a shared secret.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jwt.algorithms import RSAAlgorithm

from vsm_platform.practice.model import SigningKey

HASHES: dict[str, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    "256": hashes.SHA256,
    "384": hashes.SHA384,
    "512": hashes.SHA512,
}


def new_signing_key() -> SigningKey:
    """Make a 2048-bit RSA key with a random key id."""
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return SigningKey(kid=secrets.token_hex(10), private_key_pem=pem.decode())


def public_jwk(key: SigningKey) -> dict[str, Any]:
    """Return the public half as a JSON Web Key."""
    numbers = RSAAlgorithm.to_jwk(_private_key(key.private_key_pem).public_key(), as_dict=True)
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": key.kid,
        "n": numbers["n"],
        "e": numbers["e"],
    }


def sign(key: SigningKey, payload: object, headers: Mapping[str, Any] | None = None) -> str:
    """Sign any JSON value as a compact JWS.

    `headers` are laid over the usual ones; a header whose value is None is left out. The
    algorithm follows `alg`: RS256, RS384, RS512, `none`, or HS256, HS384, HS512 with the public
    key's PEM as the secret (the classic confusion of algorithms).
    """
    header = {"typ": "JWT", "alg": "RS256", "kid": key.kid, **(headers or {})}
    header = {name: value for name, value in header.items() if value is not None}
    signed = f"{_encode(_json(header))}.{_encode(_json(payload))}"
    return f"{signed}.{_encode(_signature(key, str(header.get('alg', 'none')), signed.encode()))}"


def break_signature(token: str) -> str:
    """Return the token with another signature of the same length."""
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{signature[::-1]}"


def _signature(key: SigningKey, algorithm: str, signed: bytes) -> bytes:
    private_key = _private_key(key.private_key_pem)
    family, bits = algorithm[:2], algorithm[2:]
    if family == "RS":
        return private_key.sign(signed, padding.PKCS1v15(), HASHES[bits]())
    if family == "HS":
        return hmac.new(_public_pem(private_key), signed, getattr(hashlib, f"sha{bits}")).digest()
    return b""


@lru_cache(maxsize=256)
def _private_key(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("A platform's signing key must be an RSA key.")
    return key


def _public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
