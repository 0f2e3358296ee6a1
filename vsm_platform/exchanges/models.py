"""The shared course as an agreement between institutions, and who takes part in it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.institutions.api import Deployment, Institution, LmsCourse


class Role(StrEnum):
    STUDENT = "student"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"


class EnrolmentState(StrEnum):
    EXPECTED = "expected"
    """On the roster of the home LMS, and never here yet."""
    ENROLLED = "enrolled"
    LEFT = "left"
    """No longer on the roster; everything of theirs stays."""


class Exchange(Base):
    """One shared course in one season."""

    __tablename__ = "exchanges"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """BCP 47 tags of the languages in which it is taught."""
    created_at: Mapped[datetime]


class Partnership(Base):
    """An institution's part in an exchange."""

    __tablename__ = "partnerships"
    __table_args__ = (UniqueConstraint("exchange_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)
    colour: Mapped[int]
    """Number of the colour that stands for the institution on the exchange's pages, 0 to 9."""
    starts_on: Mapped[date | None]
    """Where this institution's students begin on another day than the exchange."""


class Enrolment(Base):
    """A person's part in an exchange, through the partnership of the home institution."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("exchange_id", "person_id"),
        Index(None, "partnership_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    state: Mapped[EnrolmentState] = mapped_column(String(12), default=EnrolmentState.ENROLLED)
    lms_course_id: Mapped[int | None] = mapped_column(ForeignKey(LmsCourse.id), index=True)
    """The LMS course that the person came from last: where roster and gradebook are."""
    is_test: Mapped[bool] = mapped_column(default=False)
    """A test user's: may look, is counted and listed nowhere."""
    enrolled_at: Mapped[datetime]


class CourseLink(Base):
    """A course of an LMS that belongs to an exchange: whoever launches from it lands there."""

    __tablename__ = "course_links"
    __table_args__ = (UniqueConstraint("deployment_id", "course_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey(Deployment.id))
    course_key: Mapped[str] = mapped_column(String(300))
    """``context:`` or, where the LMS names no course, ``link:``, and the LMS's own identifier."""
    course_title: Mapped[str] = mapped_column(String(200), default="")
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id), index=True)
    linked_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    linked_at: Mapped[datetime]
