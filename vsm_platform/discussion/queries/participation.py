"""Who has written how much in which week, and what that is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.discussion.models import Post, Space, SpaceKind, Topic
from vsm_platform.discussion.queries.translations import course_talk
from vsm_platform.discussion.scoring import Done, Rule, Week, week_at, weeks_of
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Exchange,
    Partnership,
    Role,
    has_left,
)
from vsm_platform.institutions.api import Institution

SOURCE = "discussion:participation"
"""The name of the measure (``grading.Measure.source``)."""


def rule_of(session: Session, exchange_id: int) -> Rule | None:
    """What is asked of students, if anything."""
    talk = course_talk(session, exchange_id)
    if talk.posts_a_week + talk.answers_a_week == 0:
        return None
    return Rule(talk.posts_a_week, talk.answers_a_week, talk.weeks)


def windows_of(session: Session, exchange_id: int) -> dict[int, list[Week]]:
    """The weeks that count, by partnership."""
    exchange = session.get_one(Exchange, exchange_id)
    query = (
        select(Partnership, func.coalesce(func.nullif(Institution.timezone, ""), "UTC"))
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Partnership.exchange_id == exchange_id)
    )
    return {
        part.id: weeks_of(
            exchange.starts_on,
            exchange.ends_on,
            (part.starts_on or exchange.starts_on, part.ends_on or exchange.ends_on),
            [
                (date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]))
                for one in part.breaks
            ],
            ZoneInfo(zone),
        )
        for part, zone in session.execute(query)
    }


@dataclass(frozen=True, slots=True)
class Tally:
    """What one student has written, in the weeks of the student's own university."""

    enrolment_id: int
    partnership_id: int
    weeks: Sequence[Done]

    def over(self, windows: Sequence[Week], present: datetime) -> list[Done]:
        """Of the weeks that are over."""
        return [
            done for done, week in zip(self.weeks, windows, strict=True) if week.ends_at <= present
        ]


def tallies(
    session: Session,
    exchange_id: int,
    windows: Mapping[int, Sequence[Week]],
    enrolment_id: int | None = None,
) -> list[Tally]:
    """What the students have written, or one of them; two statements."""
    students = _students(session, exchange_id, enrolment_id)
    counts = {one: [[0, 0] for _week in windows[part]] for one, part in students.items()}
    for enrolment, moment, is_answer in _written(session, exchange_id, enrolment_id):
        if enrolment not in counts:
            continue
        place = week_at(windows[students[enrolment]], moment)
        if place is not None:
            counts[enrolment][place][int(is_answer)] += 1
    return [
        Tally(one, part, [Done(*numbers) for numbers in counts[one]])
        for one, part in students.items()
    ]


def _students(session: Session, exchange_id: int, enrolment_id: int | None) -> dict[int, int]:
    """Their universities' parts, by enrolment; those who have left keep what they had."""
    query = (
        select(Enrolment.id, Enrolment.partnership_id, Partnership.left_on)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state.in_((EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)),
        )
        .order_by(Enrolment.id)
    )
    if enrolment_id is not None:
        query = query.where(Enrolment.id == enrolment_id)
    return {one: part for one, part, left_on in session.execute(query) if not has_left(left_on)}


def _written(
    session: Session, exchange_id: int, enrolment_id: int | None
) -> list[tuple[int, datetime, bool]]:
    """Each post that counts: whose, when, and whether it answers somebody else's."""
    above = aliased(Post)
    query = (
        select(Enrolment.id, Post.created_at, Post.parent > 0)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Space, Space.id == Topic.space_id)
        .join(
            Enrolment,
            and_(Enrolment.person_id == Post.author_id, Enrolment.exchange_id == Topic.exchange_id),
        )
        .outerjoin(above, and_(above.topic_id == Post.topic_id, above.number == Post.parent))
        .where(
            Topic.exchange_id == exchange_id,
            Topic.was_live.is_(False),
            Space.kind != SpaceKind.SOCIAL,
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
            # What somebody answers to themselves is neither a post nor an answer.
            or_(
                Post.parent == 0,
                above.author_id.is_(None),
                above.author_id != Post.author_id,
            ),
        )
    )
    if enrolment_id is not None:
        query = query.where(Enrolment.id == enrolment_id)
    return [(one, moment, bool(is_answer)) for one, moment, is_answer in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the students of one partner stand, as numbers alone."""

    partnership_id: int
    weeks: int
    """That are over."""
    students: int
    all_of_it: int
    most: int
    """At least half."""
    less: int
    nothing: int


def standings(
    rule: Rule, windows: Mapping[int, Sequence[Week]], found: Sequence[Tally], present: datetime
) -> list[Standing]:
    """How each partner's students would stand now by a rule."""
    lines = []
    for part, weeks in windows.items():
        scores = [
            rule.score(one.over(weeks, present)) or 0.0
            for one in found
            if one.partnership_id == part
        ]
        lines.append(
            Standing(
                part,
                sum(week.ends_at <= present for week in weeks),
                len(scores),
                sum(score == 100 for score in scores),
                sum(50 <= score < 100 for score in scores),
                sum(0 < score < 50 for score in scores),
                sum(score == 0 for score in scores),
            )
        )
    return lines
