"""Browser windows in which somebody has come in already, one for each kind of visitor."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.journeys import PATIENCE, read_welcome
from tests.browser.page import Visitor
from tests.browser.rooms.invitations import invited_link
from tests.browser.stage import STUDENTS, Stage

Windows = dict[Visitor, Page]
VISITORS: tuple[Visitor, ...] = (
    "stranger",
    "newcomer",
    "student",
    "applicant",
    "coordinator",
    "looker",
    "undecided",
    "placer",
    "misled",
    "administrator",
    "guest",
    "minor",
    "office",
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
    page.goto(_first_address(stage, visitor))
    match visitor:
        case "student" | "applicant":
            # There is one applicant for all tests, who may have read it before.
            if "/welcome" in page.url:
                read_welcome(page)
        case "placer" | "misled":
            read_welcome_once(page)
        case "administrator":
            page.get_by_label("Your name").fill("Marit Administrator")
            page.get_by_role("button", name="Come in").click()
        case "guest" | "minor":
            _join(page, is_minor=visitor == "minor")
        case "office":
            page.get_by_role("button", name="Come in").click()
            page.get_by_label("Your name").fill("Fetu Office")
            read_welcome(page)


def _join(page: Page, *, is_minor: bool) -> None:
    if is_minor:
        page.get_by_label("Under 18").check()
    page.get_by_role("button", name="come in").click()
    page.wait_for_url("**/coming-back?**")


def _first_address(stage: Stage, visitor: Visitor) -> str:
    """The click that brings the visitor here."""
    teachers = {name: home.tenant.people("teacher") for name, home in stage.universities.items()}
    last_student = stage.universities["moodle"].student(STUDENTS - 1)
    if visitor in {"newcomer", "student"}:
        return stage.launch_address("moodle", stage.newcomer("moodle"))
    if visitor == "administrator":
        return stage.invitation()
    if visitor in {"guest", "minor"}:
        return invited_link(stage, "guest" if visitor == "guest" else "student")
    if visitor == "office":
        return stage.office_link()
    return {
        "applicant": stage.launch_address("moodle", stage.applicant),
        "coordinator": stage.launch_address("moodle", teachers["moodle"][0]),
        # The same person once more, since eyes are borrowed for a whole visit.
        "looker": stage.launch_address("moodle", teachers["moodle"][0]),
        "undecided": stage.launch_address("canvas", teachers["canvas"][1], linked=False),
        "placer": stage.content_address("blackboard", teachers["blackboard"][0]),
        "misled": stage.content_address("moodle", last_student),
    }.get(visitor, stage.product)


def read_welcome_once(page: Page) -> None:
    """Whoever comes back was welcomed already."""
    if "/welcome" in page.url:
        read_welcome(page)
        page.wait_for_url("**/launch/content/**")


def choose_language(page: Page, stage: Stage, language: str) -> None:
    """Use the language switch at the foot of a page that every visitor may see."""
    page.goto(f"{stage.product}/notice")
    with page.expect_navigation():
        page.locator(f"footer button[value={language}]").click()
