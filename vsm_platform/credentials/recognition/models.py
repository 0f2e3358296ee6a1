"""Decisions of home universities, how many of them are made in one go, and grading tables.

A decision is signed: each revision keeps its ``EndorsementCredential`` as it went out, with a place
of its own in the home university's status list (``docs/decisions/0040-recognition.md``).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.credentials.models import Credential, Issuer
from vsm_platform.exchanges.api import Exchange
from vsm_platform.institutions.api import Institution

DAYS = 35
"""Within so many days an office decides: the five weeks of Erasmus+ after a transcript is there."""


class RecognitionPractice(Base):
    """How an institution's office works."""

    __tablename__ = "recognition_practices"

    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), primary_key=True)
    days: Mapped[int] = mapped_column(default=DAYS)
    """After a credential was awarded, its office decides within so many days."""


class RunSource(StrEnum):
    TERMS = "terms"
    """As the terms of the partnership say."""
    CSV = "csv"


class RunState(StrEnum):
    DRAFT = "draft"
    """Looked at, nothing done: the dry run."""
    RUNNING = "running"
    STOPPED = "stopped"
    """The key is missing; it goes on when that is mended."""
    DONE = "done"
    UNDONE = "undone"
    """Everything that it decided was withdrawn."""


class RecognitionRun(Base):
    """Many decisions in one go, from the dry run to the end."""

    __tablename__ = "recognition_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey(Exchange.id))
    """The exchange to which it is narrowed, where it is."""
    source: Mapped[RunSource] = mapped_column(String(10))
    state: Mapped[RunState] = mapped_column(String(10), default=RunState.DRAFT)
    problems: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """Rows that decide nothing: ``[row, code, text]``."""
    table: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """Of a list: its rows with their numbers, until it is confirmed; then they are dropped."""
    places: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    stopped_why: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was undone."""
    finished_at: Mapped[datetime | None]


class RecognitionState(StrEnum):
    VALID = "valid"
    WITHDRAWN = "withdrawn"


class Recognition(Base):
    """What a home university has decided about one credential of one of its students."""

    __tablename__ = "recognitions"
    __table_args__ = (
        UniqueConstraint("credential_id", "institution_id"),
        Index(None, "institution_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    """Of the endorsement's own id, the same through all revisions."""
    credential_id: Mapped[int] = mapped_column(ForeignKey(Credential.id))
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id))
    issuer_id: Mapped[int] = mapped_column(ForeignKey(Issuer.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """None once the person is erased."""
    state: Mapped[RecognitionState] = mapped_column(String(10), default=RecognitionState.VALID)
    revision: Mapped[int] = mapped_column(default=1)
    credential_revision: Mapped[int]
    """The form of the credential that the office saw; a newer one is shown as such."""
    is_recognised: Mapped[bool]
    scheme: Mapped[str] = mapped_column(String(40), default="")
    credits: Mapped[float | None]
    """In the home university's own scheme; none where it gives no credit."""
    grade: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is not recognised, or whatever the office adds."""
    decided_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey(RecognitionRun.id), index=True)
    """The run that decided it last."""


class RecognitionRevision(Base):
    """One signed decision, as it went out."""

    __tablename__ = "recognition_revisions"
    __table_args__ = (
        UniqueConstraint("recognition_id", "number"),
        UniqueConstraint("list_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recognition_id: Mapped[int] = mapped_column(ForeignKey(Recognition.id))
    number: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    """The decision in words, as signed; empty once the person is erased."""
    document: Mapped[str] = mapped_column(Text)
    """The signed endorsement as JSON; empty once the person is erased."""
    list_id: Mapped[int]
    position: Mapped[int]
    """Its place in the issuer's status list (``credential_status_entries``)."""
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why there is this revision, where it is not the first."""
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class RecognitionItem(Base):
    """One decision of a run. Its place in the status list is kept before it is signed."""

    __tablename__ = "recognition_run_items"
    __table_args__ = (UniqueConstraint("run_id", "credential_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(RecognitionRun.id, ondelete="CASCADE"))
    credential_id: Mapped[int] = mapped_column(ForeignKey(Credential.id), index=True)
    row: Mapped[int] = mapped_column(default=0)
    is_recognised: Mapped[bool]
    scheme: Mapped[str] = mapped_column(String(40), default="")
    credits: Mapped[float | None]
    grade: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    list_id: Mapped[int | None]
    position: Mapped[int | None]
    recognition_id: Mapped[int | None] = mapped_column(ForeignKey(Recognition.id))
    """Set once it is decided."""
    is_skipped: Mapped[bool] = mapped_column(default=False)
    """Somebody had decided it already when its turn came, or the credential is gone."""


class GradingTable(Base):
    """How often an institution gives each of its passing grades (ECTS Users' Guide 2015, 4.3)."""

    __tablename__ = "grading_tables"
    __table_args__ = (UniqueConstraint("institution_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id))
    name: Mapped[str] = mapped_column(String(80))
    """The scale, such as ``German grades 1 to 5``."""
    isced: Mapped[str] = mapped_column(String(4), default="")
    """Of which field of study (ISCED-F 2013); empty for all."""
    years: Mapped[str] = mapped_column(String(40), default="")
    """From which years the numbers are, such as ``2023 to 2025``."""
    rows: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """Passing grades from the best to the lowest: ``[grade, how many]``."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
