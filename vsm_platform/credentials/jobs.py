"""Carries runs out in the background, and writes the letters about them.

A run that was interrupted goes on where it was. Letters are written in the transaction that notes
them as written, so that nobody gets two.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials.actions.issuing import issue_some
from vsm_platform.credentials.actions.keeping import TIDY, do_tidy
from vsm_platform.credentials.actions.planning import ISSUE
from vsm_platform.credentials.actions.telling import TELL, News
from vsm_platform.credentials.letters import Letters, write_letters
from vsm_platform.credentials.models import Issuer
from vsm_platform.credentials.recognition.carrying import decide_some
from vsm_platform.credentials.recognition.runs import DECIDE
from vsm_platform.mail.api import do_send

ROUNDS = 40
"""So many batches are issued in one go, well within a delivery's lease."""


def issue(database: Database, claimed: Claimed) -> Outcome:
    """Issue to people of a run (``credentials.issue``)."""
    return _carry(database, claimed, issue_some)


def recognise(database: Database, claimed: Claimed) -> Outcome:
    """Sign decisions of a run (``credentials.recognise``)."""
    return _carry(database, claimed, decide_some)


def _carry(
    database: Database, claimed: Claimed, some: Callable[[Database, Vault, str, int], bool]
) -> Outcome:
    vault = current_app.extensions["vsm_vault"]
    public_url: str = current_app.config["SETTINGS"].public_url
    for _ in range(ROUNDS):
        if not some(database, vault, public_url, claimed.payload["run"]):
            return delivered()
    return again(clock.now())


def tell(database: Database, claimed: Claimed) -> Outcome:
    """Write letters about some credentials (``credentials.tell``)."""
    with database.unit_of_work(writes=False) as session:
        news = News(claimed.payload["news"])
        letters = write_letters(session, news, claimed.payload["credentials"])
    return delivered(then=partial(_send, letters=letters))


def _send(session: Session, letters: Letters) -> None:
    for address, written in letters:
        do_send(session, address, written)


def tidy(database: Database, _claimed: Claimed) -> Outcome:
    """Empty what is no longer kept, once a day (``credentials.tidy``)."""
    with database.unit_of_work(writes=False) as session:
        ids = session.scalars(select(Issuer.id)).all()
    for issuer_id in ids:
        more = True
        while more:
            with database.unit_of_work(writes=True) as session:
                more = do_tidy(session, session.get_one(Issuer, issuer_id)) > 0
    return again(clock.now() + timedelta(days=1))


HANDLERS: dict[str, Handler] = {ISSUE: issue, TELL: tell, DECIDE: recognise, TIDY: tidy}
