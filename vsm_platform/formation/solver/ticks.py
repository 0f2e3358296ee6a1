"""Whether a team keeps a criterion: a tick, and never a member's own value.

Nothing (None) where no member's value is known.
"""

from collections import Counter
from collections.abc import Sequence

from vsm_platform.formation.solver.closed import even_pairs, pairs_of
from vsm_platform.formation.solver.model import Ints, Model, values_of
from vsm_platform.formation.solver.problem import Attribute, Criterion, Rule

CLOSE = 0.5
"""A balanced team's mean is within so many standard deviations of everybody's."""
Tick = bool | None


def ticks_of(model: Model, members: Ints) -> list[tuple[Tick, ...]]:
    """Ticks of each team, in the order of the criteria."""
    columns = [_column(model, criterion, members) for criterion in model.problem.criteria]
    return list(zip(*columns, strict=True)) if columns else [()] * len(members)


def _column(model: Model, criterion: Criterion, members: Ints) -> list[Tick]:
    values = values_of(model.problem, criterion.attribute)
    known = [value for value in values if value is not None]
    teams = [
        [values[place] for place in row if place < len(values) and values[place] is not None]
        for row in members.tolist()
    ]
    if criterion.rule == Rule.BALANCE:
        return [_balanced(team, known) for team in teams]
    kinds = len(set(map(str, known)))
    return [_kept(criterion, Counter(map(str, team)), kinds) if team else None for team in teams]


def _kept(criterion: Criterion, counts: Counter[str], kinds: int) -> bool:
    if criterion.rule == Rule.AT_LEAST_ONE:
        return counts[str(criterion.value)] > 0
    if criterion.rule == Rule.NOT_ISOLATED:
        protected = [criterion.value] if criterion.value is not None else list(counts)
        return all(counts[value] != 1 for value in protected)
    if criterion.rule == Rule.GATHER:
        return len(counts) == 1
    pairs = sum(map(pairs_of, counts.values()))
    return pairs <= even_pairs(counts.total(), max(kinds, 1))


def _balanced(team: Sequence[Attribute], everybody: Sequence[Attribute]) -> Tick:
    if not team:
        return None
    if all(isinstance(value, str) for value in everybody):
        words = set(everybody)
        return all(
            abs(team.count(word) - everybody.count(word) / len(everybody) * len(team)) <= 1
            for word in words
        )
    numbers = [float(value) for value in everybody if not isinstance(value, str | None)]
    own = [float(value) for value in team if not isinstance(value, str | None)]
    if not own:
        return None
    mean = sum(numbers) / len(numbers)
    deviation: float = (sum((number - mean) ** 2 for number in numbers) / len(numbers)) ** 0.5
    return bool(abs(sum(own) / len(own) - mean) <= CLOSE * deviation + 1e-9)
