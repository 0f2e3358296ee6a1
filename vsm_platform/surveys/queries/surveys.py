"""The surveys of an exchange, when each is open for whom, and what it asks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import Meeting
from vsm_platform.content.modules.api import Calendar, calendars_in
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Exchange, Partner, access_exchange
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.instruments.document import Document
from vsm_platform.surveys.models import (
    Anonymity,
    Audience,
    InstrumentVersion,
    Survey,
    SurveyDraft,
    SurveyParticipation,
    Timing,
)
from vsm_platform.surveys.policies import is_of_audience, may_ask, require_asker
from vsm_platform.surveys.windows import (
    Window,
    window_of_days,
    window_of_meeting,
    window_of_week,
)

Windows = dict[int, Window]
"""By partnership; without those for whom it is not known when it opens."""


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey, as pages show it."""

    id: int
    exchange_id: int
    instrument_id: int
    version_id: int
    label: str
    anonymity: Anonymity
    audience: Audience
    partnership_ids: list[int]
    team_ids: list[int]
    timing: Timing
    opens_on: date | None
    closes_on: date | None
    week: int | None
    meeting_id: int | None
    days_open: int
    invites: bool
    reminds: bool
    is_scored: bool
    published_at: datetime | None
    reminded_at: datetime | None
    settled_at: datetime | None
    results_shown_at: datetime | None
    title: dict[str, str]
    """What the questionnaire is called, by language."""
    meeting_starts_at: datetime | None
    meeting_minutes: int | None
    meeting_cancelled_at: datetime | None
    is_done: bool = False
    """The viewer has answered."""
    is_begun: bool = False
    """The viewer has saved something and not sent it."""

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

    @property
    def path(self) -> str:
        """The address of its page below our own."""
        return f"/exchanges/{self.exchange_id}/surveys/{self.id}"

    @property
    def is_anonymous(self) -> bool:
        return self.anonymity == Anonymity.ANONYMOUS

    def asks(self, access: Access) -> bool:
        """Whether the viewer is asked, by role and university; teams are looked at elsewhere."""
        is_theirs = not self.partnership_ids or access.partnership_id in self.partnership_ids
        return is_of_audience(access.role, self.audience) and is_theirs

    def asks_partner(self, partner: Partner) -> bool:
        """Whether anybody of this partner is asked."""
        is_among = not self.partnership_ids or partner.partnership_id in self.partnership_ids
        return is_among and not partner.has_left

    def window(self, partner: Partner, calendars: Mapping[int, Calendar]) -> Window | None:
        """When it is open for a partner's people; None where that is not known."""
        if self.timing == Timing.DAYS and self.opens_on and self.closes_on:
            return window_of_days(self.opens_on, self.closes_on, partner.timezone)
        calendar = calendars.get(partner.partnership_id)
        if self.timing == Timing.WEEK and self.week and calendar:
            return window_of_week(calendar, self.week, self.days_open, partner.timezone)
        if self.meeting_starts_at and not self.meeting_cancelled_at:
            ends_at = self.meeting_starts_at + timedelta(minutes=self.meeting_minutes or 0)
            return window_of_meeting(ends_at, self.days_open, partner.timezone)
        return None


_OF_SURVEY = [getattr(Survey, one.name) for one in fields(SurveyView) if hasattr(Survey, one.name)]


_NAMES = [one.name for one in fields(SurveyView)]
_KINDS: dict[str, Any] = {
    "anonymity": Anonymity,
    "audience": Audience,
    "timing": Timing,
    "is_done": bool,
    "is_begun": bool,
}


