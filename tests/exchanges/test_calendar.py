"""Where an exchange stands on a day."""

from datetime import date, timedelta

import pytest

from vsm_platform.exchanges.calendar import Phase, Progress, progress

FIRST, LAST = date(2026, 8, 17), date(2026, 11, 29)


def on(day: date, own_start: date = FIRST) -> Progress:
    return progress(FIRST, LAST, own_start, day)


def test_fifteen_weeks_from_monday_to_sunday_are_fifteen() -> None:
    assert on(FIRST).weeks == 15


def test_before_the_start_the_days_are_counted() -> None:
    seen = on(FIRST - timedelta(days=12))
    assert (seen.phase, seen.days_left, seen.week) == (Phase.BEFORE, 12, 0)


@pytest.mark.parametrize(
    ("day", "week"),
    [(FIRST, 1), (date(2026, 8, 23), 1), (date(2026, 8, 24), 2), (LAST, 15)],
)
def test_weeks_turn_on_the_weekday_of_the_first_day(day: date, week: int) -> None:
    seen = on(day)
    assert (seen.phase, seen.week) == (Phase.RUNNING, week)
    assert seen.week_starts_on <= day <= seen.week_ends_on


def test_the_day_after_the_last_is_over() -> None:
    assert on(LAST + timedelta(days=1)).phase == Phase.OVER
    assert on(LAST + timedelta(days=400)).week == 15


def test_a_partner_that_begins_later_waits_and_then_joins_everybodys_week() -> None:
    october = date(2026, 10, 5)
    waiting = on(october - timedelta(days=1), october)
    assert (waiting.phase, waiting.days_left, waiting.week) == (Phase.BEFORE, 1, 7)
    assert (on(october, october).phase, on(october, october).week) == (Phase.RUNNING, 8)


def test_a_last_week_may_be_short() -> None:
    seen = progress(FIRST, FIRST + timedelta(days=8), FIRST, FIRST + timedelta(days=7))
    assert (seen.weeks, seen.week) == (2, 2)
    assert seen.week_ends_on == FIRST + timedelta(days=8)
