"""The work that waits for LMSs: reading rosters, page by page.

The LMS is waited for outside of any unit of work, and what a page brought is saved in small ones,
so that on SQLite nobody else waits meanwhile. After a while a long reading makes room for other
deliveries and goes on with its next page.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from vsm_platform.core import clock
from vsm_platform.core.courier import Outcome, again, delivered
from vsm_platform.core.outbox import Claimed, keep_lease
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.actions.roster_plans import do_note_trouble, next_reading
from vsm_platform.exchanges.actions.rosters import (
    Reading,
    do_begin_reading,
    do_finish_reading,
    do_note_page,
    do_take_members,
)
from vsm_platform.exchanges.roster_words import CLOSED, ENDLESS, wait_after
from vsm_platform.institutions.api import (
    RosterMember,
    RosterPage,
    RosterSource,
    RosterUnavailable,
    lms_connections,
    roster_pages,
)

SLICE_SECONDS = 20.0
"""So long a reading goes on before other deliveries have their turn."""
MEMBERS_AT_ONCE = 500
"""Members that are saved in one unit of work."""


def read_roster(database: Database, claimed: Claimed) -> Outcome:
    """Read the roster of one linked course, or a good part of it (``core.courier.Handler``)."""
    with database.unit_of_work(writes=True) as session:
        reading = do_begin_reading(session, claimed.payload["link"])
    if reading is None:
        return delivered()
    if reading.source is None:
        return _failed(database, reading, RosterUnavailable(CLOSED, None, None))
    try:
        last = _read(database, claimed, reading, reading.source)
    except RosterUnavailable as trouble:
        return _failed(database, reading, trouble)
    if last is None:
        return again(clock.now())
    with database.unit_of_work(writes=True) as session:
        is_doubtful = do_finish_reading(session, reading, last.differences_address)
    return again(clock.now()) if is_doubtful else _later(reading)


def _read(
    database: Database, claimed: Claimed, reading: Reading, source: RosterSource
) -> RosterPage | None:
    """Read pages and save them; gives the last one, or None where others should have their turn."""
    connector = lms_connections().connector(source.registration_id)
    ends = time.monotonic() + SLICE_SECONDS
    page: RosterPage | None = None
    for page in roster_pages(connector, source, reading.address):
        for members in _parts(page.members):
            _save(database, reading, members)
        with database.unit_of_work(writes=True) as session:
            keep_lease(session, claimed)
            goes_on = do_note_page(session, reading.link_id, page.next_address, page.skipped)
        if not goes_on:
            raise RosterUnavailable(ENDLESS, None, None)
        if page.next_address and time.monotonic() > ends:
            return None
    return page


def _parts(members: Sequence[RosterMember]) -> Iterator[Sequence[RosterMember]]:
    for first in range(0, len(members), MEMBERS_AT_ONCE):
        yield members[first : first + MEMBERS_AT_ONCE]


def _save(database: Database, reading: Reading, members: Sequence[RosterMember]) -> None:
    try:
        with database.unit_of_work(writes=True) as session:
            do_take_members(session, reading, members)
    except IntegrityError:
        # On PostgreSQL one of them may have launched at this very moment; now all are known.
        with database.unit_of_work(writes=True) as session:
            do_take_members(session, reading, members)


def _later(reading: Reading) -> Outcome:
    following = next_reading(reading.starts_on, reading.ends_on)
    return again(following) if following else delivered()


def _failed(database: Database, reading: Reading, trouble: RosterUnavailable) -> Outcome:
    """Never given up while the exchange runs, and tried less and less often, once a day at last."""
    with database.unit_of_work(writes=True) as session:
        failures = do_note_trouble(session, reading.link_id, trouble.code)
    if next_reading(reading.starts_on, reading.ends_on) is None:
        return delivered()
    wait = max(wait_after(trouble.code, failures), trouble.wait or timedelta())
    return again(clock.now() + wait, trouble.in_short)
