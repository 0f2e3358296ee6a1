"""Writes the letters of discussions, each in its reader's language and zone.

They are written in the transaction that notes the delivery as done, so that a process which dies in
between writes them once and not twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, Person, correspondents
from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.discussion.actions.attaching import do_forget_left_files
from vsm_platform.discussion.actions.letters import wants_mentions
from vsm_platform.discussion.models import MENTIONED, TIDY, Mention, Post, Topic
from vsm_platform.discussion.stopping import stop_address
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange
from vsm_platform.mail.api import Written, do_send, write
from vsm_platform.web.languages import match_language

EXCERPT = 600
"""Characters of a post in a letter."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter that only has to be sent."""

    address: str
    written: Written
    stop_url: str
    exchange_id: int


def tell_mentioned(database: Database, claimed: Claimed) -> Outcome:
    """Tell people where they were named (``discussion.mentioned``)."""
    with database.unit_of_work(writes=False) as session:
        ready = _letters(session, claimed.payload["post"], claimed.payload["people"])
    return delivered(then=partial(_send, ready=ready))


def _send(session: Session, ready: Sequence[_Ready]) -> None:
    for one in ready:
        do_send(
            session,
            one.address,
            one.written,
            stop_url=one.stop_url,
            exchange_id=one.exchange_id,
        )


def _letters(session: Session, post_id: int, people: Sequence[int]) -> list[_Ready]:
    post = session.get(Post, post_id)
    if post is None or post.deleted_at or post.hidden_at:
        return []
    topic = session.get_one(Topic, post.topic_id)
    exchange = session.get_one(Exchange, topic.exchange_id)
    author = session.get(Person, post.author_id) if post.author_id else None
    name = author.display_name if author and not post.is_anonymous else ""
    readers = correspondents(session, _still_there(session, post, topic, people))
    return [
        _Ready(
            reader.address,
            _letter(reader, exchange, topic, post, name),
            stop_address(reader.person_id),
            exchange.id,
        )
        for reader in readers.values()
        if reader.address and wants_mentions(session, reader.person_id)
    ]


def _still_there(session: Session, post: Post, topic: Topic, people: Sequence[int]) -> list[int]:
    """Those whom the post still names, and who have not left meanwhile."""
    query = (
        select(Mention.person_id)
        .join(Enrolment, Enrolment.person_id == Mention.person_id)
        .where(
            Mention.post_id == post.id,
            Mention.person_id.in_(people),
            Enrolment.exchange_id == topic.exchange_id,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
    )
    return list(session.scalars(query))


def _letter(
    reader: Correspondent, exchange: Exchange, topic: Topic, post: Post, author: str
) -> Written:
    return write(
        "mention",
        (match_language(reader.language) or "en").replace("_", "-"),
        name=reader.name,
        author=author,
        topic=topic,
        exchange=exchange,
        text=post.text[:EXCERPT],
        is_cut=len(post.text) > EXCERPT,
        address=url_for(
            "discussion.among_others",
            exchange_id=exchange.id,
            topic_id=topic.id,
            post_number=post.number,
            _external=True,
        ),
        stop=stop_address(reader.person_id),
    )


def tidy(database: Database, _claimed: Claimed) -> Outcome:
    """Remove files that were chosen for posts that never came, once a day (``discussion.tidy``)."""
    with database.unit_of_work(writes=True) as session:
        do_forget_left_files(session)
    return again(clock.now() + timedelta(days=1))


HANDLERS: dict[str, Handler] = {MENTIONED: tell_mentioned, TIDY: tidy}
