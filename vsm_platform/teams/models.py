"""Mixed teams of an exchange: sets of teams, who is in them, and the clients they work for.

A set is a draft until faculty publish it. Who has left the course stays in the team and is marked
there, because the enrolment says so: nothing of the teams is rewritten when somebody leaves.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
