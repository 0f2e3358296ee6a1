"""A person's part in exchanges: what can be taken along, and what is left of it after an erasure."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.exchanges.models import (
    CANDIDATES,
    CourseLink,
    Enrolment,
    EnrolmentState,
    Exchange,
    Partnership,
    RosterEntry,
)
from vsm_platform.institutions.api import Institution, LmsCourse


def enrolments_of(person_id: int) -> Select[int]:
    """The ids of a person's enrolments, for statements about what refers to them."""
    return select(Enrolment.id).where(Enrolment.person_id == person_id)


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Where the person takes part, and which rosters named them."""
    enrolments = (
        select(
            Exchange.title.label("exchange"),
            Exchange.season,
            Institution.name.label("institution"),
            Enrolment.role,
            Enrolment.state,
            Enrolment.enrolled_at,
            Enrolment.arrived_at,
            Enrolment.lms_groups,
            Enrolment.is_minor,
            Enrolment.consented_at,
        )
        .join(Exchange, Exchange.id == Enrolment.exchange_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id)
    )
    yield Part("enrolments", _l("Exchanges"), listed(session, enrolments))
    rosters = (
        select(LmsCourse.course_key, RosterEntry.seen_at)
        .join(LmsCourse, LmsCourse.id == RosterEntry.lms_course_id)
        .where(RosterEntry.person_id == person_id)
    )
    yield Part("rosters", _l("Lists of participants that named you"), listed(session, rosters))
    links = select(CourseLink.course_title, CourseLink.linked_at)
    links = links.where(CourseLink.linked_by_id == person_id)
    yield Part("linked_courses", _l("Courses that you linked"), listed(session, links))


def do_forget(session: Session, gone: Gone) -> None:
    """Who stood inside has left; who only asked to come in was never here."""
    session.execute(delete(RosterEntry).where(RosterEntry.person_id == gone.person_id))
    session.execute(
        update(Enrolment)
        .where(Enrolment.person_id == gone.person_id)
        .values(lms_groups=[], lms_course_id=None, is_minor=False, consented_at=None)
    )
    own = select(Enrolment).where(Enrolment.person_id == gone.person_id)
    for enrolment in session.scalars(own).all():
        if enrolment.state in CANDIDATES and _was_never_here(session, enrolment):
            continue
        enrolment.state = EnrolmentState.LEFT


def _was_never_here(session: Session, enrolment: Enrolment) -> bool:
    try:
        with session.begin_nested():
            session.delete(enrolment)
    except IntegrityError:
        # Something still stands on it, and keeps its place.
        return False
    return True


offer_personal_data("exchanges", own_data)
offer_erasure(
    "exchanges",
    do_forget,
    kept=(
        _l(
            "That somebody of your university took part and has left: numbers of a course stay true."
        ),
        _l(
            "What you set up or wrote as a teacher for a whole course: dates, pages, tasks, messages. "
            "The course needs them; your name goes from them."
        ),
    ),
)
