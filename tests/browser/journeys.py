"""What people do in the journeys: open the course in its frame, read the welcome page, go on."""

import time
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.browser.stage import TITLE, Stage
from vsm_platform.practice.model import Account

PATIENCE = 20_000
"""Milliseconds that a test waits for what it looks for, on a slow machine."""


@dataclass(frozen=True)
class Framed:
    """The LMS's page with our pages in its frame."""

    page: Page
    name: str = "tool"

    @property
    def inside(self) -> FrameLocator:
        return self.page.frame_locator(f"iframe[name={self.name}]")

    @property
    def address(self) -> str:
        """Where the frame stands now."""
        frame = self.page.frame(name=self.name)
        assert frame is not None
        return frame.url

    def arrive(self, path: str) -> None:
        """Wait until the frame stands at this path, without asking anything inside the frame.

        Playwright can wait for ever for an answer from a frame that moves from site to site
        while another frame is made, so nothing is asked before it has come to rest.
        """
        until = time.monotonic() + PATIENCE / 1000
        while path not in self.address:
            assert time.monotonic() < until, f"the frame stands at {self.address}"
            self.page.wait_for_timeout(50)


def open_in_frame(context: BrowserContext, stage: Stage, flavour: str, account: Account) -> Framed:
    page = context.new_page()
    page.goto(stage.launch_address(flavour, account, framed=True))
    return Framed(page)


def heading(place: Page | FrameLocator, text: str) -> None:
    """Wait until the page with this main heading is there."""
    expect(place.get_by_role("heading", level=1, name=text)).to_be_visible(timeout=PATIENCE)


def read_welcome(place: Page | FrameLocator) -> None:
    """A first visit: the name is there already, the notice is read."""
    heading(place, "Welcome")
    place.get_by_role("button", name="I have read this").click()


def stand_in_course(place: Page | FrameLocator) -> None:
    heading(place, TITLE)
