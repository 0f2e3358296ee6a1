"""Who waits for a decision, what was decided, and what a student reads of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.credentials.models import (
    Achievement,
    AchievementKind,
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
)
from vsm_platform.credentials.queries.achievements import best_language
from vsm_platform.credentials.queries.holders import standing_of
from vsm_platform.credentials.recognition.models import (
    DAYS,
    Recognition,
    RecognitionPractice,
    RecognitionRevision,
    RecognitionState,
)
from vsm_platform.credentials.recognition.words import credits_text
from vsm_platform.exchanges.api import Access, Exchange, Partnership
from vsm_platform.institutions.api import Institution
from vsm_platform.web.languages import current_language

ON_A_PAGE = 50


def practice_days(session: Session, institution_id: int) -> int:
    """Within how many days an office decides."""
    found = session.get(RecognitionPractice, institution_id)
    return found.days if found else DAYS


# What was decided -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecognitionView:
    """What a home university has decided about a credential."""

    credential_id: int
    uuid: str
    institution: str
    is_recognised: bool
    credits: float | None
    scheme: str
    grade: str
    reason: str
    decided_at: datetime
    state: str
    """``valid`` or ``withdrawn``."""
    ended_why: str
    """Why it was withdrawn."""
    document: str
    """The signed endorsement as JSON; empty once its person is erased."""

    @property
    def amount(self) -> str:
        """Credits in words, such as ``3 US credit hours``."""
        return credits_text(self.credits, self.scheme)

    @property
    def is_good(self) -> bool:
        return self.state == RecognitionState.VALID


def _views(*conditions: Any) -> Any:
    return (
        select(Recognition, RecognitionRevision, Institution.name)
        .join(
            RecognitionRevision,
            and_(
                RecognitionRevision.recognition_id == Recognition.id,
                RecognitionRevision.number == Recognition.revision,
            ),
        )
        .join(Institution, Institution.id == Recognition.institution_id)
        .where(*conditions)
        .order_by(Recognition.id)
    )


def _view(one: Recognition, revision: RecognitionRevision, institution: str) -> RecognitionView:
    return RecognitionView(
        one.credential_id,
        one.uuid,
        institution,
        one.is_recognised,
        one.credits,
        one.scheme,
        one.grade,
        one.reason,
        one.decided_at,
        one.state,
        revision.ended_why,
        revision.document,
    )


def recognitions_of(session: Session, person_id: int) -> dict[int, RecognitionView]:
    """What the home university made of each of a person's credentials, by credential; one query."""
    rows = session.execute(_views(Recognition.person_id == person_id))
    return {row[0].credential_id: _view(*row) for row in rows}


def recognitions_for(session: Session, person_id: int) -> dict[int, RecognitionView]:
    """The same without what was withdrawn, as passports show it."""
    found = recognitions_of(session, person_id)
    return {credential_id: one for credential_id, one in found.items() if one.is_good}


def recognition_view(session: Session, credential_id: int) -> RecognitionView | None:
    """What the home university made of one credential."""
    rows = session.execute(_views(Recognition.credential_id == credential_id)).all()
    return _view(*rows[-1]) if rows else None


def recognition_seen_by(
    session: Session, access: Access, credential_id: int
) -> RecognitionView | None:
    """The same for whoever teaches at the home university, and for administrators.

    A grade at home is nobody else's, though they teach in the same exchange.
    """
    own = (access.partnership_id, access.office_partnership_id)
    conditions = [Recognition.credential_id == credential_id]
    if not access.is_administrator:
        home = select(Partnership.institution_id).where(Partnership.id.in_(own))
        conditions.append(Recognition.institution_id.in_(home))
    rows = session.execute(_views(*conditions)).all()
    return _view(*rows[-1]) if rows else None


def shared_recognition_view(session: Session, credential_id: int) -> RecognitionView | None:
    """The same on the page that its bearer shares, where nothing withdrawn stands."""
    found = recognition_view(session, credential_id)
    return found if found and found.is_good else None


def recognition_history(session: Session, recognition_id: int) -> Sequence[RecognitionRevision]:
    """Every form of a decision, the newest first."""
    query = select(RecognitionRevision).where(RecognitionRevision.recognition_id == recognition_id)
    return session.scalars(query.order_by(RecognitionRevision.number.desc())).all()


