"""Who holds what: a student's own, faculty's page of an achievement, offices' and administrators' lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
    ShareEvent,
)
from vsm_platform.credentials.queries.achievements import (
    AchievementView,
    best_language,
    issuers,
)
from vsm_platform.exchanges.api import Exchange
from vsm_platform.institutions.api import Institution
from vsm_platform.web.languages import current_language

ON_A_PAGE = 50


def standing_of(state: str, expires_at: datetime | None) -> str:
    """``issued``, ``revoked`` or ``expired``."""
    if state == CredentialState.ISSUED and expires_at and expires_at <= clock.now():
        return "expired"
    return state


@dataclass(frozen=True, slots=True)
class Held:
    """A credential in its newest form."""

    credential: Credential
    revision: CredentialRevision
    view: AchievementView
    issuer: str
    exchange: str

    @property
    def standing(self) -> str:
        return standing_of(self.credential.state, self.credential.expires_at)

    @property
    def is_good(self) -> bool:
        return self.standing == "issued"


def _held(*conditions: Any) -> Any:
    return (
        select(Credential, CredentialRevision, Achievement, AchievementVersion, Exchange.title)
        .join(
            CredentialRevision,
            and_(
                CredentialRevision.credential_id == Credential.id,
                CredentialRevision.number == Credential.revision,
            ),
        )
        .join(AchievementVersion, AchievementVersion.id == CredentialRevision.version_id)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Exchange, Exchange.id == Achievement.exchange_id)
        .where(*conditions)
        .order_by(Credential.awarded_at.desc(), Credential.id)
    )


def _as_held(session: Session, rows: Sequence[Any]) -> list[Held]:
    names = {one.id: one.name for one in issuers(session, {row[0].issuer_id for row in rows})}
    return [
        Held(
            credential,
            revision,
            AchievementView(
                one.id, one.exchange_id, one.kind, one.issuer_id, one.published_at, version
            ),
            names[credential.issuer_id],
            exchange,
        )
        for credential, revision, one, version, exchange in rows
    ]


def own_credentials(session: Session, person_id: int, exchange_id: int | None = None) -> list[Held]:
    """What a person holds in an exchange, or everywhere; the newest first."""
    conditions = [Credential.person_id == person_id]
    if exchange_id is not None:
        conditions.append(Achievement.exchange_id == exchange_id)
    return _as_held(session, session.execute(_held(*conditions)).all())


def own_credential(session: Session, person_id: int, credential_id: int) -> Held:
    """One that a person holds.

    Raises:
        NotFound: the person holds no such credential.
    """
    conditions = (Credential.id == credential_id, Credential.person_id == person_id)
    found = _as_held(session, session.execute(_held(*conditions)).all())
    if not found:
        raise NotFound
    return found[0]


def shared_credential(session: Session, code: str) -> Held:
    """The one whose page this is, while its bearer shares it.

    Raises:
        NotFound: there is none, or its page is off: the two are told apart nowhere.
    """
    conditions = (
        Credential.share_code == code,
        Credential.shared_at.is_not(None),
        Credential.person_id.is_not(None),
    )
    found = _as_held(session, session.execute(_held(*conditions)).all())
    if not found:
        raise NotFound
    return found[0]


def credential_of(session: Session, exchange_id: int, credential_id: int) -> Held:
    """One that was issued in an exchange.

    Raises:
        NotFound: there is none.
    """
    conditions = (Credential.id == credential_id, Achievement.exchange_id == exchange_id)
    found = _as_held(session, session.execute(_held(*conditions)).all())
    if not found:
        raise NotFound
    return found[0]


def revisions_of(session: Session, credential_id: int) -> Sequence[CredentialRevision]:
    """All forms of a credential, the newest first."""
    query = select(CredentialRevision).where(CredentialRevision.credential_id == credential_id)
    return session.scalars(query.order_by(CredentialRevision.number.desc())).all()


def share_events(session: Session, credential_id: int) -> Sequence[ShareEvent]:
    """When its page was switched on and off, the latest first."""
    query = select(ShareEvent).where(ShareEvent.credential_id == credential_id)
    return session.scalars(query.order_by(ShareEvent.id.desc()).limit(20)).all()


# Lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to."""

    standing: str = ""
    """``issued``, ``revoked`` or ``expired``; empty for all."""
    issuer_id: int | None = None
    exchange_id: int | None = None
    achievement_id: int | None = None
    institution_id: int | None = None
    """Whose students; for an office its own."""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A credential in a list."""

    id: int
    name: str
    achievement: str
    exchange_id: int
    exchange: str
    institution: str
    issuer: str
    standing: str
    awarded_at: datetime
    expires_at: datetime | None
    ects: float | None
    uuid: str
    is_shared: bool
    enrolment_id: int | None


@dataclass(frozen=True, slots=True)
class LinePage:
    lines: list[Line]
    page: int
    pages: int
    total: int


def _lines(found: Filter) -> Any:
    name = func.coalesce(func.nullif(CredentialRevision.name, ""), "")
    query = (
        select(
            Credential,
            name.label("name"),
            AchievementVersion,
            Exchange.id.label("exchange_id"),
            Exchange.title,
            Institution.name.label("institution"),
        )
        .join(
            CredentialRevision,
            and_(
                CredentialRevision.credential_id == Credential.id,
                CredentialRevision.number == Credential.revision,
            ),
        )
        .join(AchievementVersion, AchievementVersion.id == CredentialRevision.version_id)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Exchange, Exchange.id == Achievement.exchange_id)
        .outerjoin(Institution, Institution.id == Credential.institution_id)
        .where(*_conditions(found))
    )
    return query.order_by(Credential.awarded_at.desc(), Credential.id.desc())


def _conditions(found: Filter) -> list[ColumnElement[bool]]:
    present = clock.now()
    is_good = Credential.state == CredentialState.ISSUED
    is_over = Credential.expires_at <= present
    conditions: list[ColumnElement[bool]] = []
    if found.standing == "revoked":
        conditions.append(Credential.state == CredentialState.REVOKED)
    elif found.standing == "expired":
        conditions += [is_good, is_over]
    elif found.standing == "issued":
        conditions += [is_good, or_(Credential.expires_at.is_(None), ~is_over)]
    for column, value in (
        (Credential.issuer_id, found.issuer_id),
        (Achievement.exchange_id, found.exchange_id),
        (Credential.achievement_id, found.achievement_id),
        (Credential.institution_id, found.institution_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if found.search:
        words = found.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append(CredentialRevision.name.ilike(f"%{words}%", escape="\\"))
    return conditions


def line_page(session: Session, found: Filter, page: int) -> LinePage:
    """One page of the list; ``page`` counts from 1."""
    query = _lines(found)
    counted = select(func.count()).select_from(
        query.with_only_columns(Credential.id).order_by(None).subquery()
    )
    total = session.scalar(counted) or 0
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    rows = session.execute(query.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)).all()
    return LinePage(_as_lines(session, rows), page, pages, total)


def all_lines(session: Session, found: Filter) -> list[Line]:
    """The whole list, for a file."""
    return _as_lines(session, session.execute(_lines(found)).all())


def _as_lines(session: Session, rows: Sequence[Any]) -> list[Line]:
    language = current_language()
    names = {one.id: one.name for one in issuers(session, {row[0].issuer_id for row in rows})}
    return [
        Line(
            one.id,
            name,
            version.texts[best_language(version, language)]["name"],
            exchange_id,
            title,
            institution or "",
            names[one.issuer_id],
            standing_of(one.state, one.expires_at),
            one.awarded_at,
            one.expires_at,
            one.ects,
            one.uuid,
            one.shared_at is not None,
            one.enrolment_id,
        )
        for one, name, version, exchange_id, title, institution in rows
    ]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What there is of a list, in numbers."""

    issued: int
    expired: int
    revoked: int
    people: int
    ects: float
    shared: int


def statistics_of(session: Session, found: Filter) -> Statistics:
    """Numbers over a whole list, one statement for each line of it."""

    def count(what: Any, *conditions: ColumnElement[bool]) -> Any:
        query = _lines(found).with_only_columns(what).order_by(None).where(*conditions)
        return session.scalar(query) or 0

    present = clock.now()
    good = Credential.state == CredentialState.ISSUED
    over = and_(good, Credential.expires_at <= present)
    holds = and_(good, or_(Credential.expires_at.is_(None), Credential.expires_at > present))
    return Statistics(
        issued=count(func.count(), holds),
        expired=count(func.count(), over),
        revoked=count(func.count(), Credential.state == CredentialState.REVOKED),
        people=count(func.count(func.distinct(Credential.person_id)), holds),
        ects=float(count(func.sum(Credential.ects), holds)),
        shared=count(func.count(), Credential.shared_at.is_not(None)),
    )