def _select(me: int | None) -> Any:
    """The columns of a view, with what the person of this enrolment has done."""
    done: list[ColumnElement[bool]] = [false(), false()]
    if me is not None:
        done = [
            exists().where(
                SurveyParticipation.survey_id == Survey.id, SurveyParticipation.enrolment_id == me
            ),
            exists().where(SurveyDraft.survey_id == Survey.id, SurveyDraft.enrolment_id == me),
        ]
    return (
        select(
            *_OF_SURVEY,
            InstrumentVersion.title,
            Meeting.starts_at,
            Meeting.minutes,
            Meeting.cancelled_at,
            *done,
        )
        .join(InstrumentVersion, InstrumentVersion.id == Survey.version_id)
        .outerjoin(Meeting, Meeting.id == Survey.meeting_id)
    )


def _view(row: Any) -> SurveyView:
    values = dict(zip(_NAMES, row, strict=True))
    for name, kind in _KINDS.items():
        values[name] = kind(values[name])
    return SurveyView(**values)


def surveys_of(
    session: Session, exchange_id: int, *, me: int | None = None, published_only: bool = True
) -> list[SurveyView]:
    """An exchange's surveys, in the order in which they were made, by one statement."""
    query = _select(me).where(Survey.exchange_id == exchange_id)
    if published_only:
        query = query.where(Survey.published_at.is_not(None))
    return [_view(row) for row in session.execute(query.order_by(Survey.id))]


def survey_view(
    session: Session, exchange_id: int, survey_id: int, *, me: int | None = None
) -> SurveyView:
    """One of an exchange's surveys.

    Raises:
        NotFound: the exchange has no such survey.
    """
    query = _select(me).where(Survey.id == survey_id, Survey.exchange_id == exchange_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _view(row)


def access_survey(
    session: Session, viewer: Viewer, exchange_id: int, survey_id: int
) -> tuple[Access, SurveyView]:
    """A survey with the viewer's part in its exchange.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    access = access_exchange(session, viewer, exchange_id)
    found = survey_view(session, exchange_id, survey_id, me=access.enrolment_id)
    if not may_ask(access) and not (found.is_published and found.asks(access)):
        raise NotFound
    return access, found


def asked_survey(
    session: Session, viewer: Viewer, exchange_id: int, survey_id: int
) -> tuple[Access, SurveyView]:
    """A survey, for those who may change it and read its results.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
    """
    access = require_asker(access_exchange(session, viewer, exchange_id))
    return access, survey_view(session, exchange_id, survey_id, me=access.enrolment_id)


def windows_of(
    session: Session, surveys: Collection[SurveyView], partners: Iterable[Partner]
) -> dict[int, Windows]:
    """When each survey is open for each partner that takes part, by survey.

    Calendars are read only where a survey belongs to a week; all surveys are of one exchange.
    """
    calendars: dict[int, Calendar] = {}
    of_weeks = next((one for one in surveys if one.timing == Timing.WEEK), None)
    if of_weeks:
        exchange = session.get_one(Exchange, of_weeks.exchange_id)
        calendars = calendars_in(session, exchange.id, exchange.starts_on, exchange.ends_on)
    present = [partner for partner in partners if not partner.has_left]
    return {
        one.id: {
            partner.partnership_id: window
            for partner in present
            if one.asks_partner(partner) and (window := one.window(partner, calendars))
        }
        for one in surveys
    }


def settles_at(windows: Windows) -> datetime | None:
    """When nobody of any partner can answer any more; None where nobody ever can."""
    return max((one.settles_at for one in windows.values()), default=None)


def is_open_anywhere(windows: Windows) -> bool:
    return any(one.is_open for one in windows.values())


def is_over_everywhere(windows: Windows) -> bool:
    at = settles_at(windows)
    return at is not None and at <= clock.now()


def document_of(session: Session, version_id: int) -> Document:
    """What a version asks; nothing at all while it is being built."""
    return read_document(session.get_one(InstrumentVersion, version_id).document, is_draft=True)


def has_answers(session: Session, survey_id: int) -> bool:
    """Whether anybody has begun to answer: what was promised then stays."""
    begun = exists().where(SurveyDraft.survey_id == survey_id)
    done = exists().where(SurveyParticipation.survey_id == survey_id)
    return bool(session.scalar(select(begun | done)))
