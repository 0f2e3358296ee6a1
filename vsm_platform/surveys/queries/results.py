"""What a survey's results page shows: the figures of its last release, or, of a named survey, all.

Nothing here reads answers of a confidential or anonymous survey: those pages show the sums that a
release has kept (``SurveyRelease``), which the guard of small groups has let pass. In a named
survey those who teach read every answer anyway, so for them all answers are counted as they come.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Role, access_exchange
from vsm_platform.surveys.figures.asked import Answer, Asked
from vsm_platform.surveys.figures.documents import asked_of, background_of
from vsm_platform.surveys.figures.guard import next_release
from vsm_platform.surveys.figures.releases import candidates, name_of
from vsm_platform.surveys.figures.showing import Figure, figure
from vsm_platform.surveys.figures.tallies import tally
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.instruments.document import Document
from vsm_platform.surveys.models import (
    Anonymity,
    InstrumentVersion,
    Survey,
    SurveyRelease,
    SurveyResponse,
)
from vsm_platform.surveys.policies import require_asker


@dataclass(frozen=True, slots=True)
class Group:
    """People who belong to one university, or said the same to one question."""

    by: str
    names: tuple[str, ...]
    answers: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of one survey."""

    document: Document
    asked: tuple[Asked, ...]
    answers: int
    """How many answers are counted."""
    figures: Mapping[str, Figure]
    groups: tuple[Group, ...] = ()
    made_at: datetime | None = None
    """Of which moment they are; none where every answer is counted as it comes."""
    is_last: bool = False
    next_at: int | None = None
    """With how many answers they are made anew; none where that is not so."""
    anonymity: Anonymity = Anonymity.ANONYMOUS

    @property
    def by(self) -> tuple[str, ...]:
        """What tells groups apart here."""
        return tuple(dict.fromkeys(group.by for group in self.groups))

    def groups_by(self, by: str) -> list[Group]:
        return [group for group in self.groups if group.by == by]


def results_of(session: Session, survey: Survey, *, reads_names: bool = False) -> Results:
    """The figures of a survey.

    Args:
        session: the unit of work.
        survey: the survey.
        reads_names: whether the reader may read whose each answer is, where it is named.
    """
    version = session.get_one(InstrumentVersion, survey.version_id)
    document = read_document(version.document)
    if reads_names and survey.anonymity == Anonymity.NAMED:
        return _counted_now(document, _answers(session, survey.id))
    return _released(document, survey, last_release(session, survey.id))


def last_release(session: Session, survey_id: int) -> SurveyRelease | None:
    query = select(SurveyRelease).where(SurveyRelease.survey_id == survey_id)
    return session.scalars(query.order_by(SurveyRelease.number.desc()).limit(1)).first()


def _released(document: Document, survey: Survey, release: SurveyRelease | None) -> Results:
    asked = asked_of(document)
    kept: Mapping[str, Any] = release.figures if release else {}
    answers = kept.get("answers", 0)
    return Results(
        document,
        tuple(asked),
        answers,
        {one.key: figure(one, kept["all"][one.key]) for one in asked} if answers else {},
        tuple(_group(one, asked, kept["levels"]) for one in kept.get("groups", ())),
        made_at=release.made_at if release else None,
        is_last=bool(release and release.is_last),
        next_at=None if survey.settled_at else next_release(answers),
        anonymity=survey.anonymity,
    )


def _group(kept: Mapping[str, Any], asked: Sequence[Asked], levels: Mapping[str, Any]) -> Group:
    figures = {
        one.key: figure(one, kept["tallies"][one.key], levels[one.key])
        for one in asked
        if one.key in kept["tallies"]
    }
    return Group(kept["by"], tuple(kept["names"]), kept["answers"], figures)


def _answers(session: Session, survey_id: int) -> list[Answer]:
    query = select(SurveyResponse.answers, SurveyResponse.partnership_id).where(
        SurveyResponse.survey_id == survey_id
    )
    return [
        Answer(answers, str(partner or ""))
        for answers, partner in session.execute(query.order_by(SurveyResponse.id))
    ]


def _counted_now(document: Document, answers: list[Answer]) -> Results:
    asked = asked_of(document)
    by_key = {one.key: one for one in asked}
    groups = [
        Group(by, (name,), number, {})
        for by in candidates(asked, background_of(document))
        for name, number in Counter(name_of(by, by_key, one) for one in answers).items()
    ]
    return Results(
        document,
        tuple(asked),
        len(answers),
        {one.key: figure(one, tally(one, answers)) for one in asked} if answers else {},
        tuple(_with_figures(group, asked, answers) for group in groups),
        anonymity=Anonymity.NAMED,
    )


def _with_figures(group: Group, asked: Sequence[Asked], answers: Sequence[Answer]) -> Group:
    by_key = {one.key: one for one in asked}
    members = [one for one in answers if name_of(group.by, by_key, one) in group.names]
    figures = {one.key: figure(one, tally(one, members)) for one in asked}
    return Group(group.by, group.names, group.answers, figures)


def access_results(
    session: Session, viewer: Viewer, exchange_id: int, survey_id: int
) -> tuple[Access, Survey]:
    """A survey whose results the viewer may read.

    Those who teach in the exchange may, and students of it once they are shown.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    access = access_exchange(session, viewer, exchange_id)
    survey = session.get(Survey, survey_id)
    if survey is None or survey.exchange_id != exchange_id or survey.published_at is None:
        raise NotFound
    may_read = access.role == Role.STUDENT and survey.results_shown_at is not None
    if not access.teaches and not may_read:
        raise NotFound
    return access, survey


def taught_results(
    session: Session, viewer: Viewer, exchange_id: int, survey_id: int
) -> tuple[Access, Survey]:
    """The same, for those who teach alone.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
    """
    access, survey = access_results(session, viewer, exchange_id, survey_id)
    return require_asker(access), survey
