"""Meetings that are moved, changed and cancelled: calendars follow, and people are told."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import select

from config import Settings
from tests.content.meetings.conftest import Programme
from tests.content.meetings.test_planning import words
from tests.forms import soup_of, submit
from tests.people import Somebody
from vsm_platform.accounts.api import Person, do_keep_address
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.core.audit import AuditEntry

MOVED = {"day": "2026-08-28", "time": "15:00", "zone": "Asia/Tokyo", "minutes": "60"}


def event_of(made: Programme, meeting: Meeting, somebody: Somebody) -> dict[str, str]:
    answer = somebody.browser.get(f"{made.path}/{meeting.id}/meeting.ics")
    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return {name: str(event.get(name, "")) for name in ("UID", "SEQUENCE", "STATUS", "SUMMARY")} | {
        "starts": event.decoded("DTSTART").isoformat()
    }


def move(made: Programme, meeting: Meeting, **fields: str) -> None:
    when = MOVED | {name: value for name, value in fields.items() if name in MOVED}
    data = {"seen": str(meeting.sequence)} | {
        name: value for name, value in fields.items() if name not in MOVED
    }
    teacher = made.teachers["Apia"].browser
    answer = teacher.post(f"{made.path}/{meeting.id}/move/confirm", query_string=when, data=data)
    assert answer.status_code == 303, answer.text


def test_a_moved_meeting_keeps_its_uid_and_its_sequence_grows(climate: Programme) -> None:
    (meeting,) = climate.plan()
    student = climate.students["Apia"]
    before = event_of(climate, meeting, student)
    move(climate, meeting)
    after = event_of(climate, meeting, student)
    assert after["UID"] == before["UID"]
    assert [before["SEQUENCE"], after["SEQUENCE"]] == ["0", "1"]
    assert after["starts"] == "2026-08-28T06:00:00+00:00"


def test_a_cancelled_meeting_stays_in_calendars_as_cancelled(climate: Programme) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}"
    submit(climate.teachers["Apia"].browser, f"{page}/cancel")
    event = event_of(climate, meeting, climate.students["Apia"])
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == "1"
    assert event["SUMMARY"] == "Cancelled: Live class"
    shown = climate.students["Apia"].browser.get(page).text
    assert "This meeting is cancelled." in shown
    submit(climate.teachers["Apia"].browser, f"{page}/cancel")
    event = event_of(climate, meeting, climate.students["Apia"])
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", "2")


def test_before_a_move_the_page_shows_what_changes_on_everybodys_clock(
    climate: Programme,
) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}/move/confirm"
    shown = soup_of(climate.teachers["Apia"].browser.get(page, query_string=MOVED))
    before, after = (words(part) for part in shown.select("main .columns > div"))
    assert "Thu 18:00 – 19:30" in before
    assert "Thu 20:00 – 21:00" in after


def test_a_move_to_a_late_hour_warns_before_it_is_done(climate: Programme) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}/move"
    late = MOVED | {"time": "18:00"}
    shown = soup_of(climate.teachers["Apia"].browser.get(page, query_string=late))
    assert "National University of Samoa" in words(shown.select_one("#preview .notice.warning"))


def test_one_of_a_series_or_that_and_the_following_can_be_moved(climate: Programme) -> None:
    planned = climate.plan(every="1", until="2026-09-11")
    assert len(planned) == 4
    move(climate, planned[1], day="2026-08-29")
    assert [f"{one.wall_start}" for one in climate.meetings()] == [
        "2026-08-21T13:00", "2026-08-29T15:00", "2026-09-04T13:00", "2026-09-11T13:00"
    ]  # fmt: skip
    move(climate, climate.meetings()[2], day="2026-09-05", time="14:00", scope="following")
    assert [one.wall_start for one in climate.meetings()] == [
        "2026-08-21T13:00", "2026-08-29T15:00", "2026-09-05T14:00", "2026-09-12T14:00"
    ]  # fmt: skip
    assert [one.sequence for one in climate.meetings()] == [0, 1, 1, 1]


def test_those_that_follow_are_not_moved_into_a_gap_silently(climate: Programme) -> None:
    planned = climate.plan(
        day="2027-03-21", time="13:00", zone="Europe/Zurich", every="1", until="2027-03-28"
    )
    teacher = climate.teachers["Apia"].browser
    answer = teacher.post(
        f"{climate.path}/{planned[0].id}/move/confirm",
        query_string={"day": "2027-03-21", "time": "02:30", "zone": "Europe/Zurich", "minutes": 60},
        data={"seen": "0", "scope": "following"},
    )
    assert answer.status_code == 409
    assert "On Mar 28, 2027 the clocks in Europe/Zurich skip 02:30." in answer.text
    assert [one.sequence for one in climate.meetings()] == [0, 0]


def test_those_that_follow_can_be_cancelled_together(climate: Programme) -> None:
    planned = climate.plan(every="1", until="2026-09-11")
    page = f"{climate.path}/{planned[2].id}/cancel"
    climate.teachers["Apia"].browser.post(page, data={"seen": "0", "scope": "following"})
    assert [one.cancelled_at is not None for one in climate.meetings()] == [
        False, False, True, True
    ]  # fmt: skip


def test_changing_a_meeting_keeps_its_agenda_apart_from_the_others(climate: Programme) -> None:
    planned = climate.plan(every="1", until="2026-09-04", agenda="First")
    page = f"{climate.path}/{planned[1].id}/edit"
    submit(
        climate.teachers["Apia"].browser, page, title="New title", agenda="Only today",
        scope="following",
    )  # fmt: skip
    assert [(one.title, one.agenda) for one in climate.meetings()] == [
        ("Live class", "First"), ("New title", "Only today"), ("New title", "First")
    ]  # fmt: skip


def test_of_two_who_write_at_once_nobody_loses_words(climate: Programme) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}/edit"
    submit(climate.teachers["Apia"].browser, page, purpose="By the first")
    data = {"title": "T", "purpose": "By the second", "leader": "0", "seen": "0"}
    answer = climate.teachers["Osaka"].browser.post(page, data=data)
    assert answer.status_code == 200
    assert "Somebody else changed this meeting" in answer.text
    assert "By the second" in answer.text
    assert climate.meetings()[0].purpose == "By the first"
    data["seen"] = str(soup_of(answer).select_one("input[name=seen]")["value"])  # type: ignore[index]
    assert climate.teachers["Osaka"].browser.post(page, data=data).status_code == 303
    assert climate.meetings()[0].purpose == "By the second"


def test_a_page_that_is_out_of_date_moves_and_cancels_nothing(climate: Programme) -> None:
    (meeting,) = climate.plan()
    move(climate, meeting)
    page = f"{climate.path}/{meeting.id}"
    teacher = climate.teachers["Osaka"].browser
    for path, arguments in (("cancel", {}), ("move/confirm", MOVED)):
        for seen in ("0", "", "-1", "x"):
            answer = teacher.post(f"{page}/{path}", query_string=arguments, data={"seen": seen})
            assert answer.status_code == 409, (path, seen)
    assert climate.meetings()[0].sequence == 1


@pytest.fixture
def letters(climate: Programme, settings: Settings) -> "Letters":
    return Letters(climate, settings.data_folder / "mail")


class Letters:
    def __init__(self, made: Programme, folder: Path) -> None:
        self.made, self.folder = made, folder

    def sent(self) -> dict[str, EmailMessage]:
        self.made.world.app.extensions["vsm_courier"].run_due()
        paths = sorted(self.folder.iterdir()) if self.folder.exists() else []
        read = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
        return {str(one["To"]): one for one in read if isinstance(one, EmailMessage)}


def body_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_move_is_told_in_each_ones_language_and_zone_with_the_new_event(
    climate: Programme, letters: Letters
) -> None:
    climate.set_terms("Osaka", starts_on=None)
    (meeting,) = climate.plan(title="Live class\u2028\n evil")
    sina, kai, yui = (climate.students[place] for place in ("Apia", "Honolulu", "Osaka"))
    climate.give_address(sina, "sina@example.org")
    climate.give_address(kai, "kai@example.org")
    with climate.world.work() as session:
        session.get_one(Person, kai.id).locale = "es"
    page = soup_of(
        climate.teachers["Apia"].browser.get(
            f"{climate.path}/{meeting.id}/move/confirm", query_string=MOVED
        )
    )
    assert "2 people" in words(page.main)
    move(climate, meeting, mail="y")
    sent = letters.sent()
    assert sent.keys() == {"sina@example.org", "kai@example.org"}
    english = body_of(sent["sina@example.org"])
    assert sent["sina@example.org"]["Subject"] == "Moved: Live class evil"
    assert "New: Friday 28 August 2026 19:00 in Apia" in english
    assert "Before: Friday 21 August 2026 17:00" in english
    assert "https://u.zoom.us/j/123?pwd=secret" in english
    assert "jueves 27 agosto 2026 20:00" in body_of(sent["kai@example.org"])
    (file,) = [
        part
        for part in sent["kai@example.org"].walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert file.get_param("method") == "PUBLISH"
    (event,) = Calendar.from_ical(file.get_payload(decode=True)).walk("VEVENT")
    assert str(event["UID"]) == meeting.uid
    assert event["SEQUENCE"] == 1
    assert yui.id


def test_whoever_came_by_invitation_is_told_at_the_address_that_was_shown_to_be_theirs(
    climate: Programme, letters: Letters
) -> None:
    (meeting,) = climate.plan()
    sina, kai = climate.students["Apia"], climate.students["Honolulu"]
    climate.give_address(kai, "kai@lms.example.org")
    with climate.world.work() as session:
        do_keep_address(session, sina.id, "sina@example.org")
        do_keep_address(session, kai.id, "kai@example.org")
    move(climate, meeting, mail="y")
    assert letters.sent().keys() == {"sina@example.org", "kai@example.org"}


def test_a_letter_goes_out_only_where_it_was_wished_and_to_those_whom_it_is_for(
    climate: Programme, letters: Letters
) -> None:
    planned = climate.plan(partners=str(climate.key("Honolulu")), every="1", until="2026-09-04")
    for place in ("Apia", "Honolulu"):
        climate.give_address(climate.students[place], f"{place.lower()}@example.org")
    move(climate, planned[0], day="2026-08-20")
    assert letters.sent() == {}
    page = f"{climate.path}/{planned[1].id}/cancel"
    data = {"seen": "0", "scope": "following", "mail": "y"}
    climate.teachers["Apia"].browser.post(page, data=data)
    sent = letters.sent()
    assert sent.keys() == {"honolulu@example.org"}
    text = body_of(sent["honolulu@example.org"])
    assert text.count("Does not take place:") == 2
    assert "zoom.us" not in text


def test_many_are_written_to_in_portions(climate: Programme, letters: Letters) -> None:
    (meeting,) = climate.plan()
    for number in range(60):
        somebody = climate.world.person(climate.universities["Apia"], f"Student {number}")
        climate.world.enrol(climate.exchange_id, climate.universities["Apia"], somebody)
        climate.give_address(somebody, f"student{number}@example.org")
    move(climate, meeting, mail="y")
    assert len(letters.sent()) == 60


def test_the_audit_log_says_who_changed_what_without_links(climate: Programme) -> None:
    (meeting,) = climate.plan()
    move(climate, meeting)
    with climate.world.database.unit_of_work(writes=False) as session:
        noted = select(AuditEntry).where(AuditEntry.action.like("meetings.%"))
        entries = session.scalars(noted.order_by(AuditEntry.id)).all()
        assert [one.action for one in entries] == ["meetings.planned", "meetings.moved"]
        assert all("zoom" not in str(one.details) for one in entries)


def test_the_instant_follows_the_planners_wall(climate: Programme) -> None:
    (meeting,) = climate.plan()
    assert meeting.starts_at == datetime(2026, 8, 21, 4, tzinfo=UTC)
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
