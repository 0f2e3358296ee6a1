"""Planning with a script: what a time means for everybody follows the form by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def test_everybodys_clock_follows_the_form(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(as_installed()).new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    page.goto(f"{stage.product}/exchanges/{stage.exchange_id}/meetings/new")
    page.get_by_label("Day").fill("2026-12-04")
    page.get_by_label("On the clock of").select_option("Asia/Tokyo")
    page.get_by_label("Time", exact=True).fill("13:00")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Thu 18:00 – 19:00", timeout=PATIENCE)
    expect(preview).not_to_contain_text("Early or late")
    page.get_by_label("Time", exact=True).fill("18:30")
    warning = preview.locator(".notice.warning")
    expect(warning).to_contain_text("University of Hawaii", timeout=PATIENCE)
    preview.get_by_role("link", name="Use this time").click()
    expect(page.locator(".when")).to_contain_text("4 December 2026 18:30 in Tokyo")
