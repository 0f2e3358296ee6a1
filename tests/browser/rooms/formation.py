"""The pages of formation, and what stands there before a browser looks at them."""

from datetime import timedelta

from sqlalchemy import select

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import Enrolment, EnrolmentState
from vsm_platform.formation.actions.attributes import do_add_attribute
from vsm_platform.formation.actions.formations import Basics, do_add_wish, do_begin, do_set_basics
from vsm_platform.formation.actions.proposals import do_lock, do_pin, do_search, do_use
from vsm_platform.formation.models import SEARCH, Importance, Proposal
from vsm_platform.formation.solver.problem import Rule
from vsm_platform.formation.wishes import Wish, preset_of

LOOKING: dict[str, str | int] = {"proposal_id": 2}
PAGES: tuple[Page, ...] = (
    Page("forming", "formation.overview", "coordinator"),
    Page("forming-wrong", "formation.overview", "coordinator", step=send_empty),
    Page("forming-wishes", "formation.wishes", "coordinator"),
    Page("forming-about", "formation.wish", "coordinator"),
    Page("forming-wish", "formation.wish", "coordinator", {"about": "ready:lead"}),
    Page("forming-pairs", "formation.pairs", "coordinator"),
    Page("forming-delete", "formation.delete", "coordinator"),
    Page("forming-attributes", "formation.attributes", "coordinator"),
    Page("forming-attribute-delete", "formation.delete_attribute", "coordinator"),
    Page("forming-list", "formation.take_list", "coordinator"),
    Page("forming-questions", "formation.questions", "student"),
    Page("forming-question", "formation.question", "student"),
    Page("forming-searching", "formation.proposal", "coordinator", dict(LOOKING)),
    Page("forming-proposal", "formation.proposal", "coordinator"),
    Page("forming-person", "formation.person", "coordinator"),
    Page("forming-bring", "formation.bring", "coordinator"),
    Page("forming-repair", "formation.repair", "coordinator"),
)
NO_PAGES: dict[str, str] = {"formation.export": "a list to save"}


def set_up(stage: Stage) -> dict[str, str | int]:
    """A proposal that is used, with somebody who left since, and another that is being looked for."""
    exchange = stage.exchange_id
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        one = do_begin(session, exchange, preset_of("lead"), title="Mixed teams", actor_id=None)
        own = do_add_attribute(
            session,
            exchange,
            label="Field of study",
            question="What do you study?",
            options=["Arts", "Engineering", "Something else"],
        )
        wish = Wish(own.key, Rule.SPREAD, Importance.MEDIUM)
        do_add_wish(session, exchange, one, wish, actor_id=None)
        basics = Basics("Mixed teams", 4, 6, Importance.HIGH, 5.0, 60)
        do_set_basics(session, exchange, one, basics, [], actor_id=None)
        found, own_id = do_search(session, exchange, one, actor_id=1), own.id
    stage.app.extensions["vsm_courier"].run_due()
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        proposal = session.get_one(Proposal, found)
        student = proposal.teams[0][0]
        do_pin(session, exchange, one, found, proposal.teams[0][1])
        do_lock(session, exchange, one, found, 1)
        do_use(session, exchange, one, found, seen_version=1, actor_id=1)
        members = [session.get_one(Enrolment, key) for key in proposal.teams[2]]
        leaver = next(one for one in members if one.state == EnrolmentState.EXPECTED)
        leaver.state = EnrolmentState.LEFT
        looking = do_search(session, exchange, one, actor_id=1)
        session.get_one(Proposal, looking).share = 0.42
        # It stays where it is, for the page that shows how far it is.
        waiting = session.scalars(select(Delivery).where(Delivery.kind == SEARCH)).all()[-1]
        waiting.due_at += timedelta(days=1)
        return {
            "formation_id": one,
            "proposal_id": found,
            "student": student,
            "attribute_id": own_id,
        }
