"""Whether somebody can come into an exchange now, and if not, what the person is told.

Whoever is in stays in, and whoever teaches comes in for as long as there are marks to give. A
student comes in while the exchange is open or running, from the day on which the own university's
registration opens, if known here by the day on which it closes: those whom its LMS put on the
roster in time are registered, even if they click a week later.
"""

from dataclasses import dataclass
from datetime import date, datetime

from vsm_platform.exchanges.date_words import day_words
from vsm_platform.exchanges.entry import EntryTerms, Window
from vsm_platform.exchanges.errors import (
    ExchangeClosed,
    ExchangeNotOpen,
    NobodyNew,
    PartnerHasLeft,
    RegistrationNotBegun,
    RegistrationOver,
)
from vsm_platform.exchanges.life import ALLOWS, LATEST, has_left
from vsm_platform.exchanges.models import ExchangeState, Participation


@dataclass(frozen=True, slots=True)
class Doorway:
    """What decides whether a person can come in."""

    title: str
    state: ExchangeState
    """Where the exchange stands now."""
    starts_on: date
    terms: EntryTerms
    left_on: date | None
    """When the person's institution left."""
    teaches: bool
    is_in: bool
    """Has come in before."""
    known_since: datetime | None
    """When a roster or a launch first named the person; None for somebody new."""
    is_admitted: bool


def reason_to_stay_out(door: Doorway) -> ExchangeClosed | None:
    """Why the person cannot come in, or come back in, now; None where nothing is in the way."""
    if has_left(door.left_on) and door.left_on:
        return PartnerHasLeft(exchange=door.title, day=day_words(door.left_on))
    allows = ALLOWS[door.state]
    is_over_for_good = door.state == ExchangeState.ARCHIVED
    may_come = allows.teachers_come if door.teaches else allows.students_come
    if not may_come and (is_over_for_good or not door.is_admitted):
        return _closed(door)
    if door.teaches or door.is_in or door.is_admitted:
        return None
    return _registration(door)


def _closed(door: Doorway) -> ExchangeClosed:
    if door.state == ExchangeState.DRAFT:
        return ExchangeNotOpen(exchange=door.title, day=day_words(door.starts_on))
    return NobodyNew(exchange=door.title)


def _registration(door: Doorway) -> ExchangeClosed | None:
    terms = door.terms
    if terms.participation == Participation.APPLICATION:
        # The page of the application says when it can be sent.
        return None
    if terms.window is Window.BEFORE and terms.registers_from:
        return RegistrationNotBegun(exchange=door.title, day=day_words(terms.registers_from))
    closes = terms.registers_until
    if terms.window is Window.OVER and closes and not _was_known_by(closes, door.known_since):
        return RegistrationOver(exchange=door.title, day=day_words(closes))
    return None


def _was_known_by(day: date, known_since: datetime | None) -> bool:
    return known_since is not None and known_since.astimezone(LATEST).date() <= day
