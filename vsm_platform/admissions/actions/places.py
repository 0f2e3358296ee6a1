"""Places are offered, taken, declined and passed on, each by one transaction after the other.

Whoever gives or takes a place locks the partnership first; so of two who want the last one at the
same moment, one gets it and the other is told.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.common import (
    do_stand,
    ensured_admission,
    locked_application,
    record,
)
from vsm_platform.admissions.actions.letters import do_tell
from vsm_platform.admissions.errors import CandidateObjected, NoPlaceLeft, OfferGone
from vsm_platform.admissions.models import Application, ApplicationState
from vsm_platform.admissions.queries.desks import (
    Desk,
    Places,
    answer_deadline,
    desk_of,
    places_of,
)
from vsm_platform.admissions.queries.waiting import WAITING_ORDER
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Candidate,
    Partnership,
    Step,
    do_admit,
    entry_objection,
    locked_partnership,
)


def do_take_place(session: Session, application_id: int, partnership_id: int) -> None:
    """An applicant takes the offered place, and is enrolled.

    Raises:
        OfferGone: it is no longer held.
        CandidateObjected: another room's rule keeps the person out.
    """
    partnership = locked_partnership(session, partnership_id)
    application = locked_application(session, application_id)
    if application.state == ApplicationState.ACCEPTED:
        return
    if not _is_held(application, clock.now()):
        raise OfferGone
    reason = place_objection(session, application)
    if reason:
        raise CandidateObjected(reason=reason)
    do_enrol_applicant(session, partnership, application, application.person_id)


def place_objection(session: Session, application: Application) -> str | None:
    """Why another room does not let this applicant have a place."""
    candidate = Candidate(
        application.exchange_id, application.partnership_id, application.person_id
    )
    return entry_objection(session, candidate, Step.IS_ENROLLED)


def do_enrol_applicant(
    session: Session, partnership: Partnership, application: Application, actor_id: int | None
) -> None:
    """The applicant is inside from now on; the caller knows that there is a place."""
    application.state, application.answer_until = ApplicationState.ACCEPTED, None
    application.changed_at = clock.now()
    do_admit(
        session,
        partnership,
        application.person_id,
        lms_course_id=application.lms_course_id,
        actor_id=actor_id,
    )
    record(session, "accepted", partnership, actor_id, application=application)


def do_decline_place(session: Session, application_id: int, partnership_id: int) -> None:
    """An applicant does not want the offered place; it goes to the next on the waiting list.

    Raises:
        OfferGone: there is no such offer any more.
    """
    partnership = locked_partnership(session, partnership_id)
    application = locked_application(session, application_id)
    if application.state != ApplicationState.OFFERED:
        raise OfferGone
    application.state, application.answer_until = ApplicationState.DECLINED, None
    application.changed_at = clock.now()
    do_stand(session, partnership, application)
    record(session, "declined", partnership, application.person_id, application=application)
    do_pass_on(session, desk_of(session, partnership_id), partnership)


def do_offer_place(
    session: Session,
    desk: Desk,
    partnership: Partnership,
    application: Application,
    actor_id: int | None,
) -> None:
    """Offer one place, or give it where nobody is asked again; the caller knows that it is free."""
    application.decided_at = application.changed_at = clock.now()
    application.refused_by_id, application.rank = None, None
    deadline = answer_deadline(desk)
    if deadline is None:
        do_enrol_applicant(session, partnership, application, actor_id)
        do_tell(session, desk, application, "accepted")
        return
    application.state, application.answer_until = ApplicationState.OFFERED, deadline
    do_stand(session, partnership, application)
    record(session, "offered", partnership, actor_id, application=application)
    do_tell(session, desk, application, "offered")


def require_places(session: Session, partnership: Partnership, chosen: int) -> Places:
    """The partner's places, if there are enough; the caller holds the partnership's lock.

    Raises:
        NoPlaceLeft: there are fewer.
    """
    places = places_of(session, partnership.id, partnership.places)
    if not places.is_enough_for(chosen):
        raise NoPlaceLeft(left=places.left or 0, chosen=chosen)
    return places


def do_pass_on(session: Session, desk: Desk, partnership: Partnership) -> int:
    """Take back what was not answered in time, and offer free places to the waiting list.

    The caller holds the partnership's lock.

    Returns:
        How many were offered a place.
    """
    _expire_offers(session, desk, partnership)
    admission = ensured_admission(session, partnership.id)
    places = places_of(session, partnership.id, partnership.places)
    if places.left is None or not admission.moves_up or desk.today > desk.moves_until:
        # From the first time that all places are taken, the list moves up by itself.
        admission.moves_up = admission.moves_up or places.left == 0
        return 0
    moved = 0
    for application in _line(session, partnership.id):
        if moved >= places.left:
            break
        # One whom another room keeps out must not hold up those behind.
        if place_objection(session, application) is None:
            do_offer_place(session, desk, partnership, application, None)
            moved += 1
    return moved


def _line(session: Session, partnership_id: int) -> list[Application]:
    query = select(Application).where(
        Application.partnership_id == partnership_id,
        Application.state == ApplicationState.WAITLISTED,
    )
    return list(session.scalars(query.order_by(*WAITING_ORDER)))


def _expire_offers(session: Session, desk: Desk, partnership: Partnership) -> None:
    query = select(Application).where(
        Application.partnership_id == partnership.id,
        Application.state == ApplicationState.OFFERED,
        Application.answer_until <= clock.now(),
    )
    for application in session.scalars(query):
        application.state, application.answer_until = ApplicationState.EXPIRED, None
        application.changed_at = clock.now()
        do_stand(session, partnership, application)
        record(session, "expired", partnership, None, application=application)
        do_tell(session, desk, application, "expired")
    session.flush()


def _is_held(application: Application, present: datetime) -> bool:
    until = application.answer_until
    return application.state == ApplicationState.OFFERED and (until is None or present < until)
