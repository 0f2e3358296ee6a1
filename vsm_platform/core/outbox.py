"""What must not be lost on its way out: rows that are written with the change they tell of.

A delivery is added in the transaction of the change and carried out afterwards by
``core.courier``, again and again until it succeeds, is refused, or a week is over. Within a
*lane* (one student's marks in one column) deliveries go one after the other, in the order in
which they were added. A *channel* (one LMS) that does not answer is left alone for a while, with
everything that waits for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Index,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from vsm_platform.core import clock
from vsm_platform.core.db import Base, table_of

LEASE = timedelta(minutes=2)
"""How long a process may work on a delivery; after that it has died, and another goes on."""
KEPT = timedelta(days=180)
"""How long a delivery stays on record after it arrived; one that did not stays for good."""
FORGOTTEN_AT_ONCE = 1_000
LATE_AFTER = timedelta(days=2)
"""From then on a waiting delivery is shown to administrators as late."""


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    """The other side will not take it, now or later; somebody must mend something first."""
    GIVEN_UP = "given_up"
    """It was tried for a week."""


class Delivery(Base):
    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Room and what is delivered, such as ``grading.score``; chooses the handler."""
    lane: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the handler needs; ids and values, no names."""
    institution_id: Mapped[int | None]
    """Whose business it is, for the pages that list deliveries."""
    exchange_id: Mapped[int | None]
    state: Mapped[DeliveryState] = mapped_column(String(12), default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")
    """Why the last try did not succeed: a code, and what the other side answered, no content."""

    __table_args__ = (
        Index(None, "state", "due_at"),
        Index("ix_deliveries_lane", "lane", "state", "id"),
        Index("ix_deliveries_exchange_id", "exchange_id", "state", "id"),
    )


class HeldChannel(Base):
    """A channel that did not answer, and until when nothing is sent there."""

    __tablename__ = "held_channels"

    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    until: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row it has not answered."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may work on until its lease ends."""

    id: int
    kind: str
    channel: str
    payload: dict[str, Any]
    attempts: int
    """How often it was tried before."""
    was_interrupted: bool
    """An earlier try ended without an outcome, so it may have arrived."""
    created_at: datetime


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    lane: str,
    channel: str,
    institution_id: int | None = None,
    exchange_id: int | None = None,
    due_at: datetime | None = None,
) -> Delivery:
    """Add a delivery to the caller's transaction."""
    present = clock.now()
    delivery = Delivery(
        kind=kind,
        lane=lane,
        channel=channel,
        payload=payload,
        institution_id=institution_id,
        exchange_id=exchange_id,
        created_at=present,
        due_at=due_at or present,
    )
    session.add(delivery)
    return delivery


def do_send_again(session: Session, delivery: Delivery) -> None:
    """Let a delivery wait anew, from now on, whatever became of it before."""
    present = clock.now()
    delivery.state, delivery.due_at, delivery.created_at = DeliveryState.WAITING, present, present
    delivery.finished_at = delivery.leased_until = None
    release_channel(session, delivery.channel)


_DELIVERIES, _HELD = table_of(Delivery), table_of(HeldChannel)
# Built once, because they are asked for every delivery.
_RELEASE = delete(_HELD).where(_HELD.c.channel == bindparam("released"))
_DELIVERED = (
    update(_DELIVERIES)
    .where(_DELIVERIES.c.id == bindparam("delivery"))
    .values(
        state=DeliveryState.DELIVERED,
        finished_at=bindparam("present"),
        leased_until=None,
        error="",
    )
)


def release_channel(session: Session, channel: str) -> None:
    """Let a held channel be tried at once, as after it answered or somebody mended it."""
    session.connection().execute(_RELEASE, {"released": channel})


def note_delivered(session: Session, delivery_id: int) -> bool:
    """A delivery has arrived; gives whether it is still there."""
    values = {"delivery": delivery_id, "present": clock.now()}
    return session.connection().execute(_DELIVERED, values).rowcount > 0


