"""The shared day: waking hours on the circle of one day, whatever the offsets."""

from datetime import UTC, datetime, timedelta

import pytest

from vsm_platform.exchanges.shared_day import (
    ROWS,
    Place,
    common_spans,
    minute_of_day,
    shared_day,
    shared_minutes,
    waking_span,
)

NOVEMBER = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = 60


def spans(*zones: str, reader: str = "UTC", instant: datetime = NOVEMBER) -> list[tuple[int, int]]:
    return [waking_span(zone, reader, instant) for zone in zones]


def hours_shared(*zones: str, reader: str = "UTC", instant: datetime = NOVEMBER) -> float:
    return shared_minutes(spans(*zones, reader=reader, instant=instant)) / HOUR


def test_a_reader_is_awake_from_eight_to_ten_at_night() -> None:
    assert waking_span("Asia/Tokyo", "Asia/Tokyo", NOVEMBER) == (8 * HOUR, 22 * HOUR)


def test_places_that_are_24_hours_apart_share_their_whole_waking_day() -> None:
    # Apia (UTC+13) and Pago Pago (UTC-11) wake at the same moment, on different dates.
    assert hours_shared("Pacific/Apia", "Pacific/Pago_Pago") == 14


def test_apia_and_honolulu_are_23_hours_apart_and_share_all_but_one_hour() -> None:
    assert hours_shared("Pacific/Apia", "Pacific/Honolulu") == 13


def test_the_climate_exchange_shares_nine_hours() -> None:
    zones = ("Pacific/Apia", "Asia/Tokyo", "Pacific/Honolulu")
    assert common_spans(spans(*zones, reader="Pacific/Apia")) == [(12 * HOUR, 21 * HOUR)]


def test_warsaw_mexico_city_and_tokyo_meet_in_pairs_and_never_all_together() -> None:
    warsaw, mexico, tokyo = "Europe/Warsaw", "America/Mexico_City", "Asia/Tokyo"
    pairs = [hours_shared(*pair) for pair in ((warsaw, mexico), (mexico, tokyo), (warsaw, tokyo))]
    assert pairs == [7, 5, 6]
    assert hours_shared(warsaw, mexico, tokyo) == 0


def test_places_on_opposite_sides_share_a_morning_and_an_evening() -> None:
    assert common_spans([(480, 1320), (1200, 2040)]) == [(480, 600), (1200, 1320)]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Asia/Kolkata", 8 * HOUR - 330),
        ("Asia/Kathmandu", 8 * HOUR - 345),
        ("Australia/Adelaide", (8 * HOUR - 630) % 1440),
        ("America/St_Johns", 8 * HOUR + 210),
    ],
)
def test_half_hours_and_quarters_count_to_the_minute(zone: str, start: int) -> None:
    assert waking_span(zone, "UTC", NOVEMBER) == (start, start + 14 * HOUR)


def test_daylight_saving_changes_on_each_place_on_its_own_date() -> None:
    # From 25 October to 1 November 2026 Europe has left summer time and North America has not.
    by_week = [
        hours_shared(
            "Europe/Warsaw", "America/New_York", instant=datetime(2026, month, day, 12, tzinfo=UTC)
        )
        for month, day in ((10, 20), (10, 28), (11, 4))
    ]
    assert by_week == [8, 9, 8]


def test_what_is_shared_does_not_depend_on_whose_day_it_is_drawn_on() -> None:
    zones = ("Pacific/Apia", "Asia/Kathmandu", "America/Bogota")
    readers = ("UTC", "Pacific/Apia", "America/St_Johns", "Asia/Kolkata")
    assert len({hours_shared(*zones, reader=reader) for reader in readers}) == 1


def test_the_band_is_what_counting_minute_by_minute_gives() -> None:
    zones = ("Europe/Zurich", "America/Bogota", "Asia/Kathmandu", "Pacific/Auckland")
    for chosen in (zones[:2], zones[:3], zones, zones[1:], zones[2:]):
        waking = spans(*chosen)
        counted = sum(
            all((minute - start) % 1440 < end - start for start, end in waking)
            for minute in range(1440)
        )
        assert shared_minutes(waking) == counted


def test_no_places_share_nothing() -> None:
    assert common_spans([]) == []


def test_now_is_a_minute_of_the_readers_day() -> None:
    assert minute_of_day("Asia/Kathmandu", NOVEMBER) == 13 * HOUR + 45


def test_without_common_hours_the_reader_is_told_the_hours_shared_with_each() -> None:
    warsaw = Place("Warsaw", 0, "Europe/Warsaw")
    places = [
        warsaw,
        Place("Mexico City", 1, "America/Mexico_City"),
        Place("Tokyo", 2, "Asia/Tokyo"),
    ]
    day = shared_day(places, warsaw, "Europe/Warsaw", NOVEMBER)
    assert day.together == []
    assert day.with_own == [("Mexico City", 7 * HOUR), ("Tokyo", 6 * HOUR)]
    assert shared_day(places, None, "Europe/Warsaw", NOVEMBER).with_own == []


def test_many_places_with_the_same_clock_share_a_row() -> None:
    places = [Place(f"Town {number}", number, "Asia/Tokyo") for number in range(ROWS)]
    assert len(shared_day(places, None, "UTC", NOVEMBER).rows) == ROWS
    places += [Place("Apia", 8, "Pacific/Apia"), Place("Pago Pago", 9, "Pacific/Pago_Pago")]
    rows = shared_day(places, None, "UTC", NOVEMBER).rows
    assert [row.name.count(",") + 1 for row in rows] == [ROWS, 1, 1]


def test_every_hour_of_a_year_gives_spans_within_the_day() -> None:
    for hours in range(0, 24 * 365, 7):
        instant = NOVEMBER + timedelta(hours=hours)
        for start, end in spans("Australia/Lord_Howe", "Africa/Casablanca", instant=instant):
            assert 0 <= start < 1440
            assert end - start == 14 * HOUR
