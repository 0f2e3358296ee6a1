"""What a drop-out, and many at once, move in a class of 1,300: ``python -m benchmarks.team_repair``."""

import random
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace

from benchmarks.classes import class_of
from benchmarks.house import report
from vsm_platform.formation.solver.problem import Problem, Teams
from vsm_platform.formation.solver.repair import options
from vsm_platform.formation.solver.search import solve

LEAST, MOST = 4, 6
EVENTS = 10


def measure(students: int, seed: int) -> dict[str, object]:
    """Teams of everybody but 2%; then single drop-outs; then 5% out and those 2% in."""
    whole = replace(class_of(students, seed), least=LEAST, most=MOST)
    draw = random.Random(seed)
    late = set(draw.sample(range(students), students // 50))
    early = replace(whole, students=tuple(s for s in whole.students if s.key not in late),
                    team_count=students // 5)  # fmt: skip
    teams = solve(early).teams
    single = [
        _drop_out(early, teams, key)
        for key in draw.sample(sorted(set(range(students)) - late), EVENTS)
    ]
    gone = draw.sample(sorted(set(range(students)) - late), students // 20)
    began, cpu = time.perf_counter(), time.process_time()
    best = options(whole, teams, late, gone)[0]
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "one_dropout_moves": max(moves for moves, _ in single),
        "one_dropout_seconds": round(sum(seconds for _, seconds in single) / EVENTS, 3),
        "five_percent_moved_share": round(best.moved / students, 4),
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "smallest_team": min(map(len, best.teams)),
        "price": round(best.price, 2),
    }


def _drop_out(problem: Problem, teams: Teams, key: int) -> tuple[int, float]:
    began = time.perf_counter()
    best = options(problem, teams, gone=[key])[0]
    return best.moved, time.perf_counter() - began


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    report(measure(asked.students, asked.seed))


if __name__ == "__main__":
    sys.exit(main())
