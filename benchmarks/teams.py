"""Teams of seeded classes against the proven bounds.

``python -m benchmarks.teams --students N [--seed S] [--json]``: gain is how far the loss came from
random teams towards the proven bound (1 is as good as can be proven, not as good as was found).
``python -m benchmarks.teams --mdgp FILE [--seconds S]`` reads an instance of the public MDGPLIB
(maximum diversity grouping) and prints the value that was reached.
"""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path

import numpy as np

from benchmarks.classes import class_of
from benchmarks.house import nothing_printed, report
from vsm_platform.formation.solver.bounds import bound, sizes_of
from vsm_platform.formation.solver.losses import losses, seated
from vsm_platform.formation.solver.mdgp import maximise, read, value_of
from vsm_platform.formation.solver.model import Model, model_of
from vsm_platform.formation.solver.plan import plan_of
from vsm_platform.formation.solver.problem import Problem, Teams
from vsm_platform.formation.solver.search import solve

RANDOM_DIVISIONS = 20


def random_loss(problem: Problem, model: Model) -> float:
    """The mean loss of random teams of the same sizes."""
    keys = np.array([student.key for student in problem.students])
    cuts = np.cumsum(sizes_of(plan_of(problem)))[:-1]
    rng = np.random.default_rng(problem.seed)
    found = []
    for _ in range(RANDOM_DIVISIONS):
        teams: Teams = tuple(
            tuple(map(int, team)) for team in np.split(rng.permutation(keys), cuts)
        )
        found.append(losses(model, seated(model, teams)).total.sum())
    return float(np.mean(found))


def measure(students: int, seed: int, seconds: float) -> dict[str, object]:
    problem = class_of(students, seed)
    began, cpu = time.perf_counter(), time.process_time()
    proposal = solve(problem, seconds=seconds)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    model = model_of(problem)
    least, chance = bound(problem, seconds=60, exact=students <= 24), random_loss(problem, model)
    each = losses(model, seated(model, proposal.teams))
    sizes = sizes_of(plan_of(problem))
    cross = sum(s * (s - 1) // 2 for s in sizes) - each.institutions.sum()
    possible = least.meeting_cross_pairs or least.cross_pairs
    isolated = each.criteria[:, 1].sum() / 2 - least.criteria[1] / 2
    return {
        "students": students,
        "seconds": round(took, 2),
        "gain": round((chance - proposal.loss.total) / (chance - least.total), 4),
        "institution_ratio": round(float(cross / possible), 4),
        "hard_violations": proposal.loss.broken,
        "isolated_avoidable": round(float(isolated)),
        "teams_meeting_hours": round(float((each.hours <= 0).mean()), 4),
        "cpu_seconds": round(cpu, 2),
        "finished": proposal.finished,
        "rounds": proposal.rounds,
        "loss": round(proposal.loss.total, 2),
        "bound": round(least.total, 2),
        "bound_is_exact": least.exact,
        "random": round(chance, 1),
        "parts": [
            round(x, 2)
            for x in (proposal.loss.institutions, proposal.loss.hours, *proposal.loss.criteria)
        ],
        "bound_parts": [least.institutions, *least.criteria],
    }


def diversity(file: Path, seed: int, seconds: float) -> dict[str, object]:
    instance = read(file.read_text(encoding="ascii"))
    began = time.perf_counter()
    members = maximise(instance, seed=seed, seconds=seconds)
    took = time.perf_counter() - began
    return {
        "instance": file.name,
        "elements": len(instance.distances) - 1,
        "groups": len(instance.sizes),
        "value": round(value_of(instance, members), 3),
        "seconds": round(took, 2),
    }


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=110)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mdgp")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.mdgp:
        report(diversity(Path(asked.mdgp), asked.seed, min(asked.seconds, 10)))
    else:
        with nothing_printed():
            figures = measure(asked.students, asked.seed, asked.seconds)
        report(figures)


if __name__ == "__main__":
    sys.exit(main())
