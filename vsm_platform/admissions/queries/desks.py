"""A partner's desk: what it agreed, how it chooses, what it asks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vsm_platform.admissions.criteria import Asked, Value, in_order
from vsm_platform.admissions.models import (
    Admission,
    Answer,
    Application,
    ApplicationState,
    Criterion,
    CriterionKind,
)
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import (
    EntryTerms,
    Exchange,
    Participation,
    Partnership,
    end_of_day,
    students_inside,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Desk:
    """One partner of one exchange, as those see it who apply there and those who choose."""

    exchange_id: int
    partnership_id: int
    institution_id: int
    title: str
    description: str
    institution: str
    languages: tuple[str, ...]
    starts_on: date
    """The partner's own first day."""
    ends_on: date
    terms: EntryTerms
    places: int | None
    contact: str
    notice: str
    admission: Admission
    """As it is stored, or with the defaults where nothing is."""

    @property
    def takes_applications(self) -> bool:
        return self.terms.participation == Participation.APPLICATION

    @property
    def today(self) -> date:
        """The date at the partner's place."""
        return clock.today(ZoneInfo(self.terms.timezone))

    @property
    def last_minute(self) -> datetime | None:
        """The deadline as people say it: the last minute of the last day there."""
        closes_at = self.terms.closes_at
        return closes_at - timedelta(minutes=1) if closes_at else None

    @property
    def moves_until(self) -> date:
        """The last day on which the waiting list moves up."""
        return self.admission.moves_until or self.starts_on

    @property
    def keeps(self) -> timedelta:
        return timedelta(days=self.admission.keeps_days)


def _desks() -> Select[Partnership, Exchange, Institution, Admission]:
    return (
        select(Partnership, Exchange, Institution, Admission)
        .join(Exchange, Exchange.id == Partnership.exchange_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .outerjoin(Admission, Admission.partnership_id == Partnership.id)
    )


def desk_of(session: Session, partnership_id: int) -> Desk:
    """A partner's desk.

    Raises:
        NotFound: there is no such partner.
    """
    row = session.execute(_desks().where(Partnership.id == partnership_id)).one_or_none()
    if row is None:
        raise NotFound
    return _as_desk(*row)


def desks_of_exchange(session: Session, exchange_id: int) -> list[Desk]:
    """The desks of all partners, the lead's first."""
    query = _desks().where(Partnership.exchange_id == exchange_id)
    rows = session.execute(query.order_by(Partnership.is_lead.desc(), Partnership.id))
    return [_as_desk(*row) for row in rows]


def _as_desk(
    partnership: Partnership,
    exchange: Exchange,
    institution: Institution,
    admission: Admission | None,
) -> Desk:
    terms = EntryTerms(
        Participation(partnership.participation),
        partnership.registers_from,
        partnership.registers_until,
        institution.timezone or "UTC",
    )
    return Desk(
        exchange_id=exchange.id,
        partnership_id=partnership.id,
        institution_id=institution.id,
        title=exchange.title,
        description=exchange.description,
        institution=institution.name,
        languages=tuple(exchange.languages),
        starts_on=partnership.starts_on or exchange.starts_on,
        ends_on=partnership.ends_on or exchange.ends_on,
        terms=terms,
        places=partnership.places,
        contact=partnership.contact,
        notice=partnership.notice,
        admission=admission or new_admission(partnership.id),
    )


def new_admission(partnership_id: int) -> Admission:
    """How a partner chooses that has said nothing of it yet."""
    return Admission(
        partnership_id=partnership_id,
        introduction="",
        has_interview=False,
        interview_about="",
        answer_days=7,
        moves_up=False,
        keeps_days=90,
        version=0,
    )


def criteria_of(session: Session, partnership_id: int) -> list[Asked]:
    """What a partner asks now, in the order in which it is asked."""
    return in_order(criteria_by_partner(session, [partnership_id])[partnership_id])


def criteria_by_partner(
    session: Session, partnership_ids: Iterable[int]
) -> defaultdict[int, list[Asked]]:
    """What several partners ask now, by one select."""
    query = (
        select(Criterion)
        .where(Criterion.partnership_id.in_(list(partnership_ids)), Criterion.removed_at.is_(None))
        .order_by(Criterion.position, Criterion.id)
    )
    found: defaultdict[int, list[Asked]] = defaultdict(list)
    for criterion in session.scalars(query):
        found[criterion.partnership_id].append(as_asked(criterion))
    return found


def as_asked(criterion: Criterion) -> Asked:
    return Asked(
        id=criterion.id,
        kind=CriterionKind(criterion.kind),
        prompt=criterion.prompt,
        settings=dict(criterion.settings),
        is_rule=criterion.is_rule,
        version=criterion.version,
        past_exclusions=criterion.past_exclusions,
    )


def answers_of(session: Session, application_ids: Iterable[int]) -> dict[int, dict[int, Value]]:
    """What these people answered, by application and criterion."""
    query = select(Answer).where(Answer.application_id.in_(list(application_ids)))
    found: defaultdict[int, dict[int, Value]] = defaultdict(dict)
    for answer in session.scalars(query):
        found[answer.application_id][answer.criterion_id] = answer.value
    return found


@dataclass(frozen=True, slots=True)
class Places:
    """A partner's places: how many there are, and who holds them."""

    total: int | None
    """None where any number can come."""
    inside: int
    held: int
    """Offered, and not answered yet."""

    @property
    def left(self) -> int | None:
        return None if self.total is None else max(self.total - self.inside - self.held, 0)

    def is_enough_for(self, number: int) -> bool:
        return self.left is None or number <= self.left


def places_of(session: Session, partnership_id: int, total: int | None) -> Places:
    """A partner's places; whoever gives one locks the partnership before."""
    held = session.scalar(
        select(func.count())
        .select_from(Application)
        .where(
            Application.partnership_id == partnership_id,
            Application.state == ApplicationState.OFFERED,
        )
    )
    return Places(total, students_inside(session, partnership_id), held or 0)


def answer_deadline(desk: Desk) -> datetime | None:
    """Until when a place that is offered now is held; None where nobody is asked again.

    It is the last minute of a day at the partner's place, so that nobody has to think of midnight.
    """
    if not desk.admission.answer_days:
        return None
    last_day = desk.today + timedelta(days=desk.admission.answer_days)
    return end_of_day(last_day, desk.terms.timezone) - timedelta(minutes=1)
