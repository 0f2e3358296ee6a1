"""Who was erased stays away until they come themselves: a roster that still names them is not heard.

What is kept is a keyed digest for each LMS that knew the person. It says nothing of anybody to who
reads it, and goes when the person launches again.
"""

from collections.abc import Collection, Iterable

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.models import GoneSubject, Identity
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.secrets import Vault


def do_keep_away(session: Session, identities: Iterable[Identity]) -> None:
    """Let no roster bring these people back."""
    present = clock.now()
    for one in identities:
        newest = _digests(one.registration_id, one.institution_id, one.subject)[0]
        session.merge(GoneSubject(digest=newest, gone_at=present))


def kept_away(
    session: Session, registration_id: int, institution_id: int, subjects: Collection[str]
) -> set[str]:
    """Which of these subjects of a roster were erased."""
    if not _is_anybody_gone(session):
        return set()
    by_digest = {
        digest: subject
        for subject in subjects
        for digest in _digests(registration_id, institution_id, subject)
    }
    query = select(GoneSubject.digest).where(GoneSubject.digest.in_(list(by_digest)))
    return {by_digest[digest] for digest in session.scalars(query)}


def do_let_back(session: Session, registration_id: int, institution_id: int, subject: str) -> None:
    """Somebody has come again: from now on rosters may name them."""
    if not _is_anybody_gone(session):
        return
    digests = _digests(registration_id, institution_id, subject)
    session.execute(delete(GoneSubject).where(GoneSubject.digest.in_(digests)))


def _is_anybody_gone(session: Session) -> bool:
    """Mostly nobody is, and then thousands of keyed digests need not be made."""
    return bool(_ANYBODY.all(session, {}))


_ANYBODY = Prepared(select(table_of(GoneSubject).c.digest).limit(1))


def _digests(registration_id: int, institution_id: int, subject: str) -> list[str]:
    vault: Vault = current_app.extensions["vsm_vault"]
    return vault.digests(f"gone:{registration_id}:{institution_id}:{subject}")
