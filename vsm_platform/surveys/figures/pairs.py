"""How the same people answered twice: the change of each, summed over all who did.

Who answered both is one more group in either survey, and has to withstand subtraction together
with everything that was shown of each: otherwise the sums of all less those of the pairs would say
what the two who answered only once have said.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from vsm_platform.surveys.figures.asked import Answer, Asked, Kind, value_of
from vsm_platform.surveys.figures.guard import FEWEST, Row, is_safe
from vsm_platform.surveys.figures.releases import Grouping, Seen

LATER = 1_000_000
"""The number of a release after all others."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two surveys: what each person answered, and what was shown last."""

    answers: Mapping[int, Answer]
    """By person; those alone who are counted."""
    figures: Mapping[str, Any]

    def values(self, asked: Asked) -> dict[int, int]:
        found = {person: value_of(asked, answer) for person, answer in self.answers.items()}
        return {person: int(value) for person, value in found.items() if value is not None}

    def withstands(self, one: Asked, asked: Mapping[str, Asked], both: Set[int]) -> bool:
        """Whether sums over these people may be shown beside all that was shown."""
        kept = self.figures["all"].get(one.key)
        if not kept or not kept["seen"]:
            return False
        people = [person for person in self.answers if person in self.values(one)]
        known = [self.answers[person] for person in people]
        # As if the sums over those who are there now were shown as well.
        seen = Seen.from_data(kept["seen"]).after(LATER, known)
        rows: list[Row] = [
            {**row, ("pair", 1): 1} if person in both else row
            for person, row in zip(people, seen.rows(known, asked, self._groupings()), strict=True)
        ]
        return is_safe([*rows, *seen.gone()])

    def _groupings(self) -> list[Grouping]:
        names: dict[str, list[tuple[str, ...]]] = {}
        for group in self.figures["groups"]:
            names.setdefault(group["by"], []).append(tuple(group["names"]))
        return [Grouping(by, tuple(classes)) for by, classes in names.items()]


def paired_sums(asked: Sequence[Asked], before: Side, after: Side) -> dict[str, dict[str, float]]:
    """By question, the number of those who answered twice, and the sums of their changes."""
    by_key = {one.key: one for one in asked}
    found: dict[str, dict[str, float]] = {}
    for one in asked:
        if one.kind != Kind.RATING:
            continue
        first, second = before.values(one), after.values(one)
        both = first.keys() & second.keys()
        sides = (before, after)
        if len(both) >= FEWEST and all(side.withstands(one, by_key, both) for side in sides):
            changes = [second[person] - first[person] for person in both]
            squares = sum(change * change for change in changes)
            found[one.key] = {"n": len(changes), "sum": sum(changes), "squares": squares}
    return found
