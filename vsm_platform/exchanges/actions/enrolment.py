"""People join an exchange by their launches, and some become its coordinators."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared, insertion
from vsm_platform.exchanges import life
from vsm_platform.exchanges.actions.candidates import locked_partnership, places_left
from vsm_platform.exchanges.actions.common import locked_exchange, partnerships, record
from vsm_platform.exchanges.coming_in import Doorway, reason_to_stay_out
from vsm_platform.exchanges.entry import Entry, EntryTerms, entry_rule
from vsm_platform.exchanges.errors import AlreadyTakesPart, LastCoordinator, PlacesTaken
from vsm_platform.exchanges.models import (
    INSIDE,
    TEACHERS,
    VISITORS,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Participation,
    Partnership,
    Role,
)
from vsm_platform.exchanges.queries.season_limits import TAKEN, refuse_beyond_season_limit
from vsm_platform.institutions.api import Institution


def do_enrol(
    session: Session,
    *,
    partnership_id: int,
    person_id: int,
    role: Role,
    lms_course_id: int | None = None,
    is_test: bool = False,
    is_admitted: bool = False,
) -> bool:
    """Enrol a person as the LMS sees them; a launch that changes nothing costs one select.

    The role follows the LMS, up and down, but a coordinator stays coordinator: that role is
    given here and the LMS knows nothing of it. Whoever was expected or had left is enrolled.
    Where nobody can come in, whoever was in before stays as they are.

    ``is_admitted`` says that somebody who may has let this person in, so that neither the
    registration window nor the exchange's end keeps them out, nor that all places are taken.

    Returns:
        Whether anything changed.

    Raises:
        NotFound: there is no such partnership.
        ExchangeClosed: the person is not in, and nobody can come in now, or no place is left.
        SeasonLimitReached: the student takes as many of its alliance's exchanges as it allows.
    """
    standing = _standing(session, partnership_id, person_id)
    if not _comes_in(standing, role, is_admitted=is_admitted):
        return False
    arrival = _Arrival(partnership_id, person_id, role, lms_course_id, is_test, is_admitted)
    return _write_enrolment(session, standing, arrival)


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

    Those who teach, and test users, need no application. It costs what ``do_enrol`` does.

    Raises:
        NotFound: there is no such partnership.
        ExchangeClosed: the person is not in, and nobody can come in now, or no place is left.
        SeasonLimitReached: the student takes as many of its alliance's exchanges as it allows.
    """
    standing = _standing(session, partnership_id, person_id)
    if not _comes_in(standing, role, is_admitted=False):
        return Entered(Entry.ENROL, changed=False)
    is_bound = role == Role.STUDENT and not is_test
    entry = entry_rule(standing.terms, standing.state) if is_bound else Entry.ENROL
    if entry is not Entry.ENROL:
        return Entered(entry, changed=False)
    arrival = _Arrival(partnership_id, person_id, role, lms_course_id, is_test)
    return Entered(entry, _write_enrolment(session, standing, arrival))


class _Arrival(NamedTuple):
    """Who comes, to which partnership, and how the LMS sees them."""

    partnership_id: int
    person_id: int
    role: Role
    lms_course_id: int | None
    is_test: bool
    is_admitted: bool = False


def _write_enrolment(session: Session, standing: "Standing", arrival: _Arrival) -> bool:
    """Enrol a person who may come in; gives whether anything changed."""
    partnership_id, person_id, role, lms_course_id, is_test, _is_admitted = arrival
    wanted = _wanted(standing, role, lms_course_id)
    _refuse_one_too_many(session, standing, person_id, role, is_test=is_test)
    if not is_test and not arrival.is_admitted:
        do_keep_places(session, standing, partnership_id, person_id, role)
    if standing.enrolment_id is None:
        columns = {"partnership_id": partnership_id, "person_id": person_id, "is_test": is_test}
        _enrol(session, exchange_id=standing.exchange_id, **columns, **wanted)
    elif any(getattr(standing, name) != value for name, value in wanted.items()):
        changed = update(Enrolment).where(Enrolment.id == standing.enrolment_id)
        session.execute(changed.values(**wanted))
    else:
        return False
    _record_enrolment(session, standing, person_id, Role(str(wanted["role"])))
    return True


