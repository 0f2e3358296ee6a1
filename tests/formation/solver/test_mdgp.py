"""The maximum diversity grouping problem, on instances that are drawn here."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from benchmarks.teams import diversity
from vsm_platform.formation.solver.mdgp import maximise, read, value_of


def instance(elements: int, sizes: list[tuple[int, int]], seed: int) -> str:
    """A file as MDGPLIB has them, with whole distances up to 100."""
    random = np.random.default_rng(seed)
    limits = " ".join(f"{least} {most}" for least, most in sizes)
    kind = "ss" if len(set(sizes)) == 1 else "ds"
    rows = [
        f"{i} {j} {random.integers(0, 100)}"
        for i in range(elements)
        for j in range(i + 1, elements)
    ]
    return "\n".join([f"{elements} {len(sizes)} {kind} {limits}", *rows])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_eight_elements_get_the_groups_that_trying_everything_finds(seed: int) -> None:
    given = read(instance(8, [(4, 4), (4, 4)], seed))
    best = max(
        value_of(given, np.array([order[:4], order[4:]], dtype=np.int32))
        for order in permutations(range(8))
        if order[0] == 0
        and list(order[:4]) == sorted(order[:4])
        and list(order[4:]) == sorted(order[4:])
    )
    assert value_of(given, maximise(given, rounds=300)) == best


def test_groups_of_different_sizes_keep_them() -> None:
    sizes = [(2, 5), (3, 4), (2, 6)]
    given = read(instance(12, sizes, 4))
    members = maximise(given, rounds=300)
    assert sorted(members[members < 12]) == list(range(12))
    assert all(
        least <= (row < 12).sum() <= most for row, (least, most) in zip(members, sizes, strict=True)
    )


def test_a_file_is_read_and_its_value_printed(tmp_path: Path) -> None:
    file = tmp_path / "RanInt_n010_ss_01.txt"
    file.write_text(instance(10, [(5, 5), (5, 5)], 5))
    figures = diversity(file, 1, 1.0)
    assert (figures["elements"], figures["groups"]) == (10, 2)
    assert float(str(figures["value"])) > 0


def test_what_is_no_instance_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        read("no instance at all")
