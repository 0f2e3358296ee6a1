"""What a meeting leaves behind, and who is invited to it from outside."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.common import locked_meeting, record
from vsm_platform.content.meetings.errors import MeetingNotBegun, RecordingHindered
from vsm_platform.content.meetings.models import MeetingAttendance, MeetingGuest
from vsm_platform.content.meetings.ports import recording_hindrance
from vsm_platform.content.meetings.queries.attendance import attendants, noted_at
from vsm_platform.content.meetings.queries.guests import guest_of_exchange, guests_of_meeting
from vsm_platform.content.meetings.queries.meetings import meeting_of
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound


def do_set_recording(
    session: Session, exchange_id: int, meeting_id: int, *, link: str, text: str, actor_id: int
) -> None:
    """Add a recording to a meeting, change it, or take it away; a summary is always allowed.

    Raises:
        NotFound: there is no such meeting.
        RecordingHindered: nothing may be recorded, because minors take part.
    """
    meeting = locked_meeting(session, exchange_id, meeting_id, seen=None)
    hindrance = recording_hindrance(session, exchange_id)
    if link and hindrance:
        raise RecordingHindered(reason=str(hindrance))
    if (link, text) == (meeting.recording_link, meeting.recording_text):
        return
    meeting.recording_link, meeting.recording_text = link, text
    verb = "recording_set" if meeting.has_recording else "recording_removed"
    record(session, verb, meeting, actor_id)


def do_invite_guest(
    session: Session, exchange_id: int, meeting_id: int, enrolment_id: int, *, actor_id: int
) -> None:
    """Let a guest of the exchange see one meeting.

    Raises:
        NotFound: the exchange has no such meeting or no such guest.
    """
    meeting = locked_meeting(session, exchange_id, meeting_id, seen=None)
    guest = guest_of_exchange(session, exchange_id, enrolment_id)
    if guest.id in guests_of_meeting(session, meeting.id):
        return
    session.add(MeetingGuest(meeting_id=meeting.id, enrolment_id=guest.id, invited_at=clock.now()))
    record(session, "guest_invited", meeting, actor_id, person=guest.person_id)


def do_uninvite_guest(
    session: Session, exchange_id: int, meeting_id: int, enrolment_id: int, *, actor_id: int
) -> None:
    """Take an invitation back: the guest sees the meeting no longer.

    Raises:
        NotFound: the exchange has no such meeting or no such guest.
    """
    meeting = locked_meeting(session, exchange_id, meeting_id, seen=None)
    guest = guest_of_exchange(session, exchange_id, enrolment_id)
    session.execute(
        delete(MeetingGuest).where(
            MeetingGuest.meeting_id == meeting.id, MeetingGuest.enrolment_id == guest.id
        )
    )
    record(session, "guest_uninvited", meeting, actor_id, person=guest.person_id)


def do_note_attendance(
    session: Session,
    exchange_id: int,
    meeting_id: int,
    enrolment_ids: Collection[int],
    *,
    actor_id: int,
) -> None:
    """Note who was there: these people, and nobody else.

    Raises:
        NotFound: there is no such meeting, or it was not for one of them.
        MeetingNotBegun: it is still to come, or cancelled.
    """
    meeting = locked_meeting(session, exchange_id, meeting_id, seen=None)
    if not meeting.has_begun_at(clock.now()):
        raise MeetingNotBegun
    there, before = set(enrolment_ids), noted_at(session, meeting.id)
    planned = meeting_of(session, exchange_id, meeting_id)
    if not there <= {one.enrolment_id for one in attendants(session, planned)}:
        raise NotFound
    if there == before:
        return
    session.execute(
        delete(MeetingAttendance).where(
            MeetingAttendance.meeting_id == meeting.id,
            MeetingAttendance.enrolment_id.in_(before - there),
        )
    )
    present = clock.now()
    session.add_all(
        MeetingAttendance(meeting_id=meeting.id, enrolment_id=one, noted_at=present)
        for one in sorted(there - before)
    )
    record(session, "attendance_noted", meeting, actor_id, number=len(there))
