"""Who waits for a letter with what is new in an exchange, and what it tells."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.discussion.models import (
    Digest,
    DigestChoice,
    LetterChoice,
    Mention,
    Post,
    Rhythm,
    Topic,
    TopicRead,
)
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.queries.readers import Reach
from vsm_platform.discussion.rhythm import is_due, slot_of
from vsm_platform.exchanges.api import (
    VISITORS,
    Enrolment,
    EnrolmentState,
    Partnership,
    has_left,
)
from vsm_platform.institutions.api import Institution

LINES = 10
"""Topics that a letter names; of the others it says how many there are."""
EXCERPT = 160
"""Characters of a post in such a letter."""
LONGEST = timedelta(days=14)
"""Older posts are not news any more, such as after letters were switched on again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose morning has come."""

    person_id: int
    slot: date
    """The letter's day."""
    told_until: datetime | None
    """None for who is met for the first time, and told nothing yet."""


def due_readers(session: Session, exchange_id: int, present: datetime) -> list[Waiting]:
    """Everybody who takes part and whose next letter is due; one statement."""
    zone = func.coalesce(func.nullif(Person.timezone, ""), Institution.timezone, "UTC")
    rhythm = func.coalesce(DigestChoice.rhythm, LetterChoice.rhythm, Rhythm.WEEKLY.value)
    here = DigestChoice.exchange_id == exchange_id
    query = (
        select(Person.id, zone, rhythm, Partnership.left_on, Digest.slot, Digest.told_until)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Partnership, Partnership.id == Enrolment.partnership_id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .outerjoin(DigestChoice, and_(DigestChoice.person_id == Person.id, here))
        .outerjoin(LetterChoice, LetterChoice.person_id == Person.id)
        .outerjoin(Digest, and_(Digest.person_id == Person.id, Digest.exchange_id == exchange_id))
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Enrolment.role.not_in(VISITORS),
            Enrolment.is_test.is_(False),
        )
        .order_by(Person.id)
    )
    found = []
    for person_id, zone_name, word, left_on, slot, told_until in session.execute(query):
        chosen, local = Rhythm(word), present.astimezone(ZoneInfo(zone_name))
        if has_left(left_on) or chosen == Rhythm.NEVER:
            continue
        if slot is None or is_due(chosen, slot, local):
            found.append(Waiting(person_id, slot_of(chosen, local), told_until))
    return found


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic with something new, as a letter names it."""

    id: int
    title: str
    place: Place
    place_name: str
    number: int
    """Of the first new post."""
    new: int
    waits: bool
    """Nobody has answered it yet."""
    names_reader: bool
    author: str
    """Of the first new post; empty where the name is not shown or gone."""
    excerpt: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new for one person."""

    topics: list[NewTopic]
    """Unanswered ones first, then those that name the reader, then the newest."""
    posts: int
    others: int
    """Topics that the letter does not name."""


_WAITS = cast(
    and_(Topic.is_answered.is_(False), Topic.is_closed.is_(False), Topic.is_resolved.is_(False)),
    Integer,
)
_NAMED = func.coalesce(func.max(cast(Mention.person_id.is_not(None), Integer)), 0)


def _new_topics(reach: Reach, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Id, title, space, first new post, number of new ones, whether it waits and names the reader."""
    person_id = reach.viewer.person_id
    reads = and_(TopicRead.topic_id == Topic.id, TopicRead.person_id == person_id)
    return (
        select(
            Topic.id,
            Topic.title,
            Topic.space_id,
            func.min(Post.number),
            func.count(),
            _WAITS,
            _NAMED,
        )
        .join(Post, Post.topic_id == Topic.id)
        .outerjoin(TopicRead, reads)
        .outerjoin(Mention, and_(Mention.post_id == Post.id, Mention.person_id == person_id))
        .where(
            Topic.space_id.in_(reach.spaces),
            Post.number > func.coalesce(TopicRead.seen, 0),
            Post.created_at > since,
            Post.created_at <= until,
            or_(Post.author_id.is_(None), Post.author_id != person_id),
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
        )
        .group_by(Topic.id)
        .order_by(_WAITS.desc(), _NAMED.desc(), func.max(Post.created_at).desc())
    )


def news_for(session: Session, reach: Reach, since: datetime, until: datetime) -> News:
    """What others have posted in between that somebody may read and has not read; two statements."""
    rows = session.execute(_new_topics(reach, since, until)).all()
    first = _first_posts(session, {(row[0], row[3]) for row in rows[:LINES]})
    topics = [
        NewTopic(
            topic_id,
            title,
            *reach.spaces[space_id],
            number,
            new,
            bool(wait),
            bool(own),
            *first[topic_id],
        )
        for topic_id, title, space_id, number, new, wait, own in rows[:LINES]
    ]
    return News(topics, sum(row[4] for row in rows), len(rows) - len(topics))


def _first_posts(session: Session, wanted: set[tuple[int, int]]) -> dict[int, tuple[str, str]]:
    """Author and beginning of these posts, by topic."""
    if not wanted:
        return {}
    query = (
        select(Post.topic_id, Person.display_name, Post.text)
        # A name that its bearer does not show to the others is in no letter.
        .outerjoin(Person, and_(Person.id == Post.author_id, Post.is_anonymous.is_(False)))
        .where(tuple_(Post.topic_id, Post.number).in_(wanted))
    )
    return {
        topic_id: (name or "", _shortened(text)) for topic_id, name, text in session.execute(query)
    }


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()} …"
