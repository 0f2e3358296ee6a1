"""People who have asked to come in: where they stand until they are inside, and their places."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.exchanges.actions.common import record
from vsm_platform.exchanges.models import INSIDE, Enrolment, EnrolmentState, Partnership, Role


def locked_partnership(session: Session, partnership_id: int) -> Partnership:
    """A partner's part, locked until the end of the transaction: whoever gives places waits here.

    Raises:
        NotFound: there is none.
    """
    partnership = session.get(
        Partnership, partnership_id, with_for_update=True, populate_existing=True
    )
    if partnership is None:
        raise NotFound
    return partnership


def students_inside(session: Session, partnership_id: int) -> int:
    """How many of a partner's places are taken by students who are enrolled."""
    query = select(func.count()).where(
        Enrolment.partnership_id == partnership_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.state == EnrolmentState.ENROLLED,
        Enrolment.is_test.is_(False),
    )
    return session.scalar(query.select_from(Enrolment)) or 0


def places_left(session: Session, partnership: Partnership) -> int | None:
    """How many more students of a partner can come in; None for any number."""
    if partnership.places is None:
        return None
    return max(partnership.places - students_inside(session, partnership.id), 0)


def do_set_candidate(
    session: Session,
    partnership: Partnership,
    person_id: int,
    state: EnrolmentState | None,
    *,
    lms_course_id: int | None = None,
) -> EnrolmentState | None:
    """Say where somebody stands who asks to come in; None takes the asking back.

    Returns:
        Where the person stood before.

    Raises:
        Conflict: the person is inside already.
    """
    enrolment = _enrolment(session, partnership, person_id)
    before = enrolment.state if enrolment else None
    if before in INSIDE:
        raise Conflict
    if enrolment is None and state is not None:
        session.add(_new(partnership, person_id, state, lms_course_id))
    elif enrolment is not None and state is None:
        _take_back(session, enrolment)
    elif enrolment is not None and state is not None:
        enrolment.state = state
    session.flush()
    return before


def _take_back(session: Session, enrolment: Enrolment) -> None:
    """Delete an enrolment that came to nothing, unless something hangs on it.

    Somebody whom a roster named may stand in a team already, and is still expected then.
    """
    try:
        with session.begin_nested():
            session.delete(enrolment)
            session.flush()
    except IntegrityError:
        session.refresh(enrolment)
        if enrolment.state != EnrolmentState.EXPECTED:
            enrolment.state = EnrolmentState.LEFT


def do_admit(
    session: Session,
    partnership: Partnership,
    person_id: int,
    *,
    lms_course_id: int | None = None,
    actor_id: int | None,
) -> None:
    """Let a candidate in as a student; the next launch is what counts as the arrival."""
    enrolment = _enrolment(session, partnership, person_id)
    if enrolment is not None and enrolment.state == EnrolmentState.ENROLLED:
        return
    if enrolment is None:
        session.add(_new(partnership, person_id, EnrolmentState.ENROLLED, lms_course_id))
    else:
        enrolment.state = EnrolmentState.ENROLLED
    session.flush()
    record(
        session,
        "enrolled",
        partnership.exchange_id,
        actor_id,
        institution_id=partnership.institution_id,
        person=person_id,
        role=Role.STUDENT,
    )


def _enrolment(session: Session, partnership: Partnership, person_id: int) -> Enrolment | None:
    query = select(Enrolment).where(
        Enrolment.exchange_id == partnership.exchange_id, Enrolment.person_id == person_id
    )
    return session.scalars(query.with_for_update()).one_or_none()


def _new(
    partnership: Partnership,
    person_id: int,
    state: EnrolmentState,
    lms_course_id: int | None,
) -> Enrolment:
    return Enrolment(
        exchange_id=partnership.exchange_id,
        partnership_id=partnership.id,
        person_id=person_id,
        role=Role.STUDENT,
        state=state,
        lms_course_id=lms_course_id,
        enrolled_at=clock.now(),
    )
