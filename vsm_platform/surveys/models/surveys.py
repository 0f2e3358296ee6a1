"""Questionnaires, when and of whom they are asked, and what was answered.

*Who* has answered (``SurveyParticipation``) is kept apart from *what* was answered
(``SurveyResponse``). In an anonymous survey nothing joins the two: responses have random ids and no
time, tables without row numbers keep no order of arrival, and answers wait in a closed box
(``SurveyBox``), out of which five at a time are drawn at random (docs/decisions/0031).
"""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.content.meetings.api import Meeting
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Enrolment, Exchange, Partnership

KEPT_BY_KEY = {"sqlite_with_rowid": False}
"""Without SQLite's row numbers, which would say in which order rows were written."""


class Anonymity(StrEnum):
    """What those who answer are promised."""

    NAMED = "named"
    """Those who teach read answers with names."""
    CONFIDENTIAL = "confidential"
    """The platform knows whose an answer is, and tells nobody but the person."""
    ANONYMOUS = "anonymous"
    """Nobody knows, the platform neither."""


class Audience(StrEnum):
    """Who is asked, by role."""

    STUDENTS = "students"
    TEACHERS = "teachers"
    EVERYBODY = "everybody"


class Timing(StrEnum):
    """What a survey's window is counted from; it is computed on each partner's own calendar."""

    DAYS = "days"
    WEEK = "week"
    """A week of the exchange, as each partner counts them."""
    MEETING = "meeting"
    """The end of a meeting."""


class Instrument(Base):
    """A questionnaire of an exchange; what it asks stands in its versions."""

    __tablename__ = "instruments"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    lineage: Mapped[str] = mapped_column(String(40), index=True)
    """The same for all copies over seasons and programmes, so that results can be compared."""
    is_hidden: Mapped[bool] = mapped_column(default=False)
    """No longer offered; what was asked with it stays."""
    created_at: Mapped[datetime]


class InstrumentVersion(Base):
    """What a questionnaire asks. Once somebody has answered it, it never changes."""

    __tablename__ = "instrument_versions"
    __table_args__ = (UniqueConstraint("instrument_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument_id: Mapped[int] = mapped_column(
        ForeignKey(Instrument.id, ondelete="CASCADE"), index=True
    )
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """The document's, for lists."""
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``instruments.document.as_json``."""
    is_frozen: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[int] = mapped_column(default=1)
    """Grows with every change, so that two do not change it unseen by each other."""
    changed_at: Mapped[datetime]


class Survey(Base):
    """A questionnaire that is asked: of whom, when, and with which promise."""

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey(Instrument.id), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(InstrumentVersion.id), index=True)
    """The newest when the first answer was begun; from then on it stays."""
    label: Mapped[str] = mapped_column(String(80), default="")
    """What tells it from others with the same questionnaire, such as ``Week 3``."""
    anonymity: Mapped[Anonymity] = mapped_column(String(12))
    audience: Mapped[Audience] = mapped_column(String(10))
    partnership_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Only people of these partners; empty for all."""
    team_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Only people of these teams; empty for all."""
    timing: Mapped[Timing] = mapped_column(String(8))
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    week: Mapped[int | None]
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey(Meeting.id, ondelete="SET NULL"), index=True
    )
    days_open: Mapped[int] = mapped_column(default=7)
    """How long it is open after the beginning of its week or the end of its meeting."""
    invites: Mapped[bool] = mapped_column(default=True)
    """People get a letter when it opens for them."""
    reminds: Mapped[bool] = mapped_column(default=True)
    """Who has not answered gets another one two days before it closes."""
    is_scored: Mapped[bool] = mapped_column(default=False)
    """That somebody answered, and nothing else, goes to the gradebook at home."""
    published_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """When faculty last reminded by hand."""
    settled_at: Mapped[datetime | None]
    """When nobody could answer any more and all answers lay on the table; nothing is added after."""
    results_shown_at: Mapped[datetime | None]
    """Since when students see the results too."""
    created_at: Mapped[datetime]


class SurveyDraft(Base):
    """What somebody has filled in and not sent: closed with the server's key, gone when it is sent."""

    __tablename__ = "survey_drafts"
    __table_args__ = KEPT_BY_KEY

    survey_id: Mapped[int] = mapped_column(
        ForeignKey(Survey.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]


class SurveyParticipation(Base):
    """That somebody has answered; neither what nor when."""

    __tablename__ = "survey_participations"
    __table_args__ = KEPT_BY_KEY

    survey_id: Mapped[int] = mapped_column(
        ForeignKey(Survey.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    partnership_id: Mapped[int] = mapped_column(ForeignKey(Partnership.id), index=True)


class SurveyBox(Base):
    """Answers to an anonymous survey that are not on the table yet, and what the table must not say yet.

    Closed with the server's key, in no order, and as long as many others.
    """

    __tablename__ = "survey_boxes"
    __table_args__ = KEPT_BY_KEY

    survey_id: Mapped[int] = mapped_column(
        ForeignKey(Survey.id, ondelete="CASCADE"), primary_key=True
    )
    ballots: Mapped[bytes] = mapped_column(LargeBinary)
    """Fewer than ten answers with their universities."""
    partners: Mapped[bytes] = mapped_column(LargeBinary)
    """The university of each response that was drawn, until all are in."""


def random_id() -> str:
    """An id that says nothing of when it was made."""
    return secrets.token_hex(16)


class SurveyResponse(Base):
    """What was answered. It is final: nobody changes it after it was sent."""

    __tablename__ = "survey_responses"
    __table_args__ = KEPT_BY_KEY

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id, ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(InstrumentVersion.id), index=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey(Partnership.id), index=True)
    """The university. In an anonymous survey none before all answers are in, and afterwards only
    where at least five of it answered and not fewer than five have none."""
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey(Enrolment.id), index=True)
    """Whose it is; always none in an anonymous survey."""
    answered_on: Mapped[date | None]
    """The day in UTC; always none in an anonymous survey."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By column of the document (``instruments.document.Kind`` says what each is)."""
    batch: Mapped[int | None]
    """The number of the release that counted it first (``SurveyRelease``); none before that."""


class SurveyLetter(Base):
    """That somebody got an invitation or a reminder, so that nobody gets it twice."""

    __tablename__ = "survey_letters"
    __table_args__ = KEPT_BY_KEY

    survey_id: Mapped[int] = mapped_column(
        ForeignKey(Survey.id, ondelete="CASCADE"), primary_key=True
    )
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """``invitation`` or ``reminder``."""
