"""Facilitating: what topics are, what faculty endorse, what is reported, hidden and shown again."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.discussion.actions.common import (
    count_replies,
    do_ensure_space,
    locked_topic,
    note_event,
    post_of,
    record,
)
from vsm_platform.discussion.actions.indexing import do_index
from vsm_platform.discussion.actions.participation import do_plan_scoring
from vsm_platform.discussion.models import REASON, EventKind, Report
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.queries.access import Standing

SWITCHES = ("is_pinned", "is_closed", "is_resolved", "may_be_anonymous")
"""What can be switched on and off about a topic."""


def do_switch(session: Session, standing: Standing, topic_id: int, name: str, *, on: bool) -> None:
    """Pin, close or resolve a topic, or the contrary; its opener can resolve it, the rest is faculty's.

    Raises:
        NotFound: there is no such topic or switch.
        NotAllowed: it is not the viewer's to do.
    """
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    if name not in SWITCHES:
        raise NotFound
    is_own = name == "is_resolved" and topic.opener_id == standing.person_id
    if not (standing.teaches or is_own):
        raise NotAllowed
    if getattr(topic, name) == on:
        return
    setattr(topic, name, on)
    note_event(session, topic, EventKind.STATE)
    if standing.teaches:
        record(session, "topic_changed", topic, standing.person_id, what=name, on=int(on))


def do_endorse(
    session: Session, standing: Standing, topic_id: int, number: int, *, on: bool
) -> None:
    """Call a post a good answer, or no longer."""
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    post = post_of(session, topic.id, number)
    if post.deleted_at or post.hidden_at or number == 1:
        raise NotFound
    post.endorsed_at = clock.now() if on else None
    note_event(session, topic, EventKind.ENDORSED, number)


def do_report(
    session: Session, standing: Standing, topic_id: int, number: int, reason: str
) -> None:
    """Ask faculty to look at a post; once for each person."""
    post = post_of(session, topic_id, number)
    if post.deleted_at:
        raise NotFound
    report = session.get(Report, (post.id, standing.person_id))
    if report is None:
        report = Report(post_id=post.id, person_id=standing.person_id)
        session.add(report)
    report.reason, report.reported_at = reason[:REASON], clock.now()
    report.settled_at = None


def do_hide(session: Session, standing: Standing, topic_id: int, number: int, reason: str) -> None:
    """Show a post to faculty alone; everybody reads why."""
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    post = post_of(session, topic.id, number)
    if post.deleted_at:
        raise NotFound
    post.hidden_at, post.hidden_reason = clock.now(), reason[:REASON]
    _settle(session, post.id)
    do_index(session, topic, post)
    count_replies(session, topic)
    note_event(session, topic, EventKind.HIDDEN, number)
    record(session, "post_hidden", topic, standing.person_id, post=number)
    do_plan_scoring(session, topic.exchange_id)


def do_restore(session: Session, standing: Standing, topic_id: int, number: int) -> None:
    """Show a hidden post to everybody again, or leave a reported one as it is."""
    topic = locked_topic(session, standing.access.exchange_id, topic_id)
    post = post_of(session, topic.id, number)
    _settle(session, post.id)
    if post.hidden_at is None:
        record(session, "report_settled", topic, standing.person_id, post=number)
        return
    post.hidden_at, post.hidden_reason = None, ""
    do_index(session, topic, post)
    count_replies(session, topic)
    note_event(session, topic, EventKind.RESTORED, number)
    record(session, "post_restored", topic, standing.person_id, post=number)
    do_plan_scoring(session, topic.exchange_id)


def _settle(session: Session, post_id: int) -> None:
    waiting = update(Report).where(Report.post_id == post_id, Report.settled_at.is_(None))
    session.execute(waiting.values(settled_at=clock.now()))


def do_set_space(
    session: Session, standing: Standing, place: Place, *, students_open: bool, slow_minutes: int
) -> None:
    """Say who begins topics in a space, and how long students wait between two posts."""
    space = do_ensure_space(session, standing.access.exchange_id, place)
    space.students_open, space.slow_minutes = students_open, slow_minutes
    space.version += 1
    audit.record(
        session,
        "discussion.space_changed",
        f"space:{space.id}",
        actor_id=standing.person_id,
        exchange=standing.access.exchange_id,
    )
