"""A student's whole way with JavaScript switched off: nothing that matters needs it."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.browser.chromium import without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import read_welcome, stand_in_course
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Identity
from vsm_platform.content.assignments.api import (
    AssignmentFacts,
    Readers,
    do_add_assignment,
    do_publish_assignment,
)
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.practice.model import Account
from vsm_platform.teams.api import do_place

pytestmark = pytest.mark.browser
TASK = "A picture of your shore"


def set_a_task(stage: Stage) -> None:
    facts = AssignmentFacts(
        title=TASK,
        instructions="Add one picture, and say where it is.",
        is_for_teams=False,
        team_set_id=None,
        points=None,
        opens_on=None,
        due_on=clock.now().date() + timedelta(days=3),
        due_time=time(23, 59),
        due_zone="",
        accepts_late=True,
        accepts_again=True,
        readers=Readers.OWN,
        own_dues={},
    )
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        made = do_add_assignment(session, stage.exchange_id, facts, actor_id=1)
        do_publish_assignment(session, stage.exchange_id, made, is_published=True, actor_id=1)


def put_into_a_team(stage: Stage, student: Account) -> None:
    """What faculty do while the student reads."""
    query = (
        select(Enrolment.id)
        .join(Identity, Identity.person_id == Enrolment.person_id)
        .where(
            Identity.subject == student.sub,
            Identity.institution_id == stage.universities["moodle"].institution_id,
            Enrolment.exchange_id == stage.exchange_id,
        )
    )
    team_set, team = int(stage.values["team_set_id"]), int(stage.values["team_id"])
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        where = {session.scalars(query).one(): team}
        do_place(session, stage.exchange_id, team_set, where, actor_id=1)


def come_in(context: BrowserContext, stage: Stage, student: Account) -> Page:
    """A new tab, in which each hop of the launch is a button."""
    page = context.new_page()
    page.goto(stage.launch_address("moodle", student))
    for _hop in ("login initiation", "form_post"):
        page.get_by_role("button", name="Go on").click()
    read_welcome(page)
    stand_in_course(page)
    return page


def test_a_student_s_whole_way(open_browser: OpenBrowser, stage: Stage, tmp_path: Path) -> None:
    set_a_task(stage)
    student = stage.newcomer("moodle")
    page = come_in(open_browser(without_scripts()), stage, student)
    put_into_a_team(stage, student)
    read_a_module(page)
    hand_in(page, tmp_path)
    meet_the_team(page)
    look_at_a_meeting(page)
    page.get_by_role("link", name="Home", exact=True).click()
    stand_in_course(page)


def read_a_module(page: Page) -> None:
    page.get_by_role("link", name="Course", exact=True).click()
    page.get_by_role("link", name="Heat and water").first.click()
    expect(page.get_by_role("heading", level=2, name="Heat and water")).to_be_visible()
    page.get_by_role("button", name="I am done with this").click()
    expect(page.get_by_role("button", name="Not done after all")).to_be_visible()


def hand_in(page: Page, folder: Path) -> None:
    """Text and a file, in one form; the receipt says what came."""
    picture = folder / "shore.txt"
    picture.write_text("Imagine a shore.")
    page.get_by_role("link", name="Course", exact=True).click()
    page.get_by_role("link", name="Assignments").click()
    page.get_by_role("link", name=TASK).click()
    work = page.locator("#work")
    work.locator("textarea").first.fill("At Lalomanu.")
    work.get_by_label("Add files").set_input_files(picture)
    work.get_by_role("button", name="Hand in").click()
    receipt = page.locator("#receipt")
    expect(receipt).to_contain_text("shore.txt")
    expect(receipt).to_contain_text("At Lalomanu.")


def meet_the_team(page: Page) -> None:
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Teams").click()
    page.get_by_role("link", name="Open your team").click()
    expect(page.get_by_role("heading", name="Coral")).to_be_visible()
    expect(page.get_by_role("heading", name="Who is in it")).to_be_visible()


def look_at_a_meeting(page: Page) -> None:
    """The next one, on the own clock, and its file for a calendar."""
    page.get_by_role("link", name="Meetings", exact=True).click()
    page.locator(".card.next h2 a").click()
    heading_of_it = page.locator("#meeting-title")
    expect(heading_of_it).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Add to your calendar").click()
    (event,) = Calendar.from_ical(downloading.value.path().read_bytes()).walk("VEVENT")
    assert str(event["SUMMARY"]) == heading_of_it.inner_text()
