"""Surveys on bad lines: slow, cut in the middle, saves that arrive late."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.asking import GIVEN, Asking, come_in, line
from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 6_250, "uploadThroughput": 6_250}
"""50 kbit/s and 400 ms."""
MOST_BYTES = 40_000
"""From the survey's page to the thanks, with an empty cache, over the line."""


@pytest.fixture
def asking(stage: Stage) -> Asking:
    return Asking(stage)


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


def go_on(other: Page, asking: Asking) -> None:
    """Another device answers what is left."""
    other.goto(asking.address)
    expect(other.get_by_text("You can go on here, on any device")).to_be_visible()
    other.get_by_role("link", name="Go on").click()
    other.get_by_role("button", name="Back").click()
    expect(line(other, "load").get_by_label("In part", exact=True)).to_be_checked()
    other.get_by_label("The sea", exact=True).select_option("1")
    other.get_by_label("The people", exact=True).select_option("2")
    other.get_by_role("button", name="Next", exact=True).click()
    other.get_by_label("Anything else?").fill(str(GIVEN["more"]))
    other.get_by_role("button", name="Send my answers").click()
    expect(other.get_by_text("Your answers are in")).to_be_visible()


def test_a_slow_line_is_cut_in_the_middle_and_another_device_goes_on(
    open_browser: OpenBrowser, stage: Stage, asking: Asking
) -> None:
    student = stage.newcomer("moodle")
    page = come_in(open_browser(as_installed()), stage, student)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    bytes_read: list[int] = []
    network.on("Network.loadingFinished", lambda one: bytes_read.append(one["encodedDataLength"]))
    network.send("Network.emulateNetworkConditions", SLOW)
    page.goto(asking.address)
    page.get_by_role("link", name="Begin").click()
    state = page.locator("[data-state]")
    line(page, "team").get_by_label("Yes", exact=True).check()
    expect(state).to_contain_text("Saved at", timeout=PATIENCE)
    expect(state).to_be_in_viewport()
    network.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    line(page, "load").get_by_label("In part", exact=True).check()
    expect(state).to_contain_text("Waiting for the line", timeout=PATIENCE)
    expect(state).to_be_in_viewport()
    # Sent into the tunnel: the page stays, with all that is on it.
    page.get_by_role("button", name="Next", exact=True).click()
    expect(state).to_contain_text("Waiting for the line", timeout=PATIENCE)
    expect(line(page, "load").get_by_label("In part", exact=True)).to_be_checked()
    network.send("Network.emulateNetworkConditions", SLOW)
    # It goes on by itself when the line is back.
    expect(page.get_by_label("Anything else?")).to_be_visible(timeout=PATIENCE)
    assert sum(bytes_read) <= MOST_BYTES, bytes_read
    go_on(come_in(open_browser(as_installed()), stage, student), asking)
    # The first window learns of it as soon as something is typed there.
    page.get_by_label("Anything else?").fill("Something else")
    expect(state).to_contain_text("You have sent your answers already", timeout=PATIENCE)
    assert asking.given() == [GIVEN]


def test_what_is_saved_late_never_replaces_what_was_typed_after(
    context: BrowserContext, stage: Stage, asking: Asking
) -> None:
    page = come_in(context, stage)
    page.goto(f"{asking.address}/answer/words")
    field, state = page.get_by_label("Anything else?"), page.locator("[data-state]")
    saves: list[str] = []
    page.on(
        "request", lambda one: saves.append(one.post_data or "") if "draft" in one.url else None
    )
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {**SLOW, "latency": 2_000})
    with page.expect_response(lambda one: "second" in (one.request.post_data or "")):
        field.fill("First")
        expect(state).to_have_text("Saving…", timeout=PATIENCE)
        field.fill("First and second")
    expect(state).to_contain_text("Saved at", timeout=PATIENCE)
    assert ["second" in one for one in saves] == [False, True]
    page.reload()
    expect(field).to_have_value("First and second")
