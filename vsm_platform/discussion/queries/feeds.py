"""What stands behind a feed's secret address: the newest posts that its owner may read now."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import digest
from vsm_platform.discussion.models import Feed, Post, Topic
from vsm_platform.discussion.queries.readers import Reach, reach_of

ENTRIES = 40
LONGEST_TOKEN = 64


def reach_of_feed(session: Session, token: str) -> tuple[Reach, datetime]:
    """What a feed's owner may read at this moment, and when the feed was made.

    Raises:
        NotFound: there is no such feed, or its owner takes no part any more.
    """
    if len(token) > LONGEST_TOKEN:
        raise NotFound
    found = session.scalars(select(Feed).where(Feed.digest == digest(token))).one_or_none()
    reach = reach_of(session, found.person_id, found.exchange_id) if found else None
    if found is None or reach is None or reach.access.only_reads:
        raise NotFound
    return reach, found.created_at


def newest_posts(session: Session, space_ids: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest posts of these spaces that everybody there may read."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Post.id,
            Post.topic_id,
            Post.number,
            Post.html,
            Post.language,
            Post.is_anonymous,
            Post.created_at,
            Post.changed_at,
            Topic.title,
            Topic.space_id,
            Person.display_name,
        )
        .join(Topic, Topic.id == Post.topic_id)
        # A name that its bearer does not show to the others is in no feed.
        .outerjoin(Person, and_(Person.id == Post.author_id, Post.is_anonymous.is_(False)))
        .where(Topic.space_id.in_(space_ids), Post.deleted_at.is_(None), Post.hidden_at.is_(None))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(ENTRIES)
    )
    return session.execute(query).all()
