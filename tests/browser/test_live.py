"""A live room in real browsers: four people at once, torn lines, and none for scripts."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Page, Route, expect
from playwright.sync_api import TimeoutError as PatienceEnded

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.live_meeting import Meeting, enter, launched
from tests.browser.stage import arrive
from tests.browser.test_weight import _fetch, first_view
from vsm_platform.live.actions.running import do_close
from vsm_platform.practice import HttpTransport, Robot

pytestmark = pytest.mark.browser
NAMES = ("Ana", "Ben", "Cem", "Dia")
ROOM_PAGE = 50_000


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


@pytest.fixture
def four(context: BrowserContext, meeting: Meeting) -> Iterator[list[Page]]:
    """Four people in one room, each in a browser's context of their own."""
    assert context.browser is not None
    others = [context.browser.new_context() for _ in range(3)]
    for one in others:
        one.set_default_timeout(PATIENCE)
    yield [enter(launched(one, meeting.stage), meeting) for one in (context, *others)]
    for one in others:
        one.close()


def say(page: Page, text: str) -> None:
    page.get_by_label("Say something").fill(text)
    page.get_by_role("button", name="Send").click()


def lines(page: Page) -> list[str]:
    return page.locator("[data-talk] .words").all_text_contents()


def test_what_each_of_four_says_stands_with_all_once(four: list[Page], meeting: Meeting) -> None:
    for number, page in enumerate(four):
        say(page, f"Hello from {NAMES[number]}")
    for page in four:
        expect(page.locator("[data-talk] .words")).to_have_count(4, timeout=PATIENCE)
    assert [lines(page) for page in four] == [meeting.said()] * 4
    for number in range(3):
        say(four[0], f"quickly {number}")
    for page in four:
        expect(page.locator("[data-talk] .words")).to_have_count(7, timeout=PATIENCE)
        assert lines(page)[4:] == ["quickly 0", "quickly 1", "quickly 2"]
        assert page.evaluate("window.stayed")
        expect(page.locator("#people .away")).to_have_count(0, timeout=PATIENCE)


def test_notes_that_four_type_at_once_lose_no_word(four: list[Page]) -> None:
    fields = [page.get_by_role("textbox", name="Notes") for page in four]
    for field in fields:
        field.focus()
    words = {
        (who, number): f"{NAMES[who].lower()}{number:02}"
        for number in range(12)
        for who in range(4)
    }
    for (who, _number), word in words.items():
        four[who].keyboard.type(f"{word} ", delay=15)
    for field in fields:
        for word in words.values():
            expect(field).to_have_value(re.compile(word), timeout=PATIENCE)
        field.blur()
    expect(fields[1]).to_have_value(fields[0].input_value(), timeout=PATIENCE)
    values = {field.input_value() for field in fields}
    assert len(values) == 1
    assert all(values.copy().pop().count(word) == 1 for word in words.values())
    assert all(page.evaluate("window.stayed") for page in four)


def test_a_question_is_asked_answered_and_closed_on_all_pages(four: list[Page]) -> None:
    asker, *others = four
    asker.get_by_role("link", name="Ask the room").click()
    asker.get_by_label("Question").fill("When do we meet?")
    asker.get_by_label("Answers to choose from").fill("Monday\nFriday")
    asker.get_by_role("button", name="Ask", exact=True).click()
    for number, page in enumerate(four):
        page.get_by_role("button", name="Friday" if number else "Monday").click()
    for page in four:
        votes = page.locator(".votes")
        expect(votes).to_contain_text(
            re.compile(r"Monday\s+1 vote\s+Friday\s+3 votes"), timeout=PATIENCE
        )
    asker.get_by_role("button", name="Close the question").click()
    for page in others:
        expect(page.locator("#polls")).to_contain_text("closed", timeout=PATIENCE)
        assert page.evaluate("window.stayed")


