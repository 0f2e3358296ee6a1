"""Somebody is dragged from one proposed team to another: the price is shown before anything moves."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def test_dragging_a_name_onto_a_team_shows_what_it_costs_and_moves_nothing(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = open_browser(as_installed()).new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    proposal = (
        f"{stage.product}/exchanges/{stage.exchange_id}"
        f"/forming/{stage.values['formation_id']}/proposals/{stage.values['proposal_id']}"
    )
    page.set_viewport_size({"width": 1200, "height": 3000})
    page.goto(proposal)
    name = page.locator("#team-2 a[data-person]").first
    person = name.inner_text()
    _drag(page, name, page.locator("#team-3 h2"))
    expect(page.get_by_role("heading", level=2, name="Ways into Team")).to_be_visible()
    expect(page.locator("#person-title")).to_have_text(person)
    page.goto(proposal)
    expect(page.locator("#team-2")).to_contain_text(person)


def _drag(page: Page, what: Locator, onto: Locator) -> None:
    """As a hand does it: a drag begins with a small movement, and both ends are in sight."""
    for place, press in ((what, page.mouse.down), (onto, page.mouse.up)):
        box = place.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 8, steps=10)
        press()
