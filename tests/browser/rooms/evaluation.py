"""The pages of evaluation, and what stands there before a browser looks at them."""

from datetime import timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.browser.page import Page
from tests.browser.stage import Stage
from vsm_platform.core import clock
from vsm_platform.evaluation.api import (
    EvaluationFacts,
    do_add_evaluation,
    do_publish_evaluation,
)
from vsm_platform.evaluation.models import (
    Evaluation,
    EvaluationJudgement,
    EvaluationOutcome,
    EvaluationSheet,
)
from vsm_platform.evaluation.scales import KEYS
from vsm_platform.teams.api import Member, TeamMember, members_of

OVER: dict[str, str | int] = {"evaluation_id": 2}
DRAFT: dict[str, str | int] = {"evaluation_id": 3}


def choose_nothing(page: BrowserPage) -> None:
    """Send the step as it is, to see what it says of what is missing."""
    page.locator("main form[method=post] button").first.click()
    page.locator("[data-error-summary]").wait_for()


PAGES: tuple[Page, ...] = (
    Page("evaluations", "evaluation.overview", "coordinator"),
    Page("evaluations-student", "evaluation.overview", "student"),
    Page("evaluation", "evaluation.evaluation", "coordinator"),
    Page("evaluation-draft", "evaluation.evaluation", "coordinator", dict(DRAFT)),
    Page("evaluation-student", "evaluation.evaluation", "student"),
    Page("evaluation-outcome", "evaluation.evaluation", "student", dict(OVER)),
    Page("evaluation-about", "evaluation.about", "student"),
    Page("evaluation-about-wrong", "evaluation.about", "student", step=choose_nothing),
    Page("evaluation-new", "evaluation.new", "coordinator"),
    Page("evaluation-edit", "evaluation.edit", "coordinator"),
    Page("evaluation-publish", "evaluation.publish", "coordinator", dict(DRAFT)),
    Page("evaluation-delete", "evaluation.delete", "coordinator", dict(DRAFT)),
    Page("evaluation-results", "evaluation.results", "coordinator", dict(OVER)),
    Page("evaluation-team", "evaluation.team", "coordinator", dict(OVER)),
    Page("evaluation-release", "evaluation.release", "coordinator", dict(OVER)),
)
NO_PAGES: dict[str, str] = {}

SAID = (
    (4, 4, 3, 5, 2),
    (4, 5, 4, 4, 2),
    (3, 4, 4, 4, 1),
    (5, 4, 4, 5, 2),
    (4, 3, 4, 4, 4),
)


def set_up(stage: Stage) -> dict[str, str | int]:
    """One that is open, one that is over with answers and results, and a draft."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        session.execute(update(TeamMember).values(joined_at=clock.now() - timedelta(days=60)))
        set_id, team_id = int(stage.values["team_set_id"]), int(stage.values["team_id"])
        _add(session, stage, "After phase 1: the question", set_id, -2, 6)
        over = _add(session, stage, "Getting to know each other", set_id, -30, -20)
        _add(session, stage, "At the end", None, 30, 37, is_published=False)
        everybody = [one for one in members_of(session, [team_id])[team_id] if not one.has_left]
        _answer(session, over, team_id, [one for one in everybody if one.is_here])
        _release(session, over, everybody)
        return {"evaluation_id": 1, "about": everybody[0].enrolment_id}


def _add(
    session: Session,
    stage: Stage,
    title: str,
    set_id: int | None,
    first: int,
    last: int,
    *,
    is_published: bool = True,
) -> int:
    today = clock.now().date()
    facts = EvaluationFacts(
        title,
        "Think of the weeks in which you chose your question.\n\nI read your answers myself.",
        set_id,
        today + timedelta(days=first),
        today + timedelta(days=last),
    )
    made = do_add_evaluation(session, stage.exchange_id, facts, actor_id=None)
    if is_published:
        do_publish_evaluation(session, stage.exchange_id, made, is_published=True, actor_id=None)
    return made


def _answer(session: Session, evaluation_id: int, team_id: int, people: list[Member]) -> None:
    """All but the last of those who are here answer about everybody."""
    for rater, values in zip(people[:-1], SAID, strict=False):
        sheet = EvaluationSheet(
            evaluation_id=evaluation_id, enrolment_id=rater.enrolment_id, team_id=team_id
        )
        session.add(sheet)
        session.flush()
        for rated, value in zip(people, values, strict=False):
            is_first = rater is people[0] and rated is people[1]
            session.add(
                EvaluationJudgement(
                    sheet_id=sheet.id,
                    enrolment_id=rated.enrolment_id,
                    ratings=dict.fromkeys(KEYS, value),
                    comment="Wrote the script nearly alone." if is_first else "",
                    saved_at=clock.now(),
                )
            )


def _release(session: Session, evaluation_id: int, people: list[Member]) -> None:
    """What they see, without the moment of it, so that the question can be looked at too."""
    means = dict(zip(KEYS, (4.3, 3.7, 4.0, 3.3), strict=False))
    for one in people:
        session.add(
            EvaluationOutcome(
                evaluation_id=evaluation_id,
                enrolment_id=one.enrolment_id,
                own=dict.fromkeys(KEYS, 4),
                others=means,
            )
        )
    session.get_one(Evaluation, evaluation_id).released_at = clock.now()