def _comes_in(standing: "Standing", role: Role, *, is_admitted: bool) -> bool:
    """Whether the launch counts; where nobody can come in, that of somebody who is in does not."""
    closed = reason_to_stay_out(standing.doorway(role, is_admitted=is_admitted))
    if closed is not None and standing.state not in INSIDE:
        raise closed
    return closed is None


def _wanted(standing: "Standing", role: Role, lms_course_id: int | None) -> dict[str, object]:
    """The columns of an enrolment as a launch would have them."""
    is_coordinator = standing.role == Role.COORDINATOR
    has_completed = standing.state == EnrolmentState.COMPLETED
    wanted: dict[str, object] = {
        "role": Role.COORDINATOR if is_coordinator else role,
        "state": EnrolmentState.COMPLETED if has_completed else EnrolmentState.ENROLLED,
    }
    if lms_course_id is not None:
        wanted["lms_course_id"] = lms_course_id
    if standing.arrived_at is None:
        wanted["arrived_at"] = clock.now()
    return wanted


def _refuse_one_too_many(
    session: Session, standing: "Standing", person_id: int, role: Role, *, is_test: bool
) -> None:
    """Whoever takes part already stays, whatever the alliance has decided since."""
    if role == Role.STUDENT and standing.state not in TAKEN and not is_test:
        refuse_beyond_season_limit(session, person_id, standing.exchange_id)


def do_keep_places(
    session: Session, standing: "Standing", partnership_id: int, person_id: int, role: Role
) -> None:
    """Take one of the partner's places, if this is somebody who needs one.

    Whoever takes the last one holds the partnership's lock until the end of the transaction, so
    that of two at once one is told.

    Raises:
        PlacesTaken: there is none left.
    """
    is_in = standing.state in INSIDE and standing.role == Role.STUDENT
    if role != Role.STUDENT or standing.places is None or is_in:
        return
    partnership = locked_partnership(session, partnership_id)
    left = places_left(session, partnership)
    # Somebody who clicks twice at once may have come in while this transaction waited.
    if left is None or left > 0 or _standing(session, partnership_id, person_id).state in INSIDE:
        return
    raise PlacesTaken(
        institution=session.get_one(Institution, standing.institution_id).name,
        exchange=standing.title,
        places=partnership.places or 0,
    )


def do_enrol_invited(
    session: Session, *, partnership_id: int, person_id: int, role: Role, is_minor: bool = False
) -> int:
    """Enrol a person whom an invitation has brought here; gives the enrolment's id.

    Whoever had left, or was expected or waiting for an answer, is in; a visitor can be invited
    again, or become a participant. Nobody else's role changes who is in already.

    Raises:
        NotFound: there is no such partnership.
        AlreadyTakesPart: the person is in the exchange.
        ExchangeClosed: it is archived, the partner has left, or no place is left.
        SeasonLimitReached: the student takes as many of its alliance's exchanges as it allows.
    """
    standing = _standing(session, partnership_id, person_id)
    closed = reason_to_stay_out(standing.doorway(role, is_admitted=True))
    if closed is not None:
        raise closed
    _refuse_one_too_many(session, standing, person_id, role, is_test=False)
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
    do_keep_places(session, standing, partnership_id, person_id, role)
    if standing.enrolment_id is None:
        _enrol(session, exchange_id=standing.exchange_id, person_id=person_id, **values)
    else:
        changed = update(Enrolment).where(Enrolment.id == standing.enrolment_id)
        session.execute(changed.values(**values))
    _record_enrolment(session, standing, person_id, role)
    return _standing(session, partnership_id, person_id).enrolment_id or 0


