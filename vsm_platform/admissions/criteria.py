"""What each kind of criterion asks, which answers it excludes, and how it says so.

Nothing here reads or writes: a criterion and an answer in, words out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask_babel

from vsm_platform.admissions.models import CriterionKind
from vsm_platform.admissions.words import BELONGINGS, KINDS, LEVELS, SHORT_STUDIES, STUDIES
from vsm_platform.exchanges.api import language_list

CEFR = tuple(LEVELS)
"""From nothing to all; the order is what counts."""
YEARS = 8
"""The highest year of study that can be chosen; it stands for more, too."""
LONGEST_TEXT = 10_000
TITLE = 80

Value = Mapping[str, Any]
"""An answer, as it is stored; empty for none."""


def gettext(text: str, **values: object) -> str:
    """A text in the page's language (Flask-Babel has no types)."""
    return str(flask_babel.gettext(text, **values))


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as it is asked now."""

    id: int
    kind: CriterionKind
    prompt: str
    settings: Mapping[str, Any]
    is_rule: bool
    version: int = 0
    past_exclusions: int = 0

    @property
    def is_private(self) -> bool:
        """Nobody but the applicant sees the answers."""
        return self.kind == CriterionKind.BELONGING

    @property
    def can_rule(self) -> bool:
        """Whether an answer can exclude anybody: a text of one's own cannot."""
        if self.kind == CriterionKind.CHOICE:
            return bool(self.settings.get("unfit"))
        return self.kind not in {CriterionKind.MOTIVATION, CriterionKind.QUESTION}

    @property
    def language(self) -> str:
        return language_list([self.settings.get("language", "en")])

    def same_bar(self, other: "Asked") -> bool:
        """Whether both exclude the same answers."""
        return self.is_rule == other.is_rule and self.settings == other.settings


def title(asked: Asked) -> str:
    """What the criterion is called in lists."""
    if asked.kind == CriterionKind.LANGUAGE:
        return asked.language
    if asked.kind in {CriterionKind.CHOICE, CriterionKind.QUESTION} and asked.prompt:
        return asked.prompt if len(asked.prompt) <= TITLE else f"{asked.prompt[: TITLE - 1]}…"
    return str(KINDS[asked.kind][0])


def question(asked: Asked) -> str:
    """What the applicant is asked."""
    match asked.kind:
        case CriterionKind.LANGUAGE:
            return gettext("How well do you know %(language)s?", language=asked.language)
        case CriterionKind.YEAR:
            return gettext("Where do you stand in your studies?")
        case CriterionKind.BELONGING:
            return gettext("Is this exchange meant for you?")
        case CriterionKind.MOTIVATION:
            return asked.prompt or gettext("Why do you want to take part?")
    return asked.prompt or str(KINDS[asked.kind][0])


def requirement(asked: Asked) -> str:
    """What the criterion asks for, in a few words; empty where it asks for nothing."""
    settings = asked.settings
    match asked.kind:
        case CriterionKind.LANGUAGE:
            level = settings["level"]
            return gettext("%(language)s %(level)s or better", language=asked.language, level=level)
        case CriterionKind.YEAR:
            return _years_wanted(settings)
        case CriterionKind.CHOICE if settings.get("unfit"):
            fitting = [one for one in settings["options"] if one not in settings["unfit"]]
            return " / ".join(fitting)
        case CriterionKind.STANDING | CriterionKind.BELONGING:
            return asked.prompt
        case CriterionKind.MOTIVATION:
            return gettext(
                "%(minimum)d to %(maximum)d characters",
                minimum=settings["minimum"],
                maximum=settings["maximum"],
            )
    return ""


def _years_wanted(settings: Mapping[str, Any]) -> str:
    degrees = ", ".join(str(STUDIES[study]) for study in settings["studies"])
    if settings["from_year"] > 1 and "bachelor" in settings["studies"]:
        return gettext(
            "%(degrees)s; a first degree from year %(year)d on",
            degrees=degrees,
            year=settings["from_year"],
        )
    return degrees


def missing(asked: Asked, value: Value) -> str | None:
    """What an answer still lacks, in a sentence; None where it is complete."""
    if asked.kind in {CriterionKind.MOTIVATION, CriterionKind.QUESTION}:
        return _text_missing(asked, str(value.get("text", "")))
    if not value:
        return gettext("Choose an answer.")
    if asked.settings.get("needs_proof") and not value.get("proof"):
        return gettext("Name your certificate, such as “IELTS 6.5, March 2026”.")
    return None


def _text_missing(asked: Asked, text: str) -> str | None:
    minimum, maximum = asked.settings.get("minimum", 0), asked.settings["maximum"]
    length = len(text)
    if length > maximum:
        return gettext(
            "Your text has %(length)d characters. Shorten it to %(maximum)d.",
            length=length,
            maximum=maximum,
        )
    if not text and not asked.settings.get("is_optional"):
        return gettext("Write an answer.")
    if length < minimum:
        return gettext(
            "Your text has %(length)d characters. Write at least %(minimum)d.",
            length=length,
            minimum=minimum,
        )
    return None


