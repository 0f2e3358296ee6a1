"""Letters about what is new: when they come, what they hold, and that they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import letters
from tests.discussion.conftest import Course, stay_signed_in, words
from tests.discussion.test_letters import give_address
from vsm_platform.accounts.api import Identity, Person
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.discussion.api import do_erase_person
from vsm_platform.discussion.models import DIGESTS, Digest, Rhythm
from vsm_platform.discussion.rhythm import is_due, slot_of
from vsm_platform.exchanges.api import EnrolmentState, Exchange, ExchangeState, Partnership
from vsm_platform.mail.post_office import LyingLetter


@pytest.fixture
def course(course: Course) -> Course:
    return stay_signed_in(course)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock.moved(moment - clock.now()):
        yield


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of June 2027; the 7th is a Monday, Berlin is two hours ahead, Bogotá five behind."""
    return datetime(2027, 6, day, hour, minute, tzinfo=UTC)


def sent(app: Flask) -> list[LyingLetter]:
    return [one for one in letters.sent(app) if "new post" in one.subject]


def run(course: Course, moment: datetime) -> list[LyingLetter]:
    """Let the courier work at a moment; gives all digests so far, the newest first."""
    with at(moment):
        return sent(course.world.app)


def choose(course: Course, name: str, rhythm: str, here: str = "") -> None:
    data = {"mentions": "y", "rhythm": rhythm, "here": here}
    answer = course[name].browser.post(f"{course.path}/letters", data=data)
    assert answer.status_code == 303


@pytest.fixture
def daily(course: Course) -> Course:
    """Diana (Bogotá) has an address and wants letters every day; the task has met everybody."""
    give_address(course, "Diana")
    choose(course, "Diana", "daily")
    with at(utc(8, 15)):
        course["Diana"].browser.post(f"{course.open(course['Diana'], 'First')}/read")
    run(course, utc(8, 15, 30))
    return course


def test_a_daily_letter_comes_in_the_readers_morning_with_what_is_new(daily: Course) -> None:
    with at(utc(8, 16)):
        topic = daily.open(daily["Anna"], "Film night", "Who   comes?")
    assert run(daily, utc(8, 20)) == []
    # Half past six in Bogotá.
    assert run(daily, utc(9, 11, 30)) == []
    (letter,) = run(daily, utc(9, 12, 5))
    assert letter.recipient == "diana@post.example"
    assert letter.subject == "1 new post in “Intercultural Learning”"
    assert "Film night (The whole course)" in letter.body
    assert "Anna Abel: Who comes?" in letter.body
    assert "no answer yet" in letter.body
    assert f"https://exchange.test{topic}/posts/1/place" in letter.body


def test_nothing_is_sent_twice_and_nothing_where_nothing_is_new(daily: Course) -> None:
    with at(utc(8, 16)):
        daily.open(daily["Anna"], "Film night")
    assert len(run(daily, utc(9, 12, 5))) == 1
    for day in (9, 10, 11):
        for hour in (13, 15):
            assert len(run(daily, utc(day, hour))) == 1
    with at(utc(11, 16)):
        read = daily.open(daily["Anna"], "Read at once")
        daily["Diana"].browser.post(f"{read}/read")
        daily.open(daily["Diana"], "My own")
    assert len(run(daily, utc(12, 13))) == 1
    with at(utc(12, 16)):
        daily.open(daily["Ben"], "Another")
    found = run(daily, utc(13, 13))
    assert len(found) == 2
    assert "Film night" not in found[0].body


def test_a_task_that_was_interrupted_writes_each_letter_once(daily: Course) -> None:
    with at(utc(8, 16)):
        daily.open(daily["Anna"], "Film night")
    assert len(run(daily, utc(9, 12, 5))) == 1
    # As when two processes hold the same task, or one has died before it could note the next time.
    with daily.world.work() as session:
        task = session.scalars(select(Delivery).where(Delivery.kind == DIGESTS)).one()
        task.due_at = utc(9, 12)
    assert len(run(daily, utc(9, 12, 10))) == 1


