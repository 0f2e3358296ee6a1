"""Talking from browser to browser in a small room, with Chromium's pretended microphones and cameras."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import PRETENDED_DEVICES, as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.live_meeting import Meeting, enter, launched
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
SOUND = """async () => {
  const [lines, heard] = [window.lines, []];
  for (const line of lines) for (const [, one] of await line.getStats())
    if (one.type === "inbound-rtp" && one.kind === KIND) heard.push(one.bytesReceived);
  return heard.filter((bytes) => bytes > 0).length;
}"""
REMEMBER = """
window.lines = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...values) { super(...values); window.lines.push(this); }
};
"""


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed(), *PRETENDED_DEVICES)


def come(context: BrowserContext, meeting: Meeting, count: int) -> list[Page]:
    assert context.browser is not None
    pages = []
    for _ in range(count):
        one = context.browser.new_context(permissions=["microphone", "camera"])
        one.set_default_timeout(PATIENCE)
        one.add_init_script(REMEMBER)
        pages.append(enter(launched(one, meeting.stage), meeting))
    return pages


def talk(page: Page) -> None:
    page.get_by_role("button", name="Talk by voice").click()
    expect(page.get_by_role("button", name="Mute me")).to_be_visible(timeout=PATIENCE)


def receives(page: Page, kind: str, number: int) -> None:
    """Wait until sound or pictures of so many others have come."""
    page.wait_for_function(
        f"async () => (await ({SOUND.replace('KIND', repr(kind))})()) >= {number}",
        timeout=PATIENCE,
    )


def test_three_hear_each_other_and_see_whose_camera_is_on(
    context: BrowserContext,
    meeting: Meeting,
) -> None:
    first, second, third = pages = come(context, meeting, 3)
    talk(first)
    status = first.locator(".call [role=status]")
    expect(status).to_contain_text("Nobody else talks by voice yet", timeout=PATIENCE)
    talk(second)
    talk(third)
    for page in pages:
        expect(page.locator(".call [role=status]")).to_have_text(
            re.compile(r"^You talk with [^,]+, [^,]+\.$"), timeout=30_000
        )
        receives(page, "audio", 2)
    first.get_by_role("button", name="Camera on").click()
    for page in (second, third):
        expect(page.locator(".faces video:not(.unseen)")).to_have_count(1, timeout=PATIENCE)
        receives(page, "video", 1)
    second.get_by_role("button", name="Leave the talk").click()
    expect(status).to_have_text(re.compile(r"^You talk with [^,]+\.$"), timeout=PATIENCE)
    talk(second)
    expect(status).to_have_text(re.compile(r", [^,]+\.$"), timeout=30_000)


def test_where_no_way_leads_to_another_it_says_so(
    context: BrowserContext,
    meeting: Meeting,
) -> None:
    pages = come(context, meeting, 2)
    for page in pages:
        # Networks that let nothing through from browser to browser leave no addresses to try.
        page.evaluate(
            """() => {
              const real = RTCPeerConnection.prototype.setRemoteDescription;
              RTCPeerConnection.prototype.setRemoteDescription = function (words) {
                const sdp = words.sdp.replace(/a=candidate.*\\r\\n/g, "");
                return real.call(this, { type: words.type, sdp });
              };
            }"""
        )
        talk(page)
    for page in pages:
        expect(page.locator(".call [role=status]")).to_contain_text(
            "No way leads to", timeout=60_000
        )


def test_without_a_microphone_it_says_what_to_do(
    open_browser: OpenBrowser,
    stage: Stage,
    meeting: Meeting,
) -> None:
    page = enter(launched(open_browser(as_installed()), stage), meeting)
    page.get_by_role("button", name="Talk by voice").click()
    expect(page.locator(".call [role=status]")).to_contain_text("lends no microphone")
    expect(page.get_by_role("button", name="Talk by voice")).to_be_enabled()
