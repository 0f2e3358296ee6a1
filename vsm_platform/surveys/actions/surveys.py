"""Surveys are planned, changed, published, and taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import Meeting
from vsm_platform.content.modules.api import do_add_item, do_remove_things
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import partners_of
from vsm_platform.grading.api import do_drop_measure
from vsm_platform.surveys.actions.answering import do_score, score_of
from vsm_platform.surveys.actions.caring import plan_care
from vsm_platform.surveys.actions.common import (
    locked_instrument,
    locked_survey,
    newest_version,
    record,
)
from vsm_platform.surveys.errors import SurveyIncomplete, SurveyInUse, SurveySettled
from vsm_platform.surveys.instruments.editing import is_ready
from vsm_platform.surveys.models import Anonymity, Audience, Survey, Timing
from vsm_platform.surveys.queries.people import students_who_answered
from vsm_platform.surveys.queries.surveys import (
    document_of,
    has_answers,
    is_over_everywhere,
    survey_view,
    windows_of,
)
from vsm_platform.teams.api import teams_of_exchange

ITEM = "survey"
"""What surveys are called in modules."""


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What faculty say of a survey."""

    instrument_id: int
    anonymity: Anonymity
    audience: Audience = Audience.STUDENTS
    label: str = ""
    partnership_ids: tuple[int, ...] = ()
    team_ids: tuple[int, ...] = ()
    timing: Timing = Timing.DAYS
    opens_on: date | None = None
    closes_on: date | None = None
    week: int | None = None
    meeting_id: int | None = None
    days_open: int = 7
    invites: bool = True
    reminds: bool = True
    is_scored: bool = False

    @property
    def promise(self) -> tuple[object, ...]:
        """What stays once somebody has answered."""
        whom = (self.audience, sorted(self.partnership_ids), sorted(self.team_ids))
        return self.instrument_id, self.anonymity, *whom


def do_add_survey(
    session: Session, exchange_id: int, facts: SurveyFacts, *, actor_id: int | None
) -> int:
    """A new survey, which nobody sees yet; gives its id.

    Raises:
        NotFound: the questionnaire, a partner, a team or the meeting is not of the exchange.
    """
    made = Survey(exchange_id=exchange_id, created_at=clock.now())
    _write(session, made, facts)
    session.add(made)
    session.flush()
    record(session, "survey_made", made, actor_id, name=facts.label)
    return made.id


def _write(session: Session, survey: Survey, facts: SurveyFacts) -> None:
    _check_references(session, survey.exchange_id, facts)
    instrument = locked_instrument(session, survey.exchange_id, facts.instrument_id)
    if survey.instrument_id != instrument.id:
        survey.instrument_id = instrument.id
        survey.version_id = newest_version(session, instrument.id).id
    survey.label = facts.label
    survey.anonymity, survey.audience = facts.anonymity, facts.audience
    survey.partnership_ids, survey.team_ids = list(facts.partnership_ids), list(facts.team_ids)
    survey.timing = facts.timing
    survey.opens_on, survey.closes_on = facts.opens_on, facts.closes_on
    survey.week, survey.meeting_id = facts.week, facts.meeting_id
    survey.days_open = facts.days_open
    survey.invites, survey.reminds = facts.invites, facts.reminds
    survey.is_scored = facts.is_scored


def _check_references(session: Session, exchange_id: int, facts: SurveyFacts) -> None:
    _require(facts.partnership_ids, (p.partnership_id for p in partners_of(session, exchange_id)))
    if facts.team_ids:
        found = teams_of_exchange(session, exchange_id, published_only=False)
        _require(facts.team_ids, (team.id for team in found))
    if facts.meeting_id is not None:
        meeting = session.get(Meeting, facts.meeting_id)
        if meeting is None or meeting.exchange_id != exchange_id:
            raise NotFound


def _require(wanted: Iterable[int], known: Iterable[int]) -> None:
    if not set(wanted) <= set(known):
        raise NotFound


