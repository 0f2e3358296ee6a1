"""What happens to a published survey by itself: letters, and its end.

One delivery looks after one survey, again and again, until all answers are in (``jobs``).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.core.secrets import Vault
from vsm_platform.exchanges.api import Exchange, ExchangeState, partners_of
from vsm_platform.surveys.actions.common import locked_survey, record
from vsm_platform.surveys.actions.laying import empty_box
from vsm_platform.surveys.actions.releasing import do_note_end
from vsm_platform.surveys.errors import RemindedLately, SurveyNotOpen
from vsm_platform.surveys.models import Survey, SurveyDraft, SurveyLetter
from vsm_platform.surveys.queries.people import Asked, asked_people
from vsm_platform.surveys.queries.surveys import (
    Windows,
    is_open_anywhere,
    is_over_everywhere,
    survey_view,
    windows_of,
)

CARE = "surveys.care"
"""The kind of the deliveries that look after surveys (``core.outbox``)."""
REMINDER = "surveys.reminder"
"""The kind of the deliveries that write the reminders for which faculty asked."""
AT_ONCE = 50
"""Letters that one delivery writes: more would keep other writers waiting."""
AT_LEAST_EVERY = timedelta(hours=6)
"""Somebody may have come in late, or a calendar may have changed."""
BETWEEN = timedelta(hours=24)
INVITATION, REMINDING = "invitation", "reminder"


def plan_care(session: Session, survey: Survey) -> None:
    """Let a published survey be looked after from now on; where it is already, at once."""
    waiting = select(Delivery).where(
        Delivery.lane == f"survey:{survey.id}",
        Delivery.kind == CARE,
        Delivery.state == DeliveryState.WAITING,
    )
    found = session.scalars(waiting).first()
    if found:
        found.due_at = clock.now()
        return
    enqueue(
        session,
        CARE,
        {"exchange": survey.exchange_id, "survey": survey.id},
        lane=f"survey:{survey.id}",
        channel="surveys",
        exchange_id=survey.exchange_id,
    )


def next_look(windows: Windows) -> datetime:
    """When something is to be done next."""
    present = clock.now()
    moments = [present + AT_LEAST_EVERY]
    for one in windows.values():
        moments += [one.opens_at, one.settles_at] + ([one.reminds_at] if one.reminds_at else [])
    return min(moment for moment in moments if moment > present)


def do_note_letters(
    session: Session, survey_id: int, kind: str, enrolment_ids: Iterable[int]
) -> None:
    """Remember who got a letter."""
    for one in enrolment_ids:
        session.merge(SurveyLetter(survey_id=survey_id, enrolment_id=one, kind=kind))
    session.flush()


def do_settle(session: Session, vault: Vault, exchange_id: int, survey_id: int) -> bool:
    """Nobody can answer any more: the last answers come on the table, what was not sent goes.

    Returns:
        False where it is not over everywhere after all.
    """
    survey = locked_survey(session, exchange_id, survey_id)
    view = survey_view(session, exchange_id, survey_id)
    windows = windows_of(session, [view], partners_of(session, exchange_id))[survey_id]
    if survey.settled_at or not is_over_everywhere(windows):
        return survey.settled_at is not None
    empty_box(session, vault, survey)
    session.execute(delete(SurveyDraft).where(SurveyDraft.survey_id == survey_id))
    survey.settled_at = clock.now()
    do_note_end(session, survey_id)
    return True


def do_remind(session: Session, exchange_id: int, survey_id: int, *, actor_id: int | None) -> int:
    """Write to those who could answer now and have not; gives how many that is.

    Raises:
        SurveyNotOpen: nobody could answer now.
        RemindedLately: they were reminded less than a day ago.
    """
    survey = locked_survey(session, exchange_id, survey_id)
    view = survey_view(session, exchange_id, survey_id)
    windows = windows_of(session, [view], partners_of(session, exchange_id))[survey_id]
    is_read = view.is_published and takes_letters(session, exchange_id)
    if not is_read or not is_open_anywhere(windows):
        raise SurveyNotOpen
    if survey.reminded_at and survey.reminded_at > clock.now() - BETWEEN:
        raise RemindedLately
    people = [one.enrolment_id for one in waiting_for(asked_people(session, view), windows)]
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        enqueue(
            session,
            REMINDER,
            {"exchange": exchange_id, "survey": survey_id, "people": some},
            lane=f"survey:{survey_id}:{some[0]}",
            channel="surveys",
            exchange_id=exchange_id,
        )
    if people:
        survey.reminded_at = clock.now()
        # The reminder that comes by itself finds them reminded, however soon it is due.
        do_note_letters(session, survey_id, REMINDING, people)
        record(session, "people_reminded", survey, actor_id, people=len(people))
    return len(people)


def takes_letters(session: Session, exchange_id: int) -> bool:
    """Whether those who are asked can open what a letter leads to."""
    state = session.get_one(Exchange, exchange_id).state
    return state not in {ExchangeState.DRAFT, ExchangeState.ARCHIVED}


def waiting_for(people: Iterable[Asked], windows: Windows) -> list[Asked]:
    """Those who can answer now and have not."""
    return [
        one
        for one in people
        if not one.has_answered
        and one.partnership_id in windows
        and windows[one.partnership_id].is_open
    ]
