"""A person's meetings and calendar address: taken along, and gone."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.content.meetings.models import (
    Calendar,
    Meeting,
    MeetingAttendance,
    MeetingGuest,
)
from vsm_platform.exchanges.api import enrolments_of


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Meetings that the person leads or is a guest of; the others are the course's."""
    led = select(Meeting.title, Meeting.starts_at, Meeting.minutes)
    led = led.where(Meeting.leader_id == person_id).order_by(Meeting.starts_at)
    yield Part("led", _l("Meetings that you lead"), listed(session, led))
    guest = (
        select(Meeting.title, Meeting.starts_at, MeetingGuest.invited_at)
        .join(MeetingGuest, MeetingGuest.meeting_id == Meeting.id)
        .where(MeetingGuest.enrolment_id.in_(enrolments_of(person_id)))
    )
    yield Part("guest_of", _l("Meetings to which you were invited"), listed(session, guest))
    attended = (
        select(Meeting.title, Meeting.starts_at, MeetingAttendance.noted_at)
        .join(MeetingAttendance, MeetingAttendance.meeting_id == Meeting.id)
        .where(MeetingAttendance.enrolment_id.in_(enrolments_of(person_id)))
        .order_by(Meeting.starts_at)
    )
    yield Part("attended", _l("Meetings at which you were noted"), listed(session, attended))
    address = select(Calendar.created_at).where(Calendar.person_id == person_id)
    yield Part("calendar", _l("Your calendar address"), listed(session, address))


def do_forget(session: Session, gone: Gone) -> None:
    own = enrolments_of(gone.person_id)
    for model in (MeetingGuest, MeetingAttendance):
        session.execute(delete(model).where(model.enrolment_id.in_(own)))
    session.execute(delete(Calendar).where(Calendar.person_id == gone.person_id))


offer_personal_data("meetings", own_data)
offer_erasure("meetings", do_forget)
