"""What a learning agreement (before) and a transcript of records (after) say, as plain values.

Everything is read for many students at once, so that a whole exchange costs as many statements as one.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Identity, Person
from vsm_platform.alliances.api import Credit, credit_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
    Issuer,
)
from vsm_platform.credentials.queries.achievements import issuers
from vsm_platform.credentials.recognition.grading import find_step, steps_of
from vsm_platform.credentials.recognition.models import (
    GradingTable,
    Recognition,
    RecognitionState,
)
from vsm_platform.exchanges.api import (
    INSIDE,
    Enrolment,
    Exchange,
    Partner,
    Partnership,
    Role,
    partners_of,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Party:
    """A university, or whoever else signs."""

    name: str
    country: str = ""
    url: str = ""
    did: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Where a grade stands among all who passed, in percent (ELMO, ``shortenedGrading``)."""

    lower: float
    equal: float
    higher: float


@dataclass(frozen=True, slots=True)
class Achieved:
    """One credential of the student in the exchange, with what it counts for at home."""

    uuid: str
    achievement_id: int
    number: int
    kind: str
    texts: dict[str, dict[str, Any]]
    language: str
    languages: Sequence[str]
    ects: float | None
    eqf: int | None
    isced: str
    grade: str
    shares: Shares | None
    scale: str
    awarded_at: datetime
    issuer: Party
    decision: Recognition | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One student's part in one exchange."""

    enrolment_id: int
    name: str
    given_names: str
    family_name: str
    home: Party
    host: Party
    exchange_id: int
    title: str
    description: str
    season: str
    languages: Sequence[str]
    starts_on: date
    ends_on: date
    ects: float | None
    credit: Credit
    """By the terms of the home university."""
    scale: str
    partners: Sequence[Partner]
    achieved: list[Achieved] = field(default_factory=list)


