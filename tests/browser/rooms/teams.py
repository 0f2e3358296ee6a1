"""The pages of teams, and what stands there before a browser looks at them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Identity
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.teams.api import (
    do_make_set,
    do_place,
    do_publish_set,
    teams_of_set,
)
from vsm_platform.teams.models import ConcernState, Team, TeamConcern, TeamIntroduction

DRAFT: dict[str, str | int] = {"team_set_id": 2}
PAGES: tuple[Page, ...] = (
    Page("teams", "teams.overview", "student"),
    Page("teams-coordinator", "teams.overview", "coordinator"),
    Page("team", "teams.team", "student"),
    Page("team-set", "teams.team_set", "coordinator"),
    Page("team-set-student", "teams.team_set", "student"),
    Page("team-set-draft", "teams.team_set", "coordinator", dict(DRAFT)),
    Page("team-set-new", "teams.new_set", "coordinator"),
    Page("team-set-new-wrong", "teams.new_set", "coordinator", step=send_empty),
    Page("team-set-edit", "teams.edit_set", "coordinator"),
    Page("team-place", "teams.place", "coordinator", dict(DRAFT)),
    Page("team-paste", "teams.paste", "coordinator", dict(DRAFT)),
    Page("team-publish", "teams.publish", "coordinator", dict(DRAFT)),
    Page("team-set-delete", "teams.delete_set", "coordinator"),
    Page("team-edit", "teams.edit_team", "coordinator"),
    Page("team-delete", "teams.delete_team", "coordinator"),
    Page("team-introduction", "teams.introduction", "student"),
    Page("team-concern", "teams.concern", "student"),
    Page("team-concern-wrong", "teams.concern", "student", step=send_empty),
    Page("team-concerns", "teams.concerns", "coordinator"),
    Page("team-concern-answer", "teams.answer_concern", "coordinator"),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """Published teams of whoever has come in, and a draft that is still empty."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        exchange = stage.exchange_id
        first = do_make_set(session, exchange, title="Project teams", teams=2, actor_id=None)
        do_make_set(session, exchange, title="Small groups", teams=6, actor_id=None)
        teams = [team.id for team in teams_of_set(session, first)]
        query = select(Enrolment.id).where(
            Enrolment.exchange_id == exchange,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        students = session.scalars(query.order_by(Enrolment.id.desc())).all()
        places = {student: teams[number // 4] for number, student in enumerate(students[:8])}
        places[visitor_of(session, stage)] = teams[0]
        gone = select(Enrolment.id).where(Enrolment.state == EnrolmentState.LEFT).limit(1)
        places |= dict.fromkeys(session.scalars(gone), teams[0])
        do_place(session, exchange, first, dict(places), actor_id=None)
        do_publish_set(session, exchange, first, is_published=True, actor_id=None)
        team = session.get_one(Team, teams[0])
        team.name = "Coral"
        team.about = (
            "What does a warmer sea do to the reefs that feed us?\n\nA film of six minutes."
        )
        concern = _say(session, exchange, teams[0], students[0], visitor_of(session, stage))
        return {"team_set_id": first, "team_id": teams[0], "concern_id": concern}


def _say(session: Session, exchange_id: int, team_id: int, mate: int, visitor: int) -> int:
    """A team mate introduces themself; the visitor and the mate say what is not working."""
    present = clock.now()
    words = "I study marine biology, and I am learning to cut films. Call me as you like."
    session.add(TeamIntroduction(enrolment_id=mate, text=words, written_at=present))
    own = TeamConcern(
        exchange_id=exchange_id,
        team_id=team_id,
        enrolment_id=visitor,
        key="visitor",
        text="I work until nine in the evening, and the team always meets at seven.",
        team_may_know=True,
        state=ConcernState.LOOKED_INTO,
        answer="Thank you for saying so. I have asked your team to try Saturdays.",
        sent_at=present,
    )
    other = TeamConcern(
        exchange_id=exchange_id,
        team_id=team_id,
        enrolment_id=mate,
        key="mate",
        text="Two of us have not written for a week.\n\nThe film is due on Friday.",
        team_may_know=False,
        sent_at=present,
    )
    session.add_all([own, other])
    session.flush()
    return other.id


def visitor_of(session: Session, stage: Stage) -> int:
    """The enrolment of the student who looks at the pages, whether here yet or only expected.

    After three who came in for the stage, the fourth is the newcomer and the fifth the student.
    """
    subject = stage.universities["moodle"].student(4).sub
    query = (
        select(Enrolment.id)
        .join(Identity, Identity.person_id == Enrolment.person_id)
        .where(
            Identity.subject == subject,
            Identity.institution_id == stage.universities["moodle"].institution_id,
            Enrolment.exchange_id == stage.exchange_id,
        )
    )
    return session.scalars(query).one()
