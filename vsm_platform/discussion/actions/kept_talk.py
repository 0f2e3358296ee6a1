"""What a team said live goes on as one thread of its discussion, each in their own name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.discussion.actions.common import (
    count_replies,
    do_ensure_space,
    html_of,
    note_event,
)
from vsm_platform.discussion.actions.indexing import do_index
from vsm_platform.discussion.actions.reading import do_mark_read
from vsm_platform.discussion.languages import guess_language
from vsm_platform.discussion.models import TEXT, TITLE, EventKind, Post, Topic
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.spaces import topic_path
from vsm_platform.exchanges.api import TEACHERS, Enrolment


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said."""

    person_id: int | None
    """None for what the product says of the talk."""
    text: str
    """Markdown."""
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptTalk:
    """A talk that is over."""

    title: str
    language: str
    """BCP 47 tag of what was spoken; empty to guess it."""
    turns: Sequence[Turn]
    present: Collection[int]
    """The people who were there: to them nothing of it is new."""


def do_keep_talk(session: Session, exchange_id: int, place: Place, talk: KeptTalk) -> str:
    """Make a topic of a talk, each turn a post of who said it; gives its address.

    Nobody is written to, and nobody has taken part in the discussion by it.
    """
    topic = _topic(session, exchange_id, place, talk)
    parts = _parts(session, exchange_id)
    for turn in talk.turns:
        _add(session, topic, turn, parts, talk.language)
    count_replies(session, topic)
    note_event(session, topic, EventKind.POSTED, topic.last_number)
    for person_id in sorted(talk.present):
        do_mark_read(session, topic, person_id, topic.last_number)
    return topic_path(exchange_id, topic.id)


def _topic(session: Session, exchange_id: int, place: Place, talk: KeptTalk) -> Topic:
    present = clock.now()
    topic = Topic(
        exchange_id=exchange_id,
        space_id=do_ensure_space(session, exchange_id, place).id,
        title=talk.title[:TITLE],
        by_faculty=False,
        was_live=True,
        version=0,
        last_number=0,
        last_post_at=present,
        created_at=present,
    )
    session.add(topic)
    session.flush()
    return topic


def _parts(session: Session, exchange_id: int) -> dict[int, tuple[int, bool]]:
    """The partnership of each person of an exchange, and whether they teach."""
    query = select(Enrolment.person_id, Enrolment.partnership_id, Enrolment.role)
    rows = session.execute(query.where(Enrolment.exchange_id == exchange_id))
    return {person: (part, role in TEACHERS) for person, part, role in rows}


def _add(
    session: Session,
    topic: Topic,
    turn: Turn,
    parts: dict[int, tuple[int, bool]],
    language: str,
) -> None:
    topic.last_number += 1
    number, text = topic.last_number, turn.text[:TEXT]
    part, teaches = parts.get(turn.person_id or 0, (None, False))
    post = Post(
        topic_id=topic.id,
        number=number,
        thread=0 if number == 1 else number,
        author_id=turn.person_id,
        partnership_id=part,
        by_faculty=teaches,
        text=text,
        html=html_of(text),
        language=language or guess_language(text),
        reactions={},
        created_at=turn.at,
    )
    session.add(post)
    do_index(session, topic, post, is_new=True)
