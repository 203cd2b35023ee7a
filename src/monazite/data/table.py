"""What does a shipped table say, in which unit, and on what does each row rest?

A table is read once, checked against its description and never changed: every number has a unit
and basis, every row a grade, sources, licence and vintage, and what is not known is an `Unknown`,
never a number.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from monazite.absence import (
    NOT_APPLICABLE_CELL,
    UNKNOWN_CELL,
    NotApplicable,
    Unknown,
    is_known,
)
from monazite.definition import Definition
from monazite.errors import DataError, DefinitionError, Fault, quoted, unknown_name
from monazite.labels import Label

Value = str | float | int | Unknown | NotApplicable
Grade = Literal["A", "B", "C", "D"]

GRADES = ("A", "B", "C", "D")
EVIDENCE = ("grade", "source", "licence", "vintage")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Column(Definition):
    """What does a column hold?

    kind : text, number or whole (whole number)
    unit : unit and basis of a number, such as `t REO/year`; `n/a` for text and for years
    """

    name: str
    kind: Literal["text", "number", "whole"]
    unit: str
    en: str
    zh: str


class Description(Definition):
    """What is a table about?

    ``key`` names the columns that identify a row; `vintage` may be one of them.
    """

    id: str
    en: str
    zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Row:
    """One row: its values by column, and what it rests on."""

    values: Mapping[str, Value]
    grade: str
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    vintage: str
    note: str

    def __getitem__(self, column: str) -> Value:
        if column not in self.values:
            raise unknown_name("row", column, self.values, "column")
        return self.values[column]


@dataclass(frozen=True)
class Table:
    """A shipped table.

    rows   : in the order of the file
    sha256 : of the file's bytes
    """

    id: str
    label: Label
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sha256: str

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def column(self, name: str) -> Column:
        """Which column has this name? Raises UnknownNameError with near misses."""
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown_name(f"table {self.id}", name, [c.name for c in self.columns], "column")

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Which numbers stand in a column? (row,), in the column's unit.

        Raises DataError if one of them is unknown or not applicable, or the column holds text.
        """
        column = self.column(name)
        if column.kind == "text":
            raise DataError.one(
                where=f"table {self.id}, column {name}",
                found="text",
                expected="a column of numbers",
            )
        values = []
        for row in self.rows:
            value = row.values[name]
            if not isinstance(value, (int, float)):
                raise DataError.one(
                    where=f"table {self.id}, {self.named(row)}, column {name}",
                    found=str(value),
                    expected="a number",
                    because="an absent value cannot be calculated with",
                    advice="select the rows in which it is known first",
                )
            values.append(float(value))
        return np.array(values, dtype=np.float64)

    def select(self, **wanted: str | int) -> Table:
        """Which rows have these values? `table.select(region="CHN")`; perhaps none."""
        for name in wanted:
            self.column(name)
        rows = tuple(
            row for row in self.rows if all(row.values[n] == value for n, value in wanted.items())
        )
        return Table(self.id, self.label, self.key, self.columns, rows, self.sha256)

    def row(self, **wanted: str | int) -> Row:
        """Which one row has these values? Raises DataError if there is none or more than one."""
        found = self.select(**wanted).rows
        if len(found) == 1:
            return found[0]
        raise DataError.one(
            where=f"table {self.id}",
            found=f"{len(found)} rows with {wanted}",
            expected="exactly one",
        )

    def named(self, row: Row) -> str:
        """How is a row called: the values of its key columns?"""
        return _named(row, self.key)

    def source_ids(self) -> tuple[str, ...]:
        """Which sources does the table rest on, most rows first?"""
        return self._source_ids

    @cached_property
    def _source_ids(self) -> tuple[str, ...]:
        counted: dict[str, int] = {}
        for row in self.rows:
            for source in row.sources:
                counted[source] = counted.get(source, 0) + 1
        return tuple(sorted(counted, key=lambda s: (-counted[s], s)))

    def known(self, name: str) -> Table:
        """The same table without the rows in which a column is absent."""
        self.column(name)
        rows = tuple(row for row in self.rows if is_known(row.values[name]))
        return Table(self.id, self.label, self.key, self.columns, rows, self.sha256)


