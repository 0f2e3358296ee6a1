"""Signed documents are stored: first ones in bulk, and newer forms of those that there are.

A newer form has the same id, a later ``validFrom`` and a place of its own in the status list; the
place of the older form is set (Bitstring Status List 1.0, W3C).
"""

import calendar
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.credentials.models import (
    Credential,
    CredentialRevision,
    CredentialState,
    StatusEntry,
    StatusList,
)
from vsm_platform.credentials.signing import Given
from vsm_platform.credentials.standards.status import FULL, draw_indexes


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A signed document that is to be stored."""

    given: Given
    document: Mapping[str, Any]
    version_id: int
    made_by_id: int | None
    reason: str = ""


def reserve_places(session: Session, issuer_id: int, number: int) -> Iterator[tuple[int, int]]:
    """So many places in the issuer's status lists, kept from now on: list and position."""
    while number > 0:
        found = _open_list(session, issuer_id)
        part = min(number, FULL - found.entries)
        taken = select(StatusEntry.position).where(StatusEntry.list_id == found.id)
        positions = draw_indexes(part, session.scalars(taken))
        session.execute(
            insert(StatusEntry),
            [{"list_id": found.id, "position": one, "is_set": False} for one in positions],
        )
        found.entries += part
        number -= part
        yield from ((found.id, one) for one in positions)


def _open_list(session: Session, issuer_id: int) -> StatusList:
    query = (
        select(StatusList)
        .where(StatusList.issuer_id == issuer_id, StatusList.entries < FULL)
        .order_by(StatusList.id)
        .limit(1)
        .with_for_update()
    )
    found = session.scalar(query)
    if found is None:
        found = StatusList(issuer_id=issuer_id, entries=0, changed_at=clock.now())
        session.add(found)
        session.flush()
    return found


def valid_from_after(before: datetime | None) -> datetime:
    """Now, to the second as documents write it, and clearly later than an older form."""
    present = clock.now().replace(microsecond=0)
    return present if before is None else max(present, before + timedelta(seconds=2))


def add_months(start: datetime, months: int | None) -> datetime | None:
    """So many months later; the last day of the month where it has no such day."""
    if not months:
        return None
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def do_insert_credentials(
    session: Session, rows: Sequence[dict[str, Any]], documents: Sequence[IssuedDocument]
) -> dict[str, int]:
    """Store first forms with what else is known of their credentials; gives the ids by uuid."""
    if not rows:
        return {}
    session.execute(
        insert(Credential),
        [
            {
                **row,
                "uuid": one.given.uuid,
                "subject": one.given.subject,
                "state": CredentialState.ISSUED,
                "revision": 1,
                "awarded_at": one.given.awarded_at,
                "expires_at": one.given.valid_until,
                "share_code": secrets.token_urlsafe(16),
            }
            for row, one in zip(rows, documents, strict=True)
        ],
    )
    uuids = [one.given.uuid for one in documents]
    query = select(Credential.uuid, Credential.id).where(Credential.uuid.in_(uuids))
    ids = {row[0]: row[1] for row in session.execute(query)}
    _insert_revisions(session, [(ids[one.given.uuid], 1, one) for one in documents])
    return ids


def _insert_revisions(session: Session, found: Sequence[tuple[int, int, IssuedDocument]]) -> None:
    session.execute(
        insert(CredentialRevision),
        [
            {
                "credential_id": credential_id,
                "number": number,
                "version_id": one.version_id,
                "name": one.given.name,
                "grade": one.given.grade,
                "document": json.dumps(one.document, ensure_ascii=False, separators=(",", ":")),
                "valid_from": one.given.valid_from,
                "valid_until": one.given.valid_until,
                "reason": one.reason,
                "made_by_id": one.made_by_id,
            }
            for credential_id, number, one in found
        ],
    )
    keys = [credential_id for credential_id, _number, _one in found]
    query = (
        select(CredentialRevision.credential_id, func.max(CredentialRevision.id))
        .where(CredentialRevision.credential_id.in_(keys))
        .group_by(CredentialRevision.credential_id)
    )
    ids = {row[0]: row[1] for row in session.execute(query)}
    session.execute(
        update(StatusEntry),
        [
            {
                "list_id": one.given.list_id,
                "position": one.given.position,
                "revision_id": ids[credential_id],
            }
            for credential_id, _number, one in found
        ],
    )


def do_revise(
    session: Session, credential: Credential, made: IssuedDocument, *, ects: float | None
) -> None:
    """Store a newer form of a credential; the older one is no longer good."""
    end_revisions(session, [credential.id], made.reason)
    credential.revision += 1
    credential.state, credential.ects = CredentialState.ISSUED, ects
    credential.expires_at = made.given.valid_until
    session.flush()
    _insert_revisions(session, [(credential.id, credential.revision, made)])


def end_revisions(session: Session, credential_ids: Sequence[int], why: str) -> None:
    """Say of the newest form of these credentials, in their status lists too, that it is over."""
    present = clock.now()
    revisions = (
        select(CredentialRevision.id)
        .where(
            CredentialRevision.credential_id.in_(credential_ids),
            CredentialRevision.ended_at.is_(None),
        )
        .scalar_subquery()
    )
    entries = StatusEntry.revision_id.in_(revisions)
    lists = select(StatusEntry.list_id).where(entries).distinct().scalar_subquery()
    quietly = {"synchronize_session": False}
    session.execute(
        update(StatusList).where(StatusList.id.in_(lists)).values(changed_at=present),
        execution_options=quietly,
    )
    session.execute(
        update(StatusEntry).where(entries).values(is_set=True), execution_options=quietly
    )
    session.execute(
        update(CredentialRevision)
        .where(
            CredentialRevision.credential_id.in_(credential_ids),
            CredentialRevision.ended_at.is_(None),
        )
        .values(ended_at=present, ended_why=why),
        execution_options=quietly,
    )
