"""The id_token's outer shape, signature and times.

OpenID Connect Core 3.1.3.7 as the 1EdTech Security Framework 1.0, 5.1.3, requires it of tools.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from jwt.utils import base64url_decode

from lti.errors import LaunchError
from lti.key_set import ALGORITHMS, PlatformKey
from lti.ports import Registration
from lti.reading import ClaimReader

TOKEN_LIMIT: Final = 64 * 1024
"""Characters. Real tokens have two to ten thousand; a larger one is refused unread."""
LEEWAY_SECONDS: Final = 60
"""How far a platform's clock may be from ours, either way."""
AGE_LIMIT_SECONDS: Final = 600
LIFETIME_LIMIT_SECONDS: Final = 24 * 3600


def signing_key_name(header: Mapping[str, Any]) -> tuple[str, str]:
    """The header's kid and alg, where both can be used.

    Raises:
        LaunchError: no kid, an algorithm that is not accepted, or a critical extension, which
            RFC 7515, 4.1.11, forbids to ignore.
    """
    algorithm, kid = header.get("alg"), header.get("kid")
    if "crit" in header:
        raise LaunchError("token_malformed")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise LaunchError("algorithm_refused")
    if not isinstance(kid, str) or not kid:
        raise LaunchError("key_id_missing")
    return kid, algorithm


def check_signature(id_token: str, algorithm: str, keys: Iterable[PlatformKey]) -> None:
    """Verify with each key of the token's kid: a few platforms publish two under one."""
    message, _, signature = id_token.rpartition(".")
    try:
        raw = base64url_decode(signature)
    except ValueError as error:
        raise LaunchError("token_malformed") from error
    if not any(key.verifies(algorithm, message.encode(), raw) for key in keys):
        raise LaunchError("signature_wrong")


def check_times(claims: ClaimReader, now: datetime) -> None:
    """``exp`` and ``iat`` are there, the token is alive, and it was made just now."""
    present = now.timestamp()
    expires, issued = claims.moment("exp"), claims.moment("iat")
    not_before = claims.moment("nbf")
    if expires is None or issued is None:
        raise LaunchError("times_missing")
    if present >= expires + LEEWAY_SECONDS:
        raise LaunchError("token_expired", late_by=int(present - expires))
    if max(issued, not_before or issued) > present + LEEWAY_SECONDS:
        raise LaunchError("token_from_the_future", early_by=int(issued - present))
    if present > issued + AGE_LIMIT_SECONDS + LEEWAY_SECONDS:
        raise LaunchError("token_too_old", late_by=int(present - issued))
    if not issued <= expires <= issued + LIFETIME_LIMIT_SECONDS:
        raise LaunchError("token_lives_too_long")


def check_parties(claims: ClaimReader, registration: Registration) -> None:
    """Issued by the platform that began the login, to this tool and nobody in its place."""
    if claims.values.get("iss") != registration.issuer:
        raise LaunchError("issuer_mismatch", issuer=registration.issuer)
    audience = claims.values.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if registration.client_id not in audiences:
        raise LaunchError("audience_mismatch", client_id=registration.client_id)
    authorized = claims.values.get("azp")
    if authorized is None and len(audiences) == 1:
        return
    if authorized != registration.client_id:
        raise LaunchError("authorized_party_mismatch", client_id=registration.client_id)
