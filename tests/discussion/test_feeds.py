"""Each person's own feed: valid Atom, only what its owner may read at that moment, revocable."""

import re
from datetime import datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from werkzeug.test import TestResponse

from tests.discussion.conftest import Course, Somebody, words
from tests.people import counted_queries
from vsm_platform.exchanges.api import EnrolmentState, Role
from vsm_platform.institutions.api import Institution, State

NS = {"a": "http://www.w3.org/2005/Atom"}
XML = "{http://www.w3.org/XML/1998/namespace}"


def make(course: Course, somebody: Somebody) -> str:
    """Ask for a feed; gives its address."""
    somebody.browser.post(f"{course.path}/feed", data={"step": "new"})
    page = somebody.browser.get(f"{course.path}/letters").get_data(as_text=True)
    found = re.search(r"https://exchange\.test(/discussion/feed/[\w-]+\.atom)", page)
    assert found
    return found[1]


def fetch(course: Course, path: str, **headers: str) -> TestResponse:
    """As a feed reader does: without a cookie."""
    return course.world.browser().get(path, headers=headers)


def feed(course: Course, path: str) -> Element:
    answer = fetch(course, path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    root: Element = fromstring(answer.data)
    return root


def titles(course: Course, path: str) -> list[str | None]:
    return [one.text for one in feed(course, path).findall("a:entry/a:title", NS)]


def is_moment(text: str | None) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text or "")) and bool(
        datetime.fromisoformat(text or "")
    )


def test_a_feed_is_what_the_specification_asks_for(course: Course) -> None:
    topic = course.open(course["Ben"], "Ünïcode & <tags>", "**Hola** a todos, ¿cómo están hoy?\x0b")
    course.reply(course["Anna"], topic, "[here](/exchanges/1)")
    path = make(course, course["Diana"])
    root = feed(course, path)
    # RFC 4287, section 4.1.1: exactly one id, title and updated, and at most one link to itself.
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"a:{name}", NS)) == 1
    assert root.find("a:title", NS).text == "Discussion of “Intercultural Learning”"  # type: ignore[union-attr]
    links = {one.get("rel"): one.get("href") for one in root.findall("a:link", NS)}
    assert links["self"] == f"https://exchange.test{path}"
    assert root.get(f"{XML}base") == "https://exchange.test/"
    entries = root.findall("a:entry", NS)
    assert len(entries) == 2
    # Section 4.1.2, and the ids of entries differ.
    for entry in entries:
        for name in ("id", "title", "updated", "published", "author", "content"):
            assert len(entry.findall(f"a:{name}", NS)) == 1
        assert entry.find("a:author/a:name", NS).text  # type: ignore[union-attr]
        assert is_moment(entry.findtext("a:updated", None, NS))
        assert entry.find("a:content", NS).get("type") == "html"  # type: ignore[union-attr]
    assert len({one.findtext("a:id", None, NS) for one in entries}) == 2
    assert is_moment(root.findtext("a:updated", None, NS))
    first = entries[1]
    assert first.findtext("a:title", None, NS) == "Ünïcode & <tags> (The whole course)"
    assert first.get(f"{XML}lang") == "es"
    assert "<strong>Hola</strong>" in (first.findtext("a:content", "", NS))


def test_an_empty_feed_is_valid_too(course: Course) -> None:
    root = feed(course, make(course, course["Diana"]))
    assert root.findall("a:entry", NS) == []
    assert is_moment(root.findtext("a:updated", None, NS))


def test_a_feed_that_has_not_changed_costs_nothing(course: Course) -> None:
    topic = course.open(course["Anna"])
    path = make(course, course["Diana"])
    tag = fetch(course, path).headers["ETag"]
    unchanged = fetch(course, path, **{"If-None-Match": tag})
    assert unchanged.status_code == 304
    assert unchanged.data == b""
    course.reply(course["Ben"], topic, "More")
    assert fetch(course, path, **{"If-None-Match": tag}).status_code == 200


def test_a_feed_holds_only_what_its_owner_may_read_now(course: Course) -> None:
    course.open(course["Ben"], "Theirs", space=f"team/{course.team_ids[1]}")
    course.open(course["Anna"], "Ours", space=f"team/{course.team_ids[0]}")
    hidden = course.open(course["Ben"], "Hidden")
    course.teacher.browser.post(f"{hidden}/posts/1/hide", data={"reason": "Rude"})
    gone = course.open(course["Ben"], "Gone")
    course["Ben"].browser.post(f"{gone}/posts/1/delete")
    assert titles(course, make(course, course["Diana"])) == [f"Ours ({team_name(course, 0)})"]
    everything = " ".join(filter(None, titles(course, make(course, course.teacher))))
    assert "Theirs" in everything
    assert "Ours" in everything
    assert "Hidden" not in everything
    assert titles(course, make(course, course["Cem"])) == []


def team_name(course: Course, index: int) -> str:
    page = words(course.teacher.browser.get(f"{course.path}/team/{course.team_ids[index]}"))
    found = re.search(r"Team \d", page)
    assert found
    return found[0]


def test_a_name_that_is_not_shown_is_in_no_feed(course: Course) -> None:
    topic = course.open(course.teacher, may_be_anonymous="y")
    course.reply(course["Anna"], topic, "Honest", is_anonymous="y")
    for somebody in (course["Diana"], course.colleague):
        text = fetch(course, make(course, somebody)).get_data(as_text=True)
        assert "Honest" in text
        assert "Anna" not in text
        assert "Somebody of the course" in text


@pytest.mark.parametrize(
    "columns",
    [{"state": EnrolmentState.LEFT}, {"role": Role.GUEST}, {"state": EnrolmentState.REFUSED}],
)
def test_a_feed_closes_when_its_owner_takes_no_part_any_more(
    course: Course, columns: dict[str, object]
) -> None:
    path = make(course, course["Diana"])
    course.change(course["Diana"], **columns)
    assert fetch(course, path).status_code == 404


def test_a_feed_closes_with_its_owners_university(course: Course) -> None:
    path = make(course, course["Diana"])
    with course.world.work() as session:
        session.get_one(Institution, course.partners[1].id).state = State.SUSPENDED
    assert fetch(course, path).status_code == 404


def test_a_new_address_closes_the_old_one_and_it_can_be_switched_off(course: Course) -> None:
    first = make(course, course["Diana"])
    second = make(course, course["Diana"])
    assert first != second
    assert fetch(course, first).status_code == 404
    course["Diana"].browser.post(f"{course.path}/feed", data={"step": "off"})
    assert fetch(course, second).status_code == 404
    assert fetch(course, "/discussion/feed/guessed.atom").status_code == 404
    assert fetch(course, f"/discussion/feed/{'x' * 500}.atom").status_code == 404


def test_a_long_feed_asks_no_more_questions_than_a_short_one(course: Course) -> None:
    path = make(course, course["Diana"])
    course.open(course["Anna"])
    with counted_queries(course.world.database) as few:
        fetch(course, path)
    for number in range(5):
        course.open(course["Ben"], f"Topic {number}")
    with counted_queries(course.world.database) as many:
        fetch(course, path)
    assert len(many) == len(few) <= 9
