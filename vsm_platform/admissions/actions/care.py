"""What happens by itself: places pass on, answers are forgotten in time."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.common import record
from vsm_platform.admissions.actions.places import do_pass_on
from vsm_platform.admissions.models import Answer, Application, ApplicationState, Criterion
from vsm_platform.admissions.queries.desks import Desk, desk_of
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.exchanges.api import Partnership, locked_partnership

CARE = "admissions.care"
"""Of the deliveries that look after one partner's applications; one recurs for each."""
EVERY = timedelta(minutes=10)
"""So long a place that has become free waits at most for the next on the list."""
SELDOM = timedelta(days=1)
"""Once the waiting list moves no more, only forgetting is left to do."""
UNDECIDED = frozenset({ApplicationState.SENT, ApplicationState.OFFERED})


def do_plan_care(session: Session, partnership: Partnership) -> None:
    """Have a partner's applications looked after from now on, if they are not."""
    lane = f"admissions:{partnership.id}"
    waiting = select(Delivery.id).where(
        Delivery.lane == lane, Delivery.state == DeliveryState.WAITING
    )
    if session.scalar(waiting) is not None:
        return
    enqueue(
        session,
        CARE,
        {"partnership": partnership.id},
        lane=lane,
        channel="admissions",
        institution_id=partnership.institution_id,
        exchange_id=partnership.exchange_id,
        due_at=clock.now() + EVERY,
    )


def do_care(session: Session, partnership_id: int) -> datetime | None:
    """Pass places on and forget what is to be forgotten.

    Returns:
        When to look again; None once nothing is left to look after.
    """
    partnership = session.get(Partnership, partnership_id)
    if partnership is None:
        return None
    partnership = locked_partnership(session, partnership_id)
    desk = desk_of(session, partnership_id)
    do_pass_on(session, desk, partnership)
    do_forget(session, desk, partnership)
    if not _is_anything_left(session, partnership_id):
        return None
    is_moving = desk.today <= desk.moves_until or _has_offers(session, partnership_id)
    return clock.now() + (EVERY if is_moving else SELDOM)


def _is_anything_left(session: Session, partnership_id: int) -> bool:
    query = select(Application.id).where(
        Application.partnership_id == partnership_id, Application.forgotten_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def _has_offers(session: Session, partnership_id: int) -> bool:
    query = select(Application.id).where(
        Application.partnership_id == partnership_id,
        Application.state == ApplicationState.OFFERED,
    )
    return session.scalar(query.limit(1)) is not None


def do_forget(session: Session, desk: Desk, partnership: Partnership) -> int:
    """Delete what applicants wrote, once the time for which it is kept is over.

    Of those with a place it is kept until the exchange is over, of all others from the decision
    on. That somebody applied, and how it ended, stays.

    Returns:
        How many applications were forgotten.
    """
    due = list(session.scalars(_due(desk)))
    if not due:
        return 0
    ids = [application.id for application in due]
    session.execute(delete(Answer).where(Answer.application_id.in_(ids)))
    _count_exclusions(session, due)
    for application in due:
        _forget(application)
    record(session, "forgotten", partnership, None, applications=len(due))
    session.flush()
    return len(due)


def _due(desk: Desk) -> Select[Application]:
    before = clock.now() - desk.keeps
    is_over = datetime.combine(desk.ends_on, time(), UTC) < before
    states = set(ApplicationState) - UNDECIDED - {ApplicationState.ACCEPTED}
    if desk.today <= desk.moves_until:
        states -= {ApplicationState.WAITLISTED}
    if not _may_forget_drafts(desk):
        states -= {ApplicationState.DRAFT}
    ended = func.coalesce(Application.decided_at, Application.changed_at)
    query = select(Application).where(
        Application.partnership_id == desk.partnership_id, Application.forgotten_at.is_(None)
    )
    return query if is_over else query.where(Application.state.in_(states), ended < before)


def _may_forget_drafts(desk: Desk) -> bool:
    closes_at = desk.terms.closes_at
    return closes_at is None or closes_at < clock.now()


def _forget(application: Application) -> None:
    application.forgotten_at = clock.now()
    application.refused_by_id = None
    application.reason_text = application.interview_note = application.interview_where = ""


def _count_exclusions(session: Session, applications: Iterable[Application]) -> None:
    """Whom a rule has excluded is still counted when nobody can be named any more."""
    for application in applications:
        if application.refused_by_id is not None:
            session.execute(
                update(Criterion)
                .where(Criterion.id == application.refused_by_id)
                .values(past_exclusions=Criterion.past_exclusions + 1)
                .execution_options(synchronize_session=False)
            )
