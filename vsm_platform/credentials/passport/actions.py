"""What a person does with the own passport: its link, what the link shows, and the private key."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import digest, new_code
from vsm_platform.credentials.passport.models import Passport, PassportEvent


@dataclass(frozen=True, slots=True)
class Choice:
    """What the link shows."""

    shows_all: bool = True
    exchanges: Sequence[int] = ()
    credentials: Sequence[int] = ()


def _locked(session: Session, person_id: int) -> Passport | None:
    return session.get(Passport, person_id, with_for_update=True, populate_existing=True)


def _own(session: Session, person_id: int) -> Passport:
    found = _locked(session, person_id)
    if found is None:
        found = Passport(
            person_id=person_id, share_code=_share_code(), exchanges=[], credentials=[]
        )
        session.add(found)
        session.flush()
    return found


def _share_code() -> str:
    return secrets.token_urlsafe(16)


def do_share_passport(
    session: Session, person_id: int, choice: Choice, *, is_new: bool = False
) -> None:
    """Switch the link on, or change what it shows; with ``is_new`` under a new address."""
    found = _own(session, person_id)
    found.shared_at = found.shared_at or clock.now()
    found.shows_all = choice.shows_all
    found.exchanges = [] if choice.shows_all else list(choice.exchanges)
    found.credentials = [] if choice.shows_all else list(choice.credentials)
    if is_new:
        found.share_code = _share_code()
    _note(session, found)


def do_stop_sharing_passport(session: Session, person_id: int) -> None:
    """Switch the link off; what it showed is remembered for the next time."""
    found = _locked(session, person_id)
    if found is not None and found.shared_at is not None:
        found.shared_at = None
        _note(session, found)


def _note(session: Session, passport: Passport) -> None:
    session.add(
        PassportEvent(
            person_id=passport.person_id,
            is_on=passport.shared_at is not None,
            shows_all=passport.shows_all,
            happened_at=clock.now(),
        )
    )
    session.flush()


def do_make_key(session: Session, person_id: int) -> str:
    """A private link that opens the passport without a university; an earlier one opens nothing.

    Gives its code, which is known only now: the database keeps its digest.
    """
    found, code = _own(session, person_id), new_code()
    found.key_digest, found.key_made_at = digest(code), clock.now()
    session.flush()
    return code


def do_drop_key(session: Session, person_id: int) -> None:
    """The private link opens nothing from now on."""
    found = _locked(session, person_id)
    if found is not None:
        found.key_digest = found.key_made_at = None
        session.flush()


def do_forget_passport(session: Session, person_id: int) -> None:
    """A person erases their data: link, key and the record of switches go."""
    for model in (Passport, PassportEvent):
        session.execute(delete(model).where(model.person_id == person_id))


def settings_of(session: Session, person_id: int) -> Passport | None:
    """What a person has decided; None before the first decision."""
    return session.get(Passport, person_id)


def events_of(session: Session, person_id: int) -> Sequence[PassportEvent]:
    """When the link was switched, the latest first."""
    query = select(PassportEvent).where(PassportEvent.person_id == person_id)
    return session.scalars(query.order_by(PassportEvent.id.desc()).limit(20)).all()


def shared_by(session: Session, code: str) -> Passport | None:
    """Whose link this is, while it is on; one that is off and one that never was are the same."""
    query = select(Passport).where(Passport.share_code == code, Passport.shared_at.is_not(None))
    return session.scalar(query)


def person_of_key(session: Session, code: str) -> int | None:
    """Whose private link this is."""
    return session.scalar(select(Passport.person_id).where(Passport.key_digest == digest(code)))
