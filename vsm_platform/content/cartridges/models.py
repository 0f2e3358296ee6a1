"""Common Cartridges: courses of other systems read in, and ours written out.

An import remembers everything that it has made, by where it stood in the cartridge: so it can be
killed at any point and goes on, and all of it can be taken out again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.content.files.api import File
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange

IMPORT = "cartridges.import"
"""A delivery: take in what faculty has confirmed."""


class ImportState(StrEnum):
    READ = "read"
    """Faculty sees what would come in."""
    UNDER_WAY = "under_way"
    STOPPED = "stopped"
    """Somebody stopped it; it can go on."""
    FAILED = "failed"
    DONE = "done"
    UNDONE = "undone"


class CartridgeImport(Base):
    __tablename__ = "cartridge_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey(File.id, ondelete="SET NULL"), index=True
    )
    """The cartridge itself."""
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    """The course's, as the cartridge has it."""
    state: Mapped[ImportState] = mapped_column(String(10), default=ImportState.READ)
    is_own_file: Mapped[bool]
    """The cartridge was sent for this alone, and goes with its end."""
    rest_title: Mapped[str] = mapped_column(String(200), default="")
    """What the module of pages that stood in none is called, in the language of who confirmed."""
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the preview shows: counts, modules and remarks."""
    report: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """Remarks on what came in: why, title, detail."""
    steps: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ImportedThing(Base):
    """One thing that an import made."""

    __tablename__ = "imported_things"
    __table_args__ = (UniqueConstraint("import_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey(CartridgeImport.id, ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    """Where it stood: ``module:3``, ``file:`` with a digest of its name, …"""
    kind: Mapped[str] = mapped_column(String(12))
    """``module``, ``file``, ``folder`` or ``assignment``."""
    thing_id: Mapped[int]
