"""What an applicant sees of the own application."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.admissions.criteria import Asked, Value, exclusion, first_exclusion, missing
from vsm_platform.admissions.models import ENDED, Application, ApplicationState, Criterion
from vsm_platform.admissions.queries.desks import (
    Desk,
    answers_of,
    as_asked,
    criteria_of,
    desk_of,
)
from vsm_platform.admissions.queries.waiting import WAITING_ORDER
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    INSIDE,
    Candidate,
    Enrolment,
    Exchange,
    Step,
    Window,
    entry_objection,
    visited_course,
)

CAN_BE_WRITTEN = ENDED | {ApplicationState.DRAFT, ApplicationState.SENT}
"""States in which an applicant may go on writing, until the deadline."""


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One question with how far it is answered."""

    asked: Asked
    value: Value
    missing: str | None
    excludes: str | None

    @property
    def is_done(self) -> bool:
        return self.missing is None and self.excludes is None


@dataclass(frozen=True, slots=True)
class Paper:
    """An application as its applicant sees it, whether anything of it is stored yet or not."""

    desk: Desk
    person_id: int
    lms_course_id: int | None
    criteria: list[Asked]
    application: Application | None
    answers: Mapping[int, Value]
    is_inside: bool

    @property
    def state(self) -> ApplicationState:
        return self.application.state if self.application else ApplicationState.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it is the time to apply here."""
        return self.desk.takes_applications and self.desk.terms.window is Window.OPEN

    @property
    def was_ruled_out(self) -> bool:
        """Refused by a rule and not by people, so that a slip can be corrected."""
        return self.state == ApplicationState.REFUSED and self.refused_by_id is not None

    @property
    def refused_by_id(self) -> int | None:
        return self.application.refused_by_id if self.application else None

    @property
    def can_be_written(self) -> bool:
        return self.is_open and (self.state in CAN_BE_WRITTEN or self.was_ruled_out)

    @property
    def is_sent(self) -> bool:
        """Others wait for it, or have decided about it."""
        return self.state not in ENDED | {ApplicationState.DRAFT} and not self.was_ruled_out

    @property
    def steps(self) -> list[PaperStep]:
        return [self._step(asked) for asked in self.criteria]

    def _step(self, asked: Asked) -> PaperStep:
        value = self.answers.get(asked.id, {})
        # A private answer is gone once it is sent: it has done what it was for.
        is_gone = asked.is_private and self.state == ApplicationState.SENT and not value
        reason = exclusion(asked, value) if asked.is_rule else None
        return PaperStep(asked, value, None if is_gone else missing(asked, value), reason)

    @property
    def following(self) -> Asked | None:
        """The next question without a usable answer."""
        return next((step.asked for step in self.steps if not step.is_done), None)

    @property
    def is_ready(self) -> bool:
        return self.following is None

    def excluded_by(self) -> tuple[Asked, str] | None:
        return first_exclusion(self.criteria, self.answers)

    def asked(self, criterion_id: int) -> Asked:
        """One of the questions.

        Raises:
            NotFound: it is not asked here.
        """
        found = next((one for one in self.criteria if one.id == criterion_id), None)
        if found is None:
            raise NotFound
        return found


def own_paper(session: Session, viewer: Viewer, exchange_id: int) -> Paper:
    """The viewer's application to an exchange.

    Who may look: whoever has one, and whoever came by the LMS course of a partner.

    Raises:
        NotFound: anybody else, and where there is no such exchange.
    """
    query = select(Application).where(
        Application.exchange_id == exchange_id, Application.person_id == viewer.person_id
    )
    application = session.scalars(query).one_or_none()
    course = visited_course(session, viewer.sign_in_id, exchange_id)
    partnership_id = application.partnership_id if application else None
    if partnership_id is None and course is not None:
        partnership_id = course.partnership_id
    if partnership_id is None:
        raise NotFound
    return Paper(
        desk=desk_of(session, partnership_id),
        person_id=viewer.person_id,
        lms_course_id=course.lms_course_id if course else None,
        criteria=criteria_of(session, partnership_id),
        application=application,
        answers=answers_of(session, [application.id])[application.id] if application else {},
        is_inside=_is_inside(session, exchange_id, viewer.person_id),
    )


def _is_inside(session: Session, exchange_id: int, person_id: int) -> bool:
    query = select(Enrolment.id).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.person_id == person_id,
        Enrolment.state.in_(INSIDE),
    )
    return session.scalar(query) is not None


def objection(session: Session, paper: Paper) -> str | None:
    """Why another room would not let this person apply; asked before anything long is written."""
    candidate = Candidate(paper.desk.exchange_id, paper.desk.partnership_id, paper.person_id)
    return entry_objection(session, candidate, Step.APPLIES)


def refusing_rule(session: Session, paper: Paper) -> Asked | None:
    """The rule that excluded the applicant, even where it is asked no longer."""
    if paper.refused_by_id is None:
        return None
    criterion = session.get(Criterion, paper.refused_by_id)
    return as_asked(criterion) if criterion else None


def place_in_line(session: Session, application: Application) -> int:
    """The applicant's number on the waiting list, from 1."""
    query = select(Application.id).where(
        Application.partnership_id == application.partnership_id,
        Application.state == ApplicationState.WAITLISTED,
    )
    line = list(session.scalars(query.order_by(*WAITING_ORDER)))
    return line.index(application.id) + 1 if application.id in line else 0


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """A line of a person's applications."""

    exchange_id: int
    title: str
    state: ApplicationState

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state not in ENDED | {ApplicationState.REFUSED}


def own_applications(session: Session, person_id: int) -> list[OwnApplication]:
    """A person's applications to exchanges that the person is not inside of, the latest first."""
    inside = select(Enrolment.exchange_id).where(
        Enrolment.person_id == person_id, Enrolment.state.in_(INSIDE)
    )
    query = (
        select(Exchange.id, Exchange.title, Application.state)
        .join(Application, Application.exchange_id == Exchange.id)
        .where(
            Application.person_id == person_id,
            Application.forgotten_at.is_(None),
            Exchange.id.not_in(inside),
        )
        .order_by(Application.begun_at.desc(), Application.id.desc())
    )
    return [OwnApplication(*row) for row in session.execute(query)]


def waiting_applications(session: Session, exchange_id: int) -> dict[int, int]:
    """How many applications wait for a decision, by partnership."""
    query = (
        select(Application.partnership_id, func.count())
        .where(Application.exchange_id == exchange_id, Application.state == ApplicationState.SENT)
        .group_by(Application.partnership_id)
    )
    return {key: number for key, number in session.execute(query)}  # noqa: C416 (typed rows)
