"""What is shown of answers, what was changed because of them, and what people say in public."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.surveys.models.surveys import KEPT_BY_KEY, Survey, SurveyResponse


class SurveyRelease(Base):
    """The figures of a survey as they were shown from one moment on (docs/decisions/0032).

    They are kept as they were: to compute them anew after somebody's answers were erased would
    show, by the difference, what these answers were.
    """

    __tablename__ = "survey_releases"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey(Survey.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1; the batch of the answers that were new in it."""
    made_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``figures.releases.release``: sums and counts, nobody's answers."""
    is_last: Mapped[bool] = mapped_column(default=False)
    """Nobody can answer any more: these have the groups too, and nothing follows."""


class SurveyTag(Base):
    """A word by which those who teach sort what people wrote."""

    __tablename__ = "survey_tags"
    __table_args__ = (UniqueConstraint("survey_id", "column", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id, ondelete="CASCADE"), index=True)
    column: Mapped[str] = mapped_column(String(90))
    """Of which question's texts."""
    name: Mapped[str] = mapped_column(String(60))


class SurveyTagging(Base):
    """That a text has a tag."""

    __tablename__ = "survey_taggings"
    __table_args__ = KEPT_BY_KEY

    tag_id: Mapped[int] = mapped_column(
        ForeignKey(SurveyTag.id, ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[str] = mapped_column(
        ForeignKey(SurveyResponse.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class ActionTaken(Base):
    """You said, we changed: what follows from a result, who sees to it, and until when."""

    __tablename__ = "survey_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    survey_id: Mapped[int | None] = mapped_column(
        ForeignKey(Survey.id, ondelete="SET NULL"), index=True
    )
    column: Mapped[str] = mapped_column(String(90), default="")
    """The question whose result it follows from, where it is one."""
    said: Mapped[str] = mapped_column(String(500))
    changed: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Enrolment.id), index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(500), default="")
    """What came of it, reported at the end."""
    created_at: Mapped[datetime]


class Testimonial(Base):
    """What somebody says of a programme in public, for as long as that person wants it there.

    Taking it back deletes the row: nothing of it stays.
    """

    __tablename__ = "survey_testimonials"
    __table_args__ = (UniqueConstraint("enrolment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id))
    text: Mapped[str] = mapped_column(String(600), default="")
    video: Mapped[str] = mapped_column(String(300), default="")
    """An address, https."""
    shows_name: Mapped[bool] = mapped_column(default=False)
    """With the name; else only with the university."""
    language: Mapped[str] = mapped_column(String(20), default="")
    consent: Mapped[int]
    """The version of the words that were agreed to (``testimonials.CONSENT``)."""
    consented_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    """Since when those who teach show it; none while it waits for them."""
