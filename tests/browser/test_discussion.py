"""Discussions on real lines: slow ones, torn ones, none for scripts, a keyboard, Arabic."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select, update

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE, read_welcome, stand_in_course
from tests.browser.rooms.discussion import _people, harbour
from tests.browser.stage import Stage
from tests.browser.test_by_keyboard import Hands
from tests.browser.visitors import choose_language
from vsm_platform.accounts.api import Person
from vsm_platform.discussion.actions.adding import Words, do_reply
from vsm_platform.discussion.actions.posts import (
    TopicFacts,
    do_delete_post,
    do_open_topic,
)
from vsm_platform.discussion.models import Post, SpaceKind
from vsm_platform.discussion.policies import Place

pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 6_250, "uploadThroughput": 6_250}
"""50 kbit/s and 400 ms."""


class Talk:
    """A topic on the stage; others write into it behind the browser's back."""

    def __init__(self, stage: Stage, title: str = "Hello", posts: int = 0) -> None:
        self._stage = stage
        with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
            self._people = _people(session, stage)
            place, prompt = Place(SpaceKind.COURSE), Words("Where are you?", "en")
            self.id = do_open_topic(session, self._people[1], place, TopicFacts(title), prompt)
        for number in range(posts):
            self.say(f"Words number {number + 2}, and as many more as are needed to be long. " * 3)
        home = f"{stage.product}/exchanges/{stage.exchange_id}/discussion"
        self.address = f"{home}/topics/{self.id}"

    def say(self, text: str, to: int = 0, language: str = "en") -> int:
        with (
            self._stage.app.test_request_context(),
            self._stage.database.unit_of_work(writes=True) as session,
        ):
            words = Words(text, language)
            return do_reply(session, self._people[2], self.id, words, parent=to)

    def delete(self, number: int) -> None:
        with (
            self._stage.app.test_request_context(),
            self._stage.database.unit_of_work(writes=True) as session,
        ):
            do_delete_post(session, self._people[2], self.id, number)

    def count(self, text: str) -> int:
        """How many posts say this."""
        query = select(func.count()).where(Post.topic_id == self.id, Post.text == text)
        with self._stage.database.unit_of_work(writes=False) as session:
            return session.scalar(query) or 0


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


def come_in(context: BrowserContext, stage: Stage, address: str) -> Page:
    """A student who has just come in, at a page."""
    page = context.new_page()
    page.goto(stage.launch_address("moodle", stage.newcomer("moodle")))
    while page.get_by_role("button", name="Go on").count():
        page.get_by_role("button", name="Go on").click()
    if "/welcome" in page.url:
        read_welcome(page)
    stand_in_course(page)
    page.goto(address)
    return page


def numbers(page: Page) -> list[int]:
    ids = page.locator(".posts > li").evaluate_all("posts => posts.map((one) => one.id)")
    return [int(one[1:]) for one in ids]


def answer(page: Page, text: str) -> None:
    page.get_by_label("Your post").fill(text)
    page.get_by_role("button", name="Post it").click()


def test_what_others_post_appears_by_itself_in_its_place(
    context: BrowserContext, stage: Stage
) -> None:
    talk = Talk(stage, "By itself", posts=2)
    page = come_in(context, stage, talk.address)
    page.evaluate("window.stayed = true")
    talk.say("To number two", to=2)
    expect(page.locator("#p4")).to_contain_text("To number two", timeout=PATIENCE)
    assert numbers(page) == [1, 2, 4, 3]
    link = page.locator("[data-live] a")
    expect(link).to_have_attribute("href", "#p4")
    talk.say("At the end")
    expect(page.locator("#p5")).to_be_visible(timeout=PATIENCE)
    talk.delete(3)
    expect(page.locator("#p3")).to_contain_text("deleted", timeout=PATIENCE)
    assert numbers(page) == [1, 2, 4, 3, 5]
    assert page.evaluate("window.stayed")


