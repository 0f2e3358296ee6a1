"""Who issues, what can be reached, what was issued to whom, and how an issuing goes on.

What was issued never changes: an achievement has versions, a credential has revisions, and each
revision keeps the signed document as it went out (``docs/decisions/0034-credentials.md``).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.alliances.api import Alliance
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.grading.api import Measure
from vsm_platform.institutions.api import Institution

# Issuers --------------------------------------------------------------------------------------


class Issuer(Base):
    """An institution or an alliance in whose name credentials are signed."""

    __tablename__ = "credential_issuers"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id), unique=True)
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey(Alliance.id), unique=True)
    did: Mapped[str] = mapped_column(String(255), unique=True)
    """``did:web`` (W3C CCG, did:web method); it stays when our address changes."""
    website: Mapped[str] = mapped_column(String(300), default="")
    needs_approval: Mapped[bool] = mapped_column(default=False)
    """Whether a second person looks at each run before it signs."""
    is_active: Mapped[bool] = mapped_column(default=True)
    """Whether anything new is issued in its name; what was issued goes on verifying."""
    keep_years: Mapped[int | None]
    """So long after the award names, grades and documents are kept; none for good."""
    papers_days: Mapped[int] = mapped_column(default=365)
    """So long lists and their rows are kept after they were issued."""
    created_at: Mapped[datetime]


class KeyKind(StrEnum):
    ED25519 = "ed25519"
    """Signs the credential itself (Data Integrity, eddsa-rdfc-2022)."""
    P256 = "p256"
    """Signs its JWT form (ES256)."""


class IssuerKey(Base):
    """A key of an issuer. Retired keys stay in the did document, so that old credentials verify."""

    __tablename__ = "credential_keys"
    __table_args__ = (Index(None, "issuer_id", "kind", "retired_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey(Issuer.id))
    kind: Mapped[KeyKind] = mapped_column(String(10))
    fragment: Mapped[str] = mapped_column(String(80))
    """What follows the ``#`` in the verification method's id."""
    public: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``{"multibase": …}`` or ``{"jwk": …}``: what the did document shows."""
    closed_private: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Closed by the vault; none once a retired key's private half is destroyed."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class StatusList(Base):
    """A Bitstring Status List (W3C 2025) of one issuer, for revocation."""

    __tablename__ = "credential_status_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey(Issuer.id), index=True)
    entries: Mapped[int] = mapped_column(default=0)
    """How many places are taken; a new list begins long before all are."""
    changed_at: Mapped[datetime]
    """When a place was last set; what is published is made anew then."""


# Achievements ---------------------------------------------------------------------------------


class AchievementKind(StrEnum):
    COURSE = "course"
    MODULE = "module"
    PARTICIPATION = "participation"
    PROGRAMME = "programme"
    MICRO_CREDENTIAL = "micro_credential"
    FACULTY = "faculty"
    """A badge for those who teach."""


class Achievement(Base):
    """Something that people can reach in an exchange."""

    __tablename__ = "achievements"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey(Issuer.id), index=True)
    """None while nobody has been chosen; then nothing can be issued."""
    kind: Mapped[AchievementKind] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    """The present version's number."""
    published_at: Mapped[datetime | None]
    """From then on students see it and how far they are."""
    created_at: Mapped[datetime]


