"""axe finds nothing on any page, and no page scrolls sideways on the smallest screen.

Each page in English and Arabic, light and dark, at 320 and 1280 px; every two of these meet.
Colours do not fade over in these tests: axe would measure them half-way.
WCAG 2.2, 1.4.10 (Reflow) is why 320 px.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import Playwright

from tests.browser.chromium import as_installed, started_chromium
from tests.browser.page import Page
from tests.browser.pages import NO_PAGES, PAGES
from tests.browser.stage import Stage
from tests.browser.visitors import Windows, choose_language, open_windows

LOOKS = {"en": (("light", 320), ("dark", 1280)), "ar": (("dark", 320), ("light", 1280))}
"""Colour scheme and width in px, by language."""
AXE = Axe().axe_script
LONGEST_DAY = """document.querySelectorAll("time.full").forEach((time) => {
    time.textContent = "Wednesday 30 September 2026 23:59";
})"""
"""Whether a page fits must not hang on which day it is looked at."""
RULES = (
    {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}},
    {
        "resultTypes": ["violations"],
        "runOnly": ["color-contrast", "link-in-text-block", "target-size"],
    },
)
"""All rules in a page's first look; in the second those that another look can break."""


@pytest.fixture(scope="module")
def windows(playwright: Playwright, stage: Stage) -> Iterator[Windows]:
    with (
        started_chromium(playwright, as_installed()) as browser,
        open_windows(browser, stage) as opened,
    ):
        yield opened


@pytest.fixture(scope="module", params=LOOKS)
def language(request: pytest.FixtureRequest, windows: Windows, stage: Stage) -> str:
    for window in windows.values():
        choose_language(window, stage, request.param)
    return request.param


def test_every_page_is_in_the_table(stage: Stage) -> None:
    readable = {rule.endpoint for rule in stage.app.url_map.iter_rules() if "GET" in rule.methods}
    listed = {page.endpoint for page in PAGES}
    assert readable - listed - NO_PAGES.keys() == set()
    assert listed - readable == set()


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_suits_everybody(windows: Windows, stage: Stage, language: str, page: Page) -> None:
    window = windows[page.visitor]
    answer = window.goto(page.address(stage))
    assert answer is not None
    assert answer.status == page.status
    if page.step:
        page.step(window)
    shown = window.locator("html")
    assert shown.get_attribute("lang") == language
    assert shown.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert _named_twice(window) == []
    window.evaluate(AXE)
    window.evaluate(LONGEST_DAY)
    for rules, (scheme, width) in zip(RULES, LOOKS[language], strict=True):
        window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        window.set_viewport_size({"width": width, "height": 800})
        assert _too_wide(window) == [], f"{width} px"
        assert _violations(window, rules) == [], f"{scheme}, {width} px"


def _too_wide(window: BrowserPage) -> list[str]:
    """What sticks out at the side, where the page scrolls sideways."""
    return window.evaluate("""() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        const sticksOut = (box) => box.right > wide + 1 || box.left < -1;
        return [...document.querySelectorAll("body *")]
            .filter((element) => sticksOut(element.getBoundingClientRect()))
            .slice(-3).map((element) => element.outerHTML.slice(0, 160));
    }""")


def _named_twice(window: BrowserPage) -> list[str]:
    """Ids that stand twice: a label would belong to the first of the two, and axe does not see it."""
    return window.evaluate("""() => {
        const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
        return ids.filter((id, place) => ids.indexOf(id) !== place);
    }""")


def _violations(window: BrowserPage, rules: dict[str, object]) -> list[str]:
    found = window.evaluate("rules => axe.run(rules).then(({ violations }) => violations)", rules)
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for each in found
        for node in each["nodes"][:3]
    ]
