"""A table that stands on a page as an Excel file: the page sends CSV, a workbook comes back."""

from __future__ import annotations

import csv
import io

from fastapi import APIRouter, Request
from fastapi.responses import Response

import monazite
from monazite.errors import DefinitionError
from monazite.present.figure import Cell, Table
from monazite.web.tables import table_answer

router = APIRouter(include_in_schema=False)

MOST_ROWS = 20_000
LONGEST_CITE = 600


def table_of(text: str) -> Table:
    """Which table does a CSV text hold? Cells that are numbers become numbers.

    Raises DefinitionError for a text without rows, with too many or with rows of different length.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    rows = [row for row in rows if row]
    if not 2 <= len(rows) <= MOST_ROWS or len({len(row) for row in rows}) > 1:
        raise DefinitionError.one(
            where="table",
            found=f"{len(rows)} rows of {len({len(row) for row in rows})} lengths",
            expected=f"a head and 1 to {MOST_ROWS} rows, all of one length",
        )
    head, *body = rows
    return Table(tuple(head), tuple(tuple(_cell(cell) for cell in row) for row in body))


def _cell(text: str) -> Cell:
    try:
        return float(text) if text.strip("-0123456789.") == "" else text
    except ValueError:
        return text


@router.post("/table.xlsx")
async def table_file(request: Request) -> Response:
    """Hand over the table that was sent as a workbook. Nothing is kept."""
    try:
        text = (await request.body()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError.one(
            where="table", found="bytes that are not UTF-8", expected="CSV in UTF-8"
        ) from error
    cite = request.query_params.get("cite", "")[:LONGEST_CITE]
    stamp = (f"Monazite {monazite.__version__}", *((cite,) if cite else ()))
    return table_answer(table_of(text), "monazite-table", "xlsx", stamp)