class AchievementVersion(Base):
    """How an achievement was described; fixed as soon as something is issued with it."""

    __tablename__ = "achievement_versions"
    __table_args__ = (UniqueConstraint("achievement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey(Achievement.id, ondelete="CASCADE"))
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(20))
    """BCP 47 tag of the texts that are signed; ``texts`` must hold it."""
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    """By language: ``{"name", "description", "criteria", "outcomes": [...]}``."""
    ects: Mapped[float | None]
    eqf: Mapped[int | None]
    """Level of the European Qualifications Framework, 1 to 8."""
    isced: Mapped[str] = mapped_column(String(4), default="")
    """Code of a field of study (ISCED-F 2013), such as ``0312``."""
    hours: Mapped[float | None]
    """Workload."""
    mode: Mapped[str] = mapped_column(String(20), default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """BCP 47 tags of the languages in which it is taught."""
    months_valid: Mapped[int | None]
    """After so many months a credential expires; none for never."""
    measure_id: Mapped[int | None] = mapped_column(ForeignKey(Measure.id, ondelete="SET NULL"))
    """The score that stands in the credential as the grade."""
    rule: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Conditions that must all hold (``conditions``); empty where people decide alone."""
    colour: Mapped[int] = mapped_column(default=0)
    """Of the badge, 0 to 9."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


# Credentials ----------------------------------------------------------------------------------


class CredentialState(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"


class Credential(Base):
    """That a person has reached an achievement; one for each person, however often it is corrected."""

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("achievement_id", "person_id"),
        Index(None, "issuer_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    """Of the credential's own id, ``urn:uuid:…``, the same through all revisions."""
    subject: Mapped[str] = mapped_column(String(36))
    """Of the subject's id, random and different in each credential: it joins nothing."""
    achievement_id: Mapped[int] = mapped_column(ForeignKey(Achievement.id))
    issuer_id: Mapped[int] = mapped_column(ForeignKey(Issuer.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """None once the person is erased; the document is then gone as well."""
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey(Enrolment.id), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id), index=True)
    """The person's home institution when it was issued, for its office's list."""
    state: Mapped[CredentialState] = mapped_column(String(10), default=CredentialState.ISSUED)
    revision: Mapped[int] = mapped_column(default=1)
    """The newest revision's number."""
    ects: Mapped[float | None]
    """As earned, of the newest revision: for sums and lists."""
    awarded_at: Mapped[datetime]
    """When it was first awarded; a correction keeps it."""
    expires_at: Mapped[datetime | None]
    share_code: Mapped[str] = mapped_column(String(32), unique=True)
    """128 random bits in the address of its public page."""
    shared_at: Mapped[datetime | None]
    """Since when its bearer shares it; none where the page is off, as at first."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("credential_runs.id"), index=True)
    """The run that issued it first."""


class CredentialRevision(Base):
    """One signed document of a credential, as it went out."""

    __tablename__ = "credential_revisions"
    __table_args__ = (UniqueConstraint("credential_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey(Credential.id))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey(AchievementVersion.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    """The person's name as signed; empty once the person is erased."""
    grade: Mapped[str] = mapped_column(String(80), default="")
    document: Mapped[str] = mapped_column(Text)
    """The signed credential, as JSON; empty once the person is erased."""
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why there is this revision, where it is not the first."""
    ended_at: Mapped[datetime | None]
    """When it was revoked or a newer one took its place."""
    ended_why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class StatusEntry(Base):
    """A place in a status list; random, so that the list says nothing of when or to whom."""

    __tablename__ = "credential_status_entries"

    list_id: Mapped[int] = mapped_column(ForeignKey(StatusList.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey(CredentialRevision.id), unique=True)
    """None while it is only kept for a row of a run that has not been signed yet."""
    is_set: Mapped[bool] = mapped_column(default=False)
    """Revoked."""


class ShareEvent(Base):
    """That a person switched the page of a credential on or off, for the record."""

    __tablename__ = "credential_share_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey(Credential.id), index=True)
    is_on: Mapped[bool]
    happened_at: Mapped[datetime]


# Runs -----------------------------------------------------------------------------------------


class RunSource(StrEnum):
    RULE = "rule"
    HAND = "hand"
    CSV = "csv"


class RunState(StrEnum):
    DRAFT = "draft"
    """Looked at, nothing done: the dry run."""
    ASKED = "asked"
    """Waits for a second person."""
    REFUSED = "refused"
    """The second person has said no."""
    RUNNING = "running"
    STOPPED = "stopped"
    """Something is missing, such as the key; it goes on when that is mended."""
    DONE = "done"
    UNDONE = "undone"
    """Everything that it issued was revoked."""


class Run(Base):
    """One issuing of an achievement to many people, from the dry run to the end."""

    __tablename__ = "credential_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey(Achievement.id), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(AchievementVersion.id))
    source: Mapped[RunSource] = mapped_column(String(10))
    state: Mapped[RunState] = mapped_column(String(10), default=RunState.DRAFT)
    awarded_on: Mapped[date]
    """The day that stands in the credentials."""
    problems: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """Rows that issue nothing: ``[row, code, text]``."""
    table: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """Of a list: its rows with their numbers, until it is confirmed; then they are dropped."""
    places: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Of a list: which column is where."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The second person."""
    decided_at: Mapped[datetime | None]
    stopped_why: Mapped[str] = mapped_column(String(40), default="")
    """A code of ``words.STOPS``."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused or undone."""
    finished_at: Mapped[datetime | None]


class RunItem(Base):
    """One person of a run. Its place in the status list is kept before it is signed."""

    __tablename__ = "credential_run_items"
    __table_args__ = (
        UniqueConstraint("run_id", "person_id"),
        Index(None, "run_id", "credential_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(Run.id, ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey(Enrolment.id))
    row: Mapped[int] = mapped_column(default=0)
    """As the spreadsheet counts it; 0 where there is none."""
    name: Mapped[str] = mapped_column(String(200), default="")
    """The name to sign; empty for the one by which the person is known here."""
    grade: Mapped[str] = mapped_column(String(80), default="")
    list_id: Mapped[int | None]
    position: Mapped[int | None]
    credential_id: Mapped[int | None] = mapped_column(ForeignKey(Credential.id))
    """Set once it is issued."""
    is_skipped: Mapped[bool] = mapped_column(default=False)
    """The person had the credential already when its turn came."""
