"""The issuer's private keys, and the documents that they sign.

A credential is built from an achievement's version, which is the same for everybody, and from the
little that is one person's. Documents are built and signed outside of any transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from cryptography.fernet import InvalidToken
from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.errors import SigningKeyMissing
from vsm_platform.credentials.fields import EQF_ADDRESS, FIELDS, ISCED_ADDRESS, MODES
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Issuer,
    IssuerKey,
    KeyKind,
)
from vsm_platform.credentials.queries.published import issuer_name
from vsm_platform.credentials.standards import documents, entities
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.keys import SigningKey, TokenKey
from vsm_platform.credentials.standards.proofs import sign
from vsm_platform.credentials.words import STANDARD_TYPES
from vsm_platform.exchanges.api import Exchange, Partner, partners_of
from vsm_platform.institutions.api import Institution
from vsm_platform.web.forms import number_text


def signing_key(session: Session, vault: Vault, issuer: Issuer) -> SigningKey:
    """The key that signs credentials in the issuer's name now.

    Raises:
        SigningKeyMissing: there is none, or this server cannot open it.
    """
    return SigningKey(_private(session, vault, issuer, KeyKind.ED25519), issuer.did)


def token_key(session: Session, vault: Vault, issuer: Issuer) -> TokenKey:
    """The key that signs the JWT form.

    Raises:
        SigningKeyMissing: there is none, or this server cannot open it.
    """
    return TokenKey(_private(session, vault, issuer, KeyKind.P256), issuer.did)


def _private(session: Session, vault: Vault, issuer: Issuer, kind: KeyKind) -> bytes:
    query = select(IssuerKey.closed_private).where(
        IssuerKey.issuer_id == issuer.id, IssuerKey.kind == kind, IssuerKey.retired_at.is_(None)
    )
    closed = session.scalar(query.order_by(IssuerKey.id.desc()).limit(1))
    if closed is None:
        raise SigningKeyMissing
    try:
        return bytes.fromhex(vault.open(closed))
    except (InvalidToken, ValueError):
        raise SigningKeyMissing from None


@dataclass(frozen=True, slots=True)
class Mould:
    """What all credentials of one version have in common."""

    public_url: str
    issuer_id: int
    issuer: entities.Profile
    achievement: entities.Achievement
    grade: entities.ResultKind | None
    fixed: Sequence[entities.Result]
    """Results that are everybody's: credits and hours."""
    source: entities.Profile | None
    starts_on: date
    ends_on: date
    term: str
    credits: float | None


@dataclass(frozen=True, slots=True)
class Given:
    """What is one person's."""

    uuid: str
    subject: str
    name: str
    grade: str
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    list_id: int
    position: int


def new_uuid() -> str:
    return str(uuid4())


def achievement_address(public_url: str, achievement_id: int, number: int) -> str:
    """The page of a version of an achievement, which is its id as well."""
    return f"{public_url}/achievements/{achievement_id}/{number}"


def list_address(public_url: str, issuer_id: int, list_id: int) -> str:
    """Where a status list is published."""
    return f"{public_url}/issuers/{issuer_id}/status/{list_id}"


def issuer_profile(session: Session, issuer: Issuer) -> entities.Profile:
    """The issuer as it stands in what it signs."""
    country = ""
    if issuer.institution_id is not None:
        country = session.get_one(Institution, issuer.institution_id).country
    return entities.Profile(
        issuer.did, issuer_name(session, issuer), url=issuer.website, country=country
    )


def mould_of(
    session: Session, achievement: Achievement, version: AchievementVersion, public_url: str
) -> Mould:
    """Everything that a version's credentials share; a few statements.

    Our own words in it are in the language of the version's texts, whoever is looking.
    """
    with force_locale(version.language.replace("-", "_")):
        return _mould(session, achievement, version, public_url)


def _mould(
    session: Session, achievement: Achievement, version: AchievementVersion, public_url: str
) -> Mould:
    issuer = session.get_one(Issuer, achievement.issuer_id)
    exchange = session.get_one(Exchange, achievement.exchange_id)
    partners = partners_of(session, exchange.id)
    address = achievement_address(public_url, achievement.id, version.number)
    profile = issuer_profile(session, issuer)
    kinds = _result_kinds(version, address)
    fixed = [entities.Result(kind, kind.maximum) for kind in kinds if kind.id != f"{address}#grade"]
    return Mould(
        public_url=public_url,
        issuer_id=issuer.id,
        issuer=profile,
        achievement=_achievement(achievement, version, address, profile, partners, kinds),
        grade=next((kind for kind in kinds if kind.id == f"{address}#grade"), None),
        fixed=fixed,
        source=_host(partners, address),
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        term=exchange.season,
        credits=version.ects,
    )


