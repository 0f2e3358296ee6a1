"""The terms of one partner: its calendar, how its students take part, and what they get for it.

What contradicts something is refused; what is unusual and yet wanted (a university that registers
after the exchange has begun) is only pointed out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.exchanges.models import Participation, Partnership

PARTICIPATION_WORDS = {
    Participation.OPEN: _l("Open: whoever comes from the course is in"),
    Participation.OPTIONAL: _l("Optional: an offer within a course"),
    Participation.MANDATORY: _l("Mandatory: part of a course for everybody in it"),
    Participation.APPLICATION: _l("By application"),
    Participation.INVITATION: _l("By invitation"),
}
PARTICIPATION_SHORT = {
    Participation.OPEN: _l("Open to all"),
    Participation.OPTIONAL: _l("Optional"),
    Participation.MANDATORY: _l("Mandatory"),
    Participation.APPLICATION: _l("By application"),
    Participation.INVITATION: _l("By invitation"),
}


@dataclass(frozen=True, slots=True)
class Break:
    """A holiday of one institution, first and last day included."""

    starts_on: date
    ends_on: date
    label: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "label": self.label,
        }

    @classmethod
    def from_json(cls, kept: dict[str, str]) -> Self:
        starts_on, ends_on = (date.fromisoformat(kept[key]) for key in ("starts_on", "ends_on"))
        return cls(starts_on, ends_on, kept.get("label", ""))


@dataclass(frozen=True, slots=True)
class Terms:
    """What one institution agreed to; what is None or empty is as the exchange has it."""

    starts_on: date | None = None
    ends_on: date | None = None
    breaks: tuple[Break, ...] = ()
    registers_from: date | None = None
    registers_until: date | None = None
    participation: Participation = Participation.OPEN
    places: int | None = None
    credit_scheme: str = ""
    credit_amount: float | None = None
    grade_scale: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ()
    notice: str = ""

    @classmethod
    def of(cls, partnership: Partnership) -> Self:
        """The terms as they are stored."""
        kept: dict[str, Any] = {name: getattr(partnership, name) for name in cls.__slots__}
        kept["breaks"] = breaks_from(partnership.breaks)
        kept["languages"] = tuple(partnership.languages)
        kept["participation"] = Participation(partnership.participation)
        return cls(**kept)

    def columns(self) -> dict[str, Any]:
        """The values of the partnership's columns."""
        values: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        values["breaks"] = [each.as_json() for each in self.breaks]
        values["languages"] = list(self.languages)
        return values


def breaks_from(kept: Iterable[dict[str, str]]) -> tuple[Break, ...]:
    """Breaks as they are stored, in their order in time."""
    return tuple(sorted(map(Break.from_json, kept), key=lambda each: each.starts_on))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something in a partner's terms that cannot be."""

    field: str
    """The name of the term; a break's has its number: ``breaks-0``."""
    text: LazyString


def contradictions(terms: Terms, starts_on: date, ends_on: date) -> Iterator[Contradiction]:
    """What cannot be in a partner's terms in an exchange that lasts from one day to another."""
    first, last = terms.starts_on or starts_on, terms.ends_on or ends_on
    if not starts_on <= first <= ends_on:
        yield Contradiction("starts_on", _l("The first day must lie within the exchange."))
    if not starts_on <= last <= ends_on:
        yield Contradiction("ends_on", _l("The last day must lie within the exchange."))
    elif last <= first <= ends_on:
        yield Contradiction("ends_on", _l("The last day must be after the first day."))
    opens, closes = terms.registers_from, terms.registers_until
    if opens and closes and closes < opens:
        text = _l("Registration must not close before it opens.")
        yield Contradiction("registers_until", text)
    if opens and opens > last:
        text = _l("Registration must open before the last day.")
        yield Contradiction("registers_from", text)
    if closes and closes > last:
        text = _l("Registration must close by the last day.")
        yield Contradiction("registers_until", text)
    yield from _about_breaks(terms.breaks, first, last)
    yield from _about_credit(terms)


def _about_breaks(breaks: Iterable[Break], first: date, last: date) -> Iterator[Contradiction]:
    for number, each in enumerate(breaks):
        if each.ends_on < each.starts_on:
            text = _l("A break must not end before it begins.")
            yield Contradiction(f"breaks-{number}", text)
        elif each.ends_on < first or each.starts_on > last:
            text = _l("This break lies outside of the time in which this partner takes part.")
            yield Contradiction(f"breaks-{number}", text)


def _about_credit(terms: Terms) -> Iterator[Contradiction]:
    if terms.credit_amount is not None and not terms.credit_scheme:
        text = _l("Enter how the credit is counted, such as ECTS.")
        yield Contradiction("credit_scheme", text)
    if terms.credit_scheme and terms.credit_amount is None:
        text = _l("Enter how much credit it is, or leave both fields empty for none.")
        yield Contradiction("credit_amount", text)


def registers_after_start(terms: Terms, starts_on: date) -> bool:
    """Whether registration goes on after the exchange's first day: unusual, and it may be meant."""
    closes, opens = terms.registers_until, terms.registers_from
    return any(day is not None and day > starts_on for day in (closes, opens))
