"""Facilitating: where nobody talks, what to do about it, and what was moderated."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.discussion.conftest import Course, soup_of, stay_signed_in, words
from tests.discussion.test_digests import at
from tests.forms import values_of
from tests.people import counted_queries
from vsm_platform.discussion.models import Post, Topic
from vsm_platform.exchanges.api import Role


@pytest.fixture
def course(course: Course) -> Course:
    return stay_signed_in(course)


NOW = datetime(2027, 6, 10, 12, tzinfo=UTC)


def quiet(course: Course) -> str:
    return words(course.teacher.browser.get(f"{course.path}/quiet"))


def test_topics_without_an_answer_wait_for_a_day_and_lead_to_the_answer(course: Course) -> None:
    with at(NOW):
        topic = course.open(course["Anna"], "Lonely")
        course.open(course.teacher, "A prompt of mine")
    with at(NOW + timedelta(hours=20)):
        assert "Nobody waits for an answer." in quiet(course)
    with at(NOW + timedelta(hours=25)):
        page = quiet(course)
        assert "1 topic waits for more than a day." in page
        assert "Lonely" in page
        assert "A prompt of mine" not in page
        link = soup_of(course.teacher.browser.get(f"{course.path}/quiet")).select_one(
            f"a[href='{topic}/reply']"
        )
        assert link is not None
        course.reply(course["Diana"], topic, "Here I am")
        assert "Nobody waits for an answer." in quiet(course)


def test_quiet_teams_can_be_written_to(course: Course) -> None:
    with at(NOW):
        course.open(course["Anna"], "Ours", space=f"team/{course.team_ids[0]}")
        # A teacher's words are not the team's.
        course.open(course.teacher, "Hello?", space=f"team/{course.team_ids[1]}")
        assert "In 1 team nobody has posted for 7 days." in quiet(course)
        assert "no post yet" in quiet(course)
    with at(NOW + timedelta(days=8)):
        assert "In 2 teams nobody has posted for 7 days." in quiet(course)
        page = soup_of(course.teacher.browser.get(f"{course.path}/quiet"))
        form = page.select_one("#teams form")
        assert form is not None
        ticked = [str(one["value"]) for one in form.select("input[name=to]")]
        assert len(ticked) == 2
        asked = {**values_of(form), "to": ticked}
        answer = course.teacher.browser.post(str(form["action"]), data=asked)
        assert answer.status_code == 200
        assert "To 2 students" in words(answer)
        kept = [str(one["value"]) for one in soup_of(answer).select("input[name=to]")]
        assert kept == ticked


def test_people_are_counted_by_university_and_named_to_those_who_teach(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Diana"], topic, "Hello")
    course["Diana"].browser.post(f"{topic}/posts/2/delete")
    page = soup_of(course.colleague.browser.get(f"{course.path}/quiet"))
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select("#people tbody tr")
    ]
    assert rows == [["Berlin", "3", "1", "2"], ["Bogotá", "3", "0", "3"]]
    named = page.select_one("#people details")
    assert named is not None
    text = named.get_text()
    assert "Ben Berg" in text
    assert "Diana Diaz" in text
    assert "Anna Abel" not in text


def test_these_pages_are_for_those_who_teach_alone(course: Course) -> None:
    administrator = course.world.administrator()
    for page in ("quiet", "log"):
        assert course["Anna"].browser.get(f"{course.path}/{page}").status_code == 403
        assert administrator.browser.get(f"{course.path}/{page}").status_code == 403
        assert course.teacher.browser.get(f"{course.path}/{page}").status_code == 200


def test_the_page_asks_as_many_questions_however_many_people_and_topics(course: Course) -> None:
    with at(NOW):
        course.open(course["Anna"], "One")
    with at(NOW + timedelta(days=2)):
        with counted_queries(course.world.database) as few:
            quiet(course)
        for name in ("Anna", "Ben", "Cem"):
            course.open(course[name], name)
    with course.world.work() as session:
        session.execute(update(Topic).values(created_at=NOW))
        session.execute(update(Post).values(created_at=NOW))
    with at(NOW + timedelta(days=3)):
        with counted_queries(course.world.database) as many:
            quiet(course)
        assert len(many) == len(few)


def test_the_log_says_who_hid_what_why_and_who_showed_it_again(course: Course) -> None:
    topic = course.open(course["Anna"], "Argument")
    course.reply(course["Ben"], topic, "Rude words")
    course["Anna"].browser.post(f"{topic}/posts/2/report", data={"reason": "It hurts me"})
    course.teacher.browser.post(f"{topic}/posts/2/hide", data={"reason": "It is rude"})
    log = words(course.colleague.browser.get(f"{course.path}/log"))
    assert "Argument #2 : hidden It is rude Tilda Teacher" in log
    assert "Anna" not in log
    assert "Rude words" not in log
    course.colleague.browser.post(f"{topic}/posts/2/restore")
    course.colleague.browser.post(f"{topic}/switch", data={"on": "is_closed"})
    course["Diana"].browser.post(f"{topic}/posts/1/report", data={"reason": "Too long"})
    course.teacher.browser.post(f"{topic}/posts/1/restore")
    log = words(course.teacher.browser.get(f"{course.path}/log"))
    assert "Argument #2 : shown again Carlos Colleague" in log
    assert "Argument : closed Carlos Colleague" in log
    assert "Argument #1 : looked at after a report, and left as it is" in log
    assert "It is rude" not in log


def test_the_log_of_one_exchange_holds_nothing_of_another(course: Course) -> None:
    topic = course.open(course["Anna"], "Argument")
    course.teacher.browser.post(f"{topic}/posts/1/hide", data={"reason": "It is rude"})
    other = course.world.exchange("Another", course.partners)
    course.world.enrol(other, course.partners[0], course.teacher, Role.FACILITATOR)
    page = words(course.teacher.browser.get(f"/exchanges/{other}/discussion/log"))
    assert "Nothing was hidden" in page


def test_honest_words_stand_beside_the_choice_to_show_no_name(course: Course) -> None:
    topic = course.open(course.teacher, may_be_anonymous="y")
    page = course["Anna"].browser.get(f"{topic}/reply")
    assert "Your teachers still see who you are." in words(page)
    assert "Your teachers still see who you are." in words(course["Anna"].browser.get(topic))
    course.reply(course["Anna"], topic, "Honest", is_anonymous="y")
    assert "Anna" in course.posts(course.teacher, topic)[2]
    for name in ("Ben", "Diana"):
        assert "Anna" not in course.posts(course[name], topic)[2]


def test_slow_mode_is_told_of_before_it_hurts(course: Course) -> None:
    data = {"students_open": "y", "slow_minutes": "15"}
    course.teacher.browser.post(f"{course.path}/course/0/settings", data=data)
    topic = course.open(course["Anna"])
    assert "Students wait 15 minutes between two posts in a topic." in words(
        course["Ben"].browser.get(topic)
    )
    course.reply(course["Ben"], topic, "One")
    late = course.reply(course["Ben"], topic, "Two")
    assert late.status_code == 429
    assert "15 minutes" in words(late)
    assert course.reply(course.teacher, topic, "Three").status_code == 303
    assert course.reply(course.teacher, topic, "Four").status_code == 303
