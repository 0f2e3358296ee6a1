"""Achievements are made, described, given a rule, shown to students, copied, and deleted.

As long as nothing was issued with a version, it is changed in place; after that each change makes
a new version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.errors import AlreadyIssued
from vsm_platform.credentials.models import (
    Achievement,
    AchievementKind,
    AchievementVersion,
    Credential,
    CredentialRevision,
    Run,
)
from vsm_platform.exchanges.api import Exchange
from vsm_platform.grading.api import Measure


@dataclass(frozen=True, slots=True)
class Words:
    """What an achievement says in one language."""

    name: str
    description: str
    criteria: str
    outcomes: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "description": self.description,
            "criteria": self.criteria,
            "outcomes": list(self.outcomes),
        }


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """What faculty say of an achievement."""

    kind: AchievementKind
    language: str
    words: Words
    issuer_id: int | None = None
    ects: float | None = None
    eqf: int | None = None
    isced: str = ""
    hours: float | None = None
    mode: str = "virtual"
    languages: Sequence[str] = field(default_factory=list)
    months_valid: int | None = None
    measure_id: int | None = None
    colour: int = 0


def record(
    session: Session,
    verb: str,
    achievement: Achievement,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about an achievement into the audit log."""
    audit.record(
        session,
        f"credentials.{verb}",
        f"achievement:{achievement.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=achievement.exchange_id,
        **details,
    )


def locked_achievement(session: Session, exchange_id: int, achievement_id: int) -> Achievement:
    """An achievement of an exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    found = session.get(Achievement, achievement_id, with_for_update=True, populate_existing=True)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    return found


def present_version(session: Session, achievement: Achievement) -> AchievementVersion:
    """The version with which is issued now."""
    query = select(AchievementVersion).where(
        AchievementVersion.achievement_id == achievement.id,
        AchievementVersion.number == achievement.version,
    )
    return session.scalars(query).one()


def do_add_achievement(
    session: Session, exchange_id: int, facts: AchievementFacts, *, actor_id: int | None
) -> int:
    """A new achievement, which students do not see yet; gives its id.

    Raises:
        NotFound: there is no such exchange.
    """
    if session.get(Exchange, exchange_id) is None:
        raise NotFound
    made = Achievement(
        exchange_id=exchange_id,
        kind=facts.kind,
        issuer_id=facts.issuer_id,
        version=1,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    version = AchievementVersion(
        achievement_id=made.id, number=1, texts={}, created_at=clock.now(), created_by_id=actor_id
    )
    _describe(session, made, version, facts)
    session.add(version)
    session.flush()
    record(session, "achievement_made", made, actor_id, name=facts.words.name)
    return made.id


def do_change_achievement(
    session: Session,
    exchange_id: int,
    achievement_id: int,
    facts: AchievementFacts,
    *,
    actor_id: int | None,
) -> None:
    """Describe it anew; what was issued keeps the description that it had.

    Raises:
        NotFound: the exchange has no such achievement.
        AlreadyIssued: the issuer or the kind cannot be another one any more.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    is_other = (achievement.issuer_id, achievement.kind) != (facts.issuer_id, facts.kind)
    if is_other and has_issued(session, achievement.id):
        raise AlreadyIssued
    version = _writable(session, achievement, actor_id)
    _describe(session, achievement, version, facts)
    record(session, "achievement_changed", achievement, actor_id, name=facts.words.name)


def _describe(
    session: Session,
    achievement: Achievement,
    version: AchievementVersion,
    facts: AchievementFacts,
) -> None:
    measure = session.get(Measure, facts.measure_id) if facts.measure_id else None
    if measure and measure.exchange_id != achievement.exchange_id:
        raise NotFound
    achievement.kind, achievement.issuer_id = facts.kind, facts.issuer_id
    version.language = facts.language
    version.texts = {**version.texts, facts.language: facts.words.as_json()}
    version.ects, version.eqf, version.isced = facts.ects, facts.eqf, facts.isced
    version.hours, version.mode = facts.hours, facts.mode
    version.languages = list(facts.languages)
    version.months_valid = facts.months_valid
    version.measure_id = measure.id if measure else None
    version.colour = facts.colour


