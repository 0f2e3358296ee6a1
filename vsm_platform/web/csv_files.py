"""Tables to take away as CSV (RFC 4180), made so that a spreadsheet program takes no cell for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula, in full-width signs too (OWASP, CSV injection)."""


def harmless(cell: object) -> str:
    """The text of a cell; an apostrophe goes before what would be calculated.

    Numbers of ours are numbers: only words can have been written by somebody with a plan.
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" ").startswith(_FORMULA) else text


def csv_text(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    for row in (header, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue()


def csv_response(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The table as a file; the mark at its beginning tells spreadsheet programs that it is UTF-8."""
    headers = {"Content-Disposition": f"attachment; filename={name}.csv"}
    text = csv_text(header, rows)
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)
