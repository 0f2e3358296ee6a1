"""The kinds of conditions that this room can ask about: what the rooms below keep of people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.api import assignments_of, handed_in_by_all
from vsm_platform.content.meetings.api import meetings_attended
from vsm_platform.content.modules.api import progress_of as module_progress
from vsm_platform.core import clock
from vsm_platform.credentials.conditions import (
    Candidate,
    ConditionKind,
    Standing,
    offer_condition,
)
from vsm_platform.credentials.counting import counted
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    CredentialState,
)
from vsm_platform.evaluation.api import evaluation_choices, who_answered
from vsm_platform.exchanges.api import Exchange
from vsm_platform.grading.api import Measure, Score
from vsm_platform.surveys.api import survey_choices
from vsm_platform.surveys.api import who_answered as who_answered_survey

Condition = Mapping[str, Any]
People = Sequence[Candidate]
Standings = Mapping[int, Standing]


def _arrived(_session: Session, _exchange: int, _condition: Condition, people: People) -> Standings:
    return {one.enrolment_id: Standing(one.has_arrived) for one in people}


def _items(session: Session, exchange_id: int, condition: Condition, people: People) -> Standings:
    """Of everything published in modules and of all assignments, due already or not."""
    modules = module_progress(session, exchange_id)
    assignments = {one.id for one in assignments_of(session, exchange_id)}
    ids = [one.enrolment_id for one in people]
    handed_in = handed_in_by_all(session, exchange_id, ids) if assignments else {}
    of = modules.total + len(assignments)
    share = (condition.get("minimum") or 100) / 100
    found = {}
    for one in ids:
        done = modules.done.get(one, 0) + len(assignments & handed_in.get(one, {}).keys())
        found[one] = Standing(of > 0 and done >= of * share, done, of)
    return found


def _attendance(
    session: Session, exchange_id: int, condition: Condition, people: People
) -> Standings:
    """Meetings at which those who teach have noted the person."""
    ids = [one.enrolment_id for one in people]
    been = meetings_attended(session, exchange_id, ids)
    least = condition.get("minimum") or 1
    return {one: Standing(been.get(one, 0) >= least, been.get(one, 0), least) for one in ids}


def _measures(session: Session, exchange_id: int) -> Sequence[tuple[int, str]]:
    query = select(Measure.id, Measure.title).where(
        Measure.exchange_id == exchange_id, Measure.title != ""
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(Measure.id))]


def _score(session: Session, exchange_id: int, condition: Condition, people: People) -> Standings:
    query = (
        select(Score.enrolment_id, Score.value, Measure.maximum)
        .join(Measure, Measure.id == Score.measure_id)
        .where(
            Measure.id == condition.get("ref"),
            Measure.exchange_id == exchange_id,
            Score.value.is_not(None),
        )
    )
    if len(people) == 1:
        query = query.where(Score.enrolment_id == people[0].enrolment_id)
    least = condition.get("minimum") or 0
    return {
        enrolment: Standing((value or 0) >= least, value or 0, maximum)
        for enrolment, value, maximum in session.execute(query)
    }


def _evaluation(
    session: Session, exchange_id: int, condition: Condition, _people: People
) -> Standings:
    answered = who_answered(session, exchange_id, condition.get("ref") or 0)
    return dict.fromkeys(answered, Standing(is_met=True))


def _survey(session: Session, exchange_id: int, condition: Condition, _people: People) -> Standings:
    answered = who_answered_survey(session, exchange_id, condition.get("ref") or 0)
    return dict.fromkeys(answered, Standing(is_met=True))


def _credits(session: Session, exchange_id: int, condition: Condition, people: People) -> Standings:
    """ECTS of valid credentials, over all exchanges of the same alliance, or else over all.

    They are counted as the passport counts them.
    """
    alliance_id = session.scalar(select(Exchange.alliance_id).where(Exchange.id == exchange_id))
    query = (
        select(Credential.person_id, Achievement.exchange_id, Achievement.kind, Credential.ects)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Exchange, Exchange.id == Achievement.exchange_id)
        .where(
            Credential.state == CredentialState.ISSUED,
            or_(Credential.expires_at.is_(None), Credential.expires_at > clock.now()),
            Credential.person_id.in_([one.person_id for one in people]),
        )
    )
    if alliance_id is not None:
        query = query.where(Exchange.alliance_id == alliance_id)
    held = defaultdict[tuple[int, int], list[tuple[str, float | None]]](list)
    for person_id, where, kind, ects in session.execute(query):
        held[person_id or 0, where].append((kind, ects))
    sums = defaultdict[int, float](float)
    for (person_id, _where), found in held.items():
        sums[person_id] += counted(found)
    least = condition.get("minimum") or 0
    return {
        one.enrolment_id: Standing(sums[one.person_id] >= least, sums[one.person_id], least)
        for one in people
    }


def _achievements(session: Session, exchange_id: int) -> Sequence[tuple[int, str]]:
    query = (
        select(Achievement.id, AchievementVersion.texts, AchievementVersion.language)
        .join(
            AchievementVersion,
            (AchievementVersion.achievement_id == Achievement.id)
            & (AchievementVersion.number == Achievement.version),
        )
        .where(Achievement.exchange_id == exchange_id)
        .order_by(Achievement.id)
    )
    return [(id_, texts[language]["name"]) for id_, texts, language in session.execute(query)]


def _holds(session: Session, exchange_id: int, condition: Condition, people: People) -> Standings:
    query = (
        select(Credential.person_id)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .where(
            Credential.achievement_id == condition.get("ref"),
            Achievement.exchange_id == exchange_id,
            Credential.state == CredentialState.ISSUED,
        )
    )
    holders = set(session.scalars(query))
    met: defaultdict[int, Standing] = defaultdict(lambda: Standing(is_met=False))
    met.update({one.enrolment_id: Standing(one.person_id in holders) for one in people})
    return met


_KINDS = (
    ConditionKind("arrived", _l("Has come into the course"), _arrived),
    ConditionKind(
        "items",
        _l("Has done the pages, tasks and assignments"),
        _items,
        number=_l("So many percent of them"),
        number_from=100,
    ),
    ConditionKind(
        "attendance",
        _l("Has come to meetings"),
        _attendance,
        number=_l("At least so many meetings"),
        number_from=1,
    ),
    ConditionKind(
        "score",
        _l("Has reached a score"),
        _score,
        choices=_measures,
        number=_l("At least so much"),
    ),
    ConditionKind(
        "evaluation",
        _l("Has answered the peer evaluation"),
        _evaluation,
        choices=evaluation_choices,
    ),
    ConditionKind("survey", _l("Has answered a survey"), _survey, choices=survey_choices),
    ConditionKind("achievement", _l("Has another credential"), _holds, choices=_achievements),
    ConditionKind(
        "credits",
        _l("Has collected credits over all exchanges"),
        _credits,
        number=_l("At least so many ECTS"),
    ),
)


def offer_conditions() -> None:
    """Offer every kind, in the order in which the form shows them."""
    for kind in _KINDS:
        offer_condition(kind)
