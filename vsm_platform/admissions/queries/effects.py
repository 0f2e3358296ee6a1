"""Whom a rule excludes: those it has excluded already, and those it would, before it is on.

Selection that narrows access is to be seen. What is counted are all applications of this partner,
drafts with an answer among them, because whoever gives up at a question counts too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.admissions.criteria import (
    Asked,
    Value,
    at_a_glance,
    exclusion,
    short_words,
    title,
)
from vsm_platform.admissions.models import Application, Criterion
from vsm_platform.admissions.queries.desks import answers_of, as_asked


@dataclass(frozen=True, slots=True)
class Group:
    """Those who gave one answer, and how many of them a rule keeps out."""

    criterion: str
    answer: str
    applied: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does, or would do, to the applications so far."""

    answered: int
    excluded: int
    groups: list[Group] = field(default_factory=list)
    """By language level and year of study, for those who are touched at all."""

    @property
    def share(self) -> int:
        """Percent of those who answered."""
        return round(100 * self.excluded / self.answered) if self.answered else 0


def effect_of(
    session: Session, partnership_id: int, criteria: Sequence[Asked], rule: Asked
) -> Effect:
    """How many a rule would keep out as it is given here, stored or not."""
    answers = _all_answers(session, partnership_id)
    excluded = {
        key for key, given in answers.items() if exclusion(rule, given.get(rule.id, {})) is not None
    }
    answered = sum(1 for given in answers.values() if given.get(rule.id))
    groups = [] if rule.is_private else list(_groups(criteria, answers, excluded))
    return Effect(answered, len(excluded), groups)


def _all_answers(session: Session, partnership_id: int) -> dict[int, dict[int, Value]]:
    query = select(Application.id).where(Application.partnership_id == partnership_id)
    ids = list(session.scalars(query))
    return {**{key: {} for key in ids}, **answers_of(session, ids)}


def _groups(
    criteria: Sequence[Asked], answers: Mapping[int, Mapping[int, Value]], excluded: set[int]
) -> Iterable[Group]:
    for asked in at_a_glance(criteria):
        applied: Counter[str] = Counter()
        out: Counter[str] = Counter()
        for key, given in answers.items():
            value = given.get(asked.id)
            if value:
                answer = short_words(asked, value)
                applied[answer] += 1
                out[answer] += key in excluded
        for answer in sorted(applied):
            if out[answer]:
                yield Group(title(asked), answer, applied[answer], out[answer])


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A rule that is asked, or was, with those whom it has excluded."""

    asked: Asked
    is_asked: bool
    excluded: int
    names: list[tuple[int, str, str]]
    """Application, name and answer of those who can be named; the latest fifty."""
    effect: Effect


NAMED = 50


def rule_effects(session: Session, partnership_id: int) -> list[RuleEffect]:
    """Everything that has excluded anybody, or may, by a constant number of selects."""
    query = (
        select(Criterion)
        .where(Criterion.partnership_id == partnership_id)
        .order_by(Criterion.position, Criterion.id)
    )
    stored = session.scalars(query).all()
    everything = [as_asked(criterion) for criterion in stored if criterion.removed_at is None]
    answers = _all_answers(session, partnership_id)
    refused = _refused(session, partnership_id)
    found = []
    for criterion in stored:
        asked, names = as_asked(criterion), refused[criterion.id]
        number = len(names) + asked.past_exclusions
        if not (number or (asked.is_rule and criterion.removed_at is None)):
            continue
        out = {key for key, _name in names}
        groups = [] if asked.is_private else list(_groups(everything, answers, out))
        answered = sum(1 for given in answers.values() if given.get(asked.id))
        found.append(
            RuleEffect(
                asked=asked,
                is_asked=criterion.removed_at is None,
                excluded=number,
                names=_named(asked, names, answers),
                effect=Effect(answered, len(out), groups),
            )
        )
    return found


def _named(
    asked: Asked, names: Sequence[tuple[int, str]], answers: Mapping[int, Mapping[int, Value]]
) -> list[tuple[int, str, str]]:
    if asked.is_private:
        return []
    return [
        (key, name, short_words(asked, answers.get(key, {}).get(asked.id, {})))
        for key, name in names[:NAMED]
    ]


def _refused(session: Session, partnership_id: int) -> defaultdict[int, list[tuple[int, str]]]:
    query = (
        select(Application.refused_by_id, Application.id, Person.display_name)
        .join(Person, Person.id == Application.person_id)
        .where(Application.partnership_id == partnership_id, Application.refused_by_id.is_not(None))
        .order_by(Application.decided_at.desc(), Application.id)
    )
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for criterion_id, key, name in session.execute(query):
        found[criterion_id or 0].append((key, name))
    return found


@dataclass(frozen=True, slots=True)
class PartnerNumbers:
    """What a partner's selection comes to, in numbers alone."""

    applied: int
    excluded: int


def numbers_by_partner(session: Session, exchange_id: int) -> dict[int, PartnerNumbers]:
    """How many began an application at each partner, and how many of them a rule excluded."""
    query = (
        select(
            Application.partnership_id,
            func.count(Application.id),
            func.count(Application.refused_by_id),
        )
        .where(Application.exchange_id == exchange_id)
        .group_by(Application.partnership_id)
    )
    past = (
        select(Criterion.partnership_id, func.sum(Criterion.past_exclusions))
        .where(Criterion.past_exclusions > 0)
        .group_by(Criterion.partnership_id)
    )
    forgotten = {key: number or 0 for key, number in session.execute(past)}
    return {
        key: PartnerNumbers(applied, out + forgotten.get(key, 0))
        for key, applied, out in session.execute(query)
    }
