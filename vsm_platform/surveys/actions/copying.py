"""The next season gets the questionnaires and what is planned with them; answers never."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import partners_of
from vsm_platform.surveys.actions.instruments import do_copy_instruments
from vsm_platform.surveys.actions.surveys import SurveyFacts, do_add_survey, facts_of
from vsm_platform.surveys.models import Survey
from vsm_platform.surveys.queries.surveys import surveys_of


def do_copy_surveys(
    session: Session,
    from_exchange_id: int,
    to_exchange_id: int,
    days: int,
    meetings: Mapping[int, int],
) -> dict[int, int]:
    """Copy questionnaires and plans as drafts, so many days later; gives the copies' ids by the originals'.

    What was asked of single universities is planned for those that take part again. What was asked
    after a meeting waits for its copy, or for somebody to choose one. Teams are new in a season, so
    what was asked of single teams is not taken over; nor is what asks a questionnaire put away.

    Args:
        session: the unit of work.
        from_exchange_id: the season that was.
        to_exchange_id: the new one, with its partners.
        days: by how many everything moves.
        meetings: the copies' ids by the originals'.
    """
    instruments = do_copy_instruments(session, from_exchange_id, to_exchange_id)
    partners = _same_partners(session, from_exchange_id, to_exchange_id)
    copies: dict[int, int] = {}
    for one in surveys_of(session, from_exchange_id, published_only=False):
        facts = facts_of(session.get_one(Survey, one.id))
        kept = tuple(partners[key] for key in facts.partnership_ids if key in partners)
        is_nobodys = bool(facts.partnership_ids) and not kept
        if facts.team_ids or is_nobodys or one.instrument_id not in instruments:
            continue
        moved = _moved(facts, days)
        planned = replace(
            moved,
            instrument_id=instruments[one.instrument_id],
            partnership_ids=kept,
            meeting_id=meetings.get(facts.meeting_id or 0),
        )
        copies[one.id] = do_add_survey(session, to_exchange_id, planned, actor_id=None)
    return copies


def _same_partners(session: Session, from_exchange_id: int, to_exchange_id: int) -> dict[int, int]:
    """The new partnerships by the former ones, of the institutions that take part again."""
    new = {one.institution_id: one.partnership_id for one in partners_of(session, to_exchange_id)}
    return {
        one.partnership_id: new[one.institution_id]
        for one in partners_of(session, from_exchange_id)
        if one.institution_id in new
    }


def _moved(facts: SurveyFacts, days: int) -> SurveyFacts:
    return replace(
        facts, opens_on=_later(facts.opens_on, days), closes_on=_later(facts.closes_on, days)
    )


def _later(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None
