"""Votes are announced by letter, and end by themselves when their time has come."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from vsm_platform.content.scheduling.actions import ANNOUNCING, CLOSING, do_close_when_due
from vsm_platform.content.scheduling.letters import vote_letters
from vsm_platform.content.scheduling.models import MeetingPoll
from vsm_platform.core.courier import Handler, Outcome, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.mail.api import Written, do_send


def close(_database: Database, claimed: Claimed) -> Outcome:
    """End a vote, in the transaction that notes the delivery as done."""
    return delivered(then=partial(_close, poll_id=int(claimed.payload["poll"])))


def _close(session: Session, poll_id: int) -> None:
    do_close_when_due(session, poll_id)


def announce(database: Database, claimed: Claimed) -> Outcome:
    """Write to the members of a team that is asked; once, with the note that it is done."""
    with database.unit_of_work(writes=False) as session:
        poll = session.get(MeetingPoll, int(claimed.payload["poll"]))
        if poll is None:
            return delivered()
        letters, exchange_id = vote_letters(session, poll), poll.exchange_id
    return delivered(then=partial(_send, letters=letters, exchange_id=exchange_id))


def _send(session: Session, letters: Sequence[tuple[str, Written]], exchange_id: int) -> None:
    for address, written in letters:
        do_send(session, address, written, exchange_id=exchange_id)


HANDLERS: Mapping[str, Handler] = {ANNOUNCING: announce, CLOSING: close}
