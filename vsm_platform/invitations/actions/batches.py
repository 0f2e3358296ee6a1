"""Inviting many at once: a draft to look at, then all of it, letters by and by.

Links for those without an address are made of a seed that only the page of the confirmation
holds, so that the page stays small and the database keeps digests alone.
"""

import csv
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.outbox import enqueue
from vsm_platform.core.secrets import digest, new_code
from vsm_platform.exchanges.api import Role
from vsm_platform.invitations.actions.common import Words, link_of, record
from vsm_platform.invitations.actions.inviting import do_send_letter
from vsm_platform.invitations.actions.promises import do_promise_places
from vsm_platform.invitations.models import Batch, Invitation
from vsm_platform.invitations.spreadsheets import Problem, Sheet
from vsm_platform.mail.api import can_send_mail

LETTERS = "invitations.letters"
"""The kind of the deliveries that write a batch's letters (``core.outbox``)."""
LETTERS_AT_ONCE = 100
DRAFT_LIFE = timedelta(days=1)


def do_draft_batch(
    session: Session,
    sheet: Sheet,
    *,
    exchange_id: int,
    partnership_id: int,
    role: Role,
    language: str,
    days: int,
    actor_id: int,
) -> int:
    """Keep a list until it is confirmed or forgotten; gives its number.

    Who was invited to the exchange already is not invited again.
    """
    present = clock.now()
    forgotten = Batch.confirmed_at.is_(None) & (Batch.made_at < present - DRAFT_LIFE)
    session.execute(delete(Batch).where(forgotten))
    invited = _invited_addresses(session, exchange_id)
    again = {one for one in sheet.people if one.address and one.address in invited}
    problems = [[one.row, one.problem, one.text] for one in sheet.troubles]
    problems += [[one.row, Problem.INVITED, one.address] for one in again]
    batch = Batch(
        exchange_id=exchange_id,
        partnership_id=partnership_id,
        role=role,
        language=language,
        days=days,
        rows=[[one.name, one.address] for one in sheet.people if one not in again],
        problems=sorted(problems),
        encoding=sheet.encoding,
        made_by_id=actor_id,
        made_at=present,
    )
    session.add(batch)
    session.flush()
    return batch.id


def _invited_addresses(session: Session, exchange_id: int) -> set[str]:
    query = select(Invitation.address).where(
        Invitation.exchange_id == exchange_id,
        Invitation.address != "",
        Invitation.revoked_at.is_(None),
        Invitation.used_at.is_not(None) | (Invitation.expires_at > clock.now()),
    )
    return set(session.scalars(query))


def do_confirm_batch(session: Session, batch: Batch, *, actor_id: int) -> str | None:
    """Invite everybody of a draft; gives the seed of the links, or None where it was done before.

    Whoever has an address gets a letter; for the others there are links to pass on.

    Raises:
        PlacesPromised: the partner has fewer places left.
    """
    session.refresh(batch, with_for_update=True)
    if batch.confirmed_at is not None:
        return None
    do_promise_places(session, batch.partnership_id, Role(batch.role), len(batch.rows))
    seed, present = new_code(), clock.now()
    batch.confirmed_at = present
    session.execute(insert(table_of(Invitation)), _new_rows(batch, seed, actor_id))
    if can_send_mail() and any(address for _name, address in batch.rows):
        enqueue(
            session,
            LETTERS,
            {"batch": batch.id},
            lane=f"invitations:{batch.id}",
            channel="invitations",
            exchange_id=batch.exchange_id,
        )
    number = len(batch.rows)
    batch.rows, batch.problems = [], []
    record(
        session,
        "batch_invited",
        batch.exchange_id,
        batch.partnership_id,
        actor_id,
        people=number,
        role=batch.role,
    )
    return seed


def _new_rows(batch: Batch, seed: str, actor_id: int) -> Sequence[dict[str, Any]]:
    present, sends = clock.now(), can_send_mail()
    common = {
        "exchange_id": batch.exchange_id,
        "partnership_id": batch.partnership_id,
        "role": batch.role,
        "language": batch.language,
        "subject_kind": "",
        "batch_id": batch.id,
        "invited_by_id": actor_id,
        "invited_at": present,
        "expires_at": present + timedelta(days=batch.days),
        "made_person": False,
    }
    rows, links = [], 0
    for name, address in batch.rows:
        by_letter = bool(address) and sends
        own = None if by_letter else digest(_code(seed, links))
        links += not by_letter
        rows.append(common | {"name": name, "address": address, "digest": own})
    return rows


def _code(seed: str, number: int) -> str:
    """The code of a batch's link: without the seed nobody finds one from another."""
    made = hmac.digest(seed.encode(), str(number).encode(), "sha256")
    return urlsafe_b64encode(made[:24]).decode()


def links_as_csv(session: Session, batch: Batch, seed: str) -> str:
    """Names with their links, for whoever holds the seed; links that are used stay in it."""
    query = select(Invitation.digest, Invitation.name, Invitation.address).where(
        Invitation.batch_id == batch.id, Invitation.digest.is_not(None)
    )
    people = {found: (name, address) for found, name, address in session.execute(query)}
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["name", "e-mail", "link"])
    for number in range(len(people)):
        code = _code(seed, number)
        if (found := digest(code)) in people:
            name, address = people[found]
            writer.writerow([_harmless(name), _harmless(address), link_of(code)])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def do_write_letters(session: Session, batch_id: int) -> bool:
    """Write some of a batch's letters; gives whether there are more to write."""
    query = (
        select(Invitation)
        .where(
            Invitation.batch_id == batch_id,
            Invitation.sent_at.is_(None),
            Invitation.address != "",
            Invitation.digest.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id)
        .limit(LETTERS_AT_ONCE)
    )
    invitations = session.scalars(query).all()
    if not invitations:
        return False
    first = invitations[0]
    words = Words(session, first.exchange_id, first.partnership_id, first.invited_by_id)
    for invitation in invitations:
        do_send_letter(session, invitation, words)
    return len(invitations) == LETTERS_AT_ONCE
