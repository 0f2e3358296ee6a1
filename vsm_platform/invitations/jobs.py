"""Writes a batch's letters, some at a time, so that nothing else waits for them."""

from vsm_platform.core import clock
from vsm_platform.core.courier import Outcome, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.invitations.actions.batches import do_write_letters


def send_letters(database: Database, claimed: Claimed) -> Outcome:
    """Write the next letters of a batch (``invitations.letters``).

    Each invitation notes in the same transaction that its letter is written, so that whoever is
    killed in between leaves nothing undone and nothing done twice.
    """
    with database.unit_of_work(writes=True) as session:
        has_more = do_write_letters(session, claimed.payload["batch"])
    return again(clock.now()) if has_more else delivered()
