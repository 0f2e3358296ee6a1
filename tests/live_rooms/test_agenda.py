"""The agenda: written as one text, at its times for everybody, changed while rooms are open, kept afterwards."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import Tag
from sqlalchemy import select

from tests.live_rooms.conftest import Lives, soup_of, words
from tests.people import Somebody
from vsm_platform.accounts.api import Gone, holdings
from vsm_platform.content.meetings.api import Facts, ForWhom, Times, WallTime, do_plan_meetings
from vsm_platform.core import clock
from vsm_platform.live.agenda_text import NotAnAgenda, read_agenda, written
from vsm_platform.live.models import LiveSession
from vsm_platform.live.personal_data import do_forget
from vsm_platform.live.queries.agenda import Point

AGENDA = """10 Say hello
- Where are you?
25 Choose one place

5 Back together"""


def write(lives: Lives, session: str, text: str) -> str:
    """Change the agenda as a browser does; gives what the page says then."""
    data = {"agenda": text}
    return words(lives.teacher.browser.post(f"{session}/agenda", data=data, follow_redirects=True))


def points(lives: Lives, who: Somebody, address: str) -> list[Tag]:
    answer = who.browser.get(address)
    assert answer.status_code == 200, answer.headers
    return list(soup_of(answer).select(".agenda li"))


def turns(found: list[Tag]) -> list[str]:
    return [str(one["data-is"]) for one in found]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("10 Say hello", [Point("Say hello", 10)]),
        ("10 min Say hello", [Point("Say hello", 10)]),
        ("10’ Say hello", [Point("Say hello", 10)]),
        ("10 minutes: Say hello", [Point("Say hello", 10)]),
        ("10 minutes of silence", [Point("minutes of silence", 10)]),
        ("10: 3 questions", [Point("3 questions", 10)]),
        ("10 – Minds meet", [Point("Minds meet", 10)]),
        ("١٠ مرحبا", [Point("مرحبا", 10)]),
        (
            "\r\n  5   Hi \r\n\r\n* Wave\r\n-\r\n– Smile\r\n7 Go",
            [Point("Hi", 5, "Wave\nSmile"), Point("Go", 7)],
        ),
    ],
)
def test_an_agenda_is_read_as_people_write_it(text: str, read: list[Point]) -> None:
    assert read_agenda(text) == read
    assert read_agenda(written(read)) == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Say hello", "Line 1, “Say hello”: begin with the minutes"),
        ("5 Hi\n\nWhat next?", "Line 3, “What next?”: begin with the minutes"),
        ("5 Hi\n10", "Line 2, “10”: begin with the minutes"),
        ("- What to do", "Line 1, “- What to do”: begin with the minutes"),
        ("10:15 Say hello", "Line 1, “10:15 Say hello”: write how many minutes"),
        ("1h Talk", "write how many minutes"),
        ("0 Nothing", "from 1 to 1440 minutes"),
        ("9999999999 For ever", "from 1 to 1440 minutes"),
        (f"5 {'x' * 121}", "at most 120 characters"),
        (f"5 Hi\n- {'x' * 301}", "Line 2"),
        ("1 x\n" * 41, "at most 40 points"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(
    lives: Lives, text: str, says: str
) -> None:
    session = lives.make(agenda="5 As before")
    answer = lives.teacher.browser.post(f"{session}/agenda", data={"agenda": text})
    assert says in words(answer)
    field = soup_of(answer).select_one("textarea[name=agenda]")
    assert field is not None
    assert field.get_text().split() == text.split()
    assert "As before" in words(lives["Anna"].browser.get(session))


def test_a_plan_with_a_bad_agenda_keeps_all_that_was_written(lives: Lives) -> None:
    data = {
        "title": "Friday",
        "rooms_from": "teams",
        "team_set": "1",
        "agenda": "Hello",
        "task": "x",
    }
    answer = lives.teacher.browser.post(f"{lives.path}/new", data=data)
    assert "Line 1, “Hello”" in words(answer)
    with pytest.raises(NotAnAgenda):
        read_agenda("Hello")


def test_rooms_show_what_is_past_now_and_next_at_times_on_the_reader_s_own_clock(
    lives: Lives,
) -> None:
    session = lives.opened(agenda=AGENDA, minutes="60")
    room = lives.join(session, "Anna", "Diana")
    found = points(lives, lives["Anna"], room)
    assert turns(found) == ["now", "next", "later"]
    assert found[0]["aria-current"] == "step"
    assert "Where are you?" in found[0].get_text()
    assert "10 min left" in found[0].get_text()
    with clock.moved(timedelta(minutes=12)):
        for address in (room, f"{session}/rooms"):
            found = points(lives, lives.teacher, address)
            assert turns(found) == ["past", "now", "next"]
            assert re.search(r"2[23] min left", found[1].get_text())
    with clock.moved(timedelta(minutes=41)):
        assert turns(points(lives, lives["Anna"], room)) == ["past"] * 3
    with lives.course.world.work() as work:
        opened = work.scalars(select(LiveSession.opened_at)).one()
    assert opened is not None
    begins = opened + timedelta(minutes=10)
    for name, zone in (("Anna", "Europe/Berlin"), ("Diana", "America/Bogota")):
        shown = points(lives, lives[name], room)[1].select_one("time")
        assert shown is not None
        assert shown["datetime"] == begins.isoformat()
        local = begins.astimezone(ZoneInfo(zone))
        assert shown.get_text() == f"{local:%H:%M}"


def test_an_agenda_changes_while_rooms_are_open_as_an_event_that_draws_it_anew(
    lives: Lives,
) -> None:
    session = lives.opened(agenda=AGENDA)
    room = lives.join(session, "Anna")
    before = lives.since(lives["Anna"], room, query="?have=")
    number, have = before["number"], before["have"]
    again = lives.since(lives["Anna"], room, int(str(number)), f"?have={have}")
    assert again["parts"] == {}
    with clock.moved(timedelta(minutes=2)):
        # Only the page's clock has moved on, which the page does by itself.
        again = lives.since(lives["Anna"], room, int(str(number)), f"?have={have}")
        assert again["parts"] == {}
    assert "Everybody sees it now" in write(lives, session, AGENDA.replace("10 Say", "15 Say"))
    told = lives.since(lives["Anna"], room, int(str(number)), f"?have={have}")
    assert [one["kind"] for one in told["events"]] == ["agenda"]  # type: ignore[union-attr,index]
    assert list(told["parts"]) == ["agenda"]  # type: ignore[call-overload]
    assert "15 min left" in str(told["parts"])
    write(lives, session, AGENDA.replace("10 Say", "15 Say"))
    unchanged = lives.since(lives["Anna"], room, int(str(number)))
    assert unchanged["number"] == told["number"], "the same text is no event"
    assert write(lives, session, "")
    assert points(lives, lives["Anna"], room) == []


def test_an_agenda_that_is_too_long_is_told_to_those_who_lead(lives: Lives) -> None:
    session = lives.make(minutes="30")
    assert "The rooms stay open for 30 minutes" in words(
        lives.teacher.browser.get(f"{session}/agenda")
    )
    told = "The rooms close 10 minutes before the agenda ends"
    assert told in write(lives, session, AGENDA)
    lives.lead(session, "open")
    room = lives.join(session, "Anna")
    assert told not in words(lives["Anna"].browser.get(room))
    lives.lead(session, "extend", minutes=15)
    assert "before the agenda ends" not in words(lives.teacher.browser.get(f"{session}/rooms"))


def test_who_closes_earlier_cuts_the_agenda_and_who_extends_brings_it_back(lives: Lives) -> None:
    session = lives.opened(agenda=AGENDA)
    room = lives.join(session, "Anna")
    lives.lead(session, "close", minutes=5)
    found = points(lives, lives["Anna"], room)
    assert turns(found) == ["now", "cut", "cut"]
    assert "5 min left" in found[0].get_text()
    assert "after the rooms close" in found[1].get_text()
    assert "The rooms close 35 minutes before" in words(
        lives.teacher.browser.get(f"{session}/rooms")
    )
    have = lives.since(lives["Anna"], room, query="?have=")["have"]
    lives.lead(session, "extend", minutes=0)
    told = lives.since(lives["Anna"], room, query=f"?have={have}")
    assert "agenda" in told["parts"]  # type: ignore[operator]
    assert turns(points(lives, lives["Anna"], room)) == ["now", "next", "later"]


def test_the_lobby_shows_the_agenda_with_times_where_the_meeting_gives_them(lives: Lives) -> None:
    found = points(lives, lives["Anna"], lives.make(agenda=AGENDA))
    assert turns(found) == ["later"] * 3
    assert not any(one.select("time") for one in found)
    begins = (clock.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    with lives.course.world.app.test_request_context(), lives.course.world.work() as work:
        times = Times(WallTime(begins.date(), begins.time(), "UTC"), 60)
        (meeting,) = do_plan_meetings(
            work, lives.course.exchange_id, Facts("Class"), times, ForWhom(), actor_id=None
        )
        number = meeting.id
    planned = lives.make(agenda=AGENDA, meeting=str(number))
    shown = [one.select_one("time") for one in points(lives, lives["Anna"], planned)]
    assert [str(one["datetime"])[:16] for one in shown if one] == [
        (begins + timedelta(minutes=later)).isoformat()[:16] for later in (0, 10, 35)
    ]


def test_only_those_who_lead_write_it_and_only_before_the_end(lives: Lives) -> None:
    session = lives.opened(agenda=AGENDA)
    assert lives["Anna"].browser.get(f"{session}/agenda").status_code == 403
    assert lives["Anna"].browser.post(f"{session}/agenda", data={"agenda": ""}).status_code == 403
    lives.lead(session, "close", minutes=0)
    late = lives.teacher.browser.post(f"{session}/agenda", data={"agenda": "5 Late"})
    assert late.status_code == 409


def test_the_agenda_stays_in_the_record(lives: Lives) -> None:
    session = lives.opened(agenda=AGENDA)
    room = lives.join(session, "Anna")
    with clock.moved(timedelta(minutes=12)):
        lives.lead(session, "close", minutes=0)
    with clock.moved(timedelta(minutes=13)):
        for address in (f"{session}/made", f"{room}/made"):
            text = words(lives["Anna"].browser.get(address))
            assert "Choose one place" in text
            assert "Back together 5 min · not reached" in text
        found = lives.teacher.browser.get(f"{session}/made.json").json["agenda"]
        assert [one["minutes"] for one in found] == [10, 25, 5]
        assert found[0]["text"] == "Where are you?"
        table = lives.teacher.browser.get(f"{session}/made.csv").get_data(as_text=True)
        assert "agenda" in table
        assert "25 min" in table


def test_the_agenda_is_in_its_author_s_data_and_loses_the_name_with_them(lives: Lives) -> None:
    lives.make(agenda="5 Tilda Teacher speaks\n- Listen to Tilda Teacher")
    with lives.course.world.app.test_request_context(), lives.course.world.work() as work:
        held = {one.room: one.parts for one in holdings(work, lives.teacher.id)}["live"]
        made = next(part for part in held if part.key == "made")
        assert made.rows[0]["agenda"] == "5 Tilda Teacher speaks\n- Listen to Tilda Teacher"
        do_forget(work, Gone(lives.teacher.id, ("Tilda Teacher",)))
        assert work.scalars(select(LiveSession)).one().agenda == [
            {"title": "… speaks", "minutes": 5, "text": "Listen to …"}
        ]
