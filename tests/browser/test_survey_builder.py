"""A questionnaire is written, put in order, translated, tried and planned by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.stage import Stage
from tests.browser.test_by_keyboard import Hands, a_new_exchange, coordinator

pytestmark = pytest.mark.browser


def open_part(hands: Hands, summary: str) -> None:
    """Unfold what is folded away."""
    hands.go_to(summary, "SUMMARY")
    hands.page.keyboard.press("Enter")


def add(hands: Hands, kind: str, question: str, *, folded: bool = True) -> None:
    if folded:
        open_part(hands, "Add a question")
    hands.follow(kind, "A")
    hands.fill("The question", question)


def asked(hands: Hands) -> list[str]:
    """The questions in their order, as the page shows them."""
    return hands.page.locator("li[id^=question-] b").all_inner_texts()


def test_a_questionnaire_is_built_by_keyboard_alone(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    hands = coordinator(open_browser(as_installed()), stage, a_new_exchange(stage))
    hands.follow("Course")
    hands.follow("Surveys")
    hands.skip_to_the_content()
    write_it(hands)
    put_it_in_order(hands)
    translate_and_try_it(hands)
    plan_it(hands)


def write_it(hands: Hands) -> None:
    hands.follow("Or write one of your own")
    hands.fill("What the questionnaire is called", "Drinks")
    hands.fill("In which language you write it", "English")
    hands.follow("Go on", "BUTTON")
    hands.see("Drinks")
    add(hands, "One choice", "Tea or coffee?", folded=False)
    hands.fill("The answers to choose from", "Tea\nCoffee")
    hands.follow("Save", "BUTTON")
    add(hands, "Long text", "Which tea?")
    # It is asked after one answer only.
    open_part(hands, "Tea or coffee?")
    hands.go_to("Tea", "INPUT")
    hands.page.keyboard.press("Space")
    hands.follow("Save", "BUTTON")
    expect(hands.page.get_by_text("Only after “Tea or coffee?”: Tea")).to_be_visible()
    add(hands, "Number", "How many cups?")
    hands.follow("Save", "BUTTON")
    assert asked(hands) == ["Tea or coffee?", "Which tea?", "How many cups?"]


def put_it_in_order(hands: Hands) -> None:
    hands.follow("↑ Up: How many cups?", "BUTTON")
    assert asked(hands) == ["Tea or coffee?", "How many cups?", "Which tea?"]
    hands.follow("⧉ Copy: How many cups?", "BUTTON")
    hands.follow("× Delete: How many cups?", "A")
    hands.follow("No, go back")
    assert len(asked(hands)) == 4
    hands.follow("× Delete: How many cups?", "A")
    hands.follow("Yes, delete it", "BUTTON")
    assert sorted(asked(hands)) == ["How many cups?", "Tea or coffee?", "Which tea?"]


def translate_and_try_it(hands: Hands) -> None:
    hands.skip_to_the_content()
    hands.follow("Add a language")
    hands.fill("Another language", "Spanish")
    hands.follow("Save", "BUTTON")
    expect(hands.page.get_by_text("texts missing")).to_be_visible()
    hands.follow("español")
    hands.fill("Drinks", "Bebidas")
    hands.fill("Tea or coffee?", "¿Té o café?")
    hands.follow("Save", "BUTTON")
    hands.skip_to_the_content()
    hands.follow("Preview")
    hands.follow("español")
    hands.see("Bebidas")
    expect(hands.page.get_by_role("group", name="¿Té o café?")).to_be_visible()
    hands.skip_to_the_content()
    hands.follow("Back to the questionnaire")


def plan_it(hands: Hands) -> None:
    hands.skip_to_the_content()
    hands.follow("Ask this")
    page = hands.page
    hands.go_to("Anonymous")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("First day")).to_be_visible()
    hands.go_to("From one day to another")
    page.keyboard.press("ArrowDown")
    # Only what belongs to a week is still there to be filled in.
    expect(page.get_by_label("First day")).to_be_hidden()
    expect(page.get_by_label("Meeting", exact=True)).to_be_hidden()
    hands.fill("Week", "2")
    hands.follow("Save as a draft", "BUTTON")
    hands.see("Drinks")
    expect(page.get_by_text("Students, confidential")).to_be_visible()
    hands.follow("Check and publish")
    hands.follow("Yes, publish", "BUTTON")
    expect(page.locator("main .tag").first).to_have_text("published")
