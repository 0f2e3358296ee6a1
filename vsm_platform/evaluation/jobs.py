"""Writes the reminders, each in its reader's language and zone.

The letters are written in the transaction that notes the delivery as done, so that a process which
dies in between writes them once and not twice.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, correspondents
from vsm_platform.core.courier import Handler, Outcome, again, delivered
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.evaluation.actions.by_itself import do_remind_partners, due_partners
from vsm_platform.evaluation.actions.reminding import REMINDER
from vsm_platform.evaluation.actions.waking import BY_ITSELF
from vsm_platform.evaluation.queries.evaluations import EvaluationView, evaluation_view
from vsm_platform.evaluation.queries.results import missing_now
from vsm_platform.exchanges.api import Exchange, partners_of
from vsm_platform.mail.api import Written, do_send, write
from vsm_platform.web.languages import match_language


def remind(database: Database, claimed: Claimed) -> Outcome:
    """Write some of the reminders (``evaluation.reminder``)."""
    with database.unit_of_work(writes=False) as session:
        letters = _letters(session, claimed.payload)
    exchange_id = claimed.payload["exchange"]
    return delivered(then=partial(_send, letters=letters, exchange_id=exchange_id))


def _send(session: Session, letters: Sequence[tuple[str, Written]], exchange_id: int) -> None:
    for address, written in letters:
        do_send(session, address, written, exchange_id=exchange_id)


def _letters(session: Session, payload: dict[str, Any]) -> list[tuple[str, Written]]:
    """Of those who were to be reminded, those who have still not answered and have an address."""
    try:
        evaluation = evaluation_view(session, payload["exchange"], payload["evaluation"])
    except NotFound:
        return []
    partners = partners_of(session, evaluation.exchange_id)
    zones = {one.partnership_id: one.timezone for one in partners}
    people = [
        one
        for one in missing_now(session, evaluation, partners)
        if one.enrolment_id in set(payload["people"])
    ]
    exchange = session.get_one(Exchange, evaluation.exchange_id)
    readers = correspondents(session, [one.person_id for one in people])
    return [
        (reader.address, _letter(evaluation, exchange, reader, zones[one.partnership_id]))
        for one in people
        if (reader := readers[one.person_id]).address
    ]


def _letter(
    evaluation: EvaluationView, exchange: Exchange, reader: Correspondent, zone: str
) -> Written:
    return write(
        "evaluation_reminder",
        match_language(reader.language) or "en",
        name=reader.name,
        title=evaluation.title,
        exchange=exchange.title,
        closes_at=evaluation.closes_at(zone),
        zone=reader.timezone,
        address=url_for(
            "evaluation.evaluation",
            exchange_id=evaluation.exchange_id,
            evaluation_id=evaluation.id,
            _external=True,
        ),
    )


def remind_by_itself(database: Database, claimed: Claimed) -> Outcome:
    """Remind those whose end is near (``evaluation.reminding``), and come back for the others."""
    with database.unit_of_work(writes=False) as session:
        evaluation, partners, following = due_partners(session, claimed.payload)
    if evaluation is None:
        return delivered()
    remind_them = partial(
        do_remind_partners, delivery_id=claimed.id, evaluation=evaluation, partners=partners
    )
    then = remind_them if partners else None
    return again(following, then=then) if following else delivered(then=then)


HANDLERS: dict[str, Handler] = {REMINDER: remind, BY_ITSELF: remind_by_itself}
