"""What is shown of a survey at one time: a snapshot of sums, over all and over safe groups."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_platform.surveys.figures.asked import Answer, Asked, Kind, value_of
from vsm_platform.surveys.figures.guard import FEWEST, Row, is_safe, merged
from vsm_platform.surveys.figures.tallies import group_tally, level_of, tally

PARTNER = "partner"
FIRST = "#first"
"""Follows the key of a ranking whose first place tells groups apart."""
MOST_GROUPINGS = 8
Sizes = Mapping[int, int]
"""How many answers of each batch were there when a release was made."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Everybody in groups, by university or by what they said to one question."""

    by: str
    classes: tuple[tuple[str, ...], ...]

    def place_of(self, asked: Mapping[str, Asked], answer: Answer) -> int:
        name = name_of(self.by, asked, answer)
        return next(place for place, names in enumerate(self.classes) if name in names)


def name_of(by: str, asked: Mapping[str, Asked], answer: Answer) -> str:
    """To which group an answer belongs; nothing for those who did not say."""
    if by == PARTNER:
        return answer.partner
    value = value_of(asked[by.removesuffix(FIRST)], answer)
    if by.endswith(FIRST):
        return value[0] if value else ""
    return value or ""


def grouping(by: str, asked: Mapping[str, Asked], answers: Sequence[Answer]) -> Grouping | None:
    """Groups of five people at least; None when there would be but one."""
    counts = Counter(name_of(by, asked, answer) for answer in answers)
    classes = merged(counts)
    return Grouping(by, tuple(classes)) if len(classes) > 1 else None


def candidates(asked: Sequence[Asked], background: Sequence[str] = ()) -> list[str]:
    """What may tell groups apart, in the order in which it is tried."""
    choices = [one.key for one in asked if one.kind == Kind.CHOICE]
    known = [key for key in background if key in choices]
    first = [one.key + FIRST for one in asked if one.kind == Kind.RANKING]
    return [PARTNER, *known, *first, *(key for key in choices if key not in known)]


def gone(history: Sequence[Sizes]) -> list[Row]:
    """The rows of those who were counted in a release and had their answers erased later.

    They are still in what was shown before, so what is shown afterwards differs by them.
    """
    rows: list[Row] = []
    for number, (before, after) in enumerate(zip(history, history[1:], strict=False), start=1):
        for batch, size in before.items():
            missing = size - after.get(batch, 0)
            rows.extend([{("batch", batch): 1, ("batch", number + 1): -1}] * missing)
    return rows


def rows_of(
    answers: Sequence[Answer], asked: Mapping[str, Asked], shown: Sequence[Grouping]
) -> list[Row]:
    """In which of the shown sums each person stands."""
    return [
        {
            ("batch", answer.batch): 1,
            **{(one.by, one.place_of(asked, answer)): 1 for one in shown},
        }
        for answer in answers
    ]


def may_release(answers: Sequence[Answer], history: Sequence[Sizes]) -> bool:
    """Whether the sums over all answers may be shown, after what was shown before.

    Args:
        answers: those to be shown, the new ones in a batch of their own.
        history: of each release, the new one included, how many answers of each batch it holds.
    """
    return is_safe([*rows_of(answers, {}, ()), *gone(history)])


def safe_groupings(
    answers: Sequence[Answer],
    asked: Mapping[str, Asked],
    tried: Sequence[str],
    history: Sequence[Sizes] = (),
) -> list[Grouping]:
    """Those of the groupings that may be shown together, with everything shown before."""
    shown: list[Grouping] = []
    erased = gone(history)
    for by in tried:
        one = grouping(by, asked, answers)
        if one is None or len(shown) == MOST_GROUPINGS:
            continue
        if is_safe([*rows_of(answers, asked, [*shown, one]), *erased]):
            shown.append(one)
    return shown


def snapshot(
    answers: Sequence[Answer], asked: Sequence[Asked], shown: Sequence[Grouping] = ()
) -> dict[str, Any]:
    """All sums that are shown, as plain data."""
    by_key = {one.key: one for one in asked}
    whole = {one.key: tally(one, answers) for one in asked}
    levels = {one.key: level_of(one, whole[one.key], answers) for one in asked} if shown else {}
    return {
        "answers": len(answers),
        "all": whole,
        "levels": {key: level for key, level in levels.items() if level},
        "groups": [
            _group(one, place, by_key, levels, answers)
            for one in shown
            for place in range(len(one.classes))
        ],
    }


def _group(
    one: Grouping,
    place: int,
    asked: Mapping[str, Asked],
    levels: Mapping[str, dict[str, Any] | None],
    answers: Sequence[Answer],
) -> dict[str, Any]:
    members = [answer for answer in answers if one.place_of(asked, answer) == place]
    return {
        "by": one.by,
        "names": list(one.classes[place]),
        "answers": len(members),
        "tallies": {
            key: group_tally(asked[key], level, members) for key, level in levels.items() if level
        },
    }


def is_shown(number: int) -> bool:
    """Whether a result of so many people may be shown at all."""
    return number >= FEWEST
