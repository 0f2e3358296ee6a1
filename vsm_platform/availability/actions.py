"""What changes: a person's own week, and whether faculty ask for it."""

from datetime import date

from sqlalchemy.orm import Session

from vsm_platform.availability.models import AvailabilityRequest, PaintedWeek
from vsm_platform.core import audit, clock


def do_paint_week(session: Session, person_id: int, *, zone: str, hours: str) -> None:
    """Keep a person's week in place of the one before.

    Args:
        session: the unit of work.
        person_id: whose week it is.
        zone: IANA name of the zone on whose clock it is meant.
        hours: a digit for each half hour (``PaintedWeek.hours``).
    """
    week = session.get(PaintedWeek, person_id, with_for_update=True)
    if week is None:
        week = PaintedWeek(person_id=person_id)
        session.add(week)
    week.zone, week.hours, week.changed_at = zone, hours, clock.now()


def do_forget_week(session: Session, person_id: int) -> None:
    """Let waking hours hold again."""
    week = session.get(PaintedWeek, person_id, with_for_update=True)
    if week is not None:
        session.delete(week)


def do_ask(session: Session, exchange_id: int, *, until: date, actor_id: int) -> None:
    """Ask the students of an exchange when they can meet, or ask for it by another day."""
    asked = session.get(AvailabilityRequest, exchange_id, with_for_update=True)
    if asked is None:
        asked = AvailabilityRequest(exchange_id=exchange_id)
        session.add(asked)
    asked.until, asked.asked_by_id, asked.asked_at = until, actor_id, clock.now()
    _record(session, "asked", exchange_id, actor_id, until=until.isoformat())


def do_ask_no_more(session: Session, exchange_id: int, *, actor_id: int) -> None:
    """Take the question from the students' agendas; what they painted stays theirs."""
    asked = session.get(AvailabilityRequest, exchange_id, with_for_update=True)
    if asked is not None:
        session.delete(asked)
        _record(session, "asked_no_more", exchange_id, actor_id)


def _record(session: Session, verb: str, exchange_id: int, actor_id: int, **details: str) -> None:
    audit.record(
        session,
        f"availability.{verb}",
        f"exchange:{exchange_id}",
        actor_id=actor_id,
        institution_id=None,
        **details,
    )
