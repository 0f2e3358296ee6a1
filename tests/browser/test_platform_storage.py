"""The login's state kept by the platform, over real postMessage between two sites.

1EdTech "LTI Client Side postMessages" 1.0 and "LTI Platform Storage" 0.1. The browser blocks all
cookies and storage in frames, so that nothing else could bring the state back.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import without_cookies_in_frames, without_third_party_cookies
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import Framed, heading, read_welcome, stand_in_course
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

LISTEN = """
  window.heard = [];
  addEventListener("message", ({ data }) => data?.subject && heard.push(data.subject));
"""
STORED = ["lti.put_data", "lti.get_data"]


def open_listening(page: Page, stage: Stage, flavour: str) -> Framed:
    """Open a newcomer's launch in a frame, and note what every window of the LMS hears."""
    page.add_init_script(LISTEN)
    page.goto(stage.launch_address(flavour, stage.newcomer(flavour), framed=True))
    return Framed(page)


@pytest.mark.parametrize(
    ("flavour", "frame"), [("canvas", None), ("blackboard", "lti_storage_frame")]
)
def test_the_state_is_put_and_got_by_messages_and_the_tab_opens(
    open_browser: OpenBrowser, stage: Stage, flavour: str, frame: str | None
) -> None:
    context = open_browser(without_cookies_in_frames(stage.product))
    framed = open_listening(context.new_page(), stage, flavour)
    # Only a launch that is bound to this browser gets here; the others stay at /lti/launch.
    framed.arrive("/launch/arrived")
    heading(framed.inside, "One more click")
    keeper = framed.page.frame(name=frame) if frame else framed.page.main_frame
    assert keeper is not None
    heard = keeper.evaluate("heard")
    assert [subject for subject in heard if subject in STORED] == STORED
    with context.expect_page() as opened:
        framed.inside.get_by_role("button", name="Open in a new tab").click()
    read_welcome(opened.value)
    stand_in_course(opened.value)


def test_storage_that_never_answers_still_leads_to_a_way_out(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_cookies_in_frames(stage.product))
    page = context.new_page()
    page.route("**/storage.js", lambda route: route.abort())
    framed = open_listening(page, stage, "canvas")
    heading(framed.inside, "One more click")
    assert framed.address.endswith("/lti/launch")
    assert framed.inside.get_by_role("button", name="Open in a new tab").is_visible()


def test_a_platform_with_storage_is_not_asked_where_the_cookie_holds(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_third_party_cookies())
    framed = open_listening(context.new_page(), stage, "canvas")
    read_welcome(framed.inside)
    stand_in_course(framed.inside)
    assert "lti.get_data" not in framed.page.evaluate("heard")
