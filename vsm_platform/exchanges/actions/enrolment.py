"""People join an exchange by their launches, and some become its coordinators."""

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.common import locked_exchange, record
from vsm_platform.exchanges.errors import LastCoordinator
from vsm_platform.exchanges.models import Enrolment, Partnership, Role


def do_enrol(
    session: Session,
    *,
    partnership_id: int,
    person_id: int,
    role: Role,
    is_test: bool = False,
) -> None:
    """Enrol a person as the LMS sees them; a launch that changes nothing costs one select.

    The role follows the LMS, up and down, but a coordinator stays coordinator: that role is
    given here and the LMS knows nothing of it.

    Raises:
        NotFound: there is no such partnership.
    """
    exchange_id, institution_id, enrolment_id, present = _standing(
        session, partnership_id, person_id
    )
    if present in {role, Role.COORDINATOR}:
        return
    if enrolment_id is None:
        columns = {"partnership_id": partnership_id, "person_id": person_id, "role": role}
        _enrol(session, exchange_id=exchange_id, is_test=is_test, **columns)
    else:
        session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(role=role))
    record(
        session,
        "enrolled" if enrolment_id is None else "role_changed",
        exchange_id,
        person_id,
        institution_id=institution_id,
        person=person_id,
        role=role,
    )


# Built once, because it is asked at every launch.
_PARTNERSHIPS, _ENROLMENTS = table_of(Partnership), table_of(Enrolment)
_STANDING = (
    select(
        _PARTNERSHIPS.c.exchange_id,
        _PARTNERSHIPS.c.institution_id,
        _ENROLMENTS.c.id,
        _ENROLMENTS.c.role,
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


def _standing(
    session: Session, partnership_id: int, person_id: int
) -> tuple[int, int, int | None, Role | None]:
    """Exchange and institution of a partnership, and the person's enrolment and role, if any."""
    values = {"person": person_id, "partnership": partnership_id}
    found = session.connection().execute(_STANDING, values).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2], found[3]


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
        Enrolment.role != Role.STUDENT,
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