def do_set_words(
    session: Session,
    exchange_id: int,
    achievement_id: int,
    language: str,
    words: Words | None,
    *,
    actor_id: int | None,
) -> None:
    """Say the same in another language, or take that away.

    Raises:
        NotFound: the exchange has no such achievement, or the language is the one that is signed.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    version = _writable(session, achievement, actor_id)
    if words is None and language == version.language:
        raise NotFound
    texts = {key: value for key, value in version.texts.items() if key != language}
    version.texts = {**texts, language: words.as_json()} if words else texts
    record(session, "achievement_changed", achievement, actor_id, language=language)


def do_set_rule(
    session: Session,
    exchange_id: int,
    achievement_id: int,
    rule: Sequence[Mapping[str, Any]],
    *,
    actor_id: int | None,
) -> None:
    """Set the conditions, all of which must hold.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    version = _writable(session, achievement, actor_id)
    version.rule = [dict(one) for one in rule]
    record(session, "rule_changed", achievement, actor_id)


def do_publish_achievement(
    session: Session,
    exchange_id: int,
    achievement_id: int,
    *,
    is_published: bool,
    actor_id: int | None,
) -> None:
    """Show it to students with how far they are, or hide it again; what they have they keep.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    achievement.published_at = clock.now() if is_published else None
    verb = "achievement_published" if is_published else "achievement_hidden"
    record(session, verb, achievement, actor_id)


def do_delete_achievement(
    session: Session, exchange_id: int, achievement_id: int, *, actor_id: int | None
) -> None:
    """Delete it with its drafts of runs.

    Raises:
        NotFound: the exchange has no such achievement.
        AlreadyIssued: somebody has it, or had it.
    """
    achievement = locked_achievement(session, exchange_id, achievement_id)
    if has_issued(session, achievement.id):
        raise AlreadyIssued
    record(session, "achievement_deleted", achievement, actor_id)
    session.execute(delete(Run).where(Run.achievement_id == achievement.id))
    session.execute(
        delete(AchievementVersion).where(AchievementVersion.achievement_id == achievement.id)
    )
    session.delete(achievement)


def has_issued(session: Session, achievement_id: int) -> bool:
    """Whether anything was ever issued."""
    query = exists().where(Credential.achievement_id == achievement_id)
    return bool(session.scalar(select(query)))


def _writable(
    session: Session, achievement: Achievement, actor_id: int | None
) -> AchievementVersion:
    """The present version, or a new one where something was issued, or is about to be, with it."""
    version = present_version(session, achievement)
    is_used = exists().where(CredentialRevision.version_id == version.id)
    is_listed = exists().where(Run.version_id == version.id)
    if not session.scalar(select(is_used | is_listed)):
        return version
    copied = ("language", "texts", "ects", "eqf", "isced", "hours", "mode", "languages",
              "months_valid", "measure_id", "rule", "colour")  # fmt: skip
    made = AchievementVersion(
        achievement_id=achievement.id,
        number=version.number + 1,
        created_at=clock.now(),
        created_by_id=actor_id,
        **{name: getattr(version, name) for name in copied},
    )
    session.add(made)
    achievement.version = made.number
    session.flush()
    return made


def do_copy_achievements(session: Session, old_id: int, new_id: int, _days: int) -> None:
    """Take achievements over into the next season, without what was about the old one's scores."""
    query = select(Achievement).where(Achievement.exchange_id == old_id).order_by(Achievement.id)
    for one in session.scalars(query).all():
        old = present_version(session, one)
        words = old.texts[old.language]
        facts = AchievementFacts(
            kind=AchievementKind(one.kind),
            language=old.language,
            words=Words(**words),
            issuer_id=one.issuer_id,
            ects=old.ects,
            eqf=old.eqf,
            isced=old.isced,
            hours=old.hours,
            mode=old.mode,
            languages=old.languages,
            months_valid=old.months_valid,
            colour=old.colour,
        )
        made = do_add_achievement(session, new_id, facts, actor_id=None)
        version = present_version(session, session.get_one(Achievement, made))
        version.texts = old.texts
        # A condition about a score of the old season is met by nobody until it is chosen anew.
        version.rule = [{**rule, "ref": None} for rule in old.rule]
