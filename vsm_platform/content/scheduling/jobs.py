"""Votes end by themselves when their time has come."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy.orm import Session

from vsm_platform.content.scheduling.actions import CLOSING, do_close_when_due
from vsm_platform.core.courier import Handler, Outcome, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database


def close(_database: Database, claimed: Claimed) -> Outcome:
    """End a vote, in the transaction that notes the delivery as done."""
    return delivered(then=partial(_close, poll_id=int(claimed.payload["poll"])))


def _close(session: Session, poll_id: int) -> None:
    do_close_when_due(session, poll_id)


HANDLERS: Mapping[str, Handler] = {CLOSING: close}
