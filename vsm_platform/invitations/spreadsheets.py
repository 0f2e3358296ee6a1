"""Lists of people as they come out of spreadsheets: in any encoding, with any separator.

Nothing is refused as a whole that can be read row by row: each row is a person, or says what is
wrong with it. Headers are understood in English and Spanish, and may be missing.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO

from charset_normalizer import from_bytes

from vsm_platform.accounts.api import normal_address
from vsm_platform.invitations.errors import SheetNotReadable

ROWS_LIMIT = 5_000
BYTES_LIMIT = 2 * 1024 * 1024
NAME_LENGTH = 120
CELL_LENGTH = 1_000
ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1256", "shift_jis", "gb18030")
"""What a person may say that a file is in, the commonest first."""
_GUESSES = [*ENCODINGS[2:], "iso8859_2", "mac_roman", "euc_jp", "euc_kr", "big5", "cp1254", "cp874"]
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")
_SEPARATORS = ",;\t|"
_WESTERN = "áàâäãåéèêëíìîïóòôöõúùûüñçßæøœýÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÆØŒÝ–—‘’“”«»ºª·¿¡´€"
_CENTRAL = "ąćęłńóśźżčďěňřšťůžáéíúýäöüőűăâîşţľĺŕđç"
_LETTERS = {"cp1252": frozenset(_WESTERN), "cp1250": frozenset(_CENTRAL + _CENTRAL.upper())}
"""What stands in names of the languages for which an encoding was made."""


class Column(StrEnum):
    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    ADDRESS = "address"


_HEADERS = {
    Column.NAME: "name|full name|student|student name|participant|person|nombre completo|"
    "nombre y apellidos|nombres y apellidos|apellidos y nombre|apellidos y nombres|estudiante|"
    "alumno|alumna|alumno/a|participante|persona",
    Column.GIVEN: "given name|given names|first name|first names|forename|nombre|nombres|"
    "nombre de pila|primer nombre",
    Column.FAMILY: "family name|last name|surname|surnames|apellido|apellidos",
    Column.ADDRESS: "e-mail|email|mail|e-mail address|email address|mail address|correo|"
    "correo electronico|direccion de correo|direccion de correo electronico|correo-e|"
    "direccion electronica",
}
_BY_HEADER = {name: column for column, names in _HEADERS.items() for name in names.split("|")}


class Problem(StrEnum):
    """What keeps a row from being a person to invite."""

    EMPTY = "empty"
    BAD_ADDRESS = "bad_address"
    TWICE = "twice"
    TOO_MANY = "too_many"
    INVITED = "invited"


@dataclass(frozen=True, slots=True)
class Person:
    """A row that can be used."""

    row: int
    """As the spreadsheet counts it, from 1."""
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that cannot be used, and why."""

    row: int
    problem: Problem
    text: str
    """What stands there, or the row that it repeats."""


@dataclass(slots=True)
class Sheet:
    """What a list holds."""

    encoding: str
    people: list[Person] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read_sheet(data: bytes, encoding: str = "") -> Sheet:
    """Read a list of people.

    Args:
        data: the file.
        encoding: one of ``ENCODINGS`` where somebody has said it; empty to find out.

    Raises:
        SheetNotReadable: it is no text.
    """
    if data.startswith(_OTHER_FILES):
        raise SheetNotReadable
    text, used = _decode(data, encoding)
    return read_text(text, used)


@dataclass(frozen=True, slots=True)
class Table:
    """Any table, row by row, for rooms that know what its columns mean."""

    encoding: str
    rows: list[tuple[int, list[str]]]
    """Each with its number, as the spreadsheet counts it, from 1."""


def read_table(data: bytes | str, encoding: str = "", *, as_written: bool = False) -> Table:
    """Read a file or a pasted text as a table; the first row is not taken for a header.

    Cells lose line breaks, and what is longer than a name or an answer may be, unless they are
    wanted as they were written.

    Raises:
        SheetNotReadable: it is no text.
    """
    if isinstance(data, str):
        return Table("utf-8", _rows(data, as_written=as_written) if data.strip() else [])
    if data.startswith(_OTHER_FILES):
        raise SheetNotReadable
    text, used = _decode(data, encoding)
    return Table(used, _rows(text, as_written=as_written))


def read_text(text: str, encoding: str = "utf-8") -> Sheet:
    """Read a list of people that is text already, as from a pasted table."""
    rows = _rows(text)
    if not rows:
        return Sheet(encoding)
    columns = _columns(rows[0][1])
    body = rows[1:] if columns else rows
    return _people(body, columns or _guess_columns(body), encoding)


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    for name in [encoding] if encoding else _candidates(data):
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff"), name.removesuffix("-sig")
    if encoding:
        return data.decode(encoding, errors="replace").replace("\0", ""), encoding
    raise SheetNotReadable


def _candidates(data: bytes) -> Iterator[str]:
    """Encodings to try: what marks itself, what is strict, then what the letters suggest."""
    yield from (name for mark, name in _MARKS.items() if data.startswith(mark))
    if data[:200].count(0) * 4 > len(data[:200]):
        # Half of the bytes of a Western text are zero in UTF-16: the even or the odd ones.
        yield "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    yield "utf-8"
    yield from (name for name in _LETTERS if _suits_latin(data, name))
    if _suits_cyrillic(data):
        yield "cp1251"
    best = from_bytes(data[:65_536], cp_isolation=_GUESSES).best()
    if best is not None:
        yield best.encoding
    yield "cp1252"


