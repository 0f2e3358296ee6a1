"""Live rooms by plain forms: who lands where, what they make, how it opens and ends."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.live_rooms.conftest import Lives, soup_of, words
from vsm_platform.core import clock
from vsm_platform.teams.api import do_place


def place_of(answer: str) -> str:
    return answer.rpartition("/")[2]


def test_each_lands_in_the_room_of_their_team(lives: Lives) -> None:
    session = lives.opened()
    assert [place_of(lives.join(session, name)) for name in ("Anna", "Diana")] == ["1", "1"]
    assert [place_of(lives.join(session, name)) for name in ("Ben", "Elena")] == ["2", "2"]


def test_who_is_in_no_team_lands_in_the_smallest_room(lives: Lives) -> None:
    session = lives.opened()
    assert place_of(lives.join(session, "Cem")) == "1"
    assert place_of(lives.join(session, "Felipe")) == "2"


def test_a_late_joiner_lands_in_the_team_that_they_were_put_into_meanwhile(lives: Lives) -> None:
    session, course = lives.opened(), lives.course
    lives.join(session, "Anna", "Diana")
    with course.world.app.test_request_context(), course.world.work() as work:
        from sqlalchemy import select

        from vsm_platform.exchanges.api import Enrolment

        cem = select(Enrolment.id).where(Enrolment.person_id == lives["Cem"].id)
        places = {work.scalars(cem).one(): course.team_ids[1]}
        do_place(work, course.exchange_id, 1, places, actor_id=None)
    assert place_of(lives.join(session, "Cem")) == "2"


def test_before_the_rooms_are_open_one_waits_and_nobody_can_write(lives: Lives) -> None:
    session = lives.make()
    page = lives["Anna"].browser.get(session)
    assert "not open yet" in words(page)
    assert "Your room will be Team 1" in words(page)
    assert lives["Anna"].browser.post(f"{session}/join").status_code == 409
    assert lives.act("Anna", f"{session}/rooms/1", "say", text="Early").status_code == 409


def test_the_door_leads_to_the_own_room_and_on_any_device_back_to_it(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    other_device = lives.course.world.browser(lives["Anna"].visit_id)
    assert other_device.get(session).headers["Location"] == room
    page = words(other_device.get(room))
    assert "Team 1" in page
    assert "Anna Abel you" in page


def test_what_is_said_stands_in_the_own_room_alone_and_is_there_once(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    key = uuid4().hex
    for _ in range(2):
        lives.act("Anna", room, "say", text="Hello from Berlin", client_key=key)
    lives.join(session, "Diana")
    page = words(lives["Diana"].browser.get(room))
    assert page.count("Hello from Berlin") == 1
    assert "Hello from Berlin" not in words(lives["Ben"].browser.get(other))
    assert lives["Ben"].browser.get(room).headers["Location"] == session
    assert lives.act("Ben", room, "say", text="Let me in").status_code == 409
    assert lives["Ben"].browser.get(f"{room}/since/0").status_code == 409


def test_notes_of_two_who_write_at_once_hold_both(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna", "Diana")
    lives.note("Anna", room, 0, "Plan: ")
    lives.note("Anna", room, 1, "Plan: a film ")
    found = lives.note("Diana", room, 1, "Plan: una historia")
    assert found["version"] == 3
    text = str(found["text"])
    assert "a film" in text
    assert "una historia" in text
    assert lives.since(lives["Anna"], room, 0, "?notes=1")["notes"] == found


def test_notes_that_are_sent_again_are_taken_once(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    key = uuid4().hex
    lives.note("Anna", room, 0, "one two", client_key=key)
    lives.note("Diana", room, 1, "one and two")
    again = lives.note("Anna", room, 0, "one two", client_key=key)
    assert again == {"version": 2, "text": "one and two"}


def test_notes_by_a_plain_form_keep_their_lines(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna")
    lives.act("Anna", room, "notes", base_version=0, text="one\r\n\r\n two ")
    area = soup_of(lives["Anna"].browser.get(room)).select_one("textarea[name=text]")
    assert area is not None
    assert area.get_text().removeprefix("\n") == "one\n\n two "


def test_a_question_is_asked_answered_changed_and_closed(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    ask = {"question": "When do we meet?", "options": "Monday\nFriday"}
    lives.act("Anna", room, "ask", **ask)
    assert "You see the votes when you have voted" in words(lives["Diana"].browser.get(room))
    for name, option in (("Anna", 0), ("Diana", 0), ("Diana", 1)):
        assert lives.act(name, room, "vote", poll=1, option=option).status_code == 303
    assert "Monday 1 vote Friday 1 vote" in words(lives["Diana"].browser.get(room))
    assert lives.act("Diana", room, "close-poll", number=1).status_code == 403
    assert lives.act("Anna", room, "close-poll", number=1).status_code == 303
    assert lives.act("Diana", room, "vote", poll=1, option=0).status_code == 409
    assert lives.act("Diana", room, "vote", poll=1, option=7).status_code == 409
    assert lives.act("Diana", room, "vote", poll=99, option=0).status_code == 404


@pytest.mark.parametrize("options", ["", "One", "\n".join("123456789"), "x" * 121 + "\ny"])
def test_a_question_needs_from_two_to_eight_short_answers(lives: Lives, options: str) -> None:
    room = lives.join(lives.opened(), "Anna")
    answer = lives.act("Anna", room, "ask", question="Which?", options=options)
    assert answer.status_code == 200
    assert "Something needs another look" in words(answer)


def test_nobody_votes_in_another_rooms_question(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    lives.act("Anna", room, "ask", question="Which?", options="a\nb")
    assert lives.act("Ben", other, "vote", poll=1, option=0).status_code == 404
    assert lives.act("Ben", room, "vote", poll=1, option=0).status_code == 409


def test_cards_are_pinned_grouped_and_taken_off(lives: Lives) -> None:
    room = lives.join(lives.opened(), "Anna", "Diana")
    lives.act("Anna", room, "pin", text="Water")
    lives.act("Diana", room, "pin", text="Schools", group="Ideas")
    lives.act("Diana", room, "group", number=1, group="Ideas")
    board = soup_of(lives["Anna"].browser.get(room)).select_one("#board")
    assert board is not None
    assert [h3.get_text() for h3 in board.select("h3")] == ["Ideas"]
    assert len(board.select(".pinned li")) == 2
    assert lives.act("Anna", room, "unpin", number=2).status_code == 303
    assert lives.act("Anna", room, "unpin", number=2).status_code == 404


def test_a_hand_and_a_call_are_seen_by_those_who_teach_and_answered(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    lives.act("Anna", room, "hand", up="1")
    lives.act("Anna", room, "call", call="1")
    floor = words(lives.teacher.browser.get(f"{session}/rooms"))
    assert "Anna Abel hand up" in floor
    assert "calls you" in floor
    answer = lives.lead(session, "answer", number=1)
    assert answer.headers["Location"] == room
    page = words(lives["Anna"].browser.get(room))
    assert "Tilda Teacher teaches" in page
    assert "The call is answered" in page
    assert "calls you" not in words(lives.teacher.browser.get(f"{session}/rooms"))


def test_somebody_who_was_moved_is_in_the_other_room_and_stays_there(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    lives.move(session, 2, lives["Anna"])
    assert place_of(lives.join(session, "Anna")) == "2"
    assert lives.act("Anna", room, "say", text="Still here?").status_code == 409
    lives.move(session, 0, lives["Anna"])
    assert lives.join(session, "Anna") == session
    assert "You are in the lobby" in words(lives["Anna"].browser.get(session))


def test_somebody_moved_before_coming_lands_where_they_were_moved(lives: Lives) -> None:
    session = lives.opened()
    lives.move(session, 2, lives["Diana"])
    assert place_of(lives.join(session, "Diana")) == "2"


def test_nobody_from_elsewhere_can_be_moved_in(lives: Lives) -> None:
    session, world = lives.opened(), lives.course.world
    stranger = world.person(lives.course.partners[0], "Sam Stranger")
    answer = lives.teacher.browser.post(
        f"{session}/move", data={"room": 1, "people": [stranger.id]}
    )
    assert answer.status_code == 404
    answer = lives.teacher.browser.post(
        f"{session}/move", data={"room": 9, "people": [lives["Anna"].id]}
    )
    assert answer.status_code == 404


def test_a_message_reaches_all_rooms_or_some(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    lives.lead(session, "tell", text="Five minutes more", client_key=uuid4().hex)
    lives.lead(session, "tell", text="Only you", rooms=["2"], client_key=uuid4().hex)
    assert "Five minutes more" in words(lives["Anna"].browser.get(room))
    assert "Only you" not in words(lives["Anna"].browser.get(room))
    assert "Only you" in words(lives["Ben"].browser.get(other))


def test_what_is_sent_along_can_be_opened_and_does_no_harm(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    lives.lead(session, "tell", text="Read https://example.org/a?b=1&c=2 first", rooms=1)
    hostile = (
        'javascript:alert(1) data:text/html,x <img src=x onerror=alert(1)> https://x.example/"><b>'
    )
    lives.say("Anna", room, hostile)
    talk = soup_of(lives["Anna"].browser.get(room)).select_one("[data-talk]")
    assert talk is not None
    assert [one["href"] for one in talk.select("a")] == [
        "https://example.org/a?b=1&c=2",
        'https://x.example/"><b',
    ]
    assert {one["target"] for one in talk.select("a")} == {"_blank"}
    assert all("noopener" in one["rel"] for one in talk.select("a"))
    assert not talk.select("img, b")
    assert hostile in talk.get_text()


def test_it_closes_at_a_moment_and_what_was_made_stays(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna", "Diana")
    lives.say("Anna", room, "Hello from Berlin")
    lives.note("Diana", room, 0, "Our plan")
    lives.act("Anna", room, "pin", text="Water")
    lives.lead(session, "close", minutes=5)
    lives.lead(session, "extend", minutes=5)
    assert 590 < float(str(lives.since(lives["Anna"], room)["left"])) <= 600
    with clock.moved(timedelta(minutes=9)):
        lives.say("Anna", room, "Still here")
    with clock.moved(timedelta(minutes=11)):
        assert lives.act("Anna", room, "say", text="Too late").status_code == 409
        assert (
            lives.teacher.browser.post(f"{session}/extend", data={"minutes": 5}).status_code == 409
        )
        made = lives["Anna"].browser.get(room).headers["Location"]
        page = words(lives["Anna"].browser.get(made))
        assert all(text in page for text in ("Hello from Berlin", "Our plan", "Water"))
        assert lives["Ben"].browser.get(made).status_code == 404
        team = words(
            lives["Anna"].browser.get(f"{lives.path[:-5]}/teams/{lives.course.team_ids[0]}")
        )
        assert "Friday class" in team
        assert "What was made" in team


def test_a_session_with_a_length_closes_by_itself(lives: Lives) -> None:
    session = lives.opened(minutes="20")
    room = lives.join(session, "Anna")
    with clock.moved(timedelta(minutes=21)):
        assert lives.act("Anna", room, "say", text="Too late").status_code == 409
        assert "ended" in words(lives.teacher.browser.get(lives.path))


def test_what_was_made_can_be_taken_away(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    lives.say("Anna", room, "=1+1")
    lives.act("Anna", room, "ask", question="Which?", options="a\nb")
    lives.act("Anna", room, "vote", poll=1, option=1)
    lives.lead(session, "close", minutes=0)
    found = lives.teacher.browser.get(f"{session}/made.json").json
    assert [one["title"] for one in found["rooms"]] == ["Team 1", "Team 2"]
    assert [one["text"] for one in found["rooms"][0]["talk"] if one["kind"] == "said"] == ["=1+1"]
    assert found["rooms"][0]["polls"][0]["answers"][1] == {"answer": "b", "votes": 1}
    own = lives["Ben"].browser.get(f"{session}/made.json").json
    assert [one["title"] for one in own["rooms"]] == ["Team 2"]
    table = lives.teacher.browser.get(f"{session}/made.csv").get_data(as_text=True)
    assert "'=1+1" in table


def test_rooms_at_random_hold_everybody_and_mix_the_universities(lives: Lives) -> None:
    session = lives.opened(rooms_from="random", size="2")
    rooms = {name: place_of(lives.join(session, name)) for name in lives.course.students}
    for number in "123":
        inside = [name for name, room in rooms.items() if room == number]
        assert len(inside) == 2
        assert len({name in {"Anna", "Ben", "Cem"} for name in inside}) == 2


def test_rooms_with_names_fill_evenly(lives: Lives) -> None:
    session = lives.opened(rooms_from="named", titles="Water\nSchools\n\nWater")
    assert place_of(lives.join(session, "Anna")) == "1"
    assert place_of(lives.join(session, "Ben")) == "2"
    assert "Schools" in words(lives["Ben"].browser.get(f"{session}/rooms/2"))


def test_a_team_meets_by_itself_and_others_know_nothing_of_it(lives: Lives) -> None:
    team = lives.course.team_ids[0]
    answer = lives["Anna"].browser.post(f"{lives.path}/of/{team}")
    assert answer.status_code == 303
    room = str(answer.headers["Location"])
    lives.say("Anna", room, "Only us")
    session = room.removesuffix("/rooms/1")
    assert lives.join(session, "Diana") == room
    assert "Only us" in words(lives["Diana"].browser.get(room))
    assert lives["Ben"].browser.get(session).status_code == 404
    assert "Team 1 meets" not in words(lives["Ben"].browser.get(lives.path))
    assert lives["Ben"].browser.post(f"{lives.path}/of/{team}").status_code == 404
    assert "Team 1 meets" in words(lives.teacher.browser.get(lives.path))


def test_a_question_to_all_rooms_is_counted_together(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    lives.lead(session, "ask", question="Ready?", options="Yes\nNo", client_key=uuid4().hex)
    lives.act("Anna", room, "vote", poll=1, option=0)
    lives.act("Ben", other, "vote", poll=1, option=0)
    assert "Yes 2 votes" in words(lives["Ben"].browser.get(other))
    assert "Yes 2 votes" in words(lives.teacher.browser.get(f"{session}/rooms"))


def test_a_question_to_all_rooms_ends_in_all_and_by_whoever_leads_alone(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    lives.lead(session, "ask", question="Ready?", options="Yes\nNo", client_key=uuid4().hex)
    lives.act("Anna", room, "vote", poll=1, option=0)
    numbers = {one: lives.since(lives.teacher, one)["number"] for one in (room, other)}
    assert (
        lives["Anna"].browser.post(f"{session}/close-poll", data={"number": 1}).status_code == 403
    )
    assert lives.act("Anna", room, "close-poll", number=1).status_code == 404
    assert "Close the question" not in words(lives["Anna"].browser.get(room))
    for place in (room, f"{session}/rooms"):
        (button,) = soup_of(lives.teacher.browser.get(place)).select(
            "button[name=number][value='1']"
        )
        assert button.find_parent("form")["action"] == f"{session}/close-poll"
    lives.lead(session, "close-poll", number=1)
    lives.lead(session, "close-poll", number=1)
    for name, one in (("Anna", room), ("Ben", other)):
        (closed,) = lives.since(lives[name], one, numbers[one])["events"]
        assert closed["data"] == {"poll": 1, "closed": True}
        assert "This question is closed" in words(lives[name].browser.get(one))
    assert lives.act("Ben", other, "vote", poll=1, option=1).status_code == 409
    assert "This question is closed" in words(lives.teacher.browser.get(f"{session}/rooms"))
    for number in (2, "", "x"):
        answer = lives.teacher.browser.post(f"{session}/close-poll", data={"number": number})
        assert answer.status_code in {303, 404}


def test_a_question_of_one_room_is_closed_there_alone(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    lives.act("Anna", room, "ask", question="Lunch?", options="Yes\nNo")
    answer = lives.teacher.browser.post(f"{session}/close-poll", data={"number": 1})
    assert answer.status_code == 404
    assert "This question is closed" not in words(lives["Anna"].browser.get(room))
    assert lives.act("Anna", room, "close-poll", number=1).status_code == 303
    assert "This question is closed" in words(lives["Anna"].browser.get(room))


def test_what_is_open_now_stands_first_and_what_is_over_last(lives: Lives) -> None:
    over, opened = lives.opened(), lives.opened()
    lives.lead(over, "close", minutes=0)
    planned = lives.make()
    listed = soup_of(lives["Anna"].browser.get(planned.rpartition("/")[0]))
    paths = [one["href"] for one in listed.select("#sessions li a")]
    assert paths == [opened, planned, over]
