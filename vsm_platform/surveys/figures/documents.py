"""What of a questionnaire can be counted."""

from collections.abc import Iterator

from vsm_platform.surveys.figures.asked import Asked, Kind
from vsm_platform.surveys.instruments.document import OTHER, Document, Question
from vsm_platform.surveys.instruments.document import Kind as Form

TEN = 10
BACKGROUND = ("background", "about_you", "about-you", "you")
"""How a section is called whose questions say who somebody is; its choices tell groups apart first."""
_PLAIN = {
    Form.NUMBER: Kind.NUMBER,
    Form.DATE: Kind.DATE,
    Form.SHORT: Kind.TEXT,
    Form.LONG: Kind.TEXT,
    Form.CONSENT: Kind.CONSENT,
}


def asked_of(document: Document) -> list[Asked]:
    """Everything that is asked, in its order: of a matrix each item, of an ``other`` its words."""
    return [one for question in document.questions() for one in asked_in(question)]


def asked_in(question: Question) -> Iterator[Asked]:
    """What is asked in one question."""
    options = question.option_keys
    if question.kind == Form.MATRIX:
        for column in question.columns:
            yield Asked(column, Kind.RATING, high=len(question.labels))
    elif question.asks:
        yield {
            Form.SCALE: Asked(question.key, Kind.RATING, high=len(question.labels)),
            Form.TEN: Asked(question.key, Kind.RATING, low=0, high=TEN),
            Form.SINGLE: Asked(question.key, Kind.CHOICE, options),
            Form.MULTIPLE: Asked(question.key, Kind.CHOICES, options),
            Form.RANKING: Asked(question.key, Kind.RANKING, options, places=question.top),
        }.get(question.kind) or Asked(question.key, _PLAIN[question.kind])
    if question.has_other:
        yield Asked(f"{question.key}.{OTHER}", Kind.TEXT)


def background_of(document: Document) -> list[str]:
    """The questions that say who somebody is, as far as the document tells."""
    return [
        question.key
        for section in document.sections
        if section.key in BACKGROUND
        for question in section.questions
    ]
