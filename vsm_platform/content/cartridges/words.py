"""The report in words: what came in, what could not, and what is to be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from vsm_platform.content.cartridges.models import ImportState
from vsm_platform.content.cartridges.plans import Why

STATES = {
    ImportState.READ: (_l("to be confirmed"), "sun"),
    ImportState.UNDER_WAY: (_l("coming in"), "sea"),
    ImportState.STOPPED: (_l("stopped"), "rose"),
    ImportState.FAILED: (_l("did not work"), "rose"),
    ImportState.DONE: (_l("came in"), "leaf"),
    ImportState.UNDONE: (_l("taken out again"), ""),
}
_WHY: dict[Why, LazyString] = {
    Why.QUIZ: _l("Quizzes are not taken. Keep them in your LMS, and link them from here."),
    Why.QUESTIONS: _l("Question banks are not taken."),
    Why.TOOL: _l("A tool of your LMS. If others may use it too, add it to a module as a link."),
    Why.MISSING: _l("The cartridge names it, but it is not in it."),
    Why.TOO_LARGE: _l("Larger than what can be taken. Put it on a video server, and link it."),
    Why.DAMAGED: _l("Damaged, so it could not be read."),
    Why.ADDRESS: _l("Its address is not one of the web."),
    Why.UNKNOWN: _l("Of a kind that is not known here."),
    Why.SETTINGS: _l("Settings of the LMS, such as rubrics, dates and grading, stay there."),
    Why.NO_ROOM: _l("There was no room left for it in the files of this exchange."),
    Why.DISCUSSION: _l(
        "A discussion. Its question becomes a page; what people wrote is not taken."
    ),
    Why.LOST: _l("Came in without some of its parts. Look at it before you publish."),
    Why.LONG: _l("Too long for one page, so it stands on several."),
    Why.DUPLICATE: _l("Two things bear the same mark in the cartridge; the first one is taken."),
}
_PARTS = {
    "link": _l("links that led nowhere"),
    "iframe": _l("frames of other sites, now links"),
    "video": _l("videos"),
    "audio": _l("sounds"),
    "form": _l("forms"),
    "input": _l("fields"),
    "button": _l("buttons"),
    "svg": _l("drawings"),
    "object": _l("embedded objects"),
    "embed": _l("embedded objects"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """All things of which the same is to be said."""

    text: str
    titles: list[str]
    comes_in: bool


def report_lines(remarks: Iterable[Iterable[str]]) -> list[Line]:
    """Remarks as they are kept, gathered by what is to be said of them."""
    by_why: dict[Why, list[str]] = {}
    for why, title, detail in remarks:
        by_why.setdefault(Why(why), []).append(_titled(Why(why), title, detail))
    gentle = {Why.DISCUSSION, Why.LOST, Why.LONG, Why.DUPLICATE}
    lines = [
        Line(str(_WHY[why]), [title for title in titles if title], why in gentle)
        for why, titles in by_why.items()
    ]
    return sorted(lines, key=lambda line: line.comes_in)


def _titled(why: Why, title: str, detail: str) -> str:
    if why == Why.LOST:
        return f"{title} ({_parts(detail)})"
    if why == Why.QUIZ and detail not in {"", "0"}:
        return str(gettext("%(title)s (questions: %(number)s)", title=title, number=detail))
    return title


def _parts(detail: str) -> str:
    """``iframe × 2`` in words."""
    words = []
    for part in detail.split(", "):
        name, _sign, number = part.partition(" × ")
        words.append(f"{_PARTS.get(name, name)}: {number}")
    return ", ".join(words)