def facts_of(survey: Survey) -> SurveyFacts:
    return SurveyFacts(
        instrument_id=survey.instrument_id,
        anonymity=Anonymity(survey.anonymity),
        audience=Audience(survey.audience),
        label=survey.label,
        partnership_ids=tuple(survey.partnership_ids),
        team_ids=tuple(survey.team_ids),
        timing=Timing(survey.timing),
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        week=survey.week,
        meeting_id=survey.meeting_id,
        days_open=survey.days_open,
        invites=survey.invites,
        reminds=survey.reminds,
        is_scored=survey.is_scored,
    )


def do_change_survey(
    session: Session, exchange_id: int, survey_id: int, facts: SurveyFacts, *, actor_id: int | None
) -> None:
    """Change a survey; its questions, its people and its promise stay once somebody has answered.

    Raises:
        SurveySettled: all answers are in.
        SurveyInUse: the promise would change, and somebody has answered.
        NotFound: something is not of the exchange.
    """
    survey = locked_survey(session, exchange_id, survey_id)
    if survey.settled_at:
        raise SurveySettled
    if facts.promise != facts_of(survey).promise and has_answers(session, survey_id):
        raise SurveyInUse
    _write(session, survey, facts)
    session.flush()
    record(session, "survey_changed", survey, actor_id, name=survey.label)
    if survey.published_at:
        _require_askable(session, survey)
        _open_scores(session, survey)
        plan_care(session, survey)


def _require_askable(session: Session, survey: Survey) -> None:
    if not is_ready(document_of(session, survey.version_id)):
        raise SurveyIncomplete
    view = survey_view(session, survey.exchange_id, survey.id)
    windows = windows_of(session, [view], partners_of(session, survey.exchange_id))[survey.id]
    if not windows or is_over_everywhere(windows):
        raise SurveyIncomplete


def do_publish_survey(
    session: Session,
    exchange_id: int,
    survey_id: int,
    *,
    is_published: bool,
    actor_id: int | None,
) -> None:
    """Let people see a survey, or take it back to a draft; answers stay.

    Raises:
        SurveyIncomplete: it is not known when it opens, or it would be over.
        SurveySettled: all answers are in.
    """
    survey = locked_survey(session, exchange_id, survey_id)
    if (survey.published_at is not None) == is_published:
        return
    if survey.settled_at:
        raise SurveySettled
    survey.published_at = clock.now() if is_published else None
    session.flush()
    if is_published:
        _require_askable(session, survey)
        _open_scores(session, survey)
        plan_care(session, survey)
    verb = "survey_published" if is_published else "survey_hidden"
    record(session, verb, survey, actor_id, name=survey.label)


def _open_scores(session: Session, survey: Survey) -> None:
    """The column at home can be made before the first answer, and gets whoever has answered."""
    if not survey.is_scored:
        return
    score_of(session, survey)
    for enrolment_id in students_who_answered(session, survey.id):
        do_score(session, survey, enrolment_id)


def do_put_into_module(
    session: Session, survey_id: int, module_id: int, title: str, *, actor_id: int | None
) -> None:
    """Let a survey stand at the end of a module; where it stands there already, it stays."""
    do_add_item(session, module_id, ITEM, survey_id, title, actor_id=actor_id)


def do_delete_survey(
    session: Session, exchange_id: int, survey_id: int, *, actor_id: int | None
) -> None:
    """Take a survey away.

    Raises:
        SurveyInUse: somebody has answered.
        MeasureInUse: a gradebook at home has a column for it.
    """
    survey = locked_survey(session, exchange_id, survey_id)
    if has_answers(session, survey_id):
        raise SurveyInUse
    do_drop_measure(session, exchange_id, f"survey:{survey_id}")
    do_remove_things(session, ITEM, [survey_id])
    record(session, "survey_deleted", survey, actor_id, name=survey.label)
    session.execute(delete(Survey).where(Survey.id == survey_id))