def test_what_was_posted_while_the_line_was_away_is_caught_up_once(
    context: BrowserContext, stage: Stage
) -> None:
    talk = Talk(stage, "Tunnel")
    page = come_in(context, stage, talk.address)
    talk.say("Before the tunnel")
    expect(page.locator("#p2")).to_be_visible(timeout=PATIENCE)
    context.set_offline(True)
    for number in range(3):
        talk.say(f"In the tunnel {number}")
    context.set_offline(False)
    expect(page.locator("#p5")).to_be_visible(timeout=PATIENCE)
    assert numbers(page) == [1, 2, 3, 4, 5]


def test_one_s_own_post_stands_there_without_a_new_page(
    context: BrowserContext, stage: Stage
) -> None:
    talk = Talk(stage, "Own")
    page = come_in(context, stage, talk.address)
    page.evaluate("window.stayed = true")
    for number, text in ((2, "My first"), (3, "My second")):
        answer(page, text)
        expect(page.locator(f"#p{number}")).to_contain_text(text, timeout=PATIENCE)
        expect(page.locator("[data-state]")).to_have_text("Posted")
        expect(page.get_by_label("Your post")).to_have_value("")
    assert numbers(page) == [1, 2, 3]
    assert page.evaluate("window.stayed")
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('post:'))") == []
    page.reload()
    assert numbers(page) == [1, 2, 3]


def test_a_slow_line_that_is_cut_while_one_writes_and_sends(
    context: BrowserContext, stage: Stage
) -> None:
    talk, text = Talk(stage, "Slow", posts=20), "Written in a tunnel."
    page = come_in(context, stage, talk.address)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    page.reload()
    state, field = page.locator("[data-state]"), page.get_by_label("Your post")
    field.fill("Written")
    expect(state).to_have_text("Keeping your draft …", timeout=PATIENCE)
    expect(state).to_have_text("Draft kept", timeout=PATIENCE)
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    field.fill(text)
    expect(state).to_contain_text("Waiting for the line", timeout=PATIENCE)
    page.get_by_role("button", name="Post it").click()
    expect(state).to_contain_text("Waiting for the line", timeout=PATIENCE)
    assert talk.count(text) == 0
    line.send("Network.emulateNetworkConditions", SLOW)
    expect(page.locator(".posts")).to_contain_text(text, timeout=PATIENCE)
    assert talk.count(text) == 1
    page.reload()
    expect(field).to_have_value("")
    assert numbers(page) == list(range(1, 23))


def test_an_answer_that_gets_lost_makes_no_second_post(
    context: BrowserContext, stage: Stage
) -> None:
    talk, text, tries = Talk(stage, "Lost"), "Once and not twice", []
    page = come_in(context, stage, talk.address)

    def lose_the_answer(route: Route) -> None:
        tries.append(route.fetch(max_redirects=0).status if len(tries) < 2 else 0)
        if len(tries) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/reply$"), lose_the_answer)
    answer(page, text)
    expect(page.locator("[data-state]")).to_contain_text("Waiting", timeout=PATIENCE)
    expect(page.locator("#p2")).to_contain_text(text, timeout=PATIENCE)
    expect(page.locator("[data-state]")).to_have_text("Posted", timeout=PATIENCE)
    assert tries == [200, 200, 0]
    assert talk.count(text) == 1
    assert numbers(page) == [1, 2]


def test_a_server_that_starts_anew_loses_no_words(context: BrowserContext, stage: Stage) -> None:
    talk, away = Talk(stage, "Away"), [502, 503]
    page = come_in(context, stage, talk.address)

    def be_away(route: Route) -> None:
        if away:
            route.fulfill(status=away.pop(), content_type="text/html", body="Bad gateway")
        else:
            route.continue_()

    page.route(re.compile(r"/reply$"), be_away)
    answer(page, "Patient words")
    expect(page.locator("#p2")).to_contain_text("Patient words", timeout=PATIENCE)
    assert talk.count("Patient words") == 1


