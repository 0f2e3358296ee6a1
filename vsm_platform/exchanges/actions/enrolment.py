"""People join an exchange by their launches, and some become its coordinators."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.common import locked_exchange, record
from vsm_platform.exchanges.entry import Entry, EntryTerms, entry_rule
from vsm_platform.exchanges.errors import LastCoordinator
from vsm_platform.exchanges.models import (
    TEACHERS,
    Enrolment,
    EnrolmentState,
    Participation,
    Partnership,
    Role,
)
from vsm_platform.institutions.api import Institution


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
    return _enrol_as(session, standing, partnership_id, person_id, role, lms_course_id, is_test)


class Entered(NamedTuple):
    """What became of somebody who came by a launch."""

    entry: Entry
    changed: bool


def do_enter(
    session: Session,
    *,
    partnership_id: int,
    person_id: int,
    role: Role,
    lms_course_id: int | None = None,
    is_test: bool = False,
) -> Entered:
    """Enrol whoever a launch brings, as far as the partner's terms let them in by themselves.

    Those who teach, and test users, always come in. It costs what ``do_enrol`` does.

    Raises:
        NotFound: there is no such partnership.
    """
    standing = _standing(session, partnership_id, person_id)
    is_bound = role == Role.STUDENT and not is_test
    entry = entry_rule(standing.terms, standing.state) if is_bound else Entry.ENROL
    if entry is not Entry.ENROL:
        return Entered(entry, changed=False)
    changed = _enrol_as(session, standing, partnership_id, person_id, role, lms_course_id, is_test)
    return Entered(entry, changed)


def _enrol_as(
    session: Session,
    standing: "Standing",
    partnership_id: int,
    person_id: int,
    role: Role,
    lms_course_id: int | None,
    is_test: bool,
) -> bool:
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
    participation: str
    registers_from: date | None
    registers_until: date | None
    timezone: str

    @property
    def terms(self) -> EntryTerms:
        """What the partner agreed about who comes in."""
        return EntryTerms(
            Participation(self.participation),
            self.registers_from,
            self.registers_until,
            self.timezone,
        )


# Built once, because it is asked at every launch.
_PARTNERSHIPS, _ENROLMENTS = table_of(Partnership), table_of(Enrolment)
_INSTITUTIONS = table_of(Institution)
_STANDING = (
    select(
        _PARTNERSHIPS.c.exchange_id,
        _PARTNERSHIPS.c.institution_id,
        _ENROLMENTS.c.id,
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.state,
        _ENROLMENTS.c.lms_course_id,
        _ENROLMENTS.c.arrived_at,
        _PARTNERSHIPS.c.participation,
        _PARTNERSHIPS.c.registers_from,
        _PARTNERSHIPS.c.registers_until,
        _INSTITUTIONS.c.timezone,
    )
    .select_from(_PARTNERSHIPS)
    .join(_INSTITUTIONS, _INSTITUTIONS.c.id == _PARTNERSHIPS.c.institution_id)
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
