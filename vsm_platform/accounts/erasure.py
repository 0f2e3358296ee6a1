"""Erasing a person: asked for, waited for, taken back, or done room by room (GDPR, Article 17).

The person's row stays as an empty shell, because what others wrote refers to it: a thread, a team
and a log keep their shape around "somebody who is gone". Whoever is launched afterwards is somebody
new. ``docs/decisions/0036-your-data.md`` says what stays, and why.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app, url_for
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.correspondence import Correspondent, correspondents
from vsm_platform.accounts.errors import ErasureBegun
from vsm_platform.accounts.gone_subjects import do_keep_away
from vsm_platform.accounts.models import (
    EmailAddress,
    Erasure,
    Identity,
    NoticeAcknowledgement,
    OneTimeCode,
    Passkey,
    Person,
    ReturnCode,
    SignIn,
    SignInCode,
)
from vsm_platform.accounts.personal_data import GONE, Erasing, Gone
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import enqueue
from vsm_platform.core.secrets import Vault
from vsm_platform.mail.api import can_send_mail, do_forget_letters, do_send, write

KIND = "accounts.erasure"
"""The kind of the deliveries that erase (``core.outbox``)."""
WAITING = timedelta(days=7)
"""So long an erasure can be taken back."""
LOOK_EVERY = timedelta(days=1)
"""While it waits the delivery comes up so often: the courier gives up what it has known for a week,
and this one must have its week of tries from the day on which it is due."""
SHORTEST_WORD = 3
"""Characters; what is shorter is looked for nowhere, for it stands in every text."""


def do_ask_erasure(session: Session, person_id: int, *, actor_id: int) -> Erasure:
    """Have a person erased after the waiting time; asked again it changes nothing.

    A letter to the known address says so, and how to take it back.

    Raises:
        NotFound: there is no such person, or nobody any more.
    """
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    erasure = session.get(Erasure, person_id)
    if erasure is not None:
        if erasure.begun_at is not None:
            raise NotFound
        return erasure
    present = clock.now()
    due_at = present + WAITING
    erasure = Erasure(
        person_id=person_id, asked_at=present, asked_by_id=actor_id, due_at=due_at, done=[]
    )
    session.add(erasure)
    session.flush()
    lane = f"erasure:{person_id}:{present:%Y%m%d%H%M%S}"
    payload = {"person": person_id}
    enqueue(session, KIND, payload, lane=lane, channel="erasures", due_at=present + LOOK_EVERY)
    _record(session, "erasure_asked", person, actor_id)
    _tell(session, erasure)
    return erasure


def _tell(session: Session, erasure: Erasure) -> None:
    reader: Correspondent = correspondents(session, [erasure.person_id])[erasure.person_id]
    if not reader.address or not can_send_mail():
        return
    letter = write(
        "erasure_asked",
        reader.language,
        reader=reader,
        due_at=erasure.due_at,
        is_own=erasure.asked_by_id == erasure.person_id,
        address=url_for("accounts.your_data", _external=True),
    )
    do_send(session, reader.address, letter)


def do_take_back_erasure(session: Session, person_id: int, *, actor_id: int) -> None:
    """Let everything be as it was; where nothing was asked for nothing changes.

    Raises:
        ErasureBegun: it is being done, or is done.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    erasure = session.get(Erasure, person_id)
    if erasure is None:
        return
    if erasure.begun_at is not None:
        raise ErasureBegun
    session.delete(erasure)
    session.flush()
    _record(session, "erasure_taken_back", person, actor_id)


# Doing it -------------------------------------------------------------------------------------


def when_to_erase(session: Session, person_id: int) -> datetime | None:
    """When a person is to be erased; None where there is nothing to do."""
    erasure = session.get(Erasure, person_id)
    return None if erasure is None or erasure.finished_at else erasure.due_at


def do_begin_erasure(session: Session, person_id: int) -> bool:
    """Close every door and take the name away; gives whether there is something to erase.

    From here on the person is nobody: visits end, and a launch makes somebody new.
    """
    erasure = session.get(Erasure, person_id, with_for_update=True)
    if erasure is None or erasure.finished_at is not None or erasure.due_at > clock.now():
        # Somebody has taken it back at this very moment, or another process was faster.
        return False
    if erasure.begun_at is None:
        erasure.begun_at = clock.now()
        person = session.get_one(Person, person_id, with_for_update=True)
        words = _words_of(session, person)
        erasure.closed_words = _vault().close(json.dumps(words))
        _close_doors(session, person, words)
    return True


def _words_of(session: Session, person: Person) -> list[str]:
    known = [person.display_name]
    identities = select(Identity).where(Identity.person_id == person.id)
    for one in session.scalars(identities):
        both = f"{one.given_name} {one.family_name}".strip()
        known += [one.name, both, one.email, one.email.lower(), one.subject]
    addresses = select(EmailAddress.address).where(EmailAddress.person_id == person.id)
    known += session.scalars(addresses)
    return list(dict.fromkeys(word for word in known if len(word) >= SHORTEST_WORD))


def _close_doors(session: Session, person: Person, words: list[str]) -> None:
    """Everything by which the person comes in, is written to or is called."""
    identities = session.scalars(select(Identity).where(Identity.person_id == person.id)).all()
    do_keep_away(session, identities)
    for model in (Identity, EmailAddress, Passkey, ReturnCode, NoticeAcknowledgement):
        session.execute(delete(model).where(model.person_id == person.id))
    asked = or_(SignInCode.person_id == person.id, SignInCode.address.in_(words))
    session.execute(delete(SignInCode).where(asked))
    ends = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    session.execute(ends.values(ended_at=clock.now()))
    person.display_name, person.timezone, person.locale = GONE, "", ""
    person.is_administrator = person.is_office = False
    session.flush()
    do_forget_letters(session, words)
    audit.do_forget(session, words)


def do_erase_in_room(session: Session, person_id: int, room: Erasing) -> None:
    """Let one room do its part, once."""
    erasure = session.get_one(Erasure, person_id, with_for_update=True)
    if room.room in erasure.done or erasure.closed_words is None:
        return
    words = json.loads(_vault().open(erasure.closed_words))
    room.erase(session, Gone(person_id, tuple(words)))
    erasure.done = [*erasure.done, room.room]


def do_finish_erasure(session: Session, person_id: int) -> None:
    """The visits, to which other rooms may have referred, and the end of it."""
    erasure = session.get_one(Erasure, person_id, with_for_update=True)
    visits = select(SignIn.id).where(SignIn.person_id == person_id)
    codes = or_(OneTimeCode.person_id == person_id, OneTimeCode.sign_in_id.in_(visits))
    session.execute(delete(OneTimeCode).where(codes))
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))
    erasure.closed_words, erasure.finished_at = None, clock.now()
    _record(session, "person_erased", session.get_one(Person, person_id), None)


def waiting_erasures(session: Session, person_ids: Iterable[int]) -> dict[int, Erasure]:
    """The erasures of these people that were asked for, by person."""
    query = select(Erasure).where(Erasure.person_id.in_(list(person_ids)))
    return {one.person_id: one for one in session.scalars(query)}


def _record(session: Session, verb: str, person: Person, actor_id: int | None) -> None:
    audit.record(
        session,
        f"accounts.{verb}",
        f"person:{person.id}",
        actor_id=actor_id,
        institution_id=person.institution_id,
    )


def _vault() -> Vault:
    vault: Vault = current_app.extensions["vsm_vault"]
    return vault
