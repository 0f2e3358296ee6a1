"""The pages of meetings, and what stands there before a browser looks at them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings.actions.afterwards import do_invite_guest, do_set_recording
from vsm_platform.content.meetings.actions.planning import do_cancel_meeting
from vsm_platform.content.meetings.api import Facts, ForWhom, Times, WallTime, do_plan_meetings
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role

TOKYO = "Asia/Tokyo"
LATE: Mapping[str, str | int] = {
    "day": "2026-12-04",
    "time": "18:30",
    "zone": TOKYO,
    "minutes": "90",
    "every": "1",
    "until": "2027-01-29",
}
GAP: Mapping[str, str | int] = {
    "day": "2027-03-28",
    "time": "02:30",
    "zone": "Europe/Zurich",
    "minutes": "60",
}
FACTS = Facts(
    title="Live class: corals under stress",
    purpose="Each team shows one poster.\n\nThen we talk about what the three coasts share.",
    agenda="10 min: welcome\n50 min: posters\n30 min: in mixed teams",
    link="https://university.zoom.us/j/98765432100?pwd=abc",
    passcode="coral-26",
    dial_in="+81 3 4578 1488, code 987 6543 2100",
)


def make_address(page: BrowserPage) -> None:
    """Press the button that makes one's own calendar address."""
    page.locator("main form[method=post] button").first.click()
    page.locator("#calendar-address").wait_for()


PAGES: tuple[Page, ...] = (
    Page("meetings", "meetings.overview", "student"),
    Page("meetings-coordinator", "meetings.overview", "coordinator"),
    Page("meeting", "meetings.meeting", "student"),
    Page("meeting-coordinator", "meetings.meeting", "coordinator"),
    Page("meeting-when", "meetings.when", "coordinator"),
    Page("meeting-when-late", "meetings.when", "coordinator", dict(LATE)),
    Page("meeting-when-gap", "meetings.when", "coordinator", dict(GAP)),
    Page("meeting-new", "meetings.new", "coordinator", dict(LATE)),
    Page("meeting-new-wrong", "meetings.new", "coordinator", dict(LATE), step=send_empty),
    Page("meeting-edit", "meetings.edit", "coordinator"),
    Page("meeting-move", "meetings.move", "coordinator"),
    Page("meeting-move-confirm", "meetings.confirm_move", "coordinator", dict(LATE)),
    Page("meeting-cancel", "meetings.cancel", "coordinator"),
    Page("meeting-recording", "meetings.recording", "coordinator"),
    Page("meeting-attendance", "meetings.attendance", "coordinator"),
    Page("meeting-guests", "meetings.guests", "coordinator"),
    Page("calendar", "meetings.calendar", "student"),
    Page("calendar-made", "meetings.calendar", "student", step=make_address),
)
NO_PAGES: dict[str, str] = {
    "meetings.file": "a file for calendars",
    "meetings.feed": "a file for calendars",
}


def set_up(stage: Stage) -> dict[str, str | int]:
    """A weekly class of which one is about to begin, one was recorded, one is cancelled."""
    soon = (clock.now() + timedelta(minutes=9)).replace(second=0)
    local = soon.astimezone(ZoneInfo(TOKYO)) - timedelta(days=14)
    first = WallTime(local.date(), local.time().replace(microsecond=0, tzinfo=None), TOKYO)
    times = Times(first, 90, every_weeks=1, until=local.date() + timedelta(days=35))
    with stage.database.unit_of_work(writes=True) as session:
        planned = do_plan_meetings(
            session, stage.exchange_id, FACTS, times, ForWhom(), actor_id=None
        )
        do_set_recording(
            session,
            stage.exchange_id,
            planned[0].id,
            link="https://video.university.example/corals",
            text="We compared three coasts.",
            actor_id=1,
        )
        do_cancel_meeting(
            session, stage.exchange_id, planned[4].id, seen=0, with_following=False, actor_id=1
        )
        guest = _guest(stage, session)
        do_invite_guest(session, stage.exchange_id, planned[2].id, guest, actor_id=1)
        return {"meeting_id": planned[2].id, "token": "none"}


def _guest(stage: Stage, session) -> int:  # type: ignore[no-untyped-def]  # SQLAlchemy's session
    teacher = session.scalars(
        select(Enrolment).where(Enrolment.exchange_id == stage.exchange_id)
    ).first()
    person = Person(display_name="Dr. Leilani Kealoha", created_at=datetime.now(UTC))
    session.add(person)
    session.flush()
    enrolment = Enrolment(
        exchange_id=stage.exchange_id,
        partnership_id=teacher.partnership_id,
        person_id=person.id,
        role=Role.GUEST,
        state=EnrolmentState.EXPECTED,
        enrolled_at=datetime.now(UTC),
    )
    session.add(enrolment)
    session.flush()
    return int(enrolment.id)
