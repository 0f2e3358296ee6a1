"""A registration inside the LMS's frame, as its administrator sees it, whatever the browser keeps."""

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page
from playwright.sync_api import TimeoutError as NothingCame

from tests.browser.chromium import without_cookies, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.registering import opened_link
from tests.browser.stage import Portal, Stage
from vsm_platform.practice import serve_in_thread

pytestmark = pytest.mark.browser

_FRAME = """address => {
  window.heard = [];
  addEventListener("message", ({ data, origin }) => window.heard.push([data.subject, origin]));
  const frame = document.createElement("iframe");
  Object.assign(frame, { name: "tool", src: address, width: 700, height: 900 });
  document.body.replaceChildren(frame);
}"""


def in_frame(context: BrowserContext, page_of_lms: str, address: str) -> tuple[Page, FrameLocator]:
    page = context.new_page()
    page.goto(page_of_lms)
    page.evaluate(_FRAME, address)
    return page, page.frame_locator("iframe[name=tool]")


def test_in_the_lms_s_frame_without_any_cookie_the_end_tells_the_lms_to_close(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_cookies())
    page, inside = in_frame(context, stage.world.base_url, opened_link(stage))
    inside.get_by_role("button", name="Connect").click()
    inside.get_by_role("heading", name="Your LMS is registered").wait_for()
    inside.get_by_role("button", name="Close and return").click()
    page.wait_for_function("window.heard.length > 0")
    assert page.evaluate("window.heard") == [["org.imsglobal.lti.close", stage.product]]


def test_another_site_s_frame_stays_empty(open_browser: OpenBrowser, stage: Stage) -> None:
    context = open_browser(without_cookies())
    with serve_in_thread(Portal(), "127.0.0.1") as stranger:
        _page, inside = in_frame(context, stranger.base_url, opened_link(stage))
        with pytest.raises(NothingCame):
            inside.get_by_role("button", name="Connect").wait_for(timeout=1_500)


def test_without_scripts_the_last_page_says_that_the_window_can_be_closed(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = open_browser(without_scripts()).new_page()
    page.goto(opened_link(stage))
    page.get_by_role("button", name="Connect").click()
    page.get_by_text("You can close this window.").wait_for()
    assert not page.get_by_role("button", name="Close and return").is_visible()
