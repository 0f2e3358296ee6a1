"""What faculty see: lists of applications, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.admissions.criteria import Asked, Value, exclusion
from vsm_platform.admissions.models import (
    ENDED,
    Answer,
    Application,
    ApplicationState,
    Criterion,
    CriterionKind,
    Interview,
)
from vsm_platform.admissions.queries.desks import Desk, answers_of
from vsm_platform.admissions.queries.waiting import WAITING_ORDER
from vsm_platform.core.errors import NotFound

ON_A_PAGE = 50

SHOWN: dict[str, frozenset[ApplicationState]] = {
    "sent": frozenset({ApplicationState.SENT}),
    "offered": frozenset({ApplicationState.OFFERED}),
    "waitlisted": frozenset({ApplicationState.WAITLISTED}),
    "accepted": frozenset({ApplicationState.ACCEPTED}),
    "refused": frozenset({ApplicationState.REFUSED}),
    "gone": ENDED,
}
"""The lists that can be chosen, in their order."""


@dataclass(frozen=True, slots=True)
class Line:
    """An application in a list."""

    id: int
    person_id: int
    name: str
    state: ApplicationState
    sent_at: datetime | None
    interview: Interview
    interview_at: datetime | None
    answer_until: datetime | None
    rank: int | None
    answers: Mapping[int, Value]

    def unmet(self, criteria: Sequence[Asked]) -> list[Asked]:
        """The rules of now that these answers do not meet: some came after the application."""
        return [
            one
            for one in criteria
            if one.is_rule and exclusion(one, self.answers.get(one.id, {})) is not None
        ]


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of a list."""

    lines: list[Line]
    page: int
    pages: int
    total: int


def _can_be_named() -> ColumnElement[bool]:
    """Faculty sees who sent an application, and whom a rule has excluded, with one exception.

    Whoever says that the exchange is not meant for them is counted and never named.
    """
    named_rule = Application.refused_by_id.in_(
        select(Criterion.id).where(Criterion.kind != CriterionKind.BELONGING)
    )
    by_people = and_(Application.refused_by_id.is_(None), Application.sent_at.is_not(None))
    return or_(by_people, named_rule)


def _lines(partnership_id: int, shown: str) -> Select[Application, str]:
    return (
        select(Application, Person.display_name)
        .join(Person, Person.id == Application.person_id)
        .where(
            Application.partnership_id == partnership_id,
            Application.state.in_(SHOWN[shown]),
            _can_be_named(),
        )
    )


def line_page(session: Session, partnership_id: int, shown: str, page: int) -> LinePage:
    """A page of one list: the waiting list in its order, others as people applied."""
    query = _lines(partnership_id, shown)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    limited = query.order_by(*WAITING_ORDER).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    return LinePage(_with_answers(session, limited), page, pages, total)


def _with_answers(session: Session, query: Select[Application, str]) -> list[Line]:
    rows = session.execute(query).all()
    answers = answers_of(session, [application.id for application, _name in rows])
    return [
        Line(
            id=application.id,
            person_id=application.person_id,
            name=name,
            state=ApplicationState(application.state),
            sent_at=application.sent_at,
            interview=Interview(application.interview),
            interview_at=application.interview_at,
            answer_until=application.answer_until,
            rank=application.rank,
            answers=answers[application.id],
        )
        for application, name in rows
    ]


def lines_of(session: Session, partnership_id: int, application_ids: Sequence[int]) -> list[Line]:
    """These applications, as far as they are this partner's and can be named."""
    states = frozenset().union(*SHOWN.values())
    query = (
        select(Application, Person.display_name)
        .join(Person, Person.id == Application.person_id)
        .where(
            Application.partnership_id == partnership_id,
            Application.id.in_(application_ids),
            Application.state.in_(states),
            _can_be_named(),
        )
    )
    return _with_answers(session, query.order_by(*WAITING_ORDER))


def numbers(session: Session, partnership_id: int) -> dict[str, int]:
    """How many stand in each list."""
    query = (
        select(Application.state, func.count())
        .where(Application.partnership_id == partnership_id, _can_be_named())
        .group_by(Application.state)
    )
    by_state = {ApplicationState(state): number for state, number in session.execute(query)}
    return {
        shown: sum(by_state.get(state, 0) for state in states) for shown, states in SHOWN.items()
    }


@dataclass(frozen=True, slots=True)
class File:
    """One application with everything that faculty may see of it."""

    application: Application
    name: str
    timezone: str
    answers: Mapping[int, Value]
    confirmed: Mapping[int, bool | None]
    decided_by: str


def file_of(session: Session, exchange_id: int, application_id: int) -> tuple[int, File]:
    """One application, with the partnership whose business it is; the caller asks the policy.

    Raises:
        NotFound: there is none in this exchange that faculty may see.
    """
    query = (
        select(Application, Person)
        .join(Person, Person.id == Application.person_id)
        .where(
            Application.id == application_id,
            Application.exchange_id == exchange_id,
            _can_be_named(),
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    application, person = row
    rows = session.scalars(select(Answer).where(Answer.application_id == application_id)).all()
    by = session.get(Person, application.decided_by_id) if application.decided_by_id else None
    return application.partnership_id, File(
        application=application,
        name=person.display_name,
        timezone=person.timezone,
        answers={answer.criterion_id: answer.value for answer in rows},
        confirmed={answer.criterion_id: answer.is_confirmed for answer in rows},
        decided_by=by.display_name if by else "",
    )


def next_waiting(session: Session, desk: Desk, application_id: int) -> int | None:
    """The next application that waits for a decision, so that one can go from one to the next."""
    query = select(Application.id).where(
        Application.partnership_id == desk.partnership_id,
        Application.state == ApplicationState.SENT,
        Application.id != application_id,
    )
    return session.scalar(query.order_by(Application.sent_at, Application.id).limit(1))
