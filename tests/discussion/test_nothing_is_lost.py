"""Two at once, the line cut at any point, and whatever hostile or broken text there can be."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.discussion.conftest import Course, soup_of, words
from vsm_platform.discussion.models import Post, Topic


def numbers(course: Course) -> int:
    with course.world.database.unit_of_work(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Post)) or 0


def test_the_same_form_sent_again_posts_once(course: Course) -> None:
    key = uuid4().hex
    first = course.open(course["Anna"], client_key=key)
    assert course.open(course["Anna"], client_key=key) == first
    key = uuid4().hex
    places = {
        course.reply(course["Anna"], first, "Once", client_key=key).headers["Location"]
        for _ in range(3)
    }
    assert places == {f"{first}#p2"}
    assert list(course.posts(course["Ben"], first)) == [1, 2]
    # Another person's form may bear the same key, and nobody is told of the first.
    course.reply(course["Ben"], first, "Twice", client_key=key)
    assert list(course.posts(course["Ben"], first)) == [1, 2, 3]


def test_the_same_form_sent_many_times_at_once_posts_once(course: Course) -> None:
    topic, key = course.open(course["Anna"]), uuid4().hex
    browsers = [course.world.browser(course["Ben"].visit_id) for _ in range(6)]

    def send(browser) -> int:  # type: ignore[no-untyped-def]
        data = {"text": "Only once", "client_key": key}
        return int(browser.post(f"{topic}/reply", data=data).status_code)

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, browsers)) == {303}
    assert list(course.posts(course["Anna"], topic)) == [1, 2]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.booleans(), max_size=3), min_size=1, max_size=6))
def test_each_acknowledged_post_is_there_exactly_once_wherever_the_line_is_cut(
    course: Course, cuts: list[list[bool]]
) -> None:
    """Each post is tried until it is acknowledged.

    True is a request whose answer was lost on the way back, False one that never arrived.
    """
    topic = course.open(course["Anna"], f"Topic {uuid4().hex}")
    wanted = []
    for number, tries in enumerate(cuts):
        text, key = f"post-{number}-end", uuid4().hex
        for arrives in tries:
            if arrives:
                course.reply(course["Ben"], topic, text, client_key=key)
        assert course.reply(course["Ben"], topic, text, client_key=key).status_code == 303
        wanted.append(text)
    page = " ".join(course.posts(course["Anna"], topic).values())
    assert re.findall(r"post-\d+-end", page) == wanted


def test_two_changes_at_once_lose_nothing_and_both_are_shown(course: Course) -> None:
    topic = course.open(course["Anna"], text="One\n\nTwo\n\nThree")
    edit = f"{topic}/posts/1/edit"
    base = {"title": "Hello", "base_version": "1", "language": ""}
    browser = course["Anna"].browser
    assert browser.post(edit, data={**base, "text": "One!\n\nTwo\n\nThree"}).status_code == 303
    clash = browser.post(edit, data={**base, "text": "One\n\nTwo\n\nThree!"})
    assert clash.status_code == 200
    form = soup_of(clash).select_one("main form[data-writer]")
    assert form.select_one("[name=text]").get_text().strip() == "One!\n\nTwo\n\nThree!"
    assert form.select_one("[name=base_version]")["value"] == "2"
    torn = browser.post(edit, data={**base, "text": "Uno\n\nTwo\n\nThree"})
    assert "Uno" in soup_of(torn).select_one("#text").get_text()
    assert "One!" in soup_of(torn).select_one("#theirs").get_text()
    # What was typed is a draft now, even if the window is closed.
    assert "Uno" in browser.get(edit).text
    history = words(browser.get(f"{topic}/posts/1"))
    assert "One Two Three" in history


def test_a_change_sent_again_changes_nothing(course: Course) -> None:
    topic = course.open(course["Anna"])
    data = {"title": "Hello", "text": "New", "base_version": "1", "client_key": uuid4().hex}
    for _ in range(2):
        answer = course["Anna"].browser.post(f"{topic}/posts/1/edit", data=data)
        assert answer.status_code == 303
    assert "Version 1" in words(course["Anna"].browser.get(f"{topic}/posts/1"))
    assert "Version 2" not in words(course["Anna"].browser.get(f"{topic}/posts/1"))


def test_a_deleted_post_leaves_its_place_and_can_be_answered(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Diana"], topic, "Words that go")
    course.reply(course["Ben"], topic, "An answer that stays", to=2)
    course["Diana"].browser.post(f"{topic}/posts/2/delete")
    shown = course.posts(course["Anna"], topic)
    assert "deleted by its author" in shown[2]
    assert "An answer that stays" in shown[3]
    assert course.reply(course["Cem"], topic, "Late", to=2).status_code == 303
    assert list(course.posts(course["Anna"], topic)) == [1, 2, 3, 4]
    for page in ("/posts/2", "/reply?to=2", "/posts/2/edit"):
        assert "Words that go" not in course["Diana"].browser.get(f"{topic}{page}").text
    with course.world.database.unit_of_work(writes=False) as session:
        assert "Words that go" not in " ".join(session.scalars(select(Post.text)))


def test_a_reply_to_what_is_not_there_is_refused(course: Course) -> None:
    topic = course.open(course["Anna"])
    assert course.reply(course["Ben"], topic, "To nobody", to=99).status_code == 404
    assert course["Ben"].browser.get(f"{topic}/reply?to=99").status_code == 404
    assert numbers(course) == 1


HOSTILE = {
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a link that runs": "[x](javascript:alert(1)) <a href='javascript:alert(1)'>y</a>",
    "broken Markdown": "**[`((![" * 60,
    "deep nesting": "> " * 900 + "x",
    "lists in lists": "\n".join("  " * depth + "- x" for depth in range(100)),
    "a picture from elsewhere": "![me](https://tracker.example/p.gif)",
    "a form": "<form action=https://evil.example><input name=password></form>",
    "odd characters": "\x00\x07\u202eevil\u2066 \ud83d\ude00",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_stays_text(course: Course, text: str) -> None:
    topic = course.open(course["Anna"], text=f"Before {text.encode(errors='ignore').decode()}")
    page = soup_of(course["Ben"].browser.get(topic)).select_one("#p1 .text")
    assert page.select("script, form, input, iframe, [onerror], [style]") == []
    assert [img for img in page.select("img") if "://" in img.get("src", "")] == []
    assert [a for a in page.select("a[href]") if a["href"].startswith("javascript")] == []
    assert "\u202e" not in page.get_text()


def test_huge_posts_are_refused_in_words(course: Course) -> None:
    topic = course.open(course["Anna"])
    long = course.reply(course["Ben"], topic, "x" * 20_001)
    assert "at most 20,000 characters" in words(long)
    assert "x" * 20_001 in soup_of(long).select_one("#text").get_text()
    assert course.reply(course["Ben"], topic, "x" * 300_000).status_code == 413
    assert course.reply(course["Ben"], topic, "مرحبا " * 3_300).status_code == 303


def test_titles_in_other_directions_turn_nothing_around(course: Course) -> None:
    topic = course.open(course["Anna"], "abc\u202egnp.exe")
    page = soup_of(course["Ben"].browser.get(topic))
    assert page.select_one("#topic-title")["dir"] == "auto"
    assert "\u202e" not in page.get_text()


def test_a_topic_of_ten_thousand_answers_is_read_page_by_page(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Ben"], topic, "The model of all others")
    topic_id = int(topic.rpartition("/")[2])
    with course.world.work() as session:
        model = session.scalars(select(Post).where(Post.number == 2)).one()
        columns = {
            column.name: getattr(model, column.name)
            for column in Post.__table__.columns
            if column.name not in {"id", "number", "thread", "client_key"}
        }
        rows = [{**columns, "number": n, "thread": n} for n in range(3, 10_002)]
        session.execute(Post.__table__.insert(), rows)
        session.get_one(Topic, topic_id).last_number = 10_001
    assert list(course.posts(course["Cem"], topic, page=200)) == list(range(9_952, 10_002))
    place = course["Cem"].browser.get(f"{topic}/posts/5000/place").headers["Location"]
    assert place == f"{topic}?page=100#p5000"
    assert course.reply(course["Cem"], topic, "One more").status_code == 303


def test_odd_addresses_and_numbers_break_nothing(course: Course) -> None:
    topic = course.open(course["Anna"])
    for query in ("?page=0", "?page=-3", "?page=abc", "?page=99999999999999999999"):
        assert course["Ben"].browser.get(f"{topic}{query}").status_code == 200
    for path in ("posts/0", "posts/2147483647", "reply?to=99999999999", "since/2147483647"):
        assert course["Ben"].browser.get(f"{topic}/{path}").status_code in {200, 404}
    odd = {"to": "٣", "seen": "-1", "client_key": "'; drop table posts", "text": "Fine"}
    assert course["Ben"].browser.post(f"{topic}/reply", data=odd).status_code == 303
    for space in ("course/7", "team/0", "module/99", "other/0"):
        assert course["Ben"].browser.get(f"{course.path}/{space}").status_code == 404
