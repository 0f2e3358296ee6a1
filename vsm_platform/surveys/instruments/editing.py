"""Changes to a questionnaire as somebody builds it: documents in, documents out.

Texts are written in the document's first language and translated side by side; what was translated
stays with what it translates, and keys stay as they are, so that answers remain comparable.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from vsm_platform.surveys.instruments.checking import DocumentRefused, read_document
from vsm_platform.surveys.instruments.document import (
    OTHER,
    Condition,
    Document,
    Option,
    Question,
    Section,
    Text,
    as_json,
)
from vsm_platform.surveys.instruments.translations import every_text

_KEY_LENGTH = 30
FRAME = ("title", "introduction", "thanks")
"""What stands around the questions."""


def checked(document: Document) -> Document:
    """The document, if it is sound.

    Raises:
        DocumentRefused: with everything that is wrong with it.
    """
    return read_document(as_json(document), is_draft=True)


def key_from(words: str, taken: Collection[str], prefix: str = "q") -> str:
    """A key that reminds of these words and is not taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_KEY_LENGTH].strip("_")
    if not slug[:1].isalpha():
        slug = f"{prefix}_{slug}".strip("_")
    number, key = 1, slug
    while key in taken or key == OTHER:
        number += 1
        key = f"{slug}_{number}"
    return key


def written(document: Document, text: Text, words: str) -> Text:
    """A text with other words in the first language; its translations stay."""
    return {**text, document.languages[0]: words} if words else {}


def new_document(language: str, title: str) -> Document:
    """An empty questionnaire, with one section for the questions to come."""
    section = Section("section_1", {}, {}, ())
    return Document((language,), {language: title}, {}, {}, (section,))


def lines_of(document: Document, options: Iterable[Option | Text]) -> str:
    """Options, items or labels as one line each, for a text field."""
    texts = [one.text if isinstance(one, Option) else one for one in options]
    return "\n".join(document.say(text, document.languages[0]) for text in texts)


def split_lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def options_from(document: Document, old: Sequence[Option], text: str) -> tuple[Option, ...]:
    """Options from lines. What stands there as before keeps its key and its translations.

    Where as many lines as before are there, a line that was reworded keeps its key as well.
    """
    words = split_lines(text)
    known = {document.say(one.text, document.languages[0]): one for one in old}
    is_reworded = len(words) == len(old)
    made: list[Option] = []
    for at, line in enumerate(words):
        kept = known.get(line)
        if kept is None and is_reworded and _first(document, old[at]) not in words:
            kept = replace(old[at], text=written(document, old[at].text, line))
        taken = {one.key for one in (*old, *made)}
        made.append(kept or Option(key_from(line, taken, "a"), {document.languages[0]: line}))
    return tuple(made)


def _first(document: Document, option: Option) -> str:
    return document.say(option.text, document.languages[0])


def labels_from(document: Document, old: Sequence[Text], text: str) -> tuple[Text, ...]:
    """Labels from lines, each with the translations of the label in its place."""
    made: list[Text] = []
    for at, line in enumerate(split_lines(text)):
        before = old[at] if at < len(old) else {}
        made.append(written(document, before, line))
    return tuple(made)


def put_question(
    document: Document, section_key: str, question: Question, *, old_key: str = ""
) -> Document:
    """Put a question at the end of a section, or in the place of the one that has ``old_key``."""
    sections = []
    for section in document.sections:
        if old_key:
            questions = tuple(question if q.key == old_key else q for q in section.questions)
        elif section.key == section_key:
            questions = (*section.questions, question)
        else:
            questions = section.questions
        sections.append(replace(section, questions=questions))
    return replace(document, sections=tuple(sections))


def copy_question(document: Document, key: str) -> Document:
    """Put a copy of a question below it, with a key of its own."""
    taken = {one.key for one in document.questions()}
    sections = [
        replace(
            section,
            questions=tuple(
                made
                for one in section.questions
                for made in ((one, _copied(one, taken)) if one.key == key else (one,))
            ),
        )
        for section in document.sections
    ]
    return replace(document, sections=tuple(sections))


def _copied(question: Question, taken: Collection[str]) -> Question:
    return replace(question, key=key_from(question.key, taken))


def copy_section(document: Document, key: str) -> Document:
    """Put a copy of a part below it; what its questions wait for are the copies then."""
    sections: list[Section] = []
    for section in document.sections:
        sections.append(section)
        if section.key == key:
            sections.append(_copied_section(document, section))
    return replace(document, sections=tuple(sections))


def _copied_section(document: Document, section: Section) -> Section:
    keys: dict[str, str] = {}
    taken = {one.key for one in document.questions()}
    questions = []
    for one in section.questions:
        made = _copied(one, taken | set(keys.values()))
        keys[one.key] = made.key
        if one.condition:
            about = keys.get(one.condition.question, one.condition.question)
            made = replace(made, condition=replace(one.condition, question=about))
        questions.append(made)
    own = key_from(section.key, {one.key for one in document.sections}, "s")
    return replace(section, key=own, questions=tuple(questions))


