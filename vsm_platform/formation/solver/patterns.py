"""Integer programmes over what teams can look like, solved by HiGHS when it is installed.

A pattern is a multiset of institutions (or of classes of institutions with the same hours). Its
hours are those of everybody of each class together, its pairs those of the most even choice of
institutions within a class: both can only flatter a real team, so the optimum over patterns is a
bound. For very small classes the patterns are all teams, and the optimum is the best division.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from math import comb

import numpy as np
import numpy.typing as npt

from vsm_platform.formation.solver.closed import even_pairs
from vsm_platform.formation.solver.highs import Costs, installed, least_cost
from vsm_platform.formation.solver.losses import losses
from vsm_platform.formation.solver.model import Model
from vsm_platform.formation.solver.weeks import Weeks, Words

MOST_PATTERNS = 60_000
MOST_TEAMS = 12_000
"""Of so many possible teams the best division is sought itself."""


@dataclass(frozen=True)
class Classes:
    """Kinds of students, as far as hours and institutions go."""

    model: Model
    sizes: tuple[int, ...]
    """Of all teams."""
    members: tuple[tuple[int, ...], ...]
    """Places of students."""
    institutions: tuple[int, ...]
    """How many there are in each class."""

    @cached_property
    def patterns(self) -> npt.NDArray[np.int64]:
        """Students of each class, in each pattern, for all sizes: (patterns, classes)."""
        rows = []
        for size in sorted(set(self.sizes)):
            chosen = np.array(list(combinations_with_replacement(range(len(self.members)), size)))
            rows.append(np.stack([(chosen == kind).sum(axis=1) for kind in self.kinds], axis=1))
        return np.concatenate(rows)

    @property
    def kinds(self) -> range:
        return range(len(self.members))

    @cached_property
    def pairs(self) -> Costs:
        """The fewest pairs of one institution in each pattern."""
        most = max(self.sizes)
        table = [[even_pairs(c, many) for c in range(most + 1)] for many in self.institutions]
        counts = self.patterns
        return sum(
            (np.array(table[kind])[counts[:, kind]] for kind in self.kinds),
            np.zeros(len(counts)),
        )

    @cached_property
    def missing(self) -> Costs:
        """The fewest hours that each pattern lacks."""
        weeks = self.model.weeks
        if weeks is None:
            return np.zeros(len(self.patterns))
        common = np.full((*weeks.words.shape[:2], len(self.patterns)), np.uint64(2**64 - 1))
        for kind in self.kinds:
            free = free_of(weeks, self.members[kind])
            common[:, :, self.patterns[:, kind] > 0] &= free[:, :, None]
        return weeks.missing(common).astype(np.float64)

    def bound(self, costs: Costs, allowed: npt.NDArray[np.bool_], seconds: float) -> float | None:
        """The least sum of costs with allowed patterns; None if they cannot make up the class."""
        if allowed.all() and not costs.any():
            # Every division is made of these patterns, so there is one, and it costs nothing.
            return 0.0
        counts = self.patterns[allowed]
        lengths = counts.sum(axis=1)
        sizes = sorted(set(self.sizes))
        rows = np.concatenate([counts, np.stack([lengths == s for s in sizes], axis=1)], axis=1)
        wanted = [len(them) for them in self.members] + [self.sizes.count(s) for s in sizes]
        found = least_cost(rows, costs[allowed], wanted, seconds=seconds)
        return None if found is None else found[0]


def classes_of(model: Model, sizes: tuple[int, ...]) -> Classes | None:
    """Institutions, or (if these make too many patterns) institutions of the same hours."""
    if not sizes or not installed():
        return None
    by_institution: dict[int, list[int]] = defaultdict(list)
    for place, student in enumerate(model.problem.students):
        by_institution[student.institution].append(place)
    groups = [tuple(places) for places in by_institution.values()]
    if _number(len(groups), sizes) <= MOST_PATTERNS:
        return Classes(model, sizes, tuple(groups), (1,) * len(groups))
    if model.weeks is None:
        return None
    alike: dict[bytes, list[tuple[int, ...]]] = defaultdict(list)
    for places in groups:
        alike[free_of(model.weeks, places).tobytes()].append(places)
    if _number(len(alike), sizes) > MOST_PATTERNS:
        return None
    merged = tuple(tuple(place for places in same for place in places) for same in alike.values())
    return Classes(model, sizes, merged, tuple(len(same) for same in alike.values()))


def free_of(weeks: Weeks, places: tuple[int, ...]) -> Words:
    """When any of them is free: (regimes, W)."""
    free: Words = np.bitwise_or.reduce(weeks.words[:, :, list(places)], axis=-1)
    return free


def _number(kinds: int, sizes: Sequence[int]) -> int:
    return sum(comb(kinds + size - 1, size) for size in set(sizes))


def best_division(
    model: Model, sizes: tuple[int, ...], seconds: float
) -> tuple[float, bool] | None:
    """A bound over all possible teams, and whether it is the best division; None for more of them."""
    students = model.nobody
    if not installed() or sum(comb(students, size) for size in set(sizes)) > MOST_TEAMS:
        return None
    costs, rows, lengths = [], [], []
    for size in sorted(set(sizes)):
        teams = np.array(list(combinations(range(students), size)), dtype=np.int32)
        costs.append(losses(model, teams).total)
        inside = np.zeros((len(teams), students), dtype=np.int64)
        np.put_along_axis(inside, teams.astype(np.int64), 1, axis=1)
        rows.append(inside)
        lengths.append(np.full(len(teams), size))
    length, number = np.concatenate(lengths), Counter(sizes)
    by_size = np.stack([length == size for size in number], axis=1)
    table = np.concatenate([np.concatenate(rows), by_size], axis=1)
    wanted = [1] * students + list(number.values())
    return least_cost(table, np.concatenate(costs), wanted, seconds=seconds)
