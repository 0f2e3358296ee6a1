"""Everybody's clock, late hours and kinder ones: pure, over all kinds of zones."""

from datetime import UTC, date, datetime, time

import pytest

from vsm_platform.content.meetings.hours import (
    Clock,
    Place,
    are_far_apart,
    better_hours,
    clocks,
    shares,
)
from vsm_platform.content.meetings.wall_clock import WallTime, occurrences

APIA = Place(1, "National University of Samoa", "Apia", "Pacific/Apia", students=22)
HONOLULU = Place(2, "University of Hawaii", "Honolulu", "Pacific/Honolulu", students=22)
TOKYO = Place(3, "Waseda University", "Tokyo", "Asia/Tokyo", students=22)
ZURICH = Place(4, "FHNW", "Zürich", "Europe/Zurich", students=18)
BOGOTA = Place(5, "EAFIT", "Bogotá", "America/Bogota", students=12)
KOLKATA = Place(6, "MAHE", "Manipal", "Asia/Kolkata", students=18)
KATHMANDU = Place(7, "Kathmandu University", "Dhulikhel", "Asia/Kathmandu", students=10)
NEW_YORK = Place(8, "Penn State", "State College", "America/New_York", students=10)
AUCKLAND = Place(9, "University of Auckland", "Auckland", "Pacific/Auckland", students=20)


