"""What people do in discussions, by the pages, without a script."""

import gzip
import re
from typing import Any

import brotli  # type: ignore[import-untyped]
from backports import zstd

from tests.discussion.conftest import Course, soup_of, words
from tests.forms import errors_of, submit
from tests.people import counted_queries


def test_a_topic_is_begun_answered_and_answered_again(course: Course) -> None:
    topic = course.open(course["Anna"], "Windows", "What do you **see** from your window?")
    course.reply(course["Diana"], topic, "A volcano.")
    course.reply(course["Ben"], topic, "A yard.")
    course.reply(course["Anna"], topic, "Is it active?", to=2)
    course.reply(course["Diana"], topic, "It sleeps.", to=4)
    shown = course.posts(course["Felipe"], topic)
    assert list(shown) == [1, 2, 4, 5, 3]
    assert "Anna Abel" in shown[1]
    assert "to #2" in shown[4]


def test_answers_to_answers_stay_on_one_level_so_that_phones_can_show_them(course: Course) -> None:
    topic = course.open(course["Anna"])
    for parent in (0, 2, 3, 4, 5):
        course.reply(course["Diana"], topic, "More", to=parent)
    page = soup_of(course["Ben"].browser.get(topic))
    levels = [one.get("class") for one in page.select("form[data-topic] > ol > li")]
    assert levels == [None, None, ["in"], ["in", "deep"], ["in", "deep"], ["in", "deep"]]


def test_the_list_says_what_is_new_for_each_and_what_waits(course: Course) -> None:
    topic = course.open(course["Anna"], "Waiting for you")
    assert "1 new" in words(course["Diana"].browser.get(course.path))
    assert "no answer yet" in words(course["Diana"].browser.get(course.path))
    assert "1 new" not in words(course["Anna"].browser.get(course.path))
    course["Diana"].browser.post(f"{topic}/read")
    assert "1 new" not in words(course["Diana"].browser.get(course.path))
    course.reply(course["Diana"], topic, "Here I am")
    overview = words(course["Anna"].browser.get(f"{course.path}?show=new"))
    assert "Waiting for you" in overview
    assert "no answer yet" not in overview
    topics = soup_of(course["Anna"].browser.get(f"{course.path}?show=unanswered"))
    assert "Every topic has an answer." in topics.get_text()


