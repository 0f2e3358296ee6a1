"""How students apply to take part, and how they are chosen: each partner's own business."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange, Partnership
from vsm_platform.institutions.api import LmsCourse


class Admission(Base):
    """How one partner of an exchange chooses among those who apply."""

    __tablename__ = "admissions"

    partnership_id: Mapped[int] = mapped_column(
        ForeignKey(Partnership.id, ondelete="CASCADE"), primary_key=True
    )
    introduction: Mapped[str] = mapped_column(Text, default="")
    """What applicants read first."""
    has_interview: Mapped[bool] = mapped_column(default=False)
    interview_about: Mapped[str] = mapped_column(Text, default="")
    """What applicants are told of the interview before they apply."""
    answer_days: Mapped[int] = mapped_column(default=7)
    """Days in which an offered place is to be taken; 0 where nobody is asked again."""
    moves_up: Mapped[bool] = mapped_column(default=False)
    """Whether a place that becomes free goes to the waiting list. It begins once all are taken:
    until then a free place may be meant for somebody who is not decided about yet."""
    moves_until: Mapped[date | None]
    """The last day on which the waiting list moves up; none for the partner's own first day."""
    keeps_days: Mapped[int] = mapped_column(default=90)
    """Days after a decision for which the answers of those who got no place are kept."""
    version: Mapped[int] = mapped_column(default=0)


class CriterionKind(StrEnum):
    LANGUAGE = "language"
    """A level of the Common European Framework of Reference, A1 to C2."""
    YEAR = "year"
    STANDING = "standing"
    """How somebody stands in their studies, as they say themselves or as faculty confirm."""
    BELONGING = "belonging"
    """For whom the exchange is meant. Nobody but the applicant ever sees the answer."""
    CHOICE = "choice"
    MOTIVATION = "motivation"
    QUESTION = "question"


class Criterion(Base):
    """One thing that a partner asks of its applicants."""

    __tablename__ = "admission_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey(Partnership.id, ondelete="CASCADE"), index=True
    )
    kind: Mapped[CriterionKind] = mapped_column(String(12))
    prompt: Mapped[str] = mapped_column(Text, default="")
    """What is asked, in the words of those who choose; kinds with words of their own need none."""
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What ``criteria`` knows of this kind, such as ``{"language": "en", "level": "B2"}``."""
    is_rule: Mapped[bool] = mapped_column(default=False)
    """Whoever does not meet it is refused, with the reason; else it informs those who choose."""
    position: Mapped[int]
    past_exclusions: Mapped[int] = mapped_column(default=0)
    """How many it has excluded whose applications are forgotten."""
    removed_at: Mapped[datetime | None]
    """No longer asked; kept for those whom it excluded."""
    version: Mapped[int] = mapped_column(default=0)


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    OFFERED = "offered"
    """Has been offered a place, and is asked whether to take it."""
    WAITLISTED = "waitlisted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    """Was offered a place and did not want it."""
    EXPIRED = "expired"
    """Was offered a place and did not answer in time."""


ENDED = frozenset({ApplicationState.WITHDRAWN, ApplicationState.DECLINED, ApplicationState.EXPIRED})
"""The applicant is out by the own doing, and may send the application again until the deadline."""


class Interview(StrEnum):
    NONE = ""
    INVITED = "invited"
    HELD = "held"
    MISSED = "missed"


class Application(Base):
    """One person's wish to take part in an exchange, from its first draft on."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("exchange_id", "person_id"),
        Index(None, "partnership_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id, ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    state: Mapped[ApplicationState] = mapped_column(String(12), default=ApplicationState.DRAFT)
    lms_course_id: Mapped[int | None] = mapped_column(ForeignKey(LmsCourse.id))
    """The LMS course that the person applied from: where roster and gradebook will be."""
    was_expected: Mapped[bool] = mapped_column(default=False)
    """A roster or an invitation expected the person before."""
    begun_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    refused_by_id: Mapped[int | None] = mapped_column(
        ForeignKey(Criterion.id, ondelete="SET NULL"), index=True
    )
    """The rule that excluded the person; none where people decided."""
    reason: Mapped[str] = mapped_column(String(20), default="")
    """Why people decided so: a key of ``words.REASONS``."""
    reason_text: Mapped[str] = mapped_column(Text, default="")
    """The same in the words of whoever decided; the applicant reads them."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    answer_until: Mapped[datetime | None]
    """Until when an offered place is held."""
    rank: Mapped[int | None]
    """Place on the waiting list that faculty gave; those without come after, as they applied."""
    interview: Mapped[Interview] = mapped_column(String(12), default=Interview.NONE)
    interview_at: Mapped[datetime | None]
    interview_where: Mapped[str] = mapped_column(String(500), default="")
    interview_note: Mapped[str] = mapped_column(Text, default="")
    """What faculty noted; the applicant is not shown it."""
    forgotten_at: Mapped[datetime | None]
    """When the answers were deleted."""


class Answer(Base):
    """What an applicant answered to one criterion."""

    __tablename__ = "application_answers"
    __table_args__ = (UniqueConstraint("application_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey(Application.id, ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey(Criterion.id, ondelete="CASCADE"), index=True
    )
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_confirmed: Mapped[bool | None]
    """Whether faculty has seen the proof; none where nobody looked yet."""
    changed_at: Mapped[datetime]
