"""Keys: made, written as Multikey or JWK, published in a ``did:web`` document.

Controlled Identifiers 1.0 (Multikey), did:web Method Specification. The host stores the private
part encrypted and hands it in; nothing here keeps it. A retired key stays in the document, since
what it once signed must go on verifying.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from vsm_platform.credentials.standards.contexts import MULTIKEY
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead, CannotSign

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519: Final = b"\xed\x01"
"""The multicodec prefix of an Ed25519 public key."""
_RSA_BITS: Final = 2048


def base58(data: bytes) -> str:
    """Bitcoin's base 58, as Multibase writes it after a ``z``."""
    number = int.from_bytes(data)
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + text


def from_base58(text: str) -> bytes:
    """The bytes again; at most as many as a signature needs."""
    if len(text) > 128:
        raise CannotRead("multibase_wrong")
    number = 0
    for letter in text:
        digit = ALPHABET.find(letter)
        if digit < 0:
            raise CannotRead("multibase_wrong")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def from_multibase(text: object) -> bytes:
    """Only base 58 is read: the cryptosuite allows no other (vc-di-eddsa 3.2)."""
    if not isinstance(text, str) or not text.startswith("z"):
        raise CannotRead("multibase_wrong")
    return from_base58(text[1:])


def new_seed() -> bytes:
    """A new Ed25519 private key: 32 bytes, which the host encrypts."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key of one controller (an issuer's did)."""

    seed: bytes = field(repr=False)
    controller: str

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        if len(self.seed) != 32:
            raise CannotSign("key_wrong")
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def multibase(self) -> str:
        return multibase_of(self._private.public_key().public_bytes_raw())

    @property
    def method(self) -> str:
        """The address of the public key: the did, and the key itself as fragment."""
        return f"{self.controller}#{self.multibase}"

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)


def multibase_of(public: bytes) -> str:
    """An Ed25519 public key as Multikey writes it."""
    return f"z{base58(_ED25519 + public)}"


def verifies(multibase: str, signature: bytes, data: bytes) -> bool:
    """Whether this Ed25519 key has signed the data."""
    key = from_multibase(multibase)
    if len(key) != 34 or not key.startswith(_ED25519) or len(signature) != 64:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_token_key(algorithm: str = "ES256") -> bytes:
    """A new private key for the VC-JWT form: ``ES256`` or ``RS256``, as PEM (PKCS #8)."""
    private = (
        rsa.generate_private_key(65537, _RSA_BITS)
        if algorithm == "RS256"
        else ec.generate_private_key(ec.SECP256R1())
    )
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@dataclass(frozen=True)
class TokenKey:
    """A P-256 or RSA key of one controller, for the VC-JWT form."""

    pem: bytes = field(repr=False)
    controller: str

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
        try:
            key = serialization.load_pem_private_key(self.pem, None)
        except ValueError as error:
            raise CannotSign("key_wrong") from error
        if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            return key
        raise CannotSign("key_wrong")

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public part (RFC 7517), with nothing that is private."""
        return _public_jwk(self.private.public_key())

    @cached_property
    def thumbprint(self) -> str:
        """RFC 7638."""
        text = json.dumps(self.jwk, separators=(",", ":"), sort_keys=True)
        return _base64url(hashlib.sha256(text.encode()).digest())

    @property
    def method(self) -> str:
        return f"{self.controller}#{self.thumbprint}"


def _public_jwk(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> dict[str, str]:
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    point = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _number(point.x, 32), "y": _number(point.y, 32)}


def _number(value: int, size: int = 0) -> str:
    return _base64url(value.to_bytes(size or (value.bit_length() + 7) // 8))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as the host publishes it: ``multibase`` of a signing key or ``jwk`` of a token key."""

    method: str
    multibase: str = ""
    jwk: dict[str, str] | None = None

    @classmethod
    def of(cls, key: SigningKey | TokenKey) -> "PublicKey":
        if isinstance(key, SigningKey):
            return cls(key.method, multibase=key.multibase)
        return cls(key.method, jwk=key.jwk)

    def as_json(self, controller: str) -> Json:
        head = {"id": self.method, "controller": controller}
        if self.jwk is not None:
            return {**head, "type": "JsonWebKey", "publicKeyJwk": self.jwk}
        return {**head, "type": "Multikey", "publicKeyMultibase": self.multibase}


def did_document(did: str, keys: Iterable[PublicKey], address: str = "") -> Json:
    """The did document: every key that ever signed, retired ones among them.

    ``address`` is the issuer's own page.
    """
    methods = [key.as_json(did) for key in keys]
    document: dict[str, Any] = {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            MULTIKEY,
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
    if address:
        document["alsoKnownAs"] = [address]
    return document


def did_web(host: str, *path: str) -> str:
    """The did whose document stands at ``https://host/path/did.json`` (did:web 2.1)."""
    return ":".join(["did:web", quote(host, safe="."), *(quote(part, safe="") for part in path)])


def did_address(did: str) -> str:
    """Where the document of a did:web stands (did:web 2.2); empty for what is none."""
    method, _, rest = did.partition("did:web:")
    if method or not rest:
        return ""
    host, *path = rest.split(":")
    return "/".join(["https:/", unquote(host), *(path or [".well-known"]), "did.json"])
