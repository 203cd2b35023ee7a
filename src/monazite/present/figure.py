"""What belongs to one figure: finding, unit, drawings, source, grade, table, how computed?

A figure is complete without its drawing: the table view and the CSV hold the same numbers, and the
description says in one sentence what is to be seen.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from urllib.parse import quote

from monazite.present.drawing import Drawing

Cell = str | float | int | None


@dataclass(frozen=True)
class Table:
    """Rows under headers; numbers stay numbers until they are written.

    ``numeric`` names the positions of the columns that are set flush right, ``optional`` those that
    a narrow page leaves out. A cell of None is
    absent and is written as a dash in the page and as ``unknown`` in the CSV, never as nothing.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    optional: frozenset[int] = frozenset()

    def csv(self) -> str:
        """Which CSV text holds the table, full precision, header first?"""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.headers)
        for row in self.rows:
            writer.writerow(["unknown" if cell is None else _machine(cell) for cell in row])
        return buffer.getvalue()


def _machine(cell: Cell) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def download(text: str) -> str:
    """Which ``data:`` address lets a reader keep ``text`` as a CSV file, without a request?"""
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + text, safe="-_.!~*'(),:;/+=@")


@dataclass(frozen=True)
class Figure:
    """One figure of the report, ready to be set.

    title       : a finding where a rule could write one that holds, else a plain name
    subtitle    : what, unit, basis, scale
    drawings    : panels, set in ``columns`` on a wide page and in one column on a phone
    narrow      : drawings for the phone where the wide ones would be unreadable, else empty
    source      : source and vintage, one line; ``grade`` its letter (A to D, M modelled)
    table       : what the page shows as the table view; ``data`` is what the CSV holds
    """

    id: str
    title: str
    subtitle: str
    drawings: tuple[Drawing, ...]
    source: str
    grade: str
    how: str
    cite: str
    table: Table
    data: Table
    columns: int = 4
    narrow: tuple[Drawing, ...] = field(default=())
    note: str = ""

    @property
    def address(self) -> str:
        """Which address downloads the figure's numbers?"""
        return download(self.data.csv())
