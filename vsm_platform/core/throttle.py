"""Counts how often something was tried, so that nobody can try it for ever.

What is counted is kept in the database, so that the limit holds for all processes together, and
forgotten once its time is over. Names of counters are hashed with the secret key: they hold
network addresses, and the addresses of people.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import lazy_gettext
from sqlalchemy import Index, String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from vsm_platform.core import clock
from vsm_platform.core.db import Base
from vsm_platform.core.errors import AppError

FORGOTTEN_AFTER = timedelta(days=1)


class TooManyTries(AppError):
    """Somebody, or something, tried very often in a short time."""

    code = "too_many_tries"
    status = 429
    title = lazy_gettext("Too many tries")
    message = lazy_gettext("This was tried very often in a short time, so it rests for a while.")
    remedy = lazy_gettext("Wait a while, then try again. What you have will still work then.")


class Counter(Base):
    """How often one thing was tried since a moment."""

    __tablename__ = "counters"
    __table_args__ = (Index(None, "since"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The keyed digest of what is tried and by whom."""
    since: Mapped[datetime]
    tries: Mapped[int]


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one thing within a time."""

    name: str
    tries: int
    within: timedelta

    def key(self, who: str) -> str:
        secret: str = current_app.config["SECRET_KEY"]
        return hmac.new(secret.encode(), f"{self.name}:{who}".encode(), "sha256").hexdigest()


def is_exhausted(session: Session, limit: Limit, who: str) -> bool:
    """Whether the limit is reached for now; this counts nothing."""
    counter = session.get(Counter, limit.key(who))
    if counter is None or counter.since <= clock.now() - limit.within:
        return False
    return counter.tries >= limit.tries


def require_tries_left(session: Session, limit: Limit, who: str) -> None:
    """Go on only while the limit is not reached; this counts nothing.

    Raises:
        TooManyTries: it is reached.
    """
    if is_exhausted(session, limit, who):
        raise TooManyTries


def do_count(session: Session, limit: Limit, who: str) -> None:
    """Count one try; it is lost if the caller's transaction is rolled back."""
    key, present = limit.key(who), clock.now()
    counter = session.get(Counter, key, with_for_update=True) or _new_counter(session, key)
    if counter.since <= present - limit.within:
        counter.since, counter.tries = present, 0
    counter.tries += 1
    session.flush()


def _new_counter(session: Session, key: str) -> Counter:
    session.execute(delete(Counter).where(Counter.since < clock.now() - FORGOTTEN_AFTER))
    try:
        with session.begin_nested():
            counter = Counter(key=key, since=clock.now(), tries=0)
            session.add(counter)
    except IntegrityError:
        # Another request of the same moment was faster.
        return session.get_one(Counter, key, with_for_update=True)
    return counter
