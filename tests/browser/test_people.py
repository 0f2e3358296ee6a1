"""People at the browser: with a keyboard alone, on a shared computer, far from the server."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import as_installed, without_third_party_cookies
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE, heading, open_in_frame, read_welcome, stand_in_course
from tests.browser.stage import TITLE, Stage

pytestmark = pytest.mark.browser


def test_the_time_zone_comes_from_the_browser(open_browser: OpenBrowser, stage: Stage) -> None:
    page = _in_zone(open_browser(as_installed()), "Pacific/Apia")
    page.goto(stage.launch_address("canvas", stage.newcomer("canvas")))
    heading(page, "Welcome")
    expect(page.get_by_role("combobox")).to_have_value("Pacific/Apia", timeout=PATIENCE)


def test_a_zone_that_the_browser_calls_by_its_name_of_former_times_finds_its_place(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = _in_zone(open_browser(as_installed()), "Asia/Kolkata")
    page.goto(stage.launch_address("canvas", stage.newcomer("canvas")))
    heading(page, "Welcome")
    spoken = "Intl.DateTimeFormat().resolvedOptions().timeZone"
    assert page.evaluate(spoken) == "Asia/Calcutta", "what Chromium says in India to this day"
    place = page.get_by_role("combobox")
    expect(place).to_have_value("Asia/Kolkata", timeout=PATIENCE)
    expect(place.locator("option:checked")).to_have_text("Kolkata")


def test_an_unknown_zone_of_the_browser_leaves_the_university_s(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = _in_zone(open_browser(as_installed()), "Etc/GMT+5")
    page.goto(stage.launch_address("canvas", stage.newcomer("canvas")))
    heading(page, "Welcome")
    assert page.get_by_role("combobox").input_value() == "Pacific/Honolulu"


def _in_zone(context: BrowserContext, zone: str) -> Page:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
    return page


def test_after_another_person_s_launch_the_first_one_s_page_knows_only_the_new_person(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    first, second = stage.newcomer("moodle"), stage.newcomer("moodle")
    context = open_browser(without_third_party_cookies())
    left_open = open_in_frame(context, stage, "moodle", first)
    read_welcome(left_open.inside)
    stand_in_course(left_open.inside)
    later = open_in_frame(context, stage, "moodle", second)
    read_welcome(later.inside)
    stand_in_course(later.inside)
    left_open.inside.get_by_role("link", name="Change", exact=True).click()
    heading(left_open.inside, "Your profile")
    assert left_open.inside.get_by_label("Your name").input_value() == second.name
    assert first.name not in left_open.inside.locator("html").inner_text()
    frame = left_open.page.frame(name="tool")
    assert frame is not None
    page_token = frame.locator("meta[name=launch-token]").get_attribute("content")
    assert frame.evaluate("sessionStorage.getItem('launch-token')") == page_token


def test_a_form_that_the_first_person_left_open_changes_nothing_of_the_second(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    first, second = stage.newcomer("moodle"), stage.newcomer("moodle")
    context = open_browser(without_third_party_cookies())
    left_open = open_in_frame(context, stage, "moodle", first)
    heading(left_open.inside, "Welcome")
    later = open_in_frame(context, stage, "moodle", second)
    read_welcome(later.inside)
    stand_in_course(later.inside)
    left_open.inside.get_by_role("button", name="I have read this").click()
    heading(left_open.inside, "This form is too old")
    later.inside.get_by_role("link", name="Change", exact=True).click()
    heading(later.inside, "Your profile")
    assert later.inside.get_by_label("Your name").input_value() == second.name


def test_the_welcome_form_works_by_keyboard_alone(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(as_installed()).new_page()
    page.goto(stage.launch_address("canvas", stage.newcomer("canvas")))
    heading(page, "Welcome")
    _use_skip_link(page)
    _tab_to(page, "input[name=display_name]")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Kai from the keyboard")
    _tab_to(page, "select[name=timezone]")
    _tab_to(page, "main button")
    page.keyboard.press("Enter")
    stand_in_course(page)
    assert "Kai from the keyboard" in page.locator("body").inner_text()


def test_the_chooser_works_by_keyboard_alone(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(as_installed()).new_page()
    teacher = stage.universities["blackboard"].tenant.people("teacher")[1]
    page.goto(stage.launch_address("blackboard", teacher, linked=False))
    heading(page, "Connect this course with an exchange")
    _use_skip_link(page)
    _tab_to(page, "input[name=partnership]")
    page.keyboard.press("Space")
    _arrow_to(page, TITLE)
    _tab_to(page, "main button")
    page.keyboard.press("Enter")
    read_welcome(page)
    stand_in_course(page)
    assert TITLE in page.title()


def _use_skip_link(page: Page) -> None:
    """The first stop is the skip link; it is seen while it has the focus, and leads to main."""
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def _tab_to(page: Page, selector: str) -> None:
    for _stop in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def _arrow_to(page: Page, label: str) -> None:
    """Go on within a group of radio buttons until the one with this label is chosen."""
    chosen = page.get_by_role("radio", name=label)
    for _choice in range(8):
        if chosen.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} is not reached by the arrows")
