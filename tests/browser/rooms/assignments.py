"""The pages of assignments, and what stands there before a browser looks at them."""

from datetime import time, timedelta

from sqlalchemy import select

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.content.assignments.actions.marking import Verdict, do_mark, do_release
from vsm_platform.content.assignments.actions.work import Content, do_save_work
from vsm_platform.content.assignments.actions.work import Page as WrittenPage
from vsm_platform.content.assignments.api import (
    AssignmentFacts,
    Readers,
    do_add_assignment,
    do_publish_assignment,
)
from vsm_platform.content.assignments.queries.assignments import assignment_view
from vsm_platform.content.assignments.queries.owners import owner_of
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment

MARKED: dict[str, str | int] = {"assignment_id": 2}
DRAFT: dict[str, str | int] = {"assignment_id": 3}
PAGES: tuple[Page, ...] = (
    Page("assignments", "assignments.overview", "student"),
    Page("assignments-coordinator", "assignments.overview", "coordinator"),
    Page("assignment", "assignments.assignment", "student"),
    Page("assignment-marked", "assignments.assignment", "student", dict(MARKED)),
    Page("assignment-coordinator", "assignments.assignment", "coordinator"),
    Page("assignment-version", "assignments.version", "student"),
    Page("assignment-new", "assignments.new", "coordinator"),
    Page("assignment-new-wrong", "assignments.new", "coordinator", step=send_empty),
    Page("assignment-edit", "assignments.edit", "coordinator"),
    Page("assignment-publish", "assignments.publish", "coordinator", dict(DRAFT)),
    Page("assignment-delete", "assignments.delete", "coordinator", dict(DRAFT)),
    Page("assignment-works", "assignments.works", "coordinator"),
    Page("assignment-others", "assignments.works", "student"),
    Page("assignment-work", "assignments.work", "coordinator"),
    Page("assignment-read", "assignments.work", "student"),
    Page("assignment-release", "assignments.release", "coordinator"),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """One assignment with drafts and late work, one that is marked and released, and a draft."""
    team_id = int(stage.values["team_id"])
    for number in range(3):
        with stage.database.unit_of_work(writes=True) as session:
            made = do_add_assignment(session, stage.exchange_id, _facts(stage, number), actor_id=1)
            if number < 2:
                do_publish_assignment(
                    session, stage.exchange_id, made, is_published=True, actor_id=1
                )
    for assignment in (1, 2):
        _write(stage, assignment, team_id)
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        marked = assignment_view(session, stage.exchange_id, 2)
        owner = owner_of(session, marked, team_id)
        verdict = Verdict(17.5, "Clear, brave, and well filmed. The second half needs a source.")
        do_mark(session, marked, owner, verdict, seen_version=0, actor_id=1)
        do_release(session, marked, actor_id=1)
    return {"assignment_id": 1, "owner_id": team_id, "number": 1}


def _facts(stage: Stage, number: int) -> AssignmentFacts:
    return AssignmentFacts(
        title=("A film about a reef", "First sketch", "Looking back")[number],
        instructions="Show what the sea does to one place that you know.\n\n"
        "Six minutes at most. Each university’s students speak in their own language.",
        is_for_teams=True,
        team_set_id=int(stage.values["team_set_id"]),
        points=20.0,
        opens_on=None,
        due_on=clock.now().date() + timedelta(days=(5, -3, 20)[number]),
        due_time=time(23, 59),
        due_zone="",
        accepts_late=True,
        accepts_again=True,
        readers=Readers.EVERYBODY,
        own_dues={1: (clock.now().date() + timedelta(days=9), time(18, 0))} if number == 0 else {},
    )


def _write(stage: Stage, assignment_id: int, team_id: int) -> None:
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        shown = assignment_view(session, stage.exchange_id, assignment_id)
        owner = owner_of(session, shown, team_id)
        people = session.scalars(
            select(Enrolment.person_id).where(
                Enrolment.id.in_([one.enrolment_id for one in owner.present])
            )
        ).all()
        text = "The reef at Lalomanu, filmed at low tide.\n\nOur script has three parts."
        for number, hands_in in enumerate((False, True)):
            do_save_work(
                session,
                shown,
                owner,
                Content(text + "\n\nDone." * number, ("https://example.org/our-film",)),
                WrittenPage(f"key-of-the-page-{number}", number),
                due_at=clock.now() - timedelta(days=3) if assignment_id == 2 else None,
                hands_in=hands_in,
                actor_id=people[number % len(people)],
            )
