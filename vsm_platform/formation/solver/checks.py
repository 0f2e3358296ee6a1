"""What cannot be met, and why, before anything is solved.

Fatal findings come first: with one of them there is nothing to search. The checks are plain
Python and take less than a second for 50,000 students; what needs an integer programme is in
`meeting`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from vsm_platform.formation.solver.closed import fewest_isolated
from vsm_platform.formation.solver.hours import hours_of
from vsm_platform.formation.solver.plan import groups_of, plan_of, team_count
from vsm_platform.formation.solver.problem import (
    Attribute,
    Criterion,
    Finding,
    Kind,
    Problem,
    Rule,
    Weight,
)

NAMED = 50
"""So many people are named at the most in one finding."""
ORDER = list(Weight)


def check(problem: Problem) -> list[Finding]:
    """Everything that stands in the way, the worst first."""
    found = list(_of_students(problem))
    if not found:
        found = [finding for look in _LOOKS for finding in look(problem)]
    if not any(finding.weight == Weight.FATAL for finding in found):
        found += [finding for look in _LATER_LOOKS for finding in look(problem)]
    return sorted(found, key=lambda finding: ORDER.index(finding.weight))


def _of_students(problem: Problem) -> Iterator[Finding]:
    keys = Counter(student.key for student in problem.students)
    if not keys:
        yield Finding(Kind.NO_STUDENTS, Weight.FATAL)
    twice = sorted(key for key, times in keys.items() if times > 1)
    if twice:
        yield Finding(Kind.DUPLICATE_STUDENT, Weight.FATAL, {"keys": twice[:NAMED]})
    named = {key for pair in problem.together + problem.apart for key in pair} | set(problem.pins)
    strangers = sorted(named - set(keys))
    if keys and strangers:
        yield Finding(Kind.UNKNOWN_STUDENT, Weight.FATAL, {"keys": strangers[:NAMED]})
    regimes = max((len(student.masks) for student in problem.students), default=0)
    lost = [student.key for student in problem.students if len(student.masks) not in {0, regimes}]
    if lost:
        yield Finding(Kind.LOST_REGIMES, Weight.FATAL, {"keys": lost[:NAMED]})


def _of_sizes(problem: Problem) -> Iterator[Finding]:
    least, most = problem.least, problem.most
    people = len(problem.students)
    if least < 1 or most < least:
        yield Finding(Kind.BAD_SIZES, Weight.FATAL, {"least": least, "most": most})
    elif people < least:
        yield Finding(Kind.TOO_FEW_STUDENTS, Weight.FATAL, {"students": people, "least": least})
    elif not _divides(problem, least, most):
        data = {"students": people, "least": least, "most": most, "teams": problem.team_count}
        yield Finding(Kind.SIZES_DO_NOT_DIVIDE, Weight.FATAL, data | {"nearest": _nearest(problem)})


def _divides(problem: Problem, least: int, most: int) -> bool:
    plan = plan_of(problem)
    people, teams = sum(plan.sizes), len(plan.open)
    return teams * least <= people <= teams * most and (teams > 0 or people == 0)


def _nearest(problem: Problem) -> tuple[int, int] | None:
    """The range of sizes that is widened the least and would do."""
    sizes = plan_of(problem).sizes
    return (min(*sizes, problem.least), max(*sizes, problem.most)) if len(sizes) > 1 else None


def _of_pins(problem: Problem) -> Iterator[Finding]:
    teams = team_count(problem)
    beyond = sorted({n for n in [*problem.pins.values(), *problem.locked] if not 0 <= n < teams})
    if beyond:
        yield Finding(Kind.UNKNOWN_TEAM, Weight.FATAL, {"teams": beyond})
    for team, pinned in Counter(problem.pins.values()).items():
        if team not in problem.locked and pinned > problem.most:
            data = {"team": team, "pinned": pinned, "most": problem.most}
            yield Finding(Kind.PINS_DO_NOT_FIT, Weight.FATAL, data)


def _of_pairs(problem: Problem) -> Iterator[Finding]:
    home = {}
    for number, group in enumerate(groups_of(problem.together)):
        home.update(dict.fromkeys(group, number))
        if len(group) > problem.most:
            data = {"keys": sorted(group)[:NAMED], "most": problem.most}
            yield Finding(Kind.TOO_LARGE_TOGETHER, Weight.FATAL, data)
        pinned = {problem.pins[key] for key in group if key in problem.pins}
        if len(pinned) > 1:
            yield _pinned_against(sorted(group), pinned)
    for one, other in problem.apart:
        if one == other or (one in home and home[one] == home.get(other)):
            bound = sorted(key for key in home if home[key] == home.get(one)) or [one]
            about = {"keys": bound[:NAMED], "pair": (one, other)}
            yield Finding(Kind.CONTRADICTORY_PAIRS, Weight.FATAL, about)
        elif one in problem.pins and problem.pins[one] == problem.pins.get(other):
            yield _pinned_against([one, other], {problem.pins[one]})


def _pinned_against(keys: list[int], teams: set[int]) -> Finding:
    data = {"keys": keys[:NAMED], "teams": sorted(teams)}
    return Finding(Kind.PIN_CONTRADICTS, Weight.FATAL, data)


def _of_crowds(problem: Problem) -> Iterator[Finding]:
    """More people who must all be apart than there are teams (found greedily)."""
    foes: dict[int, set[int]] = defaultdict(set)
    for one, other in problem.apart:
        foes[one].add(other)
        foes[other].add(one)
    crowd: list[int] = []
    for key in sorted(foes, key=lambda key: (-len(foes[key]), key)):
        if all(key in foes[there] for there in crowd):
            crowd.append(key)
    teams = team_count(problem)
    if len(crowd) > teams:
        data = {"keys": sorted(crowd)[:NAMED], "teams": teams}
        yield Finding(Kind.TOO_MANY_APART, Weight.IMPOSSIBLE, data)


def _of_institutions(problem: Problem) -> Iterator[Finding]:
    if problem.institution_mix is None:
        return
    if len({student.institution for student in problem.students}) == 1:
        yield Finding(Kind.ONE_INSTITUTION, Weight.NOTE)


def _of_criteria(problem: Problem) -> Iterator[Finding]:
    for criterion in problem.criteria:
        values = [student.attributes.get(criterion.attribute) for student in problem.students]
        missing = sum(value is None for value in values)
        if missing:
            data = {"attribute": criterion.attribute, "missing": missing, "students": len(values)}
            yield Finding(Kind.MISSING_ATTRIBUTE, Weight.NOTE, data)
        if (
            criterion.rule == Rule.BALANCE
            and len({isinstance(v, str) for v in values if v is not None}) > 1
        ):
            yield Finding(Kind.NOT_A_NUMBER, Weight.NOTE, {"attribute": criterion.attribute})
        yield from _of_counts(problem, criterion, values)


def _of_counts(
    problem: Problem, criterion: Criterion, values: list[Attribute]
) -> Iterator[Finding]:
    plan = plan_of(problem)
    words = [None if value is None else str(value) for value in values]
    data: dict[str, object] = {"attribute": criterion.attribute, "value": criterion.value}
    if criterion.rule == Rule.AT_LEAST_ONE:
        have = words.count(criterion.value)
        if have < plan.teams:
            data |= {"have": have, "teams": plan.teams}
            yield Finding(Kind.NOT_ENOUGH, Weight.IMPOSSIBLE, data)
    if criterion.rule == Rule.NOT_ISOLATED and not plan.locked:
        alone = fewest_isolated(words, plan.sizes, criterion.value)
        if alone:
            yield Finding(Kind.ISOLATION_UNAVOIDABLE, Weight.IMPOSSIBLE, data | {"teams": alone})


def _of_hours(problem: Problem) -> Iterator[Finding]:
    asked, meeting = problem.common_hours, problem.meeting_minutes
    if asked <= 0:
        return
    weeks = {student.masks for student in problem.students}
    short = {masks for masks in weeks if masks and _hours(masks, meeting) < asked}
    keys = [student.key for student in problem.students if student.masks in short]
    if keys:
        data = {"keys": keys[:NAMED], "hours": asked, "students": len(keys)}
        yield Finding(Kind.NO_HOURS_OF_OWN, Weight.IMPOSSIBLE, data)
    yield from _of_pairs_of_institutions(problem)


def _hours(masks: tuple[int, ...], meeting: int) -> float:
    return min(hours_of(mask, meeting) for mask in masks)


def _of_pairs_of_institutions(problem: Problem) -> Iterator[Finding]:
    """Institutions of which no two students share the hours."""
    free: dict[int, tuple[int, ...]] = {}
    for student in problem.students:
        before = free.get(student.institution)
        masks = student.masks
        if before is None or masks == before:
            free[student.institution] = masks
        else:
            free[student.institution] = _either(before, masks)
    shared = {
        (one, other): _shared(free[one], free[other], problem.meeting_minutes)
        for one, other in combinations(sorted(free), 2)
    }
    short = {pair: hours for pair, hours in shared.items() if hours < problem.common_hours}
    if short:
        weight = Weight.IMPOSSIBLE if len(short) == len(shared) else Weight.NOTE
        most = max(short.values())
        data = {"hours": problem.common_hours, "most_hours": most, "institutions": sorted(short)}
        yield Finding(Kind.NO_COMMON_HOURS, weight, data)


def _either(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """When any of both is free; no weeks at all means always."""
    return tuple(a | b for a, b in zip(one, other, strict=True)) if one and other else ()


def _shared(one: tuple[int, ...], other: tuple[int, ...], meeting: int) -> float:
    if not one or not other:
        return _hours(one or other, meeting) if one or other else 168.0
    return _hours(tuple(a & b for a, b in zip(one, other, strict=True)), meeting)


Look = Callable[[Problem], Iterator[Finding]]
_LOOKS: tuple[Look, ...] = (_of_sizes, _of_pins, _of_pairs)
_LATER_LOOKS: tuple[Look, ...] = (_of_crowds, _of_institutions, _of_criteria, _of_hours)
