"""Carries out what waits in the outbox: many at a time, again later where it did not succeed.

A handler does one delivery outside of any transaction and says what came of it; the outcome, and
what the handler wants to write with it, are saved together. Whoever is killed in between leaves a
lease behind that ends, and the delivery is tried again: handlers must bear that.
"""

import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy.orm import Session

from vsm_platform.core import clock, outbox
from vsm_platform.core.logs import get_logger
from vsm_platform.core.outbox import Claimed, Delivery, DeliveryState
from vsm_platform.core.unit_of_work import Database

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT_SECONDS = 3600
GIVE_UP_AFTER = timedelta(days=7)
BATCH = 40
THREADS = 8
IDLE_SECONDS = 2.0
"""How long the courier sleeps when nothing is due; other processes may have added something."""


class Verdict(Enum):
    DELIVERED = "delivered"
    REFUSED = "refused"
    LATER = "later"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try; ``then`` is run in the transaction that saves it."""

    verdict: Verdict
    error: str = ""
    wait: timedelta | None = None
    """Before the next try, where the other side asked for it; None means as usual."""
    holds_channel: bool = False
    """Nothing else goes to this channel either until then."""
    at: datetime | None = None
    then: Callable[[Session], None] | None = None


def delivered(then: Callable[[Session], None] | None = None) -> Outcome:
    return Outcome(Verdict.DELIVERED, then=then)


def refused(error: str, then: Callable[[Session], None] | None = None) -> Outcome:
    """It will not be taken, now or later."""
    return Outcome(Verdict.REFUSED, error, then=then)


def later(error: str, *, wait: timedelta | None = None, holds_channel: bool = False) -> Outcome:
    """It may succeed later; with ``holds_channel`` the whole channel rests meanwhile."""
    return Outcome(Verdict.LATER, error, wait, holds_channel)


def again(at: datetime, error: str = "", then: Callable[[Session], None] | None = None) -> Outcome:
    """Done for this time, and to be done anew at a certain moment: a task that recurs."""
    return Outcome(Verdict.AGAIN, error, at=at, then=then)


Handler = Callable[[Database, Claimed], Outcome]


class Courier:
    """One process's share of the work; several processes share it by the leases."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._handlers = handlers
        self._tidy_at = clock.now()
        self._silent: set[str] = set()
        """Channels that fell silent while the present batch was under way."""

    def run(self, stopped: threading.Event) -> None:
        """Work until stopped; a failure of ours is logged and does not end it."""
        while not stopped.is_set():
            try:
                self.run_due()
                self._tidy()
            except Exception as error:  # noqa: BLE001 (the courier must outlive every mistake)
                get_logger().error("courier_failed", error=type(error).__name__, exc_info=error)
            stopped.wait(IDLE_SECONDS)

    def run_due(self) -> int:
        """Carry out everything that is due now; gives the number of tries."""
        batch = self._claimed()
        if not batch:
            return 0
        tries = 0
        with ThreadPoolExecutor(THREADS, thread_name_prefix="courier") as pool:
            while batch:
                tries += sum(pool.map(self._carry_out, batch))
                batch = self._claimed()
        return tries

    def _tidy(self) -> None:
        """Once a day, so that the table does not grow for ever."""
        if clock.now() < self._tidy_at:
            return
        with self._database.unit_of_work(writes=True) as session:
            forgotten = outbox.forget_old(session)
        pause = timedelta(minutes=1) if forgotten == outbox.FORGOTTEN_AT_ONCE else timedelta(days=1)
        self._tidy_at = clock.now() + pause

    def _claimed(self) -> list[Claimed]:
        with self._database.unit_of_work(writes=False) as session:
            if not outbox.is_anything_due(session):
                return []
        self._silent.clear()
        with self._database.unit_of_work(writes=True) as session:
            return outbox.claim(session, BATCH)

    def _carry_out(self, claimed: Claimed) -> int:
        """Try one delivery; gives 1, or 0 where its channel fell silent meanwhile."""
        if claimed.channel in self._silent:
            with self._database.unit_of_work(writes=True) as session:
                outbox.give_back(session, claimed)
            return 0
        try:
            outcome = self._handlers[claimed.kind](self._database, claimed)
        except Exception as error:  # noqa: BLE001 (one delivery must not stop the others)
            get_logger().error("delivery_failed", kind=claimed.kind, exc_info=error)
            outcome = later(f"unexpected {type(error).__name__}")
        with self._database.unit_of_work(writes=True) as session:
            if outcome.verdict is Verdict.DELIVERED:
                _settle_delivered(session, claimed, outcome)
            elif row := session.get(Delivery, claimed.id):
                self._settle(session, row, claimed, outcome)
        return 1

    def _settle(self, session: Session, row: Delivery, claimed: Claimed, outcome: Outcome) -> None:
        row.leased_until, row.error = None, outcome.error[:200]
        if outcome.verdict is Verdict.LATER:
            self._postpone(session, row, claimed, outcome)
        else:
            _finish(row, outcome)
            outbox.release_channel(session, row.channel)
        if outcome.then:
            outcome.then(session)

    def _postpone(
        self, session: Session, row: Delivery, claimed: Claimed, outcome: Outcome
    ) -> None:
        present = clock.now()
        if present - claimed.created_at > GIVE_UP_AFTER:
            row.state, row.finished_at = DeliveryState.GIVEN_UP, present
            get_logger().error("delivery_given_up", kind=row.kind, id=row.id, error=row.error)
            return
        wait = outcome.wait or backoff(claimed.attempts + 1)
        if outcome.holds_channel:
            asked = outcome.wait
            wait = outbox.hold_channel(session, row.channel, lambda n: asked or backoff(n))
            self._silent.add(row.channel)
        row.due_at = present + wait


def _settle_delivered(session: Session, claimed: Claimed, outcome: Outcome) -> None:
    """The way of nearly all deliveries, so it goes by plain statements; ten thousand may wait."""
    if outbox.note_delivered(session, claimed.id):
        outbox.release_channel(session, claimed.channel)
        if outcome.then:
            outcome.then(session)


def _finish(row: Delivery, outcome: Outcome) -> None:
    present = clock.now()
    if outcome.verdict is Verdict.AGAIN:
        row.due_at, row.attempts, row.created_at = outcome.at or present, 0, present
        return
    row.state, row.finished_at = DeliveryState.REFUSED, present


def backoff(failures: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, within an hour.

    Some chance is in it, so that many that failed together do not come back together.
    """
    seconds = min(FIRST_WAIT.total_seconds() * 2 ** min(failures - 1, 12), LONGEST_WAIT_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 (nothing secret)
