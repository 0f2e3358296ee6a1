"""The figures of a survey as files: a table for spreadsheets, and JSON."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext

from vsm_platform.surveys.figures.showing import Figure, as_data
from vsm_platform.surveys.queries.results import Results
from vsm_platform.surveys.queries.results_names import Names

Row = tuple[object, ...]


def header() -> Row:
    return (
        gettext("Question"),
        gettext("Key"),
        gettext("Group"),
        gettext("Answer"),
        gettext("People"),
        gettext("Of"),
        gettext("Percent"),
        gettext("Put first"),
        gettext("Points"),
        gettext("Mean"),
        gettext("Spread"),
    )


def rows(results: Results, names: Names) -> Iterator[Row]:
    """Each answer to each question, of all and of each group that may be shown."""
    by_key = {one.key: one for one in results.asked}
    sets: list[tuple[str, Any]] = [(gettext("All"), results.figures)]
    for group in results.groups:
        label = f"{names.grouping(group.by)}: {names.group(group, by_key)}"
        sets.append((label, group.figures))
    for label, figures in sets:
        for key, figure in figures.items():
            yield from _rows(label, key, figure, names)


def _rows(group: str, key: str, figure: Figure, names: Names) -> Iterator[Row]:
    item = names.item(key)
    question = f"{names.question(key)} – {item}" if item else names.question(key)
    about = (question, key, group)
    for bar in figure.bars:
        label = names.options(figure.asked, bar.keys)
        yield (*about, label, bar.share.number, bar.share.of, bar.share.percent, "", "", "", "")
    for rank in figure.ranks:
        label = names.option(figure.asked, rank.key)
        top, first, points = rank.top, rank.first, rank.points
        yield (*about, label, top.number, top.of, top.percent, first, points, "", "")
    if figure.mean:
        mean, spread = figure.mean.mean, figure.mean.spread
        rounded = "" if spread is None else round(spread, 3)
        yield (*about, "", figure.number, figure.number, "", "", "", round(mean, 3), rounded)
    elif not figure.bars and not figure.ranks:
        yield (*about, "", figure.number, "", "", "", "", "", "")


def as_json(results: Results, title: str) -> dict[str, Any]:
    """The figures with the keys of questions, options and groups, for programs."""
    return {
        "title": title,
        "answers": results.answers,
        "made_at": results.made_at.isoformat() if results.made_at else None,
        "is_last": results.is_last,
        "questions": {key: as_data(figure) for key, figure in results.figures.items()},
        "groups": [
            {
                "by": group.by,
                "names": list(group.names),
                "answers": group.answers,
                "questions": {key: as_data(figure) for key, figure in group.figures.items()},
            }
            for group in results.groups
        ],
    }
