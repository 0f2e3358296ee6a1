"""The next season of an exchange: its agreement and content anew, without its people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.actions.agreement import ExchangeFacts, do_create_exchange
from vsm_platform.exchanges.actions.common import partnerships, record
from vsm_platform.exchanges.calendar import WEEK
from vsm_platform.exchanges.models import (
    TEACHERS,
    Enrolment,
    Exchange,
    ExchangeKind,
    ExchangeState,
    Partnership,
    Role,
)
from vsm_platform.exchanges.running_again import copy_all
from vsm_platform.exchanges.terms import Break, Terms


@dataclass(frozen=True, slots=True)
class NextSeason:
    """What people choose for a new season; everything else is as it was."""

    title: str
    season: str
    starts_on: date
    ends_on: date
    institution_ids: Sequence[int]
    """Which of the partners take part again."""
    lead_id: int


def do_run_again(
    session: Session, exchange_id: int, chosen: NextSeason, *, actor_id: int | None
) -> int:
    """Make the next season of an exchange, as a draft.

    Partners' own dates move by as many weeks as the first day does. Nobody is taken over, but that
    whoever makes it and taught in the season before coordinates the new one.

    Returns:
        The id of the new exchange.

    Raises:
        NotFound: there is no such exchange, or one of the institutions was no partner of it.
    """
    before = session.get(Exchange, exchange_id)
    if before is None:
        raise NotFound
    old = {each.institution_id: each for each in partnerships(session, exchange_id)}
    if not set(chosen.institution_ids) <= set(old):
        raise NotFound
    new_id = do_create_exchange(
        session,
        _facts(before, chosen),
        # In the order in which they were, which is the order of every list.
        institution_ids=[number for number in old if number in set(chosen.institution_ids)],
        lead_id=chosen.lead_id,
        actor_id=actor_id,
        state=ExchangeState.DRAFT,
        previous_id=exchange_id,
    )
    days = (chosen.starts_on - before.starts_on).days
    for partnership in partnerships(session, new_id):
        _take_over(old[partnership.institution_id], partnership, days, chosen)
    _appoint(session, exchange_id, new_id, actor_id)
    session.flush()
    record(session, "run_again", exchange_id, actor_id, next=new_id)
    copy_all(session, exchange_id, new_id, days)
    return new_id


def _facts(before: Exchange, chosen: NextSeason) -> ExchangeFacts:
    return ExchangeFacts(
        title=chosen.title,
        description=before.description,
        starts_on=chosen.starts_on,
        ends_on=chosen.ends_on,
        languages=list(before.languages),
        season=chosen.season,
        kind=ExchangeKind(before.kind),
        ects=before.ects,
    )


def _take_over(old: Partnership, new: Partnership, days: int, chosen: NextSeason) -> None:
    new.colour = old.colour
    terms = shifted(Terms.of(old), days, chosen.starts_on, chosen.ends_on)
    for name, value in terms.columns().items():
        setattr(new, name, value)


def shifted(terms: Terms, days: int, starts_on: date, ends_on: date) -> Terms:
    """Terms for a season that begins so many days later: by whole weeks, to keep the weekdays.

    A day that would no longer lie within the season is left open, for people to say.
    """
    by = WEEK * round(days / 7)

    def moved(day: date | None, last: date = ends_on) -> date | None:
        return day + by if day and day + by <= last else None

    first = moved(terms.starts_on)
    last = moved(terms.ends_on)
    return replace(
        terms,
        starts_on=first if first and first > starts_on else None,
        ends_on=last if last and last > starts_on + timedelta(days=1) else None,
        breaks=tuple(
            Break(each.starts_on + by, each.ends_on + by, each.label)
            for each in terms.breaks
            if each.starts_on + by <= ends_on and each.ends_on + by >= starts_on
        ),
        registers_from=moved(terms.registers_from),
        registers_until=moved(terms.registers_until),
    )


def _appoint(session: Session, exchange_id: int, new_id: int, actor_id: int | None) -> None:
    """Whoever taught and makes the new season looks after it, for the same institution."""
    taught_for = session.scalar(
        select(Partnership.institution_id)
        .join(Enrolment, Enrolment.partnership_id == Partnership.id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.person_id == actor_id,
            Enrolment.role.in_(TEACHERS),
        )
    )
    own = [each for each in partnerships(session, new_id) if each.institution_id == taught_for]
    if not own or actor_id is None:
        return
    present = clock.now()
    session.add(
        Enrolment(
            exchange_id=new_id,
            partnership_id=own[0].id,
            person_id=actor_id,
            role=Role.COORDINATOR,
            enrolled_at=present,
            arrived_at=present,
        )
    )
    record(session, "coordinator_appointed", new_id, actor_id, person=actor_id)
