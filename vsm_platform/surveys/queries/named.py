"""Answers with the names of those who gave them: of surveys that promised just that, and no others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, Partnership
from vsm_platform.institutions.api import Institution
from vsm_platform.surveys.figures.asked import Answer, Asked, Kind, value_of
from vsm_platform.surveys.figures.documents import asked_in
from vsm_platform.surveys.instruments.document import Question
from vsm_platform.surveys.models import Anonymity, Survey, SurveyResponse
from vsm_platform.surveys.queries.results_names import Names
from vsm_platform.web.templating import date_text


@dataclass(frozen=True, slots=True)
class Named:
    """What one person answered."""

    response_id: str
    name: str
    institution: str
    answered_on: date | None
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was asked, and what a person said to it, in words."""

    column: str
    """The key under which it is kept."""
    item: str
    """Of a matrix its line, of the words beside ``other`` what they are; else nothing."""
    words: tuple[str, ...]


def named_answers(session: Session, survey: Survey) -> list[Named]:
    """Everybody who has answered, by name; in one query.

    Raises:
        NotFound: the survey did not promise that names are read.
    """
    if survey.anonymity != Anonymity.NAMED:
        raise NotFound
    query = (
        select(
            SurveyResponse.id,
            Person.display_name,
            func.coalesce(Institution.name, ""),
            SurveyResponse.answered_on,
            SurveyResponse.answers,
        )
        .join(Enrolment, Enrolment.id == SurveyResponse.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Partnership, Partnership.id == SurveyResponse.partnership_id)
        .outerjoin(Institution, Institution.id == Partnership.institution_id)
        .where(SurveyResponse.survey_id == survey.id)
        .order_by(func.lower(Person.display_name), SurveyResponse.id)
    )
    return [Named(*row) for row in session.execute(query)]


def said_to(question: Question, answers: Mapping[str, Any], names: Names) -> Iterator[Said]:
    """What was said to each part of one question; nothing of what was left out."""
    for asked in asked_in(question):
        words = tuple(_words(asked, answers, names))
        if words:
            yield Said(asked.key, names.item(asked.key), words)


def _words(asked: Asked, answers: Mapping[str, Any], names: Names) -> Iterator[str]:
    value = value_of(asked, Answer(answers))
    if value is None:
        return
    if asked.kind == Kind.RANKING:
        for place, key in enumerate(value, 1):
            option = names.option(asked, key)
            yield gettext("%(place)d. %(option)s", place=place, option=option)
    elif asked.kind == Kind.CHOICES:
        yield from (names.option(asked, key) for key in value)
    elif asked.kind == Kind.DATE:
        yield date_text(date.fromisoformat(answers[asked.key]))
    elif asked.kind in {Kind.TEXT, Kind.NUMBER}:
        yield str(value)
    else:
        yield names.option(asked, value)
