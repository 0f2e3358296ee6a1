"""A meeting's recording, who was there, and its guests."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from vsm_platform.content.meetings.actions.afterwards import (
    do_invite_guest,
    do_note_attendance,
    do_set_recording,
    do_uninvite_guest,
)
from vsm_platform.content.meetings.errors import MeetingNotBegun
from vsm_platform.content.meetings.forms import AttendanceForm, GuestForm, RecordingForm
from vsm_platform.content.meetings.ports import recording_hindrance
from vsm_platform.content.meetings.queries.attendance import attendants, noted_at
from vsm_platform.content.meetings.queries.guests import guests_of_exchange, guests_of_meeting
from vsm_platform.content.meetings.queries.meetings import meeting_of, planning_access
from vsm_platform.content.meetings.routes.pages import (
    GET_AND_POST,
    MEETING,
    address_of,
    course_page,
    room,
)
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{MEETING}/recording", policy=SIGNED_IN, methods=GET_AND_POST)
def recording(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """Where to watch it again, and what was said, in words."""
    access = planning_access(session, signed_in_viewer(), exchange_id)
    meeting = meeting_of(session, exchange_id, meeting_id).meeting
    form = RecordingForm(link=meeting.recording_link, text=meeting.recording_text)
    if form.validate_on_submit():
        do_set_recording(
            session,
            exchange_id,
            meeting_id,
            link=form.link.data or "",
            text=form.text.data or "",
            actor_id=signed_in_viewer().person_id,
        )
        flash(gettext("Saved."), "success")
        return redirect(address_of(meeting), 303)
    hindrance = recording_hindrance(session, exchange_id)
    return course_page(
        session, "recording", access, form=form, meeting=meeting, hindrance=hindrance
    )


@room.page(f"{MEETING}/attendance", policy=SIGNED_IN, methods=GET_AND_POST)
def attendance(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """Who was there, which conditions of credentials can ask for."""
    access = planning_access(session, signed_in_viewer(), exchange_id)
    planned = meeting_of(session, exchange_id, meeting_id)
    if not planned.meeting.has_begun_at(clock.now()):
        raise MeetingNotBegun
    form = AttendanceForm(people=noted_at(session, meeting_id))
    form.people.choices = [
        SelectChoice(one.enrolment_id, f"{one.name}, {one.institution}")
        for one in attendants(session, planned)
    ]
    if form.validate_on_submit():
        there, actor_id = form.people.data or (), signed_in_viewer().person_id
        do_note_attendance(session, exchange_id, meeting_id, there, actor_id=actor_id)
        flash(gettext("Saved."), "success")
        return redirect(address_of(planned.meeting), 303)
    return course_page(session, "attendance", access, form=form, meeting=planned.meeting)


@room.page(f"{MEETING}/guests", policy=SIGNED_IN, methods=GET_AND_POST)
def guests(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """Which of the exchange's guests come to this meeting; they see no other."""
    access = planning_access(session, signed_in_viewer(), exchange_id)
    meeting = meeting_of(session, exchange_id, meeting_id).meeting
    form = GuestForm()
    if form.is_submitted():
        if not form.validate():
            raise NotFound
        act = do_invite_guest if form.invite.data == "yes" else do_uninvite_guest
        actor_id = signed_in_viewer().person_id
        act(session, exchange_id, meeting_id, form.guest.data, actor_id=actor_id)
        flash(gettext("Saved."), "success")
        return redirect(
            url_for("meetings.guests", exchange_id=exchange_id, meeting_id=meeting_id), 303
        )
    return course_page(
        session,
        "guests",
        access,
        meeting=meeting,
        guests=guests_of_exchange(session, exchange_id),
        invited=guests_of_meeting(session, meeting_id),
    )
