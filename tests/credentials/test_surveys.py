"""A credential may ask that a survey was answered: that it was, and never what was said."""

from datetime import timedelta

from tests.credentials.conftest import Stage
from vsm_platform.core import clock
from vsm_platform.surveys.api import (
    Anonymity,
    SurveyFacts,
    do_add_instrument,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.instruments import shelf


def ask(stage: Stage) -> int:
    today = clock.now().date()
    with stage.world.work() as session:
        pulse = do_add_instrument(session, stage.exchange_id, shelf.ready("pulse"), actor_id=None)
        facts = SurveyFacts(
            pulse,
            Anonymity.ANONYMOUS,
            opens_on=today - timedelta(days=1),
            closes_on=today + timedelta(days=7),
        )
        survey_id = do_add_survey(session, stage.exchange_id, facts, actor_id=None)
        do_publish_survey(session, stage.exchange_id, survey_id, is_published=True, actor_id=None)
    return survey_id


def test_whoever_has_answered_the_survey_fulfils_the_condition(stage: Stage) -> None:
    survey_id = ask(stage)
    rule = {"kind": "survey", "about": f"survey:{survey_id}", "minimum": ""}
    browser = stage.coordinator.browser
    page = browser.get(f"{stage.achievement_path}/rule").text
    assert "Has answered a survey" in page
    assert browser.post(f"{stage.achievement_path}/rule", data=rule).status_code == 303
    assert "1 person fulfils" not in browser.get(f"{stage.achievement_path}/issue").text
    student = next(iter(stage.students.values()))
    address = f"/exchanges/{stage.exchange_id}/surveys/{survey_id}/answer/week"
    assert student.browser.post(address, data={"q.going": "4"}).status_code == 303
    assert "1 person fulfils all conditions" in browser.get(f"{stage.achievement_path}/issue").text
