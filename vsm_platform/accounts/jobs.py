"""Writes the letters with sign-in codes, for addresses that are somebody's."""

from sqlalchemy.orm import Session

from vsm_platform.accounts.models import Person, SignInCode
from vsm_platform.accounts.sign_in_codes import LIFE, do_draw_digits, person_of_address
from vsm_platform.core import clock
from vsm_platform.core.courier import Outcome, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.mail.api import do_send, write


def send_sign_in_code(database: Database, claimed: Claimed) -> Outcome:
    """Write one letter (``accounts.sign_in_code``); for an unknown address there is none."""
    with database.unit_of_work(writes=True) as session:
        code = session.get(SignInCode, claimed.payload["code"], with_for_update=True)
        if code and not code.digest and code.expires_at > clock.now():
            _send(session, code)
    return delivered()


def _send(session: Session, code: SignInCode) -> None:
    person_id = code.person_id or person_of_address(session, code.address)
    if person_id is None:
        return
    language = session.get_one(Person, person_id).locale or code.language
    letter = write(
        "sign_in_code",
        language,
        digits=do_draw_digits(session, code),
        minutes=int(LIFE.total_seconds() // 60),
    )
    do_send(session, code.address, letter)
