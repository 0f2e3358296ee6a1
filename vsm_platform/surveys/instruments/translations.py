"""Whether a document says everything in each of its languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from vsm_platform.surveys.instruments.document import Document, Text


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a document, and where it stands."""

    where: str
    """A path of keys, such as ``experience.best.options.home``."""
    text: Text


def every_text(document: Document) -> Iterator[Said]:
    """All texts that the document has, in the order in which they are read."""
    yield from _said("title", document.title)
    yield from _said("introduction", document.introduction)
    for section in document.sections:
        yield from _said(f"{section.key}.title", section.title)
        yield from _said(f"{section.key}.text", section.text)
        for question in section.questions:
            where = f"{section.key}.{question.key}"
            yield from _said(f"{where}.text", question.text)
            yield from _said(f"{where}.hint", question.hint)
            for name, options in (("items", question.items), ("options", question.options)):
                for one in options:
                    yield from _said(f"{where}.{name}.{one.key}", one.text)
            for number, label in enumerate(question.labels, 1):
                yield from _said(f"{where}.labels.{number}", label)
    yield from _said("thanks", document.thanks)


def _said(where: str, text: Text) -> Iterator[Said]:
    if any(text.values()):
        yield Said(where, text)


def missing_texts(document: Document, language: str) -> list[Said]:
    """What is not yet said in this language."""
    return [one for one in every_text(document) if not one.text.get(language)]


def missing_by_language(document: Document) -> dict[str, int]:
    """How many texts each of the document's languages still lacks."""
    return {one: len(missing_texts(document, one)) for one in document.languages}
