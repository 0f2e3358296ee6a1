"""Each person's own calendar address: made when asked for, shown again, made anew, switched off."""

from sqlalchemy.orm import Session

from vsm_platform.content.meetings.models import Calendar
from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault, digest, new_code


def do_make_calendar_address(session: Session, vault: Vault, person_id: int) -> str:
    """Make a person's calendar address; one that was there before opens nothing any more.

    Returns:
        The address's secret part.
    """
    token = new_code()
    calendar = session.get(Calendar, person_id) or Calendar(person_id=person_id)
    calendar.digest, calendar.closed_token = digest(token), vault.close(token)
    calendar.created_at = clock.now()
    session.add(calendar)
    return token


def do_drop_calendar_address(session: Session, person_id: int) -> None:
    """Switch a person's calendar address off."""
    calendar = session.get(Calendar, person_id)
    if calendar:
        session.delete(calendar)


def calendar_token(session: Session, vault: Vault, person_id: int) -> str | None:
    """The secret part of a person's calendar address; None where there is no address."""
    calendar = session.get(Calendar, person_id)
    return vault.open(calendar.closed_token) if calendar else None
