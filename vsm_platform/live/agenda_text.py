"""An agenda as it is written into one field: ``10 Say hello`` on a line, and below it ``- what to do``."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, ValidationError

from vsm_platform.live.models import LONGEST, MOST_POINTS, TITLE, TODO
from vsm_platform.live.queries.agenda import Point

_POINT = re.compile(r"(\d+)\s*(?:min\b\.?|['′’]|minut[eo]s?(?=\s*[:–—-]))?\s*[:–—-]?\s*(.*)")
_CLOCK = re.compile(r"\d+(?:[:.h]\d\d|\s?h)\b")
_TODO = re.compile(r"[-–—•*]\s*(.*)")
SHOWN = 40
"""Characters by which a line is known again."""
MOST_MINUTES = int(LONGEST.total_seconds() // 60)


class NotAnAgenda(ValueError):
    """The text cannot be read; the message says in which line, and what to do."""


def read_agenda(text: str) -> list[Point]:
    """The points of a text; none where nothing is written.

    Raises:
        NotAnAgenda: a line is neither minutes with a title, nor, after a dash, what to do.
    """
    found: list[tuple[str, int, list[str]]] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = " ".join(raw.split())
        if todo := _TODO.fullmatch(line):
            if not found:
                raise NotAnAgenda(_no_minutes(number, line))
            found[-1][2].append(todo[1])
            if len("\n".join(found[-1][2])) > TODO:
                raise NotAnAgenda(_too_long(number, line, TODO))
        elif line:
            found.append((*_point(number, line), []))
    if len(found) > MOST_POINTS:
        raise NotAnAgenda(gettext("An agenda has at most %(most)d points.", most=MOST_POINTS))
    return [Point(title, minutes, "\n".join(filter(None, todo))) for title, minutes, todo in found]


def _point(number: int, line: str) -> tuple[str, int]:
    if _CLOCK.match(line):
        raise NotAnAgenda(
            gettext(
                "Line %(number)d, “%(line)s”: write how many minutes it takes, without hours or times of "
                "day. Everybody sees the time on their own clock.",
                number=number,
                line=_short(line),
            )
        )
    point = _POINT.fullmatch(line)
    if not point or not point[2]:
        raise NotAnAgenda(_no_minutes(number, line))
    # So many digits as no number of minutes has are not read as one.
    minutes = int(point[1]) if len(point[1]) < 9 else 0
    if not 1 <= minutes <= MOST_MINUTES:
        raise NotAnAgenda(
            gettext(
                "Line %(number)d, “%(line)s”: a point takes from 1 to %(most)d minutes.",
                number=number,
                line=_short(line),
                most=MOST_MINUTES,
            )
        )
    if len(point[2]) > TITLE:
        raise NotAnAgenda(_too_long(number, line, TITLE))
    return point[2], minutes


def _no_minutes(number: int, line: str) -> str:
    text: str = gettext(
        "Line %(number)d, “%(line)s”: begin with the minutes, such as “10 Say hello”, or with a dash "
        "(-) for what to do in the point above it.",
        number=number,
        line=_short(line),
    )
    return text


def _too_long(number: int, line: str, most: int) -> str:
    text: str = gettext(
        "Line %(number)d, “%(line)s”: what stands there can have at most %(most)d characters.",
        number=number,
        line=_short(line),
        most=most,
    )
    return text


def _short(line: str) -> str:
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def written(points: Iterable[Point]) -> str:
    """The text that is read as these points."""
    lines = []
    for point in points:
        lines.append(f"{point.minutes} {point.title}")
        lines += [f"- {line}" for line in point.text.splitlines()]
    return "\n".join(lines)


def agenda_field() -> Any:
    """The field; once it is valid, its ``points`` are what was written."""
    hint = _l(
        "One point on each line, its minutes first, such as “10 Say hello”. Below it, after a dash "
        "(-), there can be what to do."
    )
    return TextAreaField(_l("Agenda"), description=hint, validators=[_is_agenda])


def _is_agenda(_form: Any, field: Any) -> None:
    try:
        field.points = read_agenda(field.data or "")
    except NotAnAgenda as problem:
        raise ValidationError(str(problem)) from None