def move_section(document: Document, key: str, by: int) -> Document:
    """Move a part up (-1) or down (1), with all that it asks."""
    sections = list(document.sections)
    at = next((place for place, one in enumerate(sections) if one.key == key), None)
    if at is None or not 0 <= at + by < len(sections):
        return document
    sections[at], sections[at + by] = sections[at + by], sections[at]
    return replace(document, sections=tuple(sections))


def drop_question(document: Document, key: str) -> Document:
    sections = tuple(
        replace(one, questions=tuple(q for q in one.questions if q.key != key))
        for one in document.sections
    )
    return replace(document, sections=sections)


def move_question(document: Document, key: str, by: int) -> Document:
    """Move a question up (-1) or down (1); past the end of a section into the next one."""
    for at, section in enumerate(document.sections):
        keys = [one.key for one in section.questions]
        if key not in keys:
            continue
        place = keys.index(key)
        if 0 <= place + by < len(keys):
            return _swap(document, at, place, place + by)
        return _across(document, at, place, by)
    return document


def _swap(document: Document, at: int, one: int, other: int) -> Document:
    questions = list(document.sections[at].questions)
    questions[one], questions[other] = questions[other], questions[one]
    return _with_questions(document, {at: questions})


def _across(document: Document, at: int, place: int, by: int) -> Document:
    to = at + by
    if not 0 <= to < len(document.sections):
        return document
    left, reached = list(document.sections[at].questions), list(document.sections[to].questions)
    moved = left.pop(place)
    reached.insert(0 if by > 0 else len(reached), moved)
    return _with_questions(document, {at: left, to: reached})


def _with_questions(document: Document, changed: Mapping[int, Sequence[Question]]) -> Document:
    sections = list(document.sections)
    for at, questions in changed.items():
        sections[at] = replace(sections[at], questions=tuple(questions))
    return replace(document, sections=tuple(sections))


def add_section(document: Document, title: str, text: str) -> Document:
    first = document.languages[0]
    taken = {one.key for one in document.sections}
    section = Section(
        key_from(title or "section", taken, "s"),
        {first: title} if title else {},
        {first: text} if text else {},
        (),
    )
    return replace(document, sections=(*document.sections, section))


def change_section(
    document: Document, key: str, title: str, text: str, condition: Condition | None
) -> Document:
    sections = tuple(
        replace(
            one,
            title=written(document, one.title, title),
            text=written(document, one.text, text),
            condition=condition,
        )
        if one.key == key
        else one
        for one in document.sections
    )
    return replace(document, sections=sections)


def change_frame(document: Document, title: str, introduction: str, thanks: str) -> Document:
    """The questionnaire with other words around its questions."""
    return replace(
        document,
        title=written(document, document.title, title),
        introduction=written(document, document.introduction, introduction),
        thanks=written(document, document.thanks, thanks),
    )


def copy_document(document: Document) -> Document:
    """The same, with a title that tells the two apart."""
    titles = {language: f"{words} (2)" for language, words in document.title.items()}
    return replace(document, title=titles)


def drop_section(document: Document, key: str) -> Document:
    """Take a section away with all that it asks."""
    left = tuple(one for one in document.sections if one.key != key)
    return replace(document, sections=left)


def is_ready(document: Document) -> bool:
    """Whether it can be asked: each of its sections asks something."""
    try:
        read_document(as_json(document))
    except DocumentRefused:
        return False
    return True


def translate(document: Document, language: str, texts: Mapping[str, str]) -> Document:
    """The document with these words in a language, by the place of each text (``every_text``)."""
    wanted = {one.where: texts[one.where] for one in every_text(document) if one.where in texts}

    def said(where: str, text: Text) -> Text:
        if where not in wanted:
            return text
        return {name: words for name, words in {**text, language: wanted[where]}.items() if words}

    def options(where: str, found: Iterable[Option]) -> tuple[Option, ...]:
        return tuple(replace(one, text=said(f"{where}.{one.key}", one.text)) for one in found)

    def question(where: str, one: Question) -> Question:
        return replace(
            one,
            text=said(f"{where}.text", one.text),
            hint=said(f"{where}.hint", one.hint),
            items=options(f"{where}.items", one.items),
            options=options(f"{where}.options", one.options),
            labels=tuple(
                said(f"{where}.labels.{number}", label)
                for number, label in enumerate(one.labels, 1)
            ),
        )

    sections = tuple(
        replace(
            one,
            title=said(f"{one.key}.title", one.title),
            text=said(f"{one.key}.text", one.text),
            questions=tuple(question(f"{one.key}.{q.key}", q) for q in one.questions),
        )
        for one in document.sections
    )
    frame = {name: said(name, getattr(document, name)) for name in FRAME}
    return replace(document, sections=sections, **frame)  # type: ignore[arg-type]


def add_language(document: Document, language: str) -> Document:
    if language in document.languages:
        return document
    return replace(document, languages=(*document.languages, language))


def drop_language(document: Document, language: str) -> Document:
    """Take a language away, but for the first."""
    left = tuple(one for one in document.languages[1:] if one != language)
    return replace(document, languages=(document.languages[0], *left))
