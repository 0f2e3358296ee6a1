"""Writes the letters with sign-in codes, for addresses that are somebody's; erases who asked for it."""

from sqlalchemy.orm import Session

from vsm_platform.accounts.erasure import (
    LOOK_EVERY,
    do_begin_erasure,
    do_erase_in_room,
    do_finish_erasure,
    when_to_erase,
)
from vsm_platform.accounts.models import Person, SignInCode
from vsm_platform.accounts.personal_data import erasing_rooms
from vsm_platform.accounts.sign_in_codes import LIFE, do_draw_digits, person_of_address
from vsm_platform.core import clock
from vsm_platform.core.courier import Outcome, again, delivered
from vsm_platform.core.outbox import Claimed, keep_lease
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


def erase_person(database: Database, claimed: Claimed) -> Outcome:
    """Erase one person when the time has come (``accounts.erasure``), one transaction for each room.

    Whoever is killed in between leaves a part undone; the next try goes on with it.
    """
    person_id = claimed.payload["person"]
    with database.unit_of_work(writes=False) as session:
        due_at = when_to_erase(session, person_id)
    if due_at is None:
        return delivered()
    if due_at > clock.now():
        return again(min(due_at, clock.now() + LOOK_EVERY))
    with database.unit_of_work(writes=True) as session:
        if not do_begin_erasure(session, person_id):
            return delivered()
    for room in erasing_rooms():
        with database.unit_of_work(writes=True) as session:
            keep_lease(session, claimed)
            do_erase_in_room(session, person_id, room)
    with database.unit_of_work(writes=True) as session:
        do_finish_erasure(session, person_id)
    return delivered()
