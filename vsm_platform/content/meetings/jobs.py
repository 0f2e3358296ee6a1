"""Writes the letters about changed meetings, each in its reader's language and zone.

The letters are written in the transaction that notes the delivery as done, so that a process which
dies in between writes them once and not twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.telling import NEWS
from vsm_platform.content.meetings.calendar_entries import calendar_of
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.queries.feed import leader_names
from vsm_platform.content.meetings.queries.meetings import Planned, planned
from vsm_platform.content.meetings.queries.recipients import Recipient, people_to_tell, recipients
from vsm_platform.core.courier import Handler, Outcome, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import Exchange
from vsm_platform.mail.api import Attachment, Written, do_send, write
from vsm_platform.web.languages import match_language


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter that only has to be sent."""

    address: str
    written: Written
    attachment: Attachment
    exchange_id: int


def tell(database: Database, claimed: Claimed) -> Outcome:
    """Write some of the letters about a change (``meetings.news``)."""
    with database.unit_of_work(writes=False) as session:
        ready = _letters(session, claimed.payload)
    return delivered(then=partial(_send, ready=ready))


def _send(session: Session, ready: Sequence[_Ready]) -> None:
    for one in ready:
        do_send(
            session,
            one.address,
            one.written,
            attachment=one.attachment,
            exchange_id=one.exchange_id,
        )


def _letters(session: Session, payload: dict[str, Any]) -> list[_Ready]:
    before = {int(key): datetime.fromisoformat(at) for key, at in payload["before"].items()}
    query = select(Meeting).where(Meeting.id.in_(before)).order_by(Meeting.starts_at)
    meetings = planned(session, session.scalars(query).all())
    if not meetings:
        return []
    exchange = session.get_one(Exchange, meetings[0].meeting.exchange_id)
    leaders = leader_names(session, meetings)
    drawn: dict[tuple[str, str], tuple[Written, Attachment]] = {}
    ready = []
    for recipient in _still(session, exchange.id, meetings, payload["people"]):
        key = match_language(*recipient.languages) or "en", recipient.timezone
        if key not in drawn:
            letter = _letter(meetings, exchange, before, payload["news"], key)
            drawn[key] = letter, _file(meetings, exchange, leaders, key[0])
        ready.append(_Ready(recipient.address, *drawn[key], exchange.id))
    return ready


def _still(
    session: Session, exchange_id: int, meetings: Sequence[Planned], people: list[int]
) -> list[Recipient]:
    """Those who are to be told, without whoever has left meanwhile."""
    present = set(people_to_tell(session, exchange_id, meetings))
    return recipients(session, [key for key in people if key in present])


def _file(
    meetings: Sequence[Planned], exchange: Exchange, leaders: dict[int, str], language: str
) -> Attachment:
    with force_locale(language.replace("-", "_")):
        text = calendar_of(
            [one.meeting for one in meetings],
            exchange.title,
            {exchange.id: exchange.title},
            leaders,
        )
    return Attachment("meeting.ics", "text/calendar; method=PUBLISH", text.decode())


def _letter(
    meetings: Sequence[Planned],
    exchange: Exchange,
    before: dict[int, datetime],
    news: str,
    reader: tuple[str, str],
) -> Written:
    language, zone = reader
    first = meetings[0].meeting
    return write(
        "meeting_changed",
        language.replace("_", "-"),
        news=news,
        meetings=[one.meeting for one in meetings],
        first=first,
        before=before,
        exchange=exchange,
        zone=zone,
        address=url_for(
            "meetings.meeting", exchange_id=exchange.id, meeting_id=first.id, _external=True
        ),
    )


HANDLERS: dict[str, Handler] = {NEWS: tell}
