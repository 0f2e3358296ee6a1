"""The pages of availability, and what stands there before a browser looks at them."""

from datetime import date, timedelta

from playwright.sync_api import Page as BrowserPage

from tests.browser.page import Page
from tests.browser.stage import Stage
from vsm_platform.availability.actions import do_ask


def write_nonsense(page: BrowserPage) -> None:
    """Write something that is no hours, and send it."""
    page.locator("summary").first.click()
    page.locator("#can_2").fill("in the morning")
    page.locator("main form[method=post] button:not([type=button])").first.click()
    page.locator("[data-error-summary]").wait_for()


PAGES: tuple[Page, ...] = (
    Page("my-hours", "availability.own", "student"),
    Page("my-hours-course", "availability.week", "student"),
    Page("my-hours-wrong", "availability.week", "student", step=write_nonsense),
    Page("hours-asked", "availability.asking", "coordinator"),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """Faculty have asked the students."""
    until = date.today() + timedelta(days=6)  # noqa: DTZ011 (any day near the present one will do)
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        do_ask(session, stage.exchange_id, until=until, actor_id=1)
    return {}
