"""Conversion between scales, and timestamps that never stand still."""

from datetime import UTC, datetime, timedelta

import pytest

from vsm_platform.grading.scale import next_timestamp, on_scale

NOON = datetime(2026, 11, 25, 12, 0, 0, 900_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "of", "maximum", "step", "expected"),
    [
        (None, 20, 100, 1, None),
        (0, 20, 100, 1, 0),
        (20, 20, 100, 1, 100),
        (1, 3, 10, 0.01, 3.33),
        (2, 3, 10, 0.01, 6.67),
        (0.5, 1, 5, 1, 3),
        (1, 8, 1, 0.25, 0.25),
        (0.7, 1, 1, 0.1, 0.7),
        (19.96, 20, 7, 1, 7),
        (20, 20, 7.3, 0.5, 7.3),
        (19.9, 20, 7.3, 0.5, 7.3),
    ],
)
def test_values_are_rounded_as_people_round_and_full_marks_stay_full(
    value: float | None, of: float, maximum: float, step: float, expected: float | None
) -> None:
    assert on_scale(value, of, maximum, step) == expected


def test_a_timestamp_is_a_whole_second_and_always_later_than_the_last() -> None:
    first = next_timestamp(NOON, None)
    assert first == NOON.replace(microsecond=0)
    second = next_timestamp(NOON, first)
    assert second - first == timedelta(seconds=1)
    assert next_timestamp(NOON, second) - second == timedelta(seconds=1)
    assert next_timestamp(NOON + timedelta(hours=1), second) == first + timedelta(hours=1)
