"""Somebody is moved from one proposed team to another, and back: the price is shown before it is made.

With a mouse, by keyboard alone, and without JavaScript.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE, stand_in_course
from tests.browser.stage import Stage
from tests.browser.test_by_keyboard import Hands

pytestmark = pytest.mark.browser

PRICE = "#ways-title ~ ul > li .tag"
BACK = "Take the latest change back"


def proposal_of(stage: Stage) -> str:
    return (
        f"{stage.product}/exchanges/{stage.exchange_id}"
        f"/forming/{stage.values['formation_id']}/proposals/{stage.values['proposal_id']}"
    )


def look_at_the_proposal(page: Page, stage: Stage) -> None:
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    stand_in_course(page)
    page.set_viewport_size({"width": 1200, "height": 3000})
    page.goto(proposal_of(stage))
    expect(page.locator("#team-3")).to_be_visible()


def members(page: Page) -> dict[str, set[str]]:
    """Who is in which team, as the page says."""
    return {
        str(team.get_attribute("id")): set(team.locator("ul.people b").all_inner_texts())
        for team in page.locator("section[data-team]").all()
    }


def test_a_name_is_dragged_onto_a_team_the_price_is_read_the_move_made_and_taken_back(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = open_browser(as_installed()).new_page()
    look_at_the_proposal(page, stage)
    before = members(page)
    name = page.locator("#team-2 a[data-person]").first
    person = name.inner_text()
    _drag(page, name, page.locator("#team-3 h2"))
    expect(page.get_by_role("heading", level=2, name="Ways into Team")).to_be_visible()
    expect(page.locator("#person-title")).to_have_text(person)
    expect(page.locator(PRICE).first).to_be_visible()
    page.goto(proposal_of(stage))
    assert members(page) == before, "dragging alone moves nothing"
    _drag(page, page.locator("#team-2 a[data-person]").first, page.locator("#team-3 h2"))
    page.locator("#ways-title ~ ul button").first.click()
    expect(page.locator("#team-3")).to_contain_text(person, timeout=PATIENCE)
    after = members(page)
    assert {team for team in before if before[team] != after[team]} == {"team-2", "team-3"}
    page.get_by_role("button", name=BACK).click()
    expect(page.locator("#team-2")).to_contain_text(person, timeout=PATIENCE)
    assert members(page) == before


def test_the_same_by_keyboard_alone(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(as_installed()).new_page()
    look_at_the_proposal(page, stage)
    before = members(page)
    person = page.locator("#team-2 a[data-person]").first.inner_text()
    hands = Hands(page)
    hands.skip_to_the_content()
    hands.follow(person, "A")
    hands.see("The best other places")
    expect(page.locator(PRICE).first).to_be_visible()
    assert page.locator("#person-title").inner_text() == person
    label = page.locator("#ways-title ~ ul button").first.inner_text().split(":")[0].strip()
    hands.follow(label, "BUTTON")
    expect(page.locator(".notice.success")).to_contain_text("You can take it back")
    assert person not in members(page)["team-2"]
    hands.skip_to_the_content()
    hands.follow(BACK, "BUTTON")
    expect(page.locator(".notice.success")).to_contain_text("taken back")
    assert members(page) == before


def test_the_same_without_javascript(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(without_scripts()).new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    for _hop in ("login initiation", "form_post"):
        page.get_by_role("button", name="Go on").click()
    stand_in_course(page)
    page.goto(proposal_of(stage))
    before = members(page)
    name = page.locator("#team-2 a[data-person]").first
    person = name.inner_text()
    name.click()
    expect(page.locator("#person-title")).to_have_text(person)
    expect(page.locator(PRICE).first).to_be_visible()
    page.locator("#ways-title ~ ul button").first.click()
    expect(page.locator(".notice.success")).to_contain_text("You can take it back")
    assert person not in members(page)["team-2"]
    page.get_by_role("button", name=BACK).click()
    expect(page.locator(".notice.success")).to_contain_text("taken back")
    assert members(page) == before


def test_wishes_say_whether_they_can_be_met_while_they_are_written(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    """The preview of the criteria: what cannot be met is said at once, and nothing is saved."""
    page = open_browser(as_installed()).new_page()
    page.goto(stage.launch_address("moodle", stage.universities["moodle"].teacher))
    stand_in_course(page)
    wishes = proposal_of(stage).partition("/proposals")[0]
    page.goto(wishes)
    checks = page.locator("[data-checks]")
    expect(checks).to_contain_text("can be in a team")
    kept = page.locator("#most").input_value()
    page.locator("#least").fill("90")
    page.locator("#most").fill("90")
    expect(checks).to_contain_text("These wishes contradict each other", timeout=PATIENCE)
    expect(checks).to_contain_text("It is not saved yet")
    page.locator("#least").fill("4")
    page.locator("#most").fill(kept)
    expect(checks).not_to_contain_text("contradict each other", timeout=PATIENCE)
    page.goto(wishes)
    expect(page.locator("#most")).to_have_value(kept)


def _drag(page: Page, what: Locator, onto: Locator) -> None:
    """As a hand does it: a drag begins with a small movement, and both ends are in sight.

    Other tests' people, who are in no team yet, push the teams down.
    """
    what.evaluate("one => one.scrollIntoView({block: 'center'})")
    for place, press in ((what, page.mouse.down), (onto, page.mouse.up)):
        box = place.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 8, steps=10)
        press()
