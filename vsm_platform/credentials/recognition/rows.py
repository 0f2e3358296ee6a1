"""Lists of decisions as they come out of spreadsheets: whose row is which credential, and what it says.

A row means a credential by the number that the sample gives it, else by e-mail address or name, if
only one that waits is meant.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from vsm_platform.credentials.recognition.decisions import Decision

ROWS_LIMIT = 5_000
_AMOUNT = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")


class Column(StrEnum):
    """What a column can mean."""

    NUMBER = "number"
    ADDRESS = "address"
    NAME = "name"
    ANSWER = "answer"
    CREDITS = "credits"
    SCHEME = "scheme"
    GRADE = "grade"
    REASON = "reason"


_HEADERS = {
    Column.NUMBER: "number|no|id|numero",
    Column.ADDRESS: "e-mail|email|mail|e-mail address|email address|correo|correo electronico",
    Column.NAME: "name|full name|student|student name|nombre|nombre completo|estudiante",
    Column.ANSWER: "recognised|recognized|recognised?|reconocido|reconocida|reconocido?",
    Column.CREDITS: "credits|credit|your credits|creditos|sus creditos",
    Column.SCHEME: "scheme|credit scheme|sistema|sistema de creditos",
    Column.GRADE: "your grade|grade|nota|su nota|calificacion",
    Column.REASON: "reason|remark|comment|motivo|observacion|comentario",
}
_BY_HEADER = {name: column for column, names in _HEADERS.items() for name in names.split("|")}
_YES = {"yes", "y", "true", "1", "x", "si", "s", "oui", "ja", "sim", "نعم"}
_NO = {"no", "n", "false", "0", "non", "nein", "nao", "لا"}


def guess_mapping(header: Sequence[str]) -> dict[str, int]:
    """Which column is which, by the words in the first row; empty where it is no header."""
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        column = _BY_HEADER.get(_plain(cell))
        if column:
            found.setdefault(column.value, at)
    return found


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(bare.strip(" :*").split())


@dataclass(frozen=True, slots=True)
class Waiting:
    """A credential that a row can mean."""

    credential_id: int
    number: str
    """Of the sample: the beginning of its id."""
    name: str
    address: str
    standing: str
    """``waiting``, ``decided`` or ``gone``."""


@dataclass(frozen=True, slots=True)
class Match:
    """A row that decides one credential."""

    row: int
    credential_id: int
    decision: Decision


@dataclass(slots=True)
class Matched:
    """What a list means."""

    decisions: list[Match] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    """Row, a code of ``words.PROBLEMS``, and what stands there."""


def match_rows(
    rows: Sequence[tuple[int, Sequence[str]]],
    mapping: Mapping[str, int],
    people: Sequence[Waiting],
    scheme: str,
) -> Matched:
    """Find out what each row decides.

    Args:
        rows: numbered as the spreadsheet counts them, without the header.
        mapping: which column is where.
        people: the credentials of the office's students, decided or not.
        scheme: the credit scheme where a row names none.
    """
    index, matched, seen = _index(people), Matched(), set[int]()
    for number, cells in rows:
        values = {key: cells[at].strip() for key, at in mapping.items() if at < len(cells)}
        found = _find(values, index)
        if isinstance(found, str):
            matched.problems.append((number, found, _said(values)))
        elif found.credential_id in seen:
            matched.problems.append((number, "twice", found.name))
        elif found.standing != "waiting":
            matched.problems.append((number, found.standing, found.name))
        elif len(matched.decisions) >= ROWS_LIMIT:
            matched.problems.append((number, "too_many", found.name))
        else:
            decision = _decision(values, scheme)
            if isinstance(decision, str):
                matched.problems.append((number, decision, found.name))
            else:
                seen.add(found.credential_id)
                matched.decisions.append(Match(number, found.credential_id, decision))
    return matched


_Index = dict[str, dict[str, list[Waiting]]]


def _index(people: Sequence[Waiting]) -> _Index:
    index: _Index = {column: defaultdict(list) for column in ("number", "address", "name")}
    for one in people:
        index["number"][one.number].append(one)
        index["name"][_plain(one.name)].append(one)
        if one.address:
            index["address"][one.address.casefold()].append(one)
    return index


def _find(values: Mapping[str, str], index: _Index) -> Waiting | str:
    """What a row means, or the code of why that is nothing."""
    for column in (Column.NUMBER, Column.ADDRESS, Column.NAME):
        text = values.get(column, "")
        if text:
            key = _plain(text) if column == Column.NAME else text.casefold()
            found = index[column].get(key, [])
            # Somebody with two credentials means the one that waits.
            waiting = [one for one in found if one.standing == "waiting"] or found
            return waiting[0] if len(waiting) == 1 else "ambiguous" if waiting else "unknown"
    return "empty"


def _decision(values: Mapping[str, str], scheme: str) -> Decision | str:
    answer = _plain(values.get(Column.ANSWER, ""))
    amount = values.get(Column.CREDITS, "")
    if amount and not _AMOUNT.fullmatch(amount):
        return "number"
    credit = float(amount.replace(",", ".")) if amount else None
    # Without an answer of its own, a row with credits says yes.
    is_recognised = answer in _YES or (not answer and bool(credit))
    if not is_recognised and answer not in _NO:
        return "answer"
    scheme = " ".join(values.get(Column.SCHEME, "").split())[:40] or scheme
    reason = " ".join(values.get(Column.REASON, "").split())[:500]
    if not is_recognised:
        return Decision(is_recognised=False, reason=reason) if reason else "reason"
    if credit is not None and not scheme:
        return "scheme"
    grade = " ".join(values.get(Column.GRADE, "").split())[:80]
    return Decision(True, scheme if credit is not None else "", credit, grade, reason)


def _said(values: Mapping[str, str]) -> str:
    for column in (Column.NAME, Column.ADDRESS, Column.NUMBER):
        if values.get(column):
            return values[column][:80]
    return ""