def hold_channel(session: Session, channel: str, wait: Callable[[int], timedelta]) -> timedelta:
    """Let a channel rest, for as long as ``wait`` says for its failures in a row.

    Many deliveries that fail at the same time count as one failure.

    Returns:
        How long it rests from now.
    """
    present = clock.now()
    held: HeldChannel | None = None
    while held is None:
        # Between the two, others may hold the channel and release it again.
        found = session.get(HeldChannel, channel, with_for_update=True)
        held = found or _new_hold(session, channel, present)
    if held.until <= present:
        held.failures += 1
        held.until = present + wait(held.failures)
    return held.until - present


def _new_hold(session: Session, channel: str, present: datetime) -> HeldChannel | None:
    try:
        with session.begin_nested():
            held = HeldChannel(channel=channel, until=present, failures=0)
            session.add(held)
        return held
    except IntegrityError:
        # Another process met the same silence at the same moment.
        return None


def claim(session: Session, limit: int) -> list[Claimed]:
    """Lease what is due: the first of each lane, in order of age, of channels that answer."""
    present = clock.now()
    query = select(Delivery).where(_may_be_claimed(present)).order_by(Delivery.due_at, Delivery.id)
    rows = session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()
    claimed = [_as_claimed(row) for row in rows]
    for row in rows:
        row.leased_until = present + LEASE
        row.attempts += 1
    return claimed


def give_back(session: Session, claimed: Claimed) -> None:
    """Return a delivery that was leased and not tried after all."""
    row = session.get_one(Delivery, claimed.id)
    row.leased_until = clock.now() if claimed.was_interrupted else None
    row.attempts = claimed.attempts


def keep_lease(session: Session, claimed: Claimed) -> None:
    """Say that this process still works on a delivery that takes its time."""
    row = session.get(Delivery, claimed.id)
    if row is not None:
        row.leased_until = clock.now() + LEASE


def _may_be_claimed(present: datetime) -> Any:
    earlier = aliased(Delivery)
    return and_(
        Delivery.state == DeliveryState.WAITING,
        Delivery.due_at <= present,
        or_(Delivery.leased_until.is_(None), Delivery.leased_until <= present),
        ~exists().where(
            earlier.lane == Delivery.lane,
            earlier.state == DeliveryState.WAITING,
            earlier.id < Delivery.id,
        ),
        ~exists().where(HeldChannel.channel == Delivery.channel, HeldChannel.until > present),
    )


def _as_claimed(row: Delivery) -> Claimed:
    return Claimed(
        id=row.id,
        kind=row.kind,
        channel=row.channel,
        payload=row.payload,
        attempts=row.attempts,
        was_interrupted=row.leased_until is not None,
        created_at=row.created_at,
    )


def is_anything_due(session: Session) -> bool:
    """Whether ``claim`` would give something; asked by reading alone."""
    return bool(session.scalar(select(exists().where(_may_be_claimed(clock.now())))))


def forget_old(session: Session) -> int:
    """Remove some of what arrived long ago; gives how many were removed."""
    old = (
        select(Delivery.id)
        .where(
            Delivery.state == DeliveryState.DELIVERED,
            Delivery.finished_at < clock.now() - KEPT,
        )
        .limit(FORGOTTEN_AT_ONCE)
    )
    removed = session.execute(delete(Delivery).where(Delivery.id.in_(old)).returning(Delivery.id))
    return len(removed.all())


def late_deliveries(session: Session) -> int:
    """How many wait for days already, or were given up: what administrators must hear of."""
    present = clock.now()
    late = and_(
        Delivery.state == DeliveryState.WAITING,
        Delivery.created_at < present - LATE_AFTER,
        # A task that recurs is not late before its time.
        or_(Delivery.due_at <= present, Delivery.attempts > 0),
    )
    query = select(func.count()).select_from(Delivery)
    return session.scalar(query.where(or_(late, Delivery.state == DeliveryState.GIVEN_UP))) or 0


def counts_by_state(
    session: Session, exchange_id: int | None = None
) -> Sequence[tuple[DeliveryState, int]]:
    """How many deliveries stand in each state, of one exchange or of all."""
    query = select(Delivery.state, func.count()).group_by(Delivery.state)
    if exchange_id is not None:
        query = query.where(Delivery.exchange_id == exchange_id)
    return [(DeliveryState(state), number) for state, number in session.execute(query)]
