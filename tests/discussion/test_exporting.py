"""A thread as one page, to be read, printed and kept."""

import re
from base64 import b64encode
from hashlib import sha256

from tests.discussion.conftest import Course, soup_of
from tests.discussion.test_attachments import photograph, post_with, recording
from tests.people import counted_queries


def test_a_thread_is_one_page_that_needs_nothing_else(course: Course) -> None:
    topic = course.open(course["Anna"], "¿Y el mar?", "Tell us **where you are**.")
    course.reply(course["Diana"], topic, "في مدينتي يرتفع البحر كل عام، ونبني جدارا جديدا.")
    course.reply(course["Ben"], topic, "Which wall?", to=2)
    post_with(course, course["Anna"], topic, ("wall.jpg", photograph()), ("sea.wav", recording()))
    answer = course["Felipe"].browser.get(f"{topic}/export?save")
    page = soup_of(answer)
    assert [str(one["id"]) for one in page.select("article")] == ["p1", "p2", "p3", "p4"]
    arabic = page.select_one("#p2 .text")
    assert arabic is not None
    assert (arabic["lang"], arabic["dir"]) == ("ar", "auto")
    assert page.select_one("#p3.in a[href='#p2']")
    said = re.sub(r"\s+", " ", page.get_text(" "))
    for part in ("¿Y el mar?", "Intercultural Learning", "Anna Abel", "4 posts", "America/Bogota",
                 "Picture: wall.jpg", "Recording: sea.wav", "A lighthouse"):  # fmt: skip
        assert part in said, part
    picture = page.select_one("#p4 img")
    assert picture is not None
    assert picture["alt"] == "A lighthouse"
    sources = [
        str(one.get("src") or one.get("href")) for one in page.select("[src], link, a[href]")
    ]
    assert all(one.startswith(("data:image/webp;base64,", "#p")) for one in sources)
    assert not page.select("script, form, button, link")


def test_the_style_within_the_page_is_the_only_one_that_applies(course: Course) -> None:
    topic = course.open(course["Anna"])
    answer = course["Anna"].browser.get(f"{topic}/export")
    style = soup_of(answer).select_one("style")
    assert style is not None
    digest = b64encode(sha256(style.get_text().encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-inline" not in policy
    other = course["Anna"].browser.get(topic).headers["Content-Security-Policy"]
    assert "style-src 'self';" in other


def test_it_can_be_saved_under_the_topics_name(course: Course) -> None:
    topic = course.open(course["Anna"], "Sea \u202e/ ..\\wall?")
    answer = course["Anna"].browser.get(f"{topic}/export?save")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for part in ("\u202e", "%E2%80%AE", "/", "\\", "?"):
        assert part not in answer.headers["Content-Disposition"].removeprefix("attachment")
    assert course["Anna"].browser.get(f"{topic}/export").headers.get("Content-Disposition") is None


def test_what_a_reader_may_not_see_is_in_no_export(course: Course) -> None:
    topic = course.open(course.teacher, "Ask", "Anything", may_be_anonymous="y")
    course.reply(course["Ben"], topic, "A shy question", is_anonymous="y")
    course.reply(course["Cem"], topic, "Rude words")
    course.reply(course["Diana"], topic, "Words that go")
    course.teacher.browser.post(f"{topic}/posts/3/hide", data={"reason": "Not kind"})
    course["Diana"].browser.post(f"{topic}/posts/4/delete")
    mine = soup_of(course["Anna"].browser.get(f"{topic}/export")).get_text()
    assert "Rude words" not in mine
    assert "Not kind" in mine
    assert "Words that go" not in mine
    theirs = soup_of(course.teacher.browser.get(f"{topic}/export")).get_text()
    assert "Rude words" in theirs
    for page in (mine, theirs):
        assert "A shy question" in page
        assert "Ben Berg" not in page
    team = course.open(course["Anna"], space=f"team/{course.team_ids[0]}")
    assert course["Diana"].browser.get(f"{team}/export").status_code == 200
    for name in ("Ben", "Felipe"):
        assert course[name].browser.get(f"{team}/export").status_code == 404


def test_scripts_in_titles_names_and_posts_stay_words(course: Course) -> None:
    topic = course.open(
        course["Anna"], "</title><script>alert(1)</script>", "<script>x</script> hi"
    )
    answer = course["Anna"].browser.get(f"{topic}/export")
    assert not soup_of(answer).select("script")
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_an_export_takes_as_many_queries_for_many_posts(course: Course) -> None:
    topic = course.open(course["Anna"])
    counts = []
    for count in (1, 60):
        for _post in range(count):
            course.reply(course["Ben"], topic, "Words")
        with counted_queries(course.world.database) as statements:
            page = course["Diana"].browser.get(f"{topic}/export")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert len(soup_of(page).select("article")) == 62


def test_the_way_to_it_stands_in_the_topic(course: Course) -> None:
    topic = course.open(course["Anna"])
    page = soup_of(course["Ben"].browser.get(topic))
    assert page.select_one(f"a[href='{topic}/export']")
    assert soup_of(course["Ben"].browser.get(f"{topic}/export")).select_one("a[href='?save']")
