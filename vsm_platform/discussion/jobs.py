"""Writes the letters of discussions, each in its reader's language and zone.

They are written in the transaction that notes the delivery as done, so that a process which dies in
between writes them once and not twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from vsm_platform.discussion.actions.letters import Told, do_note_told, wants_mentions
from vsm_platform.discussion.actions.participation import do_score
from vsm_platform.discussion.models import (
    DIGESTS,
    MENTIONED,
    PARTICIPATION,
    TIDY,
    Mention,
    Post,
    Topic,
)
from vsm_platform.discussion.queries.digests import (
    LONGEST,
    News,
    NewTopic,
    Waiting,
    due_readers,
    news_for,
)
from vsm_platform.discussion.queries.readers import reach_of
from vsm_platform.discussion.rhythm import next_hour
from vsm_platform.discussion.spaces import space_title
from vsm_platform.discussion.stopping import Letters, stop_address
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange, ExchangeState
from vsm_platform.mail.api import Written, do_send, write
from vsm_platform.web.languages import match_language

EXCERPT = 600
"""Characters of a post in a letter."""
AT_ONCE = 40
"""People whose letters are written in one go, so that nobody waits long for the database."""


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


# What is new ------------------------------------------------------------------------------------


def tell_news(database: Database, claimed: Claimed) -> Outcome:
    """Tell those whose morning it is what is new in an exchange (``discussion.digests``)."""
    exchange_id, present = claimed.payload["exchange"], clock.now()
    with database.unit_of_work(writes=False) as session:
        exchange = session.get(Exchange, exchange_id)
        if exchange is None or exchange.state == ExchangeState.ARCHIVED:
            return delivered()
        due = due_readers(session, exchange_id, present)
        # A post that is being written at this very moment is told of next time.
        until = present - timedelta(minutes=1)
        told = [Told(one.person_id, one.slot, until) for one in due[:AT_ONCE]]
        ready = _news_letters(session, exchange, due[:AT_ONCE], until)
    then = partial(_send_news, exchange_id=exchange_id, told=told, ready=ready)
    return again(present if len(due) > AT_ONCE else next_hour(present), then=then)


def _send_news(
    session: Session, exchange_id: int, told: Sequence[Told], ready: Mapping[int, _Ready]
) -> None:
    new = do_note_told(session, exchange_id, told)
    _send(session, [letter for person_id, letter in ready.items() if person_id in new])


def _news_letters(
    session: Session, exchange: Exchange, due: Sequence[Waiting], until: datetime
) -> dict[int, _Ready]:
    """The letters of those who have an address and something new to read, by person."""
    readers = correspondents(session, [one.person_id for one in due if one.told_until])
    ready = {}
    for one in due:
        reader = readers.get(one.person_id)
        if reader is None or not reader.address or one.told_until is None:
            continue
        reach = reach_of(session, one.person_id, exchange.id)
        if reach is None or not reach.access.may_write:
            continue
        news = news_for(session, reach, max(one.told_until, until - LONGEST), until)
        if news.topics:
            ready[one.person_id] = _Ready(
                reader.address,
                _news_letter(reader, exchange, news),
                stop_address(one.person_id, Letters.DIGESTS),
                exchange.id,
            )
    return ready


def _news_letter(reader: Correspondent, exchange: Exchange, news: News) -> Written:
    return write(
        "news",
        (match_language(reader.language) or "en").replace("_", "-"),
        name=reader.name,
        exchange=exchange,
        news=news,
        space_title=space_title,
        address_of=partial(_address_of, exchange.id),
        address=url_for("discussion.overview", exchange_id=exchange.id, show="new", _external=True),
        stop=stop_address(reader.person_id, Letters.DIGESTS),
    )


def _address_of(exchange_id: int, topic: NewTopic) -> str:
    return url_for(
        "discussion.among_others",
        exchange_id=exchange_id,
        topic_id=topic.id,
        post_number=topic.number,
        _external=True,
    )


# Taking part ------------------------------------------------------------------------------------


def score_participation(database: Database, claimed: Claimed) -> Outcome:
    """Score what students have written so far (``discussion.participation``)."""
    exchange_id = claimed.payload["exchange"]
    with database.unit_of_work(writes=True) as session:
        exchange = session.get(Exchange, exchange_id)
        if exchange is None or exchange.state == ExchangeState.ARCHIVED:
            return delivered()
        following = do_score(session, exchange_id)
    if following is None or claimed.payload["once"]:
        return delivered()
    return again(following)


# Tidying ----------------------------------------------------------------------------------------


def tidy(database: Database, _claimed: Claimed) -> Outcome:
    """Remove files that were chosen for posts that never came, once a day (``discussion.tidy``)."""
    with database.unit_of_work(writes=True) as session:
        do_forget_left_files(session)
    return again(clock.now() + timedelta(days=1))


HANDLERS: dict[str, Handler] = {
    MENTIONED: tell_mentioned,
    DIGESTS: tell_news,
    PARTICIPATION: score_participation,
    TIDY: tidy,
}