def at(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    (instant,) = WallTime(day, time(hour, minute), zone).instants()
    return instant


def shown(there: list[Clock]) -> list[str]:
    return [f"{clock.place.town} {clock.starts:%a %H:%M}" for clock in there]


def test_friday_13_in_tokyo_is_thursday_18_in_honolulu() -> None:
    class_at = at("Asia/Tokyo", date(2026, 10, 2), 13)
    there = clocks([APIA, TOKYO, HONOLULU], class_at, 90, "Asia/Tokyo")
    assert shown(there) == ["Apia Fri 17:00", "Tokyo Fri 13:00", "Honolulu Thu 18:00"]
    assert [clock.other_day for clock in there] == [False, False, True]
    assert not any(clock.is_hard for clock in there)
    assert better_hours([APIA, TOKYO, HONOLULU], class_at, 90, "Asia/Tokyo") == []


def test_samoa_was_an_hour_further_in_the_summers_of_its_own_summer_time() -> None:
    class_at = at("Asia/Tokyo", date(2020, 1, 10), 13)
    assert shown(clocks([APIA], class_at, 60, "Asia/Tokyo")) == ["Apia Fri 18:00"]


def test_samoa_and_hawaii_are_a_date_apart_and_not_far_apart() -> None:
    instant = at("Pacific/Apia", date(2026, 9, 4), 10)
    assert not are_far_apart([APIA, HONOLULU], instant)
    there = clocks([HONOLULU], instant, 60, "Pacific/Apia")
    assert shown(there) == ["Honolulu Thu 11:00"]
    assert there[0].other_day


def test_22_in_zurich_is_late_and_20_is_the_nearest_hour_that_suits_all() -> None:
    planned = at("Europe/Zurich", date(2027, 5, 13), 22)
    zurich, bogota = clocks([ZURICH, BOGOTA], planned, 90, "Europe/Zurich")
    assert shown([bogota]) == ["Bogotá Thu 15:00"]
    assert zurich.is_late
    assert not bogota.is_hard
    hours = better_hours([ZURICH, BOGOTA], planned, 90, "Europe/Zurich")
    assert all(hour.is_kind for hour in hours)
    assert f"{hours[-1].starts_at:%a %H:%M}" == "Thu 20:00"
    assert all(15 <= hour.starts_at.hour <= 20 for hour in hours)


def test_an_hour_that_begins_well_can_end_late() -> None:
    clock = clocks([ZURICH], at("Europe/Zurich", date(2027, 5, 13), 21), 90, "UTC")[0]
    assert clock.is_late
    assert clock.strain == 60
    exactly = clocks([ZURICH], at("Europe/Zurich", date(2027, 5, 13), 20), 90, "UTC")[0]
    assert not exactly.is_hard


def test_a_meeting_over_midnight_is_late_and_one_in_the_night_is_too() -> None:
    over = clocks([ZURICH], at("Europe/Zurich", date(2027, 5, 13), 23, 30), 60, "UTC")[0]
    assert over.is_late
    assert over.strain == 180
    night = clocks([ZURICH], at("Europe/Zurich", date(2027, 5, 13), 3), 60, "UTC")[0]
    assert night.is_early
    assert night.is_at_night
    assert night.strain == 300


@pytest.mark.parametrize(
    ("place", "words"),
    [(KOLKATA, "Manipal Mon 17:30"), (KATHMANDU, "Dhulikhel Mon 17:45")],
)
def test_zones_of_half_and_quarter_hours(place: Place, words: str) -> None:
    assert shown(clocks([place], datetime(2026, 11, 30, 12, tzinfo=UTC), 60, "UTC")) == [words]


def test_better_hours_fit_the_quarter_hours_too() -> None:
    planned = at("Asia/Kathmandu", date(2026, 11, 30), 22)
    hours = better_hours([KATHMANDU, ZURICH], planned, 60, "Asia/Kathmandu")
    assert hours
    for hour in hours:
        there = clocks([KATHMANDU, ZURICH], hour.starts_at, 60, "UTC")
        assert not any(clock.is_hard for clock in there)


def test_in_the_weeks_in_which_only_one_side_has_changed_the_other_moves() -> None:
    """The clocks of New York change on 8 March 2026, those of Zürich on 29 March."""
    times = [
        shown(clocks([NEW_YORK], at("Europe/Zurich", day, 15), 60, "Europe/Zurich"))[0]
        for day in (date(2026, 3, 5), date(2026, 3, 12), date(2026, 4, 2))
    ]
    assert [one.rsplit(" ", 1)[1] for one in times] == ["09:00", "10:00", "09:00"]


def test_where_nothing_fits_everybody_the_fairest_hours_are_proposed() -> None:
    places = [ZURICH, BOGOTA, KOLKATA, AUCKLAND]
    planned = at("Europe/Zurich", date(2026, 11, 26), 3)
    hours = better_hours(places, planned, 60, "Europe/Zurich")
    assert hours
    assert not any(hour.is_kind for hour in hours)
    worst = max(clock.strain for clock in clocks(places, planned, 60, "UTC"))
    for hour in hours:
        assert max(clock.strain for clock in hour.hard) < worst


def test_more_than_seven_hours_are_said() -> None:
    may, instant = date(2027, 5, 13), at("Europe/Zurich", date(2027, 5, 13), 16)
    assert may == instant.date()
    assert not are_far_apart([ZURICH, BOGOTA], instant)
    assert are_far_apart([NEW_YORK, TOKYO], instant)


def test_who_bears_the_late_hours_of_a_series() -> None:
    walls = occurrences(
        WallTime(date(2027, 5, 13), time(22), "Europe/Zurich"), 1, date(2027, 5, 27)
    )
    meetings = [(wall.instants()[0], 90, [ZURICH, BOGOTA]) for wall in walls]
    borne = {share.place.town: (share.times, share.of) for share in shares(meetings)}
    assert borne == {"Zürich": (3, 3), "Bogotá": (0, 3)}


def test_a_class_stays_at_one_in_tokyo_and_at_three_in_zurich_across_changes() -> None:
    for zone, hour in (("Asia/Tokyo", 13), ("Europe/Zurich", 15)):
        first = WallTime(date(2026, 10, 16), time(hour), zone)
        walls = list(occurrences(first, 1, date(2026, 11, 13)))
        assert len(walls) == 5
        for wall in walls:
            local = clocks([Place(0, "", "", zone)], wall.instants()[0], 60, "UTC")[0].starts
            assert f"{local:%a %H:%M}" == f"Fri {hour}:00"
    assert {wall.instants()[0].hour for wall in walls} == {13, 14}


def test_a_time_that_does_not_exist_has_no_instant_and_says_where_the_gap_is() -> None:
    skipped = WallTime(date(2027, 3, 28), time(2, 30), "Europe/Zurich")
    assert skipped.instants() == ()
    assert skipped.gap() == (time(2), time(3))


def test_a_time_that_comes_twice_has_two_instants() -> None:
    twice = WallTime(date(2026, 10, 25), time(2, 30), "Europe/Zurich")
    assert [f"{one:%H:%M}" for one in twice.instants()] == ["00:30", "01:30"]


def test_samoa_once_had_no_30_december() -> None:
    assert WallTime(date(2011, 12, 30), time(12), "Pacific/Apia").instants() == ()


def test_lord_howe_changes_by_half_an_hour() -> None:
    skipped = WallTime(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
    assert skipped.instants() == ()
    assert skipped.gap() == (time(2), time(2, 30))
