"""A problem as arrays: what each rule needs to know of each student, and what each rule weighs.

Students are numbered by their place in the problem; one more stands for an empty seat, which has
no value of anything and is free at any time. With it, teams of two sizes are one array.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.problem import (
    Attribute,
    Criterion,
    Importance,
    Problem,
    Rule,
)
from vsm_platform.formation.solver.weeks import Weeks, weeks_of

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
BROKEN = 1000.0
"""What one breach of a required rule weighs: more than anything that it could be traded for."""
MISSING_HOUR = 1.5
PAIR = {Importance.LOW: 0.3, Importance.MEDIUM: 1.0, Importance.HIGH: 3.0, Importance.REQUIRED: 100}
"""For each pair of one institution, of one value (spread) or of two values (gather)."""
TEAM = {Importance.LOW: 0.6, Importance.MEDIUM: 2.0, Importance.HIGH: 6.0}
"""For each team in which someone is alone, or nobody is what someone should be."""
SQUARE = {
    Importance.LOW: 0.05,
    Importance.MEDIUM: 0.15,
    Importance.HIGH: 0.5,
    Importance.REQUIRED: 5,
}
"""For the squared deviation of a team's sum from what its size would have on average."""
OF_INSTITUTIONS = -1


@dataclass(frozen=True, slots=True)
class PairTerm:
    """Weighs pairs within a team: of one code, or (gather) of two codes. -1 is unknown."""

    codes: Ints
    weight: float
    gather: bool
    place: int


@dataclass(frozen=True, slots=True)
class CountTerm:
    """Weighs teams in which exactly one (``alone``) or none has a property."""

    has: npt.NDArray[np.int16]
    weight: float
    alone: bool
    place: int
    value: str

    @property
    def bad(self) -> int:
        """The number of members with the property that is weighed."""
        return 1 if self.alone else 0


@dataclass(frozen=True, slots=True)
class SumTerm:
    """Weighs the square of a team's sum; values are less their mean, unknown ones are 0."""

    values: Floats
    weight: float
    place: int


@dataclass(frozen=True)
class Model:
    problem: Problem
    pairs: list[PairTerm] = field(default_factory=list)
    counts: list[CountTerm] = field(default_factory=list)
    sums: list[SumTerm] = field(default_factory=list)
    weeks: Weeks | None = None

    @property
    def nobody(self) -> int:
        return len(self.problem.students)

    @cached_property
    def index(self) -> dict[int, int]:
        """Places by students' keys."""
        return {student.key: place for place, student in enumerate(self.problem.students)}

    @cached_property
    def foes(self) -> Ints:
        """Whom each must not meet, by place; filled up with -1: (students + 1, most of one)."""
        return self._beside(self.problem.apart)

    @cached_property
    def mates(self) -> Ints:
        return self._beside(self.problem.together)

    def _beside(self, pairs: tuple[tuple[int, int], ...]) -> Ints:
        beside: dict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            beside[self.index[one]].add(self.index[other])
            beside[self.index[other]].add(self.index[one])
        rows = np.full((self.nobody + 1, max(map(len, beside.values()), default=0)), -1, np.int32)
        for place, others in beside.items():
            rows[place, : len(others)] = sorted(others)
        return rows

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Places of those who must be together, each group of two or more once."""
        groups: list[list[int]] = []
        seen: set[int] = set()
        for place in range(self.nobody if self.mates.shape[1] else 0):
            if place in seen or self.mates[place, 0] < 0:
                continue
            group = [place]
            seen.add(place)
            for member in group:
                new = [int(mate) for mate in self.mates[member] if mate >= 0 and mate not in seen]
                seen.update(new)
                group += new
            groups.append(group)
        return groups


def model_of(problem: Problem) -> Model:
    """Compile the problem."""
    model = Model(problem, weeks=weeks_of(problem))
    if problem.institution_mix is not None:
        codes = [student.institution for student in problem.students]
        weight = PAIR[problem.institution_mix]
        model.pairs.append(PairTerm(_coded(list(map(str, codes))), weight, False, OF_INSTITUTIONS))
    for place, criterion in enumerate(problem.criteria):
        values = values_of(problem, criterion.attribute)
        _add(model, place, criterion, values)
    return model


def values_of(problem: Problem, attribute: str) -> list[Attribute]:
    """What each student has there, in the order of the class."""
    return [student.attributes.get(attribute) for student in problem.students]


def words_of(values: list[Attribute]) -> list[str]:
    """The different values that are known, sorted."""
    return sorted({str(value) for value in values if value is not None})


def _add(model: Model, place: int, criterion: Criterion, values: list[Attribute]) -> None:
    rule, importance = criterion.rule, criterion.importance
    if rule in {Rule.SPREAD, Rule.GATHER}:
        codes = _coded([None if value is None else str(value) for value in values])
        model.pairs.append(PairTerm(codes, PAIR[importance], rule == Rule.GATHER, place))
    elif rule == Rule.BALANCE:
        for numbers in _numbers(values):
            model.sums.append(SumTerm(_centred(numbers), SQUARE[importance], place))
    else:
        weight = TEAM.get(importance, BROKEN)
        alone = rule == Rule.NOT_ISOLATED
        for word in [criterion.value] if criterion.value is not None else words_of(values):
            has = np.array([value is not None and str(value) == word for value in values] + [False])
            model.counts.append(CountTerm(has.astype(np.int16), weight, alone, place, word))


def _numbers(values: list[Attribute]) -> list[list[float | None]]:
    """One list for numbers; for words one list each, of who has it."""
    known = [value for value in values if value is not None]
    if all(not isinstance(value, str) for value in known):
        return [[None if value is None else float(value) for value in values]] if known else []
    return [
        [None if value is None else float(str(value) == word) for value in values]
        for word in words_of(values)
    ]


def _centred(numbers: list[float | None]) -> Floats:
    array = np.array([np.nan if number is None else number for number in numbers] + [np.nan])
    centred: Floats = np.nan_to_num(array - np.nanmean(array)).astype(np.float32)
    return centred


def _coded(words: list[str | None] | list[str]) -> Ints:
    codes = {word: code for code, word in enumerate(sorted({w for w in words if w is not None}))}
    known = [-1 if word is None else codes[word] for word in words]
    return np.array([*known, -1], dtype=np.int32)