def _suits_latin(data: bytes, encoding: str) -> bool:
    """Whether nearly all accented signs are letters of those languages, among plain ones."""
    words = _strange_words(data, encoding)
    signs = [sign for word in words for sign in word if sign > "\x7f"]
    known = sum(sign in _LETTERS[encoding] for sign in signs)
    mixed = sum(len(word) < 3 or any(sign <= "\x7f" for sign in word) for word in words)
    return known >= 0.9 * len(signs) and mixed >= 0.5 * len(words)


def _suits_cyrillic(data: bytes) -> bool:
    """Whether the strange words are of one alphabet and begin, if at all, with a capital."""
    words = _strange_words(data, "cp1251")
    fitting = [
        word
        for word in words
        if all("\u0400" <= sign <= "\u04ff" for sign in word)
        and word in {word.capitalize(), word.lower(), word.upper()}
    ]
    return len(fitting) >= 0.9 * len(words)


def _strange_words(data: bytes, encoding: str) -> list[str]:
    words = re.split(r"[\s,;|\"'.()-]+", data[:65_536].decode(encoding, errors="replace"))
    return [word for word in words if not word.isascii()]


def _rows(text: str, *, as_written: bool = False) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, with their numbers; one more than the limit at most."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, separator = 0, ""
    if re.fullmatch(r"\s*sep=.\s*", lines[0], re.IGNORECASE):
        first, separator = 1, lines[0].strip()[4:]
    separator = separator or _separator(lines[first : first + 50])
    reader = csv.reader(StringIO("\n".join(lines[first:])), delimiter=separator)
    found: list[tuple[int, list[str]]] = []
    before = 0
    for cells in _tolerant(reader):
        number, before = first + before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            kept = cells[:50] if as_written else [_clean(cell) for cell in cells[:50]]
            found.append((number, kept))
        if len(found) > ROWS_LIMIT + 100:
            break
    return found


def _tolerant(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows up to one that is no CSV at all, such as a field of more than 128 KB."""
    try:
        yield from reader
    except csv.Error:
        return


def _separator(lines: Sequence[str]) -> str:
    """The one that stands in most lines, and equally often in them."""
    counts = {sign: [line.count(sign) for line in lines if line.strip()] for sign in _SEPARATORS}
    return max(counts, key=lambda sign: (sum(map(bool, counts[sign])), -len(set(counts[sign]))))


def _clean(cell: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", cell[:CELL_LENGTH]).split())
    return "".join(sign for sign in text if sign.isprintable() or sign == "\u200d").strip()


def _columns(cells: Sequence[str]) -> dict[Column, int]:
    """Where each column stands, by the header; empty where the first row is no header."""
    if any("@" in cell for cell in cells):
        return {}
    found: dict[Column, int] = {}
    for at, cell in enumerate(cells):
        column = _BY_HEADER.get(_plain(cell))
        if column:
            found.setdefault(column, at)
    if Column.GIVEN in found and Column.FAMILY not in found and Column.NAME not in found:
        found[Column.NAME] = found.pop(Column.GIVEN)
    return found


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(bare.strip(" :*").split())


def _guess_columns(rows: Sequence[tuple[int, list[str]]]) -> dict[Column, int]:
    """Without a header: the column with most @ holds the addresses, the first other one names."""
    sample = [cells for _number, cells in rows[:50]]
    width = max((len(cells) for cells in sample), default=0)
    ats = [sum("@" in cells[at] for cells in sample if at < len(cells)) for at in range(width)]
    address = ats.index(max(ats)) if any(ats) else None
    found = {} if address is None else {Column.ADDRESS: address}
    others = [at for at in range(width) if at != address]
    return found | ({Column.NAME: others[0]} if others else {})


def _people(
    rows: Sequence[tuple[int, list[str]]], columns: dict[Column, int], encoding: str
) -> Sheet:
    sheet, seen = Sheet(encoding), dict[str, int]()
    for number, cells in rows:
        values = {column: cells[at] for column, at in columns.items() if at < len(cells)}
        parts = (values.get(column, "") for column in (Column.NAME, Column.GIVEN, Column.FAMILY))
        name = " ".join(part for part in parts if part)[:NAME_LENGTH]
        written = values.get(Column.ADDRESS, "")
        address = normal_address(written) if written else ""
        trouble = _trouble(name, written, address, seen)
        if not trouble and len(sheet.people) == ROWS_LIMIT:
            trouble = (Problem.TOO_MANY, "")
        if trouble:
            sheet.troubles.append(Trouble(number, *trouble))
        else:
            seen[address or name.casefold()] = number
            sheet.people.append(Person(number, name, address or ""))
    return sheet


def _trouble(
    name: str, written: str, address: str | None, seen: dict[str, int]
) -> tuple[Problem, str] | None:
    if not name and not written:
        return Problem.EMPTY, ""
    if address is None:
        return Problem.BAD_ADDRESS, written[:80]
    before = seen.get(address or name.casefold())
    return (Problem.TWICE, str(before)) if before else None
