"""Peer evaluation: what the members of a team say of each other and of themselves after a phase.

Whoever answers has one sheet for each team, and on it one judgement of each member. Nothing of it
is ever rewritten when people leave or teams change; ``queries.results`` leaves out who has left.
What students are shown is fixed when faculty release it (``EvaluationOutcome``): means that changed
afterwards would tell who said what.
"""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.teams.api import Team, TeamSet


class Evaluation(Base):
    """One round of questions, after one phase of the teams' work."""

    __tablename__ = "evaluations"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    """What faculty say to those who answer, such as which phase is meant."""
    team_set_id: Mapped[int | None] = mapped_column(
        ForeignKey(TeamSet.id, ondelete="SET NULL"), index=True
    )
    """The set whose teams answer; none where it is not chosen yet."""
    opens_on: Mapped[date]
    """It opens as this day begins on each partner's own calendar."""
    closes_on: Mapped[date]
    """It closes as this day ends on each partner's own calendar."""
    published_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    """When students were shown what others said of them, on average."""
    reminded_at: Mapped[datetime | None]
    """When those who had not answered were last reminded."""
    created_at: Mapped[datetime]


class EvaluationSheet(Base):
    """What one person says of the team that the person was in then."""

    __tablename__ = "evaluation_sheets"
    __table_args__ = (UniqueConstraint("evaluation_id", "enrolment_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id, ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), index=True)


class EvaluationJudgement(Base):
    """What is said on a sheet of one member: the writer, or one of the team mates."""

    __tablename__ = "evaluation_judgements"

    sheet_id: Mapped[int] = mapped_column(
        ForeignKey(EvaluationSheet.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    """Of whom."""
    ratings: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """By a key of ``scales``, 1 to 5, or 0 for what the writer could not tell."""
    comment: Mapped[str] = mapped_column(Text, default="")
    """For those who teach alone."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change, so that an older tab overwrites nothing unseen."""
    saved_at: Mapped[datetime]


class EvaluationOutcome(Base):
    """What one person is shown of the others' answers, as it was when it was released."""

    __tablename__ = "evaluation_outcomes"

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey(Evaluation.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    own: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """The person's own ratings."""
    others: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    """The mean of the others', on each scale on which at least three of them said something."""
