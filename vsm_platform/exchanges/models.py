"""The shared course as an agreement between institutions, and who takes part in it."""

from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.alliances.api import Alliance
from vsm_platform.alliances.api import ExchangeKind as ExchangeKind  # noqa: PLC0414 (for this room)
from vsm_platform.core.db import Base
from vsm_platform.institutions.api import Deployment, Institution, LmsCourse


class Role(StrEnum):
    STUDENT = "student"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    GUEST = "guest"
    """Comes for what they were invited to, such as one meeting, and sees nothing else."""
    CLIENT = "client"
    """For whom one team works; sees that team's project and nothing else."""


TEACHERS = (Role.FACILITATOR, Role.COORDINATOR)
VISITORS = frozenset({Role.GUEST, Role.CLIENT})
"""Roles that are in no list of participants and see only what is theirs."""


class EnrolmentState(StrEnum):
    EXPECTED = "expected"
    """On the roster of the home LMS or invited, and never here yet."""
    APPLIED = "applied"
    """Has asked to take part and waits for an answer."""
    WAITLISTED = "waitlisted"
    """Would be taken if there were a place."""
    REFUSED = "refused"
    ENROLLED = "enrolled"
    LEFT = "left"
    """No longer on the roster; everything of theirs stays."""
    COMPLETED = "completed"
    """Has taken part to the end."""


INSIDE = (EnrolmentState.ENROLLED, EnrolmentState.LEFT, EnrolmentState.COMPLETED)
"""Who stands inside the exchange; all others have not come in, or were not let in."""
CANDIDATES = (EnrolmentState.APPLIED, EnrolmentState.WAITLISTED, EnrolmentState.REFUSED)
"""Who has asked to come in, and is not inside."""


class ExchangeState(StrEnum):
    """Where an exchange stands in its life; what each state allows is in ``life``."""

    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    FINISHED = "finished"
    ARCHIVED = "archived"


class Participation(StrEnum):
    """How an institution's students come to take part."""

    OPEN = "open"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"
    APPLICATION = "application"
    INVITATION = "invitation"


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
    state: Mapped[ExchangeState] = mapped_column(String(12), default=ExchangeState.OPEN)
    """What a person decided last; where it stands by that and by its dates, ``life`` knows."""
    kind: Mapped[ExchangeKind] = mapped_column(String(20), default=ExchangeKind.COURSE)
    season: Mapped[str] = mapped_column(String(60), default="")
    """What tells it from the years before and after, such as ``Fall 2026``."""
    ects: Mapped[float | None]
    """The exchange's own credit, in ECTS; none where it bears none."""
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("exchanges.id"))
    """The season that it continues."""
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey(Alliance.id), index=True)
    """The alliance whose rules it keeps and in whose catalogue it stands; none for most."""
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
    ends_on: Mapped[date | None]
    """Where they end on another day."""
    breaks: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Holidays of its calendar: ``{"starts_on", "ends_on", "label"}``, days in ISO 8601."""
    registers_from: Mapped[date | None]
    registers_until: Mapped[date | None]
    """The last day on which its students can register; it may lie after the exchange's start."""
    participation: Mapped[Participation] = mapped_column(String(12), default=Participation.OPEN)
    places: Mapped[int | None]
    """How many of its students can take part; none for any number."""
    credit_scheme: Mapped[str] = mapped_column(String(40), default="")
    """How this institution counts credit, such as ``ECTS`` or ``US credit hours``; empty for none."""
    credit_amount: Mapped[float | None]
    grade_scale: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(320), default="")
    """E-mail address or page of whoever answers for it there."""
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """BCP 47 tags in which this institution's people work; empty as the exchange."""
    notice: Mapped[str] = mapped_column(Text, default="")
    """What it says to its own students about taking part."""
    left_on: Mapped[date | None]
    """When it left; from then on its people can read what it was part of, and write nothing."""


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
    arrived_at: Mapped[datetime | None]
    """When the person first came in; None while only a roster speaks of them."""
    lms_groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the person's groups in the LMS course, where the LMS tells them."""
    is_minor: Mapped[bool] = mapped_column(default=False)
    """Said to be under age on coming in; nobody is asked for a date of birth."""
    consented_at: Mapped[datetime | None]
    """When a minor's guardian agreed; until then the minor can read, and change nothing."""


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


class CourseRoster(Base):
    """How the roster of a linked course was read, and how its reading goes on."""

    __tablename__ = "course_rosters"

    link_id: Mapped[int] = mapped_column(
        ForeignKey(CourseLink.id, ondelete="CASCADE"), primary_key=True
    )
    lms_course_id: Mapped[int] = mapped_column(ForeignKey(LmsCourse.id), index=True)
    run_at: Mapped[datetime | None]
    """When the reading that is under way began, or the last one; what it saw bears this moment."""
    next_url: Mapped[str] = mapped_column(Text, default="")
    """Where the reading that is under way goes on; empty when none is."""
    pages: Mapped[int] = mapped_column(default=0)
    is_partial: Mapped[bool] = mapped_column(default=False)
    """The reading under way is of differences, which name only who changed."""
    read_at: Mapped[datetime | None]
    """When a reading last came to its end."""
    full_at: Mapped[datetime | None]
    """When everybody was last read, and not only differences."""
    skipped: Mapped[int] = mapped_column(default=0)
    """Members of the last reading that made no sense."""
    differences_url: Mapped[str] = mapped_column(Text, default="")
    trouble: Mapped[str] = mapped_column(String(40), default="")
    """Why the last try did not succeed: a key of ``roster_words.TROUBLES``."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row it did not."""
    missing: Mapped[int] = mapped_column(default=0)
    """How many people the last reading would mark as left, where that looks like a mistake."""
    ignored: Mapped[int] = mapped_column(default=0)
    """So many missing people somebody has said to keep."""
    asked_at: Mapped[datetime | None]
    """When somebody last asked to read it at once."""

    @property
    def looks_wrong(self) -> bool:
        """Whether somebody must say if those missing people have left."""
        return self.missing > self.ignored


class RosterEntry(Base):
    """That a course's roster named a person, and when it last did."""

    __tablename__ = "roster_entries"
    __table_args__ = (Index(None, "lms_course_id", "seen_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    lms_course_id: Mapped[int] = mapped_column(ForeignKey(LmsCourse.id), primary_key=True)
    seen_at: Mapped[datetime]
    """``GONE`` for a person whom the LMS calls inactive or deleted."""


GONE = datetime(1970, 1, 1, tzinfo=UTC)
