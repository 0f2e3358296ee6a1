"""Annealing over disjoint pairs of teams.

All swaps of each pair are scored at once and one is drawn; teams of small classes are searched in
several replicas side by side. The number of rounds follows from the size of the class, never from
the clock, so one seed gives one answer, and it ends early only where teams are proven to be the
best there are. Afterwards the best replica is cooled to where no swap
helps any more, and a last pass looks after the worst teams.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from vsm_platform.formation.solver.annealing import Board
from vsm_platform.formation.solver.blocks import move_blocks
from vsm_platform.formation.solver.bounds import bounds_in_closed_form
from vsm_platform.formation.solver.checks import check
from vsm_platform.formation.solver.choosing import SURE, random_pairs, tournament
from vsm_platform.formation.solver.losses import losses, named, parts_of, seated
from vsm_platform.formation.solver.model import Ints, Model, model_of
from vsm_platform.formation.solver.plan import Plan, plan_of
from vsm_platform.formation.solver.problem import (
    CannotSolve,
    Problem,
    Proposal,
    Teams,
    Weight,
)
from vsm_platform.formation.solver.start import dealt
from vsm_platform.formation.solver.worst import lift_the_worst

Progress = Callable[[float, float], None]
"""Called with the share that is done (0 to 1) and the loss so far."""
Stop = Callable[[], bool]
HOT = 1.0
COLD = 0.02
ROWS = 120
"""Teams of all replicas together: fewer would cost about as much, for NumPy's calls do."""
MOST_ROUNDS, LEAST_ROUNDS, TEAM_ROUNDS = 500, 60, 250_000
LOOKS = 50
"""So often progress is told."""
HURRY, COOLING = 0.5, 0.9
"""From the one share of the time on it may cool faster than planned; after the other it must."""


@dataclass
class Watch:
    """When to stop, and whom to tell how far it is."""

    goal: float
    """A proven bound: nothing is better than what has reached it."""
    seconds: float
    progress: Progress | None
    stop: Stop | None
    began: float = field(default_factory=time.monotonic)
    ended: bool = False
    """By the clock or by hand."""
    reached: bool = False
    """The goal."""
    hurried: bool = False
    """Whether the clock made it cool faster."""

    def over(self) -> bool:
        """Whether it must end now."""
        self.ended = self.ended or time.monotonic() - self.began > self.seconds
        return self.ended

    def pace(self, share: float) -> float:
        """How far the search must think it is, when so much of its plan is done: 1 ends it."""
        spent = (time.monotonic() - self.began) / self.seconds if self.seconds > 0 else 1.0
        late = (spent - HURRY) / (COOLING - HURRY)
        self.hurried = self.hurried or late > share
        return 1.0 if self.ended else max(share, late)

    def look(self, share: float, board: Board) -> None:
        """Tell the progress, and ask whether somebody wants to stop."""
        loss = min(_totals(board))
        self.reached = loss <= self.goal + SURE
        if self.progress is not None:
            self.progress(share, loss)
        if self.stop is not None and self.stop():
            self.ended = True


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Proposal:
    """Teams for the class; the same for the same seed, unless clock or ``stop`` ended the search.

    Raises:
        CannotSolve: a check was fatal (`checks.check`).
    """
    began = time.monotonic()
    fatal = tuple(finding for finding in check(problem) if finding.weight == Weight.FATAL)
    if fatal:
        raise CannotSolve(fatal)
    model, plan = model_of(problem), plan_of(problem)
    alone, criteria = bounds_in_closed_form(model, plan)
    watch = Watch(alone + sum(criteria), seconds, progress, stop, began)
    board, rng = board_of(model, plan), np.random.default_rng(problem.seed)
    rounds = 0
    if board.teams > 1:
        rounds = _anneal(board, watch, rng)
        stopped = watch.ended or watch.hurried
        board = _best(board)
        _cool(board, rng, watch)
        lift_the_worst(board)
        watch.ended = watch.ended or stopped
    watch.look(1.0, board)
    teams = _all_teams(model, plan, board.members)
    return Proposal(teams, parts_of(model, seated(model, teams)), rounds, not watch.ended)


def board_of(model: Model, plan: Plan) -> Board:
    """The replicas, each dealt anew."""
    teams = len(plan.open)
    replicas = max(1, ROWS // max(teams, 1)) if teams > 1 else 1
    starts = [
        dealt(model, plan, np.random.default_rng((model.problem.seed, replica)))
        for replica in range(replicas)
    ]
    fixed = np.zeros(model.nobody + 1, dtype=bool)
    fixed[[model.index[key] for key in model.problem.pins]] = True
    fixed[[place for block in model.blocks for place in block]] = True
    return Board(model, plan, np.concatenate(starts), fixed, _groups(model), replicas)


def _groups(model: Model) -> Ints:
    """The number of each one's group, or -1; groups with a pinned member never move."""
    groups = np.full(model.nobody + 1, -1, dtype=np.int32)
    pinned = {model.index[key] for key in model.problem.pins if key in model.index}
    for number, block in enumerate(model.blocks):
        if not pinned & set(block):
            groups[block] = number
    return groups


def _rounds(teams: int) -> int:
    """The budget: it reached .999 of what is provable from 24 to 50,000 students."""
    return int(np.clip(TEAM_ROUNDS // teams, LEAST_ROUNDS, MOST_ROUNDS))


def _anneal(board: Board, watch: Watch, rng: np.random.Generator) -> int:
    rounds = _rounds(board.teams)
    for turn in range(rounds):
        if turn % max(rounds // LOOKS, 1) == 0:
            watch.look(turn / rounds, board)
        share = watch.pace(turn / rounds)
        if watch.reached or share >= 1:
            return turn
        temperature = HOT * (COLD / HOT) ** share
        one, two = random_pairs(board.replicas, board.teams, rng)
        board.swap_round(one, two, temperature, rng)
        move_blocks(board, one, two, temperature, rng)
    return rounds


def _totals(board: Board) -> list[float]:
    each = losses(board.model, board.members).total
    return [float(total) for total in each.reshape(board.replicas, -1).sum(axis=1)]


def _best(board: Board) -> Board:
    best = int(np.argmin(_totals(board)))
    rows = board.members.reshape(board.replicas, board.teams, -1)[best]
    return Board(board.model, board.plan, rows.copy(), board.fixed, board.groups)


def _cool(board: Board, rng: np.random.Generator, watch: Watch) -> None:
    """Make swaps that gain until each team met each other in vain, or for so many rounds."""
    watch.ended = False
    in_vain, turn = 0, 0
    most = min(4 * board.teams, 400)
    while in_vain < board.teams + 1 and turn < most and not watch.over():
        one, two = tournament(board.teams, turn)
        change = board.swap_round(one, two, 0.0, rng)
        change += move_blocks(board, one, two, 0.0, rng)
        in_vain = 0 if change < 0 else in_vain + 1
        turn += 1


def _all_teams(model: Model, plan: Plan, members: Ints) -> Teams:
    teams = dict(zip(plan.open, named(model, members), strict=False)) | plan.locked
    return tuple(teams[number] for number in range(plan.teams))