def access_paper(session: Session, viewer: Viewer, enrolment_id: int) -> Paper:
    """A student's papers: for the student, for the home university's office, for administrators.

    Raises:
        NotFound: there are none, or they are somebody else's.
    """
    query = (
        select(Enrolment.person_id, Enrolment.exchange_id, Partnership.institution_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .where(Enrolment.id == enrolment_id, *_students())
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    may_see = (
        viewer.is_administrator
        or viewer.person_id == found.person_id
        or (viewer.office_of is not None and viewer.office_of == found.institution_id)
    )
    if not may_see:
        raise NotFound
    return papers(session, found.exchange_id, [enrolment_id])[0]


def _students() -> tuple[Any, ...]:
    return (
        Enrolment.role == Role.STUDENT,
        Enrolment.state.in_(INSIDE),
        Enrolment.is_test.is_(False),
    )


def papers(
    session: Session,
    exchange_id: int,
    enrolment_ids: Collection[int] | None = None,
    *,
    institution_id: int | None = None,
) -> list[Paper]:
    """The papers of an exchange's students, by university and name; a fixed number of statements.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        enrolment_ids: of whom; None for all.
        institution_id: whose students; None for everybody's.
    """
    query = (
        select(Enrolment, Person.display_name, Partnership, Institution)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Enrolment.exchange_id == exchange_id, *_students())
        .order_by(Partnership.id, func.lower(Person.display_name), Enrolment.id)
    )
    if enrolment_ids is not None:
        query = query.where(Enrolment.id.in_(enrolment_ids))
    if institution_id is not None:
        query = query.where(Partnership.institution_id == institution_id)
    rows = session.execute(query).all()
    exchange, partners = session.get_one(Exchange, exchange_id), partners_of(session, exchange_id)
    host = _host(session, partners)
    people = {row[0].person_id for row in rows}
    names, achieved = _names(session, people), _achieved(session, exchange_id, people)
    return [
        _paper(row, exchange, partners, host, names, achieved.get(row[0].person_id, []))
        for row in rows
    ]


def _paper(
    row: Any,
    exchange: Exchange,
    partners: Sequence[Partner],
    host: Party,
    names: dict[int, tuple[str, str]],
    achieved: list[Achieved],
) -> Paper:
    enrolment, name, own, home = row
    given, family = names.get(enrolment.person_id, ("", ""))
    return Paper(
        enrolment_id=enrolment.id,
        name=name,
        given_names=given,
        # Who is known by one name only has it as the family name: one of the two must be there.
        family_name=family or ("" if given else name),
        home=Party(home.name, home.country, contact=own.contact),
        host=host,
        exchange_id=exchange.id,
        title=exchange.title,
        description=exchange.description,
        season=exchange.season,
        languages=exchange.languages,
        starts_on=own.starts_on or exchange.starts_on,
        ends_on=own.ends_on or exchange.ends_on,
        ects=exchange.ects,
        credit=credit_of(own.credit_scheme, own.credit_amount, exchange.ects),
        scale=own.grade_scale,
        partners=partners,
        achieved=achieved,
    )


def _host(session: Session, partners: Sequence[Partner]) -> Party:
    lead = next((one for one in partners if one.is_lead), None)
    if lead is None:
        return Party("")
    contact = session.scalar(
        select(Partnership.contact).where(Partnership.id == lead.partnership_id)
    )
    return Party(lead.name, lead.country, contact=contact or "")


def _names(session: Session, person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Given and family name as the LMS tells them apart, where it does."""
    query = select(Identity.person_id, Identity.given_name, Identity.family_name).where(
        Identity.person_id.in_(person_ids), Identity.family_name != ""
    )
    rows = session.execute(query.order_by(Identity.id)).all()
    return {person: (given, family) for person, given, family in rows}


def _issued(exchange_id: int, person_ids: Collection[int]) -> Any:
    """These people's credentials with what the home university made of each; no revoked ones."""
    return (
        select(
            Credential,
            CredentialRevision,
            Achievement,
            AchievementVersion,
            Recognition,
            Institution,
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
        .join(Issuer, Issuer.id == Credential.issuer_id)
        .outerjoin(Institution, Institution.id == Issuer.institution_id)
        .outerjoin(
            Recognition,
            and_(
                Recognition.credential_id == Credential.id,
                Recognition.state == RecognitionState.VALID,
            ),
        )
        .where(
            Achievement.exchange_id == exchange_id,
            Credential.person_id.in_(person_ids),
            Credential.state == CredentialState.ISSUED,
        )
        .order_by(Credential.awarded_at, Credential.id)
    )


def _achieved(
    session: Session, exchange_id: int, person_ids: Collection[int]
) -> dict[int, list[Achieved]]:
    """What holds of each person's credentials; revoked ones are left out."""
    rows = session.execute(_issued(exchange_id, person_ids)).all()
    signers = {one.id: one for one in issuers(session, {row[0].issuer_id for row in rows})}
    tables = _tables(session, {one.institution_id or 0 for one in signers.values()})
    found: defaultdict[int, list[Achieved]] = defaultdict(list)
    for one, revision, achievement, version, decision, institution in rows:
        signer = signers[one.issuer_id]
        country = institution.country if institution else ""
        scale, shares = _shares(revision.grade, tables.get(signer.institution_id or 0, ()))
        found[one.person_id or 0].append(
            Achieved(
                uuid=one.uuid,
                achievement_id=achievement.id,
                number=version.number,
                kind=achievement.kind,
                texts=version.texts,
                language=version.language,
                languages=version.languages,
                ects=version.ects,
                eqf=version.eqf,
                isced=version.isced,
                grade=revision.grade,
                shares=shares,
                scale=scale,
                awarded_at=one.awarded_at,
                issuer=Party(signer.name, country, signer.website, signer.did),
                decision=decision,
            )
        )
    return found


def _tables(session: Session, institution_ids: Collection[int]) -> dict[int, list[GradingTable]]:
    query = select(GradingTable).where(GradingTable.institution_id.in_(institution_ids))
    found: defaultdict[int, list[GradingTable]] = defaultdict(list)
    for one in session.scalars(query.order_by(GradingTable.name)):
        found[one.institution_id].append(one)
    return found


def _shares(grade: str, tables: Sequence[GradingTable]) -> tuple[str, Shares | None]:
    """The scale of a grade, and how many have a lower, the same, a higher one."""
    for table in tables if grade else ():
        step = find_step(grade, steps_of(table.rows))
        if step is not None:
            shares = Shares(
                round(100 - step.reaches, 1), round(step.share, 1), round(step.above, 1)
            )
            return table.name, shares
    return "", None
