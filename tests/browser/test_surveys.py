"""Surveys as people meet them: by keyboard, heard instead of seen, without scripts, on bad lines."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE, read_welcome, stand_in_course
from tests.browser.stage import Stage
from tests.browser.test_by_keyboard import Hands
from tests.browser.visitors import choose_language
from vsm_platform.core import clock
from vsm_platform.practice.model import Account
from vsm_platform.surveys.api import (
    Anonymity,
    SurveyFacts,
    do_add_instrument,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.models import SurveyResponse

pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 6_250, "uploadThroughput": 6_250}
"""50 kbit/s and 400 ms."""
WIDTH = 320
MOST_BYTES = 40_000
"""From the survey's page to the thanks, with an empty cache, over the line."""

DOCUMENT: dict[str, Any] = {
    "languages": ["en", "es", "ar"],
    "title": {"en": "Half-way", "es": "A medio camino", "ar": "منتصف الطريق"},
    "sections": [
        {
            "key": "how",
            "title": {"en": "How it is", "es": "Cómo va", "ar": "كيف تسير الأمور"},
            "questions": [
                {
                    "key": "parts",
                    "kind": "matrix",
                    "required": True,
                    "text": {"en": "Do you agree?", "es": "¿Estás de acuerdo?", "ar": "هل توافق؟"},
                    "items": [
                        {
                            "key": "team",
                            "text": {
                                "en": "My team works well",
                                "es": "Mi equipo trabaja bien",
                                "ar": "فريقي يعمل جيدا",
                            },
                        },
                        {
                            "key": "load",
                            "text": {
                                "en": "The work is not too much",
                                "es": "El trabajo no es demasiado",
                                "ar": "العمل ليس كثيرا",
                            },
                        },
                    ],
                    "labels": [
                        {"en": "No", "es": "No", "ar": "لا"},
                        {"en": "In part", "es": "En parte", "ar": "جزئيا"},
                        {"en": "Yes", "es": "Sí", "ar": "نعم"},
                    ],
                },
                {
                    "key": "best",
                    "kind": "ranking",
                    "top": 3,
                    "text": {"en": "What is best?", "es": "¿Qué es lo mejor?", "ar": "ما الأفضل؟"},
                    "hint": {
                        "en": "Give up to three a place.",
                        "es": "Da un lugar a tres como máximo.",
                        "ar": "أعط مكانا لثلاثة على الأكثر.",
                    },
                    "options": [
                        {
                            "key": "people",
                            "text": {"en": "The people", "es": "La gente", "ar": "الناس"},
                        },
                        {"key": "home", "text": {"en": "My home", "es": "Mi casa", "ar": "بيتي"}},
                        {"key": "sea", "text": {"en": "The sea", "es": "El mar", "ar": "البحر"}},
                        {"key": "food", "text": {"en": "Food", "es": "La comida", "ar": "الطعام"}},
                    ],
                },
            ],
        },
        {
            "key": "words",
            "questions": [
                {
                    "key": "more",
                    "kind": "long",
                    "text": {"en": "Anything else?", "es": "¿Algo más?", "ar": "شيء آخر؟"},
                }
            ],
        },
    ],
}
GIVEN = {
    "parts.team": 3,
    "parts.load": 2,
    "best": ["sea", "people"],
    "more": "More time to talk",
}


class Asking:
    """A named survey on the stage that is open now."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        today = clock.now().date()
        days = {"opens_on": today - timedelta(days=2), "closes_on": today + timedelta(days=6)}
        with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
            document = read_document(DOCUMENT)
            made = do_add_instrument(session, stage.exchange_id, document, actor_id=None)
            facts = SurveyFacts(made, Anonymity.NAMED, invites=False, reminds=False, **days)
            self.id = do_add_survey(session, stage.exchange_id, facts, actor_id=None)
            do_publish_survey(session, stage.exchange_id, self.id, is_published=True, actor_id=None)
        self.address = f"{stage.product}/exchanges/{stage.exchange_id}/surveys/{self.id}"

    @property
    def part(self) -> str:
        return f"{self.address}/answer/how"

    def given(self) -> list[dict[str, Any]]:
        """What has been answered."""
        query = select(SurveyResponse.answers).where(SurveyResponse.survey_id == self.id)
        with self._stage.database.unit_of_work(writes=False) as session:
            return list(session.scalars(query))


@pytest.fixture
def asking(stage: Stage) -> Asking:
    return Asking(stage)


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    return open_browser(as_installed())


def come_in(context: BrowserContext, stage: Stage, student: Account | None = None) -> Page:
    """A student with the window of a small phone."""
    page = context.new_page()
    page.goto(stage.launch_address("moodle", student or stage.newcomer("moodle")))
    while page.get_by_role("button", name="Go on").count():
        page.get_by_role("button", name="Go on").click()
    if "/welcome" in page.url:
        read_welcome(page)
    stand_in_course(page)
    page.set_viewport_size({"width": WIDTH, "height": 640})
    return page


def fits(page: Page) -> bool:
    """Whether nothing needs to be scrolled sideways."""
    return bool(page.evaluate(f"document.documentElement.scrollWidth <= {WIDTH}"))


def heard(page: Page) -> list[str]:
    """The page's main part as a screen reader gets it: role, name, description and state of each part."""
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


