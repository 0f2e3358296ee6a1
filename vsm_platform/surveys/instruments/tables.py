"""A questionnaire as a table, for those who write questions in a spreadsheet program.

One row for each thing: what it is (``row``), its key, and its texts in one column for each language
(``text en``, ``hint en``). What belongs to a question stands below it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from vsm_platform.surveys.instruments.checking import (
    DocumentRefused,
    Flaw,
    Problem,
    read_document,
)
from vsm_platform.surveys.instruments.document import Condition, Document, Question, Text

FACTS = ("kind", "required", "other", "randomised", "top", "lowest", "highest", "feeds", "when")
_YES = "yes"
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula for a spreadsheet program, in full-width signs too."""


def header(document: Document) -> list[str]:
    texts = [f"text {one}" for one in document.languages]
    return ["row", "key", *FACTS, *texts, *(f"hint {one}" for one in document.languages)]


def rows(document: Document) -> Iterator[list[str]]:
    """The document's rows below the header, in the order in which they are read."""

    def row(kind: str, key: str, text: Text, hint: Text, facts: Mapping[str, str]) -> list[str]:
        texts = [one.get(name, "") for one in (text, hint) for name in document.languages]
        return [kind, key, *(facts.get(name, "") for name in FACTS), *map(_marked, texts)]

    yield row("title", "", document.title, {}, {})
    yield row("introduction", "", document.introduction, {}, {})
    yield row("thanks", "", document.thanks, {}, {})
    for section in document.sections:
        facts = {"when": _when(section.condition)}
        yield row("section", section.key, section.title, section.text, facts)
        for question in section.questions:
            yield row("question", question.key, question.text, question.hint, _facts(question))
            for kind, options in (("item", question.items), ("option", question.options)):
                for one in options:
                    yield row(kind, one.key, one.text, {}, {})
            for number, label in enumerate(question.labels, 1):
                yield row("label", str(number), label, {}, {})


def _facts(one: Question) -> dict[str, str]:
    flags = {
        "required": one.is_required,
        "other": one.has_other,
        "randomised": one.is_randomised,
    }
    return {name: _YES for name, is_set in flags.items() if is_set} | {
        "kind": one.kind.value,
        "top": str(one.top or ""),
        "lowest": "" if one.lowest is None else f"{one.lowest:g}",
        "highest": "" if one.highest is None else f"{one.highest:g}",
        "feeds": one.feeds,
        "when": _when(one.condition),
    }


def _when(condition: Condition | None) -> str:
    """A condition in one cell: ``again = no | changed``."""
    return f"{condition.question} = {' | '.join(condition.values)}" if condition else ""


def read_rows(table: Iterable[Sequence[str]]) -> Document:
    """A document from a table with its header.

    Raises:
        DocumentRefused: with what is wrong with it.
    """
    lines = [
        [_plain(cell) for cell in line] for line in table if any(cell.strip() for cell in line)
    ]
    names = [name.strip().lower() for name in lines[0]] if lines else []
    languages = [name.removeprefix("text ") for name in names if name.startswith("text ")]
    if "row" not in names or not languages:
        raise DocumentRefused([Problem(Flaw.SHAPE, "row")])
    data: dict[str, Any] = {"languages": languages, "sections": []}
    for line in lines[1:]:
        _take(data, dict(zip(names, line, strict=False)), languages)
    return read_document(data)


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet program would calculate it, but for apostrophes before it."""
    return cell.lstrip("'").startswith(_FORMULA)


def _marked(cell: str) -> str:
    """A cell with one apostrophe more, where it begins with some before a formula itself."""
    return f"'{cell}" if cell.startswith("'") and _is_formula(cell) else cell


def _plain(cell: str) -> str:
    """A cell without the apostrophe that our own tables put before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _take(data: dict[str, Any], cells: Mapping[str, str], languages: Sequence[str]) -> None:
    kind, key = cells.get("row", "").strip().lower(), cells.get("key", "").strip()
    text = {one: cells.get(f"text {one}", "") for one in languages}
    hint = {one: cells.get(f"hint {one}", "") for one in languages}
    sections: list[dict[str, Any]] = data["sections"]
    if kind in {"title", "introduction", "thanks"}:
        data[kind] = text
    elif kind == "section":
        condition = _condition(cells.get("when", ""))
        sections.append({"key": key, "title": text, "text": hint, "questions": []} | condition)
    elif kind == "question" and sections:
        sections[-1]["questions"].append({"key": key, "text": text, "hint": hint} | _read(cells))
    elif kind in {"option", "item", "label"} and sections and sections[-1]["questions"]:
        one = text if kind == "label" else {"key": key, "text": text}
        sections[-1]["questions"][-1].setdefault(f"{kind}s", []).append(one)
    else:
        raise DocumentRefused([Problem(Flaw.SHAPE, key or kind or "row")])


def _read(cells: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: cells.get(name, "").strip().lower() == _YES
        for name in ("required", "other", "randomised")
    }
    made |= {name: cells.get(name, "").strip() for name in ("kind", "feeds")}
    for name in ("top", "lowest", "highest"):
        number = cells.get(name, "").strip()
        if number:
            made[name] = _number(number)
    return made | _condition(cells.get("when", ""))


def _number(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _condition(cell: str) -> dict[str, Any]:
    question, _, values = cell.partition("=")
    if not cell.strip():
        return {}
    return {
        "when": {"question": question.strip(), "is": [one.strip() for one in values.split("|")]}
    }
