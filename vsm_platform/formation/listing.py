"""Lists as they come out of spreadsheets: who somebody is, and what is said of them.

The first row names the columns. A person is found by name, and by university where two have the
same; each row is understood, or it says what is wrong with it.
"""

import csv
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from flask_babel import format_decimal, gettext

from vsm_platform.formation.models import Attribute
from vsm_platform.formation.queries.roster import RosterStudent
from vsm_platform.invitations.api import ROWS_LIMIT, Table

MOST_COLUMNS = 10
CELL = 80
_WHO = frozenset({"name", "student", "full name", "nombre", "estudiante", "nombre y apellidos"})
_WHERE = frozenset({"university", "institution", "home", "universidad", "institucion"})
_TEAM = frozenset({"team", "group", "equipo", "grupo"})
_NUMBER = frozenset({"no", "number", "id", "numero"})


@dataclass(slots=True)
class ListRow:
    """One line of a list, with what it came to."""

    line: int
    who: str
    university: str
    cells: dict[str, str]
    person: int | None = None
    problem: str = ""


@dataclass(slots=True)
class List:
    """What a list holds."""

    columns: list[str]
    """What it says something about, as its first row calls it."""
    rows: list[ListRow] = field(default_factory=list)
    problem: str = ""
    """What is wrong with all of it."""

    @property
    def good(self) -> list[ListRow]:
        return [row for row in self.rows if not row.problem]

    @property
    def wrong(self) -> list[ListRow]:
        return [row for row in self.rows if row.problem]


def folded(text: str) -> str:
    """A name for comparing: case, width, accents' encoding and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _heading(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(bare.strip(" :*.").split())


class _People:
    """Students by what a list may call them."""

    def __init__(self, people: Iterable[RosterStudent]) -> None:
        self.by_name: dict[str, list[RosterStudent]] = {}
        self.by_number = {}
        for one in people:
            self.by_number[one.enrolment_id] = one
            if one.name:
                self.by_name.setdefault(folded(one.name), []).append(one)

    def find(self, row: ListRow, number: str) -> None:
        """Say whom a row means, or why nobody."""
        if number.isascii() and number.isdecimal() and int(number) in self.by_number:
            row.person = int(number)
            return
        if not folded(row.who):
            row.problem = gettext("The name is missing.")
            return
        wanted = folded(row.university)
        found = [
            one
            for one in self.by_name.get(folded(row.who), [])
            if not wanted or wanted in folded(one.institution)
        ]
        if len(found) > 1:
            row.problem = gettext(
                "%(num)d people have this name. Add a column with the university.", num=len(found)
            )
        elif not found:
            row.problem = gettext("Nobody here has this name.")
        else:
            row.person = found[0].enrolment_id


def as_text(table: Table) -> str:
    """The table for the hidden field of a preview, which is read once more when it is confirmed."""
    text = StringIO()
    text.write("sep=;\n")
    writer = csv.writer(text, delimiter=";")
    writer.writerows(cells for _line, cells in table.rows)
    return text.getvalue()


def read_list(table: Table, people: Iterable[RosterStudent]) -> List:
    """The rows of a table whose first row names its columns."""
    if len(table.rows) < 2:
        return List([], problem=gettext("The list needs a first row with names of columns."))
    if len(table.rows) > ROWS_LIMIT + 1:
        # The table ends soon after the limit, so nobody knows how much there was.
        return List([], problem=_too_long())
    header = [cell.strip() for cell in table.rows[0][1]]
    plain = [_heading(cell) for cell in header]
    who = next((at for at, name in enumerate(plain) if name in _WHO), 0)
    where = next((at for at, name in enumerate(plain) if name in _WHERE), -1)
    number = next((at for at, name in enumerate(plain) if name in _NUMBER), -1)
    others = [at for at, name in enumerate(header) if name and at not in {who, where, number}]
    if not others:
        return List([], problem=gettext("There is no column that says anything beside the name."))
    others = _first_of_each(others, plain)[:MOST_COLUMNS]
    sheet = List([header[at][:CELL] for at in others])
    known, seen = _People(people), dict[int, int]()
    for line, cells in table.rows[1:]:
        padded = [*cells, *[""] * (len(header) - len(cells))]
        values = {header[at][:CELL]: padded[at].strip() for at in others}
        row = ListRow(line, padded[who], padded[where] if where >= 0 else "", values)
        known.find(row, padded[number] if number >= 0 else "")
        _refuse_twice(row, seen)
        sheet.rows.append(row)
    return sheet


def _too_long() -> str:
    return str(
        gettext(
            "The list is too long: %(num)s rows at most. Leave out whom it does not concern, or "
            "divide it and read one part after the other.",
            num=format_decimal(ROWS_LIMIT),
        )
    )


def _first_of_each(places: Iterable[int], names: Sequence[str]) -> list[int]:
    """The columns, of those with the same name the first."""
    found: dict[str, int] = {}
    for place in places:
        found.setdefault(names[place], place)
    return list(found.values())


def _refuse_twice(row: ListRow, seen: dict[int, int]) -> None:
    if row.person is None:
        return
    if row.person in seen:
        row.problem = gettext("Already in line %(line)d.", line=seen[row.person])
    seen.setdefault(row.person, row.line)


def team_column(sheet: List) -> str | None:
    """The column that names teams."""
    return next((name for name in sheet.columns if _heading(name) in _TEAM), None)


def same_column(name: str, attributes: Sequence[Attribute]) -> Attribute | None:
    """The attribute that a column is about."""
    return next((one for one in attributes if folded(one.label) == folded(name)), None)


def by_answer(options: Sequence[str]) -> Mapping[str, str]:
    """Answers as a list may write them."""
    return {folded(option): option for option in options}


def teams_in(table: Table, people: Iterable[RosterStudent]) -> tuple[List, list[list[int]]]:
    """The teams that a list makes, numbers in their order and names in theirs."""
    sheet = read_list(table, people)
    column = team_column(sheet)
    if sheet.problem or column is None:
        sheet.problem = sheet.problem or gettext("There is no column “Team”.")
        return sheet, []
    teams: dict[tuple[int, str], list[int]] = {}
    for row in sheet.rows:
        name = folded(row.cells[column])
        if not row.problem and not name:
            row.problem = gettext("The team is missing.")
        if row.problem or row.person is None:
            continue
        is_number = name.isascii() and name.isdecimal() and len(name) < 6
        teams.setdefault((int(name), "") if is_number else (10**6, name), []).append(row.person)
    return sheet, [teams[key] for key in sorted(teams)]
