"""What was reported and waits for faculty to look at it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from vsm_platform.discussion.models import Post, Report, Topic

SHOWN = 100


def waiting_reports(session: Session, exchange_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Posts with reports that nobody has settled: topic, number, title, how many, one reason."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Topic.id.label("topic_id"),
            Topic.title,
            Post.number,
            Post.hidden_at,
            func.count().label("reports"),
            func.max(Report.reason).label("reason"),
            func.min(Report.reported_at).label("since"),
        )
        .join(Post, Post.id == Report.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Topic.exchange_id == exchange_id, Report.settled_at.is_(None))
        .group_by(Topic.id, Topic.title, Post.id, Post.number, Post.hidden_at)
        .order_by(func.min(Report.reported_at))
        .limit(SHOWN)
    )
    return session.execute(query).all()


def reports_waiting(session: Session, exchange_id: int) -> int:
    """How many posts wait for faculty."""
    query = (
        select(func.count(func.distinct(Report.post_id)))
        .join(Post, Post.id == Report.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Topic.exchange_id == exchange_id, Report.settled_at.is_(None))
    )
    return session.scalar(query) or 0