def _record_enrolment(session: Session, standing: "Standing", person_id: int, role: Role) -> None:
    is_old = standing.state in {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED}
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
    enrolled_at: datetime | None
    title: str
    exchange_state: str
    starts_on: date
    ends_on: date
    registers_from: date | None
    registers_until: date | None
    left_on: date | None
    participation: str
    timezone: str
    places: int | None

    @property
    def terms(self) -> EntryTerms:
        """What the partner agreed about who comes in."""
        return EntryTerms(
            Participation(self.participation),
            self.registers_from,
            self.registers_until,
            self.timezone,
        )

    def doorway(self, role: Role, *, is_admitted: bool) -> Doorway:
        """What decides whether this person can come in now."""
        return Doorway(
            title=self.title,
            state=life.standing(ExchangeState(self.exchange_state), self.starts_on, self.ends_on),
            starts_on=self.starts_on,
            terms=self.terms,
            left_on=self.left_on,
            teaches=role in TEACHERS or self.role == Role.COORDINATOR,
            is_in=self.state in INSIDE,
            known_since=self.enrolled_at,
            is_admitted=is_admitted,
        )


# Built once, because it is asked at every launch.
_PARTNERSHIPS, _ENROLMENTS = table_of(Partnership), table_of(Enrolment)
_EXCHANGES, _INSTITUTIONS = table_of(Exchange), table_of(Institution)
_STANDING = Prepared(
    select(
        _PARTNERSHIPS.c.exchange_id,
        _PARTNERSHIPS.c.institution_id,
        _ENROLMENTS.c.id,
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.state,
        _ENROLMENTS.c.lms_course_id,
        _ENROLMENTS.c.arrived_at,
        _ENROLMENTS.c.enrolled_at,
        _EXCHANGES.c.title,
        _EXCHANGES.c.state,
        _EXCHANGES.c.starts_on,
        _EXCHANGES.c.ends_on,
        _PARTNERSHIPS.c.registers_from,
        _PARTNERSHIPS.c.registers_until,
        _PARTNERSHIPS.c.left_on,
        _PARTNERSHIPS.c.participation,
        _INSTITUTIONS.c.timezone,
        _PARTNERSHIPS.c.places,
    )
    .select_from(_PARTNERSHIPS)
    .join(_INSTITUTIONS, _INSTITUTIONS.c.id == _PARTNERSHIPS.c.institution_id)
    .join(_EXCHANGES, _EXCHANGES.c.id == _PARTNERSHIPS.c.exchange_id)
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
    found = _STANDING.one_or_none(session, values)
    if found is None:
        raise NotFound
    return Standing(*found)


_NOT_SAID = {"lms_course_id": None, "is_test": False, "arrived_at": None, "is_minor": False}
_ENROL = Prepared(
    insertion(
        _ENROLMENTS,
        *("exchange_id", "partnership_id", "person_id", "role", "state", "enrolled_at"),
        *("lms_groups", *_NOT_SAID),
    ).on_conflict_do_nothing()
)


def _enrol(session: Session, **columns: object) -> None:
    """Enrol; on PostgreSQL a second click may be faster, and then the person is, as is the aim."""
    values = {**_NOT_SAID, "lms_groups": [], "enrolled_at": clock.now(), **columns}
    _ENROL.all(session, values)


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
        NotFound: the person is not among those who teach in the exchange, for a partner that has
            not left.
        LastCoordinator: nobody else coordinates it.
    """
    locked_exchange(session, exchange_id)
    query = select(Enrolment).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role.in_(TEACHERS),
        Enrolment.is_test.is_(False),
        Enrolment.partnership_id.in_(_present(session, exchange_id)),
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


def _present(session: Session, exchange_id: int) -> list[int]:
    found = partnerships(session, exchange_id)
    return [each.id for each in found if not life.has_left(each.left_on)]
