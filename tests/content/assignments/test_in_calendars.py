"""Deadlines in a student's own calendar: there until the work is handed in, on the student's own clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.content.assignments.conftest import Room, course, in_days, room, world
from tests.forms import soup_of
from tests.people import Somebody
from vsm_platform.accounts.api import Person
from vsm_platform.content.modules.api import do_add_module, do_add_page
from vsm_platform.exchanges.api import Enrolment, EnrolmentState

__all__ = ["course", "room", "world"]

HERE = "https://exchange.test"


def subscribe(somebody: Somebody) -> str:
    answer = somebody.browser.post("/calendar", data={"step": "new"}, follow_redirects=True)
    address = soup_of(answer).select_one("#calendar-address")
    assert address is not None
    return address.text.removeprefix(HERE)


@pytest.fixture
def phone(room: Room) -> FlaskClient:
    """A calendar program: no cookies, no visit."""
    return room.course.world.app.test_client(use_cookies=False)


def dues(phone: FlaskClient, address: str) -> dict[str, date | datetime]:
    answer = phone.get(address, base_url=HERE)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(event["SUMMARY"]): event["DTSTART"].dt for event in events}


def test_an_assignment_stands_in_the_calendar_until_it_is_handed_in(
    room: Room, phone: FlaskClient
) -> None:
    made = room.add(title="Reef report", due_on=in_days(5))
    room.add(title="Still a draft", due_on=in_days(5), is_published=False)
    sina, aiko = (room.course.students[name] for name in ("Sina", "Aiko"))
    hers = subscribe(sina)
    # Samoa's day ends thirteen hours before that of UTC, Osaka's nine.
    ends = datetime.combine(in_days(5), datetime.max.time(), UTC).replace(second=0, microsecond=0)
    (when,) = dues(phone, hers).values()
    assert when == ends - timedelta(hours=13)
    assert dues(phone, subscribe(aiko)) == {"Due: Reef report": ends - timedelta(hours=9)}
    room.hand_in("Sina", made)
    assert dues(phone, hers) == {}


def test_the_event_leads_to_the_work_keeps_its_name_and_leaves_the_time_free(
    room: Room, phone: FlaskClient
) -> None:
    made = room.add(title="Reef, report\r\nBEGIN:VEVENT", due_on=in_days(5))
    address = subscribe(room.course.students["Sina"])
    first = phone.get(address, base_url=HERE)
    (event,) = Calendar.from_ical(first.data).walk("VEVENT")
    assert str(event["URL"]) == f"{HERE}{room.page(made)}"
    assert str(event["TRANSP"]) == "TRANSPARENT"
    assert "DTEND" not in event
    assert str(event["SUMMARY"]) == "Due: Reef, report BEGIN:VEVENT"
    assert "Climate" in str(event["DESCRIPTION"])
    again = phone.get(address, base_url=HERE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_of_a_module_is_due_on_a_whole_day_in_the_readers_language(
    room: Room, phone: FlaskClient
) -> None:
    exchange_id, sina = room.course.exchange_id, room.course.students["Sina"]
    with room.course.world.work() as session:
        module = do_add_module(session, exchange_id, "Week", week=1, actor_id=None)
        do_add_page(session, module, "Read this", "Text", actor_id=None)
        session.get_one(Person, sina.id).locale = "es"
    ((title, day),) = dues(phone, subscribe(sina)).items()
    assert title == "Vence: Read this"
    assert type(day) is date
    (event,) = Calendar.from_ical(phone.get(subscribe(sina), base_url=HERE).data).walk("VEVENT")
    assert "0 de 1" in str(event["DESCRIPTION"])


def test_who_has_left_and_who_teaches_have_no_deadlines_of_students(
    room: Room, phone: FlaskClient
) -> None:
    room.add(title="Reef report", due_on=in_days(5))
    sina = room.course.students["Sina"]
    address = subscribe(sina)
    assert dues(phone, subscribe(room.course.coordinator)) == {}
    enrolment_id = room.course.enrolment(sina)
    with room.course.world.work() as session:
        session.get_one(Enrolment, enrolment_id).state = EnrolmentState.LEFT
    assert dues(phone, address) == {}