def read_described(
    path: Path, described: Description, notes: Mapping[str, str] | None = None
) -> Table:
    """Which table does a CSV file hold, by its description?

    notes : key of a row -> note, for tables whose file has no column for it

    Raises DefinitionError with all faults: columns that are missing or not described, cells that
    are no number where one is due, empty cells, grades other than A to D, keys that stand twice.
    """
    if not path.is_file():
        raise DataError.one(where=f"table {described.id}", found="no file", expected=f"{path.name}")
    data = path.read_bytes()
    reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    header = next(reader, [])
    own = [column.name for column in described.columns]
    allowed = [*own, *EVIDENCE, "citation", "note"]
    faults = [
        Fault(
            f"table {described.id}", f"no column {name}", f"columns {', '.join(own)} and evidence"
        )
        for name in (*own, *EVIDENCE)
        if name not in header
    ] + [
        Fault(f"table {described.id}", f"column {quoted(name)}", "a column of the description")
        for name in header
        if name not in allowed
    ]
    if faults:
        raise DefinitionError(faults)
    rows: list[Row] = []
    seen: set[str] = set()
    places = {name: header.index(name) for name in header}
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            where = f"table {described.id}, line {number}"
            faults.append(Fault(where, f"{len(cells)} cells", f"{len(header)} cells"))
            continue
        row = _row(cells, places, described, number, faults)
        name = _named(row, described.key)
        if name in seen:
            where = f"table {described.id}, line {number}"
            faults.append(Fault(where, f"the key {quoted(name)} again", "each key once"))
        seen.add(name)
        if notes and name in notes:
            row = Row(row.values, row.grade, row.sources, row.licences, row.vintage, notes[name])
        rows.append(row)
    if faults:
        raise DefinitionError(faults)
    return Table(
        described.id,
        Label(described.en, described.zh),
        described.key,
        described.columns,
        tuple(rows),
        hashlib.sha256(data).hexdigest(),
    )


def _named(row: Row, key: tuple[str, ...]) -> str:
    parts = (row.vintage if name == "vintage" else row.values.get(name, "") for name in key)
    return " / ".join(str(part) for part in parts)


def _row(
    cells: list[str],
    places: Mapping[str, int],
    described: Description,
    number: int,
    faults: list[Fault],
) -> Row:
    values: dict[str, Value] = {}
    for column in described.columns:
        cell = cells[places[column.name]]
        value = _value(cell, column.kind)
        if value is None:
            faults.append(
                Fault(
                    f"table {described.id}, line {number}, column {column.name}",
                    quoted(cell),
                    "a number" if column.kind != "text" else "text, `unknown` or `n/a`",
                    "an empty or wrong cell must not pass as a value",
                )
            )
            continue
        values[column.name] = value
    grade, source, licence, vintage = (cells[places[name]] for name in EVIDENCE)
    if grade not in GRADES:
        where = f"table {described.id}, line {number}, column grade"
        faults.append(Fault(where, quoted(grade), "A, B, C or D"))
    for name in EVIDENCE:
        if not cells[places[name]]:
            where = f"table {described.id}, line {number}, column {name}"
            faults.append(Fault(where, "an empty cell", "what the row rests on"))
    said = [cells[places["note"]]] if "note" in places else []
    if "citation" in places:
        said.append(f"cited: {cells[places['citation']]}")
    return Row(
        MappingProxyType(values),
        grade,
        _parts(source),
        _parts(licence),
        vintage,
        "; ".join(words for words in said if words),
    )


@functools.cache
def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";"))


def _value(cell: str, kind: str) -> Value | None:
    """What does a cell say? None where it says nothing of the right kind."""
    if cell == UNKNOWN_CELL:
        return Unknown("not found in any source")
    if cell == NOT_APPLICABLE_CELL:
        return NotApplicable("no such value for this row")
    if kind == "text":
        return cell or None
    if not _NUMBER.fullmatch(cell):
        return None
    number = float(cell)
    if kind == "whole":
        return int(number) if number.is_integer() else None
    return number if math.isfinite(number) else None
