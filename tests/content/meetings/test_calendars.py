"""What calendars get: a feed of one's own, files, folding and escapes with hostile words."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.content.meetings.conftest import Programme, enrolment_of, programme
from tests.forms import soup_of
from tests.people import Somebody, World, counted_queries
from vsm_platform.content.meetings.calendars import Entry, calendar_text
from vsm_platform.exchanges.api import EnrolmentState
from vsm_platform.institutions.api import Institution, State

START = datetime(2026, 10, 2, 4, tzinfo=UTC)
HOSTILE = [
    "Line\r\nBEGIN:VEVENT\nSUMMARY:Evil",
    "Commas, semicolons; colons: and \\ backslashes \\n",
    "مرحبا بالعالم, ; \\ " * 12,
    "日本" * 100,
    "\u202eright to left\u2028next\u2029line\x00\x07\x1b\x85end",
    '"quoted" ^ʼn',
    "🌊" * 60,
]


def entry(title: str, description: str = "") -> Entry:
    end = START + timedelta(hours=1)
    return Entry(
        "a-uid", 3, title, description, START, end, "https://u.zoom.us/j/1?a=b,c;d",
        "https://exchange.test/x", False, START, START,
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_within_their_event(text: str) -> None:
    made = calendar_text([entry(text, text), entry("After")], text, "a@b.test", "ar")
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in made.replace(b"\r\n", b"")
    # Folding may cut a line within its words, and never within a character.
    for line in lines:
        line.decode()
    calendar = Calendar.from_ical(made)
    first, second = calendar.walk("VEVENT")
    assert len(list(calendar.walk("VEVENT"))) == 2
    assert str(second["SUMMARY"]) == "After"
    clean = re.sub("[\u202e\x00\x07\x1b\x85]", "", text).replace("\r\n", "\n")
    clean = re.sub("[\u2028\u2029]", "\n", clean)
    assert str(first["DESCRIPTION"]) == clean
    assert str(first["SUMMARY"]) == " ".join(clean.split())
    # Whoever wrote the parser leaves the escapes in names of calendars as they are.
    for name in ("NAME", "X-WR-CALNAME"):
        assert re.sub(r"\\(.)", r"\1", str(calendar[name])) == " ".join(clean.split())


def test_an_event_has_what_rfc_5545_and_5546_ask_for() -> None:
    text = calendar_text([entry("Class")], "Mine", "no-reply@exchange.test", "en").decode()
    unfolded = text.replace("\r\n ", "")
    for line in (
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "UID:a-uid",
        "SEQUENCE:3",
        "DTSTAMP:20261002T040000Z",
        "DTSTART:20261002T040000Z",
        "DTEND:20261002T050000Z",
        "STATUS:CONFIRMED",
        "ORGANIZER:mailto:no-reply@exchange.test",
        "LOCATION:https://u.zoom.us/j/1?a=b\\,c\\;d",
        "CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:https://u.zoom.us/j/1?a=b,c;d",
    ):
        assert line in unfolded.split("\r\n"), line
    assert "VALARM" not in text


def subscribe(made: Programme, somebody: Somebody) -> str:
    answer = somebody.browser.post("/calendar", data={"step": "new"}, follow_redirects=True)
    address = soup_of(answer).select_one("#calendar-address")
    assert address is not None
    assert address.text.startswith("https://exchange.test/calendar/")
    return address.text.removeprefix("https://exchange.test")


def titles(answer_of: FlaskClient, address: str) -> list[str]:
    answer = answer_of.get(address)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/calendar")
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """A calendar program: no cookies, no visit."""
    return app.test_client(use_cookies=False)


def test_a_feed_needs_no_cookie_sets_none_and_answers_304(
    climate: Programme, phone: FlaskClient
) -> None:
    climate.plan()
    address = subscribe(climate, climate.students["Apia"])
    answer = phone.get(address, base_url="https://exchange.test")
    assert "Set-Cookie" not in answer.headers
    assert "https://u.zoom.us/j/123?pwd=secret" in answer.text.replace("\r\n ", "")
    again = phone.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    climate.plan(title="Another")
    changed = phone.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


def test_a_feed_can_be_made_anew_and_switched_off(climate: Programme, phone: FlaskClient) -> None:
    student = climate.students["Apia"]
    first = subscribe(climate, student)
    assert soup_of(student.browser.get("/calendar")).select_one("#calendar-address") is not None
    second = subscribe(climate, student)
    assert first != second
    assert phone.get(first).status_code == 404
    assert phone.get(second).status_code == 200
    student.browser.post("/calendar", data={"step": "off"})
    assert phone.get(second).status_code == 404


def test_no_token_that_is_guessed_opens_anything(climate: Programme, phone: FlaskClient) -> None:
    subscribe(climate, climate.students["Apia"])
    for guess in ("1", "None", "x" * 32, "x" * 500, "%00", "..%2f1"):
        assert phone.get(f"/calendar/{guess}.ics").status_code == 404, guess


def test_a_feed_holds_ones_own_meetings_of_all_exchanges_and_no_others(
    climate: Programme, phone: FlaskClient
) -> None:
    other = programme(
        climate.world,
        "Digital Storytelling",
        [("Durham College", "Oshawa", "America/Toronto"), ("Others", "Lima", "America/Lima")],
        date(2026, 8, 17),
        date(2026, 12, 18),
    )
    student = climate.students["Apia"]
    climate.plan(title="For all")
    climate.plan(title="For Hawaii", partners=str(climate.key("Honolulu")))
    other.plan("Oshawa", title="Stories")
    address = subscribe(climate, student)
    assert titles(phone, address) == ["For all"]
    climate.world.enrol(other.exchange_id, other.universities["Lima"], student)
    assert titles(phone, address) == ["For all", "Stories"]
    with climate.world.work() as session:
        enrolment_of(session, climate.exchange_id, student).state = EnrolmentState.LEFT
    assert titles(phone, address) == ["Stories"]
    with climate.world.work() as session:
        enrolment_of(session, other.exchange_id, student).state = EnrolmentState.EXPECTED
    assert titles(phone, address) == []


def test_japan_joins_in_october_and_earlier_meetings_are_not_theirs(
    climate: Programme, phone: FlaskClient
) -> None:
    planned = climate.plan(every="1", until="2026-10-16")
    assert len(planned) == 9
    apia, osaka = climate.students["Apia"], climate.students["Osaka"]
    assert len(titles(phone, subscribe(climate, apia))) == 9
    assert len(titles(phone, subscribe(climate, osaka))) == 3
    first, last = (f"{climate.path}/{planned[place].id}" for place in (0, -1))
    assert osaka.browser.get(first).status_code == 404
    assert osaka.browser.get(last).status_code == 200
    page = soup_of(climate.teachers["Apia"].browser.get(first))
    assert "Osaka University" not in page.select("main")[0].text


def test_a_partner_that_leaves_has_no_meetings_from_then_on(
    climate: Programme, phone: FlaskClient
) -> None:
    climate.plan(every="1", until="2026-09-11")
    address = subscribe(climate, climate.students["Honolulu"])
    assert len(titles(phone, address)) == 4
    climate.set_terms("Honolulu", left_on=date(2026, 8, 31))
    assert len(titles(phone, address)) == 2


def test_the_feed_of_a_suspended_institution_is_closed(
    climate: Programme, phone: FlaskClient
) -> None:
    address = subscribe(climate, climate.students["Apia"])
    with climate.world.work() as session:
        key = climate.universities["Apia"].id
        session.get_one(Institution, key).state = State.SUSPENDED
    assert phone.get(address).status_code == 404


def test_a_guests_feed_holds_what_they_were_invited_to(
    climate: Programme, phone: FlaskClient
) -> None:
    climate.plan(title="Other class")
    (meeting,) = climate.plan(title="The speaker's")
    speaker, enrolment_id = climate.guest("Sila Speaker", "Apia")
    address = subscribe(climate, speaker)
    assert titles(phone, address) == []
    climate.teachers["Apia"].browser.post(
        f"{climate.path}/{meeting.id}/guests", data={"guest": enrolment_id, "invite": "yes"}
    )
    assert titles(phone, address) == ["The speaker's"]


def test_list_page_and_feed_ask_the_same_number_of_times_however_many_meetings_there_are(
    climate: Programme, phone: FlaskClient, world: World
) -> None:
    student = climate.students["Apia"]
    address = subscribe(climate, student)
    # What the process believes of an exchange for a while is asked for once.
    assert phone.get(address).status_code == 200
    asked = []
    for _round in range(2):
        climate.plan(partners=str(climate.key("Apia")), every="1", until="2026-10-30")
        (meeting,) = climate.plan(title="Once")
        for browser, path, most in (
            (student.browser, climate.path, 8),
            (student.browser, f"{climate.path}/{meeting.id}", 9),
            # Six for the meetings, eleven for whatever else is due in this one exchange.
            (phone, address, 17),
        ):
            with counted_queries(world.database) as statements:
                assert browser.get(path).status_code == 200
            asked.append(len(statements))
            assert len(statements) <= most, (path, statements)
    assert asked[:3] == asked[3:]


def test_a_file_of_somebody_elses_exchange_is_not_found(climate: Programme) -> None:
    (meeting,) = climate.plan()
    stranger = climate.world.person(climate.universities["Apia"], "Nobody's Guest")
    for page in ("", "/meeting.ics", "/edit", "/guests"):
        answer = stranger.browser.get(f"{climate.path}/{meeting.id}{page}")
        assert answer.status_code == 404, page
