"""A decision as people make it, and the endorsement by which it is signed.

``EndorsementCredential`` of Open Badges 3.0 (B.1.7) about the course credential, by the home
university's own issuer. Its words are in the language of the credential, whoever is deciding.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.issuers import Owner, issuer_of
from vsm_platform.credentials.errors import NoHomeIssuer
from vsm_platform.credentials.models import (
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
    Issuer,
)
from vsm_platform.credentials.recognition.words import credits_text
from vsm_platform.credentials.signing import issuer_profile, list_address, signing_key
from vsm_platform.credentials.standards import documents
from vsm_platform.credentials.standards.entities import Json, Profile
from vsm_platform.credentials.standards.keys import SigningKey
from vsm_platform.credentials.standards.proofs import sign


@dataclass(frozen=True, slots=True)
class Decision:
    """What an office says of one credential, in its own scheme."""

    is_recognised: bool
    scheme: str = ""
    credits: float | None = None
    grade: str = ""
    reason: str = ""
    """Why there is no credit, or whatever the office adds."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The credential that is decided about, in the form that the office sees now."""

    credential_id: int
    uuid: str
    person_id: int | None
    institution_id: int | None
    revision: int
    valid_until: datetime | None
    language: str
    course: str
    grade: str
    is_good: bool
    """Neither revoked nor expired nor erased."""


def subjects(
    session: Session, credential_ids: Collection[int], *, locks: bool = False
) -> dict[int, Subject]:
    """These credentials in their newest form, by id; with ``locks`` nobody else decides meanwhile."""
    query = (
        select(Credential, CredentialRevision, AchievementVersion)
        .join(
            CredentialRevision,
            and_(
                CredentialRevision.credential_id == Credential.id,
                CredentialRevision.number == Credential.revision,
            ),
        )
        .join(AchievementVersion, AchievementVersion.id == CredentialRevision.version_id)
        .where(Credential.id.in_(credential_ids))
        .order_by(Credential.id)
    )
    if locks:
        query = query.with_for_update(of=Credential).execution_options(populate_existing=True)
    return {row[0].id: _subject(*row) for row in session.execute(query)}


def _subject(one: Credential, revision: CredentialRevision, version: AchievementVersion) -> Subject:
    is_over = one.expires_at is not None and one.expires_at <= clock.now()
    return Subject(
        credential_id=one.id,
        uuid=one.uuid,
        person_id=one.person_id,
        institution_id=one.institution_id,
        revision=one.revision,
        valid_until=revision.valid_until,
        language=version.language,
        course=version.texts[version.language]["name"],
        grade=revision.grade,
        is_good=one.state == CredentialState.ISSUED and not is_over and one.person_id is not None,
    )


def home_issuer(session: Session, institution_id: int) -> Issuer:
    """In whose name an office's decisions are signed.

    Raises:
        NoHomeIssuer: its institution is not set up as an issuer, or no longer signs.
    """
    issuer = issuer_of(session, Owner(institution_id=institution_id))
    if issuer is None or not issuer.is_active:
        raise NoHomeIssuer
    return issuer


@dataclass(frozen=True, slots=True)
class House:
    """What all decisions of one issuer have in common."""

    public_url: str
    issuer_id: int
    profile: Profile
    key: SigningKey


def house_of(session: Session, vault: Vault, public_url: str, issuer: Issuer) -> House:
    """The issuer with its key.

    Raises:
        SigningKeyMissing: nothing can be signed.
    """
    key = signing_key(session, vault, issuer)
    return House(public_url, issuer.id, issuer_profile(session, issuer), key)


@dataclass(frozen=True, slots=True)
class Given:
    """One decision with everything that its document needs."""

    uuid: str
    subject: Subject
    decision: Decision
    decided_at: datetime
    """When it was first decided; a correction keeps it."""
    valid_from: datetime
    list_id: int
    position: int


def comment_of(name: str, given: Given) -> str:
    """The decision in one or two sentences, which are signed."""
    decision, course = given.decision, given.subject.course
    with force_locale(given.subject.language.replace("-", "_")):
        amount = credits_text(decision.credits, decision.scheme)
        if not decision.is_recognised:
            text = gettext("%(name)s gives no credit for “%(course)s”.", name=name, course=course)
        elif amount:
            text = gettext(
                "%(name)s recognises “%(course)s” with %(credits)s.",
                name=name,
                course=course,
                credits=amount,
            )
        else:
            text = gettext(
                "%(name)s recognises “%(course)s” without credit points.", name=name, course=course
            )
        if decision.is_recognised and decision.grade:
            text += " " + gettext("Grade: %(grade)s.", grade=decision.grade)
    return f"{text} {decision.reason}".strip()


def signed(house: House, given: Given) -> Json:
    """The endorsement, signed; it ends when the credential does."""
    with force_locale(given.subject.language.replace("-", "_")):
        name = gettext("Recognition")
    recognition = documents.Recognition(
        id=f"urn:uuid:{given.uuid}",
        issuer=house.profile,
        credential_id=f"urn:uuid:{given.subject.uuid}",
        comment=comment_of(house.profile.name, given),
        awarded=given.decided_at,
        valid_from=given.valid_from,
        valid_until=given.subject.valid_until,
        name=name,
        status=documents.StatusEntry(
            list_address(house.public_url, house.issuer_id, given.list_id), given.position
        ),
    )
    return sign(documents.endorsement(recognition), house.key, given.valid_from)
