"""People join an exchange by their launches, and some become its coordinators."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.common import locked_exchange, record
from vsm_platform.exchanges.errors import AlreadyTakesPart, LastCoordinator
from vsm_platform.exchanges.models import (
    TEACHERS,
    VISITORS,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
)


def do_enrol(
    session: Session,
    *,
    partnership_id: int,
    person_id: int,
    role: Role,
    lms_course_id: int | None = None,
    is_test: bool = False,
) -> bool:
    """Enrol a person as the LMS sees them; a launch that changes nothing costs one select.

    The role follows the LMS, up and down, but a coordinator stays coordinator: that role is
    given here and the LMS knows nothing of it. Whoever was expected or had left is enrolled.

    Returns:
        Whether anything changed.

    Raises:
        NotFound: there is no such partnership.
    """
    standing = _standing(session, partnership_id, person_id)
    if standing.role == Role.COORDINATOR:
        role = Role.COORDINATOR
    wanted: dict[str, object] = {"role": role, "state": EnrolmentState.ENROLLED}
    if lms_course_id is not None:
        wanted["lms_course_id"] = lms_course_id
    if standing.arrived_at is None:
        wanted["arrived_at"] = clock.now()
    if standing.enrolment_id is None:
        columns = {"partnership_id": partnership_id, "person_id": person_id, "is_test": is_test}
        _enrol(session, exchange_id=standing.exchange_id, **columns, **wanted)
    elif any(getattr(standing, name) != value for name, value in wanted.items()):
        changed = update(Enrolment).where(Enrolment.id == standing.enrolment_id)
        session.execute(changed.values(**wanted))
    else:
        return False
    _record_enrolment(session, standing, person_id, role)
    return True


def do_enrol_invited(
    session: Session, *, partnership_id: int, person_id: int, role: Role, is_minor: bool = False
) -> int:
    """Enrol a person whom an invitation has brought here; gives the enrolment's id.

    Whoever had left, or was expected or waiting for an answer, is in; a visitor can be invited
    again, or become a participant. Nobody else's role changes who is in already.

    Raises:
        NotFound: there is no such partnership.
        AlreadyTakesPart: the person is in the exchange.
    """
    standing = _standing(session, partnership_id, person_id)
    values: dict[str, object] = {
        "role": role,
        "state": EnrolmentState.ENROLLED,
        "partnership_id": partnership_id,
        "is_minor": is_minor,
        "arrived_at": standing.arrived_at or clock.now(),
    }
    is_in = standing.state in {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED}
    if is_in and standing.role not in VISITORS:
        raise AlreadyTakesPart
    if standing.enrolment_id is None:
        _enrol(session, exchange_id=standing.exchange_id, person_id=person_id, **values)
    else:
        changed = update(Enrolment).where(Enrolment.id == standing.enrolment_id)
        session.execute(changed.values(**values))
    _record_enrolment(session, standing, person_id, role)
    return _standing(session, partnership_id, person_id).enrolment_id or 0


def _record_enrolment(session: Session, standing: "Standing", person_id: int, role: Role) -> None:
    is_old = standing.state == EnrolmentState.ENROLLED
    if is_old and standing.role == role:
        return
    record(
        session,
        "role_changed" if is_old else "enrolled",
        standing.exchange_id,
        person_id,
        institution_id=standing.institution_id,
        person=person_id,
        role=role,
    )


class Standing(NamedTuple):
    """A partnership, and a person's enrolment in its exchange as far as there is one."""

    exchange_id: int
    institution_id: int
    enrolment_id: int | None
    role: Role | None
    state: EnrolmentState | None
    lms_course_id: int | None
    arrived_at: datetime | None


# Built once, because it is asked at every launch.
_PARTNERSHIPS, _ENROLMENTS = table_of(Partnership), table_of(Enrolment)
_STANDING = (
    select(
        _PARTNERSHIPS.c.exchange_id,
        _PARTNERSHIPS.c.institution_id,
        _ENROLMENTS.c.id,
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.state,
        _ENROLMENTS.c.lms_course_id,
        _ENROLMENTS.c.arrived_at,
    )
    .select_from(_PARTNERSHIPS)
    .outerjoin(
        _ENROLMENTS,
        and_(
            _ENROLMENTS.c.exchange_id == _PARTNERSHIPS.c.exchange_id,
            _ENROLMENTS.c.person_id == bindparam("person"),
        ),
    )
    .where(_PARTNERSHIPS.c.id == bindparam("partnership"))
)


def _standing(session: Session, partnership_id: int, person_id: int) -> Standing:
    values = {"person": person_id, "partnership": partnership_id}
    found = session.connection().execute(_STANDING, values).one_or_none()
    if found is None:
        raise NotFound
    return Standing(*found)


def _enrol(session: Session, **columns: object) -> None:
    # On PostgreSQL a second click may be faster; then the person is enrolled, which is the aim.
    try:
        with session.begin_nested():
            session.add(Enrolment(enrolled_at=clock.now(), **columns))
    except IntegrityError:
        pass


def do_set_coordinator(
    session: Session,
    exchange_id: int,
    person_id: int,
    *,
    is_coordinator: bool,
    actor_id: int | None,
) -> None:
    """Make a facilitator of any partner a coordinator, or a coordinator a facilitator again.

    Raises:
        NotFound: the person is not among those who teach in the exchange.
        LastCoordinator: nobody else coordinates it.
    """
    locked_exchange(session, exchange_id)
    query = select(Enrolment).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role.in_(TEACHERS),
        Enrolment.is_test.is_(False),
    )
    staff = {enrolment.person_id: enrolment for enrolment in session.scalars(query)}
    chosen = staff.get(person_id)
    if chosen is None:
        raise NotFound
    role = Role.COORDINATOR if is_coordinator else Role.FACILITATOR
    if chosen.role == role:
        return
    coordinators = [one for one in staff.values() if one.role == Role.COORDINATOR]
    if not is_coordinator and len(coordinators) == 1:
        raise LastCoordinator
    chosen.role = role
    verb = "coordinator_appointed" if is_coordinator else "coordinator_removed"
    record(session, verb, exchange_id, actor_id, person=person_id)
