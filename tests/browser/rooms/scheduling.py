"""The pages of meeting times, and what stands there before a browser looks at them."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.browser.page import Page
from tests.browser.stage import Stage
from vsm_platform.content.scheduling.actions import do_start_poll
from vsm_platform.content.scheduling.queries.people import Question
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.teams.api import members_of

LOOKED: dict[str, str | int] = {"title": "Team hour", "minutes": "60", "every": "1"}
COURSE = LOOKED | {"whom": "course", "minutes": "90"}
EACH_TEAM = LOOKED | {"whom": "set-1"}
PAGES: tuple[Page, ...] = (
    Page("times", "scheduling.find", "student"),
    Page("times-found", "scheduling.find", "student", LOOKED),
    Page("times-course", "scheduling.find", "coordinator", COURSE),
    Page("times-teams", "scheduling.find", "coordinator", EACH_TEAM),
    Page("times-wrong", "scheduling.find", "coordinator", COURSE | {"until": "2020-01-01"}),
    Page("times-vote", "scheduling.vote", "student"),
    Page("times-vote-coordinator", "scheduling.vote", "coordinator"),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """The team of the student who looks votes about three times."""
    first = date.today() + timedelta(days=3)  # noqa: DTZ011 (any day near the present one will do)
    question = Question("Pacific/Apia", 60, 1, first, first + timedelta(days=30), "Our weekly hour")
    team_id = int(stage.values["team_id"])
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        somebody = members_of(session, [team_id])[team_id][0].enrolment_id
        starter = session.scalars(select(Enrolment.person_id).where(Enrolment.id == somebody)).one()
        slots = [1440 + 10 * 60, 2 * 1440 + 16 * 60, 3 * 1440 + 12 * 60]
        poll = do_start_poll(
            session, stage.exchange_id, team_id, question, slots, days=7, actor_id=starter
        )
        return {"poll_id": poll.id}
