"""Which letters of discussions people want, and how far letters have told them what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.discussion.models import (
    DIGESTS,
    Digest,
    DigestChoice,
    LetterChoice,
    Rhythm,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which letters somebody wants."""

    mentions: bool = True
    """At once, where somebody names the person."""
    rhythm: Rhythm = Rhythm.WEEKLY
    """How often what is new is told."""
    here: Rhythm | None = None
    """The same for one exchange, where it differs."""


def wishes_of(session: Session, person_id: int, exchange_id: int) -> Wishes:
    """What a person has chosen, or what holds for who has not."""
    choice = session.get(LetterChoice, person_id)
    own = session.get(DigestChoice, (person_id, exchange_id))
    here = Rhythm(own.rhythm) if own else None
    if choice is None:
        return Wishes(here=here)
    return Wishes(choice.mentions, Rhythm(choice.rhythm), here)


def do_choose_letters(session: Session, person_id: int, exchange_id: int, wishes: Wishes) -> None:
    """Say which letters a person wants, in all exchanges and in this one."""
    choice = _choice(session, person_id)
    choice.mentions, choice.rhythm = wishes.mentions, wishes.rhythm
    own = session.get(DigestChoice, (person_id, exchange_id))
    if wishes.here is None:
        if own:
            session.delete(own)
        return
    own = own or DigestChoice(person_id=person_id, exchange_id=exchange_id)
    own.rhythm = wishes.here
    session.add(own)


def do_stop_mentions(session: Session, person_id: int) -> None:
    """No letter any more where somebody names the person."""
    _choice(session, person_id).mentions = False


def do_stop_digests(session: Session, person_id: int) -> None:
    """No letter any more about what is new, in no exchange."""
    _choice(session, person_id).rhythm = Rhythm.NEVER
    session.execute(delete(DigestChoice).where(DigestChoice.person_id == person_id))


def _choice(session: Session, person_id: int) -> LetterChoice:
    if session.get(Person, person_id) is None:
        raise NotFound
    choice = session.get(LetterChoice, person_id)
    if choice is None:
        choice = LetterChoice(person_id=person_id, mentions=True, rhythm=Rhythm.WEEKLY)
        session.add(choice)
    return choice


def wants_mentions(session: Session, person_id: int) -> bool:
    """Whether a person is told by letter; everybody is who has not said no."""
    choice = session.get(LetterChoice, person_id)
    return choice is None or choice.mentions


def do_plan_digests(session: Session, exchange_id: int) -> None:
    """Let the exchange's task begin that tells people what is new, where none waits already."""
    lane = f"digests:{exchange_id}"
    waiting = select(Delivery.id).where(
        Delivery.lane == lane, Delivery.state == DeliveryState.WAITING
    )
    if session.scalar(waiting.limit(1)) is None:
        payload = {"exchange": exchange_id}
        enqueue(session, DIGESTS, payload, lane=lane, channel="discussion", exchange_id=exchange_id)


@dataclass(frozen=True, slots=True)
class Told:
    """That somebody's letter of a day is written, or was needless."""

    person_id: int
    slot: date
    until: datetime


def do_note_told(session: Session, exchange_id: int, told: Sequence[Told]) -> set[int]:
    """Note for whom a day's letter is done; gives those for whom another process had not.

    Whoever is met for the first time is told nothing yet: the next letter holds what came since
    a day before.
    """
    query = select(Digest).where(
        Digest.exchange_id == exchange_id, Digest.person_id.in_([one.person_id for one in told])
    )
    known = {one.person_id: one for one in session.scalars(query.with_for_update())}
    new = set[int]()
    for one in told:
        row = known.get(one.person_id)
        if row is None:
            row = Digest(exchange_id=exchange_id, person_id=one.person_id)
            row.slot, row.told_until = one.slot, one.until - timedelta(days=1)
            session.add(row)
        elif row.slot < one.slot:
            row.slot, row.told_until = one.slot, one.until
            new.add(one.person_id)
    return new
