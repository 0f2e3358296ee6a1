"""What all of a session see together, in real browsers: each sees what the others do without loading the page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.live_meeting import Meeting, enter, launched
from vsm_platform.live.actions.quizzing import (
    QuizQuestion,
    do_ask_next,
    do_make_quiz,
    do_show_result,
)
from vsm_platform.live.actions.running import do_close
from vsm_platform.live.actions.wondering import do_answer_wonder

pytestmark = pytest.mark.browser
SOON = 20_000
"""The page is drawn anew at most every few seconds, each browser after a while of its own."""
QUESTIONS = (
    QuizQuestion("Which city is farthest east?", ("Apia", "Tokyo", "Honolulu"), (0,)),
    QuizQuestion("What is green in a green roof?", ("The paint", "The plants"), (1,)),
)


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


@pytest.fixture
def three(context: BrowserContext, meeting: Meeting) -> Iterator[list[Page]]:
    """Three people of the session who look at what all see together."""
    assert context.browser is not None
    others = [context.browser.new_context() for _ in range(2)]
    for one in others:
        one.set_default_timeout(PATIENCE)
    yield [together(enter(launched(one, meeting.stage), meeting)) for one in (context, *others)]
    for one in others:
        one.close()


def together(page: Page) -> Page:
    page.goto(page.url.partition("/rooms/")[0] + "/together")
    page.evaluate("window.stayed = true")
    return page


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_a_quiz_appears_is_answered_and_told_to_all(three: list[Page], meeting: Meeting) -> None:
    quizzes: list[int] = []
    meeting.lead(lambda *at: quizzes.append(do_make_quiz(*at, "Warm-up", QUESTIONS)))
    meeting.lead(do_ask_next, quizzes[0], 0)
    for page in three:
        expect(page.locator("main")).to_contain_text("Question 1 of 2", timeout=SOON)
    for page, city in zip(three, ("Apia", "Tokyo", "Apia"), strict=True):
        page.get_by_role("button", name=city).click()
        pressed = page.get_by_role("button", name=city)
        expect(pressed).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
        expect(page.locator(".poll")).not_to_contain_text("1 vote")
        page.evaluate("window.stayed = true")
    meeting.lead(do_show_result, quizzes[0])
    for page in three:
        poll = page.locator(".poll").first
        expect(poll).to_contain_text("This question is closed.", timeout=SOON)
        expect(poll).to_contain_text("2 votes")
        expect(poll.get_by_role("button")).to_have_count(0)
    for page, right in zip(three, ("1 right", "0 right", "1 right"), strict=True):
        expect(page.locator("main")).to_contain_text(f"{right} so far")
    meeting.lead(do_ask_next, quizzes[0], 1)
    for page in three:
        expect(page.get_by_role("button", name="The plants")).to_be_visible(timeout=SOON)
        assert page.evaluate("window.stayed"), "nobody had to load the page"


def test_questions_and_their_votes_come_to_all_the_most_wanted_first(
    three: list[Page], meeting: Meeting
) -> None:
    first, second, third = three
    ask(first, "When is the essay due?")
    ask(second, "May we draw?")
    expect(third.locator("#wonders li")).to_have_count(2, timeout=SOON)
    third.locator("#wonders li", has_text="May we draw?").get_by_role(
        "button", name="I want to"
    ).click()
    first.locator("#wonders li", has_text="May we draw?").get_by_role(
        "button", name="I want to"
    ).click()
    for page in three:
        top = page.locator("#wonders li").first
        expect(top).to_contain_text("May we draw?", timeout=SOON)
        expect(top).to_contain_text("3 votes", timeout=SOON)
    second.evaluate("window.stayed = true")
    # Who is typing a question loses no letter and no focus while the list is drawn anew.
    field = second.get_by_label("Your question")
    field.click()
    field.press_sequentially("Half a que")
    third.locator("#wonders li", has_text="When is").get_by_role("button", name="I want to").click()
    expect(second.locator("#wonders li", has_text="When is")).to_contain_text(
        "2 votes", timeout=SOON
    )
    expect(field).to_be_focused()
    expect(field).to_have_value("Half a que")
    ids = second.locator("#wonders li", has_text="May we draw?").locator("[name=number]")
    meeting.lead(
        lambda *at: do_answer_wonder(*at, is_answered=True), int(ids.get_attribute("value") or 0)
    )
    for page in three:
        expect(page.locator("#wonders li").last).to_contain_text("May we draw?", timeout=SOON)
        expect(page.locator("#wonders li").last).to_contain_text("answered")
    assert second.evaluate("window.stayed")


def test_after_a_lost_line_the_page_shows_what_was_missed_and_ends_with_the_session(
    three: list[Page], meeting: Meeting
) -> None:
    away, other, _third = three
    away.context.set_offline(True)
    ask(other, "Asked meanwhile")
    expect(other.locator("#wonders li")).to_have_count(1)
    away.context.set_offline(False)
    expect(away.locator("#wonders li")).to_have_count(1, timeout=SOON)
    assert away.evaluate("window.stayed")
    meeting.lead(do_close, 5)
    for page in three:
        expect(page.locator(".time-left")).to_have_text(
            re.compile(r"^[45]:\d\d left$"), timeout=SOON
        )
    # Nothing is told of an end that no button has set; what is asked next tells all of it.
    meeting.ends_in(15)
    ask(other, "The last one")
    for page in three:
        expect(page).to_have_url(re.compile(r"/made$"), timeout=3 * SOON)
        expect(page.locator("main")).to_contain_text("The last one")


def test_without_scripts_plain_forms_ask_and_vote(
    open_browser: OpenBrowser, meeting: Meeting
) -> None:
    page = launched(open_browser(without_scripts()), meeting.stage)
    page.goto(f"{meeting.path}")
    page.get_by_role("button", name="Go to my room").click()
    page.goto(f"{meeting.path}/together")
    ask(page, "Plain question")
    expect(page.locator("#wonders li")).to_contain_text("1 vote")
    quizzes: list[int] = []
    meeting.lead(lambda *at: quizzes.append(do_make_quiz(*at, "Plain", QUESTIONS)))
    meeting.lead(do_ask_next, quizzes[0], 0)
    page.reload()
    page.get_by_role("button", name="Tokyo").click()
    expect(page.get_by_role("button", name="Tokyo")).to_have_attribute("aria-pressed", "true")
