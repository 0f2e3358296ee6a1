"""Whole documents, unsigned: a badge, a recognition, a learner's record.

Open Badges 3.0 (``OpenBadgeCredential``, ``EndorsementCredential``) and CLR 2.0
(``ClrCredential``) on the Verifiable Credentials Data Model 2.0. Correction is the same id with a
newer ``valid_from``, the first ``awarded`` and a new status entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vsm_platform.credentials.standards.entities import (
    Achievement,
    Evidence,
    Json,
    Profile,
    Result,
    credit,
    without_empty,
)
from vsm_platform.credentials.standards.errors import CannotBuild
from vsm_platform.credentials.standards.texts import (
    address,
    clean,
    instant,
    one_line,
    required,
    web_address,
)

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

_SCHEMAS = "https://purl.imsglobal.org/spec/{}/schema/json/{}_schema.json"


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where the revocation of one document stands (Bitstring Status List 1.0, 2.1)."""

    list_url: str
    index: int

    def as_json(self) -> Json:
        return {
            "id": f"{web_address(self.list_url, 'status')}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


@dataclass(frozen=True, slots=True)
class Award:
    """One person has achieved it. ``subject`` is a random ``urn:uuid``, never a mail address."""

    id: str
    issuer: Profile
    subject: str
    person: str
    achievement: Achievement
    awarded: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    term: str = ""
    source: Profile | None = None
    results: Sequence[Result] = ()
    credits: float | None = None
    role: str = ""
    narrative: str = ""
    evidence: Sequence[Evidence] = ()
    status: StatusEntry | None = None
    endorsements: Sequence[Json] = ()
    """Signed recognitions that travel within; each is checked by itself."""


def badge(award: Award) -> Json:
    """The unsigned ``OpenBadgeCredential`` (Open Badges 3.0, B.1.2)."""
    return without_empty(
        {
            "@context": [VC, OPEN_BADGES, EXTENSIONS],
            "id": address(award.id, "id"),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": required(award.achievement.name, "name"),
            "issuer": award.issuer.as_json(),
            **_validity(award.valid_from, award.valid_until, award.awarded),
            "credentialSubject": _achievement_subject(award),
            "evidence": [item.as_json() for item in award.evidence],
            "credentialStatus": award.status and award.status.as_json(),
            "credentialSchema": _schema("ob/v3p0", "ob_v3p0_achievementcredential"),
            "endorsement": list(award.endorsements),
        }
    )


def _achievement_subject(award: Award) -> Json:
    return without_empty(
        {
            "id": _subject(award.subject),
            "type": ["AchievementSubject"],
            "identifier": [_identity(award.person)],
            "achievement": award.achievement.as_json(),
            "activityStartDate": _day(award.starts_on),
            "activityEndDate": _day(award.ends_on),
            "creditsEarned": credit(award.credits),
            "term": one_line(award.term),
            "role": one_line(award.role),
            "narrative": clean(award.narrative),
            "source": award.source and award.source.as_json(),
            "result": [r.as_json(f"{award.id}#result-{i}") for i, r in enumerate(award.results, 1)],
        }
    )


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a home university makes of another's credential (Open Badges 3.0, B.1.7).

    ``credential_id`` is the id of the endorsed credential, ``comment`` the decision in words:
    the standard has no field for another number of credits, and a signed sentence is read by all.
    """

    id: str
    issuer: Profile
    credential_id: str
    comment: str
    awarded: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    name: str = "Recognition"
    status: StatusEntry | None = None


def endorsement(recognition: Recognition) -> Json:
    """The unsigned ``EndorsementCredential``."""
    comment = clean(recognition.comment)
    if not comment:
        raise CannotBuild("text_missing", field="comment")
    return without_empty(
        {
            "@context": [VC, OPEN_BADGES, EXTENSIONS],
            "id": address(recognition.id, "id"),
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": required(recognition.name, "name"),
            "issuer": recognition.issuer.as_json(),
            **_validity(recognition.valid_from, recognition.valid_until, recognition.awarded),
            "credentialSubject": {
                "id": address(recognition.credential_id, "credential"),
                "type": ["EndorsementSubject"],
                "endorsementComment": comment,
            },
            "credentialStatus": recognition.status and recognition.status.as_json(),
            "credentialSchema": _schema("ob/v3p0", "ob_v3p0_endorsementcredential"),
        }
    )


@dataclass(frozen=True, slots=True)
class Association:
    """How two achievements of one record belong together (CLR 2.0), such as ``isChildOf``."""

    kind: str
    source_id: str
    target_id: str

    def as_json(self) -> Json:
        return {
            "type": "Association",
            "associationType": self.kind,
            "sourceId": address(self.source_id, "association"),
            "targetId": address(self.target_id, "association"),
        }


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """Everything of one learner: the passport. ``credentials`` are signed, each by its issuer."""

    id: str
    issuer: Profile
    subject: str
    person: str
    name: str
    awarded: datetime
    valid_from: datetime
    credentials: Sequence[Json]
    description: str = ""
    valid_until: datetime | None = None
    associations: Sequence[Association] = ()
    partial: bool = False
    """The learner left some out."""
    status: StatusEntry | None = None


def learner_record(record: LearnerRecord) -> Json:
    """The unsigned ``ClrCredential``: its first three contexts stand in the order CLR 2.0 demands."""
    if not record.credentials:
        raise CannotBuild("record_empty", field="credentials")
    return without_empty(
        {
            "@context": [VC, CLR, OPEN_BADGES, EXTENSIONS],
            "id": address(record.id, "id"),
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": required(record.name, "name"),
            "description": clean(record.description),
            "issuer": record.issuer.as_json(),
            **_validity(record.valid_from, record.valid_until, record.awarded),
            "partial": record.partial or None,
            "credentialSubject": without_empty(
                {
                    "id": _subject(record.subject),
                    "type": ["ClrSubject"],
                    "identifier": [_identity(record.person)],
                    "verifiableCredential": list(record.credentials),
                    "association": [link.as_json() for link in record.associations],
                }
            ),
            "credentialStatus": record.status and record.status.as_json(),
            "credentialSchema": _schema("clr/v2p0", "clr_v2p0_clrcredential"),
        }
    )


def _validity(valid_from: datetime, valid_until: datetime | None, awarded: datetime) -> Json:
    dates = {
        "validFrom": instant(valid_from, "valid_from"),
        "validUntil": valid_until and instant(valid_until, "valid_until"),
        "awardedDate": instant(awarded, "awarded"),
    }
    if valid_until is not None and valid_until <= valid_from:
        raise CannotBuild("dates_wrong", field="valid_until")
    return dates


def _identity(person: str) -> Json:
    """The person's name in the clear (B.1.13); the name is what an employer compares."""
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": required(person, "person"),
        "identityType": "name",
    }


def _subject(subject: str) -> str:
    if not address(subject, "subject").startswith("urn:uuid:"):
        raise CannotBuild("subject_wrong", field="subject")
    return subject


def _day(day: date | None) -> str | None:
    """A day as the schema's instant: midnight of that day, in UTC."""
    return None if day is None else f"{day.isoformat()}T00:00:00Z"


def _schema(family: str, name: str) -> list[Json]:
    return [
        {"id": _SCHEMAS.format(family, name), "type": "1EdTechJsonSchemaValidator2019"},
    ]
