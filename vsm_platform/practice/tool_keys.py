"""JWTs that a tool signed, verified with the key set that the tool publishes.

Follows LTI Security Framework 1.0 sections 4.1.1 (client assertions) and 5.2 (tool messages).
The key set is fetched anew each time: a tool that rotates its keys must not have to wait here.
"""

import json
from typing import Any

import jwt

from vsm_platform.practice.context import practice
from vsm_platform.practice.model import ToolRegistration

LEEWAY_SECONDS = 5


class ToolTokenError(ValueError):
    """A tool's JWT that is not to be believed; the message says why."""


def verify_tool_jwt(
    token: str, registration: ToolRegistration, *, audience: list[str], required: list[str]
) -> dict[str, Any]:
    """Return the claims of a JWT that the tool signed with RS256 for this audience.

    Raises:
        ToolTokenError: it is malformed, expired, for somebody else, or signed by another key.
    """
    try:
        key = _key_named(jwt.get_unverified_header(token).get("kid", ""), registration)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=audience,
            issuer=registration.client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": [*required, "iss", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as problem:
        raise ToolTokenError(f"{type(problem).__name__}: {problem}") from problem
    return claims


def _key_named(kid: str, registration: ToolRegistration) -> jwt.PyJWK:
    for key in _fetch_keys(registration):
        if isinstance(key, dict) and key.get("kid") == kid and kid:
            return jwt.PyJWK(key, algorithm="RS256")
    raise ToolTokenError(f"The tool's key set has no key with the id {kid!r}.")


def _fetch_keys(registration: ToolRegistration) -> list[Any]:
    try:
        answer = practice().transport.send("GET", registration.jwks_uri)
        document = json.loads(answer.body) if answer.status == 200 else {}
    except (OSError, ValueError) as problem:
        raise ToolTokenError(f"The tool's key set cannot be read: {problem}") from problem
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise ToolTokenError(f"{registration.jwks_uri} answers no key set.")
    return keys