def test_unanswered_topics_come_first_and_then_where_one_is_named(daily: Course) -> None:
    with at(utc(8, 16)):
        lonely = daily.open(daily["Anna"], "Lonely")
        named = daily.open(daily["Anna"], "Named")
        daily.reply(daily["Ben"], named, "@Diana?")
    with at(utc(8, 17)):
        busy = daily.open(daily["Anna"], "Busy")
        daily.reply(daily["Ben"], busy, "Yes")
    body = run(daily, utc(9, 13))[0].body
    assert body.index("Lonely") < body.index("Named") < body.index("Busy")
    assert "you are mentioned" in body
    assert lonely in body


def test_a_letter_never_holds_what_its_reader_may_not_see(daily: Course) -> None:
    with at(utc(8, 16)):
        daily.open(daily["Ben"], "Secret of the others", space=f"team/{daily.team_ids[1]}")
        daily.open(daily["Anna"], "Ours", space=f"team/{daily.team_ids[0]}")
        topic = daily.open(daily.teacher, "Hidden things", may_be_anonymous="y")
        daily.reply(daily["Anna"], topic, "nameless words", is_anonymous="y")
        gone = daily.open(daily["Ben"], "Gone")
        daily["Ben"].browser.post(f"{gone}/posts/1/delete")
        bad = daily.open(daily["Ben"], "Bad")
        daily.teacher.browser.post(f"{bad}/posts/1/hide", data={"reason": "Rude"})
    body = run(daily, utc(9, 13))[0].body
    assert "Ours" in body
    assert "Secret of the others" not in body
    assert "Gone" not in body
    assert "Bad" not in body


def test_a_name_that_is_not_shown_is_in_no_letter_even_to_those_who_teach(course: Course) -> None:
    with course.world.work() as session:
        person = session.get_one(Person, course.teacher.id)
        person.timezone = "Europe/Berlin"
    give_teacher_address(course)
    data = {"rhythm": "daily", "here": ""}
    course.teacher.browser.post(f"{course.path}/letters", data=data)
    with at(utc(8, 9)):
        topic = course.open(course.teacher, "Honest words", may_be_anonymous="y")
    run(course, utc(8, 9, 30))
    with at(utc(8, 10)):
        course.reply(course["Anna"], topic, "I did not like it", is_anonymous="y")
    (letter,) = run(course, utc(9, 6))
    assert "I did not like it" in letter.body
    assert "Anna" not in letter.body


def give_teacher_address(course: Course) -> None:
    with course.world.work() as session:
        query = update(Identity).where(Identity.person_id == course.teacher.id)
        session.execute(query.values(email="tilda@post.example"))


def test_weekly_is_for_everybody_who_has_not_chosen_and_comes_on_mondays(course: Course) -> None:
    give_address(course, "Anna")
    with at(utc(8, 9)):
        course.open(course["Ben"], "On Tuesday")
    run(course, utc(8, 9, 30))
    for day in range(9, 14):
        assert run(course, utc(day, 6)) == []
    (letter,) = run(course, utc(14, 6))
    assert "On Tuesday" in letter.body


def test_one_exchange_can_have_a_rhythm_of_its_own(daily: Course) -> None:
    choose(daily, "Diana", "daily", here="never")
    with at(utc(8, 16)):
        daily.open(daily["Anna"], "Film night")
    assert run(daily, utc(9, 13)) == []
    choose(daily, "Diana", "never", here="daily")
    assert len(run(daily, utc(10, 13))) == 1


def test_one_click_stops_these_letters_and_no_others(daily: Course) -> None:
    with at(utc(8, 16)):
        daily.open(daily["Anna"], "Film night")
    body = run(daily, utc(9, 13))[0].body
    path = body.rpartition("https://exchange.test")[2].strip()
    stranger = daily.world.browser()
    assert "what is new" in words(stranger.get(path))
    daily.world.app.config["WTF_CSRF_ENABLED"] = True
    answer = stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    daily.world.app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 303
    assert "no more e-mails about what is new" in words(stranger.get(answer.headers["Location"]))
    with at(utc(9, 16)):
        daily.open(daily["Anna"], "Another", "@Diana?")
    assert len(run(daily, utc(10, 13))) == 1
    with at(utc(10, 14)):
        assert any("mentions you" in one.subject for one in letters.sent(daily.world.app))


