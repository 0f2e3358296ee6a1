"""Seeded classes for the benchmarks of teams.

The programmes' own universities and zones, over a term from August to December (so that daylight
saving changes within it, on different days). One in five students has painted a week: workers,
carers and late risers. Genders, six disciplines and five levels are drawn; some say no gender.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from vsm_platform.demo.programmes import programmes
from vsm_platform.formation.solver.problem import (
    SLOT_MINUTES,
    SLOTS_A_WEEK,
    Criterion,
    Importance,
    Problem,
    Rule,
    Student,
)

TERM = date(2026, 8, 24), date(2026, 12, 11)
DAY = 24 * 60 // SLOT_MINUTES
CRITERIA = (
    Criterion("discipline", Rule.SPREAD, Importance.LOW),
    Criterion("gender", Rule.NOT_ISOLATED, Importance.MEDIUM),
    Criterion("level", Rule.BALANCE, Importance.LOW),
)
CLASSES = {
    24: (("intercultural-learning",), 4, 4),
    110: (("climate-change",), 5, 6),
    1300: (("apru",), 5, 5),
    3430: (("huc",), 5, 5),
    50000: (("apru", "huc", "civis"), 5, 5),
}
WORKDAYS = {
    "waking": [(8, 22)],
    "worker": [(8, 9), (17, 23)],
    "carer": [(9, 15), (20, 22)],
    "late": [(11, 24)],
}
WEEKENDS = WORKDAYS | {"worker": [(8, 22)]}


@cache
def regimes(zones: frozenset[str]) -> tuple[date, ...]:
    """A first day for each stretch of the term in which no zone changes its offset."""
    first, last = TERM
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    offsets = [tuple(_offset(zone, day) for zone in sorted(zones)) for day in days]
    return tuple(day for n, day in enumerate(days) if n == 0 or offsets[n] != offsets[n - 1])


@cache
def _offset(zone: str, day: date) -> int:
    """Minutes ahead of UTC at noon."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    offset = noon.utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


@cache
def mask(zone: str, kind: str, day: date) -> int:
    """A local week of that kind as quarters of an hour in UTC."""
    ahead = _offset(zone, day) // SLOT_MINUTES
    bits = 0
    for weekday in range(7):
        for begin, end in (WORKDAYS if weekday < 5 else WEEKENDS)[kind]:
            for slot in range(begin * 4, end * 4):
                bits |= 1 << ((weekday * DAY + slot - ahead) % SLOTS_A_WEEK)
    return bits


def class_of(students: int, seed: int = 1, hours: float = 4.0) -> Problem:
    """One of the classes of the targets, or any number of students of all alliances."""
    keys, least, most = CLASSES.get(students, CLASSES[50000])
    random = Random(f"{students}/{seed}")
    partners = [partner for key in keys for partner in programmes()[key].partners]
    zones = frozenset(partner.timezone for partner in partners)
    numbers = list(_institutions(students, len(partners), even=students <= 110, random=random))
    people = tuple(
        _student(key, numbers[key], partners[numbers[key]].timezone, regimes(zones), random)
        for key in range(students)
    )
    return Problem(people, least, most, CRITERIA, common_hours=hours, seed=seed)


def _institutions(students: int, many: int, *, even: bool, random: Random) -> Iterator[int]:
    """An institution's number for each student; sizes differ by up to half where they may."""
    if even:
        yield from (n % many for n in range(students))
        return
    weights = [random.uniform(2, 4) for _ in range(many)]
    yield from random.choices(range(many), weights, k=students)


def _student(
    key: int, institution: int, zone: str, days: tuple[date, ...], random: Random
) -> Student:
    kind = random.choices(list(WORKDAYS), [80, 8, 6, 6])[0]
    return Student(
        key,
        institution,
        {
            "discipline": random.choice(["arts", "business", "health", "law", "science", "tech"]),
            "gender": random.choices(["woman", "man", None], [52, 44, 4])[0],
            "level": random.choices([1, 2, 3, 4, 5], [10, 25, 30, 25, 10])[0],
        },
        tuple(mask(zone, kind, day) for day in days),
    )
