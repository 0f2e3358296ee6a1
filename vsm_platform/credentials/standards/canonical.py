"""The canonical form of a document, fast where documents are alike.

Thousands of credentials of one course differ in names, numbers and dates, not in their form. The
second document of a form is expanded once with a mark in the place of every text and address; what
comes out is the form's template, and each further document only fills it. A template is used only
if it gives, for that second document, what the whole way gives.
"""

import re
from collections import OrderedDict
from threading import Lock
from typing import Any

from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotCanonicalise
from vsm_platform.credentials.standards.expansion import to_lines
from vsm_platform.credentials.standards.rdfc import canonicalise, escape

KEPT = 256
"""How many forms are remembered: strangers' documents may come in any number of them."""
LARGEST = 400
"""A form of more texts than this (a whole passport) hardly ever comes twice."""

_ADDRESS = re.compile(r"(?:https?|urn|did|mailto):[^\x00-\x20\x7f<>\"{}|^`\\]+")
_MARK = re.compile(r"urn:x-place:([0-9]+):")
_DOUBLE = "XMLSchema#double"
_WORDS = frozenset({"type", "@context", "proofPurpose"})
"""What is read as a word of the context: another word is another form."""


def canonical(document: Json) -> str:
    """The document's RDF dataset by RDFC-1.0, as N-Quads."""
    form = _Form(document)
    if len(form.values) > LARGEST:
        return canonicalise(to_lines(document))
    seen = _forms.seen(form.key)
    if seen.template:
        return seen.template.fill(form.values)
    whole = canonicalise(to_lines(document))
    if seen.times == 2:
        seen.learn(document, form, whole)
    return whole


class _Form:
    """What two documents must have in common to be alike: keys, lengths, types, numbers.

    ``values`` are the texts and addresses in which they may differ. An address and another text
    are different forms, since one of them may be a node and the other not.
    """

    def __init__(self, document: Json) -> None:
        self.values: list[str] = []
        self._parts: list[str] = []
        self._walk(document)
        self.key = "\x00".join(self._parts)

    def _walk(self, value: Any) -> None:
        if type(value) is dict:
            self._parts.append(f"{{{len(value)}")
            for key, inner in value.items():
                self._parts.append(key)
                if key in _WORDS:
                    self._parts.append(repr(inner))
                else:
                    self._walk(inner)
        elif type(value) is list:
            self._parts.append(f"[{len(value)}")
            for inner in value:
                self._walk(inner)
        elif type(value) is str:
            self._text(value)
        else:
            self._parts.append(repr(value))

    def _text(self, value: str) -> None:
        if _ADDRESS.fullmatch(value):
            self._parts.append("<")
        elif ":" in value.split(" ", 1)[0]:
            # It may mean an address by a prefix of the context, so it is part of the form.
            self._parts.append(f"={value}")
            return
        else:
            self._parts.append('"')
        self.values.append(value)


def _marked(document: Any, count: list[int]) -> Any:
    """The document with a mark in each place, in the order in which ``_Form`` walks."""
    if isinstance(document, dict):
        return {
            key: inner if key in _WORDS else _marked(inner, count)
            for key, inner in document.items()
        }
    if isinstance(document, list):
        return [_marked(inner, count) for inner in document]
    if not isinstance(document, str):
        return document
    address = _ADDRESS.fullmatch(document)
    if not address and ":" in document.split(" ", 1)[0]:
        return document
    count[0] += 1
    mark = f"urn:x-place:{count[0] - 1}:"
    return mark if address else f"a text {mark}"


class _Template:
    """One form: its lines with ``%s`` in the places, and which text belongs into each."""

    def __init__(self, document: Json) -> None:
        text = "\n".join(to_lines(_marked(document, [0])))
        if _DOUBLE in text:
            raise CannotCanonicalise("number_in_text")
        text = text.replace("%", "%%").replace("a text urn:x-place:", "urn:x-place:")
        self._places = [int(place) for place in _MARK.findall(text)]
        self._lines = _MARK.sub("%s", text)

    def fill(self, values: list[str]) -> str:
        texts = [escape(value) for value in values]
        filled = self._lines % tuple([texts[place] for place in self._places])
        return canonicalise(filled.split("\n"))


class _Seen:
    """What is known of a form: how often it came, and its template if it can have one."""

    def __init__(self) -> None:
        self.times = 0
        self.template: _Template | None = None

    def learn(self, document: Json, form: _Form, whole: str) -> None:
        try:
            template = _Template(document)
            if template.fill(form.values) == whole:
                self.template = template
        except CannotCanonicalise:
            # Then documents of this form go the whole way, as they would without templates.
            return


class _Forms:
    """The forms seen lately. One is worth a template when it comes the second time."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Seen] = OrderedDict()
        self._lock = Lock()

    def seen(self, key: str) -> _Seen:
        with self._lock:
            known = self._known.pop(key, None) or _Seen()
            known.times += 1
            self._known[key] = known
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known


_forms = _Forms()
