"""Looks after one partner's applications, again and again (``core.courier.Handler``)."""

from vsm_platform.admissions.actions.care import do_care
from vsm_platform.core.courier import Outcome, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database


def look_after(database: Database, claimed: Claimed) -> Outcome:
    """Pass places on, and forget in time (``admissions.care``)."""
    with database.unit_of_work(writes=True) as session:
        following = do_care(session, claimed.payload["partnership"])
    return again(following) if following else delivered()
