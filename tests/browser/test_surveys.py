"""Surveys as people meet them: by keyboard, heard instead of seen, without scripts, on bad lines."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.asking import GIVEN, Asking, come_in, fits, line
from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE
from tests.browser.stage import Stage
from tests.browser.test_by_keyboard import Hands
from tests.browser.visitors import choose_language

pytestmark = pytest.mark.browser


@pytest.fixture
def asking(stage: Stage) -> Asking:
    return Asking(stage)


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


def heard(page: Page) -> list[str]:
    """The page's main part as a screen reader gets it: role, name, description and state of each part."""
    page.get_by_role("main").wait_for()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in tree}
    root = next(node for node in tree if node["role"]["value"] == "main")
    return [line for line in _lines(root, by_id) if line]


ROLES = {"group", "radio", "combobox", "button", "textbox"}


def _lines(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> list[str]:
    said = ""
    if node["role"]["value"] in ROLES and not node.get("ignored"):
        parts = [node["role"]["value"], node.get("name", {}).get("value", "")]
        parts += [node[key]["value"] for key in ("description", "value") if key in node]
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        parts += ["checked"] if states.get("checked") == "true" else []
        said = " | ".join(str(part) for part in parts if part)
    below = [by_id[key] for key in node.get("childIds", []) if key in by_id]
    return [said, *(line for one in below for line in _lines(one, by_id))]


SAID = {
    "en": (
        [
            "group | Do you agree? (required)",
            "group | My team works well",
            "radio | No",
            "radio | In part",
            "radio | Yes",
            "group | The work is not too much",
            "radio | No",
            "radio | In part",
            "radio | Yes",
            "group | What is best? | Give up to three a place.",
        ],
        ["The people", "My home", "The sea", "Food"],
        "No place",
    ),
    "es": (
        [
            "group | ¿Estás de acuerdo? (obligatoria)",
            "group | Mi equipo trabaja bien",
            "radio | No",
            "radio | En parte",
            "radio | Sí",
            "group | El trabajo no es demasiado",
            "radio | No",
            "radio | En parte",
            "radio | Sí",
            "group | ¿Qué es lo mejor? | Da un lugar a tres como máximo.",
        ],
        ["La gente", "Mi casa", "El mar", "La comida"],
        "Sin puesto",
    ),
    "ar": (
        [
            "group | هل توافق؟ (required)",
            "group | فريقي يعمل جيدا",
            "radio | لا",
            "radio | جزئيا",
            "radio | نعم",
            "group | العمل ليس كثيرا",
            "radio | لا",
            "radio | جزئيا",
            "radio | نعم",
            "group | ما الأفضل؟ | أعط مكانا لثلاثة على الأكثر.",
        ],
        ["الناس", "بيتي", "البحر", "الطعام"],
        "No place",
    ),
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_matrix_and_a_ranking_as_a_screen_reader_says_them(
    open_browser: OpenBrowser, stage: Stage, asking: Asking, language: str, *, scripts: bool
) -> None:
    page = come_in(open_browser(as_installed() if scripts else without_scripts()), stage)
    if language != "en":
        choose_language(page, stage, language)
    page.goto(asking.part)
    matrix, options, nothing = SAID[language]
    if scripts:
        expect(page.locator(".rank button:visible")).to_have_count(len(options))
    said = heard(page)
    assert said[: len(matrix)] == matrix
    boxes = [line for line in said if line.startswith("combobox")]
    assert boxes == [f"combobox | {option} | {nothing}" for option in options]
    own = [
        line for line in said if line.startswith("button") and line.partition(": ")[2] in options
    ]
    assert len(own) == (len(options) if scripts else 0)
    direction = "form => getComputedStyle(form).direction"
    shown = page.locator("form[data-autosave]").evaluate(direction)
    assert shown == ("rtl" if language == "ar" else "ltr")
    assert fits(page)


def choose(hands: Hands, item: str, steps: int) -> None:
    """Go to the first answer of a line by the tabulator, and on by arrows."""
    for _step in range(20):
        hands.page.keyboard.press("Tab")
        line = hands.page.evaluate(
            "document.activeElement.closest('fieldset')?.querySelector('legend').innerText ?? ''"
        )
        if item in line and hands.page.evaluate("document.activeElement.type") == "radio":
            break
    else:
        pytest.fail(f"{item} is not reached")
    hands.page.keyboard.press("Space")
    for _step in range(steps):
        hands.page.keyboard.press("ArrowDown")


def test_a_matrix_and_a_ranking_by_keyboard_alone(
    context: BrowserContext, stage: Stage, asking: Asking
) -> None:
    page = come_in(context, stage)
    page.goto(asking.part)
    hands = Hands(page)
    hands.skip_to_the_content()
    choose(hands, "My team works well", 2)
    choose(hands, "The work is not too much", 1)
    hands.go_to("The people", "SELECT")
    page.keyboard.press("ArrowDown")
    status = page.locator("[data-ranking] [role=status]")
    expect(status).to_have_text("The people: Place 1")
    hands.go_to("Choose: The sea", "BUTTON")
    page.keyboard.press("Enter")
    expect(status).to_have_text("The sea: Place 2")
    # The same button stays under the finger, and is now the one that moves it up.
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Up: The sea")
    page.keyboard.press("Enter")
    expect(status).to_have_text("The sea: Place 1; The people: Place 2")
    expect(page.locator("[data-state]")).to_contain_text("Saved at", timeout=PATIENCE)
    hands.follow("Next", "BUTTON")
    hands.skip_to_the_content()
    hands.go_to("Anything else?", "TEXTAREA")
    page.keyboard.type(str(GIVEN["more"]))
    hands.follow("Send my answers", "BUTTON")
    expect(page.get_by_text("Your answers are in")).to_be_visible()
    assert asking.given() == [GIVEN]


def test_answering_without_scripts(open_browser: OpenBrowser, stage: Stage, asking: Asking) -> None:
    page = come_in(open_browser(without_scripts()), stage)
    page.goto(asking.address)
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("The people", exact=True).select_option("1")
    page.get_by_label("The sea", exact=True).select_option("1")
    page.get_by_role("button", name="Next", exact=True).click()
    # What is wrong is said at its question, to who listens too; and what was chosen stays.
    said = heard(page)
    assert any(line.startswith("group | My team works well | Error:") for line in said), said
    [best] = [line for line in said if line.startswith("group | What is best?")]
    assert "Give up to three a place. Error:" in best
    expect(page.get_by_label("The sea", exact=True)).to_have_value("1")
    page.get_by_label("The people", exact=True).select_option("2")
    line(page, "team").get_by_label("Yes", exact=True).check()
    line(page, "load").get_by_label("In part", exact=True).check()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("[data-state]")).to_contain_text("on any device")
    page.get_by_label("Anything else?").fill(str(GIVEN["more"]))
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_text("Saved. You can go on whenever you like")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_label("Anything else?")).to_have_value(str(GIVEN["more"]))
    assert fits(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Your answers are in")).to_be_visible()
    assert asking.given() == [GIVEN]