def test_what_a_list_says_of_a_topic_stands_apart(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Diana"], topic, "Here")
    hint = soup_of(course["Ben"].browser.get(course.path)).select_one("#topics .tasks .hint")
    assert hint is not None
    said = re.sub(r"\s+", " ", hint.get_text())
    assert "The whole course · Anna Abel · 1 answer · " in said


def test_unanswered_topics_come_before_newer_ones(course: Course) -> None:
    course.open(course["Anna"], "Lonely")
    busy = course.open(course["Ben"], "Busy")
    course.reply(course["Diana"], busy, "Yes")
    page = soup_of(course["Cem"].browser.get(course.path))
    titles = [one.get_text() for one in page.select("#topics .tasks a")]
    assert titles == ["Lonely", "Busy"]


def test_a_topic_leads_to_the_first_post_that_is_new(course: Course) -> None:
    topic = course.open(course["Anna"])
    course["Diana"].browser.post(f"{topic}/read")
    course.reply(course["Ben"], topic, "One")
    course.reply(course["Anna"], topic, "Two")
    answer = course["Diana"].browser.get(f"{topic}/new")
    assert answer.headers["Location"] == f"{topic}#p2"
    course["Diana"].browser.post(f"{topic}/read", data={"number": "3"})
    course["Diana"].browser.post(f"{topic}/posts/3/unread")
    assert course["Diana"].browser.get(f"{topic}/new").headers["Location"] == f"{topic}#p3"


def test_the_plain_form_for_an_answer_shows_what_is_answered(course: Course) -> None:
    topic = course.open(course["Anna"], text="Only this sentence")
    answer = submit(course["Diana"].browser, f"{topic}/reply?to=1", text="And this one")
    assert answer.status_code == 303
    assert "Only this sentence" in words(course["Diana"].browser.get(f"{topic}/reply?to=1"))
    wrong = course.reply(course["Diana"], topic, "  ")
    assert errors_of(wrong) == {"text": "Write something first."}


def test_a_reaction_is_given_and_taken_back(course: Course) -> None:
    topic = course.open(course["Anna"])
    browser = course["Diana"].browser
    assert browser.post(f"{topic}/react", data={"thanks": "1"}).status_code == 303
    browser.post(f"{topic}/react", data={"agree": "1"})
    assert "Thanks 1 I agree 1" in course.posts(course["Anna"], topic)[1]
    browser.post(f"{topic}/react", data={"thanks": "1"})
    assert "I agree 1" in course.posts(course["Anna"], topic)[1]
    assert "Thanks 1" not in course.posts(course["Anna"], topic)[1]
    assert browser.post(f"{topic}/react", data={"thanks": "99"}).status_code == 404


def test_teachers_pin_close_and_endorse_and_openers_resolve(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Diana"], topic, "The answer")
    assert (
        course["Ben"].browser.post(f"{topic}/switch", data={"on": "is_resolved"}).status_code == 403
    )
    course["Anna"].browser.post(f"{topic}/switch", data={"on": "is_resolved"})
    assert (
        course["Anna"].browser.post(f"{topic}/switch", data={"on": "is_closed"}).status_code == 403
    )
    course.teacher.browser.post(f"{topic}/switch", data={"on": "is_closed"})
    course.teacher.browser.post(f"{topic}/posts/2/endorse")
    assert "Good answer" in course.posts(course["Ben"], topic)[2]
    page = words(course["Ben"].browser.get(topic))
    assert "closed" in page
    assert "resolved" in page
    assert course.reply(course["Ben"], topic, "Too late").status_code == 409
    assert course.reply(course.teacher, topic, "Still").status_code == 303


def test_a_slow_space_lets_students_wait_and_keeps_no_teacher_back(course: Course) -> None:
    settings = f"{course.path}/course/0/settings"
    submit(course.teacher.browser, settings, slow_minutes="10")
    topic = course.open(course["Anna"])
    assert course.reply(course["Diana"], topic, "First").status_code == 303
    refused = course.reply(course["Diana"], topic, "Second")
    assert refused.status_code == 429
    assert "10 minutes" in words(refused)
    assert course.reply(course.teacher, topic, "First").status_code == 303
    assert course.reply(course.teacher, topic, "Second").status_code == 303


def test_where_only_teachers_begin_topics_students_answer(course: Course) -> None:
    course.teacher.browser.post(f"{course.path}/course/0/settings", data={"slow_minutes": "0"})
    page = f"{course.path}/course/0"
    assert course["Anna"].browser.get(f"{page}/new").status_code == 403
    assert "Begin a topic" not in words(course["Anna"].browser.get(page))
    topic = course.open(course.teacher)
    assert course.reply(course["Anna"], topic, "Hello").status_code == 303


def test_a_post_without_a_name_shows_it_to_teachers_alone(course: Course) -> None:
    topic = course.open(course.teacher, may_be_anonymous="y")
    course.reply(course["Anna"], topic, "I do not understand", is_anonymous="y")
    peers = course.posts(course["Ben"], topic)[2]
    assert "Anna" not in peers
    assert "Berlin" not in peers
    assert "Somebody of the course" in peers
    assert "Anna Abel" in course.posts(course.colleague, topic)[2]
    assert "Anna" not in words(course["Ben"].browser.get(f"{topic}/posts/2"))
    assert "Anna" not in words(course["Ben"].browser.get(f"{topic}/reply?to=2"))


def test_no_name_is_hidden_where_faculty_do_not_allow_it(course: Course) -> None:
    topic = course.open(course["Ben"])
    course.reply(course["Anna"], topic, "Me", is_anonymous="y")
    assert "Anna Abel" in course.posts(course["Ben"], topic)[2]


def test_drafts_are_kept_on_the_server_and_go_when_the_post_is_there(course: Course) -> None:
    topic = course.open(course["Anna"])
    number = topic.rpartition("/")[2]
    place = f"reply:{number}:0"
    kept = course["Ben"].browser.post(
        f"{course.path}/draft", data={"place": place, "text": "Half a sen"}
    )
    assert kept.json["saved_at"]
    assert "Half a sen" in words(course["Ben"].browser.get(topic))
    assert "Half a sen" not in words(course["Anna"].browser.get(topic))
    course.reply(course["Ben"], topic, "Half a sentence, and the rest.")
    assert "This is your draft" not in words(course["Ben"].browser.get(topic))
    bad = course["Ben"].browser.post(f"{course.path}/draft", data={"place": "x", "text": "y"})
    assert bad.status_code == 404


def test_a_preview_is_cleaned(course: Course) -> None:
    answer = course["Ben"].browser.post(
        f"{course.path}/preview", data={"text": "**a** <script>alert(1)</script>"}
    )
    assert "<strong>a</strong>" in answer.text
    assert "<script" not in answer.text


def test_the_address_of_a_post_leads_to_its_page_among_many(course: Course) -> None:
    topic = course.open(course["Anna"])
    for number in range(2, 120):
        course.reply(course["Ben"], topic, f"Number {number}")
    assert list(course.posts(course["Anna"], topic)) == list(range(1, 52))
    assert list(course.posts(course["Anna"], topic, page=3)) == list(range(102, 120))
    place = course["Anna"].browser.get(f"{topic}/posts/110/place")
    assert place.headers["Location"] == f"{topic}?page=3#p110"


def test_an_answer_leads_to_the_page_on_which_it_stands(course: Course) -> None:
    def leads_to(**values: Any) -> str:
        answer = course.reply(course["Diana"], topic, "Here", **values)
        assert answer.status_code == 303
        return str(answer.headers["Location"])

    topic = course.open(course["Anna"])
    for number in range(2, 103):
        course.reply(course["Ben"], topic, f"Number {number}")
    assert leads_to(client_key="a-key-of-mine") == f"{topic}?page=3#p103"
    assert leads_to(to=5) == f"{topic}#p104"
    assert list(course.posts(course["Anna"], topic, page=1))[4:6] == [5, 104]
    assert leads_to(to=54) == f"{topic}?page=2#p105"
    assert 105 in course.posts(course["Anna"], topic, page=2)
    # Sent again, it is found where it is by now.
    assert leads_to(client_key="a-key-of-mine") == f"{topic}?page=3#p103"
    assert list(course.posts(course["Anna"], topic, page=3))[-1] == 103


def test_what_happened_since_a_number_is_told_in_order(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Ben"], topic, "Two")
    course["Anna"].browser.post(f"{topic}/react", data={"thanks": "2"})
    told = course["Diana"].browser.get(f"{topic}/since/1").json
    assert told == {
        "version": 3,
        "events": [
            {"number": 2, "kind": "posted", "post": 2},
            {"number": 3, "kind": "reacted", "post": 2},
        ],
    }
    assert course["Diana"].browser.get(f"{topic}/since/3").json["events"] == []


def test_a_page_that_has_not_changed_is_not_sent_again(course: Course) -> None:
    topic = course.open(course["Anna"])
    browser = course["Ben"].browser
    tag = browser.get(topic).headers["ETag"]
    again = browser.get(topic, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    course.reply(course["Anna"], topic, "News")
    fresh = browser.get(topic, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "News" in fresh.text
    others = course["Cem"].browser.get(topic, headers={"If-None-Match": fresh.headers["ETag"]})
    assert others.status_code == 200


def test_a_page_is_the_same_in_whatever_way_the_browser_wants_it_compressed(course: Course) -> None:
    topic = course.open(course["Anna"], "Windows", "What do you see?")
    ways = {"gzip, deflate, br, zstd": "zstd", "gzip, br": "br", "gzip": "gzip", "": None}
    undone = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
    for accepted, way in ways.items():
        answer = course["Ben"].browser.get(topic, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == way
        assert "Accept-Encoding" in answer.headers["Vary"] or way is None
        html = undone[way](answer.data) if way else answer.data
        assert b"What do you see?" in html
        assert html.rstrip().endswith(b"</html>")


def test_a_topic_asks_as_much_of_the_database_with_fifty_posts_as_with_two(course: Course) -> None:
    def asked(topic: str) -> int:
        course["Ben"].browser.get(topic)
        course.world.app.extensions["vsm_drawn_posts"] = type(
            course.world.app.extensions["vsm_drawn_posts"]
        )()
        with counted_queries(course.world.database) as statements:
            assert course["Ben"].browser.get(topic).status_code == 200
        return len(statements)

    short, long = course.open(course["Anna"]), course.open(course["Anna"])
    course.reply(course["Diana"], short, "One")
    for number in range(50):
        course.reply(course["Diana"], long, f"Number {number}", to=number % 7)
    assert asked(short) == asked(long) <= 9


def test_a_list_asks_as_much_with_many_topics_as_with_one(course: Course) -> None:
    def asked() -> int:
        with counted_queries(course.world.database) as statements:
            assert course["Ben"].browser.get(course.path).status_code == 200
        return len(statements)

    course.open(course["Anna"])
    one = asked()
    for number in range(25):
        course.open(course["Diana"], f"Topic {number}", space=("course/0", "social/0")[number % 2])
    assert asked() == one
