"""Six digits by e-mail: how people without an LMS come back, and show that an address is theirs.

Whether an address is known changes nothing of what a request does or says: the letter is written
later, by the courier, where there is somebody to write to.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.errors import AddressTaken
from vsm_platform.accounts.models import EmailAddress, SignInCode
from vsm_platform.core import audit, clock
from vsm_platform.core.outbox import enqueue
from vsm_platform.core.secrets import Vault
from vsm_platform.core.throttle import Limit, do_count, is_exhausted, require_tries_left

KIND = "accounts.sign_in_code"
"""The kind of the deliveries that write these letters (``core.outbox``)."""
LIFE = timedelta(minutes=10)
TRIES = 5
ASKED_FOR_ADDRESS = Limit("code for an address", 5, timedelta(hours=1))
ASKED_FROM_PLACE = Limit("code from a place", 100, timedelta(hours=1))
"""A school's computers share one network address."""
WRONG_FROM_PLACE = Limit("wrong code from a place", 100, timedelta(hours=1))


class Verdict(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """Too late, too often, or used already: a new one is needed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of entering a code."""

    verdict: Verdict
    person_id: int | None = None


def do_ask_for_code(
    session: Session, address: str, *, language: str, place: str, person_id: int | None = None
) -> int:
    """Have a code sent to an address, if it is known or to be shown to be a person's.

    Args:
        session: the unit of work.
        address: as ``normal_address`` gives it.
        language: of the page, for the letter.
        place: the network address of who asks.
        person_id: who wants to show that it is theirs; None to come back.

    Returns:
        The number under which to check the code.

    Raises:
        TooManyTries: for this address, or from this place.
    """
    for limit, who in ((ASKED_FOR_ADDRESS, address), (ASKED_FROM_PLACE, place)):
        require_tries_left(session, limit, who)
        do_count(session, limit, who)
    present = clock.now()
    session.execute(delete(SignInCode).where(SignInCode.expires_at < present - timedelta(days=1)))
    code = SignInCode(
        address=address, person_id=person_id, language=language, expires_at=present + LIFE
    )
    session.add(code)
    session.flush()
    enqueue(session, KIND, {"code": code.id}, lane=f"code:{code.id}", channel="codes")
    return code.id


def do_draw_digits(session: Session, code: SignInCode) -> str:
    """The digits of a code, which only the letter will hold."""
    digits = f"{secrets.randbelow(10**6):06}"
    code.digest = _vault().digests(f"{code.id}:{digits}")[0]
    session.flush()
    return digits


def do_check_code(
    session: Session, code_id: int | None, digits: str, *, place: str, person_id: int | None
) -> Checked:
    """Try the digits that somebody entered; each try counts.

    ``person_id`` is the one for whom the code was asked, None for one that lets somebody in.
    """
    code = session.get(SignInCode, code_id, with_for_update=True) if code_id else None
    if code is None or not _is_open(code) or code.person_id != person_id:
        return Checked(Verdict.OVER)
    if is_exhausted(session, WRONG_FROM_PLACE, place):
        return Checked(Verdict.OVER)
    code.tries += 1
    known = any(
        hmac.compare_digest(code.digest, digest)
        for digest in _vault().digests(f"{code.id}:{digits}")
    )
    if not known:
        do_count(session, WRONG_FROM_PLACE, place)
        return Checked(Verdict.OVER if code.tries >= TRIES else Verdict.WRONG)
    code.used_at = clock.now()
    return Checked(Verdict.RIGHT, code.person_id or person_of_address(session, code.address))


def _is_open(code: SignInCode) -> bool:
    return code.used_at is None and code.tries < TRIES and code.expires_at > clock.now()


def address_of_code(session: Session, code_id: int | None) -> str | None:
    """Where a code went that is open still, to be shown to whoever asked for it."""
    code = session.get(SignInCode, code_id) if code_id else None
    return code.address if code and _is_open(code) else None


def person_of_address(session: Session, address: str) -> int | None:
    """Whose address this is; None where it is nobody's."""
    return session.scalar(select(EmailAddress.person_id).where(EmailAddress.address == address))


def address_of_person(session: Session, person_id: int) -> str:
    """The address that a person has shown to read, or nothing."""
    query = select(EmailAddress.address).where(EmailAddress.person_id == person_id)
    return session.scalar(query) or ""


def do_keep_address(session: Session, person_id: int, address: str) -> None:
    """A person has shown to read this address; it takes the place of an earlier one.

    Raises:
        AddressTaken: somebody else comes back by it. Two accounts are never made one.
    """
    owner = person_of_address(session, address)
    if owner == person_id:
        return
    if owner is not None:
        raise AddressTaken
    session.execute(delete(EmailAddress).where(EmailAddress.person_id == person_id))
    session.add(EmailAddress(person_id=person_id, address=address, verified_at=clock.now()))
    session.flush()
    audit.record(session, "accounts.address_kept", f"person:{person_id}", actor_id=person_id)


def _vault() -> Vault:
    vault: Vault = current_app.extensions["vsm_vault"]
    return vault
