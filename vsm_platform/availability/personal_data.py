"""The hours in which a person can meet: taken along, and gone."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.availability.models import PaintedWeek


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """A digit for each half hour, from Monday 00:00 on that clock."""
    week = select(PaintedWeek.zone, PaintedWeek.hours, PaintedWeek.changed_at)
    week = week.where(PaintedWeek.person_id == person_id)
    yield Part(
        "hours",
        _l("When you can meet: a digit for each half hour of the week"),
        listed(session, week),
    )


def do_forget(session: Session, gone: Gone) -> None:
    session.execute(delete(PaintedWeek).where(PaintedWeek.person_id == gone.person_id))


offer_personal_data("availability", own_data)
offer_erasure("availability", do_forget)
