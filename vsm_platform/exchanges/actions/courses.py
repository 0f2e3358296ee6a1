"""Courses of the LMSs join an exchange and leave it."""

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.common import record
from vsm_platform.exchanges.actions.roster_plans import do_plan_roster
from vsm_platform.exchanges.date_words import day_words
from vsm_platform.exchanges.errors import CourseAlreadyLinked, NobodyNew, PartnerHasLeft
from vsm_platform.exchanges.life import ALLOWS, has_left, standing
from vsm_platform.exchanges.models import (
    CourseLink,
    CourseRoster,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
)
from vsm_platform.exchanges.queries.courses import CourseLinkView, course_link
from vsm_platform.institutions.api import Deployment


def do_link_course(
    session: Session,
    *,
    deployment_id: int,
    course_key: str,
    course_title: str,
    partnership_id: int,
    institution_id: int,
    actor_id: int,
) -> CourseLinkView:
    """Say that an LMS course belongs to an exchange; saying the same twice changes nothing.

    The caller knows that the actor is an instructor of that course.

    Args:
        session: the unit of work.
        deployment_id: the deployment that the course launches through.
        course_key: what tells the LMS's courses apart (``CourseLink.course_key``).
        course_title: as the LMS calls it.
        partnership_id: the institution's part in the exchange.
        institution_id: the actor's institution, to which deployment and partnership belong.
        actor_id: the instructor.

    Raises:
        NotFound: the deployment or the partnership is not this institution's.
        CourseAlreadyLinked: the course belongs to another exchange.
        ExchangeClosed: the exchange is over, or the institution has left it.
    """
    partnership = _partnership(session, partnership_id, institution_id, deployment_id)
    if partnership is None or not course_key:
        raise NotFound
    linked = _linked(session, deployment_id, course_key)
    if linked is None:
        _require_linking(session.get_one(Exchange, partnership.exchange_id), partnership)
        link = CourseLink(deployment_id=deployment_id, course_key=course_key)
        link.course_title, link.partnership_id = course_title, partnership_id
        _add_link(session, link, partnership, actor_id)
    elif linked.partnership_id != partnership_id:
        raise CourseAlreadyLinked(exchange=linked.title)
    return _view(session, deployment_id, course_key)


def _require_linking(exchange: Exchange, partnership: Partnership) -> None:
    if partnership.left_on and has_left(partnership.left_on):
        raise PartnerHasLeft(exchange=exchange.title, day=day_words(partnership.left_on))
    state = standing(ExchangeState(exchange.state), exchange.starts_on, exchange.ends_on)
    if not ALLOWS[state].linking:
        raise NobodyNew(exchange=exchange.title)


def _view(session: Session, deployment_id: int, course_key: str) -> CourseLinkView:
    view = course_link(session, deployment_id, course_key)
    if view is None:
        raise NotFound
    return view


def _add_link(session: Session, link: CourseLink, partnership: Partnership, actor_id: int) -> None:
    link.linked_by_id, link.linked_at = actor_id, clock.now()
    session.add(link)
    session.flush()
    _record_course(session, "course_linked", link, partnership, actor_id)
    do_plan_roster(session, link.id)
    session.flush()


def _partnership(
    session: Session, partnership_id: int, institution_id: int, deployment_id: int
) -> Partnership | None:
    """The partnership, if it and the deployment are both the institution's."""
    query = select(Partnership).join(
        Deployment, Deployment.institution_id == Partnership.institution_id
    )
    return session.scalar(
        query.where(
            Partnership.id == partnership_id,
            Partnership.institution_id == institution_id,
            Deployment.id == deployment_id,
        )
    )


def _linked(session: Session, deployment_id: int, course_key: str) -> Row[int, str] | None:
    query = (
        select(CourseLink.partnership_id, Exchange.title)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .join(Exchange, Exchange.id == Partnership.exchange_id)
        .where(CourseLink.deployment_id == deployment_id, CourseLink.course_key == course_key)
    )
    return session.execute(query).one_or_none()


def do_unlink_course(session: Session, exchange_id: int, link_id: int, *, actor_id: int) -> None:
    """Undo a course's link; people who came by it stay enrolled, and nobody is expected by it.

    Raises:
        NotFound: the exchange has no such link.
    """
    query = select(CourseLink, Partnership).join(
        Partnership, Partnership.id == CourseLink.partnership_id
    )
    found = session.execute(
        query.where(CourseLink.id == link_id, Partnership.exchange_id == exchange_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    link, partnership = found
    _record_course(session, "course_unlinked", link, partnership, actor_id)
    session.execute(
        update(Enrolment)
        .where(
            Enrolment.partnership_id == partnership.id,
            Enrolment.state == EnrolmentState.EXPECTED,
            Enrolment.lms_course_id.in_(
                select(CourseRoster.lms_course_id).where(CourseRoster.link_id == link.id)
            ),
        )
        .values(state=EnrolmentState.LEFT)
        .execution_options(synchronize_session=False)
    )
    session.delete(link)


def _record_course(
    session: Session, action: str, link: CourseLink, partnership: Partnership, actor_id: int
) -> None:
    record(
        session,
        action,
        partnership.exchange_id,
        actor_id,
        institution_id=partnership.institution_id,
        deployment=link.deployment_id,
        course=link.course_key,
    )
