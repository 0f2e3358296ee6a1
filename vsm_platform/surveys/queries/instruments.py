"""The questionnaires of an exchange."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, access_exchange
from vsm_platform.surveys.models import Instrument, InstrumentVersion, Survey
from vsm_platform.surveys.policies import require_asker


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """A questionnaire in its newest version, as pages show it."""

    id: int
    exchange_id: int
    lineage: str
    version_id: int
    number: int
    changes: int
    is_frozen: bool
    is_hidden: bool
    """It was put away: no longer offered for new surveys and seasons."""
    title: dict[str, str]
    surveys: int
    """How many surveys ask it, or have asked it."""

    @property
    def path(self) -> str:
        """The address of its page below our own."""
        return f"/exchanges/{self.exchange_id}/surveys/questionnaires/{self.id}"

    @property
    def seen(self) -> str:
        """What a form carries, so that nobody changes what somebody else has changed meanwhile."""
        return f"{self.number}.{self.changes}"


def _select() -> Select[Any]:
    newest = (
        select(InstrumentVersion.instrument_id, func.max(InstrumentVersion.number).label("number"))
        .group_by(InstrumentVersion.instrument_id)
        .subquery()
    )
    surveys = select(func.count()).where(Survey.instrument_id == Instrument.id).scalar_subquery()
    return (
        select(
            Instrument.id,
            Instrument.exchange_id,
            Instrument.lineage,
            InstrumentVersion.id,
            InstrumentVersion.number,
            InstrumentVersion.changes,
            InstrumentVersion.is_frozen,
            Instrument.is_hidden,
            InstrumentVersion.title,
            surveys,
        )
        .join(newest, newest.c.instrument_id == Instrument.id)
        .join(
            InstrumentVersion,
            and_(
                InstrumentVersion.instrument_id == Instrument.id,
                InstrumentVersion.number == newest.c.number,
            ),
        )
        .order_by(Instrument.id)
    )


def instruments_of(session: Session, exchange_id: int) -> list[InstrumentView]:
    """All questionnaires of an exchange, also those that were put away, by one statement."""
    rows = session.execute(_select().where(Instrument.exchange_id == exchange_id))
    return [InstrumentView(*row) for row in rows]


def asked_instrument(
    session: Session, viewer: Viewer, exchange_id: int, instrument_id: int
) -> tuple[Access, InstrumentView]:
    """A questionnaire, for those who may change it.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
    """
    access = require_asker(access_exchange(session, viewer, exchange_id))
    query = _select().where(Instrument.exchange_id == exchange_id, Instrument.id == instrument_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return access, InstrumentView(*row)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a questionnaire."""

    number: int
    is_frozen: bool
    surveys: int


def versions_of(session: Session, instrument_id: int) -> Sequence[VersionLine]:
    """All versions, the newest first."""
    surveys = (
        select(func.count()).where(Survey.version_id == InstrumentVersion.id).scalar_subquery()
    )
    query = (
        select(InstrumentVersion.number, InstrumentVersion.is_frozen, surveys)
        .where(InstrumentVersion.instrument_id == instrument_id)
        .order_by(InstrumentVersion.number.desc())
    )
    return [VersionLine(*row) for row in session.execute(query)]
