"""A week on a wall clock against the same in UTC, hour by hour, as ``zoneinfo`` tells them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_platform.availability.spans import (
    UnevenHours,
    UnreadHours,
    painted,
    read_spans,
    spans_of,
    written,
)
from vsm_platform.availability.week import (
    QUARTERS,
    WAKING_WEEK,
    WHOLE_WEEK,
    Level,
    masks,
    regimes,
    shared_by_all,
    turned,
    utc_mask,
)

TERM = (date(2026, 8, 17), date(2026, 11, 29))
ZONES = (
    "Europe/Warsaw",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "Pacific/Chatham",
    "Asia/Tokyo",
    "America/St_Johns",
)


def holds_at(mask: int, instant: datetime) -> bool:
    """Whether a mask has the quarter of an hour that begins at this instant."""
    utc = instant.astimezone(UTC)
    return bool(mask >> (utc.weekday() * 96 + utc.hour * 4 + utc.minute // 15) & 1)


def mask_on(zone: str, day: date, week: str = WAKING_WEEK) -> int:
    stretches = regimes([zone], *TERM)
    found = masks(week, zone, stretches)
    return next(
        mask for (first, last), mask in zip(stretches, found, strict=True) if first <= day <= last
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "monday",
    # The weeks after Adelaide, Europe and America changed their clocks, and one before all of them.
    [date(2026, 9, 7), date(2026, 10, 5), date(2026, 10, 26), date(2026, 11, 2)],
)
def test_every_quarter_of_a_week_is_awake_when_the_wall_clock_says_so(
    zone: str, monday: date
) -> None:
    # To Saturday's end: clocks are changed in the nights to Sundays.
    begin = datetime.combine(monday, time(0), UTC)
    for number in range(6 * 96):
        instant = begin + timedelta(minutes=15 * number)
        local = instant.astimezone(ZoneInfo(zone))
        awake = time(8) <= local.time() < time(22)
        assert holds_at(mask_on(zone, instant.date()), instant) == awake, (instant, local)


def test_the_week_between_the_european_and_the_american_change_is_a_regime_of_its_own() -> None:
    assert regimes(["Europe/Warsaw", "America/New_York"], *TERM) == (
        (date(2026, 8, 17), date(2026, 10, 24)),
        (date(2026, 10, 25), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 11, 29)),
    )


def test_three_in_the_afternoon_in_warsaw_moves_in_new_york_for_one_week() -> None:
    three = painted([[(30, 32)], [], [], [], [], [], []], [[]] * 7)
    stretches = regimes(["Europe/Warsaw", "America/New_York"], *TERM)
    there = []
    for (first, last), mask in zip(
        stretches, masks(three, "Europe/Warsaw", stretches), strict=True
    ):
        days = (first + timedelta(number) for number in range((last - first).days + 1))
        monday = next(day for day in days if day.weekday() == 0)
        quarter = (mask & -mask).bit_length() - 1
        instant = datetime.combine(monday, time(0), UTC) + timedelta(minutes=15 * quarter)
        assert instant.astimezone(ZoneInfo("Europe/Warsaw")).time() == time(15)
        there.append(instant.astimezone(ZoneInfo("America/New_York")).time())
    assert there == [time(9), time(10), time(9)]


def test_samoa_and_hawaii_share_their_waking_day_and_leave_japan_its_own() -> None:
    stretches = regimes(["Pacific/Apia", "Pacific/Honolulu", "Asia/Tokyo"], *TERM)
    assert len(stretches) == 1
    apia, honolulu, tokyo = (
        masks(WAKING_WEEK, zone, stretches)[0]
        for zone in ("Pacific/Apia", "Pacific/Honolulu", "Asia/Tokyo")
    )
    assert (apia & honolulu).bit_count() == 7 * 13 * 4
    assert (honolulu & tokyo).bit_count() == 7 * 9 * 4
    # Monday morning in Apia is Sunday morning in Honolulu: the same quarters of the UTC week.
    instant = datetime(2026, 9, 7, 9, tzinfo=ZoneInfo("Pacific/Apia"))
    assert instant.astimezone(ZoneInfo("Pacific/Honolulu")).strftime("%A %H") == "Sunday 10"
    assert holds_at(apia & honolulu, instant)


def test_kathmandu_needs_quarters_of_an_hour() -> None:
    eight = painted([[(16, 17)], [], [], [], [], [], []], [[]] * 7)
    mask = utc_mask(eight, 23)
    assert mask == 0b11 << (2 * 4 + 1)


def test_warsaw_mexico_and_tokyo_meet_pairwise_and_never_all_together() -> None:
    zones = ("Europe/Warsaw", "America/Mexico_City", "Asia/Tokyo")
    stretches = regimes(zones, date(2026, 11, 2), date(2026, 11, 29))
    people = {number: masks(WAKING_WEEK, zone, stretches) for number, zone in enumerate(zones)}
    one, two, three = (mask for (mask,) in people.values())
    assert all(pair.bit_count() >= 7 * 5 * 4 for pair in (one & two, one & three, two & three))
    assert shared_by_all(people) == (0,)
    assert shared_by_all({}) == ()


@given(st.integers(0, WHOLE_WEEK), st.integers(-QUARTERS, QUARTERS))
def test_a_mask_that_is_turned_there_and_back_is_the_same(mask: int, quarters: int) -> None:
    assert turned(turned(mask, quarters), -quarters) == mask
    assert turned(mask, quarters).bit_count() == mask.bit_count()


@given(st.lists(st.sampled_from([level.value for level in Level]), min_size=336, max_size=336))
def test_what_is_painted_survives_being_written_and_read(levels: list[str]) -> None:
    week = "".join(levels)
    texts = [
        [written(spans_of(week, day, (level,))) for day in range(7)]
        for level in (Level.CAN, Level.RATHER_NOT)
    ]
    read = [[read_spans(text) for text in days] for days in texts]
    assert painted(*read) == week


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("8-12", [(16, 24)]),
        ("8-12, 14:00–22:00", [(16, 24), (28, 44)]),
        ("8.30 - 9.30; 20h-20h30", [(17, 19), (40, 41)]),
        ("9am-5pm", [(18, 34)]),
        ("12am to 12pm", [(0, 24)]),
        ("22-02", [(44, 52)]),
        ("0-24", [(0, 48)]),
        ("00:00–00:00", [(0, 48)]),
        ("٨-١٢", [(16, 24)]),
        (" , ", []),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: list[tuple[int, int]]) -> None:
    assert read_spans(text) == spans


@pytest.mark.parametrize(
    "text", ["morning", "8", "8-", "25-26", "8:70-9", "13pm-2pm", "8--9", "24:30-25", "24-8", "²-5"]
)
def test_what_is_no_span_of_hours_is_said(text: str) -> None:
    with pytest.raises(UnreadHours):
        read_spans(text)


def test_quarters_of_an_hour_are_refused_rather_than_rounded() -> None:
    with pytest.raises(UnevenHours):
        read_spans("8:15-9")


def test_hours_past_midnight_belong_to_the_next_day() -> None:
    week = painted([[], [], [], [], [], [], [(44, 52)]], [[]] * 7)
    assert spans_of(week, 6, (Level.CAN,)) == [(44, 48)]
    assert spans_of(week, 0, (Level.CAN,)) == [(0, 4)]


def test_what_is_said_twice_is_rather_not() -> None:
    week = painted([[(16, 44)], *[[]] * 6], [[(24, 28)], *[[]] * 6])
    assert spans_of(week, 0, (Level.CAN,)) == [(16, 24), (28, 44)]
    assert spans_of(week, 0, (Level.RATHER_NOT,)) == [(24, 28)]
