"""The same credential as a VC-JWT (Open Badges 3.0, 8.2): RS256 or ES256, nothing else."""

import json
from typing import Any, Final

import jwt

from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead, CannotSign
from vsm_platform.credentials.standards.keys import TokenKey
from vsm_platform.credentials.standards.proofs import issuer_of, parse_instant

ALGORITHMS: Final = ("RS256", "ES256")
_HEADERS: Final = {"alg", "kid", "jwk", "typ"}
"""The standard allows no other (8.2.4.1), so ``jku``, ``x5u`` and ``crit`` never matter."""


def as_token(document: Json, key: TokenKey) -> str:
    """The document as a compact JWS; its claims repeat the document's (8.2.4.2)."""
    if issuer_of(document) != key.controller:
        raise CannotSign("issuer_wrong")
    return jwt.encode(
        {**document, **claims_of(document)},
        key.private,
        algorithm=key.algorithm,
        headers={"typ": "JWT", "kid": key.method},
    )


def claims_of(document: Json) -> Json:
    """``iss``, ``jti``, ``sub``, ``nbf`` and ``exp`` as this document demands them."""
    subject = document.get("credentialSubject")
    claims = {
        "iss": issuer_of(document),
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
        "nbf": _seconds(document.get("validFrom")),
        "exp": _seconds(document.get("validUntil")),
    }
    return {name: value for name, value in claims.items() if value is not None}


def _seconds(text: Any) -> int | None:
    moment = parse_instant(text)
    return None if moment is None else int(moment.timestamp())


def header_of(token: str) -> Json:
    """The token's header, if it is one that the standard allows."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError as error:
        raise CannotRead("token_wrong") from error
    if header.get("alg") not in ALGORITHMS or not set(header) <= _HEADERS:
        raise CannotRead("algorithm_wrong")
    if not isinstance(header.get("kid"), str):
        raise CannotRead("token_key_missing")
    return header


def payload_of(token: str) -> str:
    """The payload's text, not verified: what the token says of itself."""
    try:
        decoded = jwt.api_jws.decode_complete(token, options={"verify_signature": False})
        return str(decoded["payload"], "utf-8")
    except (jwt.InvalidTokenError, UnicodeDecodeError) as error:
        raise CannotRead("token_wrong") from error


def holds(token: str, jwk: dict[str, Any]) -> bool:
    """Whether the public key has signed the token with the algorithm that belongs to its kind."""
    algorithm = {"RSA": "RS256", "EC": "ES256"}.get(str(jwk.get("kty")), "")
    if header_of(token)["alg"] != algorithm or "d" in jwk:
        return False
    try:
        key = jwt.PyJWK.from_json(json.dumps(jwk), algorithm)
        jwt.api_jws.decode(token, key, algorithms=[algorithm])
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return True


def document_of(payload: Json) -> Json:
    """The credential without the claims that only repeat it."""
    return {name: value for name, value in payload.items() if name not in _CLAIMS}


_CLAIMS: Final = frozenset({"iss", "jti", "sub", "nbf", "exp"})
