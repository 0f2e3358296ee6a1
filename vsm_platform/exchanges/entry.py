"""Whether a partner's student comes in at once, applies first, or finds the door closed.

What a partner agreed decides: how its students take part, and between which days they register,
counted on the calendar of the partner's own place. Whoever stands inside is never shut out.

Other rooms may object to a candidate (``offer_entry_check``): alliances let a person apply only so
often in one season, for example.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.exchanges.models import CANDIDATES, INSIDE, EnrolmentState, Participation


class Entry(StrEnum):
    """What a launch leads to."""

    ENROL = "enrol"
    APPLY = "apply"
    CLOSED = "closed"


class Window(StrEnum):
    """Where today lies in a partner's time of registration."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """What a partner agreed about who comes in, and when."""

    participation: Participation
    registers_from: date | None
    registers_until: date | None
    timezone: str
    """IANA name of the zone of the partner's place."""

    @property
    def window(self) -> Window:
        """Where today lies, on the calendar that hangs on the wall there."""
        if self.registers_from is None and self.registers_until is None:
            return Window.OPEN
        today = clock.today(ZoneInfo(self.timezone))
        if self.registers_from and today < self.registers_from:
            return Window.BEFORE
        is_over = self.registers_until is not None and today > self.registers_until
        return Window.OVER if is_over else Window.OPEN

    @property
    def closes_at(self) -> datetime | None:
        """The first instant after the last day, whatever the clocks there do that night."""
        return end_of_day(self.registers_until, self.timezone) if self.registers_until else None


def end_of_day(day: date, timezone: str) -> datetime:
    """The instant at which a day is over in a zone.

    Where the clocks jump over midnight, the missing hour's beginning is the jump itself.
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))
    return midnight.astimezone(UTC)


def entry_rule(terms: EntryTerms, state: EnrolmentState | None) -> Entry:
    """Where the terms lead a student who stands so far in an exchange (None: not at all)."""
    if state in INSIDE:
        return Entry.ENROL
    is_open = terms.window is Window.OPEN
    if terms.participation == Participation.APPLICATION:
        return Entry.APPLY if is_open or state in CANDIDATES else Entry.CLOSED
    if state == EnrolmentState.EXPECTED:
        return Entry.ENROL
    is_for_all = terms.participation != Participation.INVITATION
    return Entry.ENROL if is_open and is_for_all else Entry.CLOSED


class Step(StrEnum):
    """When a candidate is looked at."""

    APPLIES = "applies"
    """About to send an application."""
    IS_ENROLLED = "is_enrolled"
    """About to get a place by one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who wants to come in by application."""

    exchange_id: int
    partnership_id: int
    person_id: int


EntryCheck = Callable[[Session, Candidate, Step], LazyString | str | None]
"""Gives the reason why a candidate cannot go on, in a sentence for the candidate; else None."""

_checks: dict[str, EntryCheck] = {}


def offer_entry_check(room: str, check: EntryCheck) -> None:
    """Let a room object to candidates; called once, when the room is imported."""
    _checks[room] = check


def withdraw_entry_check(room: str) -> None:
    """Ask this room no more; for tests."""
    _checks.pop(room, None)


def entry_objection(session: Session, candidate: Candidate, step: Step) -> str | None:
    """The first room's reason why this candidate cannot go on; None where nobody objects."""
    for check in _checks.values():
        reason = check(session, candidate, step)
        if reason:
            return str(reason)
    return None
