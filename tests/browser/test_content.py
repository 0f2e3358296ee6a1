"""Faculty choose content inside the LMS's frame: with scripts, without, and by keyboard alone.

The answer leaves our page for another site's address, which only a real browser's Content
Security Policy can forbid.
"""

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, expect

from tests.browser.chromium import without_scripts, without_third_party_cookies
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import Framed, heading
from tests.browser.stage import TITLE, Stage

pytestmark = pytest.mark.browser

STEPS_TO_THE_BUTTON = 8
"""Presses of the tabulator key, at most, from the first choice to the button."""


def choosing(context: BrowserContext, stage: Stage, flavour: str) -> FrameLocator:
    """The chooser in the frame of the LMS's page, as a teacher who has been here before."""
    page = context.new_page()
    teacher = stage.universities[flavour].teacher
    page.goto(stage.content_address(flavour, teacher, linked=True, framed=True))
    inside = Framed(page).inside
    heading(inside, TITLE)
    return inside


def test_the_answer_leaves_the_frame_for_the_lms_by_itself(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    inside = choosing(open_browser(without_third_party_cookies()), stage, "canvas")
    inside.get_by_label("Who takes part").check()
    inside.get_by_text("A column in the gradebook").click()
    inside.get_by_label("With a gradebook column").check()
    inside.get_by_role("button", name="Place in my course").click()

    heading(inside, "Placed in")
    expect(inside.get_by_text("The tool says: 2 links were chosen.")).to_be_visible()


def test_without_scripts_a_button_sends_the_answer(open_browser: OpenBrowser, stage: Stage) -> None:
    context = open_browser(without_scripts())
    page = context.new_page()
    teacher = stage.universities["moodle"].teacher
    page.goto(stage.content_address("moodle", teacher, linked=True, framed=True))
    inside = Framed(page).inside
    inside.get_by_role("button", name="Go on").click()
    inside.get_by_role("button", name="Go on").click()
    heading(inside, TITLE)
    inside.get_by_role("button", name="Place in my course").click()
    heading(inside, "One moment")
    inside.get_by_role("button", name="Go on").click()

    heading(inside, "Placed in")


def test_the_chooser_works_by_keyboard_alone(open_browser: OpenBrowser, stage: Stage) -> None:
    context = open_browser(without_third_party_cookies())
    inside = choosing(context, stage, "blackboard")
    inside.get_by_label("Who takes part").focus()
    keyboard = context.pages[-1].keyboard
    keyboard.press("Space")
    button = inside.get_by_role("button", name="Place in my course")
    for _step in range(STEPS_TO_THE_BUTTON):
        keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    keyboard.press("Enter")

    heading(inside, "Placed in")


def test_cancelling_in_the_frame_leads_back(open_browser: OpenBrowser, stage: Stage) -> None:
    inside = choosing(open_browser(without_third_party_cookies()), stage, "canvas")
    inside.get_by_role("button", name="Place nothing and go back").click()

    heading(inside, "Nothing was placed")
