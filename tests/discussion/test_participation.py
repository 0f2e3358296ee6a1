"""Taking part as a score: what counts, in whose weeks, and that it is right again after changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.discussion.conftest import Course, soup_of, stay_signed_in, words
from tests.discussion.test_digests import at
from tests.forms import errors_of
from tests.people import Somebody, counted_queries
from vsm_platform.core.audit import AuditEntry
from vsm_platform.discussion.scoring import Done, Rule, weeks_of
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Exchange,
    NextSeason,
    Partnership,
    do_run_again,
)
from vsm_platform.grading.api import Measure, Score

MONDAY = date(2027, 6, 7)


@pytest.fixture
def course(course: Course) -> Course:
    """Four weeks from Monday, the 7th of June 2027; Bogotá begins a week later."""
    stay_signed_in(course)
    with course.world.work() as session:
        exchange = session.get_one(Exchange, course.exchange_id)
        exchange.starts_on, exchange.ends_on = MONDAY, date(2027, 7, 4)
        part = course.world.partnership(course.exchange_id, course.partners[1])
        session.get_one(Partnership, part).starts_on = date(2027, 6, 14)
    return course


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2027, 6, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)


def ask_for(course: Course, posts: int, answers: int, weeks: int = 0, step: str = "save") -> str:
    data = {"posts": str(posts), "answers": str(answers), "weeks": str(weeks), "step": step}
    answer = course.teacher.browser.post(f"{course.path}/participation/rule", data=data)
    assert answer.status_code == (303 if step == "save" else 200)
    return words(answer)


def scores(course: Course, moment: datetime) -> dict[str, float | None]:
    """What everybody has in the exchange's measure once the work that is due was done."""
    with at(moment):
        course.world.app.extensions["vsm_courier"].run_due()
    query = (
        select(Enrolment.person_id, Score.value)
        .join(Score, Score.enrolment_id == Enrolment.id)
        .join(Measure, Measure.id == Score.measure_id)
        .where(Measure.source == "discussion:participation")
    )
    names = {one.id: name for name, one in course.students.items()}
    with course.world.work() as session:
        return {names[person]: value for person, value in session.execute(query)}


def own_page(course: Course, somebody: Somebody) -> str:
    return words(somebody.browser.get(f"{course.path}/participation"))


def test_three_posts_and_two_answers_are_asked_for_and_scored_after_the_week(
    course: Course,
) -> None:
    with at(on(7)):
        ask_for(course, 3, 2)
        assert "3 posts and 2 answers" in own_page(course, course["Anna"])
        topic = course.open(course["Anna"], "One")
        course.reply(course["Anna"], topic, "Two")
        course.reply(course["Ben"], topic, "Ben’s")
        course.reply(course["Anna"], topic, "An answer", to=3)
        assert "2 of 3" in own_page(course, course["Anna"])
        assert "1 of 2" in own_page(course, course["Anna"])
    assert scores(course, on(13)) == {}
    # Berlin's week ends at midnight there: 22:00 UTC on Sunday.
    assert scores(course, on(13, 21)) == {}
    found = scores(course, on(13, 23))
    assert found["Anna"] == 60.0
    assert found["Ben"] == 20.0
    assert found["Cem"] == 0.0
    # In Bogotá nobody's first week is over, nor has it begun.
    assert not {"Diana", "Elena", "Felipe"} & found.keys()
    with at(on(14)):
        assert "So far: 60 of 100." in own_page(course, course["Anna"])
        assert "Week 1" not in own_page(course, course["Diana"])
    assert scores(course, on(21, 12))["Diana"] == 0.0


def test_what_is_done_twice_gives_the_same(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 0)
        course.open(course["Anna"])
    first = scores(course, on(14))
    with at(on(14)):
        # Saved again, nothing is planned; and a task that runs again changes nothing.
        ask_for(course, 1, 0)
    assert scores(course, on(15)) == first
    with course.world.work() as session:
        query = select(Score.version).where(Score.value == 100)
        assert session.scalars(query).all() == [1]


def test_a_post_that_is_deleted_or_hidden_counts_no_more(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 2, 0)
        topic = course.open(course["Anna"])
        course.reply(course["Anna"], topic, "Two")
    assert scores(course, on(14))["Anna"] == 100.0
    with at(on(14)):
        course["Anna"].browser.post(f"{topic}/posts/2/delete")
    assert scores(course, on(14, 13))["Anna"] == 50.0
    with at(on(15)):
        course.teacher.browser.post(f"{topic}/posts/1/hide", data={"reason": "Rude"})
    assert scores(course, on(15, 13))["Anna"] == 0.0
    with at(on(16)):
        course.teacher.browser.post(f"{topic}/posts/1/restore")
    assert scores(course, on(16, 13))["Anna"] == 50.0


def test_the_social_corner_and_answers_to_oneself_do_not_count(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 1)
        topic = course.open(course["Anna"], space="social/0")
        mine = course.open(course["Ben"])
        course.reply(course["Ben"], mine, "Two")
        course.reply(course["Ben"], mine, "To myself", to=2)
        course.reply(course["Cem"], topic, "Hello")
    found = scores(course, on(14))
    assert found == {"Anna": 0.0, "Ben": 50.0, "Cem": 0.0}


