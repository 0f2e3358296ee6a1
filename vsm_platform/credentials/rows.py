"""Lists of people to issue to, as they come out of spreadsheets: whose row is whose.

A row is matched by the number that the sample gives each person, else by the e-mail address that
the home LMS knows, else by the name, if only one person here is called so.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from vsm_platform.credentials.conditions import Candidate

ROWS_LIMIT = 5_000


class Column(StrEnum):
    """What a column can mean."""

    NUMBER = "number"
    ADDRESS = "address"
    NAME = "name"
    SIGNED = "signed"
    """The name to stand in the credential, where it is another."""
    GRADE = "grade"


_HEADERS = {
    Column.NUMBER: "number|no|id|enrolment|número|numero|matrícula|matricula",
    Column.ADDRESS: "e-mail|email|mail|e-mail address|email address|correo|correo electronico",
    Column.NAME: "name|full name|student|student name|nombre|nombre completo|estudiante",
    Column.SIGNED: "name on the credential|name on the certificate|nombre en el certificado|"
    "nombre en la credencial",
    Column.GRADE: "grade|mark|result|score|nota|calificacion|resultado",
}
_BY_HEADER = {name: column for column, names in _HEADERS.items() for name in names.split("|")}

Places = dict[str, int]
"""By column, its place in each row; what is missing is not there."""


def guess_mapping(header: Sequence[str]) -> Places:
    """Which column is which, by the words in the first row; empty where it is no header."""
    found: Places = {}
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
class Match:
    """A row that means one person."""

    row: int
    person: Candidate
    name: str = ""
    """To sign; empty for the one by which the person is known here."""
    grade: str = ""


@dataclass(slots=True)
class Matched:
    """What a list means."""

    people: list[Match] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    """Row, a code of ``words.PROBLEMS``, and what stands there."""


@dataclass(slots=True)
class _Known:
    by_number: dict[str, list[Candidate]]
    by_address: dict[str, list[Candidate]]
    by_name: dict[str, list[Candidate]]


def match_rows(
    rows: Sequence[tuple[int, Sequence[str]]],
    mapping: Mapping[str, int],
    people: Sequence[Candidate],
    addresses: Mapping[int, str],
) -> Matched:
    """Find out whom each row means.

    Args:
        rows: numbered as the spreadsheet counts them, without the header.
        mapping: which column is where.
        people: those in the exchange who could get it.
        addresses: e-mail addresses by person, where they are known.
    """
    known, matched, seen = _index(people, addresses), Matched(), dict[int, int]()
    for number, cells in rows:
        values = {key: cells[at] for key, at in mapping.items() if at < len(cells)}
        found = _find(values, known)
        if len(matched.people) >= ROWS_LIMIT:
            matched.problems.append((number, "too_many", ""))
        elif isinstance(found, str):
            matched.problems.append((number, found, _said(values)))
        elif found.person_id in seen:
            matched.problems.append((number, "twice", found.name))
        else:
            seen[found.person_id] = number
            signed = values.get(Column.SIGNED, "")[:200]
            matched.people.append(Match(number, found, signed, values.get(Column.GRADE, "")[:80]))
    return matched


def _index(people: Sequence[Candidate], addresses: Mapping[int, str]) -> _Known:
    known = _Known(defaultdict(list), defaultdict(list), defaultdict(list))
    for one in people:
        known.by_number[str(one.enrolment_id)].append(one)
        known.by_name[_plain(one.name)].append(one)
        if addresses.get(one.person_id):
            known.by_address[addresses[one.person_id].casefold()].append(one)
    return known


def _find(values: Mapping[str, str], known: _Known) -> Candidate | str:
    """The one whom a row means, or the code of why there is none."""
    for column, index in (
        (Column.NUMBER, known.by_number),
        (Column.ADDRESS, known.by_address),
        (Column.NAME, known.by_name),
    ):
        text = values.get(column, "").strip()
        if text:
            found = index.get(_plain(text) if column == Column.NAME else text.casefold(), [])
            return found[0] if len(found) == 1 else "ambiguous" if found else "unknown"
    return "empty"


def _said(values: Mapping[str, str]) -> str:
    for column in (Column.NAME, Column.ADDRESS, Column.NUMBER):
        if values.get(column):
            return values[column][:80]
    return ""
