"""What questions, options and groups are called on the pages of results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from vsm_platform.surveys.figures.asked import Asked, Kind
from vsm_platform.surveys.figures.documents import asked_in
from vsm_platform.surveys.figures.releases import FIRST, PARTNER
from vsm_platform.surveys.instruments.document import OTHER, Document, Question
from vsm_platform.surveys.queries.results import Group


@dataclass(frozen=True, slots=True)
class Names:
    """Words for keys, in one language of the questionnaire."""

    document: Document
    language: str
    partners: Mapping[str, str]
    """By partnership's id as text."""

    def say(self, text: Mapping[str, str]) -> str:
        return self.document.say(text, self.language)

    def question(self, key: str) -> str:
        """The question of a column, such as ``challenge`` or ``work.flexible``."""
        found = self._question(key)
        return self.say(found.text) if found else key

    def _question(self, column: str) -> Question | None:
        return self.document.question(column) or self.document.question(column.rpartition(".")[0])

    def item(self, column: str) -> str:
        """Of a matrix its item, of the words beside ``other`` what they are, else nothing."""
        question = self._question(column)
        if question is None or question.key == column:
            return ""
        name = column.rpartition(".")[2]
        if name == OTHER and question.has_other:
            return str(gettext("Other, in their own words"))
        return next((self.say(one.text) for one in question.items if one.key == name), name)

    def option(self, asked: Asked, key: str) -> str:
        """What one answer is called."""
        if asked.kind == Kind.CONSENT:
            return str(gettext("Agreed")) if key == "yes" else str(gettext("Did not agree"))
        if asked.kind == Kind.RATING:
            return self._rating(asked, int(key))
        if key == OTHER:
            return str(gettext("Other"))
        question = self._question(asked.key)
        options = question.options if question else ()
        return next((self.say(one.text) for one in options if one.key == key), key)

    def _rating(self, asked: Asked, value: int) -> str:
        question = self._question(asked.key)
        labels = question.labels if question else ()
        if asked.is_recommendation:
            return str(value)
        return self.say(labels[value - 1]) if 0 < value <= len(labels) else str(value)

    def options(self, asked: Asked, keys: Iterable[str]) -> str:
        """Several answers that are counted together."""
        return ", ".join(self.option(asked, key) for key in keys)

    def grouping(self, by: str) -> str:
        """What tells groups apart."""
        if by == PARTNER:
            return str(gettext("University"))
        if by.endswith(FIRST):
            question = self.question(by[: -len(FIRST)])
            return str(gettext("%(question)s (first place)", question=question))
        return self.question(by)

    def group(self, group: Group, asked: Mapping[str, Asked]) -> str:
        """A group's own name; several that stand together have one too."""
        if len(group.names) > 1:
            return str(gettext("Smaller groups together"))
        name = group.names[0]
        if not name:
            return str(gettext("Not said"))
        if group.by == PARTNER:
            return self.partners.get(name, name)
        return self.option(asked[group.by.removesuffix(FIRST)], name)

    def members(self, group: Group, asked: Mapping[str, Asked]) -> str:
        """Who stands together in a group of several."""
        if len(group.names) < 2:
            return ""
        single = (Group(group.by, (name,), 0, {}) for name in group.names)
        return ", ".join(self.group(one, asked) for one in single)


def columns_of(question: Question) -> list[Asked]:
    """What of a question can be counted, in order; the words beside ``other`` are none of it."""
    return [one for one in asked_in(question) if one.kind != Kind.TEXT]


def texts_of(question: Question) -> list[str]:
    """The columns of a question in which people wrote."""
    return [one.key for one in asked_in(question) if one.kind == Kind.TEXT]
