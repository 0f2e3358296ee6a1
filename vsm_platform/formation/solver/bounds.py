"""What no division of a class can undercut.

Each rule is bounded alone (`closed`) and the bounds are added up, which is a bound again. Pairs of
institutions and missing hours stand against each other, so they are bounded together (`patterns`)
where HiGHS is installed; without it, hours are bounded by nothing, and said to be unproven.
"""

from vsm_platform.formation.solver.closed import (
    fewest_isolated,
    fewest_pairs,
    least_squares,
    pairs_of,
)
from vsm_platform.formation.solver.model import (
    MISSING_HOUR,
    OF_INSTITUTIONS,
    CountTerm,
    Model,
    PairTerm,
    SumTerm,
    model_of,
)
from vsm_platform.formation.solver.patterns import best_division, classes_of
from vsm_platform.formation.solver.plan import Plan, plan_of
from vsm_platform.formation.solver.problem import Bound, Problem


def bound(problem: Problem, *, seconds: float = 10.0, exact: bool = False) -> Bound:
    """The proven bound of the loss; of hours and institutions together when ``highspy`` is there.

    Args:
        problem: the class.
        seconds: for each integer programme; what is proven until then is a bound as well.
        exact: look for the best division itself, if the class is small enough (takes seconds).
    """
    model, plan = model_of(problem), plan_of(problem)
    sizes = sizes_of(plan)
    alone, criteria = bounds_in_closed_form(model, plan)
    pairs = fewest_pairs([student.institution for student in problem.students], plan.teams)
    joint, hours, meeting = _together(model, sizes if fixed_sizes(plan) else (), seconds)
    best = best_division(model, sizes, seconds) if exact and fixed_sizes(plan) else None
    summed = max(alone, joint or 0.0) + sum(criteria)
    return Bound(
        total=max(summed, best[0] if best else 0.0),
        institutions=alone,
        hours=hours or 0.0,
        criteria=criteria,
        cross_pairs=sum(map(pairs_of, sizes)) - pairs,
        meeting_cross_pairs=meeting,
        proven_hours=model.weeks is None or joint is not None,
        exact=best is not None and best[1],
    )


def bounds_in_closed_form(model: Model, plan: Plan) -> tuple[float, tuple[float, ...]]:
    """Of institutions, and of each criterion; quick, for nothing is solved."""
    mix = [term for term in model.pairs if term.place == OF_INSTITUTIONS]
    return sum(_of_pairs(term, plan) for term in mix), _criteria(model, plan, sizes_of(plan))


def sizes_of(plan: Plan) -> tuple[int, ...]:
    """Of all teams."""
    return plan.sizes + tuple(len(team) for team in plan.locked.values())


def fixed_sizes(plan: Plan) -> bool:
    """Whether every division has the same sizes (`plan_of` frees them for large groups)."""
    return plan.seats == max(plan.sizes, default=0)


def _together(
    model: Model, sizes: tuple[int, ...], seconds: float
) -> tuple[float | None, float | None, int | None]:
    """Bounds of institutions with hours, of hours, and of pairs of institutions if all meet."""
    classes = classes_of(model, sizes)
    if classes is None:
        return None, None, None
    weight = sum(term.weight for term in model.pairs if term.place == OF_INSTITUTIONS)
    costs = classes.pairs * weight + classes.missing * MISSING_HOUR
    everything = classes.missing >= 0
    joint = classes.bound(costs, everything, seconds)
    hours = classes.bound(classes.missing * MISSING_HOUR, everything, seconds)
    fewest = classes.bound(classes.pairs, classes.missing <= 0, seconds)
    total = sum(map(pairs_of, sizes))
    return joint, hours, None if fewest is None else total - int(-(-(fewest - 1e-6) // 1))


def _criteria(model: Model, plan: Plan, sizes: tuple[int, ...]) -> tuple[float, ...]:
    criteria = [0.0] * len(model.problem.criteria)
    for pair in model.pairs:
        if pair.place != OF_INSTITUTIONS:
            criteria[pair.place] += _of_pairs(pair, plan)
    for total in model.sums:
        criteria[total.place] += _of_sums(model, total, sizes) if fixed_sizes(plan) else 0.0
    for place in {count.place for count in model.counts}:
        terms = [count for count in model.counts if count.place == place]
        criteria[place] += _of_counts(model, terms, sizes, fixed=fixed_sizes(plan))
    return tuple(criteria)


def _of_pairs(term: PairTerm, plan: Plan) -> float:
    if term.gather:
        return 0.0
    known = [int(code) for code in term.codes if code >= 0]
    return fewest_pairs(known, plan.teams) * term.weight


def _of_sums(model: Model, term: SumTerm, sizes: tuple[int, ...]) -> float:
    values = [student.attributes.get(model.problem.criteria[term.place].attribute)
              for student in model.problem.students]  # fmt: skip
    if not values or any(value is None for value in values):
        return 0.0
    if any(isinstance(value, str) for value in values):
        numbers = [float(value > 0) for value in term.values[:-1]]
    else:
        numbers = [float(value) for value in values if value is not None]
    return least_squares(numbers, sizes) * term.weight


def _of_counts(
    model: Model, terms: list[CountTerm], sizes: tuple[int, ...], *, fixed: bool
) -> float:
    criterion = model.problem.criteria[terms[0].place]
    if not terms[0].alone:
        return max(0, len(sizes) - int(terms[0].has.sum())) * terms[0].weight
    if not fixed:
        return 0.0
    values = [student.attributes.get(criterion.attribute) for student in model.problem.students]
    words = [None if value is None else str(value) for value in values]
    return fewest_isolated(words, sizes, criterion.value) * terms[0].weight
