"""Achievements as pages show them, in the reader's language where they speak it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import Alliance
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.models import (
    Achievement,
    AchievementKind,
    AchievementVersion,
    Credential,
    CredentialState,
    Issuer,
)
from vsm_platform.credentials.queries.published import platform_name
from vsm_platform.exchanges.api import Partner
from vsm_platform.institutions.api import Institution
from vsm_platform.web.languages import current_language


@dataclass(frozen=True, slots=True)
class AchievementView:
    """One version of an achievement."""

    id: int
    exchange_id: int
    kind: AchievementKind
    issuer_id: int | None
    published_at: datetime | None
    version: AchievementVersion

    @property
    def path(self) -> str:
        """The address of faculty's page below our own."""
        return f"/exchanges/{self.exchange_id}/credentials/{self.id}"

    @property
    def public_path(self) -> str:
        """The address of everybody's page, which is the achievement's id."""
        return f"/achievements/{self.id}/{self.version.number}"

    @property
    def language(self) -> str:
        """In which its words are shown to this reader."""
        return best_language(self.version, current_language())

    @property
    def words(self) -> dict[str, Any]:
        """Name, description, criteria and outcomes for this reader."""
        found: dict[str, Any] = self.version.texts[self.language]
        return found

    @property
    def name(self) -> str:
        return str(self.words["name"])


def best_language(version: AchievementVersion, wished: str) -> str:
    """The wished language if the version speaks it, or one like it, else the one that is signed."""
    for tag in version.texts:
        if tag == wished or tag.partition("-")[0] == wished.partition("-")[0]:
            return tag
    return version.language


def _views(session: Session, *conditions: Any) -> list[AchievementView]:
    query = (
        select(Achievement, AchievementVersion)
        .join(AchievementVersion, AchievementVersion.achievement_id == Achievement.id)
        .where(*conditions)
        .order_by(Achievement.id)
    )
    return [_view(one, version) for one, version in session.execute(query)]


def _view(one: Achievement, version: AchievementVersion) -> AchievementView:
    return AchievementView(
        one.id, one.exchange_id, AchievementKind(one.kind), one.issuer_id, one.published_at, version
    )


_PRESENT = AchievementVersion.number == Achievement.version


def achievements_of(
    session: Session, exchange_id: int, *, published_only: bool = False
) -> list[AchievementView]:
    """An exchange's achievements in their present versions."""
    conditions = [Achievement.exchange_id == exchange_id, _PRESENT]
    if published_only:
        conditions.append(Achievement.published_at.is_not(None))
    return _views(session, *conditions)


def achievement_view(session: Session, exchange_id: int, achievement_id: int) -> AchievementView:
    """One of an exchange's achievements in its present version.

    Raises:
        NotFound: the exchange has no such achievement.
    """
    found = _views(
        session, Achievement.exchange_id == exchange_id, Achievement.id == achievement_id, _PRESENT
    )
    if not found:
        raise NotFound
    return found[0]


def published_version(
    session: Session, achievement_id: int, number: int, *, drafts: bool = False
) -> AchievementView:
    """A version for everybody: shown to students, or issued with, once.

    Args:
        session: the unit of work.
        achievement_id: the achievement.
        number: the version's number.
        drafts: whether what was never shown is given too.

    Raises:
        NotFound: there is no such version, or it was never shown to anybody.
    """
    found = _views(session, Achievement.id == achievement_id, AchievementVersion.number == number)
    if not found:
        raise NotFound
    is_issued = select(Credential.id).where(Credential.achievement_id == achievement_id).limit(1)
    if not drafts and found[0].published_at is None and session.scalar(is_issued) is None:
        raise NotFound
    return found[0]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many have an achievement."""

    issued: int = 0
    revoked: int = 0


def numbers_of(session: Session, achievement_ids: Collection[int]) -> dict[int, Numbers]:
    """How many have each of these achievements, and how many had it."""
    query = (
        select(Credential.achievement_id, Credential.state, func.count())
        .where(Credential.achievement_id.in_(achievement_ids))
        .group_by(Credential.achievement_id, Credential.state)
    )
    found: dict[int, dict[str, int]] = {}
    for achievement_id, state, number in session.execute(query):
        found.setdefault(achievement_id, {})[state] = number
    return {
        key: Numbers(values.get(CredentialState.ISSUED, 0), values.get(CredentialState.REVOKED, 0))
        for key, values in ((one, found.get(one, {})) for one in achievement_ids)
    }


@dataclass(frozen=True, slots=True)
class IssuerView:
    """An issuer with its name."""

    id: int
    name: str
    did: str
    website: str
    needs_approval: bool
    is_active: bool
    institution_id: int | None
    alliance_id: int | None


def issuers(session: Session, ids: Collection[int] | None = None) -> list[IssuerView]:
    """Issuers by name; all of them, or these."""
    query = (
        select(Issuer, func.coalesce(Institution.name, Alliance.name))
        .outerjoin(Institution, Institution.id == Issuer.institution_id)
        .outerjoin(Alliance, Alliance.id == Issuer.alliance_id)
    )
    if ids is not None:
        query = query.where(Issuer.id.in_(list(ids)))
    rows = session.execute(query).all()
    found = [
        IssuerView(
            one.id,
            name or platform_name(one.did),
            one.did,
            one.website,
            one.needs_approval,
            one.is_active,
            one.institution_id,
            one.alliance_id,
        )
        for one, name in rows
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def issuers_for(
    session: Session,
    partners: Sequence[Partner],
    own_partnership_id: int | None,
    alliance_id: int | None,
) -> list[IssuerView]:
    """Those in whose name somebody may issue in an exchange: the lead, the own university, the alliance.

    An administrator, who belongs to no partner, may choose each of the partners.
    """
    institutions = {
        one.institution_id
        for one in partners
        if one.is_lead or own_partnership_id in {None, one.partnership_id}
    }
    return [
        one
        for one in issuers(session)
        if one.is_active
        and (
            one.institution_id in institutions
            or (alliance_id is not None and one.alliance_id == alliance_id)
        )
    ]
