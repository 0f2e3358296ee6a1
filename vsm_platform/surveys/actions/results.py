"""What those who teach do with results: show them, sort what was written, take names out."""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.surveys.actions.common import locked_survey, record
from vsm_platform.surveys.errors import TooManyTags
from vsm_platform.surveys.figures.asked import Kind
from vsm_platform.surveys.figures.cleaning import without_names, without_words
from vsm_platform.surveys.figures.documents import asked_of
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.models import (
    Anonymity,
    InstrumentVersion,
    Survey,
    SurveyResponse,
    SurveyTag,
    SurveyTagging,
)

MOST_TAGS = 40


def do_show_results(
    session: Session, exchange_id: int, survey_id: int, *, shows: bool, actor_id: int
) -> None:
    """Let students see the results too, or no longer."""
    survey = locked_survey(session, exchange_id, survey_id)
    if shows == (survey.results_shown_at is not None):
        return
    survey.results_shown_at = clock.now() if shows else None
    record(session, "results_shown" if shows else "results_hidden", survey, actor_id)


def text_columns(session: Session, survey: Survey) -> set[str]:
    """The columns of a survey in which people write."""
    version = session.get_one(InstrumentVersion, survey.version_id)
    asked = asked_of(read_document(version.document))
    return {one.key for one in asked if one.kind == Kind.TEXT}


def do_tag(
    session: Session, survey: Survey, column: str, name: str, response_ids: Collection[str]
) -> int:
    """Give a tag, which is made where there is none of this name, to some texts.

    Raises:
        NotFound: a text is not of this survey, or cannot be read.
        TooManyTags: the question has as many tags as there may be.
    """
    _require_readable(session, survey, response_ids)
    tag = _tag(session, survey.id, column, name)
    query = select(SurveyTagging.response_id).where(SurveyTagging.tag_id == tag.id)
    have = set(session.scalars(query))
    for response_id in set(response_ids) - have:
        session.add(SurveyTagging(tag_id=tag.id, response_id=response_id))
    return tag.id


def _require_readable(session: Session, survey: Survey, response_ids: Collection[str]) -> None:
    query = (
        select(func.count())
        .select_from(SurveyResponse)
        .where(SurveyResponse.id.in_(response_ids), SurveyResponse.survey_id == survey.id)
    )
    if survey.anonymity != Anonymity.NAMED:
        query = query.where(SurveyResponse.batch.is_not(None))
    if session.scalar(query) != len(set(response_ids)):
        raise NotFound


def _tag(session: Session, survey_id: int, column: str, name: str) -> SurveyTag:
    of_column = (SurveyTag.survey_id == survey_id, SurveyTag.column == column)
    tags = session.scalars(select(SurveyTag).where(*of_column)).all()
    found = next((tag for tag in tags if tag.name.casefold() == name.casefold()), None)
    if found is None:
        if len(tags) >= MOST_TAGS:
            raise TooManyTags
        found = SurveyTag(survey_id=survey_id, column=column, name=name)
        session.add(found)
        session.flush()
    return found


def do_untag(session: Session, survey: Survey, tag_id: int, response_ids: Iterable[str]) -> None:
    """Take a tag off some texts; a tag that no text has any more goes.

    Raises:
        NotFound: the survey has no such tag.
    """
    tag = session.get(SurveyTag, tag_id)
    if tag is None or tag.survey_id != survey.id:
        raise NotFound
    session.execute(
        delete(SurveyTagging).where(
            SurveyTagging.tag_id == tag_id, SurveyTagging.response_id.in_(list(response_ids))
        )
    )
    query = select(func.count()).select_from(SurveyTagging).where(SurveyTagging.tag_id == tag_id)
    if not session.scalar(query):
        session.delete(tag)


def do_take_names_out(session: Session, exchange_id: int, survey_id: int, *, actor_id: int) -> int:
    """Take the names of the exchange's people out of every text; gives how many texts changed.

    The answers themselves change, so that the names are in no page, file and backup made later.
    """
    survey = locked_survey(session, exchange_id, survey_id)
    names = session.scalars(
        select(Person.display_name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.exchange_id == exchange_id)
    ).all()
    changed = _change_texts(session, survey, lambda text: without_names(text, names))
    if changed:
        record(session, "names_taken_out", survey, actor_id, texts=changed)
    return changed


def do_take_words_out(
    session: Session, exchange_id: int, survey_id: int, words: str, *, actor_id: int
) -> int:
    """Take exactly these words out of every text; gives how many texts changed."""
    survey = locked_survey(session, exchange_id, survey_id)
    changed = _change_texts(session, survey, lambda text: without_words(text, words))
    if changed:
        record(session, "names_taken_out", survey, actor_id, texts=changed)
    return changed


def _change_texts(session: Session, survey: Survey, change: Callable[[str], str]) -> int:
    columns = text_columns(session, survey)
    query = select(SurveyResponse).where(SurveyResponse.survey_id == survey.id)
    changed = 0
    for response in session.scalars(query):
        cleaned = {
            key: change(value) if key in columns and isinstance(value, str) else value
            for key, value in response.answers.items()
        }
        if cleaned != response.answers:
            changed += sum(cleaned[key] != response.answers[key] for key in cleaned)
            response.answers = cleaned
    return changed
