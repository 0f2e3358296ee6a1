"""The conditions that grant an achievement; each is asked of many people at once.

A rule is a list of ``{"kind", "ref", "minimum"}``, and all of them must hold. Rooms that know of
more (surveys) add their kind with ``offer_condition``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could get it."""

    enrolment_id: int
    person_id: int
    partnership_id: int
    institution_id: int
    name: str
    institution: str
    colour: int
    has_arrived: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is with one condition."""

    is_met: bool
    done: float = 0
    of: float = 0
    """Both 0 where there is nothing to count."""


Check = Callable[[Session, int, Mapping[str, Any], Sequence[Candidate]], Mapping[int, Standing]]
"""Takes the exchange, the condition and people; gives who stands where, by enrolment. Whoever is
missing in the answer has done nothing."""
Choices = Callable[[Session, int], Sequence[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """A kind of condition."""

    key: str
    label: LazyString
    """On the form, such as "A score of at least"."""
    check: Check
    choices: Choices | None = None
    """What it can be about: id and title; None where there is nothing to choose."""
    number: LazyString | None = None
    """What the number means, where there is one."""
    number_from: float | None = None
    """The number that stands there at first."""


_kinds: dict[str, ConditionKind] = {}
_NOTHING = Standing(is_met=False)


def offer_condition(kind: ConditionKind) -> None:
    """Add a kind of condition; called once, when the room is imported."""
    _kinds[kind.key] = kind


def condition_kinds() -> Mapping[str, ConditionKind]:
    """The kinds by key, in the order in which they were offered."""
    return _kinds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one person is: one standing for each condition of the rule."""

    standings: tuple[Standing, ...]

    @property
    def done(self) -> int:
        return sum(one.is_met for one in self.standings)

    @property
    def is_met(self) -> bool:
        """Nobody fulfils a rule without conditions: then people decide."""
        return bool(self.standings) and self.done == len(self.standings)


def progress_of(
    session: Session,
    exchange_id: int,
    rule: Sequence[Mapping[str, Any]],
    people: Sequence[Candidate],
) -> dict[int, Progress]:
    """How far each of these people is, by enrolment: a few statements for each condition."""
    columns = [_ask(session, exchange_id, condition, people) for condition in rule]
    return {
        one.enrolment_id: Progress(
            tuple(column.get(one.enrolment_id, _NOTHING) for column in columns)
        )
        for one in people
    }


def _ask(
    session: Session,
    exchange_id: int,
    condition: Mapping[str, Any],
    people: Sequence[Candidate],
) -> Mapping[int, Standing]:
    kind = _kinds.get(condition["kind"])
    return kind.check(session, exchange_id, condition, people) if kind and people else {}


def condition_titles(
    session: Session, exchange_id: int, rule: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Each condition's own title, such as the name of the score; empty where there is none."""
    asked: dict[str, dict[int, str]] = {}
    titles = []
    for condition in rule:
        kind = _kinds.get(condition["kind"])
        if kind and kind.choices and kind.key not in asked:
            asked[kind.key] = dict(kind.choices(session, exchange_id))
        titles.append(asked.get(condition["kind"], {}).get(condition.get("ref") or 0, ""))
    return titles
