"""After the end: the talk is a thread of the team's discussion, and what nobody needs is forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.live_rooms.conftest import Lives, soup_of, words
from tests.people import Somebody
from vsm_platform.accounts.api import Gone, holdings
from vsm_platform.core import clock
from vsm_platform.discussion.models import Topic, TopicRead
from vsm_platform.discussion.queries.participation import tallies, windows_of
from vsm_platform.live.models import (
    LiveCard,
    LiveEvent,
    LiveNotes,
    LivePoll,
    LiveSession,
    LiveVote,
    State,
)
from vsm_platform.live.personal_data import do_forget


def settle(lives: Lives) -> None:
    lives.course.world.app.extensions["vsm_courier"].run_due()


def threads(lives: Lives, who: Somebody, team: int = 0) -> list[str]:
    """The addresses of the topics that somebody sees in a team's space."""
    space = f"{lives.course.path}/team/{lives.course.team_ids[team]}"
    answer = who.browser.get(space)
    assert answer.status_code == 200, words(answer)
    links = [str(one["href"]) for one in soup_of(answer).select("main .tasks a, main li a")]
    return list(dict.fromkeys(one.partition("?")[0] for one in links if "/topics/" in one))


@pytest.fixture
def talked(lives: Lives) -> str:
    """A session that is over and settled, in which Anna and Diana have talked; gives Anna's room."""
    session = lives.opened()
    room = lives.join(session, "Anna", "Diana")
    lives.join(session, "Ben")
    for name, text in (("Anna", "Hello"), ("Anna", "I am in Berlin"), ("Diana", "¡Buenas!")):
        lives.say(name, room, text)
    lives.lead(session, "tell", text="Five minutes left")
    lives.lead(session, "close", minutes=0)
    settle(lives)
    return room


def test_what_a_team_said_is_one_thread_of_its_discussion(lives: Lives, talked: str) -> None:
    (thread,) = threads(lives, lives["Anna"])
    posts = lives.course.posts(lives["Diana"], thread)
    assert list(posts) == [1, 2, 3, 4]
    assert "Live room" in posts[1]
    assert "Anna Abel" in posts[2]
    assert "Hello I am in Berlin" in posts[2]
    assert "¡Buenas!" in posts[3]
    assert "Five minutes left" in posts[4]
    page = soup_of(lives["Anna"].browser.get(thread))
    assert f"{talked}/made" in [a.get("href") for a in page.select(".text a")]
    record = soup_of(lives["Anna"].browser.get(f"{talked}/made"))
    assert thread in [a.get("href") for a in record.select("a")]


def test_the_other_team_reads_nothing_of_it_and_has_no_thread(lives: Lives, talked: str) -> None:
    (thread,) = threads(lives, lives["Anna"])
    assert lives["Ben"].browser.get(thread).status_code == 404
    assert threads(lives, lives["Ben"], team=1) == []


def test_it_is_settled_once_and_goes_on_like_any_topic(lives: Lives, talked: str) -> None:
    settle(lives)
    (thread,) = threads(lives, lives["Anna"])
    assert lives.course.reply(lives["Diana"], thread, "One more thing").status_code == 303
    assert "One more thing" in lives.course.posts(lives["Anna"], thread)[5]


def test_to_those_who_were_there_nothing_is_new_and_nobody_took_part_by_it(
    lives: Lives, talked: str
) -> None:
    exchange_id = lives.course.exchange_id
    with lives.course.world.work() as session:
        topic = session.scalars(select(Topic)).one()
        read = select(TopicRead.person_id, TopicRead.seen).where(TopicRead.topic_id == topic.id)
        seen = dict(session.execute(read).all())
        assert seen == {lives["Anna"].id: 4, lives["Diana"].id: 4}
        written = tallies(session, exchange_id, windows_of(session, exchange_id))
        assert sum(week.posts for one in written for week in one.weeks) == 0


