"""How many teams there are, how large they are, and who may not be moved."""

from collections import defaultdict
from dataclasses import dataclass

from vsm_platform.formation.solver.problem import Problem


@dataclass(frozen=True, slots=True)
class Plan:
    teams: int
    """All of them, the locked ones too."""
    open: tuple[int, ...]
    """Numbers of the teams that are not locked."""
    seats: int
    """Of each open team, some of them empty."""
    most_empty: int
    """So many seats of one team may be empty."""
    sizes: tuple[int, ...]
    """Of the open teams, as even as can be."""
    locked: dict[int, tuple[int, ...]]
    """Keys by number of a locked team."""


def team_count(problem: Problem) -> int:
    """The count that was asked for, else as few teams as the largest size allows."""
    if problem.team_count is not None:
        return problem.team_count
    locked, free = _locked(problem)
    needed = len(locked) + -(-free // max(problem.most, 1))
    named = [*problem.pins.values(), *problem.locked]
    return max([needed, *(number + 1 for number in named)])


def _locked(problem: Problem) -> tuple[dict[int, tuple[int, ...]], int]:
    members: dict[int, list[int]] = defaultdict(list)
    for student in problem.students:
        number = problem.pins.get(student.key)
        if number is not None and number in problem.locked:
            members[number].append(student.key)
    locked = {number: tuple(members[number]) for number in sorted(problem.locked)}
    return locked, len(problem.students) - sum(map(len, locked.values()))


def plan_of(problem: Problem) -> Plan:
    """The plan; sizes are within the range whenever students and teams allow it (`checks`)."""
    teams = team_count(problem)
    locked, free = _locked(problem)
    numbers = tuple(number for number in range(teams) if number not in locked)
    count = len(numbers)
    least = free // count if count else 0
    sizes = tuple(least + (turn < free - least * count) for turn in range(count))
    even = max(sizes, default=0)
    seats = max(even, _largest_group(problem))
    # Where a group needs a larger team than the others are, sizes are free within the range.
    most_empty = seats - (least if seats == even else min(problem.least, least))
    return Plan(teams, numbers, seats, most_empty, sizes, locked)


def _largest_group(problem: Problem) -> int:
    """The most who must sit in one open team: by pins and by pairs."""
    pinned: dict[int, int] = defaultdict(int)
    for number in problem.pins.values():
        if number not in problem.locked:
            pinned[number] += 1
    groups = groups_of(problem.together)
    return max([0, *pinned.values(), *map(len, groups)])


def groups_of(pairs: tuple[tuple[int, int], ...]) -> list[set[int]]:
    """Keys that chains of pairs bind together."""
    home: dict[int, set[int]] = {}
    for one, other in pairs:
        group = home.setdefault(one, {one})
        joined = home.setdefault(other, {other})
        if joined is not group:
            group |= joined
            home.update(dict.fromkeys(joined, group))
    return list({id(group): group for group in home.values()}.values())
