"""How does a table of a page become a file: CSV or Excel, with nothing that a program would run?"""

from __future__ import annotations

import io
from collections.abc import Iterable
from urllib.parse import quote

from starlette.responses import Response

from monazite.present.figure import Cell, Table

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "yaml": "application/yaml; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""Ending -> media type of what is sent as a file."""

RUN_BY_SPREADSHEETS = ("=", "+", "@", "\t", "\r")
"""First letters that make a spreadsheet take a text for a formula."""


def safe(cell: Cell) -> Cell:
    """How is a cell written so that no spreadsheet runs it? Texts get an apostrophe in front.

    A leading minus is kept where a number follows.

    >>> safe("=1+1"), safe("-2"), safe("-x()"), safe(-2.0)
    ("'=1+1", '-2', "'-x()", -2.0)
    """
    if not isinstance(cell, str) or not cell:
        return cell
    if cell[0] in RUN_BY_SPREADSHEETS:
        return f"'{cell}"
    if cell[0] == "-":
        try:
            float(cell)
        except ValueError:
            return f"'{cell}"
    return cell


def guarded(table: Table) -> Table:
    """Which table has the same content, safe to open in a spreadsheet?"""
    rows = tuple(tuple(safe(cell) for cell in row) for row in table.rows)
    headers = tuple(str(safe(head)) for head in table.headers)
    return Table(headers, rows, table.numeric, table.optional)


def csv_bytes(table: Table, stamp: Iterable[str] = ()) -> bytes:
    """Which CSV holds a table? UTF-8 with a mark that spreadsheets look for; stamp lines below."""
    text = guarded(table).csv()
    lines = [f"# {line}" for line in stamp]
    return ("\ufeff" + text + "".join(f"{line}\n" for line in lines)).encode("utf-8")


def excel_bytes(table: Table, stamp: Iterable[str] = (), name: str = "Monazite") -> bytes:
    """Which Excel workbook holds a table on one sheet, and its stamp on a second?"""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    checked = guarded(table)
    sheet.append(list(checked.headers))
    for row in checked.rows:
        sheet.append(["unknown" if cell is None else cell for cell in row])
    about = book.create_sheet("about")
    for line in stamp:
        about.append([safe(line)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def file_answer(content: bytes, name: str, ending: str) -> Response:
    """Which answer hands over a file under a name?"""
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}.{ending}')}"
    return Response(content, media_type=KINDS[ending], headers={"content-disposition": disposition})


def table_answer(table: Table, name: str, ending: str, stamp: Iterable[str] = ()) -> Response:
    """Which answer hands over a table as ``csv`` or ``xlsx``? KeyError for another ending."""
    made = {"csv": csv_bytes, "xlsx": excel_bytes}[ending](table, tuple(stamp))
    return file_answer(made, name, ending)
