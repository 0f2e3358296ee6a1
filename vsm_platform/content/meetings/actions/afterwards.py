"""What a meeting leaves behind, and who is invited to it from outside."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.actions.common import locked_meeting, record
from vsm_platform.content.meetings.errors import RecordingHindered
from vsm_platform.content.meetings.models import MeetingGuest
from vsm_platform.content.meetings.ports import recording_hindrance
from vsm_platform.content.meetings.queries.guests import guest_of_exchange, guests_of_meeting
from vsm_platform.core import clock


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