def test_cards_are_pinned_and_grouped_while_somebody_else_types_on_one(four: list[Page]) -> None:
    first, second = four[:2]
    for text in ("Water", "Schools"):
        first.get_by_label("New card").fill(text)
        first.get_by_role("button", name="Pin it").click()
        expect(first.get_by_label("New card")).to_have_value("", timeout=PATIENCE)
    expect(second.locator(".pinned li")).to_have_count(2, timeout=PATIENCE)
    second.get_by_text("Move or remove").first.click()
    heading = second.get_by_label("Heading", exact=True).first
    heading.fill("Ide")
    first.get_by_label("New card").fill("Work")
    first.get_by_role("button", name="Pin it").click()
    expect(first.locator(".pinned li")).to_have_count(3, timeout=PATIENCE)
    second.keyboard.type("as")
    expect(heading).to_have_value("Ideas")
    second.get_by_role("button", name="Move it there").click()
    for page in (first, second):
        expect(page.locator("#board h3")).to_have_text(["Ideas"], timeout=PATIENCE)
        expect(page.locator(".pinned li")).to_have_count(3, timeout=PATIENCE)


def test_a_call_is_seen_answered_and_people_are_moved_with_their_pages(
    four: list[Page], meeting: Meeting
) -> None:
    assert four[0].context.browser is not None
    meeting.add_room()
    leading = four[0].context.browser.new_context()
    floor = leading.new_page()
    floor.goto(meeting.stage.launch_address("moodle", meeting.stage.universities["moodle"].teacher))
    while floor.get_by_role("button", name="Go on").count():
        floor.get_by_role("button", name="Go on").click()
    floor.goto(f"{meeting.path}/rooms")
    four[1].get_by_role("button", name="Call a teacher").click()
    expect(floor.locator("[data-rooms]")).to_contain_text("calls you", timeout=PATIENCE)
    expect(four[2].locator("#task")).to_contain_text("They see it", timeout=PATIENCE)
    name = floor.locator("[data-rooms] .people b").first.text_content() or ""
    boxes = floor.get_by_label(name)
    boxes.first.check()
    floor.get_by_label("To", exact=True).select_option(label="Island")
    four[3].get_by_label("Say something").fill("half a sen")
    floor.get_by_role("button", name="Move", exact=True).click()
    moved = [page for page in four if _comes(page, r"/rooms/2$")]
    assert len(moved) == 1
    expect(moved[0].locator("#task-title")).to_have_text("Island")
    floor.get_by_role("button", name="I am coming").click()
    expect(floor).to_have_url(re.compile(r"/rooms/1$"))
    for page in [one for one in four if one not in moved]:
        expect(page.locator("#task")).not_to_contain_text("They see it", timeout=PATIENCE)
    assert four[3].get_by_label("Say something").input_value() == "half a sen"
    leading.close()


def _comes(page: Page, pattern: str) -> bool:
    """Whether a page gets to such an address soon."""
    try:
        page.wait_for_url(re.compile(pattern), timeout=4_000)
    except PatienceEnded:
        return False
    return True


def test_the_time_runs_out_before_all_and_leads_them_to_what_they_made(
    four: list[Page], meeting: Meeting
) -> None:
    say(four[0], "Short and good")
    meeting.lead(do_close, 5)
    for page in four:
        expect(page.locator(".time-left")).to_have_text(
            re.compile(r"^[45]:\d\d left$"), timeout=PATIENCE
        )
    meeting.ends_in(4)
    say(four[1], "The last word")
    for page in four:
        expect(page).to_have_url(re.compile(r"/made$"), timeout=20_000)
        expect(page.locator("main")).to_contain_text("Short and good")
        expect(page.locator("main")).to_contain_text("The last word")


