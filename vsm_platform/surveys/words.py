"""What kinds of questions, promises and mistakes are called, in plain words."""

from collections.abc import Iterator, Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from vsm_platform.surveys.instruments.answers import LONG_TEXT, SHORT_TEXT, TEN, Mistake, Wrong
from vsm_platform.surveys.instruments.checking import Flaw, Problem
from vsm_platform.surveys.instruments.document import (
    NO,
    OTHER,
    YES,
    Condition,
    Document,
    Kind,
    Question,
)
from vsm_platform.surveys.models import Anonymity, Audience
from vsm_platform.web.languages import current_language, language_name

KINDS: dict[Kind, tuple[LazyString, LazyString]] = {
    Kind.SCALE: (_l("Scale"), _l("One of a few labels in order, such as from poor to very good.")),
    Kind.MATRIX: (_l("Several lines on one scale"), _l("The same labels for each line.")),
    Kind.SINGLE: (_l("One choice"), _l("One of several answers.")),
    Kind.MULTIPLE: (_l("Several choices"), _l("Any number of answers.")),
    Kind.RANKING: (_l("Ranking"), _l("The best few of several, in order.")),
    Kind.TEN: (_l("0 to 10"), _l("Such as how likely somebody is to recommend the course.")),
    Kind.NUMBER: (_l("Number"), _l("Such as hours a week.")),
    Kind.DATE: (_l("Date"), _l("A day.")),
    Kind.SHORT: (_l("Short text"), _l("One line.")),
    Kind.LONG: (_l("Long text"), _l("As many lines as somebody likes.")),
    Kind.CONSENT: (_l("Consent"), _l("A box to tick.")),
    Kind.INFORMATION: (_l("Information"), _l("Words between questions; nothing is asked.")),
}

ANONYMITY: dict[Anonymity, LazyString] = {
    Anonymity.NAMED: _l("with names"),
    Anonymity.CONFIDENTIAL: _l("confidential"),
    Anonymity.ANONYMOUS: _l("anonymous"),
}
AUDIENCES: dict[Audience, LazyString] = {
    Audience.STUDENTS: _l("Students"),
    Audience.TEACHERS: _l("Those who teach"),
    Audience.EVERYBODY: _l("Students and those who teach"),
}

_MISTAKES: dict[Mistake, LazyString] = {
    Mistake.MISSING: _l("Please answer this question."),
    Mistake.NO_OPTION: _l("Choose from the answers that are offered."),
    Mistake.NO_NUMBER: _l("Enter a number, such as 8.5."),
    Mistake.OUT_OF_RANGE: _l("This number is not among those that can be given."),
    Mistake.NO_DATE: _l("Enter a date, such as 2026-08-17."),
    Mistake.SAME_PLACE: _l("Two answers have the same place. Give each place once."),
    Mistake.TOO_MANY_PLACES: _l("More answers have a place than there are places."),
}
_TOO_LONG = _l("This text can have at most %(number)s characters.")

_FLAWS: dict[Flaw, LazyString] = {
    Flaw.SHAPE: _l("This is not what is expected here."),
    Flaw.LANGUAGES: _l("Name the languages by their tags, such as en or es, each once."),
    Flaw.KEY: _l("A key has small letters, digits and underscores, and begins with a letter."),
    Flaw.KEY_TWICE: _l("Two things have this key."),
    Flaw.KIND: _l("There is no such kind of question."),
    Flaw.TEXT_MISSING: _l("A text is missing in the first language."),
    Flaw.TEXT_LONG: _l("A text is too long."),
    Flaw.EMPTY: _l("There is nothing in it that is asked."),
    Flaw.TOO_MANY: _l("There are too many of them."),
    Flaw.LENGTH: _l("It is longer than a questionnaire can be."),
    Flaw.OPTIONS: _l("It needs two answers to choose from, or more."),
    Flaw.ITEMS: _l("It needs one line or more."),
    Flaw.LABELS: _l("A scale has 2 to 10 labels; 0 to 10 has two, for its ends, or none."),
    Flaw.TOP: _l("It has more places than answers, or none."),
    Flaw.BOUNDS: _l("Its smallest and largest number do not fit."),
    Flaw.CONDITION: _l("It waits for an answer that no earlier question can get."),
}


def say_title(title: Mapping[str, str], label: str, language: str) -> str:
    """What a survey is called in this language: its questionnaire, and what tells it from others."""
    short = language.replace("_", "-").partition("-")[0]
    words = title.get(language) or title.get(short) or next(iter(title.values()), "")
    return f"{words}: {label}" if label else words


def survey_title(survey: object) -> str:
    """The same in the page's language, of whatever has a title and perhaps a label."""
    title: Mapping[str, str] = survey.title  # type: ignore[attr-defined]
    return say_title(title, getattr(survey, "label", ""), current_language())


def mistake_text(wrong: Wrong, document: Document) -> str:
    """What is wrong with an answer, and what to do."""
    if wrong.mistake != Mistake.TOO_LONG:
        return str(_MISTAKES[wrong.mistake])
    question = document.question(wrong.column.partition(".")[0])
    is_long = question is not None and question.kind == Kind.LONG
    return str(_TOO_LONG) % {"number": LONG_TEXT if is_long else SHORT_TEXT}


def flaw_text(problem: Problem) -> str:
    """What is wrong with a questionnaire, and where."""
    text = str(_FLAWS[problem.flaw])
    return f"{problem.where}: {text}" if problem.where else text


def answer_words(document: Document, question: Question) -> Iterator[tuple[str, str]]:
    """The answers that a condition can wait for, each with its words in the first language."""
    first = document.languages[0]
    if question.kind == Kind.CONSENT:
        yield from ((YES, gettext("agreed")), (NO, gettext("not agreed")))
    elif question.kind == Kind.SCALE:
        for number, label in enumerate(question.labels, 1):
            yield str(number), document.say(label, first)
    elif question.kind == Kind.TEN:
        yield from ((str(number), str(number)) for number in range(TEN + 1))
    else:
        yield from ((one.key, document.say(one.text, first)) for one in question.options)
        if question.has_other:
            yield OTHER, gettext("Something else")


def condition_text(condition: Condition, document: Document) -> str:
    """After which answers something is asked, for those who build it."""
    about = document.question(condition.question)
    if about is None:
        return ""
    known = dict(answer_words(document, about))
    answers = ", ".join(known.get(value, value) for value in condition.values)
    question = document.say(about.text, document.languages[0])
    text = gettext("Only after “%(question)s”: %(answers)s", question=question, answers=answers)
    return str(text)


def kind_name(kind: Kind) -> str:
    return str(KINDS[kind][0])


def other_column(question: Question) -> str:
    """Where the own words beside ``other`` are kept."""
    return f"{question.key}.{OTHER}"


def tongue(tag: str) -> str:
    """What a language calls itself."""
    return language_name(tag)
