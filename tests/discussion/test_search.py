"""Search: what is said is found again by those who may read it, however it is typed."""

from typing import Any
from urllib.parse import quote

import pytest
from bs4 import Tag

from tests.discussion.conftest import Course, soup_of, words
from tests.people import Somebody, counted_queries
from vsm_platform.exchanges.api import Role


def found(course: Course, somebody: Somebody, typed: str, page: int = 1) -> list[Tag]:
    address = f"{course.path}/search?q={quote(typed, errors='replace')}&page={page}"
    answer = somebody.browser.get(address)
    assert answer.status_code == 200, typed
    return list(soup_of(answer).select("main section ul.lines > li"))


def test_a_hit_names_its_topic_and_space_and_leads_to_the_post(course: Course) -> None:
    topic = course.open(course["Anna"], "The harbour")
    course.reply(course["Ben"], topic, "We have a **lighthouse** <b>&</b> a pier.")
    form = soup_of(course["Diana"].browser.get(course.path)).select_one("form[role=search]")
    assert form is not None
    assert form["action"] == f"{course.path}/search"
    (hit,) = found(course, course["Diana"], "LIGHTH")
    assert [mark.get_text() for mark in hit.select("mark")] == ["lighth"]
    assert "The harbour" in hit.get_text()
    assert "The whole course" in hit.get_text()
    link = hit.select_one("a")
    assert link is not None
    answer = course["Diana"].browser.get(str(link["href"]))
    assert answer.headers["Location"].endswith("#p2")
    assert len(found(course, course["Diana"], "harbour")) == 1


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("写真をありがとうございます。", "写真"),
        ("写真をありがとうございます。", "ありがとう"),
        ("في مدينتي يَرتَفِع البحر كل عام", "يرتفع"),
        ("إلى المدرسة", "الى المدرسه"),
        ("ශ්‍රී ලංකාවේ මුහුද", "ලංකාවේ"),
        ("Nước biển dâng ở Đà Nẵng", "nuoc bien da nang"),
        ("Nước biển dâng ở Đà Nẵng", "Đà Nẵng"),
        ("Vivo lejos del océano", "OCEANO"),
        ("fullwidth", "fullwidth"),
        ("It's 100% of a_b", "it's 100% a_b"),
    ],
)
def test_words_are_found_however_they_are_typed(course: Course, said: str, typed: str) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Ben"], topic, said)
    (hit,) = found(course, course["Diana"], typed)
    assert hit.select("mark")


def test_nobody_finds_what_is_not_theirs(course: Course) -> None:
    team = f"team/{course.team_ids[0]}"
    course.open(course["Anna"], "Our plan", "zebra in the team", space=team)
    course.open(course["Anna"], "All", "giraffe for all")
    for name in ("Ben", "Cem", "Elena", "Felipe"):
        assert not found(course, course[name], "zebra")
        assert not found(course, course[name], "plan")
        assert found(course, course[name], "giraffe")
    assert found(course, course["Diana"], "zebra")
    assert found(course, course.colleague, "zebra")
    other = course.world.exchange("Another", course.partners)
    course.world.enrol(other, course.partners[0], course["Ben"])
    beside = course["Ben"].browser.get(f"/exchanges/{other}/discussion/search?q=giraffe")
    assert "Nothing was found" in words(beside)
    stranger = course.world.person(course.partners[0], "Else Where")
    assert stranger.browser.get(f"{course.path}/search?q=giraffe").status_code == 404
    course.change(course["Cem"], role=Role.GUEST)
    assert course["Cem"].browser.get(f"{course.path}/search?q=giraffe").status_code == 404


def test_deleted_hidden_and_changed_posts_are_found_as_they_can_be_read(course: Course) -> None:
    topic = course.open(course["Anna"])
    for word in ("penguin", "walrus", "ostrich"):
        course.reply(course["Ben"], topic, f"A {word} here")
    course["Ben"].browser.post(f"{topic}/posts/2/delete")
    course.teacher.browser.post(f"{topic}/posts/3/hide", data={"reason": "Not kind"})
    change = {"text": "A pelican here", "base_version": "1"}
    course["Ben"].browser.post(f"{topic}/posts/4/edit", data=change)
    for gone in ("penguin", "walrus", "ostrich"):
        assert not found(course, course["Diana"], gone)
    assert found(course, course["Diana"], "pelican")
    course.teacher.browser.post(f"{topic}/posts/3/restore")
    assert found(course, course["Diana"], "walrus")


def test_a_name_that_is_not_shown_is_not_shown_here(course: Course) -> None:
    topic = course.open(course.teacher, "Ask", "Anything", may_be_anonymous="y")
    course.reply(course["Ben"], topic, "A shy question", is_anonymous="y")
    (hit,) = found(course, course["Diana"], "shy")
    assert "Ben" not in hit.get_text()


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "\\", "a'b\\'c", "where*", "NEAR(where you)", "where OR not", "words:where", "%%%", "___",
     "'); drop table posts; --", "wh\0xere", "^where", "{a b}:", "<script>alert(1)</script>", "-" * 500,
     "& | ! <->", ":*A", "   ", ""],
)  # fmt: skip
def test_nothing_that_is_typed_is_a_command(course: Course, typed: str) -> None:
    course.open(course["Anna"])
    assert not found(course, course["Diana"], typed)
    assert found(course, course["Diana"], "where")


def test_pages_of_what_is_found_take_as_many_queries_as_one_hit(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Ben"], topic, "otter number one")
    counts: list[Any] = []
    for _round in range(2):
        with counted_queries(course.world.database) as statements:
            found(course, course["Diana"], "otter")
        counts.append(len(statements))
        for number in range(21):
            course.reply(course["Ben"], topic, f"otter number {number + 2}")
    assert counts[0] == counts[1]
    assert len(found(course, course["Diana"], "otter")) == 20
    assert len(found(course, course["Diana"], "otter", page=3)) == 3
