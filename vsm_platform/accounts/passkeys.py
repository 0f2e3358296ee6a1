"""Passkeys: coming back with a phone's own lock (Web Authentication Level 3).

A challenge travels to the page signed, with the moment at which it was made and whom it is for,
and its answer is taken once. The library py_webauthn verifies every answer; it is imported with the
first passkey, because few people use one and every start would wait for it.
"""

# ruff: noqa: PLC0415 - see above.

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.accounts.errors import PasskeyNotAccepted
from vsm_platform.accounts.models import CodePurpose, OneTimeCode, Passkey
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.secrets import digest

CHALLENGE_LIFE = timedelta(minutes=15)
LIMIT = 10
"""Passkeys of one person."""
LONGEST = 16 * 1024
"""Characters of a device's answer; a real one is far smaller."""
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a page needs to ask the device."""

    options: str
    """JSON of the options (WebAuthn 3, 5.8.3)."""
    token: str
    """The challenge, signed, to be sent back with the answer."""


def registration_ceremony(session: Session, viewer: Viewer) -> Ceremony:
    """What the viewer's device needs to make a passkey."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    challenge = secrets.token_bytes(32)
    own = passkeys_of(session, viewer.person_id)
    handle = base64url_to_bytes(own[0].user_handle) if own else secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=_host(),
        rp_name="Virtual exchange",
        user_id=handle,
        user_name=viewer.display_name,
        user_display_name=viewer.display_name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in own
        ],
    )
    return Ceremony(options_to_json(options), _sign(challenge, viewer.person_id, handle))


def sign_in_ceremony() -> Ceremony:
    """What a stranger's device needs to say which of its passkeys is for here."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=_host(),
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Ceremony(options_to_json(options), _sign(challenge, 0, b""))


def do_register_passkey(
    session: Session, viewer: Viewer, token: str, answer: str, label: str
) -> None:
    """Keep the passkey that the viewer's device has made.

    Raises:
        PasskeyNotAccepted: the answer does not fit the challenge, or is no good.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    challenge, handle = _use_challenge(session, token, viewer.person_id)
    parsed = _parse(answer)
    try:
        verified = verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyNotAccepted(reason=type(error).__name__) from error
    if len(passkeys_of(session, viewer.person_id)) >= LIMIT:
        raise PasskeyNotAccepted(reason="limit")
    _keep(
        session,
        Passkey(
            person_id=viewer.person_id,
            credential_id=bytes_to_base64url(verified.credential_id),
            public_key=verified.credential_public_key,
            user_handle=bytes_to_base64url(handle),
            sign_count=verified.sign_count,
            transports=_transports(parsed),
            label=label[:80],
            created_at=clock.now(),
        ),
    )


def _keep(session: Session, passkey: Passkey) -> None:
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError as error:
        raise PasskeyNotAccepted(reason="known already") from error
    person = passkey.person_id
    audit.record(session, "accounts.passkey_added", f"person:{person}", actor_id=person)


def do_come_back_by_passkey(session: Session, token: str, answer: str) -> int:
    """The person whose passkey answered.

    Raises:
        PasskeyNotAccepted: no passkey known here has signed this challenge.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    challenge, _handle = _use_challenge(session, token, 0)
    parsed = _parse(answer)
    query = select(Passkey).where(Passkey.credential_id == str(parsed.get("id"))[:1400])
    passkey = session.scalar(query.with_for_update())
    if passkey is None:
        raise PasskeyNotAccepted(reason="unknown passkey")
    try:
        verified = verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyNotAccepted(reason=type(error).__name__) from error
    handle = parsed["response"].get("userHandle")
    if handle and handle.rstrip("=") != passkey.user_handle:
        raise PasskeyNotAccepted(reason="another person")
    passkey.sign_count, passkey.last_used_at = verified.new_sign_count, clock.now()
    return passkey.person_id


def do_remove_passkey(session: Session, passkey: Passkey) -> None:
    """From now on this passkey opens nothing."""
    person = passkey.person_id
    session.delete(passkey)
    audit.record(session, "accounts.passkey_removed", f"person:{person}", actor_id=person)


def access_passkey(session: Session, viewer: Viewer, passkey_id: int) -> Passkey:
    """One of the viewer's own passkeys.

    Raises:
        NotFound: there is none of this number, or it is another's.
    """
    found = session.get(Passkey, passkey_id)
    if found is None or found.person_id != viewer.person_id:
        raise NotFound
    return found


def passkeys_of(session: Session, person_id: int) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    return list(session.scalars(query))


def _host() -> str:
    return urlsplit(_origin()).hostname or ""


def _origin() -> str:
    origin: str = current_app.config["SETTINGS"].public_url
    return origin


def _signer() -> URLSafeSerializer:
    key: str = current_app.config["SECRET_KEY"]
    return URLSafeSerializer(key, "passkey challenge", signer_kwargs={"digest_method": sha256})


def _sign(challenge: bytes, person_id: int, handle: bytes) -> str:
    texts = [urlsafe_b64encode(part).decode() for part in (challenge, handle)]
    until = int((clock.now() + CHALLENGE_LIFE).timestamp())
    return str(_signer().dumps([*texts, person_id, until]))


def _use_challenge(session: Session, token: str, person_id: int) -> tuple[bytes, bytes]:
    """The challenge and the user handle of a token; each token is good once."""
    try:
        challenge, handle, meant_for, until = _signer().loads(token)
    except (BadSignature, ValueError) as error:
        raise PasskeyNotAccepted(reason="no token of ours") from error
    if clock.now().timestamp() > until:
        raise PasskeyNotAccepted(reason="old page")
    if meant_for != person_id:
        raise PasskeyNotAccepted(reason="another person's page")
    _use_once(session, challenge)
    return urlsafe_b64decode(challenge), urlsafe_b64decode(handle)


def _use_once(session: Session, challenge: str) -> None:
    present = clock.now()
    old = delete(OneTimeCode).where(
        OneTimeCode.purpose == CodePurpose.PASSKEY, OneTimeCode.expires_at < present
    )
    session.execute(old)
    used = OneTimeCode(
        digest=digest(challenge),
        purpose=CodePurpose.PASSKEY,
        expires_at=present + CHALLENGE_LIFE,
        used_at=present,
    )
    try:
        with session.begin_nested():
            session.add(used)
    except IntegrityError as error:
        raise PasskeyNotAccepted(reason="answered already") from error


def _parse(answer: str) -> dict[str, Any]:
    """The device's answer as JSON; what is in it is for the library to judge."""
    try:
        parsed = json.loads(answer) if len(answer) <= LONGEST else None
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise PasskeyNotAccepted(reason="no answer")
    return parsed


def _transports(parsed: dict[str, Any]) -> list[str]:
    said = parsed.get("response", {}).get("transports")
    return sorted(_TRANSPORTS & {str(one) for one in said}) if isinstance(said, list) else []
