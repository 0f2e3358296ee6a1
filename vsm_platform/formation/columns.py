"""What the columns of a list say of students, as the attributes of an exchange understand it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from vsm_platform.formation.actions.attributes import Said
from vsm_platform.formation.listing import List, ListRow, by_answer, folded, read_list, same_column
from vsm_platform.formation.models import Attribute
from vsm_platform.formation.queries.roster import RosterStudent
from vsm_platform.invitations.api import Table

MOST_KINDS = 20


@dataclass(slots=True)
class Column:
    """One column, as something that is known of students."""

    name: str
    attribute_id: int | None
    """The attribute that it is about; none where it becomes a new one."""
    options: list[str]
    """Its kinds; empty for numbers."""
    values: dict[int, Said] = field(default_factory=dict)


def understand(
    table: Table, people: Iterable[RosterStudent], attributes: Sequence[Attribute]
) -> tuple[List, list[Column]]:
    """The rows of a list, and what they say, column by column; empty cells say nothing."""
    sheet = read_list(table, people)
    columns = [_column(sheet, name, attributes) for name in sheet.columns]
    for column in columns:
        if len(column.options) > MOST_KINDS:
            sheet.problem = gettext(
                "“%(name)s” has %(num)d different entries; 20 can be told apart at most.",
                name=column.name,
                num=len(column.options),
            )
    for row in sheet.rows:
        _take(row, columns)
    return sheet, [] if sheet.problem else columns


def _column(sheet: List, name: str, attributes: Sequence[Attribute]) -> Column:
    known = same_column(name, attributes)
    if known:
        return Column(known.label, known.id, list(known.options))
    cells = [row.cells[name][:80] for row in sheet.rows if row.cells[name]]
    if all(_number(cell) is not None for cell in cells):
        return Column(name, None, [])
    kinds: dict[str, str] = {}
    for cell in cells:
        kinds.setdefault(folded(cell), cell)
    return Column(name, None, list(kinds.values()))


def _number(cell: str) -> float | None:
    text = cell.replace(",", ".")
    plain = text.removeprefix("-").replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else None


def _take(row: ListRow, columns: Sequence[Column]) -> None:
    """Keep what a row says, if all of it is understood."""
    if row.problem or row.person is None:
        return
    said = {}
    for place, (cell, column) in enumerate(zip(row.cells.values(), columns, strict=True)):
        if cell:
            answer = _answer(cell[:80], column)
            if isinstance(answer, str):
                row.problem = answer
                return
            said[place] = answer
    for place, answer in said.items():
        columns[place].values[row.person] = answer


def _answer(cell: str, column: Column) -> Said | str:
    """What a cell says, or what is wrong with it."""
    if not column.options:
        number = _number(cell)
        if number is None:
            return str(gettext("“%(cell)s” is no number.", cell=cell))
        return Said(number=number)
    answer = by_answer(column.options).get(folded(cell))
    if answer is None:
        return str(gettext("“%(cell)s” is no answer for “%(name)s”.", cell=cell, name=column.name))
    return Said(text=answer)
