"""When rosters are read: after a course is linked, every few hours, and when somebody asks."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, String, and_, cast, exists, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.exchanges.actions.common import record
from vsm_platform.exchanges.actions.rosters import JUST_LAUNCHED, do_mark_left
from vsm_platform.exchanges.errors import RosterAskedTooSoon
from vsm_platform.exchanges.models import CourseLink, CourseRoster, Partnership
from vsm_platform.exchanges.queries.departures import Sweep, departures
from vsm_platform.institutions.api import Deployment, LmsCourse

KIND = "exchanges.roster"
"""Of the deliveries that read a roster; one recurs for each linked course."""
EVERY = timedelta(hours=6)
BEFORE = timedelta(weeks=4)
"""Regular reading begins so long before an exchange does."""
AFTER = timedelta(weeks=2)
ASK_EVERY = timedelta(minutes=1)


def next_reading(starts_on: date, ends_on: date) -> datetime | None:
    """When a roster that was read now is to be read again; None once the exchange is over."""
    opens = datetime.combine(starts_on, time(), UTC) - BEFORE
    closes = datetime.combine(ends_on, time(), UTC) + AFTER
    following = max(clock.now() + EVERY, opens)
    return following if following <= closes else None


def do_plan_roster(session: Session, link_id: int) -> bool:
    """Have a linked course's roster read soon and from then on, once its LMS has offered it.

    Returns:
        Whether it is planned, now or before.
    """
    found = session.execute(_offered(link_id)).one_or_none()
    if found is None:
        return False
    if session.get(CourseRoster, link_id) is None:
        # On PostgreSQL another first launch may be faster; then it is planned, which is the aim.
        with suppress(IntegrityError), session.begin_nested():
            session.add(CourseRoster(link_id=link_id, lms_course_id=found.lms_course_id))
            session.flush()
            _enqueue(session, link_id, *found[1:])
    return True


def _offered(link_id: int) -> Select[int, int, int, int]:
    """The LMS course behind a link, if its LMS has offered a roster for it."""
    is_that_course = and_(
        LmsCourse.deployment_id == CourseLink.deployment_id,
        LmsCourse.course_key == CourseLink.course_key,
    )
    return (
        select(
            LmsCourse.id.label("lms_course_id"),
            Deployment.registration_id,
            Partnership.institution_id,
            Partnership.exchange_id,
        )
        .select_from(CourseLink)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .join(Deployment, Deployment.id == CourseLink.deployment_id)
        .join(LmsCourse, is_that_course)
        .where(CourseLink.id == link_id, LmsCourse.memberships_url != "")
    )


def _lane(link_id: int | str) -> str:
    return f"roster:{link_id}"


def _enqueue(
    session: Session, link_id: int, registration_id: int, institution_id: int, exchange_id: int
) -> None:
    # The lane is the course's own: a task that recurs never leaves its lane, and nothing behind it
    # would ever be done. The channel is the LMS's, but its rosters' alone: a roster that is
    # forbidden must neither hold back the LMS's grades nor let them go when they are held.
    enqueue(
        session,
        KIND,
        {"link": link_id},
        lane=_lane(link_id),
        channel=f"roster:{registration_id}",
        institution_id=institution_id,
        exchange_id=exchange_id,
    )


def do_ask_for_roster(session: Session, exchange_id: int, link_id: int) -> None:
    """Somebody wants a roster to be read now, and in full.

    Raises:
        NotFound: the exchange has no such course, or its LMS has offered no roster.
        RosterAskedTooSoon: somebody asked within the last minute.
    """
    roster, _ = _roster_of(session, exchange_id, link_id)
    present = clock.now()
    if roster.asked_at and present - roster.asked_at < ASK_EVERY:
        raise RosterAskedTooSoon
    roster.asked_at, roster.differences_url = present, ""
    waiting = update(Delivery).where(
        Delivery.lane == _lane(link_id), Delivery.state == DeliveryState.WAITING
    )
    if session.execute(waiting.values(due_at=present).returning(Delivery.id)).first() is None:
        found = session.execute(_offered(link_id)).one_or_none()
        if found is None:
            raise NotFound
        _enqueue(session, link_id, *found[1:])


def do_resume_rosters(session: Session, exchange_id: int) -> None:
    """Have the rosters read again whose reading had come to its end; the rest go on as before.

    For an exchange that goes on after all, and for a partner that comes back.
    """
    waiting = exists().where(
        Delivery.exchange_id == exchange_id,
        Delivery.state == DeliveryState.WAITING,
        Delivery.lane == literal(_lane("")) + cast(CourseRoster.link_id, String),
    )
    query = (
        select(CourseRoster.link_id)
        .join(CourseLink, CourseLink.id == CourseRoster.link_id)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .where(Partnership.exchange_id == exchange_id, ~waiting)
    )
    for link_id in list(session.scalars(query)):
        found = session.execute(_offered(link_id)).one_or_none()
        if found is not None:
            _enqueue(session, link_id, *found[1:])


def do_decide_departures(
    session: Session,
    exchange_id: int,
    link_id: int,
    *,
    missing: int,
    have_left: bool,
    actor_id: int,
) -> None:
    """Somebody says whether the many whom a roster lacks have left, or are only missing there.

    Raises:
        NotFound: the exchange has no such course.
        Conflict: the roster was read anew, and now lacks another number than was shown.
    """
    roster, partnership = _roster_of(session, exchange_id, link_id)
    if not roster.looks_wrong or roster.missing != missing or roster.full_at is None:
        raise Conflict
    if not have_left:
        roster.ignored = roster.missing
        record(
            session,
            "roster_kept",
            exchange_id,
            actor_id,
            institution_id=partnership.institution_id,
            people=missing,
        )
        return
    sweep = Sweep(
        partnership_id=partnership.id,
        lms_course_id=roster.lms_course_id,
        full_at=roster.full_at,
        believed_since=roster.full_at - JUST_LAUNCHED,
        is_partial=False,
    )
    do_mark_left(session, sweep, departures(session, sweep), exchange_id, actor_id)
    roster.missing = roster.ignored = 0


def _roster_of(
    session: Session, exchange_id: int, link_id: int
) -> tuple[CourseRoster, Partnership]:
    query = (
        select(CourseRoster, Partnership)
        .join(CourseLink, CourseLink.id == CourseRoster.link_id)
        .join(Partnership, Partnership.id == CourseLink.partnership_id)
        .where(CourseRoster.link_id == link_id, Partnership.exchange_id == exchange_id)
        .with_for_update()
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    roster, partnership = found
    return roster, partnership


def do_note_trouble(session: Session, link_id: int, code: str) -> int:
    """A try did not succeed; gives how many in a row did not."""
    roster = session.get(CourseRoster, link_id)
    if roster is None:
        return 1
    roster.trouble, roster.next_url = code, ""
    roster.failures += 1
    return roster.failures
