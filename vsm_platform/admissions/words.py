"""What the states, kinds, levels and reasons of admissions are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.admissions.models import ApplicationState, CriterionKind, Interview

STATES: dict[ApplicationState, tuple[LazyString, str]] = {
    ApplicationState.DRAFT: (_l("Not sent yet"), "sun"),
    ApplicationState.SENT: (_l("Waits for a decision"), "sun"),
    ApplicationState.OFFERED: (_l("Place offered"), "sea"),
    ApplicationState.WAITLISTED: (_l("On the waiting list"), "sea"),
    ApplicationState.ACCEPTED: (_l("Has a place"), "leaf"),
    ApplicationState.REFUSED: (_l("Refused"), "rose"),
    ApplicationState.WITHDRAWN: (_l("Withdrawn"), ""),
    ApplicationState.DECLINED: (_l("Place declined"), ""),
    ApplicationState.EXPIRED: (_l("Did not answer in time"), ""),
}
"""Each state's word and its tag's tone."""

INTERVIEWS: dict[Interview, LazyString] = {
    Interview.INVITED: _l("Interview arranged"),
    Interview.HELD: _l("Interview held"),
    Interview.MISSED: _l("Did not come to the interview"),
}

KINDS: dict[CriterionKind, tuple[LazyString, LazyString]] = {
    CriterionKind.LANGUAGE: (
        _l("Language level"),
        _l("How well applicants know a language, from A1 to C2."),
    ),
    CriterionKind.YEAR: (
        _l("Year of study"),
        _l("Degree and year, such as the final years only."),
    ),
    CriterionKind.MOTIVATION: (
        _l("Motivation text"),
        _l("Why they want to take part, in their own words."),
    ),
    CriterionKind.CHOICE: (_l("Question with answers to choose"), _l("One answer of a few.")),
    CriterionKind.QUESTION: (_l("Question with a text"), _l("A short answer of their own.")),
    CriterionKind.STANDING: (
        _l("Academic standing"),
        _l("Marks or progress, as they say themselves or as you confirm. Narrows access."),
    ),
    CriterionKind.BELONGING: (
        _l("For whom the exchange is meant"),
        _l("Asked with respect, seen by nobody but the applicant, deleted after the decision."),
    ),
}
"""What can be asked: each kind's name and one sentence about it."""

LEVELS: dict[str, LazyString] = {
    "A0": _l("None yet, or a few words"),
    "A1": _l("A1: I can introduce myself and understand slow, simple sentences"),
    "A2": _l("A2: I can talk about everyday things in simple sentences"),
    "B1": _l("B1: I can manage most conversations about things I know"),
    "B2": _l("B2: I can discuss a subject of my studies with others"),
    "C1": _l("C1: I can take part in nearly everything, also in long texts and debates"),
    "C2": _l("C2: It comes as easily as my first language, or it is my first language"),
}
"""Levels of the Common European Framework of Reference for Languages, in plain words."""

STUDIES: dict[str, LazyString] = {
    "bachelor": _l("Bachelor’s or another first degree"),
    "master": _l("Master’s"),
    "doctorate": _l("Doctorate"),
    "other": _l("Something else"),
}

SHORT_STUDIES: dict[str, LazyString] = {
    "bachelor": _l("First degree"),
    "master": _l("Master’s"),
    "doctorate": _l("Doctorate"),
    "other": _l("Other studies"),
}

BELONGINGS: dict[str, LazyString] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "unsaid": _l("I would rather not say"),
}

REASONS: dict[str, LazyString] = {
    "places": _l("There were more applications than places."),
    "language": _l("We think that the language of the exchange would be too hard for you now."),
    "year": _l("The exchange is meant for students at another point of their studies."),
    "motivation": _l("Your text did not show us what you want to do in this exchange."),
    "interview": _l("The interview did not convince us, or it did not take place."),
    "standing": _l("We could not confirm how you stand in your studies."),
    "other": _l("Another reason, in your own words"),
}
"""Why people decide so, in words that the applicant reads; ``other`` only heads a field."""
