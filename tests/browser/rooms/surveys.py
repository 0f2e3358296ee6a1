"""The pages of surveys, and what stands there before a browser looks at them."""

from datetime import timedelta

from playwright.sync_api import Page as BrowserPage

from tests.browser.page import Page
from tests.browser.stage import Stage
from vsm_platform.core import clock
from vsm_platform.surveys.api import (
    Anonymity,
    SurveyFacts,
    do_add_instrument,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.instruments import shelf


def choose_nothing(page: BrowserPage) -> None:
    """Send the part as it is, to see what it says of what is missing."""
    page.locator("main form[data-autosave] button[value=next]").click()
    page.locator("[data-error-summary]").wait_for()


END: dict[str, str | int] = {"survey_id": 2, "section": "course"}
DRAFT: dict[str, str | int] = {"survey_id": 3}
PAGES: tuple[Page, ...] = (
    Page("surveys", "surveys.overview", "coordinator"),
    Page("surveys-student", "surveys.overview", "student"),
    Page("survey", "surveys.survey", "coordinator"),
    Page("survey-own", "surveys.own", "student"),
    Page("survey-ranking", "surveys.answer", "student"),
    Page("survey-matrix", "surveys.answer", "student", dict(END)),
    Page("survey-matrix-wrong", "surveys.answer", "student", dict(END), step=choose_nothing),
    Page("survey-new", "surveys.new", "coordinator"),
    Page("survey-edit", "surveys.edit", "coordinator"),
    Page("survey-publish", "surveys.publish", "coordinator", dict(DRAFT)),
    Page("survey-drafts", "surveys.publish_drafts", "coordinator"),
    Page("questionnaire", "surveys.instrument", "coordinator"),
    Page("questionnaire-question", "surveys.edit_question", "coordinator"),
    Page("questionnaire-frame", "surveys.frame", "coordinator"),
    Page("questionnaire-part", "surveys.edit_section", "coordinator"),
    Page("questionnaire-language", "surveys.add_language", "coordinator"),
    Page("questionnaire-drop", "surveys.drop_part", "coordinator"),
    Page("questionnaire-delete", "surveys.delete_instrument", "coordinator"),
    Page("questionnaire-new", "surveys.new_instrument", "coordinator"),
    Page("questionnaire-preview", "surveys.preview", "coordinator"),
    Page("questionnaire-texts", "surveys.texts", "coordinator"),
    Page("questionnaire-take", "surveys.take", "coordinator"),
    Page("survey-delete", "surveys.delete", "coordinator", dict(DRAFT)),
)
NO_PAGES: dict[str, str] = {
    "surveys.as_file": "a file",
    "surveys.as_table": "a file",
}


def set_up(stage: Stage) -> dict[str, str | int]:
    """One with a ranking, one with a matrix, and a draft."""
    today = clock.now().date()
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        for number, name in enumerate(("student_experience", "end", "pulse")):
            made = do_add_instrument(session, stage.exchange_id, shelf.ready(name), actor_id=None)
            facts = SurveyFacts(
                made,
                Anonymity.ANONYMOUS,
                opens_on=today - timedelta(days=2),
                closes_on=today + timedelta(days=6),
            )
            survey_id = do_add_survey(session, stage.exchange_id, facts, actor_id=None)
            if number < 2:
                do_publish_survey(
                    session, stage.exchange_id, survey_id, is_published=True, actor_id=None
                )
    return {
        "survey_id": 1,
        "section": "experience",
        "instrument_id": 1,
        "question_kind": "ranking",
        "question_key": "best",
        "language": "es",
        "section_key": "experience",
        "part_kind": "question",
        "part_key": "best",
    }
