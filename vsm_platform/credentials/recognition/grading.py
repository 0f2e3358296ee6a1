"""ECTS grading tables and what a grade of one is in another (ECTS Users' Guide 2015, 4.3, annex 2).

A table says how often each passing grade is given. A grade's place among all who passed, counted
from the best, is compared with the receiving university's table; where several of its grades lie
in that range, the one in the middle is proposed. It is a proposal: people decide.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROWS_LIMIT = 100
LARGEST = 10_000_000
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s*[-–—]\s*({_NUMBER.pattern})")


@dataclass(frozen=True, slots=True)
class Step:
    """One passing grade with its share of all who passed, in percent, counted from the best."""

    grade: str
    number: float
    share: float
    above: float
    """So many percent have a better grade."""

    @property
    def reaches(self) -> float:
        """So many percent have this grade or a better one."""
        return self.above + self.share


def steps_of(rows: Iterable[Sequence[object]]) -> list[Step]:
    """A table's grades, the best first, with their shares."""
    pairs = [(str(grade), float(number)) for grade, number in rows]  # type: ignore[arg-type]
    total = sum(number for _grade, number in pairs)
    found, above = [], 0.0
    for grade, number in pairs:
        share = 100 * number / total if total else 0.0
        found.append(Step(grade, number, share, above))
        above += share
    return found


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a grade could be in another table, with the reckoning."""

    source: Step
    candidates: tuple[Step, ...]
    """Every grade that lies in the same range, the best first."""
    proposed: Step

    @property
    def middle(self) -> float:
        return self.source.above + self.source.share / 2


def convert(
    grade: str, source: Iterable[Sequence[object]], target: Iterable[Sequence[object]]
) -> Conversion | None:
    """What a grade of one table is in another; None where it stands in no row, or nobody has it."""
    step = find_step(grade, steps_of(source))
    goals = [one for one in steps_of(target) if one.share > 0]
    if step is None or step.share <= 0 or not goals:
        return None
    inside = [one for one in goals if one.above < step.reaches and one.reaches > step.above]
    middle = step.above + step.share / 2
    proposed = next((one for one in goals if middle < one.reaches), goals[-1])
    return Conversion(step, tuple(inside or [proposed]), proposed)


def find_step(grade: str, steps: Sequence[Step]) -> Step | None:
    """The row of a grade: by its words, its number, or the range in which the number lies."""
    words = _plain(grade)
    for step in steps:
        if _plain(step.grade) == words:
            return step
    number = _number(grade)
    if number is None:
        return None
    for step in steps:
        bounds = _RANGE.fullmatch(_plain(step.grade))
        if bounds:
            low, high = sorted(float(part.replace(",", ".")) for part in bounds.groups())
            if low <= number <= high:
                return step
        elif _number(step.grade) == number:
            return step
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _number(text: str) -> float | None:
    """The number of a grade such as ``85 / 100`` or ``1,7``; None where it is no number."""
    whole = text.partition("/")[0].strip()
    return float(whole.replace(",", ".")) if _NUMBER.fullmatch(whole) else None


class WrongTable(ValueError):
    """What was entered is no grading table; ``code`` says why, ``row`` where."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code)
        self.code, self.row = code, row


def read_rows(rows: Sequence[tuple[int, Sequence[str]]]) -> list[list[object]]:
    """The grades of a list, the best first: grade and number in each row, a header or none.

    Raises:
        WrongTable: something in it is no grading table.
    """
    found: list[list[object]] = []
    seen = set[str]()
    for place, (row, cells) in enumerate(rows):
        texts = [cell.strip() for cell in cells if cell.strip()]
        if not texts:
            continue
        number = _share(texts[-1]) if len(texts) > 1 else None
        if number is None:
            if place == 0:
                continue
            raise WrongTable("number", row)
        grade = " ".join(texts[0].split())[:40]
        if _plain(grade) in seen:
            raise WrongTable("twice", row)
        seen.add(_plain(grade))
        found.append([grade, number])
    return _checked(found)


def _checked(found: list[list[object]]) -> list[list[object]]:
    if len(found) < 2:
        raise WrongTable("short")
    if len(found) > ROWS_LIMIT:
        raise WrongTable("long")
    if not any(number for _grade, number in found):
        raise WrongTable("nobody")
    return found


def _share(text: str) -> float | None:
    bare = text.rstrip("% ").strip()
    if not _NUMBER.fullmatch(bare):
        return None
    number = float(bare.replace(",", "."))
    return number if number <= LARGEST else None
