"""Runs of decisions as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.models import (
    AchievementVersion,
    Credential,
    CredentialRevision,
)
from vsm_platform.credentials.queries.achievements import best_language
from vsm_platform.credentials.recognition.models import RecognitionItem, RecognitionRun
from vsm_platform.credentials.recognition.words import credits_text
from vsm_platform.web.languages import current_language

SHOWN = 200


@dataclass(frozen=True, slots=True)
class RunNumbers:
    """How far a run is."""

    decisions: int = 0
    recognised: int = 0
    """So many of them recognise something."""
    done: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One decision of a run."""

    credential_id: int
    name: str
    course: str
    grade: str
    is_recognised: bool
    amount: str
    own_grade: str
    reason: str
    is_skipped: bool


def run_of(session: Session, institution_id: int, run_id: int) -> RecognitionRun:
    """A run of an office.

    Raises:
        NotFound: the office has no such run.
    """
    found = session.get(RecognitionRun, run_id)
    if found is None or found.institution_id != institution_id:
        raise NotFound
    return found


def runs_of(session: Session, institution_id: int) -> Sequence[RecognitionRun]:
    """An office's latest runs."""
    query = select(RecognitionRun).where(RecognitionRun.institution_id == institution_id)
    return session.scalars(query.order_by(RecognitionRun.id.desc()).limit(30)).all()


def run_numbers(session: Session, run_ids: Sequence[int]) -> dict[int, RunNumbers]:
    """How far each of these runs is."""
    query = (
        select(
            RecognitionItem.run_id,
            func.count(),
            func.sum(case((RecognitionItem.is_recognised, 1), else_=0)),
            func.count(RecognitionItem.recognition_id),
            func.sum(case((RecognitionItem.is_skipped, 1), else_=0)),
        )
        .where(RecognitionItem.run_id.in_(run_ids))
        .group_by(RecognitionItem.run_id)
    )
    found = {row[0]: RunNumbers(*row[1:]) for row in session.execute(query)}
    return {one: found.get(one, RunNumbers()) for one in run_ids}


def run_items(session: Session, run_id: int) -> list[ItemLine]:
    """The first decisions of a run, by name."""
    query = (
        select(RecognitionItem, CredentialRevision, AchievementVersion)
        .join(Credential, Credential.id == RecognitionItem.credential_id)
        .join(
            CredentialRevision,
            and_(
                CredentialRevision.credential_id == Credential.id,
                CredentialRevision.number == Credential.revision,
            ),
        )
        .join(AchievementVersion, AchievementVersion.id == CredentialRevision.version_id)
        .where(RecognitionItem.run_id == run_id)
        .order_by(RecognitionItem.row, func.lower(CredentialRevision.name), RecognitionItem.id)
        .limit(SHOWN)
    )
    language = current_language()
    return [
        ItemLine(
            one.credential_id,
            revision.name,
            version.texts[best_language(version, language)]["name"],
            revision.grade,
            one.is_recognised,
            credits_text(one.credits, one.scheme),
            one.grade,
            one.reason,
            one.is_skipped,
        )
        for one, revision, version in session.execute(query)
    ]