def test_what_happens_while_the_line_is_away_is_there_once_afterwards(
    four: list[Page], meeting: Meeting
) -> None:
    away, other = four[:2]
    notes = [page.get_by_role("textbox", name="Notes") for page in (away, other)]
    notes[0].fill("Before. ")
    expect(notes[1]).to_have_value("Before. ", timeout=PATIENCE)
    away.context.set_offline(True)
    say(away, "From the tunnel")
    expect(away.locator("[data-state]")).to_contain_text("Waiting", timeout=PATIENCE)
    notes[0].press_sequentially("In the tunnel.")
    for number in range(3):
        say(other, f"Outside {number}")
    notes[1].press_sequentially("Outside. ")
    expect(other.locator("[data-talk] .words")).to_have_count(3, timeout=PATIENCE)
    away.context.set_offline(False)
    for page, field in zip((away, other), notes, strict=True):
        expect(page.locator("[data-talk] .words")).to_have_count(4, timeout=20_000)
        for words in ("Before.", "Outside.", "In the tunnel."):
            expect(field).to_have_value(re.compile(re.escape(words)), timeout=20_000)
    assert sorted(lines(away)) == sorted(meeting.said())
    assert sorted(meeting.said()) == ["From the tunnel", "Outside 0", "Outside 1", "Outside 2"]
    assert away.evaluate("window.stayed")


def test_an_answer_that_gets_lost_says_nothing_twice(four: list[Page], meeting: Meeting) -> None:
    page, tries = four[0], []

    def lose(route: Route) -> None:
        tries.append(route.fetch(max_redirects=0).status if len(tries) < 2 else 0)
        if len(tries) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/say$"), lose)
    say(page, "Once")
    expect(page.locator("[data-state]")).to_have_text("", timeout=20_000)
    for one in four:
        expect(one.locator("[data-talk] .words")).to_have_text(["Once"], timeout=PATIENCE)
    assert len(tries) == 3
    assert meeting.said() == ["Once"]


def test_without_scripts_plain_forms_do_the_same(
    open_browser: OpenBrowser, meeting: Meeting
) -> None:
    page = launched(open_browser(without_scripts()), meeting.stage)
    page.goto(meeting.path)
    page.get_by_role("button", name="Go to my room").click()
    say(page, "Plain words")
    expect(page.locator("[data-talk] .words")).to_have_text(["Plain words"])
    page.get_by_role("textbox", name="Notes").fill("Plain notes")
    page.get_by_role("button", name="Save the notes").click()
    expect(page.get_by_role("textbox", name="Notes")).to_have_value("Plain notes")
    page.get_by_label("New card").fill("Plain card")
    page.get_by_role("button", name="Pin it").click()
    expect(page.locator(".pinned li")).to_contain_text("Plain card")
    page.get_by_role("button", name="Raise my hand").click()
    expect(page.locator("#people")).to_contain_text("hand up")
    page.get_by_role("button", name="Call a teacher").click()
    expect(page.locator("#task")).to_contain_text("They see it")
    page.get_by_role("link", name="Ask the room").click()
    page.get_by_label("Question").fill("Which?")
    page.get_by_label("Answers to choose from").fill("a\nb")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="b", exact=True).click()
    expect(page.locator(".votes")).to_contain_text("1 vote")


def test_the_first_view_of_a_room_fits_into_50_kb(meeting: Meeting) -> None:
    robot = Robot(HttpTransport())
    address = meeting.stage.launch_address("moodle", meeting.stage.newcomer("moodle"))
    arrive(robot, address, "Pacific/Apia")
    lobby = robot.open(meeting.path)
    doors = [n for n, form in enumerate(lobby.forms) if form.action.endswith("/join")]
    robot.submit(lobby, doors[0])
    address = f"{meeting.path}/rooms/1"
    view = first_view(robot, address)
    script = BeautifulSoup(view.answers[address][0].text, "lxml").select_one("script[data-call]")
    assert script is not None
    with httpx.Client(trust_env=False) as client:
        parts = {
            name: len(_fetch(client, urljoin(address, str(script[f"data-{name}"])))[1])
            for name in ("clock", "notes", "call")
        }
    # Voices are fetched by whoever wants to talk, and fit in too.
    assert view.weight() + sum(parts.values()) <= ROOM_PAGE
