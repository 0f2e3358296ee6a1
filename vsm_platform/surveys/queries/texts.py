"""What people wrote, with the tags by which those who teach sort it.

Texts are never shown by university or background: a text that stood in two groups would join what
the two say of its writer. They come in the order of random ids, so nothing says who wrote when.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.surveys.figures.guard import FEWEST
from vsm_platform.surveys.models import (
    Anonymity,
    Survey,
    SurveyResponse,
    SurveyTag,
    SurveyTagging,
)


@dataclass(frozen=True, slots=True)
class Text:
    response_id: str
    words: str
    tag_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts to one question."""

    column: str
    texts: tuple[Text, ...]
    tags: tuple[SurveyTag, ...]
    answers: int
    """How many answers the survey has that are counted, with and without a text."""

    @property
    def counts(self) -> Counter[int]:
        """How many texts have each tag."""
        return Counter(tag for text in self.texts for tag in text.tag_ids)

    def with_tag(self, tag_id: int | None) -> list[Text]:
        """Those with a tag; with 0 those that have none yet; else all."""
        if tag_id is None:
            return list(self.texts)
        if tag_id == 0:
            return [one for one in self.texts if not one.tag_ids]
        return [one for one in self.texts if tag_id in one.tag_ids]


def shown_responses(session: Session, survey: Survey) -> Sequence[Any]:
    """Ids and answers of what may be read: all where it is named, else what a release counted."""
    query = select(SurveyResponse.id, SurveyResponse.answers).where(
        SurveyResponse.survey_id == survey.id
    )
    if survey.anonymity != Anonymity.NAMED:
        query = query.where(SurveyResponse.batch.is_not(None))
    rows = session.execute(query.order_by(SurveyResponse.id)).all()
    return rows if survey.anonymity == Anonymity.NAMED or len(rows) >= FEWEST else ()


def texts_to(session: Session, survey: Survey, column: str) -> Texts:
    """What was written in one column, in three statements."""
    rows = shown_responses(session, survey)
    tags = session.scalars(
        select(SurveyTag)
        .where(SurveyTag.survey_id == survey.id, SurveyTag.column == column)
        .order_by(SurveyTag.id)
    ).all()
    tagged: dict[str, set[int]] = {}
    if tags:
        query = select(SurveyTagging.response_id, SurveyTagging.tag_id).where(
            SurveyTagging.tag_id.in_([tag.id for tag in tags])
        )
        for response_id, tag_id in session.execute(query):
            tagged.setdefault(response_id, set()).add(tag_id)
    found = [
        Text(response_id, str(answers[column]), frozenset(tagged.get(response_id, ())))
        for response_id, answers in rows
        if answers.get(column)
    ]
    return Texts(column, tuple(found), tuple(tags), len(rows))


def tag_counts(session: Session, survey: Survey) -> dict[str, list[tuple[str, int]]]:
    """By column, its tags with how many texts have each; the most frequent first."""
    query = (
        select(SurveyTag.column, SurveyTag.name, SurveyTagging.response_id)
        .join(SurveyTagging, SurveyTagging.tag_id == SurveyTag.id)
        .where(SurveyTag.survey_id == survey.id)
    )
    counts = Counter((column, name) for column, name, _response in session.execute(query))
    found: dict[str, list[tuple[str, int]]] = {}
    for (column, name), number in counts.most_common():
        found.setdefault(column, []).append((name, number))
    return found
