"""The pages of survey results: the report's 107 answers, what was changed, what students say."""

from datetime import timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page
from tests.browser.stage import Stage
from tests.surveys.report_answers import IMPROVE, everybody
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Role, partners_of
from vsm_platform.surveys.actions.changes import ChangeFacts, do_add_change
from vsm_platform.surveys.actions.releasing import do_keep_release, prepare_release
from vsm_platform.surveys.actions.results import do_tag
from vsm_platform.surveys.actions.testimonials import (
    Statement,
    do_give_testimonial,
    do_show_testimonial,
)
from vsm_platform.surveys.api import (
    Anonymity,
    SurveyFacts,
    do_add_instrument,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.models import Survey, SurveyParticipation, SurveyResponse
from vsm_platform.surveys.models import Testimonial as Said


def answer_it(page: BrowserPage) -> None:
    """Answer what must be answered, and read the thanks; who has answered before reads them again."""
    begin = page.locator("main .actions a.button")
    if begin.count():
        begin.click()
        page.locator("main input[name='q.going'][value='4']").check()
        page.locator("main button[name=go][value=next]").click()
    page.locator("main .notice.success").wait_for()


VSM: dict[str, str | int] = {"survey_id": 4}
MATRIX: dict[str, str | int] = {"survey_id": 5}
WAITING: dict[str, str | int] = {"survey_id": 1}
NAMED: dict[str, str | int] = {"survey_id": 7}
PAGES: tuple[Page, ...] = (
    Page("survey-results", "surveys.results", "coordinator", dict(VSM)),
    Page("survey-results-compared", "surveys.results", "coordinator", VSM | {"by": "work"}),
    Page("survey-results-matrix", "surveys.results", "coordinator", dict(MATRIX)),
    Page("survey-results-waiting", "surveys.results", "coordinator", dict(WAITING)),
    Page("survey-results-student", "surveys.results", "student", dict(VSM)),
    Page(
        "survey-then-and-now",
        "surveys.results_beside",
        "coordinator",
        {"survey_id": 6, "other_id": 5},
    ),
    Page("survey-report", "surveys.results_report", "coordinator", dict(VSM)),
    Page("survey-texts", "surveys.results_texts", "coordinator", VSM | {"column": "improve"}),
    Page("survey-done", "surveys.own", "student", dict(NAMED), step=answer_it),
    Page("survey-results-named", "surveys.results", "coordinator", dict(NAMED)),
    Page("survey-named", "surveys.named", "coordinator", dict(NAMED)),
    Page("survey-named-one", "surveys.named_answer", "coordinator", dict(NAMED)),
    Page("survey-changes", "surveys.actions_taken", "coordinator"),
    Page("survey-changes-student", "surveys.actions_taken", "student"),
    Page("survey-change-new", "surveys.new_change", "coordinator"),
    Page("survey-change", "surveys.edit_change", "coordinator"),
    Page("testimonials", "surveys.testimonials", "coordinator"),
    Page("testimonial-own", "surveys.testimonial", "student"),
    Page("programme", "surveys.programme", "stranger"),
)
NO_PAGES: dict[str, str] = {
    "surveys.results_csv": "a file",
    "surveys.results_json": "a file",
    "surveys.results_texts_csv": "a file",
}


def set_up(stage: Stage) -> dict[str, str | int]:
    """Three surveys that are over, with texts sorted; two changes; testimonials; one with names."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        vsm = _over(session, stage, "student_experience", [
            {key: _as_kept(key, value) for part in said.values() for key, value in part.items() if value}
            for said in everybody()
        ])  # fmt: skip
        _over(session, stage, "end", [_end(number) for number in range(40)])
        _over(session, stage, "end", [_end(number * 2) for number in range(30)])
        _sort_texts(session, vsm)
        for number, (said, changed) in enumerate(CHANGES):
            facts = ChangeFacts(
                said,
                changed,
                None,
                clock.now().date(),
                number == 0,
                "",
                is_published=True,
                survey_id=vsm,
            )
            do_add_change(session, stage.exchange_id, facts, actor_id=1)
        _say_in_public(session, stage)
        response_id = _with_names(session, stage)
        return {"change_id": 1, "column": "improve", "other_id": 5, "response_id": response_id}


CHANGES = (
    (
        "37% ask for more time with the other universities.",
        "Each week begins with half an hour in teams, without a teacher.",
    ),
    (
        "68% have trouble with their internet connection.",
        "Recordings are there in a small size, and every task can be done offline.",
    ),
)


def _as_kept(key: str, value: object) -> object:
    return int(str(value)) if key in {"satisfaction", "recommend"} else value


def _end(number: int) -> dict[str, object]:
    """Something to each question of the questionnaire at the end."""
    said: dict[str, object] = {}
    for question in shelf.ready("end").questions():
        for place, column in enumerate(question.columns):
            if question.labels:
                said[column] = (number * (place + 3)) % len(question.labels) + 1
            elif question.kind == "ten":
                said[column] = (number * 7) % 11
    return said


def _over(session: Session, stage: Stage, name: str, answers: list[dict[str, object]]) -> int:
    today = clock.now().date()
    made = do_add_instrument(
        session,
        stage.exchange_id,
        shelf.ready(name),
        lineage=shelf.lineage_of(name),
        actor_id=None,
    )
    days = {"opens_on": today - timedelta(days=30), "closes_on": today + timedelta(days=1)}
    facts = SurveyFacts(made, Anonymity.CONFIDENTIAL, label="2026", **days)
    survey_id = do_add_survey(session, stage.exchange_id, facts, actor_id=None)
    do_publish_survey(session, stage.exchange_id, survey_id, is_published=True, actor_id=None)
    survey = session.get_one(Survey, survey_id)
    partners = [one.partnership_id for one in partners_of(session, stage.exchange_id)]
    for number, said in enumerate(answers):
        home = partners[number % len(partners)]
        response = SurveyResponse(
            survey_id=survey_id, version_id=survey.version_id, partnership_id=home, answers=said
        )
        session.add(response)
    # Only what is still open can be published.
    survey.closes_on = today - timedelta(days=20)
    survey.settled_at = survey.results_shown_at = clock.now()
    session.flush()
    figures = prepare_release(session, survey_id)
    assert figures
    assert do_keep_release(session, survey_id, figures)
    return survey_id


def _with_names(session: Session, stage: Stage) -> str:
    """A pulse with names, which all students who are there have answered; gives one of the answers."""
    today = clock.now().date()
    made = do_add_instrument(session, stage.exchange_id, shelf.ready("pulse"), actor_id=None)
    days = {"opens_on": today - timedelta(days=2), "closes_on": today + timedelta(days=6)}
    facts = SurveyFacts(made, Anonymity.NAMED, label="Week 3", **days)
    survey_id = do_add_survey(session, stage.exchange_id, facts, actor_id=None)
    do_publish_survey(session, stage.exchange_id, survey_id, is_published=True, actor_id=None)
    survey = session.get_one(Survey, survey_id)
    responses = [
        SurveyResponse(
            survey_id=survey_id,
            version_id=survey.version_id,
            partnership_id=one.partnership_id,
            enrolment_id=one.id,
            answered_on=today,
            answers={
                "going": 2 + number % 4,
                "workload": 4,
                "change": "More time to talk, please.",
            },
        )
        for number, one in enumerate(_students(session, stage))
    ]
    session.add_all(responses)
    session.add_all(
        SurveyParticipation(
            survey_id=survey_id, enrolment_id=one.enrolment_id, partnership_id=one.partnership_id
        )
        for one in responses
    )
    session.flush()
    return responses[0].id


def _students(session: Session, stage: Stage) -> list[Enrolment]:
    query = select(Enrolment).where(
        Enrolment.exchange_id == stage.exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.is_minor.is_(False),
    )
    return list(session.scalars(query.order_by(Enrolment.id)))


def _sort_texts(session: Session, survey_id: int) -> None:
    survey = session.get_one(Survey, survey_id)
    rows = session.execute(select(SurveyResponse.id, SurveyResponse.answers)).all()
    for text, _number, tag in IMPROVE:
        ids = [key for key, answers in rows if answers.get("improve") == text]
        if tag and ids:
            do_tag(session, survey, "improve", tag, ids)


def _say_in_public(session: Session, stage: Stage) -> None:
    statement = Statement(
        "I found out that my question looks quite different from the other side of the ocean.",
        "https://video.example.org/watch/1",
        shows_name=True,
        language="en",
    )
    for one in _students(session, stage):
        do_give_testimonial(session, one.id, statement)
    session.flush()
    for said in session.scalars(select(Said).limit(2)):
        do_show_testimonial(session, stage.exchange_id, said.id, shows=True, actor_id=1)