def _result_kinds(version: AchievementVersion, address: str) -> list[entities.ResultKind]:
    kinds = [entities.ResultKind(f"{address}#grade", gettext("Grade"), "Result")]
    if version.ects is not None:
        kinds.append(
            entities.ResultKind(
                f"{address}#ects",
                gettext("ECTS credits"),
                "ext:ECTSCredits",
                maximum=number_text(version.ects),
            )
        )
    if version.hours is not None:
        kinds.append(
            entities.ResultKind(
                f"{address}#hours",
                gettext("Workload in hours"),
                "ext:WorkloadHours",
                maximum=number_text(version.hours),
            )
        )
    return kinds


def _achievement(
    achievement: Achievement,
    version: AchievementVersion,
    address: str,
    issuer: entities.Profile,
    partners: Sequence[Partner],
    kinds: Sequence[entities.ResultKind],
) -> entities.Achievement:
    texts = version.texts[version.language]
    return entities.Achievement(
        id=address,
        name=texts["name"],
        description=texts["description"],
        criteria=texts["criteria"],
        kind=STANDARD_TYPES[achievement.kind],
        credits=version.ects,
        alignments=list(_alignments(version, texts, address, partners)),
        results=kinds,
        language=version.language,
        tags=[f"language:{tag}" for tag in version.languages],
        field=str(FIELDS.get(version.isced, "")),
        version=str(version.number),
        image=f"{address}/badge.svg",
        image_caption=texts["name"],
        creator=issuer,
    )


def _alignments(
    version: AchievementVersion,
    texts: dict[str, list[str]],
    address: str,
    partners: Sequence[Partner],
) -> Sequence[entities.Alignment]:
    found = []
    if version.isced in FIELDS:
        name = str(FIELDS[version.isced])
        url = ISCED_ADDRESS.format(version.isced)
        found.append(entities.Alignment(name, url, "ISCED-F 2013", version.isced))
    if version.eqf:
        url = EQF_ADDRESS.format(version.eqf)
        name = gettext("EQF level %(level)s", level=version.eqf)
        framework = "European Qualifications Framework"
        found.append(entities.Alignment(name, url, framework, str(version.eqf)))
    if version.mode in MODES:
        name = str(MODES[version.mode])
        found.append(entities.Alignment(name, f"{address}#mode", kind="ext:LearningMode"))
    for number, outcome in enumerate(texts.get("outcomes", ()), 1):
        url = f"{address}#outcome-{number}"
        found.append(entities.Alignment(outcome, url, kind="ext:LearningOutcome"))
    for one in partners:
        url = f"{address}#partner-{one.institution_id}"
        found.append(entities.Alignment(one.name, url, kind="ext:PartnerInstitution"))
    return found


def _host(partners: Sequence[Partner], address: str) -> entities.Profile | None:
    lead = next((one for one in partners if one.is_lead), None)
    if lead is None:
        return None
    return entities.Profile(
        f"{address}#partner-{lead.institution_id}", lead.name, country=lead.country
    )


def signed(mould: Mould, given: Given, key: SigningKey) -> Json:
    """One person's credential, signed."""
    results = list(mould.fixed)
    if given.grade and mould.grade:
        results.append(entities.Result(mould.grade, given.grade))
    award = documents.Award(
        id=f"urn:uuid:{given.uuid}",
        issuer=mould.issuer,
        subject=f"urn:uuid:{given.subject}",
        person=given.name,
        achievement=mould.achievement,
        awarded=given.awarded_at,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        starts_on=mould.starts_on,
        ends_on=mould.ends_on,
        term=mould.term,
        source=mould.source,
        results=results,
        credits=mould.credits,
        status=documents.StatusEntry(
            list_address(mould.public_url, mould.issuer_id, given.list_id), given.position
        ),
    )
    return sign(documents.badge(award), key, given.valid_from)
