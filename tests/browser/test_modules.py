"""Reading a module without scripts, and writing a page with them, over a line that comes and goes."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE, read_welcome, stand_in_course
from tests.browser.stage import Stage
from vsm_platform.content.modules.api import do_add_page
from vsm_platform.content.modules.models import Completion

pytestmark = pytest.mark.browser


def arrived(context: BrowserContext, stage: Stage) -> Page:
    """A student who has just come in, on the course home."""
    page = context.new_page()
    page.goto(stage.launch_address("moodle", stage.newcomer("moodle")))
    while page.get_by_role("button", name="Go on").count():
        page.get_by_role("button", name="Go on").click()
    if "/welcome" in page.url:
        read_welcome(page)
    stand_in_course(page)
    return page


def teaching(context: BrowserContext, stage: Stage, address: str) -> Page:
    """A coordinator at a page of the modules."""
    page = context.new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    stand_in_course(page)
    page.goto(f"{stage.product}/exchanges/{stage.exchange_id}/modules{address}")
    return page


def new_page(stage: Stage, title: str, completion: Completion = Completion.MARK) -> int:
    module_id = int(stage.values["module_id"])
    with stage.database.unit_of_work(writes=True) as session:
        return do_add_page(
            session, module_id, title, "Words.", completion=completion, actor_id=None
        )


def test_a_student_reads_and_is_done_without_scripts(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = arrived(open_browser(without_scripts()), stage)
    # A meeting about to begin may stand before it in the same card.
    page.locator(".card.next").get_by_role("link", name="Heat and water").click()
    expect(page.get_by_role("heading", level=2, name="Heat and water")).to_be_visible()
    expect(page.get_by_role("link", name="https://youtu.be/dQw4w9WgXcQ")).to_be_visible()
    page.get_by_role("button", name="I am done with this").click()
    expect(page.get_by_role("button", name="Not done after all")).to_be_visible()
    page.get_by_role("link", name="Next:").click()
    expect(page.get_by_role("link", name="Play the video")).to_have_attribute(
        "href", "https://vimeo.com/76979871"
    )
    page.get_by_role("link", name="Course", exact=True).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"1 of \d done"))
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.locator(".card.next")).to_contain_text("A reef in ten years")


def test_what_is_done_by_opening_it_is_said_by_the_page_itself(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    item_id = new_page(stage, "Seen at once", Completion.VIEW)
    page = arrived(open_browser(as_installed()), stage)
    address = f"{stage.product}/exchanges/{stage.exchange_id}/modules/items/{item_id}"
    page.goto(address)
    expect(page.locator("form[data-seen] [role=status]")).to_be_visible(timeout=PATIENCE)
    page.goto(address)
    expect(page.locator("form[data-seen]")).to_have_count(0)


def test_a_video_is_asked_for_before_anything_of_it_is_loaded(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = arrived(open_browser(as_installed()), stage)
    elsewhere: list[str] = []

    def play(route: Route) -> None:
        elsewhere.append(route.request.url)
        route.fulfill(body="A film", content_type="text/html")

    page.route(re.compile(r"^https://"), play)
    page.goto(
        f"{stage.product}/exchanges/{stage.exchange_id}/modules/items/{stage.values['item_id']}"
    )
    expect(page.locator("iframe")).to_have_count(0)
    assert elsewhere == []
    page.locator("a[data-video]").click()
    expect(page.frame_locator("iframe.video").get_by_text("A film")).to_be_visible(timeout=PATIENCE)
    assert elsewhere == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]


def test_what_is_typed_without_a_line_is_kept_on_the_device_and_then_on_the_server(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    item_id = new_page(stage, "Written on the bus")
    context = open_browser(as_installed())
    page = teaching(context, stage, f"/items/{item_id}/edit")
    state = page.locator("[data-state]")
    page.locator("#text").fill("First words.")
    expect(state).to_have_text("Draft kept", timeout=PATIENCE)
    expect(page.locator("[data-preview-of]")).to_contain_text("First words.", timeout=PATIENCE)
    context.set_offline(True)
    page.locator("#text").fill("First words. In the tunnel.")
    expect(state).to_have_text(re.compile("Not sent yet"), timeout=PATIENCE)
    context.set_offline(False)
    page.reload()
    expect(page.locator("#text")).to_have_value("First words. In the tunnel.", timeout=PATIENCE)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article .text")).to_have_text("First words. In the tunnel.")
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
    assert kept == []


def test_nothing_of_one_writer_is_left_for_the_next_on_a_shared_device(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    item_id = new_page(stage, "Shared")
    page = teaching(open_browser(as_installed()), stage, f"/items/{item_id}/edit")
    page.evaluate("localStorage.setItem('draft:4711:1', 'of somebody else')")
    page.reload()
    expect(page.locator("#text")).to_have_value("Words.")
    page.wait_for_function("localStorage.getItem('draft:4711:1') === null")
