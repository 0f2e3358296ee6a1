"""A launch inside another site's frame, whatever the browser keeps and runs there.

The recipe of ``docs/decisions/0004-sessions-in-frames.md``, step by step.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import (
    without_cookies,
    without_cookies_in_frames,
    without_scripts,
    without_third_party_cookies,
)
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import Framed, heading, open_in_frame, read_welcome, stand_in_course
from tests.browser.stage import Stage
from vsm_platform.practice import serve_in_thread

pytestmark = pytest.mark.browser


def test_a_launch_in_a_frame_holds_where_third_party_cookies_are_blocked(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    student = stage.newcomer("moodle")
    context = open_browser(without_third_party_cookies())
    framed = open_in_frame(context, stage, "moodle", student)
    read_welcome(framed.inside)
    stand_in_course(framed.inside)
    framed.inside.get_by_role("link", name="Change", exact=True).click()
    heading(framed.inside, "Your profile")
    assert framed.inside.get_by_label("Your name").input_value() == student.name


def test_the_cookies_of_a_framed_launch_belong_to_the_lms_s_partition_alone(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_third_party_cookies())
    framed = open_in_frame(context, stage, "moodle", stage.newcomer("moodle"))
    heading(framed.inside, "Welcome")
    kept = context.new_cdp_session(framed.page).send("Storage.getCookies")["cookies"]
    ours = [cookie for cookie in kept if cookie["domain"] == "localhost"]
    assert [cookie["name"] for cookie in ours if cookie["name"] == "__Host-vsm"]
    for cookie in ours:
        assert cookie["partitionKey"]["topLevelSite"] == "http://127.0.0.1"
        assert cookie["httpOnly"]
        assert cookie["secure"]
    tab = context.new_page()
    tab.goto(f"{stage.product}/profile")
    heading(tab, "Please come in from your course")


def test_the_same_cookie_without_partitioned_is_lost_there(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    """The control: what holds above would not hold by itself."""
    context = open_browser(without_third_party_cookies())
    with serve_in_thread(_cookie_site, "localhost") as site:
        page = context.new_page()
        page.goto(stage.portal.show(tool=f"{site.base_url}/set"))
        framed = Framed(page)
        framed.inside.get_by_role("link").click()
        kept = framed.inside.get_by_role("paragraph").inner_text()
        page.goto(f"{site.base_url}/set")
        page.get_by_role("link").click()
        kept_in_a_tab = page.get_by_role("paragraph").inner_text()
    assert kept == "__Host-partitioned=1"
    assert set(kept_in_a_tab.split("; ")) == {"__Host-plain=1", "__Host-partitioned=1"}


def _cookie_site(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """A site that sets one cookie of each kind, and on its second page tells which came back."""
    common = "=1; Path=/; Secure; HttpOnly; SameSite=None"
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
    if environ["PATH_INFO"] != "/set":
        start("200 OK", headers)
        return [f"<p>{environ.get('HTTP_COOKIE', 'none')}</p>".encode()]
    cookies = [f"__Host-plain{common}", f"__Host-partitioned{common}; Partitioned"]
    start("200 OK", [*headers, *(("Set-Cookie", cookie) for cookie in cookies)])
    return [b'<a href="/show">Which cookies came back?</a>']


def test_where_all_cookies_are_blocked_in_frames_a_tab_of_its_own_takes_over_once(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_cookies_in_frames(stage.product))
    framed = open_in_frame(context, stage, "moodle", stage.newcomer("moodle"))
    tab = _open_tab(context, framed)
    read_welcome(tab)
    stand_in_course(tab)
    assert "code" not in tab.url
    again = _open_tab(context, framed)
    heading(again, "This link has done its work")


def test_the_frame_says_as_whom_the_tab_will_open(open_browser: OpenBrowser, stage: Stage) -> None:
    student = stage.newcomer("moodle")
    context = open_browser(without_cookies_in_frames(stage.product))
    framed = open_in_frame(context, stage, "moodle", student)
    heading(framed.inside, "One more click")
    shown = framed.inside.get_by_role("main").inner_text()
    assert student.name in shown
    assert "National University of Samoa" in shown


def _open_tab(context: BrowserContext, framed: Framed) -> Page:
    with context.expect_page() as opened:
        framed.inside.get_by_role("button", name="Open in a new tab").click()
    return opened.value


def test_where_all_cookies_are_blocked_everywhere_a_page_says_how_to_allow_them(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_cookies())
    framed = open_in_frame(context, stage, "moodle", stage.newcomer("moodle"))
    tab = _open_tab(context, framed)
    heading(tab, "Your browser blocks cookies")
    assert "Allow cookies for this site" in tab.get_by_role("main").inner_text()


def test_without_scripts_the_whole_way_goes_by_buttons_within_the_frame(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    context = open_browser(without_scripts())
    framed = open_in_frame(context, stage, "moodle", stage.newcomer("moodle"))
    for _hop in ("login initiation", "form_post"):
        framed.inside.get_by_role("button", name="Go on").click()
    read_welcome(framed.inside)
    stand_in_course(framed.inside)
    framed.inside.get_by_role("link", name="Change", exact=True).click()
    heading(framed.inside, "Your profile")


def test_two_frames_that_launch_at_the_same_time_do_not_disturb_each_other(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    student = stage.newcomer("moodle")
    address = stage.launch_address("moodle", student)
    page = open_browser(without_third_party_cookies()).new_page()
    page.goto(stage.portal.show(first=address, second=address))
    frames = [Framed(page, "first"), Framed(page, "second")]
    for framed in frames:
        heading(framed.inside, "Welcome")
    for framed in frames:
        read_welcome(framed.inside)
        stand_in_course(framed.inside)
