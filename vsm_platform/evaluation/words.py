"""What figures and patterns are called: hints with their numbers, never verdicts."""

from flask_babel import LazyString, format_decimal
from flask_babel import lazy_gettext as _l

from vsm_platform.evaluation.figures import Hint, Pattern

PATTERNS: dict[Pattern, LazyString] = {
    Pattern.LOW_PERFORMER: _l("rated low"),
    Pattern.OVERCONFIDENT: _l("sees themself differently"),
    Pattern.CONFLICT: _l("rated very differently"),
    Pattern.CLIQUE: _l("two groups"),
}


_SENTENCES: dict[Pattern, LazyString] = {
    Pattern.LOW_PERFORMER: _l(
        "The others rate this person %(low)s on average; below %(high)s is worth a talk."
    ),
    Pattern.OVERCONFIDENT: _l("The own rating is %(high)s, the others’ is %(low)s on average."),
    Pattern.CONFLICT: _l("Among the others, one rates this person %(low)s and another %(high)s."),
    Pattern.CLIQUE: _l(
        "Two groups rate their own members %(high)s on average, and each other %(low)s."
    ),
}


def figure_text(value: float | None, digits: int = 1) -> str:
    """A mean or a factor in the page's language, such as ``3.7``; a dash for none."""
    if value is None:
        return "–"
    return str(format_decimal(value, f"0.{'0' * digits}"))


def pattern_text(pattern: Pattern) -> str:
    """What a pattern is called, in two or three words."""
    return str(PATTERNS[pattern])


def hint_text(hint: Hint) -> str:
    """What was seen, in a sentence with its figures."""
    sentence = str(_SENTENCES[hint.pattern])
    return sentence % {"low": figure_text(hint.low), "high": figure_text(hint.high)}
