"""What a course says once of its live rooms: video links, agendas, the set-up path, the next season."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.live_rooms.conftest import Lives, soup_of, words
from tests.people import Somebody
from vsm_platform.content.meetings.api import Facts, ForWhom, Times, WallTime, do_plan_meetings
from vsm_platform.core import clock
from vsm_platform.exchanges.api import NextSeason, Role, do_run_again
from vsm_platform.live.models import LiveCourse, LiveRoom, LiveSession, State

PATTERN = "https://meet.example.edu/{exchange}-{session}-{room}-{secret}"


def home(lives: Lives, who: Somebody) -> str:
    return words(who.browser.get(f"/exchanges/{lives.course.exchange_id}/"))


def set_video(lives: Lives, pattern: str) -> str:
    answer = lives.teacher.browser.post(f"{lives.path}/video", data={"video": pattern})
    return words(answer) if answer.status_code == 200 else ""


def links(lives: Lives) -> list[str]:
    with lives.course.world.work() as session:
        return list(session.scalars(select(LiveRoom.link).order_by(LiveRoom.id)))


def test_every_room_gets_a_link_that_nobody_can_guess_from_another(lives: Lives) -> None:
    assert set_video(lives, PATTERN) == ""
    session = lives.opened()
    first, second = links(lives)
    number = lives.course.exchange_id
    assert re.fullmatch(rf"https://meet\.example\.edu/{number}-1-1-[0-9a-f]{{20}}", first)
    assert second[-20:] != first[-20:]
    page = soup_of(lives["Anna"].browser.get(lives.join(session, "Anna")))
    assert page.select_one(f"a[href='{first}']") is not None
    assert second not in page.get_text()


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("http://meet.example.edu/{secret}", "Begin with https://"),
        ("javascript:alert(1)//{secret}", "Begin with https://"),
        ("https://meet.example.edu/{password}-{secret}", "Begin with https://"),
        ("https://meet.example.edu/{session}-{room}", "Put {secret} in too"),
        ("https://me@meet.example.edu/{secret}", "Begin with https://"),
    ],
)
def test_a_pattern_that_makes_no_safe_link_is_refused(
    lives: Lives, pattern: str, told: str
) -> None:
    assert told in set_video(lives, pattern)


def test_students_set_no_links(lives: Lives) -> None:
    answer = lives["Anna"].browser.post(f"{lives.path}/video", data={"video": PATTERN})
    assert answer.status_code == 403


def test_a_team_ends_its_own_meeting_and_no_other_s(lives: Lives) -> None:
    team = lives.course.team_ids[0]
    room = str(lives["Anna"].browser.post(f"{lives.path}/of/{team}").headers["Location"])
    session = room.removesuffix("/rooms/1")
    assert "We are done" in words(lives["Anna"].browser.get(room))
    assert lives["Ben"].browser.post(f"{session}/finish").status_code == 404
    assert lives["Anna"].browser.post(f"{session}/finish").status_code == 303
    with clock.moved(timedelta(seconds=61)), lives.course.world.work() as work:
        live = work.scalars(select(LiveSession)).one()
        assert live.state_at(clock.now()) == State.ENDED
    course = lives.opened()
    lives.join(course, "Anna")
    assert lives["Anna"].browser.post(f"{course}/finish").status_code == 404


def test_open_rooms_stand_first_on_the_course_home_of_those_who_are_in_them(lives: Lives) -> None:
    assert "Friday class" not in home(lives, lives["Anna"])
    session = lives.opened()
    assert "The rooms are open now" in home(lives, lives["Anna"])
    with clock.moved(timedelta(hours=3)):
        assert "Friday class" in home(lives, lives["Anna"])
    lives.lead(session, "close", minutes=0)
    assert "Friday class" not in home(lives, lives["Anna"])


def test_what_a_team_does_by_itself_is_on_nobody_else_s_home(lives: Lives) -> None:
    lives["Anna"].browser.post(f"{lives.path}/of/{lives.course.team_ids[0]}")
    assert "Team 1 meets" in home(lives, lives["Diana"])
    assert "Team 1 meets" not in home(lives, lives["Ben"])


def test_planned_rooms_are_on_the_agenda_at_the_time_of_their_meeting(lives: Lives) -> None:
    with lives.course.world.app.test_request_context(), lives.course.world.work() as work:
        day = (clock.now() + timedelta(days=3)).date()
        times = Times(WallTime(day, clock.now().time().replace(microsecond=0), "UTC"), 60)
        (meeting,) = do_plan_meetings(
            work, lives.course.exchange_id, Facts("Class"), times, ForWhom(), actor_id=None
        )
        number = meeting.id
    lives.make(title="Rooms of the class", meeting=str(number))
    assert "Rooms of the class" in home(lives, lives["Anna"])


def test_the_set_up_path_knows_of_live_sessions(lives: Lives) -> None:
    path = f"/exchanges/{lives.course.exchange_id}/set-up"
    assert "Plan live sessions in rooms" in words(lives.teacher.browser.get(path))
    lives.make()
    assert "1 is planned" in words(lives.teacher.browser.get(path))


def test_the_next_season_has_the_named_rooms_and_none_of_what_was_said(lives: Lives) -> None:
    set_video(lives, PATTERN)
    session = lives.opened(
        rooms_from="named", titles="Water\nSchools", task="Choose one.", agenda="5 Hi"
    )
    lives.say("Anna", lives.join(session, "Anna"), "Hello")
    lives.make(title="Of the teams")
    course = lives.course
    with course.world.app.test_request_context(), course.world.work() as work:
        ids = [one.id for one in course.partners]
        season = NextSeason("Again", "", date(2028, 6, 5), date(2028, 7, 2), ids, ids[0])
        new = do_run_again(work, course.exchange_id, season, actor_id=course.teacher.id)
        (copied,) = work.scalars(select(LiveSession).where(LiveSession.exchange_id == new))
        assert (copied.title, copied.task, copied.opened_at) == (
            "Friday class",
            "Choose one.",
            None,
        )
        assert [point["title"] for point in copied.agenda] == ["Hi"]
        of_copy = select(LiveRoom).where(LiveRoom.session_id == copied.id)
        rooms = work.scalars(of_copy.order_by(LiveRoom.id)).all()
        assert [(room.title, room.last_number) for room in rooms] == [("Water", 0), ("Schools", 0)]
        assert all(room.link.startswith(f"https://meet.example.edu/{new}-") for room in rooms)
        assert work.get_one(LiveCourse, new).video == PATTERN


def test_guests_see_no_agenda_of_rooms(lives: Lives) -> None:
    lives.opened()
    guest = lives.course.world.person(lives.course.partners[0], "Gina Guest")
    lives.course.world.enrol(lives.course.exchange_id, lives.course.partners[0], guest)
    lives.course.change(guest, role=Role.GUEST)
    page = guest.browser.get(f"/exchanges/{lives.course.exchange_id}/", follow_redirects=True)
    assert "Friday class" not in page.get_data(as_text=True)
