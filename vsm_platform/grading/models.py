"""What is scored, the scores, and the columns of the universities' gradebooks that take them.

A measure is scored once for everybody, on the exchange's own scale. Each university's faculty
choose a column for it in their own LMS; what is sent there, and when, stands in the entries.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.institutions.api import LmsCourse

SCORE, COLUMN, COMPARISON = "grading.score", "grading.column", "grading.comparison"
"""The kinds of deliveries (``core.outbox``)."""
PARTICIPATION = "participation"
"""Source of the one measure that every exchange has: who came has all of it."""


class Measure(Base):
    """Something that is scored in an exchange."""

    __tablename__ = "measures"
    __table_args__ = (UniqueConstraint("exchange_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    source: Mapped[str] = mapped_column(String(80))
    """What it comes from: ``participation``, ``mark:`` or another room's, such as ``survey:5``."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """Empty for participation, which has a name in each language."""
    maximum: Mapped[float]
    created_at: Mapped[datetime]


def kind_of(source: str) -> str:
    """``participation``, ``mark``, ``survey``, …: the tag of a measure's columns."""
    return source.partition(":")[0]


def resource_id_of(exchange_id: int, source: str) -> str:
    """What a measure's columns are known by in every LMS (AGS 2.0, ``resourceId``)."""
    return f"exchange-{exchange_id}-{source.replace(':', '-')}"


class Score(Base):
    """What one person has in one measure."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("measure_id", "enrolment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), index=True)
    value: Mapped[float | None]
    """On the measure's scale; None for a score that was taken back."""
    activity: Mapped[str] = mapped_column(String(12))
    """``activityProgress`` of Assignment and Grade Services 2.0, 3.4.7."""
    grading: Mapped[str] = mapped_column(String(14))
    """``gradingProgress``, 3.4.8."""
    comment: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """None where the product itself gives it."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change, so that two teachers do not overwrite each other unseen."""


class ColumnState(StrEnum):
    SOUGHT = "sought"
    """The LMS was asked whether it has one; nobody here has chosen one."""
    PENDING = "pending"
    """Chosen, and not yet known to be in the gradebook."""
    ACTIVE = "active"
    REMOVED = "removed"
    """Somebody has deleted it in the LMS."""
    OFF = "off"
    """Nothing is sent to it."""


class GradeColumn(Base):
    """A measure's column in the gradebook of one LMS course (a line item, AGS 2.0, 3.2)."""

    __tablename__ = "grade_columns"
    __table_args__ = (UniqueConstraint("measure_id", "lms_course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id))
    lms_course_id: Mapped[int] = mapped_column(ForeignKey(LmsCourse.id), index=True)
    state: Mapped[ColumnState] = mapped_column(String(10))
    line_item_url: Mapped[str] = mapped_column(Text, default="")
    """The line item's address in the LMS, once it is known."""
    label: Mapped[str] = mapped_column(String(200), default="")
    maximum: Mapped[float] = mapped_column(default=100.0)
    """Full marks on this university's own scale."""
    step: Mapped[float] = mapped_column(default=0.01)
    """Scores are rounded to its multiples."""
    changed_at: Mapped[datetime]


class ColumnEntry(Base):
    """What one person was sent in one column, and what the gradebook was seen to hold."""

    __tablename__ = "column_entries"

    column_id: Mapped[int] = mapped_column(
        ForeignKey(GradeColumn.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    timestamp: Mapped[datetime]
    """Of the last score that was queued; the next one is at least a second later."""
    value: Mapped[float | None]
    """That score, on the column's scale."""
    maximum: Mapped[float]
    delivered_at: Mapped[datetime | None]
    """The timestamp of the last score that the LMS has taken."""
    is_refused: Mapped[bool] = mapped_column(default=False)
    """The LMS will not take the last one."""
    read_value: Mapped[float | None]
    read_maximum: Mapped[float | None]
    """What the gradebook showed when it was compared; None where it showed nothing."""
    read_at: Mapped[datetime | None]
