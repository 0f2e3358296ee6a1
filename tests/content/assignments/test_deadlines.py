"""Days and times on people's own clocks, and the instants that follow from them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from vsm_platform.content.assignments.deadlines import Timing, seconds_late
from vsm_platform.exchanges.api import END_OF_DAY, earliest_instant, is_skipped, latest_instant

WARSAW, TOKYO, BOGOTA, APIA = "Europe/Warsaw", "Asia/Tokyo", "America/Bogota", "Pacific/Apia"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_half_past_two_in_the_night_the_clocks_go_forward_is_an_hour_later() -> None:
    """Warsaw, 28 March 2027: after 01:59 comes 03:00."""
    day, at = date(2027, 3, 28), time(2, 30)
    assert latest_instant(day, at, WARSAW) == utc(2027, 3, 28, 1, 30)
    assert is_skipped(day, at, WARSAW)
    assert not is_skipped(day, time(3, 0), WARSAW)
    assert not is_skipped(day, at, TOKYO)


def test_half_past_two_in_the_night_the_clocks_go_back_is_the_second_one() -> None:
    """Warsaw, 25 October 2026: 02:30 comes twice; a deadline is the later, an opening the earlier."""
    day, at = date(2026, 10, 25), time(2, 30)
    assert latest_instant(day, at, WARSAW) == utc(2026, 10, 25, 1, 30)
    assert earliest_instant(day, at, WARSAW) == utc(2026, 10, 25, 0, 30)
    assert not is_skipped(day, at, WARSAW)


@pytest.mark.parametrize(
    ("day", "at", "zone", "instant"),
    [
        # Havana skips midnight itself: its day begins at one o'clock.
        (date(2026, 3, 8), time(0, 0), "America/Havana", utc(2026, 3, 8, 5, 0)),
        # Half an hour only, on Lord Howe Island.
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", utc(2026, 10, 3, 15, 45)),
        (date(2026, 11, 30), time(23, 59), "Asia/Kathmandu", utc(2026, 11, 30, 18, 14)),
        (date(2026, 11, 30), time(23, 59), APIA, utc(2026, 11, 30, 10, 59)),
    ],
)
def test_odd_zones_are_right(day: date, at: time, zone: str, instant: datetime) -> None:
    assert latest_instant(day, at, zone) == instant


def test_the_end_of_the_day_is_each_partners_own() -> None:
    timing = Timing(None, date(2026, 11, 30), END_OF_DAY, "", {})
    assert timing.due_at(1, TOKYO) == utc(2026, 11, 30, 14, 59)
    assert timing.due_at(2, BOGOTA) == utc(2026, 12, 1, 4, 59)


def test_one_moment_for_all_is_the_same_instant_everywhere() -> None:
    timing = Timing(None, date(2026, 11, 30), time(18, 0), WARSAW, {})
    assert timing.due_at(1, TOKYO) == timing.due_at(2, BOGOTA) == utc(2026, 11, 30, 17, 0)


def test_a_partners_own_date_is_on_its_own_clock_even_beside_a_common_one() -> None:
    timing = Timing(
        None, date(2026, 11, 30), time(18, 0), WARSAW, {1: (date(2026, 12, 4), END_OF_DAY)}
    )
    assert timing.due_at(1, TOKYO) == utc(2026, 12, 4, 14, 59)
    assert timing.due_at(2, BOGOTA) == utc(2026, 11, 30, 17, 0)


def test_a_team_is_in_time_until_the_last_of_its_members_dates() -> None:
    timing = Timing(None, date(2026, 11, 30), END_OF_DAY, "", {})
    zones = {1: TOKYO, 2: BOGOTA}
    assert timing.due_for_all([1, 1, 2], zones) == utc(2026, 12, 1, 4, 59)
    assert timing.due_for_all([1], zones) == utc(2026, 11, 30, 14, 59)
    assert timing.due_for_all([], zones) is None
    open_end = Timing(None, None, END_OF_DAY, "", {1: (date(2026, 11, 30), END_OF_DAY)})
    assert open_end.due_for_all([1, 2], zones) is None


def test_the_minute_in_which_it_is_due_still_counts() -> None:
    due = utc(2026, 11, 30, 22, 59)
    assert seconds_late(due + timedelta(seconds=59), due) == 0
    assert seconds_late(due + timedelta(seconds=60), due) == 60
    assert seconds_late(due + timedelta(days=3), None) == 0


def test_it_opens_as_the_day_begins_at_each_university() -> None:
    timing = Timing(date(2026, 11, 30), None, END_OF_DAY, "", {})
    assert timing.opens_at(TOKYO) == utc(2026, 11, 29, 15, 0)
    assert timing.opens_at(APIA) == utc(2026, 11, 29, 11, 0)
