"""The best slots and the fairest rotation, against ``zoneinfo``, brute force and known examples."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_platform.availability.api import QUARTERS, WHOLE_WEEK, regimes
from vsm_platform.availability.spans import painted
from vsm_platform.availability.week import WAKING_WEEK, Level, masks
from vsm_platform.content.scheduling.pain import pains
from vsm_platform.content.scheduling.rotation import rotation
from vsm_platform.content.scheduling.slots import (
    Attendee,
    Company,
    Term,
    best,
    counted,
    density,
    starts,
    tally,
)

FIRST = date(2026, 8, 17)
SIX_TO_MIDNIGHT = painted([[(12, 48)]] * 7, [[]] * 7)


def company_of(
    zones: list[str],
    *,
    anchor: str,
    weeks: int = 15,
    first: date = FIRST,
    minutes: int = 60,
    week: str = WAKING_WEEK,
) -> Company:
    days = tuple(first + timedelta(weeks=number) for number in range(weeks))
    stretches = regimes({*zones, anchor}, days[0], days[-1] + timedelta(6))
    people = [Attendee(zone, masks(week, zone, stretches)) for zone in zones]
    return Company(people, Term(anchor, minutes, days, stretches))


def local_times(company: Company, slot: int, zone: str) -> list[datetime]:
    term = company.term
    return [
        term.wall(number, slot).instants()[0].astimezone(ZoneInfo(zone))
        for number in range(len(term.weeks))
    ]


@pytest.mark.parametrize(
    "zones",
    [
        ["Europe/Warsaw", "America/New_York"],
        ["Australia/Adelaide", "Asia/Kathmandu"],
        ["Pacific/Apia", "Pacific/Honolulu", "Asia/Tokyo"],
        ["America/St_Johns", "Europe/Lisbon", "Africa/Lagos"],
    ],
)
def test_every_proposal_lies_in_everybodys_waking_hours_in_every_week_of_the_term(
    zones: list[str],
) -> None:
    company = company_of(zones, anchor=zones[0], minutes=90)
    found = best(company)
    assert found
    assert found[0].missing == 0
    for proposal in found:
        for zone in zones:
            for local in local_times(company, proposal.slot, zone):
                end = local + timedelta(minutes=90)
                assert time(8) <= local.time(), (zone, local)
                assert (end.date(), end.time()) <= (local.date(), time(22)), (zone, local)


def test_a_slot_stays_on_the_anchors_clock_when_others_change_theirs() -> None:
    company = company_of(["Europe/Warsaw", "America/New_York"], anchor="Europe/Warsaw")
    monday_at_three = 15 * 60
    assert {each.time() for each in local_times(company, monday_at_three, "Europe/Warsaw")} == {
        time(15)
    }
    there = [each.time() for each in local_times(company, monday_at_three, "America/New_York")]
    assert there == [time(9)] * 10 + [time(10)] + [time(9)] * 4


def test_the_worst_week_over_daylight_saving_decides() -> None:
    # At 13:00 in Berlin it is 07:00 in New York but for one week; at 14:00 it is 08:00 or 09:00.
    company = company_of(["Europe/Berlin", "America/New_York"], anchor="Europe/Berlin")
    by_slot = {one.slot: one for one in company.proposals}
    assert by_slot[13 * 60].missing == 1
    assert by_slot[14 * 60].missing == 0
    # Between the changes of October, 21:00 in New York is late enough to matter in Berlin alone.
    only_then = company_of(
        ["Europe/Berlin", "America/New_York"],
        anchor="Europe/Berlin",
        first=date(2026, 10, 26),
        weeks=1,
    )
    assert {one.slot: one.missing for one in only_then.proposals}[13 * 60] == 0


def test_monday_in_apia_is_sunday_in_honolulu_and_both_are_shown() -> None:
    company = company_of(["Pacific/Apia", "Pacific/Honolulu"], anchor="Pacific/Apia", weeks=1)
    monday = local_times(company, 9 * 60, "Pacific/Honolulu")[0]
    assert monday.strftime("%A %H:%M") == "Sunday 10:00"
    # So a weekday for both is Tuesday to Saturday in Apia, Monday to Friday in Honolulu.
    assert {one.slot // 1440 for one in best(company)} <= {1, 2, 3, 4}


def test_kathmandus_quarter_hours_are_kept() -> None:
    company = company_of(["Asia/Kathmandu", "Europe/London"], anchor="Europe/London", weeks=1)
    ten = local_times(company, 10 * 60, "Asia/Kathmandu")[0]
    assert ten.time() == time(14, 45)
    late = {one.slot: one.missing for one in company.proposals}
    # 16:00 in London ends at 21:45 in Kathmandu, 16:30 after 22:00.
    assert (late[16 * 60], late[16 * 60 + 30]) == (0, 1)


def test_a_meeting_has_to_fit_as_a_whole() -> None:
    hour = 0b1111
    assert starts(hour, 60) == 1
    assert starts(hour, 90) == 0
    assert starts(hour, 30).bit_count() == 3
    around = 0b11 | 0b11 << (QUARTERS - 2)
    assert starts(around, 60) == 1 << (QUARTERS - 2)
    assert starts(WHOLE_WEEK, 120) == WHOLE_WEEK


@given(st.lists(st.integers(0, (1 << 40) - 1), max_size=40))
def test_adding_masks_at_once_counts_as_adding_them_one_by_one(each: list[int]) -> None:
    planes = tally(each)
    assert [counted(planes, bit) for bit in range(40)] == [
        sum(mask >> bit & 1 for mask in each) for bit in range(40)
    ]


def test_pain_is_nothing_in_the_day_and_steep_at_its_edges() -> None:
    hour = pains(60)
    tuesday = 24 * 4
    assert {hour[tuesday + quarter] for quarter in range(9 * 4, 17 * 4 + 1)} == {0}
    evening = [hour[tuesday + at * 4] for at in (18, 19, 20, 21, 22)]
    assert evening == [4, 16, 36, 64, 100]
    morning = [hour[tuesday + at * 4] for at in (8, 7, 6)]
    assert morning == [4, 16, 36]
    assert hour[5 * 96 + 12 * 4] > 0


def test_rotating_beats_the_best_fixed_slot_for_los_angeles_madrid_and_tokyo() -> None:
    zones = ["America/Los_Angeles", "Europe/Madrid", "Asia/Tokyo"]
    company = company_of(
        zones, anchor="Europe/Madrid", weeks=10, first=date(2026, 11, 2), week=SIX_TO_MIDNIGHT
    )
    fixed, turns = company.proposals[0], rotation(company)
    assert turns is not None
    # The figures that docs/decisions/0020 gives.
    assert (fixed.missing, fixed.worst) == (0, 640)
    assert (turns.missing, turns.worst) == (0, 447)
    assert len(turns.slots) == 10
    assert len(set(turns.slots)) <= 4


def test_a_rotation_is_only_offered_where_it_spares_somebody() -> None:
    assert rotation(company_of(["Europe/Berlin", "Europe/Madrid"], anchor="Europe/Berlin")) is None
    once = company_of(["America/Los_Angeles", "Asia/Tokyo"], anchor="Asia/Tokyo", weeks=1)
    assert rotation(once) is None
    assert rotation(company_of([], anchor="UTC")) is None


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["America/Los_Angeles", "Europe/Madrid", "Asia/Tokyo", "America/Bogota", "Asia/Kolkata"]
        ),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    st.integers(2, 4),
)
def test_a_rotation_is_as_fair_as_trying_everything(zones: list[str], weeks: int) -> None:
    company = company_of(
        zones, anchor=zones[0], weeks=weeks, first=date(2026, 11, 2), week=SIX_TO_MIDNIGHT
    )
    allowed = [one for one in company.proposals if one.missing == company.proposals[0].missing]
    kinds = {
        tuple(company.burden(*place) for place in company.term.places(one.slot)): one.slot
        for one in reversed(allowed)
    }
    fewest = [
        burdens
        for burdens in kinds
        if not any(
            other != burdens
            and all(
                a <= b
                for x, y in zip(other, burdens, strict=True)
                for a, b in zip(x, y, strict=True)
            )
            for other in kinds
        )
    ]
    least = min(
        max(
            sum(each)
            for each in zip(*(burdens[week] for week, burdens in enumerate(chosen)), strict=True)
        )
        for chosen in product(fewest[:14], repeat=weeks)
    )
    found = rotation(company)
    assert (found.worst if found else company.proposals[0].worst) == least


def test_what_one_would_rather_not_is_used_last() -> None:
    zones = ["Europe/Berlin", "Europe/Madrid"]
    days = (date(2026, 11, 2),)
    stretches = regimes(zones, days[0], days[0] + timedelta(6))
    only = painted([[(18, 20), (24, 26)], *[[]] * 6], [[(18, 20)], *[[]] * 6])
    people = [
        Attendee(
            "Europe/Berlin",
            masks(only, "Europe/Berlin", stretches),
            masks(only, "Europe/Berlin", stretches, (Level.RATHER_NOT,)),
        ),
        Attendee("Europe/Madrid", masks(WAKING_WEEK, "Europe/Madrid", stretches)),
    ]
    company = Company(people, Term("Europe/Berlin", 60, days, stretches))
    ranked = [(one.slot, one.missing) for one in company.proposals[:2]]
    assert ranked == [(12 * 60, 0), (9 * 60, 0)]


def test_where_nothing_suits_all_as_few_as_possible_are_left_out() -> None:
    zones = ["Europe/Warsaw", "America/Mexico_City", "Asia/Tokyo"]
    company = company_of(zones, anchor="Europe/Warsaw", first=date(2026, 11, 2), weeks=3)
    assert {one.missing for one in best(company)} == {1}
    assert max(density(company).values()) == 2


def test_thousands_of_people_take_moments() -> None:
    zones = ["Pacific/Apia", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Warsaw", "America/Bogota"]
    company = company_of(zones * 700, anchor="UTC")
    before = datetime.now(UTC)
    assert best(company)
    assert datetime.now(UTC) - before < timedelta(seconds=5)


def test_a_long_rotation_takes_moments_and_is_always_the_same() -> None:
    zones = ["America/Los_Angeles", "Europe/Madrid", "Asia/Tokyo"]
    company = company_of(zones, anchor="Europe/Madrid", weeks=30, week=SIX_TO_MIDNIGHT)
    before = datetime.now(UTC)
    found = rotation(company)
    assert datetime.now(UTC) - before < timedelta(seconds=8)
    assert found is not None
    assert found.worst < company.proposals[0].worst
    assert rotation(company) == found


def test_the_masks_of_a_term_that_turns_the_year_are_right() -> None:
    company = company_of(
        ["America/Santiago", "Europe/Berlin"],
        anchor="America/Santiago",
        first=date(2026, 12, 21),
        weeks=16,
    )
    assert len(company.term.regimes) >= 2
    for proposal in best(company):
        for local in local_times(company, proposal.slot, "Europe/Berlin"):
            assert time(8) <= local.time() <= time(21)
