"""A live session for browsers' tests, and the way into its room."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.browser.journeys import PATIENCE, read_welcome, stand_in_course
from tests.browser.rooms.live import viewer_of
from tests.browser.stage import Stage
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.live.actions.making import (
    RoomPlan,
    RoomsFrom,
    SessionFacts,
    do_add_room,
    do_make_session,
)
from vsm_platform.live.actions.running import do_close, do_open
from vsm_platform.live.models import LiveEvent, LiveSession
from vsm_platform.live.queries.access import access_session

_HOMES = cycle(("canvas", "moodle"))


@dataclass
class Meeting:
    """A live session of the stage's exchange with one room."""

    stage: Stage
    id: int
    teacher: int

    @property
    def path(self) -> str:
        return f"{self.stage.product}/exchanges/{self.stage.exchange_id}/live/{self.id}"

    def lead(self, do: Callable[..., None], *values: int) -> None:
        with (
            self.stage.app.test_request_context(),
            self.stage.database.unit_of_work(writes=True) as session,
        ):
            viewer = viewer_of(self.teacher)
            seat = access_session(session, viewer, self.stage.exchange_id, self.id)
            do(session, seat, *values)

    def add_room(self) -> None:
        with self.stage.database.unit_of_work(writes=True) as session:
            exchange_id = self.stage.exchange_id
            do_add_room(session, exchange_id, self.id, "Island", actor_id=self.teacher)

    def ends_in(self, seconds: float) -> None:
        """Let it end so soon, as no button can."""
        self.lead(do_close, 1)
        with self.stage.database.unit_of_work(writes=True) as session:
            live = session.get_one(LiveSession, self.id)
            live.closes_at = clock.now() + timedelta(seconds=seconds)

    def said(self) -> list[str]:
        query = select(LiveEvent.text).where(
            LiveEvent.session_id == self.id, LiveEvent.kind == "said"
        )
        with self.stage.database.unit_of_work(writes=False) as session:
            return list(session.scalars(query.order_by(LiveEvent.number)))


def open_meeting(stage: Stage) -> Meeting:
    """A live session whose rooms are open."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        query = select(Enrolment.person_id).where(
            Enrolment.exchange_id == stage.exchange_id, Enrolment.role == Role.COORDINATOR
        )
        teacher = session.scalars(query.order_by(Enrolment.id)).first()
        assert teacher is not None
        plan = RoomPlan(RoomsFrom.NAMED, titles=["Harbour"])
        facts = SessionFacts("Four at once")
        made = do_make_session(session, stage.exchange_id, facts, plan, actor_id=teacher)
    meeting = Meeting(stage, made, teacher)
    meeting.lead(do_open)
    return meeting


def launched(context: BrowserContext, stage: Stage) -> Page:
    """A student who has just come in to the course; the universities take turns, for many come."""
    page, flavour = context.new_page(), next(_HOMES)
    page.goto(stage.launch_address(flavour, stage.newcomer(flavour)))
    go_on = page.get_by_role("button", name="Go on").or_(page.get_by_role("link", name="Go on"))
    while "/welcome" not in page.url and go_on.count():
        go_on.first.click()
    if "/welcome" in page.url:
        read_welcome(page)
    stand_in_course(page)
    return page


def enter(page: Page, meeting: Meeting) -> Page:
    page.goto(meeting.path)
    page.get_by_role("button", name="Go to my room").click()
    expect(page).to_have_url(re.compile(r"/rooms/1$"), timeout=PATIENCE)
    page.evaluate("window.stayed = true")
    return page
