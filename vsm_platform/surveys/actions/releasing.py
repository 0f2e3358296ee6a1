"""Figures are made anew when enough answers have come, and a last time when nobody can answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.surveys.figures.asked import Answer
from vsm_platform.surveys.figures.documents import asked_of, background_of
from vsm_platform.surveys.figures.guard import FEWEST, next_release
from vsm_platform.surveys.figures.releases import candidates, release
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.models import (
    Anonymity,
    InstrumentVersion,
    Survey,
    SurveyRelease,
    SurveyResponse,
)
from vsm_platform.surveys.queries.pairs import pairs_of
from vsm_platform.surveys.queries.results import last_release

FIGURES = "surveys.figures"
"""The delivery that makes the figures of a survey anew."""


def do_note_answers(session: Session, survey_id: int) -> None:
    """Let the figures be made anew, if so many answers have come that they may be shown."""
    query = select(func.count(), func.count(SurveyResponse.batch)).where(
        SurveyResponse.survey_id == survey_id
    )
    total, counted = session.execute(query).one()
    if total >= next_release(counted):
        make_later(session, survey_id)


def do_note_end(session: Session, survey_id: int) -> None:
    """Let the last figures be made: nobody can answer any more, and all answers are there."""
    make_later(session, survey_id)


def make_later(session: Session, survey_id: int) -> None:
    """Have the figures made in the background."""
    lane = f"surveys.figures:{survey_id}"
    waiting = exists().where(
        Delivery.lane == lane,
        Delivery.state == DeliveryState.WAITING,
        # One that is under way may have counted before this answer came.
        Delivery.leased_until.is_(None),
    )
    if not session.scalar(select(waiting)):
        enqueue(session, FIGURES, {"survey": survey_id}, lane=lane, channel="surveys")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Figures that were made and wait to be kept."""

    number: int
    figures: dict[str, Any]
    is_last: bool
    new_ids: tuple[str, ...]
    """The answers that are counted for the first time."""
    answers: int
    """How many there were, counted or not."""


def prepare_release(session: Session, survey_id: int) -> Prepared | None:
    """Make the figures anew, if that is due; it takes seconds, and changes nothing."""
    survey = session.get(Survey, survey_id)
    before = last_release(session, survey_id)
    if survey is None or (before and before.is_last):
        return None
    is_last = survey.settled_at is not None
    rows = _rows(session, survey_id)
    new = [row.id for row in rows if not row.batch]
    if not is_last and len(rows) < next_release(len(rows) - len(new)):
        return None
    number = before.number + 1 if before else 1
    # One to four new answers are never counted: they would be the difference.
    takes_new = len(new) >= FEWEST
    answers = [
        Answer(row.answers, str(row.partnership_id or ""), row.batch or number)
        for row in rows
        if row.batch or takes_new
    ]
    version = session.get_one(InstrumentVersion, survey.version_id)
    figures = _figures(version, answers, number, before, is_last=is_last)
    if is_last:
        figures |= pairs_of(session, survey, figures)
    return Prepared(number, figures, is_last, tuple(new) if takes_new else (), len(rows))


def do_keep_release(session: Session, survey_id: int, made: Prepared) -> bool:
    """Show the figures from now on; False where something has changed since they were made."""
    survey = session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if survey is None or made.is_last != (survey.settled_at is not None):
        return False
    before = last_release(session, survey_id)
    ids = set(
        session.scalars(select(SurveyResponse.id).where(SurveyResponse.survey_id == survey_id))
    )
    is_same = (before.number if before else 0) == made.number - 1
    # Answers that came meanwhile wait for the next time; one that went would be the difference.
    if not is_same or not set(made.new_ids) <= ids or len(ids) < made.answers:
        return False
    session.add(
        SurveyRelease(
            survey_id=survey_id,
            number=made.number,
            made_at=clock.now(),
            figures=made.figures,
            is_last=made.is_last,
        )
    )
    _put_in_batch(session, made)
    if made.is_last and survey.anonymity == Anonymity.ANONYMOUS:
        _forget_batches(session, survey_id)
    return True


def _rows(session: Session, survey_id: int) -> Sequence[Any]:
    return session.execute(
        select(
            SurveyResponse.id,
            SurveyResponse.partnership_id,
            SurveyResponse.batch,
            SurveyResponse.answers,
        )
        .where(SurveyResponse.survey_id == survey_id)
        .order_by(SurveyResponse.id)
    ).all()


def _figures(
    version: InstrumentVersion,
    answers: list[Answer],
    number: int,
    before: SurveyRelease | None,
    *,
    is_last: bool,
) -> dict[str, Any]:
    document = read_document(version.document)
    asked = asked_of(document)
    tried = candidates(asked, background_of(document)) if is_last else ()
    return release(answers, asked, number, before.figures if before else None, tried)


def _forget_batches(session: Session, survey_id: int) -> None:
    """Nothing follows: nothing needs to know any more which answers came before which."""
    counted = (SurveyResponse.survey_id == survey_id, SurveyResponse.batch.is_not(None))
    session.execute(update(SurveyResponse).where(*counted).values(batch=1))


def _put_in_batch(session: Session, made: Prepared) -> None:
    for start in range(0, len(made.new_ids), 500):
        some = made.new_ids[start : start + 500]
        query = update(SurveyResponse).where(SurveyResponse.id.in_(some))
        session.execute(query.values(batch=made.number))
