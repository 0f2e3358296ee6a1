"""Fixtures of the browser tests: the stage, Playwright, and a browser as a person has set it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests.browser.chromium import Preferences, find_chromium, started_chromium
from tests.browser.journeys import PATIENCE
from tests.browser.live_meeting import Meeting, open_meeting
from tests.browser.pages import set_up_rooms
from tests.browser.stage import Stage, standing_stage
from vsm_platform.live.actions.running import do_close
from vsm_platform.live.errors import SessionEnded

OpenBrowser = Callable[..., BrowserContext]
"""Takes the preferences, and more of Chromium's arguments."""
# Flask-Compress leaves the closing of a static file that it streams to the garbage collector.
STATIC_FILES = "ignore:unclosed file .*static:ResourceWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs Chromium where there is none."""
    reason = "no Chromium: install Debian's package, or name one in VSM_CHROMIUM"
    missing = pytest.mark.skipif(find_chromium() is None, reason=reason)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(STATIC_FILES))


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with standing_stage(tmp_path_factory.mktemp("stage")) as standing:
        set_up_rooms(standing)
        yield standing


@pytest.fixture
def meeting(stage: Stage) -> Iterator[Meeting]:
    """It ends with the test: what happens now stands first on every student's course home."""
    opened = open_meeting(stage)
    yield opened
    with suppress(SessionEnded):
        opened.lead(do_close, 0)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def open_browser(playwright: Playwright) -> Iterator[OpenBrowser]:
    """Start a new Chromium with a person's settings; several in one test are several people's."""
    with ExitStack() as running:

        def start(preferences: Preferences, *more: str) -> BrowserContext:
            browser = running.enter_context(started_chromium(playwright, preferences, *more))
            context = browser.contexts[0]
            context.set_default_timeout(PATIENCE)
            return context

        yield start
