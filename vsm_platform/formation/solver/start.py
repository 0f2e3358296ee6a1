"""The first teams: pins and groups where they must be, everybody else dealt by institution."""

from heapq import heapify, heapreplace

import numpy as np

from vsm_platform.formation.solver.model import Ints, Model
from vsm_platform.formation.solver.plan import Plan


def dealt(model: Model, plan: Plan, rng: np.random.Generator) -> Ints:
    """The open teams as rows of places, with ``model.nobody`` in empty seats."""
    rows: list[list[int]] = [[] for _ in plan.open]
    row_of = {number: row for row, number in enumerate(plan.open)}
    placed = _pinned(model, plan, rows, row_of)
    rest = _grouped(model, plan, rows, placed)
    _deal(rows, _by_institution(model, rest, rng))
    members = np.full((len(rows), max(plan.seats, 1)), model.nobody, dtype=np.int32)
    for row, team in enumerate(rows):
        members[row, : len(team)] = team
    return members


def _pinned(model: Model, plan: Plan, rows: list[list[int]], row_of: dict[int, int]) -> set[int]:
    placed = {model.index[key] for team in plan.locked.values() for key in team}
    for key, number in model.problem.pins.items():
        place = model.index.get(key)
        if place is not None and place not in placed and number in row_of:
            rows[row_of[number]].append(place)
            placed.add(place)
    return placed


def _grouped(model: Model, plan: Plan, rows: list[list[int]], placed: set[int]) -> list[int]:
    """Put groups into teams, the largest first; gives those who are left."""
    home = {place: row for row, team in enumerate(rows) for place in team}
    for block in sorted(model.blocks, key=len, reverse=True):
        here = [place for place in block if place not in placed]
        pinned_to = {home[place] for place in block if place in home}
        fitting = pinned_to or {
            row for row, team in enumerate(rows) if len(team) + len(here) <= plan.seats
        }
        if here and fitting:
            row = min(fitting, key=lambda row: (_foes_in(model, here, rows[row]), len(rows[row])))
            rows[row] += here
            placed.update(here)
    return [place for place in range(model.nobody) if place not in placed]


def _foes_in(model: Model, group: list[int], team: list[int]) -> int:
    there = set(team)
    return sum(int(foe) in there for place in group for foe in model.foes[place])


def _by_institution(model: Model, places: list[int], rng: np.random.Generator) -> list[int]:
    mixed = rng.permutation(np.array(places, dtype=np.int32))
    students = model.problem.students
    return sorted(map(int, mixed), key=lambda place: students[place].institution)


def _deal(rows: list[list[int]], places: list[int]) -> None:
    """Like cards, round after round, until each team has its share."""
    room = _shares([len(team) for team in rows], len(places))
    turn = 0
    for place in places:
        while len(rows[turn]) >= room[turn]:
            turn = (turn + 1) % len(rows)
        rows[turn].append(place)
        turn = (turn + 1) % len(rows)


def _shares(taken: list[int], people: int) -> list[int]:
    """Sizes when everybody goes where the fewest are; some may have been put there before."""
    heap = [(size, row) for row, size in enumerate(taken)]
    heapify(heap)
    for _ in range(people):
        size, row = heap[0]
        heapreplace(heap, (size + 1, row))
    return [size for size, _ in sorted(heap, key=lambda entry: entry[1])]