def test_letters_end_with_the_exchange_and_for_who_has_left(daily: Course) -> None:
    with at(utc(8, 16)):
        daily.open(daily["Anna"], "Film night")
    daily.change(daily["Diana"], state=EnrolmentState.LEFT)
    assert run(daily, utc(9, 13)) == []
    daily.change(daily["Diana"], state=EnrolmentState.ENROLLED)
    set_columns(daily, left_on=utc(1, 0).date())
    assert run(daily, utc(10, 13)) == []
    set_columns(daily, left_on=None)
    with daily.world.work() as session:
        session.get_one(Exchange, daily.exchange_id).state = ExchangeState.FINISHED
    assert run(daily, utc(11, 13)) == []
    with daily.world.work() as session:
        session.get_one(Exchange, daily.exchange_id).state = ExchangeState.ARCHIVED
    run(daily, utc(12, 13))
    with daily.world.work() as session:
        task = session.scalars(select(Delivery).where(Delivery.kind == DIGESTS)).one()
        assert task.state == "delivered"


def set_columns(course: Course, **columns: object) -> None:
    with course.world.work() as session:
        partner = course.world.partnership(course.exchange_id, course.partners[1])
        session.execute(update(Partnership).where(Partnership.id == partner).values(**columns))


def test_letters_are_in_the_readers_language_and_say_so(daily: Course) -> None:
    with daily.world.work() as session:
        session.get_one(Person, daily["Diana"].id).locale = "es"
    with at(utc(8, 16)):
        daily.open(daily["Anna"], "Film night")
    with at(utc(9, 13)):
        found = letters.sent(daily.world.app)
    assert found[0].recipient == "diana@post.example"
    assert "Hola" in found[0].body


def test_a_second_topic_plans_no_second_task(course: Course) -> None:
    course.open(course["Anna"], client_key=uuid4().hex)
    course.open(course["Anna"], client_key=uuid4().hex)
    with course.world.work() as session:
        assert len(session.scalars(select(Delivery).where(Delivery.kind == DIGESTS)).all()) == 1


def test_erasing_is_complete(daily: Course) -> None:
    with daily.world.work() as session:
        do_erase_person(session, daily["Diana"].id)
    with daily.world.work() as session:
        rows = select(Digest).where(Digest.person_id == daily["Diana"].id)
        assert session.scalars(rows).all() == []


@pytest.mark.parametrize(
    ("rhythm", "slot", "local", "due"),
    [
        (Rhythm.DAILY, utc(8, 0), utc(9, 6, 59), False),
        (Rhythm.DAILY, utc(8, 0), utc(9, 7), True),
        (Rhythm.DAILY, utc(9, 0), utc(9, 7), False),
        (Rhythm.DAILY, utc(8, 0), utc(9, 12), False),
        (Rhythm.WEEKLY, utc(7, 0), utc(13, 8), False),
        (Rhythm.WEEKLY, utc(7, 0), utc(14, 6), False),
        (Rhythm.WEEKLY, utc(7, 0), utc(14, 7), True),
        (Rhythm.WEEKLY, utc(7, 0), utc(15, 8), True),
        (Rhythm.NEVER, utc(1, 0), utc(14, 7), False),
    ],
)
def test_when_a_letter_is_due(rhythm: Rhythm, slot: datetime, local: datetime, due: bool) -> None:
    assert is_due(rhythm, slot.date(), local) is due
    assert slot_of(Rhythm.WEEKLY, local).weekday() == 0
    assert local.date() - slot_of(Rhythm.DAILY, local) <= timedelta(days=1)