def exclusion(asked: Asked, value: Value) -> str | None:
    """Why an answer does not meet the criterion, in a sentence for the applicant; else None.

    Whether that refuses anybody is another question (``Asked.is_rule``).
    """
    judge = _JUDGES.get(asked.kind)
    return judge(asked, value) if judge and value else None


def _language_excludes(asked: Asked, value: Value) -> str | None:
    wanted, level = asked.settings["level"], value["level"]
    if CEFR.index(level) >= CEFR.index(wanted):
        return None
    return gettext(
        "This exchange asks for %(language)s %(wanted)s; you wrote %(level)s.",
        language=asked.language,
        wanted=wanted,
        level=LEVELS[level] if level == CEFR[0] else level,
    )


def _year_excludes(asked: Asked, value: Value) -> str | None:
    studies, from_year = asked.settings["studies"], asked.settings["from_year"]
    if value["study"] not in studies:
        return gettext(
            "This exchange is for: %(degrees)s. You wrote: %(study)s.",
            degrees=", ".join(str(STUDIES[study]) for study in studies),
            study=STUDIES[value["study"]],
        )
    if value["study"] == "bachelor" and value["year"] < from_year:
        return gettext(
            "This exchange is for students from year %(wanted)d on; you wrote year %(year)d.",
            wanted=from_year,
            year=value["year"],
        )
    return None


def _standing_excludes(asked: Asked, value: Value) -> str | None:
    if value["is_good"]:
        return None
    return gettext("This exchange asks for: %(standing)s", standing=asked.prompt)


def _belonging_excludes(asked: Asked, value: Value) -> str | None:
    if value["answer"] != "no":
        return None
    return gettext("This exchange is meant for: %(whom)s", whom=asked.prompt)


def _choice_excludes(asked: Asked, value: Value) -> str | None:
    if value["choice"] not in asked.settings.get("unfit", ()):
        return None
    return gettext(
        "“%(question)s”: with “%(answer)s” you cannot take part in this exchange.",
        question=asked.prompt,
        answer=value["choice"],
    )


_JUDGES: dict[CriterionKind, Callable[[Asked, Value], str | None]] = {
    CriterionKind.LANGUAGE: _language_excludes,
    CriterionKind.YEAR: _year_excludes,
    CriterionKind.STANDING: _standing_excludes,
    CriterionKind.BELONGING: _belonging_excludes,
    CriterionKind.CHOICE: _choice_excludes,
}


def answer_words(asked: Asked, value: Value) -> str:
    """An answer in full, for the applicant and, unless it is private, for faculty."""
    if not value:
        return ""
    drawer = _DRAWERS.get(asked.kind)
    return drawer(value) if drawer else str(value.get("text", ""))


def _level_words(value: Value) -> str:
    level, proof = str(LEVELS[value["level"]]), value.get("proof")
    return f"{level} ({proof})" if proof else level


def _year_words(value: Value) -> str:
    study, year = STUDIES[value["study"]], value["year"]
    return gettext("%(study)s, year %(year)d", study=study, year=year)


_DRAWERS: dict[CriterionKind, Callable[[Value], str]] = {
    CriterionKind.LANGUAGE: _level_words,
    CriterionKind.YEAR: _year_words,
    CriterionKind.STANDING: lambda value: gettext("Yes") if value["is_good"] else gettext("No"),
    CriterionKind.BELONGING: lambda value: str(BELONGINGS[value["answer"]]),
    CriterionKind.CHOICE: lambda value: str(value["choice"]),
}


def short_words(asked: Asked, value: Value) -> str:
    """An answer in a word or two, for lists."""
    if asked.kind == CriterionKind.YEAR and value:
        study, year = SHORT_STUDIES[value["study"]], value["year"]
        return gettext("%(study)s, year %(year)d", study=study, year=year)
    if asked.kind == CriterionKind.LANGUAGE and value:
        return f"{asked.language} {value['level'] if value['level'] != CEFR[0] else '–'}"
    return answer_words(asked, value)


def at_a_glance(criteria: Sequence[Asked]) -> list[Asked]:
    """Those whose answers are short enough, and anybody's business, to stand in a list."""
    kinds = {CriterionKind.LANGUAGE, CriterionKind.YEAR, CriterionKind.CHOICE}
    return [asked for asked in criteria if asked.kind in kinds]


def in_order(criteria: Sequence[Asked]) -> list[Asked]:
    """The order in which they are asked: what can exclude first, so that no text is in vain."""
    return sorted(criteria, key=lambda asked: (not asked.is_rule, not asked.can_rule))


def first_exclusion(
    criteria: Sequence[Asked], answers: Mapping[int, Value]
) -> tuple[Asked, str] | None:
    """The first rule that an applicant does not meet, with the reason."""
    for asked in in_order(criteria):
        reason = exclusion(asked, answers.get(asked.id, {})) if asked.is_rule else None
        if reason:
            return asked, reason
    return None


def grades_decide_alone(criteria: Sequence[Asked], *, has_interview: bool) -> bool:
    """Whether academic standing is all that people are chosen by."""
    kinds = {asked.kind for asked in criteria}
    return kinds == {CriterionKind.STANDING} and not has_interview
