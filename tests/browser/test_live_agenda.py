"""The agenda and the lobby in a browser: what moves on by itself, and how seldom a page asks."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Request, WebSocketRoute, expect

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.live_meeting import Meeting, enter, launched
from vsm_platform.core import clock
from vsm_platform.live.actions.running import do_set_agenda
from vsm_platform.live.models import LiveSession
from vsm_platform.live.queries.agenda import Point

pytestmark = pytest.mark.browser
AGENDA = [Point("Say hello", 10), Point("Choose", 25, "Pin it."), Point("Back together", 5)]
CROWD = 110
LISTEN = """() => {
    window.heard = [];
    const state = document.querySelector("[data-state]");
    new MutationObserver(() => window.heard.push(state.textContent)).observe(state, { childList: true });
}"""


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


def change(meeting: Meeting, **columns: object) -> None:
    with meeting.stage.database.unit_of_work(writes=True) as session:
        live = session.get_one(LiveSession, meeting.id)
        for name, value in columns.items():
            setattr(live, name, value)


def turns(page: Page) -> list[str]:
    return page.locator(".agenda li").evaluate_all("all => all.map(one => one.dataset.is)")


def minutes_left(page: Page) -> int:
    found = re.search(r"(\d+) min left", page.locator("[aria-current=step]").inner_text())
    assert found is not None
    return int(found[1])


def until(page: Page, sees: Callable[[], bool]) -> None:
    for _ in range(200):
        if sees():
            return
        page.wait_for_timeout(100)
    raise AssertionError(turns(page))


def test_the_agenda_moves_on_by_itself_and_whatever_the_device_s_clock_does(
    context: BrowserContext, meeting: Meeting
) -> None:
    meeting.lead(do_set_agenda, AGENDA)
    page = launched(context, meeting.stage)
    page.clock.install()
    change(meeting, opened_at=clock.now() - timedelta(minutes=8))
    # The page's own scripts count from here on: they ask once when all of them are there.
    with page.expect_response(re.compile("/since/")) as asked:
        enter(page, meeting)
    asked.value.finished()
    page.evaluate(LISTEN)
    assert turns(page) == ["now", "next", "later"]
    expect(page.locator("[aria-current=step]")).to_contain_text(
        re.compile("Say hello.*[12] min left", re.DOTALL)
    )
    # More than two minutes pass on the page's clock, which is not that of the day, while the line is away.
    page.route(re.compile("/since/"), lambda route: route.abort())
    page.clock.set_system_time(0)
    page.clock.run_for(125_000)
    assert turns(page) == ["past", "now", "next"]
    assert page.evaluate("window.heard").count("Now: Choose") == 1
    expect(page.locator("[data-state]")).to_have_text("", timeout=PATIENCE)
    left = minutes_left(page)
    assert 22 <= left <= 25
    page.clock.run_for(120_000)
    assert left - 4 <= minutes_left(page) <= left - 2
    assert page.evaluate("window.stayed")


def test_a_changed_agenda_comes_to_open_rooms(context: BrowserContext, meeting: Meeting) -> None:
    page = enter(launched(context, meeting.stage), meeting)
    assert turns(page) == []
    meeting.lead(do_set_agenda, AGENDA)
    expect(page.locator(".agenda li")).to_have_count(3, timeout=PATIENCE)
    meeting.lead(do_set_agenda, AGENDA[1:])
    expect(page.locator(".agenda li").first).to_contain_text("Choose", timeout=PATIENCE)
    assert turns(page)[0] == "now"
    assert page.evaluate("window.stayed")


def test_the_lobby_shows_who_comes_without_being_loaded_anew(
    context: BrowserContext, open_browser: OpenBrowser, meeting: Meeting
) -> None:
    change(meeting, opened_at=None)
    first = launched(context, meeting.stage)
    first.goto(meeting.path)
    first.evaluate("window.stayed = true")
    people = first.locator("#people .people li")
    expect(people).to_have_count(1, timeout=PATIENCE)
    assert context.browser is not None
    other = context.browser.new_context()
    second = launched(other, meeting.stage)
    second.goto(meeting.path)
    for page in (first, second):
        expect(page.locator("#people .people li")).to_have_count(2, timeout=30_000)
    meeting.lead(do_set_agenda, AGENDA)
    expect(first.locator("#agenda li")).to_have_count(3, timeout=PATIENCE)
    other.close()
    expect(people).to_have_count(1, timeout=60_000)
    assert first.evaluate("window.stayed")


def test_a_lobby_that_hears_of_110_within_ten_seconds_asks_thrice_at_most(
    context: BrowserContext, meeting: Meeting
) -> None:
    change(meeting, opened_at=None)
    page, lines, asked = launched(context, meeting.stage), list[WebSocketRoute](), list[str]()

    def hold(line: WebSocketRoute) -> None:
        lines.append(line)

    def note(request: Request) -> None:
        if "/since/" in request.url:
            asked.append(request.url)

    page.route_web_socket(re.compile("/socket.io/"), hold)
    page.on("request", note)
    page.clock.install()
    page.goto(meeting.path)
    number = page.locator("[data-lobby]").get_attribute("data-number")
    until(page, lambda: bool(lines))
    for _ in range(CROWD):
        lines[0].send(f'42["news",{{"place":"waiting","number":{number}}}]')
        page.clock.run_for(10_000 // CROWD)
    # After four to eight seconds each, however often it was told.
    assert 1 <= len(asked) <= 3
    page.clock.run_for(25_000)
    last = len(asked)
    assert last <= 4
    page.clock.run_for(25_000)
    assert len(asked) == last, "who hears nothing asks nothing"
    lines[0].send(f'42["news",{{"place":"waiting","number":{int(number or 0) + 1}}}]')
    until(page, lambda: len(asked) == last + 1)
