"""The live class of a demonstration: when it is, its series, its recording and its guest."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vsm_platform.content.meetings import api as meetings
from vsm_platform.core import clock
from vsm_platform.demo.course.teaching import Desk
from vsm_platform.demo.course.texts import CourseText
from vsm_platform.demo.programmes import Programme
from vsm_platform.exchanges import api as exchanges
from vsm_platform.invitations import api as invitations

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LINK = "https://meet.example.org/live-class"
RECORDING = "https://video.example.org/live-class"
MINUTES = 90
WEEKS_AHEAD = 4
WAKES, SLEEPS = 8, 22


def wall_of(programme: Programme, today: date) -> meetings.WallTime:
    """The first class: on the programme's own hour, else at one at which most are awake."""
    start = today - timedelta(weeks=programme.weeks_gone, days=3)
    if programme.meeting:
        weekday, at, zone = programme.meeting.split(" ")
        hour, minute = map(int, at.split(":"))
        ahead = (DAYS.index(weekday) - start.weekday()) % 7
        return meetings.WallTime(start + timedelta(days=ahead), time(hour, minute), zone)
    zones = [partner.timezone for partner in programme.partners]
    # The day before yesterday's weekday: there has been one, and the next one is near.
    day = start + timedelta(days=1)
    instant = datetime.combine(day, time(best_hour(zones, today)), UTC)
    local = instant.astimezone(ZoneInfo(programme.lead.timezone))
    return meetings.WallTime(local.date(), local.time(), programme.lead.timezone)


def best_hour(zones: Iterable[str], day: date) -> int:
    """The hour of the day, in UTC, at which the most of these zones are awake and none is late."""

    def comfort(hour: int) -> tuple[int, int]:
        instant = datetime.combine(day, time(hour), UTC)
        local = [instant.astimezone(ZoneInfo(zone)).hour for zone in zones]
        awake = sum(WAKES <= each < SLEEPS - 1 for each in local)
        return awake, -sum(abs(each - 15) for each in local)

    zones = list(zones)
    return max(range(24), key=comfort)


def plan_class(desk: Desk, programme: Programme, text: CourseText) -> int:
    """The series of the live class, with the recording of the last one; gives the next one's id."""
    said, session = text.meeting, desk.session
    until = min(
        desk.today + timedelta(weeks=WEEKS_AHEAD),
        desk.today + timedelta(weeks=programme.weeks - programme.weeks_gone, days=-4),
    )
    facts = meetings.Facts(
        title=said["title"],
        purpose=said["purpose"],
        agenda=said["agenda"],
        link=LINK,
        leader_id=desk.actor_id,
    )
    times = meetings.Times(wall_of(programme, desk.today), MINUTES, every_weeks=1, until=until)
    planned = meetings.do_plan_meetings(
        session, desk.exchange_id, facts, times, meetings.ForWhom(), actor_id=desk.actor_id
    )
    past = [one for one in planned if one.ends_at < clock.now()]
    if past and desk.actor_id is not None:
        meetings.do_set_recording(
            session,
            desk.exchange_id,
            past[-1].id,
            link=RECORDING,
            text=said["recording"],
            actor_id=desk.actor_id,
        )
    following = [one for one in planned if one.ends_at >= clock.now()]
    return (following or planned)[0].id


def invite_guest(desk: Desk, text: CourseText, meeting_id: int) -> str:
    """Somebody who speaks at one meeting; gives the link, or nothing where nobody could invite."""
    if desk.actor_id is None:
        return ""
    lead = exchanges.partners_of(desk.session, desk.exchange_id)[0]
    invited = invitations.Invited(
        desk.exchange_id,
        lead.partnership_id,
        exchanges.Role.GUEST,
        name=text.meeting["guest"],
        address="",
        language=desk.language,
        subject_kind="meeting",
        subject_id=meeting_id,
    )
    return invitations.do_invite(desk.session, invited, actor_id=desk.actor_id).link


def invite_students(
    session: Session, exchange_id: int, programme: Programme, actor_id: int | None
) -> dict[str, str]:
    """A link for one student of each partner without an LMS, by the partner's name."""
    if actor_id is None:
        return {}
    without = {partner.name for partner in programme.by_invitation}
    return {
        partner.name: invitations.do_invite(
            session,
            invitations.Invited(
                exchange_id,
                partner.partnership_id,
                exchanges.Role.STUDENT,
                name="",
                address="",
                language=programme.languages[0],
            ),
            actor_id=actor_id,
        ).link
        for partner in exchanges.partners_of(session, exchange_id)
        if partner.name in without
    }
