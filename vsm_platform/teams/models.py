"""Mixed teams of an exchange: sets of teams, who is in them, and the clients they work for.

A set is a draft until faculty publish it. Who has left the course stays in the team and is marked
there, because the enrolment says so: nothing of the teams is rewritten when somebody leaves.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange


class TeamSet(Base):
    """Teams that belong together, such as "Project teams"; an exchange can have several sets."""

    __tablename__ = "team_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    title: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    """When faculty confirmed the teams; students see nothing of them before."""

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Team(Base):
    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("team_set_id", "number"),
        # What the members refer to, so that nobody is in a team of another set than they say.
        UniqueConstraint("team_set_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_set_id: Mapped[int] = mapped_column(ForeignKey(TeamSet.id, ondelete="CASCADE"))
    number: Mapped[int]
    """From 1 within its set; it stays when other teams are taken away, and gives the colour."""
    name: Mapped[str] = mapped_column(String(80), default="")
    """Empty for a team that is called by its number."""
    about: Mapped[str] = mapped_column(Text, default="")
    """What the team works on: its project, its introduction task."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of name and text, so that nobody's words are lost unseen."""


class TeamMember(Base):
    """That a person is in a team; in one team of each set at most."""

    __tablename__ = "team_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["team_set_id", "team_id"], [Team.team_set_id, Team.id], ondelete="CASCADE"
        ),
    )

    team_set_id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    team_id: Mapped[int] = mapped_column(index=True)
    joined_at: Mapped[datetime]


class TeamClient(Base):
    """For whom a team works: a client's enrolment, which sees this one team and nothing else."""

    __tablename__ = "team_clients"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), index=True)
    attached_at: Mapped[datetime]


class TeamIntroduction(Base):
    """A few words by which a student introduces themself to the team; for this exchange alone."""

    __tablename__ = "team_introductions"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class ConcernState(StrEnum):
    NEW = "new"
    LOOKED_INTO = "looked_into"
    SETTLED = "settled"


class TeamConcern(Base):
    """That somebody said to the facilitators: this is not working. The team does not see it."""

    __tablename__ = "team_concerns"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "key"),
        Index(None, "exchange_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    team_id: Mapped[int | None] = mapped_column(
        ForeignKey(Team.id, ondelete="SET NULL"), index=True
    )
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id))
    """Who said it."""
    key: Mapped[str] = mapped_column(String(40))
    """Made with the form, so that the same sent twice is kept once."""
    text: Mapped[str] = mapped_column(Text)
    team_may_know: Mapped[bool]
    """Whether the facilitators may speak of it with the team."""
    state: Mapped[ConcernState] = mapped_column(String(12), default=ConcernState.NEW)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the facilitators say to the writer."""
    sent_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    version: Mapped[int] = mapped_column(default=1)


class TeamLetter(Base):
    """What somebody was last told by letter of the own team in a set: who is in it.

    Whose team is another one now gets a new letter; whose team is as they know it gets none,
    however often it was changed and changed back in between.
    """

    __tablename__ = "team_letters"

    team_set_id: Mapped[int] = mapped_column(
        ForeignKey(TeamSet.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    team_id: Mapped[int | None]
    """None where they were told that they are in no team."""
    members: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Enrolments, in their order."""
    told_at: Mapped[datetime]
    came: Mapped[int] = mapped_column(default=0)
    """How many came into the team since they were told before."""
    went: Mapped[int] = mapped_column(default=0)
    """How many are no longer in it."""
    why: Mapped[str] = mapped_column(Text, default="")
    """The reason that was given: a text, or a key of ``letters.REASONS``."""
    is_unseen: Mapped[bool] = mapped_column(default=False)
    """Whether the same is still to be said inside the product, to whoever reads no letters."""
