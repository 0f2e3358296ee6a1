"""New posts arrive by themselves: real WebSockets against a real server, each cut and rejoined."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import update

from tests.discussion.conftest import Course
from tests.live import Line
from tests.people import Somebody
from vsm_platform.accounts.api import SignIn, load_viewer, make_launch_token
from vsm_platform.core import clock
from vsm_platform.exchanges.api import EnrolmentState
from vsm_platform.practice import serve_in_thread
from vsm_platform.web import live as live_module
from vsm_platform.web.live import EVENTS, LINES, PLACES, Live
from vsm_platform.web.wires import LARGEST

Open = Callable[..., Line]


@pytest.fixture
def host(course: Course) -> Iterator[str]:
    with serve_in_thread(course.world.app) as running:
        yield urlsplit(running.base_url).netloc


@pytest.fixture
def dial(course: Course, host: str) -> Iterator[Open]:
    """Opens a connection for somebody, by the token that a page bears."""
    lines = []

    def start(somebody: Somebody | None = None, token: str = "", **headers: str) -> Line:
        lines.append(Line(host, token or token_of(course, somebody), **headers))
        return lines[-1]

    yield start
    for line in lines:
        line.cut()


def token_of(course: Course, somebody: Somebody | None) -> str:
    if somebody is None:
        return ""
    with course.world.app.test_request_context():
        viewer = load_viewer(str(somebody.visit_id))
        assert viewer is not None
        return make_launch_token(viewer)


def place_of(course: Course, topic: str) -> str:
    return f"topic:{course.exchange_id}:{topic.rpartition('/')[2]}"


def the_live(course: Course) -> Live:
    found: Live = course.world.app.extensions["vsm_live"]
    return found


def test_a_post_is_told_to_who_has_its_topic_open_and_to_nobody_else(
    course: Course, dial: Open
) -> None:
    topic, other = course.open(course["Anna"]), course.open(course["Anna"], "Other")
    here, there = dial(course["Diana"]), dial(course["Ben"])
    assert here.ask("join", place_of(course, topic)) == {"number": 1}
    assert there.ask("join", place_of(course, other)) == {"number": 1}
    course.reply(course["Cem"], topic, "Something new")
    assert here.hears() == {"place": place_of(course, topic), "number": 2}
    assert there.hears_nothing()
    told = course["Diana"].browser.get(f"{topic}/since/1?page=1").json
    assert [one["number"] for one in told["posts"]] == [2]
    assert told["posts"][0]["after"] == 1
    assert "Something new" in told["posts"][0]["html"]


def test_news_hold_numbers_and_no_words(course: Course, dial: Open) -> None:
    topic = course.open(course["Anna"])
    line = dial(course["Diana"])
    line.ask("join", place_of(course, topic))
    course.reply(course["Ben"], topic, "Words that stay here")
    assert set(line.hears()) == {"place", "number"}


def test_after_a_lost_line_one_learns_what_was_missed(course: Course, dial: Open) -> None:
    topic = course.open(course["Anna"])
    line = dial(course["Diana"])
    line.ask("join", place_of(course, topic))
    line.cut()
    for text in ("Missed", "Missed too"):
        course.reply(course["Ben"], topic, text)
    again = dial(course["Diana"])
    assert again.ask("join", place_of(course, topic)) == {"number": 3}
    told = course["Diana"].browser.get(f"{topic}/since/1?page=1").json
    assert [(one["number"], one["kind"]) for one in told["events"]] == [
        (2, "posted"),
        (3, "posted"),
    ]


def test_what_is_rolled_back_is_not_told(course: Course, dial: Open) -> None:
    topic, key = course.open(course["Anna"]), uuid4().hex
    line = dial(course["Diana"])
    line.ask("join", place_of(course, topic))
    assert course.reply(course["Ben"], topic, "To nobody", to=77).status_code == 404
    course.reply(course["Ben"], topic, "Once", client_key=key)
    course.reply(course["Ben"], topic, "Once", client_key=key)
    assert line.hears()["number"] == 2
    assert line.hears_nothing(above=2)


def test_a_line_without_a_token_or_with_a_false_one_is_refused(course: Course, dial: Open) -> None:
    good = token_of(course, course["Anna"])
    # Not the last letter, of which a signature does not need all bits.
    forged = good[:-9] + ("a" if good[-9] != "a" else "b") + good[-8:]
    for token in ("", "x", forged, good.replace(".", "", 1)):
        assert dial(None, token or "none").refused


def test_a_cookie_opens_the_line_where_there_is_one(course: Course, host: str) -> None:
    cookie = course["Anna"].browser.get_cookie("__Host-vsm", domain="exchange.test")
    assert cookie is not None
    line = Line(host, Cookie=f"__Host-vsm={cookie.value}")
    topic = course.open(course["Anna"])
    assert line.ask("join", place_of(course, topic)) == {"number": 1}
    line.cut()


def test_a_page_of_another_site_cannot_open_a_line(course: Course, dial: Open, host: str) -> None:
    token = token_of(course, course["Anna"])
    assert dial(None, token, Origin="https://evil.example").refused
    assert not dial(None, token, Origin=f"http://{host}").refused
    assert not dial(None, token, Origin="https://exchange.test").refused


def test_nobody_hears_of_what_is_not_theirs(course: Course, dial: Open) -> None:
    team = course.open(course["Anna"], space=f"team/{course.team_ids[0]}")
    line = dial(course["Ben"])
    assert line.ask("join", place_of(course, team)) == {"error": "not_found"}
    assert dial(course["Diana"]).ask("join", place_of(course, team)) == {"number": 1}
    assert dial(course.teacher).ask("join", place_of(course, team)) == {"number": 1}
    stranger = course.world.person(course.partners[0], "Sam Stranger")
    assert "error" in dial(stranger).ask("join", place_of(course, course.open(course["Anna"])))
    course.reply(course["Diana"], team, "Between us")
    assert line.hears_nothing()


@pytest.mark.parametrize(
    "place", [None, "", "topic", "topic:1", "topic:1:2:3", "topic:x:1", "topic:-1:1", "other:1:1",
              "topic:1:99999999999999999999", "topic:²:1", ["topic"], {"a": 1}, "x" * 9_000]
)  # fmt: skip
def test_odd_places_are_no_places(course: Course, dial: Open, place: object) -> None:
    assert "error" in dial(course["Anna"]).ask("join", place)


@pytest.mark.parametrize(
    "packet", ["42[]", "42{}", "4", "42", "9", '421["join"]', "40", "451-[{}]"]
)
def test_odd_packets_harm_nobody(course: Course, dial: Open, packet: str) -> None:
    topic = course.open(course["Anna"])
    other = dial(course["Ben"])
    other.ask("join", place_of(course, topic))
    dial(course["Anna"]).send(packet)
    course.reply(course["Cem"], topic, "Still here")
    assert other.hears()["number"] == 2


def test_a_flood_ends_the_line_of_who_sends_it(course: Course, dial: Open) -> None:
    topic = course.open(course["Anna"])
    flooding, quiet = dial(course["Ben"]), dial(course["Diana"])
    quiet.ask("join", place_of(course, topic))
    for _ in range(EVENTS + 1):
        flooding.send('42["join","topic:1:1"]')
    assert flooding.ends()
    course.reply(course["Anna"], topic, "Calm")
    assert quiet.hears()["number"] == 2


def test_a_huge_message_ends_the_line(course: Course, dial: Open) -> None:
    line = dial(course["Ben"])
    line.send(f'42["join","{"x" * (LARGEST + 10)}"]')
    assert line.ends()


def test_places_and_lines_of_one_person_are_few(course: Course, dial: Open) -> None:
    topics = [course.open(course["Anna"], f"Topic {number}") for number in range(PLACES + 1)]
    lines = [dial(course["Anna"]) for _ in range(LINES + 1)]
    assert lines[0].ends()
    answers = [lines[-1].ask("join", place_of(course, topic)) for topic in topics]
    assert [one for one in answers if "error" in one] == [answers[-1]]
    lines[-1].ask("leave", place_of(course, topics[0]))
    assert "number" in lines[-1].ask("join", place_of(course, topics[-1]))


def test_when_all_places_are_taken_pages_still_answer(course: Course, dial: Open) -> None:
    the_live(course).most = 1
    assert not dial(course["Anna"]).refused
    assert dial(course["Ben"]).refused
    assert course["Ben"].browser.get(course.path).status_code == 200


def test_who_has_left_or_signed_out_hears_no_more(
    course: Course, dial: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = course.open(course["Anna"])
    left, out, stays = (dial(course[name]) for name in ("Ben", "Cem", "Diana"))
    for line in (left, out, stays):
        line.ask("join", place_of(course, topic))
    course.change(course["Ben"], state=EnrolmentState.REFUSED)
    with course.world.work() as session:
        session.execute(
            update(SignIn).where(SignIn.id == course["Cem"].visit_id).values(ended_at=clock.now())
        )
    the_live(course).look()
    assert left.ends()
    assert out.ends()
    assert "number" in stays.ask("join", place_of(course, topic))


def test_who_reads_too_slowly_is_cut_off(
    course: Course, dial: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "BEHIND", -1)
    line = dial(course["Ben"])
    line.ask("join", place_of(course, course.open(course["Anna"])))
    the_live(course).look()
    assert line.ends()
