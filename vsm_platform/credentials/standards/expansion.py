"""From a JSON document to the lines of its RDF dataset, by way of PyLD, with nothing lost silently.

PyLD drops what it does not understand; whatever it would drop is not covered by a signature, so
it is an error here (the "safe mode" of other implementations).
"""

import re
from collections.abc import Iterator
from threading import Lock
from typing import Any

from vsm_platform.credentials.standards.contexts import ADDRESSES, load
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotCanonicalise
from vsm_platform.credentials.standards.rdfc import blank, escape

_LOCK = Lock()
"""PyLD keeps resolved contexts in caches that threads may not share unguarded."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_NOWHERE = "x-nowhere://nowhere/"
"""PyLD would resolve a relative address against a base of its own; this one betrays it."""
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def to_lines(document: Json) -> list[str]:
    """One line for each quad, in no order (``rdfc`` says how a blank node stands in it)."""
    from pyld.jsonld import JsonLdError, JsonLdProcessor  # noqa: PLC0415 - half a second to import.

    _refuse_keywords(document)
    processor = JsonLdProcessor(on_property_dropped=_refuse_term)
    try:
        with _LOCK:
            expanded = processor.expand(document, {"documentLoader": load, "base": _NOWHERE})
            _refuse_relative(expanded)
            dataset = processor.to_rdf(expanded, {"documentLoader": load, "base": _NOWHERE})
    except (JsonLdError, RecursionError, TypeError, ValueError, AttributeError) as error:
        raise CannotCanonicalise("not_linked_data") from _cause(error)
    return [
        _line(triple, graph, numbers)
        for numbers in [{"": 0}]
        for graph, triples in dataset.items()
        for triple in triples
    ]


def _cause(error: BaseException) -> BaseException:
    """An error of ours that PyLD has wrapped is told as it was."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, CannotCanonicalise):
            raise inner
        inner = inner.__cause__
    return error


def _refuse_term(term: str | None) -> None:
    raise CannotCanonicalise("term_unknown", term=str(term)[:100])


def _refuse_keywords(value: Any) -> None:
    """Only pinned contexts by address, and no other keyword: aliases and nests hide what is signed."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "@context":
                _check_contexts(inner)
            elif key.startswith("@"):
                raise CannotCanonicalise("keyword_used", term=key[:100])
            else:
                _refuse_keywords(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_keywords(inner)


def _check_contexts(value: Any) -> None:
    for context in value if isinstance(value, list) else [value]:
        if not isinstance(context, str):
            raise CannotCanonicalise("context_inline")
        if context not in ADDRESSES:
            raise CannotCanonicalise("context_unknown", address=context[:200])


def _refuse_relative(expanded: Any) -> None:
    for iri in _named_things(expanded):
        relative = iri.startswith(_NOWHERE) or not _IRI.fullmatch(iri)
        if relative and not iri.startswith("_:"):
            raise CannotCanonicalise("address_relative", address=iri.removeprefix(_NOWHERE)[:200])


def _named_things(value: Any) -> Iterator[str]:
    """Each identifier and type of the expanded document."""
    if isinstance(value, list):
        for inner in value:
            yield from _named_things(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in {"@id", "@type"} and "@value" not in value:
                yield from [inner] if isinstance(inner, str) else inner
            elif key == "@type":
                yield inner
            elif key != "@value":
                yield from _named_things(inner)


def _line(triple: Json, graph: str, numbers: dict[str, int]) -> str:
    terms = [_term(triple[part], numbers) for part in ("subject", "predicate", "object")]
    if graph != "@default":
        kind = "blank node" if graph.startswith("_:") else "IRI"
        terms.append(_term({"type": kind, "value": graph}, numbers))
    return f"{' '.join(terms)} ."


def _term(term: Json, numbers: dict[str, int]) -> str:
    value = term["value"]
    if term["type"] == "IRI":
        return f"<{value}>"
    if term["type"] == "blank node":
        return blank(numbers.setdefault(value, len(numbers)))
    literal = f'"{escape(value)}"'
    if term["datatype"] == _LANGUAGE:
        return f"{literal}@{term['language']}"
    return literal if term["datatype"] == _STRING else f"{literal}^^<{term['datatype']}>"
