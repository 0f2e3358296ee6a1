"""A survey beside an earlier one with the same questions: before and after, this season and last."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import INSIDE, TEACHERS, Enrolment, Exchange
from vsm_platform.surveys.figures.asked import Kind
from vsm_platform.surveys.figures.intervals import Change, mean_of_sums, paired, unpaired
from vsm_platform.surveys.models import Instrument, Survey
from vsm_platform.surveys.queries.results import Results, last_release, results_of


@dataclass(frozen=True, slots=True)
class Other:
    """A survey with which another one can be compared."""

    survey_id: int
    exchange_id: int
    exchange: str
    season: str
    label: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, then and now."""

    key: str
    change: Change


def others_of(session: Session, viewer: Viewer, survey: Survey) -> list[Other]:
    """The surveys with the same questions that have ended, where the viewer teaches; newest first."""
    lineage = (
        select(Instrument.lineage).where(Instrument.id == survey.instrument_id).scalar_subquery()
    )
    teaches = select(Enrolment.exchange_id).where(
        Enrolment.person_id == viewer.person_id,
        Enrolment.role.in_(list(TEACHERS)),
        Enrolment.state.in_(list(INSIDE)),
    )
    query = (
        select(Survey.id, Exchange.id, Exchange.title, Exchange.season, Survey.label)
        .join(Instrument, Instrument.id == Survey.instrument_id)
        .join(Exchange, Exchange.id == Survey.exchange_id)
        .where(
            Instrument.lineage == lineage,
            Survey.id != survey.id,
            Survey.settled_at.is_not(None),
            Survey.exchange_id.in_(teaches),
        )
        .order_by(Survey.settled_at.desc(), Survey.id.desc())
        .limit(50)
    )
    return [Other(*row) for row in session.execute(query)]


def compared(session: Session, before: Survey, after: Survey) -> list[Compared]:
    """The change of every rating that both have, of the same people where they are known."""
    release = last_release(session, after.id)
    figures = release.figures if release else {}
    pairs = figures.get("pairs", {}) if figures.get("paired_with") == before.id else {}
    first, second = results_of(session, before), results_of(session, after)
    return list(_changes(first, second, pairs))


def _changes(
    before: Results, after: Results, pairs: dict[str, dict[str, float]]
) -> Iterator[Compared]:
    for key, later in after.figures.items():
        earlier = before.figures.get(key)
        if earlier is None or earlier.asked != later.asked or later.asked.kind != Kind.RATING:
            continue
        if earlier.mean is None or later.mean is None:
            continue
        sums = pairs.get(key)
        own = sums and mean_of_sums(int(sums["n"]), sums["sum"], sums["squares"])
        change = (
            paired(own, earlier.mean, later.mean) if own else unpaired(earlier.mean, later.mean)
        )
        yield Compared(key, change)
