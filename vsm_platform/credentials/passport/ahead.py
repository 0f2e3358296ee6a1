"""The certificates that a person collects towards, and how far that has come."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.credentials.conditions import Progress, condition_titles, progress_of
from vsm_platform.credentials.models import Achievement, AchievementKind, AchievementVersion
from vsm_platform.credentials.passport.collecting import Passport
from vsm_platform.credentials.queries.achievements import AchievementView
from vsm_platform.credentials.queries.people import candidates_for
from vsm_platform.exchanges.api import Enrolment

MOST = 5
"""Each costs some statements: the newest ones are shown."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A certificate that is not held yet."""

    view: AchievementView
    progress: Progress
    titles: list[str]


def ahead_of(session: Session, passport: Passport) -> list[Ahead]:
    """Programme certificates, and others for credits over several exchanges, not held yet."""
    held = {one.view.id for one in passport.held}
    query = (
        select(Achievement, AchievementVersion)
        .join(
            AchievementVersion,
            (AchievementVersion.achievement_id == Achievement.id)
            & (AchievementVersion.number == Achievement.version),
        )
        .where(
            Achievement.exchange_id.in_(passport.exchange_ids),
            Achievement.published_at.is_not(None),
            Achievement.kind != AchievementKind.FACULTY,
        )
        .order_by(Achievement.id.desc())
    )
    found = [
        AchievementView(one.id, one.exchange_id, one.kind, one.issuer_id, one.published_at, version)
        for one, version in session.execute(query)
        if one.id not in held and _collects(one, version)
    ][:MOST]
    return [made for one in found if (made := _ahead(session, passport.person_id, one))]


def _collects(one: Achievement, version: AchievementVersion) -> bool:
    by_credits = any(condition.get("kind") == "credits" for condition in version.rule)
    return bool(version.rule) and (one.kind == AchievementKind.PROGRAMME or by_credits)


def _ahead(session: Session, person_id: int, view: AchievementView) -> Ahead | None:
    enrolment = session.scalar(
        select(Enrolment.id).where(
            Enrolment.exchange_id == view.exchange_id, Enrolment.person_id == person_id
        )
    )
    me = candidates_for(session, view.exchange_id, view.kind, only=[enrolment or 0])
    rule = view.version.rule
    progress = progress_of(session, view.exchange_id, rule, me).get(enrolment or 0)
    if progress is None:
        return None
    return Ahead(view, progress, condition_titles(session, view.exchange_id, rule))
