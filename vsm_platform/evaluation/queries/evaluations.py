"""The evaluations of an exchange, with their windows on each partner's own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.evaluation.models import Evaluation, EvaluationSheet
from vsm_platform.evaluation.policies import may_know, require_asker
from vsm_platform.exchanges.api import (
    END_OF_DAY,
    MINUTE,
    Access,
    Partner,
    access_exchange,
    earliest_instant,
    latest_instant,
)


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """An evaluation, as pages show it."""

    id: int
    exchange_id: int
    title: str
    note: str
    team_set_id: int | None
    opens_on: date
    closes_on: date
    published_at: datetime | None
    released_at: datetime | None
    reminded_at: datetime | None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def path(self) -> str:
        """The address of its page below our own."""
        return f"/exchanges/{self.exchange_id}/evaluations/{self.id}"

    def opens_at(self, zone: str) -> datetime:
        """The instant at which it opens for a partner whose zone is given."""
        return earliest_instant(self.opens_on, time(0), zone)

    def closes_at(self, zone: str) -> datetime:
        """The last minute at which answers are taken there, as clocks show it."""
        return latest_instant(self.closes_on, END_OF_DAY, zone)

    def has_begun(self, zone: str) -> bool:
        return self.opens_at(zone) <= clock.now()

    def is_over(self, zone: str) -> bool:
        """Whether its last minute there has passed."""
        return self.closes_at(zone) + MINUTE <= clock.now()

    def is_open(self, zone: str) -> bool:
        """Whether answers are taken there now."""
        return self.is_published and self.has_begun(zone) and not self.is_over(zone)

    def ends_at(self, partners: Iterable[Partner]) -> datetime:
        """When the last partner's last minute has passed."""
        return max(self.closes_at(one.timezone) for one in partners) + MINUTE

    def is_over_everywhere(self, partners: Iterable[Partner]) -> bool:
        return self.ends_at(partners) <= clock.now()


_COLUMNS = (
    Evaluation.id,
    Evaluation.exchange_id,
    Evaluation.title,
    Evaluation.note,
    Evaluation.team_set_id,
    Evaluation.opens_on,
    Evaluation.closes_on,
    Evaluation.published_at,
    Evaluation.released_at,
    Evaluation.reminded_at,
)

_OF_EXCHANGE = (
    select(*_COLUMNS)
    .where(Evaluation.exchange_id == bindparam("exchange"))
    .order_by(Evaluation.opens_on, Evaluation.id)
)
# Every student's course home asks for those that are published.
_ALL = Prepared(_OF_EXCHANGE)
_PUBLISHED = Prepared(_OF_EXCHANGE.where(Evaluation.published_at.is_not(None)))


def evaluations_of(
    session: Session, exchange_id: int, *, published_only: bool = True
) -> list[EvaluationView]:
    """An exchange's evaluations, in the order in which they open."""
    session.flush()
    query = _PUBLISHED if published_only else _ALL
    return [EvaluationView(*row) for row in query.all(session, {"exchange": exchange_id})]


def evaluation_choices(session: Session, exchange_id: int) -> list[tuple[int, str]]:
    """An exchange's evaluations to choose from: id and title."""
    return [
        (one.id, one.title) for one in evaluations_of(session, exchange_id, published_only=False)
    ]


def evaluation_view(session: Session, exchange_id: int, evaluation_id: int) -> EvaluationView:
    """One of an exchange's evaluations.

    Raises:
        NotFound: the exchange has no such evaluation.
    """
    query = select(*_COLUMNS).where(
        Evaluation.id == evaluation_id, Evaluation.exchange_id == exchange_id
    )
    row: Any = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return EvaluationView(*row)


def access_evaluation(
    session: Session, viewer: Viewer, exchange_id: int, evaluation_id: int
) -> tuple[Access, EvaluationView]:
    """An evaluation with the viewer's part in its exchange.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    access = access_exchange(session, viewer, exchange_id)
    found = evaluation_view(session, exchange_id, evaluation_id)
    if not may_know(access, is_published=found.is_published):
        raise NotFound
    return access, found


def asked_evaluation(
    session: Session, viewer: Viewer, exchange_id: int, evaluation_id: int
) -> tuple[Access, EvaluationView]:
    """An evaluation, for those who may change it and read its answers.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
    """
    access = require_asker(access_exchange(session, viewer, exchange_id))
    return access, evaluation_view(session, exchange_id, evaluation_id)


def has_answers(session: Session, evaluation_id: int) -> bool:
    """Whether anybody has saved anything."""
    query = select(exists().where(EvaluationSheet.evaluation_id == evaluation_id))
    return bool(session.scalar(query))
