"""A survey that the browser's tests answer, and a student with a small phone."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page
from sqlalchemy import select

from tests.browser.journeys import read_welcome, stand_in_course
from tests.browser.stage import Stage
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

WIDTH = 320

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


def line(page: Page, item: str) -> Locator:
    """One line of the matrix."""
    return page.locator(f'[id="parts.{item}"]')
