"""The life of an exchange: where it stands on a day, what each state allows, and what may follow.

Stored is what a person decided last; the dates do the rest. An exchange that was opened is open for
registration until its first day, runs until its last and is finished after that, with nobody's
doing and no job that could miss it. ``running`` and ``finished`` that were set by hand hold
whatever the dates say (docs/decisions/0009-life-of-an-exchange.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.core import clock
from vsm_platform.exchanges.models import ExchangeState

EARLIEST: Final = timezone(timedelta(hours=14))
"""Where a day begins first."""
LATEST: Final = timezone(timedelta(hours=-12))
"""Where a day ends last."""


@dataclass(frozen=True, slots=True)
class Allows:
    """What may be done in an exchange while it stands in one state."""

    students_see: bool = True
    """Students and visitors who are in can read."""
    students_come: bool = False
    """Students who were not in before can come in."""
    teachers_come: bool = False
    writing: bool = False
    """Content, files, posts, teams: whatever people make there."""
    marking: bool = False
    """Marks, and the agreement itself: its dates, terms, partners and coordinators."""
    linking: bool = False
    """Courses of LMSs can be linked."""


ALLOWS: Final[Mapping[ExchangeState, Allows]] = {
    ExchangeState.DRAFT: Allows(
        students_see=False, teachers_come=True, writing=True, marking=True, linking=True
    ),
    ExchangeState.OPEN: Allows(
        students_come=True, teachers_come=True, writing=True, marking=True, linking=True
    ),
    ExchangeState.RUNNING: Allows(
        students_come=True, teachers_come=True, writing=True, marking=True, linking=True
    ),
    # Late marks are given by teachers, some of whom come in only for that.
    ExchangeState.FINISHED: Allows(teachers_come=True, marking=True),
    ExchangeState.ARCHIVED: Allows(),
}
STATE_WORDS: Final[Mapping[ExchangeState, LazyString]] = {
    ExchangeState.DRAFT: _l("Draft"),
    ExchangeState.OPEN: _l("Open for registration"),
    ExchangeState.RUNNING: _l("Running"),
    ExchangeState.FINISHED: _l("Finished"),
    ExchangeState.ARCHIVED: _l("Archived"),
}
_NEXT: Final[Mapping[ExchangeState, tuple[ExchangeState, ...]]] = {
    ExchangeState.DRAFT: (ExchangeState.OPEN,),
    ExchangeState.OPEN: (ExchangeState.RUNNING, ExchangeState.DRAFT),
    ExchangeState.RUNNING: (ExchangeState.FINISHED, ExchangeState.DRAFT),
    ExchangeState.FINISHED: (ExchangeState.RUNNING, ExchangeState.ARCHIVED),
    ExchangeState.ARCHIVED: (ExchangeState.FINISHED,),
}


def standing(decided: ExchangeState, starts_on: date, ends_on: date) -> ExchangeState:
    """Where an exchange stands now.

    A day has come as soon as it has anywhere, and is over when it is everywhere, so that no
    partner loses a day to its time zone.

    Args:
        decided: what a person decided last.
        starts_on: the exchange's first day.
        ends_on: its last day.
    """
    if decided != ExchangeState.OPEN:
        return decided
    if clock.today(LATEST) > ends_on:
        return ExchangeState.FINISHED
    return ExchangeState.RUNNING if clock.today(EARLIEST) >= starts_on else ExchangeState.OPEN


def has_left(left_on: date | None) -> bool:
    """Whether a partner with this day of leaving has left by now."""
    return left_on is not None and left_on <= clock.today(EARLIEST)


def has_begun(day: date | None) -> bool:
    """Whether a day has come, anywhere on earth; no day has always come."""
    return day is None or day <= clock.today(EARLIEST)


def is_over(day: date | None) -> bool:
    """Whether a day is over, everywhere on earth; no day never is."""
    return day is not None and day < clock.today(LATEST)


def following(decided: ExchangeState, starts_on: date, ends_on: date) -> list[ExchangeState]:
    """What a person can decide next, the most likely first.

    ``OPEN`` stands for letting the dates decide, and is among them where that changes anything.
    """
    now = standing(decided, starts_on, ends_on)
    by_dates = standing(ExchangeState.OPEN, starts_on, ends_on)
    choices = [each for each in _NEXT[now] if each != decided]
    set_by_hand = decided in {ExchangeState.RUNNING, ExchangeState.FINISHED}
    if set_by_hand and (by_dates != now or decided == ExchangeState.RUNNING):
        choices.append(ExchangeState.OPEN)
    return choices
