"""Pictures of every page for people to look at: ``python -m tests.browser.screenshots FOLDER``.

Each page at 360 and 1280 px, light and dark; some of them also in Arabic, whose
lines run from right to left. Names of pages may follow the folder, to take only those.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import as_installed, started_chromium
from tests.browser.page import Page
from tests.browser.pages import PAGES, set_up_rooms
from tests.browser.stage import Stage, standing_stage
from tests.browser.visitors import Windows, choose_language, open_windows

WIDTHS = (360, 1280)
IN_ARABIC = (
    "live-together",
    "live-agenda-wrong",
    "live-ask-all",
    "live-lobby",
    "live-quiz",
    "your-data-erase",
    "files",
    "survey-results",
    "survey-results-matrix",
    "evaluation-outcome",
    "evaluation-about",
    "forming-proposal",
    "course-home",
    "apply",
    "applications",
    "people",
    "people-expected",
    "partners",
    "own-terms",
    "content-exchange",
    "content-pages",
    "grades",
    "marks",
    "column",
    "deliveries",
    "discussion-topic",
    "meeting",
    "meeting-when-late",
    "my-hours-course",
    "times-found",
    "ways-in",
    "join",
    "coming-back",
    "office",
    "office-exchange-draft",
    "admin-alliance-chairs",
    "catalogue",
    "live-room",
    "live-floor",
    "verify-good",
)


def take_all(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, standing_stage(Path(work)) as stage:
        set_up_rooms(stage)
        _take_pages(folder, stage, wanted)


def _take_pages(folder: Path, stage: Stage, wanted: list[str]) -> None:
    with (
        sync_playwright() as playwright,
        started_chromium(playwright, as_installed()) as browser,
        open_windows(browser, stage) as windows,
    ):
        for page in PAGES:
            if not wanted or page.name in wanted:
                _take(folder, stage, windows, page, "")
        for page in PAGES:
            if page.name in IN_ARABIC and (not wanted or page.name in wanted):
                choose_language(windows[page.visitor], stage, "ar")
                _take(folder, stage, windows, page, "-arabic")


def _take(folder: Path, stage: Stage, windows: Windows, page: Page, suffix: str) -> None:
    window = windows[page.visitor]
    window.goto(page.address(stage))
    if page.step:
        page.step(window)
    for scheme in ("light", "dark"):
        window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 800})
            name = f"{page.name}{suffix}-{width}-{scheme}.png"
            window.screenshot(path=folder / name, full_page=True)


if __name__ == "__main__":
    take_all(Path(sys.argv[1]), sys.argv[2:])