def line(page: Page, item: str) -> Locator:
    return page.locator(f'[id="parts.{item}"]')


def test_a_slow_line_is_cut_in_the_middle_and_another_device_goes_on(
    open_browser: OpenBrowser, stage: Stage, asking: Asking
) -> None:
    student = stage.newcomer("moodle")
    page = come_in(open_browser(as_installed()), stage, student)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    bytes_read: list[int] = []
    network.on("Network.loadingFinished", lambda one: bytes_read.append(one["encodedDataLength"]))
    network.send("Network.emulateNetworkConditions", SLOW)
    page.goto(asking.address)
    page.get_by_role("link", name="Begin").click()
    state = page.locator("[data-state]")
    line(page, "team").get_by_label("Yes", exact=True).check()
    expect(state).to_contain_text("Saved at", timeout=PATIENCE)
    expect(state).to_be_in_viewport()
    network.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    line(page, "load").get_by_label("In part", exact=True).check()
    expect(state).to_contain_text("Waiting for the line", timeout=PATIENCE)
    expect(state).to_be_in_viewport()
    # Sent into the tunnel: the page stays, with all that is on it.
    page.get_by_role("button", name="Next", exact=True).click()
    expect(state).to_contain_text("Waiting for the line", timeout=PATIENCE)
    expect(line(page, "load").get_by_label("In part", exact=True)).to_be_checked()
    network.send("Network.emulateNetworkConditions", SLOW)
    # It goes on by itself when the line is back.
    expect(page.get_by_label("Anything else?")).to_be_visible(timeout=PATIENCE)
    assert sum(bytes_read) <= MOST_BYTES, bytes_read
    other = come_in(open_browser(as_installed()), stage, student)
    other.goto(asking.address)
    expect(other.get_by_text("You can go on here, on any device")).to_be_visible()
    other.get_by_role("link", name="Go on").click()
    other.get_by_role("button", name="Back").click()
    expect(line(other, "load").get_by_label("In part", exact=True)).to_be_checked()
    other.get_by_label("The sea", exact=True).select_option("1")
    other.get_by_label("The people", exact=True).select_option("2")
    other.get_by_role("button", name="Next", exact=True).click()
    other.get_by_label("Anything else?").fill(str(GIVEN["more"]))
    other.get_by_role("button", name="Send my answers").click()
    expect(other.get_by_text("Your answers are in")).to_be_visible()
    # The first window learns of it as soon as something is typed there.
    page.get_by_label("Anything else?").fill("Something else")
    expect(state).to_contain_text("You have sent your answers already", timeout=PATIENCE)
    assert asking.given() == [GIVEN]


def test_what_is_saved_late_never_replaces_what_was_typed_after(
    context: BrowserContext, stage: Stage, asking: Asking
) -> None:
    page = come_in(context, stage)
    page.goto(f"{asking.address}/answer/words")
    field, state = page.get_by_label("Anything else?"), page.locator("[data-state]")
    saves: list[str] = []
    page.on(
        "request", lambda one: saves.append(one.post_data or "") if "draft" in one.url else None
    )
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {**SLOW, "latency": 2_000})
    with page.expect_response(lambda one: "second" in (one.request.post_data or "")):
        field.fill("First")
        expect(state).to_have_text("Saving…", timeout=PATIENCE)
        field.fill("First and second")
    expect(state).to_contain_text("Saved at", timeout=PATIENCE)
    assert ["second" in one for one in saves] == [False, True]
    page.reload()
    expect(field).to_have_value("First and second")