def test_what_was_typed_survives_a_closed_page_whatever_the_clock_says(
    context: BrowserContext, stage: Stage
) -> None:
    talk = Talk(stage, "Closed")
    page = come_in(context, stage, talk.address)
    page.clock.set_fixed_time("2031-01-01T00:00:00Z")
    field, state = page.get_by_label("Your post"), page.locator("[data-state]")
    field.fill("On the server")
    expect(state).to_have_text("Draft kept", timeout=PATIENCE)
    context.set_offline(True)
    field.fill("On the server, and on this device")
    expect(state).to_contain_text("Waiting", timeout=PATIENCE)
    context.set_offline(False)
    page.clock.set_fixed_time("2001-01-01T00:00:00Z")
    page.goto(talk.address)
    expect(field).to_have_value("On the server, and on this device", timeout=PATIENCE)
    expect(state).to_contain_text(re.compile("Draft kept|This is your draft"), timeout=PATIENCE)
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(field).to_have_value("On the server, and on this device")


def test_reading_answering_and_thanking_without_scripts(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    talk = Talk(stage, "Plain", posts=2)
    page = come_in(open_browser(without_scripts()), stage, talk.address)
    assert numbers(page) == [1, 2, 3]
    answer(page, "Plain words")
    expect(page.locator("#p4")).to_contain_text("Plain words")
    page.locator("#p2").get_by_role("link", name="Answer").click()
    answer(page, "To you")
    expect(page.locator("#p5")).to_contain_text("to #2")
    page.locator("#p2").get_by_role("button", name="Thanks").click()
    expect(page.locator("#p2").get_by_role("button", name="Thanks")).to_contain_text("1")
    assert numbers(page) == [1, 2, 5, 3, 4]


def test_attaching_and_searching_without_scripts(
    open_browser: OpenBrowser, stage: Stage, tmp_path: Path
) -> None:
    picture = tmp_path / "harbour.jpg"
    picture.write_bytes(harbour())
    talk = Talk(stage, "Plain files")
    page = come_in(open_browser(without_scripts()), stage, talk.address)
    page.get_by_label("Your post").fill("Four boats without scripts")
    page.get_by_role("button", name="Add a picture or a recording").click()
    page.get_by_label("Choose a file").set_input_files(picture)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Back to my post").click()
    expect(page.get_by_role("link", name="Say in a sentence")).to_be_visible()
    page.get_by_label("What does the picture show?").fill("A harbour with unmistakable boats")
    page.get_by_role("button", name="Back to my post").click()
    expect(page.get_by_label("Your post")).to_have_value("Four boats without scripts")
    expect(page.get_by_text("Comes with it: harbour.jpg")).to_be_visible()
    page.get_by_role("button", name="Post it").click()
    shown = page.locator("#p2").get_by_role("img", name="A harbour with unmistakable boats")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") == 240
    page.get_by_role("link", name="Discussion").last.click()
    page.get_by_role("searchbox").fill("unmistakable")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text("unmistakable")
    page.get_by_role("link", name="Plain files").click()
    expect(page).to_have_url(re.compile(r"#p2$"))


def test_a_picture_is_chosen_on_a_weak_line_and_comes_with_the_post(
    context: BrowserContext, stage: Stage, tmp_path: Path
) -> None:
    picture = tmp_path / "harbour.jpg"
    picture.write_bytes(harbour())
    talk = Talk(stage, "With scripts")
    page = come_in(context, stage, talk.address)
    page.get_by_label("Your post").fill("Boats, and a line that breaks")
    page.get_by_role("button", name="Add a picture or a recording").click()
    field = page.get_by_label("Choose a file")
    field.wait_for()
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_hidden()
    context.set_offline(True)
    field.set_input_files(picture)
    expect(page.locator("[data-list]")).to_contain_text("Waiting for the line", timeout=PATIENCE)
    context.set_offline(False)
    words = page.get_by_label("What does the picture show?")
    expect(words).to_be_visible(timeout=30_000)
    words.fill("Boats")
    page.get_by_role("button", name="Back to my post").click()
    expect(page.get_by_label("Your post")).to_have_value("Boats, and a line that breaks")
    page.get_by_role("button", name="Post it").click()
    expect(page.locator("#p2").get_by_role("img", name="Boats")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Comes with it")).to_have_count(0)
    assert talk.count("Boats, and a line that breaks") == 1


def test_writing_by_keyboard_alone(context: BrowserContext, stage: Stage) -> None:
    talk = Talk(stage, "By keyboard", posts=1)
    page = come_in(context, stage, talk.address)
    hands = Hands(page)
    hands.skip_to_the_content()
    hands.go_to("Thanks")
    page.keyboard.press("Enter")
    expect(page.locator("#p1 [aria-pressed=true]")).to_contain_text("1", timeout=PATIENCE)
    hands.go_to("Your post", "TEXTAREA")
    page.keyboard.type("strong")
    page.keyboard.press("Control+A")
    expect(page.get_by_role("button", name="Bold")).to_be_visible(timeout=PATIENCE)
    hands.go_to("Bold")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your post")).to_have_value("**strong**")
    hands.go_to("Post it")
    page.keyboard.press("Enter")
    expect(page.locator("#p3 strong")).to_have_text("strong", timeout=PATIENCE)


def test_the_preview_shows_what_will_be_posted(context: BrowserContext, stage: Stage) -> None:
    page = come_in(context, stage, Talk(stage, "Preview").address)
    page.get_by_label("Your post").fill("- one\n- two <b>x</b>")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-shown] li")).to_have_count(2, timeout=PATIENCE)
    expect(page.locator("[data-shown] script, [data-shown] b")).to_have_count(0)


def test_who_comes_back_sees_what_is_new_whole_and_the_rest_in_lines(
    context: BrowserContext, stage: Stage
) -> None:
    talk = Talk(stage, "Coming back", posts=16)
    page = come_in(context, stage, talk.address)
    page.locator("form[data-topic]").wait_for()
    # Whoever has looked at it for three seconds has read it.
    with page.expect_response(re.compile(r"/read$")):
        pass
    page.goto(f"{stage.product}/profile")
    talk.say("This is new, and it answers number nine.", to=9)
    page.goto(talk.address)
    expect(page.locator("#p18")).to_contain_text("This is new")
    expect(page.locator("#p18")).to_have_class(re.compile("fresh"))
    expect(page.locator("#p9.read")).to_have_count(0)
    expect(page.locator(".posts > .read")).to_have_count(15)
    page.locator("#p4").get_by_role("link", name="Read it").click()
    expect(page.locator("#p4 .text")).to_contain_text("Words number 4", timeout=PATIENCE)
    expect(page.locator("#p4")).to_be_focused()
    page.goto(f"{talk.address}?whole=1")
    expect(page.locator(".posts > .read")).to_have_count(0)


def test_in_arabic_each_post_keeps_its_direction_and_names_turn_nothing(
    context: BrowserContext, stage: Stage
) -> None:
    talk = Talk(stage, "שלום abc")
    talk.say("في مدينتي يرتفع البحر كل عام.", language="ar")
    talk.say("The sea rises here too.")
    writer = talk._people[2].person_id
    with stage.database.unit_of_work(writes=True) as session:
        name = session.scalar(select(Person.display_name).where(Person.id == writer))
        odd = update(Person).where(Person.id == writer)
        session.execute(odd.values(display_name="Eve \u202egnp.exe"))
    page = come_in(context, stage, talk.address)
    choose_language(page, stage, "ar")
    page.goto(talk.address)
    try:
        assert page.locator("html").get_attribute("dir") == "rtl"
        directions = "post => getComputedStyle(post.querySelector('.text > *')).direction"
        assert page.locator("#p2").evaluate(directions) == "rtl"
        assert page.locator("#p3").evaluate(directions) == "ltr"
        for place in page.locator("#p2 .row bdi").all():
            assert place.evaluate("bdi => getComputedStyle(bdi).unicodeBidi") == "isolate"
        # The time stands on the far side of the name, wherever the name's own letters run.
        boxes = "post => [...post.querySelectorAll('.row > *')].map((one) => one.getBoundingClientRect().x)"
        face, rest = page.locator("#p2").evaluate(boxes)
        assert face > rest
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        page.set_viewport_size({"width": 360, "height": 740})
        assert not page.evaluate(scrolls)
    finally:
        with stage.database.unit_of_work(writes=True) as session:
            session.execute(odd.values(display_name=name))
