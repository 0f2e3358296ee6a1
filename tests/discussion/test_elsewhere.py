"""What other rooms show of discussions, what a season passes on, and what an erasure leaves."""

from sqlalchemy import func, select

from tests.discussion.conftest import Course, words
from vsm_platform.discussion.api import do_copy_topics, do_erase_person, posts_of
from vsm_platform.discussion.models import Mention, Post, PostReaction, Topic


def test_the_course_home_says_where_somebody_is_named_and_what_is_new(course: Course) -> None:
    home = f"/exchanges/{course.exchange_id}/"
    topic = course.open(course["Anna"], "Film night", "Who comes?")
    assert "1 topic with something new" in words(course["Diana"].browser.get(home))
    course.reply(course["Ben"], topic, "I think @diana knows one.")
    page = words(course["Diana"].browser.get(home))
    assert "Film night" in page
    assert "mentions you" in page
    course["Diana"].browser.post(f"{topic}/read")
    assert "Film night" not in words(course["Diana"].browser.get(home))


def test_only_those_who_may_read_a_post_are_named_in_it(course: Course) -> None:
    space = f"team/{course.team_ids[0]}"
    topic = course.open(
        course["Anna"], "Plan", "@Diana Diaz, @Ben Berg and @Tilda Teacher", space=space
    )
    assert topic
    with course.world.database.unit_of_work(writes=False) as session:
        named = set(session.scalars(select(Mention.person_id)))
    assert named == {course["Diana"].id, course.teacher.id}


def test_a_change_that_names_somebody_new_tells_that_one(course: Course) -> None:
    topic = course.open(course["Anna"], text="@Ben look")
    change = {"title": "Hello", "text": "@Cem look", "base_version": "1"}
    course["Anna"].browser.post(f"{topic}/posts/1/edit", data=change)
    with course.world.database.unit_of_work(writes=False) as session:
        assert set(session.scalars(select(Mention.person_id))) == {course["Cem"].id}


def test_a_team_s_page_shows_its_talk_to_the_team(course: Course) -> None:
    team = course.team_ids[0]
    course.open(course["Anna"], "Our film", space=f"team/{team}")
    page = f"/exchanges/{course.exchange_id}/teams/{team}"
    assert "Our film" in words(course["Diana"].browser.get(page))
    assert "Our film" in words(course.teacher.browser.get(page))


def test_the_next_season_begins_with_the_prompts_of_faculty_and_nothing_else(
    course: Course,
) -> None:
    course.teacher.browser.post(f"{course.path}/social/0/settings", data={"slow_minutes": "5"})
    prompt = course.open(course.teacher, "Week 1", "Say **hello**", space="social/0")
    course.reply(course["Anna"], prompt, "A student's words")
    course.open(course["Anna"], "A student's topic")
    course.open(course.teacher, "For one team", space=f"team/{course.team_ids[0]}")
    new = course.world.exchange("Intercultural Learning 2", course.partners)
    with course.world.work() as session:
        do_copy_topics(session, course.exchange_id, new, 0)
    with course.world.database.unit_of_work(writes=False) as session:
        topics = session.scalars(select(Topic).where(Topic.exchange_id == new)).all()
        assert [topic.title for topic in topics] == ["Week 1"]
        posts = session.scalars(select(Post).where(Post.topic_id == topics[0].id)).all()
        assert [post.text for post in posts] == ["Say **hello**"]


def test_an_erased_person_s_words_are_gone_and_the_thread_stays(course: Course) -> None:
    topic = course.open(course["Anna"], text="Anna asks")
    course.reply(course["Ben"], topic, "Ben's private words")
    course.reply(course["Diana"], topic, "Diana's answer", to=2)
    course["Ben"].browser.post(f"{topic}/react", data={"thanks": "1"})
    with course.world.database.unit_of_work(writes=False) as session:
        own = [post.text for post in posts_of(session, course["Ben"].id)]
    assert own == ["Ben's private words"]
    with course.world.work() as session:
        do_erase_person(session, course["Ben"].id)
    shown = course.posts(course["Anna"], topic)
    assert list(shown) == [1, 2, 3]
    assert "Ben" not in shown[2]
    assert "Diana's answer" in shown[3]
    with course.world.database.unit_of_work(writes=False) as session:
        assert "private words" not in " ".join(session.scalars(select(Post.text)))
        assert session.scalar(select(func.count()).select_from(PostReaction)) == 0
