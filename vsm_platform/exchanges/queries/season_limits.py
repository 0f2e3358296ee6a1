"""How many exchanges of one alliance a student takes in one season."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.alliances.api import Alliance, ExchangeKind
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.exchanges.entry import Candidate, Step, offer_entry_check
from vsm_platform.exchanges.errors import SeasonLimitReached
from vsm_platform.exchanges.models import Enrolment, EnrolmentState, Exchange, Role

TAKEN = (
    EnrolmentState.APPLIED,
    EnrolmentState.WAITLISTED,
    EnrolmentState.ENROLLED,
    EnrolmentState.COMPLETED,
)
"""What counts as taking part. Who is only expected has chosen nothing; who left has given it up."""


@dataclass(frozen=True, slots=True)
class SeasonCount:
    """How a student stands in one season of an alliance."""

    alliance: str
    limit: int
    present: int
    """In how many other exchanges of the season the student is, or asks to be."""

    @property
    def is_full(self) -> bool:
        return self.present >= self.limit


def season_count(session: Session, person_id: int, exchange_id: int) -> SeasonCount | None:
    """How many other exchanges of this one's alliance and season a person takes.

    Cultural exchanges neither count nor are limited. A season is what the exchanges call it;
    where this one gives no name, those count whose days overlap with its own.

    Returns:
        None where nothing is limited.
    """
    row = _LIMIT.one_or_none(session, {"exchange": exchange_id})
    if row is None:
        return None
    taken = (
        select(func.count())
        .select_from(Enrolment)
        .join(Exchange, Exchange.id == Enrolment.exchange_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.state.in_(TAKEN),
            Enrolment.exchange_id != exchange_id,
            Exchange.alliance_id == row.id,
            Exchange.kind != ExchangeKind.CULTURAL,
            _same_season(row.season, row.starts_on, row.ends_on),
        )
    )
    return SeasonCount(row.name, row.season_limit, session.scalar(taken) or 0)


_ALLIANCES, _EXCHANGES = table_of(Alliance), table_of(Exchange)
# Built once, because it is asked at every first launch.
_LIMIT = Prepared(
    select(
        _ALLIANCES.c.id,
        _ALLIANCES.c.name,
        _ALLIANCES.c.season_limit,
        _EXCHANGES.c.season,
        _EXCHANGES.c.starts_on,
        _EXCHANGES.c.ends_on,
    )
    .join(_ALLIANCES, _ALLIANCES.c.id == _EXCHANGES.c.alliance_id)
    .where(
        _EXCHANGES.c.id == bindparam("exchange"),
        _EXCHANGES.c.kind != ExchangeKind.CULTURAL,
        _ALLIANCES.c.season_limit.is_not(None),
    )
)


def _same_season(season: str, starts_on: date, ends_on: date) -> ColumnElement[bool]:
    if season:
        return func.lower(Exchange.season) == season.lower()
    return and_(Exchange.starts_on <= ends_on, Exchange.ends_on >= starts_on)


def season_limit_reached(session: Session, person_id: int, exchange_id: int) -> bool:
    """Whether this exchange would be one too many for the person in its season."""
    count = season_count(session, person_id, exchange_id)
    return count is not None and count.is_full


def refuse_beyond_season_limit(session: Session, person_id: int, exchange_id: int) -> None:
    """Refuse an application or an enrolment that would be one too many.

    Call it in the transaction that writes the enrolment: the person's row is locked until its
    end, so that two applications at once cannot both be the last one.

    Raises:
        SeasonLimitReached: with the alliance's name and the numbers.
    """
    count = season_count(session, person_id, exchange_id)
    if count is None:
        return
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    count = season_count(session, person_id, exchange_id)
    if count is not None and count.is_full:
        raise SeasonLimitReached(limit=count.limit, alliance=count.alliance, present=count.present)


def _objection(session: Session, candidate: Candidate, _step: Step) -> str | None:
    """Why an application would be one too many, for the candidate to read."""
    count = season_count(session, candidate.person_id, candidate.exchange_id)
    if count is None or not count.is_full:
        return None
    return str(
        gettext(
            "In one season a student takes part in at most %(limit)d exchanges of %(alliance)s, "
            "and you are in as many or have applied for them.",
            limit=count.limit,
            alliance=count.alliance,
        )
    )


offer_entry_check("season limit", _objection)
