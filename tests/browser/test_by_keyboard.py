"""A coordinator sets an exchange up by keyboard alone, and always sees where the focus stands."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import heading, stand_in_course
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Person
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    ExchangeFacts,
    Role,
    do_create_exchange,
    do_enrol,
    do_set_coordinator,
    partners_of,
)

pytestmark = pytest.mark.browser

MOST_STEPS = 80
"""Presses of the tabulator key, at most, from the top of a page to what is looked for."""
FOCUSED = """() => {
    const element = document.activeElement;
    const label = element.labels && element.labels[0];
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const isRinged = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return {
        tag: element.tagName,
        name: element.getAttribute("aria-label") || (label || element).innerText || "",
        isSeen: isRinged && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        hasParts: element.type === "date",
    };
}"""


class Hands:
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, name: str, tag: str = "") -> None:
        """Press Tab until what is named so has the focus; at each stop the focus is to be seen."""
        stops = []
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(FOCUSED)
            words = " ".join(stop["name"].split())
            stops.append(words)
            # The little calendar within a field for a day is drawn, and ringed, by the browser.
            is_seen = stop["isSeen"] or stop["hasParts"] or stop["tag"] == "BODY"
            assert is_seen, f"nobody sees that {words!r} has the focus on {self.page.url}"
            if words.startswith(name) and tag in {"", stop["tag"]}:
                return
        pytest.fail(f"{name!r} is not reached on {self.page.url}: {stops}")

    def follow(self, name: str, tag: str = "") -> None:
        """Go to a link or button and press it."""
        self.go_to(name, tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, name: str, text: str) -> None:
        self.go_to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def skip_to_the_content(self) -> None:
        """The first stop of each page leads past the head of it."""
        self.go_to("Skip to the content")
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def see(self, name: str) -> None:
        expect(self.page.get_by_role("heading", name=name).first).to_be_visible()


def a_new_exchange(stage: Stage) -> int:
    """An exchange of three partners in which nothing is set up yet; the teacher coordinates it."""
    ids = [home.institution_id for home in stage.universities.values()]
    today = date.today()  # noqa: DTZ011 (any day near the present one will do)
    facts = ExchangeFacts(
        "Ocean stories", "", today + timedelta(days=20), today + timedelta(days=80), ["en"]
    )
    name = stage.universities["moodle"].teacher.name
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        made = do_create_exchange(
            session, facts, institution_ids=ids, lead_id=ids[0], actor_id=None
        )
        person = session.scalars(select(Person.id).where(Person.display_name == name)).one()
        lead = partners_of(session, made)[0].partnership_id
        students = select(Enrolment.person_id).where(
            Enrolment.exchange_id == stage.exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        coming = dict.fromkeys(session.scalars(students.limit(4)).all(), Role.STUDENT)
        for key, role in {**coming, person: Role.FACILITATOR}.items():
            do_enrol(session, partnership_id=lead, person_id=key, role=role, is_admitted=True)
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        do_set_coordinator(session, made, person, is_coordinator=True, actor_id=None)
    return made


def coordinator(context: BrowserContext, stage: Stage, exchange_id: int) -> Hands:
    """On the course home of the exchange; from here on no mouse is touched."""
    page = context.new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    stand_in_course(page)
    page.goto(f"{stage.product}/exchanges/{exchange_id}/")
    heading(page, "Ocean stories")
    return Hands(page)


def test_the_set_up_path_goes_by_keyboard_alone(open_browser: OpenBrowser, stage: Stage) -> None:
    exchange_id = a_new_exchange(stage)
    hands = coordinator(open_browser(as_installed()), stage, exchange_id)
    hands.follow("Manage")
    hands.see("The way to the first day")
    agree_on_the_partners(hands)
    set_the_dates(hands)
    write_a_page(hands)
    make_the_teams(hands)
    hands.follow("Home")
    heading(hands.page, "Ocean stories")


def back_to_the_path(hands: Hands) -> None:
    hands.follow("Manage")
    hands.see("The way to the first day")


def is_done(hands: Hands, step: str) -> None:
    line = hands.page.locator("ul.tasks li").filter(has_text=step)
    expect(line.locator(".tag")).to_have_text("done")


def agree_on_the_partners(hands: Hands) -> None:
    """A partner's terms, with one choice of several and one number."""
    hands.skip_to_the_content()
    hands.follow("Partners")
    hands.see("What each partner agreed to")
    hands.follow("Osaka University")
    hands.see("Osaka University")
    hands.go_to("Open: whoever comes")
    hands.page.keyboard.press("Space")
    hands.fill("Places", "25")
    hands.follow("Save")
    expect(hands.page.get_by_role("row", name="Osaka University")).to_contain_text("25")
    back_to_the_path(hands)


def set_the_dates(hands: Hands) -> None:
    """The days themselves are there already; the season gets its name beside them."""
    hands.skip_to_the_content()
    hands.follow("Dates of each partner")
    hands.see("What each partner agreed to")
    hands.follow("Settings")
    hands.fill("Season", "Spring")
    hands.follow("Save")
    expect(hands.page.get_by_label("Season")).to_have_value("Spring")
    back_to_the_path(hands)


def write_a_page(hands: Hands) -> None:
    """A module with a page in it, which students see."""
    hands.skip_to_the_content()
    hands.follow("Modules and pages")
    hands.follow("Add the first module")
    hands.fill("Title", "Reefs and heat")
    hands.follow("Add the module")
    hands.see("Reefs and heat")
    hands.go_to("Add to this module")
    hands.page.keyboard.press("Enter")
    hands.follow("Page")
    hands.fill("Title", "What heat does")
    hands.follow("Go on")
    hands.fill("Text", "It bleaches.")
    hands.go_to("Students see it")
    if not hands.page.get_by_label("Students see it").is_checked():
        hands.page.keyboard.press("Space")
    hands.follow("Save")
    hands.see("What heat does")
    back_to_the_path(hands)
    is_done(hands, "Modules and pages")


def make_the_teams(hands: Hands) -> None:
    hands.skip_to_the_content()
    hands.follow("Form the teams")
    hands.follow("Make the teams")
    hands.fill("What these teams are called", "Story teams")
    hands.fill("How many teams", "2")
    hands.follow("Make these teams")
    hands.see("The teams")
    hands.go_to("A quick start")
    hands.page.keyboard.press("Enter")
    hands.follow("Deal them out evenly")
    hands.follow("Check and publish")
    hands.follow("Yes")
    expect(hands.page.get_by_role("main")).to_contain_text("Students now see their teams.")
    back_to_the_path(hands)
    is_done(hands, "Form the teams")
