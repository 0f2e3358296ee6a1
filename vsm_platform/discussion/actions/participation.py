"""The rule of taking part: set by coordinators, scored again and again, corrected when posts go."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.discussion.models import PARTICIPATION, CourseTalk
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.discussion.queries.participation import SOURCE, rule_of, tallies, windows_of
from vsm_platform.discussion.queries.translations import course_talk
from vsm_platform.discussion.scoring import FULL, Rule
from vsm_platform.grading.api import (
    Mark,
    Measure,
    do_drop_measure,
    do_ensure_measure,
    do_give_scores,
)
from vsm_platform.grading.errors import MeasureInUse


def do_set_rule(session: Session, standing: Standing, rule: Rule | None) -> None:
    """Say what is asked of students from now on, for all weeks; None asks for nothing."""
    exchange_id = standing.access.exchange_id
    if rule == rule_of(session, exchange_id):
        return
    talk = course_talk(session, exchange_id)
    _write(talk, rule)
    session.add(talk)
    _keep_measure(session, exchange_id, rule)
    audit.record(
        session,
        "discussion.rule_changed",
        f"exchange:{exchange_id}",
        actor_id=standing.person_id,
        exchange=exchange_id,
        posts=talk.posts_a_week,
        answers=talk.answers_a_week,
        weeks=talk.weeks,
    )
    session.flush()
    do_begin_scoring(session, exchange_id)


def _write(talk: CourseTalk, rule: Rule | None) -> None:
    wanted = rule or Rule(0, 0)
    talk.posts_a_week, talk.answers_a_week = wanted.posts, wanted.answers
    talk.weeks, talk.ruled_at = wanted.weeks, clock.now()


def _keep_measure(session: Session, exchange_id: int, rule: Rule | None) -> None:
    if rule:
        do_ensure_measure(session, exchange_id, SOURCE, title=gettext("Discussion"), maximum=FULL)
        return
    try:
        do_drop_measure(session, exchange_id, SOURCE)
    except MeasureInUse:
        # What was given stays where it is; it only changes no more.
        return


def do_copy_talk(session: Session, old_id: int, new_id: int) -> None:
    """Let the rule go on into the next season; translating is decided anew."""
    rule = rule_of(session, old_id)
    if rule is None:
        return
    talk = course_talk(session, new_id)
    _write(talk, rule)
    session.add(talk)
    _keep_measure(session, new_id, rule)
    session.flush()
    do_begin_scoring(session, new_id)


def do_begin_scoring(session: Session, exchange_id: int) -> None:
    """Let the exchange's task begin that scores after each week, and score once now."""
    if rule_of(session, exchange_id) is None:
        return
    if not _waits(session, f"participation:{exchange_id}"):
        _enqueue(session, exchange_id, f"participation:{exchange_id}", once=False)
    else:
        do_plan_scoring(session, exchange_id)


def do_plan_scoring(session: Session, exchange_id: int) -> None:
    """Let the scores be counted anew at once, where there is a rule: posts went or came back."""
    if rule_of(session, exchange_id) is None:
        return
    lane = f"participation-now:{exchange_id}"
    if not _waits(session, lane):
        _enqueue(session, exchange_id, lane, once=True)


def _waits(session: Session, lane: str) -> bool:
    """Whether such a delivery waits that nobody has begun yet."""
    query = select(Delivery.id).where(
        Delivery.lane == lane,
        Delivery.state == DeliveryState.WAITING,
        Delivery.leased_until.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def _enqueue(session: Session, exchange_id: int, lane: str, *, once: bool) -> None:
    enqueue(
        session,
        PARTICIPATION,
        {"exchange": exchange_id, "once": once},
        lane=lane,
        channel="discussion",
        exchange_id=exchange_id,
    )


def do_score(session: Session, exchange_id: int) -> datetime | None:
    """Give every student the score that the weeks so far are worth; the same again changes nothing.

    Returns:
        When the next week ends for some partner; None where there is none, or no rule.
    """
    rule = rule_of(session, exchange_id)
    # Locked before anything is counted, so that an older count never comes after a newer one.
    measure = session.scalar(
        select(Measure.id)
        .where(Measure.exchange_id == exchange_id, Measure.source == SOURCE)
        .with_for_update()
    )
    if rule is None or measure is None:
        return None
    windows, present = windows_of(session, exchange_id), clock.now()
    marks = []
    for one in tallies(session, exchange_id, windows):
        value = rule.score(one.over(windows[one.partnership_id], present))
        if value is not None:
            marks.append(Mark(one.enrolment_id, value))
    if marks:
        do_give_scores(session, measure, marks)
    ends = [week.ends_at for weeks in windows.values() for week in weeks]
    return min((moment for moment in ends if moment > present), default=None)
