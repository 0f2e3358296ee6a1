"""The pages of availability, and what stands there before a browser looks at them."""

from tests.browser.page import Page
from tests.browser.stage import Stage

PAGES: tuple[Page, ...] = ()
NO_PAGES: dict[str, str] = {}


def set_up(_stage: Stage) -> dict[str, str | int]:
    """Make what the pages show; gives the values that their addresses need."""
    return {}
