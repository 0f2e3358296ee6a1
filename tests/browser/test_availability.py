"""A week is painted with a mouse, with a finger and by keyboard at 360 px, and saved by itself."""

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as BrowserPage

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_browser: OpenBrowser, stage: Stage) -> BrowserPage:
    """A teacher's own hours, forgotten before, in a narrow window."""
    page = open_browser(as_installed()).new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{stage.product}/my-hours")
    forget = page.get_by_role("button", name="Forget my hours")
    if forget.count():
        forget.click()
    page.get_by_role("grid").wait_for()
    return page


def cell(page: BrowserPage, name: str) -> Locator:
    """The half hour whose name begins so, such as ``Monday 08:00``."""
    return page.locator(f'[role=gridcell][aria-label^="{name}"]')


def kept(page: BrowserPage, field: str, value: str) -> None:
    """What the page has when it is loaded again, without a press on "Save"."""
    expect(page.locator("[data-state]")).to_have_text("Saved", timeout=PATIENCE)
    page.reload()
    expect(page.locator(f"#{field}")).to_have_value(value)


def test_the_week_is_painted_by_dragging_the_mouse(page: BrowserPage) -> None:
    page.get_by_label("I cannot", exact=True).check()
    first, last = cell(page, "Monday 12:00"), cell(page, "Wednesday 13:30")
    last.scroll_into_view_if_needed()
    first.hover()
    page.mouse.down()
    last.hover()
    page.mouse.up()
    expect(cell(page, "Tuesday 13:00")).to_have_attribute(
        "aria-label", "Tuesday 13:00–13:30: I cannot"
    )
    expect(cell(page, "Thursday 13:00")).to_have_attribute(
        "aria-label", "Thursday 13:00–13:30: I can"
    )
    kept(page, "can_1", "08:00–12:00, 14:00–22:00")


def test_the_week_is_painted_by_keyboard_alone(page: BrowserPage) -> None:
    page.get_by_label("I would rather not").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "Monday 08:00–08:30: I can")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Space", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(focused).to_have_attribute("aria-label", "Tuesday 09:30–10:00: rather not")
    expect(page.locator("[data-said]")).to_have_text("Tuesday 09:30–10:00: rather not")
    kept(page, "rather_1", "09:00–10:00")
    expect(page.locator("#can_1")).to_have_value("08:00–09:00, 10:00–22:00")


def test_what_is_written_is_painted_too(page: BrowserPage) -> None:
    page.get_by_text("Write the hours").click()
    page.locator("#can_0").fill("9-10, 22-1")
    expect(cell(page, "Monday 09:30")).to_have_attribute("data-level", "2")
    expect(cell(page, "Monday 12:00")).to_have_attribute("data-level", "0")
    page.get_by_label("The same on every day as on Monday").check()
    expect(cell(page, "Saturday 09:30")).to_have_attribute("data-level", "2")
    cell(page, "Sunday 09:00").click()
    expect(page.get_by_label("The same on every day as on Monday")).not_to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notice.success")).to_contain_text("Your hours are saved")
    expect(page.locator("#can_5")).to_have_value("00:00–01:00, 09:00–10:00, 22:00–24:00")
    expect(page.locator("#can_6")).to_have_value("00:00–01:00, 09:30–10:00, 22:00–24:00")


def test_a_finger_paints_and_the_page_is_not_too_wide(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(as_installed())
    page = context.new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{stage.product}/my-hours")
    touched = cell(page, "Friday 15:00")
    touched.scroll_into_view_if_needed()
    before = touched.get_attribute("data-level")
    box = touched.bounding_box()
    assert box is not None
    assert box["width"] >= 24
    assert box["height"] >= 24
    client = page.context.new_cdp_session(page)
    point = {"x": box["x"] + 5, "y": box["y"] + 5}
    for kind, points in (
        ("touchStart", [point]),
        ("touchMove", [{**point, "y": point["y"] + 2 * box["height"]}]),
        ("touchEnd", []),
    ):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(touched).not_to_have_attribute("data-level", before or "")
    expect(cell(page, "Friday 16:00")).to_have_attribute(
        "data-level", touched.get_attribute("data-level") or ""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
