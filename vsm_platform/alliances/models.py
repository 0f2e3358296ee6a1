"""Alliances: their members over the years, the rules they set, and who chairs when."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.alliances.rules import CreditRange, ExchangeKind, Publishers, Rules
from vsm_platform.core.db import Base
from vsm_platform.institutions.api import Institution


class Alliance(Base):
    __tablename__ = "alliances"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[str] = mapped_column(Text, default="")
    minimum_partners: Mapped[int]
    credit_ranges: Mapped[dict[str, list[float]]] = mapped_column(JSON, default=dict)
    """By kind of exchange: the least and the most ECTS that it may bear."""
    same_credit: Mapped[bool]
    season_limit: Mapped[int | None]
    publishers: Mapped[Publishers] = mapped_column(String(12))
    created_at: Mapped[datetime]

    @property
    def rules(self) -> Rules:
        """The rules as they are checked."""
        return Rules(
            minimum_partners=self.minimum_partners,
            credits={
                ExchangeKind(kind): CreditRange(*ends) for kind, ends in self.credit_ranges.items()
            },
            same_credit=self.same_credit,
            season_limit=self.season_limit,
            publishers=Publishers(self.publishers),
        )


class AllianceMember(Base):
    """An institution's membership of an alliance."""

    __tablename__ = "alliance_members"
    __table_args__ = (UniqueConstraint("alliance_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey(Alliance.id))
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    joined_in: Mapped[int]
    """The year from which it is a member."""
    left_in: Mapped[int | None]
    """The year from which it no longer is; none while it stays."""


class AllianceChair(Base):
    """An institution's turn as chair: from one day to another, both among them.

    Turns of one alliance never overlap; the actions see to it under the alliance's lock.
    """

    __tablename__ = "alliance_chairs"
    __table_args__ = (Index(None, "alliance_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey(Alliance.id))
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
