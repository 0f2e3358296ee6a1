"""Teams that the product proposes: what faculty wish, what is known of students, what came of it.

Students are named by their enrolments. What they say of themselves (``AttributeValue``) is read by
the search alone; pages show how many have answered, and of a team only whether a wish is met.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.teams.api import TeamSet

SEARCH = "formation.search"
"""A delivery: look for the best teams."""


class Importance(StrEnum):
    """How much a wish counts; faculty never see a number."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    REQUIRED = "required"


class Formation(Base):
    """What faculty wish of one set of teams, and the set that was made of it."""

    __tablename__ = "formations"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    title: Mapped[str] = mapped_column(String(120))
    least: Mapped[int]
    most: Mapped[int]
    """How many people a team has, at least and at most."""
    institution_mix: Mapped[Importance] = mapped_column(String(8))
    common_hours: Mapped[float]
    """Hours a week in which all of a team are awake or free; 0 where that does not matter."""
    meeting_minutes: Mapped[int] = mapped_column(default=60)
    """How long these hours must be in one piece to count."""
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Further wishes: ``{"attribute", "rule", "importance", "value"}`` (``wishes.Wish``)."""
    together: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Pairs of enrolments that must share a team."""
    apart: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Pairs that must not."""
    team_set_id: Mapped[int | None] = mapped_column(
        ForeignKey(TeamSet.id, ondelete="SET NULL"), index=True
    )
    """The set of teams that was made; none yet, or it was deleted."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Attribute(Base):
    """Something about students that is not known from elsewhere: asked, or read from a list."""

    __tablename__ = "formation_attributes"
    __table_args__ = (UniqueConstraint("exchange_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    label: Mapped[str] = mapped_column(String(80))
    """What faculty call it, such as ``Field of study``."""
    question: Mapped[str] = mapped_column(String(200), default="")
    """How students are asked; empty where they are not."""
    options: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What they can answer; empty for a number."""
    created_at: Mapped[datetime]

    @property
    def key(self) -> str:
        """What wishes call it; those that the product knows by itself have words instead."""
        return f"a{self.id}"


class AttributeValue(Base):
    """What one student is, or that the student does not want to say."""

    __tablename__ = "formation_values"

    attribute_id: Mapped[int] = mapped_column(
        ForeignKey(Attribute.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(String(80), default="")
    """Empty, with no number, where the student prefers not to say."""
    number: Mapped[float | None]
    said_at: Mapped[datetime]


class ProposalState(StrEnum):
    SEARCHING = "searching"
    DONE = "done"
    FAILED = "failed"


class Proposal(Base):
    """Teams that the search found, and what faculty have made of them since."""

    __tablename__ = "formation_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    formation_id: Mapped[int] = mapped_column(
        ForeignKey(Formation.id, ondelete="CASCADE"), index=True
    )
    state: Mapped[ProposalState] = mapped_column(String(10), default=ProposalState.SEARCHING)
    seed: Mapped[int]
    """The same students, wishes and seed give the same teams."""
    share: Mapped[float] = mapped_column(default=0)
    """How far the search is, from 0 to 1."""
    loss: Mapped[float | None]
    is_stopping: Mapped[bool] = mapped_column(default=False)
    """Somebody wants the best so far."""
    was_stopped: Mapped[bool] = mapped_column(default=False)
    teams: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Enrolments, team by team."""
    pinned: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Enrolments that stay in their team."""
    locked: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Numbers of teams, from 0, that stay as they are."""
    history: Mapped[list[list[list[int]]]] = mapped_column(JSON, default=list)
    """The teams before each change by hand, the latest last."""
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the search found out about all teams together: rules, bounds (``reports``)."""
    error: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change by hand, so that two do not change it unseen by each other."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Repair(Base):
    """A change of teams after people came or left, and how to take it back."""

    __tablename__ = "formation_repairs"

    id: Mapped[int] = mapped_column(primary_key=True)
    formation_id: Mapped[int] = mapped_column(
        ForeignKey(Formation.id, ondelete="CASCADE"), index=True
    )
    before: Mapped[dict[str, int | None]] = mapped_column(JSON)
    """The team, or none, of each enrolment that moved."""
    after: Mapped[dict[str, int | None]] = mapped_column(JSON)
    gone: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Enrolments of those who had left, so that nobody is asked about them again."""
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
