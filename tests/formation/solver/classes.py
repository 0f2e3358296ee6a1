"""Classes to divide, made of few words, and the questions that tests ask of teams."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from benchmarks.classes import mask, regimes
from vsm_platform.demo.programmes import Partner, programmes
from vsm_platform.formation.solver.checks import check
from vsm_platform.formation.solver.problem import (
    SLOTS_A_WEEK,
    Attribute,
    Kind,
    Problem,
    Student,
    Teams,
)


def week(begin: int, end: int, ahead: int = 0) -> int:
    """Every day from one hour to another, on a clock so many hours ahead of UTC."""
    bits = 0
    for day in range(7):
        for quarter in range(begin * 4, end * 4):
            bits |= 1 << ((day * 96 + quarter - ahead * 4) % SLOTS_A_WEEK)
    return bits


def people(
    *numbers: int, attributes: Mapping[int, Mapping[str, Attribute]] | None = None
) -> tuple[Student, ...]:
    """So many students of each institution, with keys from 1."""
    institutions = [place for place, number in enumerate(numbers) for _ in range(number)]
    given = attributes or {}
    return tuple(
        Student(key, institution, given.get(key, {}))
        for key, institution in enumerate(institutions, start=1)
    )


def problem(
    students: tuple[Student, ...], least: int, most: int | None = None, **more: Any
) -> Problem:
    return Problem(students, least, most or least, **more)


def programme_class(key: str, numbers: list[int] | None = None) -> tuple[Student, ...]:
    """A programme's students with the waking hours of their zones."""
    partners = [partner for partner in programmes()[key].partners if numbers or _size(partner)]
    days = regimes(frozenset(partner.timezone for partner in partners))
    sizes = numbers or [_size(partner) for partner in partners]
    rows = [p for p, size in zip(partners, sizes, strict=True) for _ in range(size)]
    return tuple(
        Student(
            key=key,
            institution=partners.index(partner),
            masks=tuple(mask(partner.timezone, "waking", day) for day in days),
        )
        for key, partner in enumerate(rows, start=1)
    )


def _size(partner: Partner) -> int:
    return partner.students


def compositions(students: tuple[Student, ...], teams: Teams) -> Counter[tuple[int, ...]]:
    """How many teams have so many of the first institution, of the second, and so on."""
    home = {student.key: student.institution for student in students}
    many = max(home.values()) + 1
    return Counter(
        tuple(sum(home[key] == place for key in team) for place in range(many)) for team in teams
    )


def kinds(problem: Problem) -> list[Kind]:
    return [finding.kind for finding in check(problem)]


def everybody_once(problem: Problem, teams: Teams) -> bool:
    return sorted(key for team in teams for key in team) == sorted(
        student.key for student in problem.students
    )
