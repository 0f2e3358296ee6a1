"""Browser windows in which somebody has come in already, one for each kind of visitor."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.journeys import PATIENCE, read_welcome
from tests.browser.pages import Visitor
from tests.browser.stage import Stage

Windows = dict[Visitor, Page]
VISITORS: tuple[Visitor, ...] = (
    "stranger",
    "newcomer",
    "student",
    "coordinator",
    "undecided",
    "administrator",
)


@contextmanager
def open_windows(browser: Browser, stage: Stage) -> Iterator[Windows]:
    """A window for each visitor, all of them in cookie jars of their own."""
    contexts = {visitor: browser.new_context() for visitor in VISITORS}
    windows: Windows = {}
    for visitor, context in contexts.items():
        context.set_default_timeout(PATIENCE)
        windows[visitor] = context.new_page()
        _come_in(windows[visitor], stage, visitor)
    yield windows
    for context in contexts.values():
        context.close()


def _come_in(page: Page, stage: Stage, visitor: Visitor) -> None:
    moodle = stage.universities["moodle"]
    match visitor:
        case "newcomer":
            page.goto(stage.launch_address("moodle", stage.newcomer("moodle")))
        case "student":
            page.goto(stage.launch_address("moodle", stage.newcomer("moodle")))
            read_welcome(page)
        case "coordinator":
            page.goto(stage.launch_address("moodle", moodle.teacher))
        case "undecided":
            colleague = stage.universities["canvas"].tenant.people("teacher")[1]
            page.goto(stage.launch_address("canvas", colleague, linked=False))
        case "administrator":
            page.goto(stage.invitation())
            page.get_by_label("Your name").fill("Marit Administrator")
            page.get_by_role("button", name="Come in").click()
        case "stranger":
            page.goto(stage.product)


def choose_language(page: Page, stage: Stage, language: str) -> None:
    """Use the language switch at the foot of a page that every visitor may see."""
    page.goto(f"{stage.product}/notice")
    with page.expect_navigation():
        page.locator(f"footer button[value={language}]").click()
