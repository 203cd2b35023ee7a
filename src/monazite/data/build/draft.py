"""What does a table look like on the way to its file?

A draft is a name, columns and rows of text or numbers. Numbers are written with at most six
significant digits, in plain decimal notation, so that a rebuilt file equals the shipped one byte
for byte; a cell that must carry more digits is handed over as text (see ``exactly``).
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from monazite.errors import DataError

SIGNIFICANT_DIGITS = 6
EVIDENCE = ("grade", "source", "licence", "vintage")
"""The columns that every shipped table has beside its own."""

Cell = str | int | float


@dataclass(frozen=True)
class Draft:
    """One table before it is written. ``name`` is relative to the folder of the tables.

    Every row has a note, perhaps empty; tables that the chains read strictly have no column for it
    and their notes go to the table of notes (see ``notes_of``).
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]

    def text(self) -> str:
        """Which bytes (as text, line ends LF) does the file have?

        Raises DataError for a missing, surplus or empty cell: what is not known is the word
        ``unknown``, what does not apply is ``n/a``.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        for number, row in enumerate(self.rows, start=2):
            if set(row) != {*self.columns, "note"}:
                raise DataError.one(
                    where=f"draft {self.name}, line {number}",
                    found=f"cells {sorted(row)}",
                    expected=f"cells {sorted({*self.columns, 'note'})}",
                )
            cells = [written(row[column]) for column in self.columns]
            for column, cell in zip(self.columns, cells, strict=True):
                if cell == "" and column != "note":
                    raise DataError.one(
                        where=f"draft {self.name}, line {number}, column {column}",
                        found="an empty cell",
                        expected="a value, `unknown` or `n/a`",
                        because="an empty cell does not say which of the two is meant",
                    )
            writer.writerow(cells)
        return stream.getvalue()


def rounded(value: float, digits: int = SIGNIFICANT_DIGITS) -> float:
    """Which number remains after rounding to so many significant digits (half to even)?"""
    return float(Context(prec=digits).create_decimal(repr(float(value))))


def written(cell: Cell) -> str:
    """How is a cell written? Numbers: six significant digits at most, no exponent."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool) or not math.isfinite(cell):
        raise DataError.one(where="draft", found=repr(cell), expected="text or a finite number")
    if isinstance(cell, int):
        return str(cell)
    return exactly(rounded(cell))


def exactly(value: float, places: int = 12) -> str:
    """How is a number written in plain notation with up to so many decimal places?"""
    if value == 0:
        return "0"
    text = format(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def draft(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Cell]],
    note_inside: bool = False,
) -> Draft:
    """How is a draft made whose rows end with the evidence columns (and a note, if inside)?"""
    last = ("note",) if note_inside else ()
    return Draft(name, (*columns, *EVIDENCE, *last), tuple(rows))


def notes_of(drafts: Sequence[Draft], keys: Mapping[str, Sequence[str]], name: str) -> Draft:
    """The table of notes on the rows of other tables.

    keys : stem of a table's name -> the columns that identify a row; other tables are passed over
    """
    rows = []
    for table in drafts:
        stem = table.name.rsplit("/", 1)[-1].removesuffix(".csv")
        for row in table.rows:
            if stem in keys and row["note"]:
                key = " / ".join(written(row[column]) for column in keys[stem])
                rows.append({"table": stem, "row": key, "note": row["note"]})
    return Draft(name, ("table", "row", "note"), tuple(rows))