def test_the_best_weeks_count_where_not_all_do(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 0, weeks=1)
        course.open(course["Anna"])
    assert scores(course, on(28))["Anna"] == 100.0
    with at(on(28)):
        ask_for(course, 1, 0)
    assert scores(course, on(28, 13))["Anna"] == pytest.approx(33.33)


def test_a_preview_shows_numbers_and_saves_nothing(course: Course) -> None:
    with at(on(7)):
        course.open(course["Anna"])
    with at(on(14)):
        shown = ask_for(course, 1, 0, step="preview")
        assert "With this rule, not saved yet" in shown
        assert "Berlin" in shown
        assert "Anna" not in shown
        assert "not scored" in own_page(course, course["Anna"])
        assert "not scored" in own_page(course, course.teacher)
    assert scores(course, on(15)) == {}


def test_only_coordinators_set_the_rule_and_only_whole_numbers(course: Course) -> None:
    data = {"posts": "1", "answers": "0", "weeks": "0", "step": "save"}
    path = f"{course.path}/participation/rule"
    for somebody in (course["Anna"], course.colleague):
        assert somebody.browser.post(path, data=data).status_code == 403
    wrong = course.teacher.browser.post(path, data={**data, "posts": "-1", "answers": "x"})
    assert errors_of(wrong).keys() == {"posts", "answers"}
    ask_for(course, 1, 0)
    with course.world.work() as session:
        noted = select(AuditEntry).where(AuditEntry.action == "discussion.rule_changed")
        assert [one.details["posts"] for one in session.scalars(noted)] == [1]


def test_a_rule_that_is_taken_away_leaves_what_was_given(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 0)
        topic = course.open(course["Anna"])
    assert scores(course, on(14))["Anna"] == 100.0
    with at(on(14)):
        ask_for(course, 0, 0)
        course["Anna"].browser.post(f"{topic}/posts/1/delete")
    assert scores(course, on(21))["Anna"] == 100.0


def test_who_has_left_keeps_what_was_given(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 0)
        course.open(course["Anna"])
    scores(course, on(14))
    course.change(course["Anna"], state=EnrolmentState.LEFT)
    found = scores(course, on(28))
    assert found["Anna"] == 100.0
    assert found["Ben"] == 0.0


def test_somebody_elses_numbers_are_on_no_page(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 0)
        course.open(course["Anna"])
    with at(on(14)):
        page = own_page(course, course["Ben"])
        assert "0 of 1" in page
        assert "1 of 1" not in page
        faculty = own_page(course, course.teacher)
        assert "Anna" not in faculty
        assert "How students stand" in faculty
    overview = soup_of(course["Ben"].browser.get(course.path))
    assert overview.select_one(f"a[href='{course.path}/participation']") is not None


def test_the_rule_goes_on_into_the_next_season(course: Course) -> None:
    ask_for(course, 3, 2, weeks=2)
    with course.world.app.test_request_context(), course.world.work() as session:
        ids = [one.id for one in course.partners]
        season = NextSeason("Again", "", date(2028, 6, 5), date(2028, 7, 2), ids, ids[0])
        new = do_run_again(session, course.exchange_id, season, actor_id=course.teacher.id)
        found = select(Measure.source).where(Measure.exchange_id == new)
        assert "discussion:participation" in session.scalars(found).all()


def test_the_page_asks_as_many_questions_however_much_was_written(course: Course) -> None:
    with at(on(7)):
        ask_for(course, 1, 1)
        topic = course.open(course["Anna"])
        path = f"{course.path}/participation"
        for somebody in (course["Anna"], course.teacher):
            with counted_queries(course.world.database) as few:
                somebody.browser.get(path)
            for number in range(4):
                course.reply(course["Ben"], topic, f"{number}")
            with counted_queries(course.world.database) as many:
                somebody.browser.get(path)
            assert len(many) <= len(few)


@given(
    st.integers(0, 20), st.integers(0, 20), st.integers(0, 20),
    st.lists(st.builds(Done, st.integers(0, 99), st.integers(0, 99)), max_size=20),
)  # fmt: skip
def test_a_score_lies_between_nothing_and_everything(
    posts: int, answers: int, weeks: int, done: list[Done]
) -> None:
    if posts + answers == 0:
        return
    rule = Rule(posts, answers, weeks)
    found = rule.score(done)
    assert (found is None) == (not done)
    assert found is None or 0 <= found <= 100
    more = rule.score([Done(one.posts + 1, one.answers + 1) for one in done])
    assert found is None or more is None or more >= found


def test_weeks_are_a_partners_own_and_leave_its_holidays_out() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    own = (date(2027, 6, 9), date(2027, 6, 30))
    holidays = [(date(2027, 6, 14), date(2027, 6, 18))]
    weeks = weeks_of(MONDAY, date(2027, 7, 4), own, holidays, zone)
    # Five of seven days in the first, two in the second, three in the last.
    assert [week.number for week in weeks] == [1, 3]
    assert weeks[0].starts_at == datetime(2027, 6, 7, tzinfo=zone)
    assert weeks[0].ends_at == datetime(2027, 6, 14, tzinfo=zone)
