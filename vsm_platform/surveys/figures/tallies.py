"""Counts and sums over answers: all that is kept of them, and all that figures are made from.

A tally is plain data that adds up: the tally of two groups together is the sum of theirs. That is
what makes the guard's proof one about sums (``guard``). Of groups, fewer details are counted than
of all, so that nobody learns from the many groups who those few are that gave a rare answer: their
*level* says which.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from vsm_platform.surveys.figures.asked import Answer, Asked, Kind, value_of
from vsm_platform.surveys.figures.guard import FEWEST, Row, is_safe, merged

Tally = dict[str, Any]
Level = dict[str, Any]


def tally(asked: Asked, answers: Iterable[Answer]) -> Tally:
    """What all answers say to one thing that was asked."""
    values = [value for answer in answers if (value := value_of(asked, answer)) is not None]
    return {"n": len(values), **_COUNTED[asked.kind](asked, values)}


def _counts(_asked: Asked, values: list[str]) -> Tally:
    return {"counts": dict(Counter(values))}


def _chosen(_asked: Asked, values: list[list[str]]) -> Tally:
    return {"counts": dict(Counter(one for chosen in values for one in set(chosen)))}


def _ranked(asked: Asked, values: list[list[str]]) -> Tally:
    places = {option: [0] * asked.places for option in asked.options}
    for ranked in values:
        for place, option in enumerate(ranked[: asked.places]):
            places[option][place] += 1
    return {"places": places}


def _sums(_asked: Asked, values: list[float]) -> Tally:
    return {"sum": sum(values), "squares": sum(value * value for value in values)}


def _nothing(_asked: Asked, _values: list[str]) -> Tally:
    return {}


_COUNTED: Mapping[Kind, Callable[[Asked, list[Any]], Tally]] = {
    Kind.CHOICE: _counts,
    Kind.CONSENT: _counts,
    Kind.RATING: _counts,
    Kind.DATE: _counts,
    Kind.CHOICES: _chosen,
    Kind.RANKING: _ranked,
    Kind.NUMBER: _sums,
    Kind.TEXT: _nothing,
}


def level_of(asked: Asked, whole: Tally, answers: Sequence[Answer]) -> Level | None:
    """How much of one thing may be counted in groups; None for nothing."""
    if asked.kind in {Kind.CHOICE, Kind.CONSENT}:
        return _classes(merged(_in_order(asked, whole)))
    if asked.kind == Kind.RATING:
        classes = merged(_in_order(asked, whole))
        return _classes(classes) if all(len(one) == 1 for one in classes) else _moments(
            asked, [int(value) for value in _values(asked, answers)]
        )  # fmt: skip
    if asked.kind == Kind.NUMBER:
        # The places of the values in their order do as well as the values: any three different
        # rows (1, a, a²) are independent, whatever the numbers are.
        values = _values(asked, answers)
        order = {value: place for place, value in enumerate(sorted(set(values)))}
        return _moments(asked, [order[value] for value in values])
    if asked.kind == Kind.CHOICES:
        shown = [one for one in asked.options if _is_apart(whole["counts"].get(one, 0), whole["n"])]
        return {"options": shown} if shown else None
    return _ranks(whole) if asked.kind == Kind.RANKING else None


def _in_order(asked: Asked, whole: Tally) -> dict[str, int]:
    return {key: whole["counts"].get(key, 0) for key in asked.values}


def _values(asked: Asked, answers: Sequence[Answer]) -> list[Any]:
    return [value for answer in answers if (value := value_of(asked, answer)) is not None]


def _classes(classes: list[tuple[str, ...]]) -> Level | None:
    return {"classes": [list(one) for one in classes]} if len(classes) > 1 else None


def _is_apart(number: int, of: int) -> bool:
    """Whether neither those who did nor those who did not are one to four people."""
    return all(part == 0 or part >= FEWEST for part in (number, of - number))


def _moments(asked: Asked, values: list[int]) -> Level | None:
    """Means, with their spread and the share on top, as far as they say nothing of rare values."""
    forms: tuple[tuple[str, ...], ...] = (("sum", "squares", "top"), ("sum", "squares"), ("sum",))
    for form in forms[1:] if asked.kind == Kind.NUMBER else forms:
        rows: list[Row] = [
            {"n": 1, **{name: _moment(asked, name, value) for name in form}} for value in values
        ]
        if rows and is_safe(rows):
            return {"moments": list(form)}
    return None


def _moment(asked: Asked, name: str, value: int) -> int:
    if name == "top":
        return int(value in asked.top)
    return value if name == "sum" else value * value


def _ranks(whole: Tally) -> Level | None:
    options = {}
    for option, places in whole["places"].items():
        first, top = places[0], sum(places)
        if _is_apart(top, whole["n"]):
            options[option] = (
                "first" if _is_apart(first, top) and _is_apart(first, whole["n"]) else "top"
            )
    return {"ranks": options} if options else None


def group_tally(asked: Asked, level: Level, answers: Iterable[Answer]) -> Tally:
    """What a group says to one thing, in as much detail as its level allows."""
    values = [value for answer in answers if (value := value_of(asked, answer)) is not None]
    found: Tally = {"n": len(values)}
    if "classes" in level:
        counts = Counter(values)
        return {**found, "counts": [sum(counts[key] for key in one) for one in level["classes"]]}
    if "moments" in level:
        return {**found, **{name: _sum(asked, name, values) for name in level["moments"]}}
    if "options" in level:
        chosen = Counter(one for value in values for one in set(value))
        return {**found, "counts": {key: chosen[key] for key in level["options"]}}
    return {**found, **_group_ranks(asked, level["ranks"], values)}


def _sum(asked: Asked, name: str, values: list[Any]) -> float:
    numbers = [int(value) for value in values] if asked.kind == Kind.RATING else values
    if name == "top":
        return sum(number in asked.top for number in numbers)
    return float(sum(number if name == "sum" else number * number for number in numbers))


def _group_ranks(asked: Asked, forms: Mapping[str, str], values: list[list[str]]) -> Tally:
    top = Counter(one for ranked in values for one in ranked[: asked.places])
    first = Counter(ranked[0] for ranked in values)
    return {
        "top": {key: top[key] for key in forms},
        "first": {key: first[key] for key, form in forms.items() if form == "first"},
    }
