"""Each person's own feed of an exchange: made when asked for, made anew, switched off."""

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault, digest, new_code
from vsm_platform.discussion.models import Feed


def do_make_feed(session: Session, vault: Vault, person_id: int, exchange_id: int) -> str:
    """Make a person's feed; an address that was there before opens nothing any more.

    Returns:
        The address's secret part.
    """
    token = new_code()
    feed = session.get(Feed, (exchange_id, person_id))
    if feed is None:
        feed = Feed(exchange_id=exchange_id, person_id=person_id)
        session.add(feed)
    feed.digest, feed.closed_token = digest(token), vault.close(token)
    feed.created_at = clock.now()
    return token


def do_drop_feed(session: Session, person_id: int, exchange_id: int) -> None:
    """Switch a person's feed off."""
    feed = session.get(Feed, (exchange_id, person_id))
    if feed:
        session.delete(feed)


def feed_token(session: Session, vault: Vault, person_id: int, exchange_id: int) -> str | None:
    """The secret part of a person's feed; None where there is none."""
    feed = session.get(Feed, (exchange_id, person_id))
    return vault.open(feed.closed_token) if feed else None
