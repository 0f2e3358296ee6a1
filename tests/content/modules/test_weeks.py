"""On which days a module opens and is due: partners whose weeks do not align."""

from datetime import date, timedelta

import pytest

from vsm_platform.content.modules.weeks import (
    Break,
    Calendar,
    Counting,
    breaks_of,
    current_week,
    module_days,
    week_starts_on,
)

MONDAY = date(2026, 8, 17)
END = date(2026, 11, 29)


def calendar(
    starts_on: date = MONDAY,
    *breaks: tuple[date, date],
    counting: Counting = Counting.EXCHANGE,
    ends_on: date = END,
) -> Calendar:
    return Calendar(MONDAY, starts_on, ends_on, tuple(Break(*one) for one in breaks), counting)


def days(offset: int) -> timedelta:
    return timedelta(days=offset)


def test_a_module_takes_its_week_from_the_first_to_the_seventh_day() -> None:
    found = module_days(calendar(), 2, None)
    assert (found.opens_on, found.due_on) == (date(2026, 8, 24), date(2026, 8, 30))


def test_a_module_of_two_weeks_is_due_at_the_end_of_the_second() -> None:
    assert module_days(calendar(), 2, 3).due_on == date(2026, 9, 6)


def test_a_module_of_no_week_is_always_open_and_never_due() -> None:
    found = module_days(calendar(), None, None)
    assert found.is_open(MONDAY - days(900))
    assert not found.is_overdue(END + days(900))


def test_week_1_opens_on_two_dates_where_a_partner_begins_a_few_days_later() -> None:
    late = calendar(MONDAY + days(3))
    assert module_days(calendar(), 1, None).opens_on == MONDAY
    assert module_days(late, 1, None).opens_on == MONDAY + days(3)
    assert module_days(late, 1, None).due_on == module_days(calendar(), 1, None).due_on


def test_a_late_starter_joins_the_week_in_which_the_exchange_is() -> None:
    october = date(2026, 10, 5)
    japan = calendar(october)
    assert module_days(japan, 8, None).opens_on == october
    assert module_days(japan, 9, None).opens_on == MONDAY + days(56)
    assert current_week(japan, october) == 8


def test_what_was_over_before_a_late_start_is_open_then_and_never_late() -> None:
    october = date(2026, 10, 5)
    found = module_days(calendar(october), 3, None)
    assert (found.opens_on, found.due_on) == (october, None)
    assert not found.is_open(october - days(1))


def test_a_late_starter_that_counts_its_own_weeks_begins_with_week_1() -> None:
    october = date(2026, 10, 5)
    japan = calendar(october, counting=Counting.OWN)
    found = module_days(japan, 1, None)
    assert (found.opens_on, found.due_on) == (october, october + days(6))
    assert current_week(japan, october + days(7)) == 2


def test_own_weeks_leave_out_those_that_holidays_take() -> None:
    holidays = (MONDAY + days(14), MONDAY + days(20))
    partner = calendar(MONDAY, holidays, counting=Counting.OWN)
    assert [week_starts_on(partner, week) for week in (2, 3, 4)] == [
        MONDAY + days(7),
        MONDAY + days(21),
        MONDAY + days(28),
    ]


def test_three_days_of_holidays_do_not_take_a_week_and_four_do() -> None:
    three = calendar(MONDAY, (MONDAY, MONDAY + days(2)), counting=Counting.OWN)
    four = calendar(MONDAY, (MONDAY, MONDAY + days(3)), counting=Counting.OWN)
    assert week_starts_on(three, 1) == MONDAY
    assert week_starts_on(four, 1) == MONDAY + days(7)


def test_the_exchanges_weeks_go_on_through_a_partners_holidays() -> None:
    partner = calendar(MONDAY, (MONDAY + days(7), MONDAY + days(13)))
    assert module_days(partner, 2, None).opens_on == MONDAY + days(7)


def test_what_would_be_due_in_holidays_is_due_as_many_days_after_them_as_they_took() -> None:
    # A whole week of holidays gives a whole week after them.
    partner = calendar(MONDAY, (MONDAY + days(7), MONDAY + days(13)))
    assert module_days(partner, 2, None).due_on == MONDAY + days(20)
    # A long week-end gives its two days.
    weekend = calendar(MONDAY, (MONDAY + days(5), MONDAY + days(6)))
    assert module_days(weekend, 1, None).due_on == MONDAY + days(8)


def test_holidays_that_end_before_the_last_day_move_nothing() -> None:
    partner = calendar(MONDAY, (MONDAY, MONDAY + days(5)))
    assert module_days(partner, 1, None).due_on == MONDAY + days(6)


def test_holidays_one_after_the_other_move_the_last_day_over_both() -> None:
    partner = calendar(
        MONDAY, (MONDAY + days(6), MONDAY + days(8)), (MONDAY + days(9), MONDAY + days(10))
    )
    assert module_days(partner, 1, None).due_on == MONDAY + days(11)


def test_nothing_is_due_after_the_partners_own_last_day() -> None:
    partner = calendar(ends_on=MONDAY + days(10))
    assert module_days(partner, 2, None).due_on == MONDAY + days(10)


def test_a_module_after_the_partners_last_day_is_due_no_sooner_than_it_opens() -> None:
    found = module_days(calendar(ends_on=MONDAY + days(3)), 2, None)
    assert found.opens_on
    assert found.due_on == found.opens_on


def test_days_that_somebody_set_count_before_the_calendar() -> None:
    set_day = date(2026, 9, 1)
    found = module_days(calendar(), 1, None, opens_on=set_day)
    assert (found.opens_on, found.due_on, found.is_set) == (set_day, set_day + days(6), True)
    both = module_days(calendar(), 1, None, opens_on=set_day, closes_on=set_day + days(1))
    assert both.due_on == set_day + days(1)
    assert module_days(calendar(), 3, None, closes_on=MONDAY).due_on == MONDAY + days(14)
    assert module_days(calendar(), None, None, closes_on=set_day).due_on == set_day


def test_the_reader_is_in_time_on_the_last_day_itself() -> None:
    found = module_days(calendar(), 1, None)
    assert not found.is_overdue(MONDAY + days(6))
    assert found.is_overdue(MONDAY + days(7))


def test_before_the_first_day_it_is_no_week() -> None:
    assert current_week(calendar(), MONDAY - days(1)) == 0


def test_holidays_without_end_still_give_a_day() -> None:
    forever = calendar(MONDAY, (MONDAY, MONDAY + days(5000)), counting=Counting.OWN)
    assert week_starts_on(forever, 2) > MONDAY


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"starts_on": "2026-09-01"},
        {"starts_on": "soon", "ends_on": "later"},
        {"starts_on": "2026-09-02", "ends_on": "2026-09-01"},
        {"starts_on": None, "ends_on": "2026-09-01"},
    ],
)
def test_holidays_that_make_no_sense_are_none(row: dict[str, str]) -> None:
    assert breaks_of([row]) == ()


def test_holidays_are_read_in_their_order() -> None:
    rows = [
        {"starts_on": "2026-10-01", "ends_on": "2026-10-05", "label": "Autumn"},
        {"starts_on": "2026-09-01", "ends_on": "2026-09-01"},
    ]
    assert [one.first for one in breaks_of(rows)] == [date(2026, 9, 1), date(2026, 10, 1)]
