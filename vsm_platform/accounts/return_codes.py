"""The return code: twelve signs on paper, for people who have no e-mail address at all."""

import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.models import ReturnCode
from vsm_platform.core import audit, clock
from vsm_platform.core.secrets import Vault
from vsm_platform.core.throttle import Limit, do_count, require_tries_left

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that a hand writes alike: 0 and O, 1 and I and L. Twelve of them are 59 bits."""
GROUPS, LENGTH = 3, 4
WRONG_FROM_PLACE = Limit("wrong return code from a place", 60, timedelta(hours=1))


def do_make_return_code(session: Session, person_id: int, *, actor_id: int) -> str:
    """A new return code of a person; an earlier one opens nothing from now on.

    Returns:
        The code, which is known only now: the database keeps its digest.
    """
    groups = ("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))
    code = "-".join(groups)
    row = session.get(ReturnCode, person_id) or ReturnCode(person_id=person_id)
    row.digest, row.made_at, row.made_by_id = _digests(code)[0], clock.now(), actor_id
    session.add(row)
    session.flush()
    audit.record(session, "accounts.return_code_made", f"person:{person_id}", actor_id=actor_id)
    return code


def do_find_by_return_code(session: Session, code: str, *, place: str) -> int | None:
    """Whose return code this is; a wrong one counts as a try.

    Raises:
        TooManyTries: there were too many wrong ones from this place.
    """
    require_tries_left(session, WRONG_FROM_PLACE, place)
    query = select(ReturnCode.person_id).where(ReturnCode.digest.in_(_digests(code)))
    person_id = session.scalar(query)
    if person_id is None:
        do_count(session, WRONG_FROM_PLACE, place)
    return person_id


def read_return_code(text: str) -> str | None:
    """A code as it was typed, in its one form; None where it cannot be one."""
    signs = [sign for sign in text.upper() if sign.isalnum()]
    if len(signs) != GROUPS * LENGTH or not set(signs) <= set(SIGNS):
        return None
    joined = "".join(signs)
    return "-".join(joined[at : at + LENGTH] for at in range(0, len(joined), LENGTH))


def _digests(code: str) -> list[str]:
    vault: Vault = current_app.extensions["vsm_vault"]
    return vault.digests(f"return:{code}")
