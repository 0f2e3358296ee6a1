"""The pages of faculty, and what stands there before a browser looks at them."""

from playwright.sync_api import Page as BrowserPage

from tests.browser.page import Page
from tests.browser.stage import Stage


def write(page: BrowserPage) -> None:
    """Write to all of the list."""
    page.locator("button[name=all]").click()
    page.locator("input[name^=subject_]").first.wait_for()


def write_nothing(page: BrowserPage) -> None:
    """Go on without a word."""
    write(page)
    page.locator("button[value=preview]").click()
    page.locator("[data-error-summary]").wait_for()


def look_at_it(page: BrowserPage) -> None:
    """Write a message and look at it before it goes out."""
    write(page)
    page.locator("input[name^=subject_]").first.fill("Bring a map on Friday")
    page.locator("textarea").first.fill("We need one for each team.\n\nSee you on Friday.")
    page.locator("button[value=preview]").click()
    page.locator("button[value=send]").wait_for()


def send(page: BrowserPage) -> None:
    """Write a message and send it."""
    look_at_it(page)
    page.locator("button[value=send]").click()
    page.locator("article").first.wait_for()


def look_as_student(page: BrowserPage) -> None:
    """See the exchange as a student does, for the rest of this visit."""
    if not page.locator("form[action$=see-as-self]").count():
        page.goto(f"{page.url}set-up")
        page.locator("form[action$=see-as] button").click()
        page.locator("form[action$=see-as-self]").wait_for()


PAGES = (
    Page("seen-as", "home.course", "looker", step=look_as_student),
    Page("set-up", "faculty.set_up", "coordinator"),
    Page("progress", "faculty.students", "coordinator"),
    Page("message-write", "faculty.students", "coordinator", step=write),
    Page("message-wrong", "faculty.students", "coordinator", step=write_nothing),
    Page("message-preview", "faculty.students", "coordinator", step=look_at_it),
    Page("messages-none", "faculty.messages", "coordinator"),
    Page("messages-sent", "faculty.students", "coordinator", step=send),
    Page("messages", "faculty.messages", "student"),
)
NO_PAGES: dict[str, str] = {}


def set_up(_stage: Stage) -> dict[str, str | int]:
    """Everything is there already."""
    return {}
