"""The results of a survey as a page reads them: section by section, question by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vsm_platform.surveys.figures.asked import Asked
from vsm_platform.surveys.figures.showing import Figure
from vsm_platform.surveys.instruments.document import Question
from vsm_platform.surveys.queries.results import Group, Results
from vsm_platform.surveys.queries.results_names import Names, columns_of, texts_of

TagCounts = Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One group's figure; none where the group is too small for this question."""

    label: str
    members: str
    answers: int
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that was asked, with its figure, and with those of groups where they are compared."""

    asked: Asked
    label: str
    """Of a matrix the item; else nothing."""
    figure: Figure | None
    groups: tuple[GroupFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Texts to one question: how many, and how many have which tag."""

    column: str
    label: str
    number: int
    tags: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A question."""

    key: str
    title: str
    measured: tuple[Measured, ...]
    written: tuple[Written, ...]

    @property
    def is_matrix(self) -> bool:
        return len(self.measured) > 1


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the questionnaire."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the groups a reader wants to see."""

    by: str = ""
    """What tells groups apart."""
    group: Group | None = None
    """One of the groups alone; with none, all of them side by side."""


def chosen_in(results: Results, by: str, place: str) -> Chosen:
    """What an address asks for, as far as there is such a thing; everybody otherwise."""
    groups = results.groups_by(by)
    if not groups:
        return Chosen()
    found = int(place) if place.isascii() and place.isdecimal() and len(place) < 5 else -1
    return Chosen(by, groups[found] if 0 <= found < len(groups) else None)


def parts_of(results: Results, names: Names, chosen: Chosen, tags: TagCounts) -> list[Part]:
    """All questions that have answers, in the order in which they were asked."""
    parts = []
    for section in results.document.sections:
        blocks = [
            _block(question, results, names, chosen, tags)
            for question in section.questions
            if question.asks
        ]
        if blocks:
            parts.append(Part(names.say(section.title), tuple(blocks)))
    return parts


def _block(
    question: Question, results: Results, names: Names, chosen: Chosen, tags: TagCounts
) -> Block:
    measured = [_measured(one, results, names, chosen) for one in columns_of(question)]
    written = [
        Written(
            column,
            names.item(column),
            results.figures[column].number,
            tuple(tags.get(column, ())),
        )
        for column in texts_of(question)
        if column in results.figures and chosen.group is None
    ]
    return Block(question.key, names.say(question.text), tuple(measured), tuple(written))


def _measured(asked: Asked, results: Results, names: Names, chosen: Chosen) -> Measured:
    label = names.item(asked.key)
    if chosen.group is not None:
        return Measured(asked, label, chosen.group.figures.get(asked.key))
    by_key = {one.key: one for one in results.asked}
    groups = tuple(
        GroupFigure(
            names.group(group, by_key),
            names.members(group, by_key),
            group.answers,
            group.figures.get(asked.key),
        )
        for group in results.groups_by(chosen.by)
    )
    return Measured(asked, label, results.figures.get(asked.key), groups)