# The office's list ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to."""

    institution_id: int
    state: str = "waiting"
    """A key of ``words.FILTERS``."""
    exchange_id: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One credential of one of the office's students."""

    credential_id: int
    uuid: str
    person_id: int | None
    enrolment_id: int | None
    exchange_id: int
    kind: str
    name: str
    course: str
    exchange: str
    ects: float | None
    grade: str
    awarded_at: datetime
    due_on: date
    """Until then the office decides."""
    state: str
    """A key of ``words.STATES``."""
    amount: str
    own_grade: str
    reason: str
    revision: int
    """Of the decision; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class LinePage:
    lines: list[Line]
    page: int
    pages: int
    total: int


def _lines(found: Filter, *columns: Any) -> Any:
    query = (
        select(
            *(columns or (Credential, CredentialRevision, AchievementVersion)),
            *(() if columns else (Achievement.kind, Exchange.id, Exchange.title, Recognition)),
        )
        .select_from(Credential)
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
        .outerjoin(
            Recognition,
            and_(
                Recognition.credential_id == Credential.id,
                Recognition.institution_id == Credential.institution_id,
            ),
        )
        .where(
            Credential.institution_id == found.institution_id,
            Credential.person_id.is_not(None),
            Achievement.kind != AchievementKind.FACULTY,
        )
    )
    if found.exchange_id is not None:
        query = query.where(Achievement.exchange_id == found.exchange_id)
    if found.search:
        words = found.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(CredentialRevision.name.ilike(f"%{words}%", escape="\\"))
    return query


def _is_good() -> ColumnElement[bool]:
    over = and_(Credential.expires_at.is_not(None), Credential.expires_at <= clock.now())
    return and_(Credential.state == CredentialState.ISSUED, ~over)


def _conditions(days: int) -> dict[str, ColumnElement[bool]]:
    """What makes a line one of each state."""
    valid = and_(Recognition.id.is_not(None), Recognition.state == RecognitionState.VALID)
    waiting = and_(_is_good(), Recognition.id.is_(None))
    changed = and_(
        valid,
        or_(
            Credential.state == CredentialState.REVOKED,
            Credential.revision > Recognition.credential_revision,
        ),
    )
    return {
        "waiting": waiting,
        "late": and_(waiting, Credential.awarded_at < _late_before(days)),
        "changed": changed,
        "recognised": and_(valid, Recognition.is_recognised.is_(True)),
        "none": and_(valid, Recognition.is_recognised.is_(False)),
        "withdrawn": Recognition.state == RecognitionState.WITHDRAWN,
        "all": or_(_is_good(), Recognition.id.is_not(None)),
    }


def _late_before(days: int) -> datetime:
    """Whatever was awarded before then is late now."""
    return datetime.combine(clock.today(UTC) - timedelta(days=days), time(), UTC)


def line_page(session: Session, found: Filter, page: int) -> LinePage:
    """One page of the list by how soon it is due; ``page`` counts from 1."""
    days = practice_days(session, found.institution_id)
    condition = _conditions(days)[found.state]
    total = session.scalar(_lines(found, func.count()).where(condition)) or 0
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    query = _lines(found).where(condition).order_by(Credential.awarded_at, Credential.id)
    rows = session.execute(query.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)).all()
    return LinePage(_as_lines(rows, days), page, pages, total)


def all_lines(session: Session, found: Filter) -> list[Line]:
    """The whole list, for a file or for many decisions in one go."""
    days = practice_days(session, found.institution_id)
    query = _lines(found).where(_conditions(days)[found.state])
    rows = session.execute(query.order_by(Credential.awarded_at, Credential.id)).all()
    return _as_lines(rows, days)


def one_line(session: Session, institution_id: int, credential_id: int) -> Line | None:
    """One credential of the list, whatever its state."""
    query = _lines(Filter(institution_id)).where(Credential.id == credential_id)
    rows = session.execute(query).all()
    found = _as_lines(rows, practice_days(session, institution_id))
    return found[0] if found else None


def _as_lines(rows: Sequence[Any], days: int) -> list[Line]:
    language, late_before = current_language(), _late_before(days)
    return [
        Line(
            credential_id=one.id,
            uuid=one.uuid,
            person_id=one.person_id,
            enrolment_id=one.enrolment_id,
            exchange_id=exchange_id,
            kind=kind,
            name=revision.name,
            course=version.texts[best_language(version, language)]["name"],
            exchange=title,
            ects=version.ects,
            grade=revision.grade,
            awarded_at=one.awarded_at,
            due_on=one.awarded_at.astimezone(UTC).date() + timedelta(days=days),
            state=_state(one, recognition, late_before),
            amount=credits_text(recognition.credits, recognition.scheme) if recognition else "",
            own_grade=recognition.grade if recognition else "",
            reason=recognition.reason if recognition else "",
            revision=recognition.revision if recognition else 0,
        )
        for one, revision, version, kind, exchange_id, title, recognition in rows
    ]


def _state(one: Credential, recognition: Recognition | None, late_before: datetime) -> str:
    if recognition is None:
        return "late" if one.awarded_at < late_before else "waiting"
    if recognition.state == RecognitionState.WITHDRAWN:
        return "withdrawn"
    is_newer = one.revision > recognition.credential_revision
    if is_newer or standing_of(one.state, None) == "revoked":
        return "changed"
    return "recognised" if recognition.is_recognised else "none"


@dataclass(frozen=True, slots=True)
class Numbers:
    """An office's list in numbers."""

    waiting: int = 0
    late: int = 0
    changed: int = 0
    recognised: int = 0
    none: int = 0
    withdrawn: int = 0


def numbers_of(session: Session, found: Filter) -> Numbers:
    """How many lines there are of each state, whatever the filter's; two statements."""
    conditions = _conditions(practice_days(session, found.institution_id))
    names = [name for name in conditions if name != "all"]
    counts = [func.count().filter(conditions[name]) for name in names]
    row = session.execute(_lines(replace(found, search=""), *counts)).one()
    return Numbers(**dict(zip(names, row, strict=True)))


def exchange_choices(session: Session, institution_id: int) -> list[tuple[int, str]]:
    """The exchanges from which an office's students have credentials."""
    query = (
        _lines(Filter(institution_id), Exchange.id, Exchange.title)
        .distinct()
        .order_by(Exchange.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]
