"""Why the teams are as they are, in figures that a student or a dean can be shown.

A rule that is not met was proven to be impossible (its loss is its bound), traded off for other
rules, or left so because the search was stopped.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from vsm_platform.formation.solver.bounds import bound
from vsm_platform.formation.solver.losses import Losses, losses, seated
from vsm_platform.formation.solver.model import BROKEN, Ints, Model, model_of
from vsm_platform.formation.solver.problem import (
    SLOT_MINUTES,
    Bound,
    Explanation,
    Outcome,
    PriceOfZones,
    Problem,
    RuleReport,
    Slot,
    TeamReport,
    Teams,
)
from vsm_platform.formation.solver.ticks import ticks_of
from vsm_platform.formation.solver.weeks import Weeks, weeks_of

BEST_SLOTS = 3
NEAR = 1e-3


def explain(
    problem: Problem, teams: Teams, *, finished: bool = True, least: Bound | None = None
) -> Explanation:
    """Teams, rules and the price of time zones.

    Args:
        problem: the class.
        teams: everybody's, however they were made.
        finished: whether the search came to its end.
        least: the class's bound, if it is known already.
    """
    model, least = model_of(problem), least or bound(problem)
    members = seated(model, teams)
    each = losses(model, members)
    return Explanation(
        teams=tuple(_teams(model, teams, members, each)),
        rules=tuple(_rules(model, members, each, least, finished=finished)),
        zones=_zones(problem, teams, least),
        bound=least,
    )


def _teams(model: Model, teams: Teams, members: Ints, each: Losses) -> Iterator[TeamReport]:
    students = model.problem.students
    weeks = weeks_of(model.problem, always=True)
    hours, slots = _meetings(weeks, members)
    ticks = ticks_of(model, members)
    for number, team in enumerate(teams):
        yield TeamReport(
            number=number,
            institutions=Counter(students[model.index[key]].institution for key in team),
            shared_hours=hours[number],
            meets=hours[number] >= model.problem.common_hours - NEAR,
            slots=slots[number],
            loss=float(each.total[number]),
            ticks=ticks[number],
        )


def _meetings(weeks: Weeks | None, members: Ints) -> tuple[list[float], list[tuple[Slot, ...]]]:
    """Shared hours and best slots of each team; all week where nobody's week is known."""
    if weeks is None:
        return [168.0] * len(members), [()] * len(members)
    common = np.bitwise_and.reduce(weeks.words[:, :, members], axis=-1)
    hours = [float(number) for number in weeks.hours(common)]
    always = np.bitwise_and.reduce(common, axis=0)
    return hours, [best_slots(weeks, always[:, team]) for team in range(len(members))]


def best_slots(weeks: Weeks, common: np.typing.NDArray[np.uint64]) -> tuple[Slot, ...]:
    """Middles of the longest stretches in which a meeting can begin, the longest first."""
    bits = weeks.bits(common)
    whole = len(bits)
    if bits.all():
        return (Slot(0, weeks.length * weeks.step),)
    # Begin where nobody can meet, so that no stretch is cut in two by Sunday's midnight.
    gap = int(np.flatnonzero(~bits)[0])
    turned = np.roll(bits, -gap).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate([turned, [0]])))
    stretches = sorted(
        ((begin + 1, end) for begin, end in zip(edges[::2], edges[1::2], strict=True)),
        key=lambda stretch: (stretch[0] - stretch[1], (stretch[0] + gap) % whole),
    )
    factor = weeks.step // SLOT_MINUTES
    return tuple(
        Slot(int((begin + end) // 2 + gap) % whole * factor, weeks.length * weeks.step)
        for begin, end in stretches[:BEST_SLOTS]
    )


def _rules(
    model: Model, members: Ints, each: Losses, least: Bound, *, finished: bool
) -> Iterator[RuleReport]:
    def report(
        name: str, loss: Ints | np.typing.NDArray[np.float64], unavoidable: float,
        criterion: int | None = None,
    ) -> RuleReport:  # fmt: skip
        total = float(loss.sum())
        outcome = _outcome(total, unavoidable, finished=finished)
        worst = tuple(int(number) for number in np.flatnonzero(loss > NEAR))
        return RuleReport(criterion, name, outcome, total, unavoidable, worst)

    problem = model.problem
    if problem.institution_mix is not None:
        yield report("institutions", each.institutions, least.institutions)
    if model.weeks is not None:
        yield report("hours", each.hours, least.hours)
    for name, pairs in (("apart", model.foes), ("together", model.mates)):
        if pairs.shape[1]:
            yield report(name, _broken(model, members, name), 0.0)
    for place, criterion in enumerate(problem.criteria):
        yield report(criterion.attribute, each.criteria[:, place], least.criteria[place], place)


def _outcome(loss: float, unavoidable: float, *, finished: bool) -> Outcome:
    if loss <= NEAR:
        return Outcome.MET
    if loss <= unavoidable + NEAR:
        return Outcome.IMPOSSIBLE
    return Outcome.TRADED_OFF if finished else Outcome.TIME


def _broken(model: Model, members: Ints, name: str) -> np.typing.NDArray[np.float64]:
    """The loss of pairs of one kind only."""
    beside = model.foes if name == "apart" else model.mates
    rows = beside[members]
    met = (rows[:, :, :, None] == members[:, None, None, :]).sum(axis=(1, 2, 3))
    missed = met if name == "apart" else (rows >= 0).sum(axis=(1, 2)) - met
    loss: np.typing.NDArray[np.float64] = missed * (BROKEN / 2)
    return loss


def _zones(problem: Problem, teams: Teams, least: Bound) -> PriceOfZones:
    home = {student.key: student.institution for student in problem.students}
    reached = 0
    for team in teams:
        counts = Counter(home[key] for key in team)
        reached += (len(team) ** 2 - sum(number**2 for number in counts.values())) // 2
    return PriceOfZones(
        without=least.cross_pairs,
        possible=least.meeting_cross_pairs,
        reached=reached,
        proven=least.proven_hours,
    )