def test_a_session_that_was_given_more_time_is_settled_at_its_new_end(lives: Lives) -> None:
    session = lives.opened(minutes="10")
    lives.say("Anna", lives.join(session, "Anna"), "Hello")
    lives.lead(session, "extend", minutes=20)
    with clock.moved(timedelta(minutes=15)):
        settle(lives)
        assert threads(lives, lives["Anna"]) == []
    with clock.moved(timedelta(minutes=31)):
        settle(lives)
        assert len(threads(lives, lives["Anna"])) == 1


def test_a_session_that_nobody_closes_is_over_after_a_day(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    lives.say("Anna", room, "Hello")
    with clock.moved(timedelta(hours=7)):
        lives.say("Anna", room, "Still open")
    with clock.moved(timedelta(hours=11)):
        settle(lives)
        assert threads(lives, lives["Anna"]) == []
    world = lives.course.world
    with world.work() as work, clock.moved(timedelta(hours=24, minutes=1)):
        assert work.scalars(select(LiveSession)).one().state_at(clock.now()) == State.ENDED


def test_votes_become_counts_and_notes_lose_their_steps(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna", "Diana")
    lives.note("Anna", room, 0, "One")
    lives.note("Diana", room, 1, "One two")
    lives.act("Anna", room, "ask", question="Which?", options="a\nb")
    lives.act("Anna", room, "vote", poll=1, option=1)
    lives.act("Diana", room, "vote", poll=1, option=1)
    lives.act("Anna", room, "pin", text="A wrong word")
    lives.act("Anna", room, "unpin", number=1)
    lives.lead(session, "close", minutes=0)
    settle(lives)
    with lives.course.world.work() as work:
        assert work.scalar(select(func.count()).select_from(LiveVote)) == 0
        assert work.scalars(select(LivePoll.counts)).one() == [0, 2]
        notes = work.execute(select(LiveNotes.text, LiveNotes.person_id)).all()
        assert notes == [("One two", None)]
        assert work.scalars(select(LiveCard.text)).all() == [""]
    page = words(lives["Anna"].browser.get(f"{room}/made"))
    assert "b 2 votes" in page
    assert "One two" in page
    assert "A wrong word" not in page


def test_who_is_erased_leaves_places_without_words(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna", "Diana")
    lives.say("Anna", room, "I live in Berlin")
    lives.say("Diana", room, "And I in Bogotá")
    lives.note("Diana", room, 0, "Anna Abel films, Diana writes")
    lives.act("Anna", room, "ask", question="Does Anna Abel film?", options="Yes\nNo")
    lives.act("Anna", room, "vote", poll=1, option=0)
    lives.act("Anna", room, "pin", text="Berlin")
    lives.act("Anna", room, "hand", up="1")
    anna = lives["Anna"].id
    with lives.course.world.app.test_request_context(), lives.course.world.work() as work:
        do_forget(work, Gone(anna, ("Anna Abel",)))
    page = words(lives["Diana"].browser.get(room))
    assert "I live in Berlin" not in page
    assert "And I in Bogotá" in page
    assert "Does … film?" in page
    notes = lives.since(lives["Diana"], room, 0, "?notes=0")["notes"]
    assert notes == {"version": 1, "text": "… films, Diana writes"}
    assert "Nothing is pinned yet" in page
    with lives.course.world.work() as work:
        events = work.execute(select(LiveEvent.person_id, LiveEvent.data)).all()
        assert all(anna not in (person, data.get("person")) for person, data in events)


def test_a_person_s_own_data_hold_what_they_said_and_made(lives: Lives, talked: str) -> None:
    with (
        lives.course.world.app.test_request_context(),
        lives.course.world.work() as work,
    ):
        found = {one.room: one.parts for one in holdings(work, lives["Anna"].id)}
    parts = {part.key: part.rows for part in found["live"]}
    assert [row["text"] for row in parts["said"]] == ["Hello", "I am in Berlin"]
    assert parts["placements"][0]["meeting"] == "Friday class"
    assert "¡Buenas!" not in str(found["live"])
