"""What is taught: modules with their pages, links and activities, week by week.

A module belongs to weeks of the exchange; on which days those are is computed for each partner
(``weeks``), and only what somebody set otherwise is stored. What is deleted stays for whoever
wants it back.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.content.modules.weeks import Counting
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership

TITLE, TEXT, URL = 200, 60_000, 2_000
"""Characters that a title, a text and an address can have."""


class Kind(StrEnum):
    """What an item is, where it is not another room's thing (``kinds``)."""

    PAGE = "page"
    ACTIVITY = "activity"
    """From the library, or in the faculty's own words."""
    LINK = "link"
    """A tool elsewhere, such as a pinboard or a quiz."""
    VIDEO = "video"
    RECORDING = "recording"
    """Of a meeting, with its transcript."""
    HEADING = "heading"
    """Parts a long module."""


class Completion(StrEnum):
    """How a student is done with an item."""

    MARK = "mark"
    """By saying so."""
    VIEW = "view"
    """By having opened it."""
    NONE = "none"
    """There is nothing to be done."""


class Module(Base):
    """A part of the course, most often one week of it."""

    __tablename__ = "modules"
    __table_args__ = (UniqueConstraint("exchange_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    title: Mapped[str] = mapped_column(String(TITLE))
    intro: Mapped[str] = mapped_column(Text, default="")
    """Markdown."""
    first_week: Mapped[int | None]
    """The week of the exchange in which it begins, from 1; none for one that is always open."""
    last_week: Mapped[int | None]
    position: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=True)
    client_key: Mapped[str | None] = mapped_column(String(40))
    """Made by the form, so that a form that is sent again adds nothing twice."""
    copied_from_id: Mapped[int | None]
    """The module of an earlier season that it continues."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class PartnerDates(Base):
    """Days on which a module opens, or is to be done, for one partner, where somebody set them."""

    __tablename__ = "module_dates"

    module_id: Mapped[int] = mapped_column(
        ForeignKey(Module.id, ondelete="CASCADE"), primary_key=True
    )
    partnership_id: Mapped[int] = mapped_column(
        ForeignKey(Partnership.id), primary_key=True, index=True
    )
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    """The last day on which it is in time; it stays readable."""


class PartnerWeeks(Base):
    """How one partner counts the weeks; without a row it joins the exchange's."""

    __tablename__ = "partner_weeks"

    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id), primary_key=True)
    counting: Mapped[Counting] = mapped_column(String(10))


class ModuleItem(Base):
    """One thing in a module, in its place."""

    __tablename__ = "module_items"
    __table_args__ = (
        UniqueConstraint("module_id", "client_key"),
        Index(None, "kind", "ref_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey(Module.id))
    kind: Mapped[str] = mapped_column(String(20))
    """A ``Kind``, or the word of another room that offers its things (``kinds``)."""
    ref_id: Mapped[int | None]
    """Which of the other room's things it is."""
    title: Mapped[str] = mapped_column(String(TITLE))
    text: Mapped[str] = mapped_column(Text, default="")
    """Markdown: the page, what a link is for, or a transcript."""
    url: Mapped[str] = mapped_column(String(URL), default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    """BCP 47 tag of the text; empty where nobody said."""
    minutes: Mapped[int | None]
    """About how long it takes."""
    completion: Mapped[Completion] = mapped_column(String(8), default=Completion.MARK)
    is_published: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    """The number of the newest of its versions."""
    client_key: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    deleted_at: Mapped[datetime | None]


class ItemVersion(Base):
    """The words of an item as somebody saved them."""

    __tablename__ = "item_versions"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        UniqueConstraint("item_id", "client_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(ModuleItem.id, ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE))
    text: Mapped[str] = mapped_column(Text)
    client_key: Mapped[str | None] = mapped_column(String(40))
    """Made by the form, so that a form that is sent again saves nothing twice."""
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class ItemDraft(Base):
    """What somebody typed and has not saved yet; nobody else sees it."""

    __tablename__ = "item_drafts"

    item_id: Mapped[int] = mapped_column(
        ForeignKey(ModuleItem.id, ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    base_version: Mapped[int]
    """The version on which it builds."""
    title: Mapped[str] = mapped_column(String(TITLE))
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]


class ItemDone(Base):
    """That a student is done with an item; when, and nothing of how often it was looked at."""

    __tablename__ = "items_done"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey(ModuleItem.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    done_at: Mapped[datetime]
