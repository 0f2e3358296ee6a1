"""Carries letters to the mail server, outside of any transaction.

A process that dies between the server's answer and our note of it sends the letter twice; none
is lost. The letter's Message-ID holds its number, so that a mailbox can tell.
"""

import smtplib

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vsm_platform.core.courier import Outcome, delivered, later, refused
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.mail.models import Letter
from vsm_platform.mail.post_office import hand_over


def send_letter(database: Database, claimed: Claimed) -> Outcome:
    """Send one letter (``mail.letter``)."""
    letter_id = claimed.payload["letter"]
    with database.unit_of_work(writes=False) as session:
        letter = session.get(Letter, letter_id)
        if letter is None:
            return delivered()
        session.expunge(letter)
    try:
        hand_over(letter)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if any(code < 500 for code in codes):
            return later(f"smtp {codes[0]}")
        return refused(f"smtp {codes[0]}", then=lambda work: _forget(work, letter_id))
    except smtplib.SMTPResponseException as error:
        return later(f"smtp {error.smtp_code}", holds_channel=True)
    except (OSError, smtplib.SMTPException) as error:
        return later(type(error).__name__, holds_channel=True)
    return delivered(then=lambda work: _forget(work, letter_id))


def _forget(session: Session, letter_id: int) -> None:
    session.execute(delete(Letter).where(Letter.id == letter_id))
