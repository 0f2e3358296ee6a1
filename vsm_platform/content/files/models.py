"""Files of an exchange and of its teams: names and versions here, contents in the store.

A content is kept once, under its SHA-256, however many files, versions and exchanges have it
(``storage``). Whoever comes from an address comes by the file's id, never by the content's digest.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange

INTAKE = "files.intake"
"""A delivery: put what has arrived into the store."""
SCAN = "files.scan"
"""A delivery: let the virus scanner look at a content."""
TIDY = "files.tidy"
"""A recurring delivery: unfinished uploads and deleted files whose time is over."""
NAME = 200
"""Characters of a file's name."""


class ScanState(StrEnum):
    """What the virus scanner said of a content."""

    NOT_SCANNED = "not_scanned"
    """There is no scanner."""
    WAITING = "waiting"
    CLEAN = "clean"
    TOO_LARGE = "too_large"
    """The scanner takes nothing of this size."""
    INFECTED = "infected"


OPEN_STATES = (ScanState.NOT_SCANNED, ScanState.CLEAN, ScanState.TOO_LARGE)
"""What everybody who may see the file may also fetch."""


class Blob(Base):
    """A content in the store."""

    __tablename__ = "file_blobs"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256, in hexadecimal digits."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    media_type: Mapped[str] = mapped_column(String(100))
    """What its first bytes say that it is."""
    scan_state: Mapped[ScanState] = mapped_column(String(12))
    found: Mapped[str] = mapped_column(String(120), default="")
    """What the scanner calls the virus."""
    stored_at: Mapped[datetime]


class Folder(Base):
    """A folder within the files of an exchange, a team, …; the topmost one has no row."""

    __tablename__ = "file_folders"
    __table_args__ = (Index(None, "exchange_id", "owner_kind", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    owner_kind: Mapped[str] = mapped_column(String(20))
    """``exchange``, ``team``, …: a kind of ``owners``."""
    owner_id: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("file_folders.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    is_open: Mapped[bool] = mapped_column(default=False)
    """Whether students too may add files, where otherwise only faculty may."""
    created_at: Mapped[datetime]


class File(Base):
    """Something with a name; its content is that of its newest version."""

    __tablename__ = "files"
    __table_args__ = (Index(None, "exchange_id", "owner_kind", "owner_id", "folder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    folder_id: Mapped[int | None] = mapped_column(ForeignKey(Folder.id), index=True)
    name: Mapped[str] = mapped_column(String(NAME))
    description: Mapped[str] = mapped_column(Text, default="")
    alt_text: Mapped[str] = mapped_column(String(500), default="")
    """What a picture shows, for those who do not see it."""
    language: Mapped[str] = mapped_column(String(20), default="")
    """BCP 47 tag; empty where nobody said."""
    licence: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[int] = mapped_column(default=0)
    """Number of the newest version."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it was deleted; it can be brought back until it is purged."""


class FileVersion(Base):
    __tablename__ = "file_versions"
    __table_args__ = (UniqueConstraint("file_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(File.id))
    number: Mapped[int]
    """Counts from 1."""
    digest: Mapped[str] = mapped_column(ForeignKey(Blob.digest), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """None for what the system itself made."""
    by_faculty: Mapped[bool]
    """Whether the uploader taught in the exchange then: only such files go into its next season."""
    uploaded_at: Mapped[datetime]


class Upload(Base):
    """A file under way, in pieces; what has arrived lies in the staging area."""

    __tablename__ = "file_uploads"
    __table_args__ = (Index(None, "exchange_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    by_faculty: Mapped[bool]
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    folder_id: Mapped[int | None] = mapped_column(ForeignKey(Folder.id), index=True)
    updates_id: Mapped[int | None] = mapped_column(ForeignKey(File.id, ondelete="CASCADE"))
    """The file of which it will be a new version."""
    name: Mapped[str] = mapped_column(String(NAME))
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    """So many bytes are safe here."""
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the browser said of the file, to know it again: its own name (``chosen``) and when it
    was changed last (``modified``)."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey(File.id, ondelete="CASCADE"))
    """The file that it has become."""

    @property
    def is_complete(self) -> bool:
        """Whether all of it has arrived."""
        return self.offset == self.length
