"""Integer programmes of very many columns and few rows, by HiGHS (the extra ``bounds``).

First without wholeness, which is quick and gives every column its reduced cost: what the whole
costs more, at the least, as soon as that column is used once. So the whole numbers are sought among
the cheapest columns alone, and what is found there is proven for all as soon as it costs no more
than the cheapest of those that were left out would add.
"""

import time
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

Costs = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
FIRST = 1500
"""Columns that whole numbers are sought among at first."""
MORE = 6
"""So many times more, when these do not prove it."""
FINE = 1000
"""Costs of so many parts of one are reckoned as whole numbers."""
SURE = 1e-6


def installed() -> bool:
    return find_spec("highspy") is not None


@dataclass(frozen=True, slots=True)
class _Answer:
    least: float
    """What is proven: no solution costs less. Infinite where there is none at all."""
    is_optimum: bool
    found: float
    """What the best solution that was found costs."""
    duals: Costs
    """What one more of each row would cost."""
    used: Costs
    """How often each column is used."""


def least_cost(
    rows: Rows, costs: Costs, wanted: list[int], *, seconds: float
) -> tuple[float, bool] | None:
    """A proven bound of ``costs @ x`` with ``rows.T @ x == wanted`` and x whole.

    Also whether it is the optimum. None if there is no such x, or nothing was proven in time.
    """
    ends_at = time.monotonic() + seconds
    relaxed = _run(rows, costs, wanted, seconds, whole=False)
    if not np.isfinite(relaxed.least):
        return None
    step = _step(costs)
    least = _on_lattice(relaxed.least, step)
    above = np.maximum(costs - rows @ relaxed.duals, 0.0)
    order, taken = _order(above, relaxed.used), min(FIRST, len(above))
    first = np.sort(order[:taken])
    near = _near(rows[first], costs[first], wanted, relaxed.used[first], ends_at)
    is_optimum = near <= least + SURE
    while not is_optimum and (left := ends_at - time.monotonic()) > 0:
        chosen = np.sort(order[:taken])
        answer = _run(rows[chosen], costs[chosen], wanted, left, whole=True)
        without = relaxed.least + (above[order[taken]] if taken < len(order) else np.inf)
        without = _on_lattice(without, step)
        least = max(least, min(answer.least, without))
        is_optimum = answer.is_optimum and answer.least <= least + SURE
        if taken == len(order):
            break
        taken = min(len(order), MORE * taken)
    return (least, is_optimum) if np.isfinite(least) else None


def _near(rows: Rows, costs: Costs, wanted: list[int], used: Costs, ends_at: float) -> float:
    """What whole numbers near the relaxed answer cost: most of it stands, and the rest is sought.

    The rest is small however large the class is, and so is quick. Infinite where there are none.
    """
    base = np.maximum(np.floor(used + SURE) - 1, 0).astype(np.int64)
    if not base.any():
        return np.inf
    rest = [int(number) for number in np.array(wanted) - base @ rows]
    answer = _run(rows, costs, rest, ends_at - time.monotonic(), whole=True)
    return float(base @ costs) + answer.found


def _step(costs: Costs) -> float:
    """All costs, and so all sums of them, are multiples of this; 0 where no such step is known."""
    whole = np.rint(costs * FINE)
    if not costs.any() or np.abs(costs * FINE - whole).max() > SURE:
        return 0.0
    return float(np.gcd.reduce(whole.astype(np.int64))) / FINE


def _on_lattice(least: float, step: float) -> float:
    """The first multiple that a bound does not exclude."""
    if not step or not np.isfinite(least):
        return least
    return float(np.ceil(least / step - SURE)) * step + 0.0


def _order(above: Costs, used: Costs) -> npt.NDArray[np.intp]:
    """Columns as they are worth trying: of the relaxed answer, then the cheapest, mixed among equals."""
    mixed = np.random.default_rng(0).random(len(above))
    return np.lexsort((mixed, np.round(above, 6), used <= SURE))


def _run(rows: Rows, costs: Costs, wanted: list[int], seconds: float, *, whole: bool) -> _Answer:
    highspy = import_module("highspy")
    solver = _quiet(highspy)
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    for number in wanted:
        solver.addRow(number, number, 0, np.array([], np.int32), np.array([], np.float64))
    columns, at = np.nonzero(rows)
    starts = np.searchsorted(columns, np.arange(len(rows)))
    solver.addCols(
        len(rows), costs, np.zeros(len(rows)), np.full(len(rows), float(max(wanted))),
        len(at), starts.astype(np.int32), at.astype(np.int32), rows[columns, at].astype(np.float64),
    )  # fmt: skip
    if whole:
        kinds = np.full(len(rows), highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(len(rows), np.arange(len(rows), dtype=np.int32), kinds)
    solver.run()
    status = solver.getModelStatus()
    is_optimum = status == highspy.HighsModelStatus.kOptimal
    info = solver.getInfo()
    least = float(info.mip_dual_bound if whole else info.objective_function_value)
    if status == highspy.HighsModelStatus.kInfeasible:
        least, is_optimum = np.inf, True
    elif not whole and not is_optimum:
        least = np.inf
    has_any = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    found = float(info.objective_function_value) if has_any else np.inf
    values = solver.getSolution()
    return _Answer(least, is_optimum, found, np.array(values.row_dual), np.array(values.col_value))


def _quiet(highspy: Any) -> Any:
    """HiGHS greets on standard output when it is given callbacks, of which none is needed here."""
    kind = type("Quiet", (highspy.Highs,), {"enableCallbacks": lambda _self: None})
    return kind()
