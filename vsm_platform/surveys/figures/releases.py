"""What is shown of a survey at one time: a snapshot of sums, over all and over safe groups.

Each question is guarded by itself, among those who answered it: where only two of the new answers
say something to it, its sums stay as they were last shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from vsm_platform.surveys.figures.asked import Answer, Asked, Kind, value_of
from vsm_platform.surveys.figures.guard import Row, is_safe, merged
from vsm_platform.surveys.figures.tallies import Level, Tally, group_tally, level_of, tally

PARTNER = "partner"
FIRST = "#first"
"""Follows the key of a ranking whose first place tells groups apart."""
MOST_GROUPINGS = 8


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
    of = asked.get(by.removesuffix(FIRST))
    order = [*(of.options if of else sorted(counts)), ""]
    classes = merged({name: counts[name] for name in dict.fromkeys(order)})
    return Grouping(by, tuple(classes)) if len(classes) > 1 else None


def candidates(asked: Sequence[Asked], background: Sequence[str] = ()) -> list[str]:
    """What may tell groups apart, in the order in which it is tried."""
    choices = [one.key for one in asked if one.kind == Kind.CHOICE]
    known = [key for key in background if key in choices]
    first = [one.key + FIRST for one in asked if one.kind == Kind.RANKING]
    return [PARTNER, *known, *first, *(key for key in choices if key not in known)]


@dataclass(frozen=True, slots=True)
class Seen:
    """In which releases sums over the same people were shown, and how many people each added.

    Those whose answers were erased later are still in what was shown before, so what is shown
    afterwards differs by them: they stand here for good, by their number alone.
    """

    at: tuple[int, ...] = ()
    """The numbers of the releases."""
    sizes: tuple[Mapping[int, int], ...] = field(default=())
    """Of each, how many people of each step were there; the steps count from 1."""

    @classmethod
    def from_data(cls, kept: Mapping[str, Any] | None) -> Self:
        sizes = (
            ({int(step): size for step, size in one.items()} for one in kept["sizes"])
            if kept
            else ()
        )
        return cls(tuple(kept["at"]) if kept else (), tuple(sizes))

    def as_data(self) -> dict[str, Any]:
        sizes = [{str(step): size for step, size in one.items()} for one in self.sizes]
        return {"at": list(self.at), "sizes": sizes}

    def step_of(self, answer: Answer) -> int:
        """With which of the releases an answer was counted first."""
        return next(step for step, at in enumerate(self.at, 1) if at >= answer.batch)

    def after(self, number: int, answers: Iterable[Answer]) -> Self:
        """The same when these answers are shown in one more release."""
        later = type(self)((*self.at, number), self.sizes)
        sizes = Counter(later.step_of(answer) for answer in answers)
        return type(self)(later.at, (*self.sizes, dict(sizes)))

    def gone(self) -> list[Row]:
        """The rows of those who were counted and are there no more."""
        rows: list[Row] = []
        for number, (before, after) in enumerate(zip(self.sizes, self.sizes[1:], strict=False), 1):
            for step, size in before.items():
                missing = size - after.get(step, 0)
                rows.extend([{("step", step): 1, ("step", number + 1): -1}] * missing)
        return rows

    def rows(
        self,
        answers: Sequence[Answer],
        asked: Mapping[str, Asked] | None = None,
        shown: Sequence[Grouping] = (),
    ) -> list[Row]:
        """In which of the shown sums each person stands."""
        return [
            {
                ("step", self.step_of(answer)): 1,
                **{(one.by, one.place_of(asked or {}, answer)): 1 for one in shown},
            }
            for answer in answers
        ]

    def is_safe(
        self,
        answers: Sequence[Answer],
        asked: Mapping[str, Asked] | None = None,
        shown: Sequence[Grouping] = (),
    ) -> bool:
        """Whether all these sums, and those over the groups, withstand every subtraction."""
        return is_safe([*self.rows(answers, asked, shown), *self.gone()])


def safe_groupings(
    answers: Sequence[Answer],
    asked: Mapping[str, Asked],
    tried: Sequence[str],
    seen: Seen,
) -> list[Grouping]:
    """Those of the groupings that may be shown together, with everything shown before."""
    shown: list[Grouping] = []
    for by in tried:
        one = grouping(by, asked, answers)
        if one is None or len(shown) == MOST_GROUPINGS:
            continue
        if seen.is_safe(answers, asked, [*shown, one]):
            shown.append(one)
    return shown


def release(
    answers: Sequence[Answer],
    asked: Sequence[Asked],
    number: int,
    before: Mapping[str, Any] | None = None,
    tried: Sequence[str] = (),
) -> dict[str, Any]:
    """All sums that are shown from now on, as plain data.

    Args:
        answers: everybody's, the new ones in the batch ``number``.
        asked: what was asked.
        number: of this release, from 1.
        before: the release before it.
        tried: what may tell groups apart, in this order; nothing while answers still come.
    """
    kept: Mapping[str, Any] = before or {"all": {}, "seen": None}
    by_key = {one.key: one for one in asked}
    seen = Seen.from_data(kept["seen"]).after(number, answers)
    shown = safe_groupings(answers, by_key, tried, seen)
    whole, levels = {}, {}
    for one in asked:
        known = [answer for answer in answers if value_of(one, answer) is not None]
        tallied, own = _tallied(one, known, number, kept["all"].get(one.key))
        whole[one.key] = tallied
        is_new = own is not None and own.at[-1] == number
        if shown and is_new and own and own.is_safe(known, by_key, shown):
            levels[one.key] = level_of(one, tallied, known)
    return {
        "answers": len(answers),
        "seen": seen.as_data(),
        "all": whole,
        "levels": {key: level for key, level in levels.items() if level},
        "groups": [
            _group(one, place, by_key, levels, answers)
            for one in shown
            for place in range(len(one.classes))
        ],
    }


def _tallied(
    one: Asked, known: list[Answer], number: int, before: Tally | None
) -> tuple[Tally, Seen | None]:
    """The sums of one question with when they were shown: new ones, or those shown last."""
    seen = Seen.from_data(before["seen"] if before else None)
    later = seen.after(number, known)
    if known and later.is_safe(known):
        return {**tally(one, known), "seen": later.as_data()}, later
    if before is not None:
        return before, seen if seen.at else None
    return {**tally(one, ()), "seen": None}, None


def _group(
    one: Grouping,
    place: int,
    asked: Mapping[str, Asked],
    levels: Mapping[str, Level | None],
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
