"""Strict CSV: a table becomes records, or one error that lists every bad cell.

The first line names the columns, which are the fields of a row record. A missing, unknown or
repeated column, a truncated row, an empty cell, a number that is none: each is a fault with file,
row, line and column. Nothing is filled in, skipped or guessed.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from monazite.absence import NOT_APPLICABLE_CELL, UNKNOWN_CELL
from monazite.errors import DefinitionError, Fault, listed, quoted, suggestion
from monazite.record_shape import Kinds, absence_at, admits, fields_of, require_strict
from monazite.schema_faults import expectation, nearest_allowed, raised_faults
from monazite.text_file import read_text, require_plain, shown_path

LARGEST_TABLE = 20_000_000
"""Largest CSV file that is read unless the caller says otherwise, in bytes."""

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_LONGEST_NUMBER = 40

Row = TypeVar("Row", bound=BaseModel)


class _Line(NamedTuple):
    number: int
    line: int
    cells: dict[str, str]


class _Column(NamedTuple):
    """What a column's cells may hold, looked up once for all its rows."""

    kinds: Kinds
    may_be_empty: bool
    nothing: bool
    number: bool
    truth: bool
    text: bool


def read_table(
    path: str | os.PathLike[str], columns: type[Row], *, largest_bytes: int = LARGEST_TABLE
) -> tuple[Row, ...]:
    """Which rows does a CSV file hold?

    path          : CSV file in UTF-8, comma-separated, first line the column names (any order)
    columns       : pydantic model of one row with `extra="forbid"`; its field names (or aliases)
                    are the columns. A field with a default may be left out as a whole column.
    largest_bytes : refuse larger files

    Cells: `unknown` and `n/a` become absences where the field's type admits them; an empty cell is
    allowed only where the type admits None or the default is empty; numbers have a decimal point
    and no separators; truth values are true and false.
    Raises DefinitionError with all faults of the file.
    """
    return parse_table(read_text(path, largest_bytes), columns, shown_path(path))


def parse_table(text: str, columns: type[Row], where: str = "table") -> tuple[Row, ...]:
    """Which rows does a CSV text hold? As `read_table`; `where` names it in faults."""
    require_strict(columns)
    require_plain(text, where)
    faults: list[Fault] = []
    lines = _lines(text, columns, where, faults)
    known = _columns(columns)
    contents: list[dict[str, Any]] = []
    bad_cells: set[tuple[int, str]] = set()
    for position, line in enumerate(lines):
        content: dict[str, Any] = {}
        for name, cell in line.cells.items():
            column = known[name]
            value, fault = _value(cell, column, where)
            if fault is not None:
                bad_cells.add((position, name))
                found, expected, advice = fault
                faults.append(Fault(_place(where, line, name), found, expected, advice=advice))
            elif cell or column.nothing:
                content[name] = value
        contents.append(content)
    rows: tuple[Row, ...] = ()
    try:
        rows = _adapter(columns).validate_json(json.dumps(contents), strict=True)
    except ValidationError as error:
        faults += _row_faults(error, lines, bad_cells, where)
    if faults:
        raise DefinitionError(listed(faults, where))
    return rows


@lru_cache(maxsize=64)
def _adapter(columns: type[Row]) -> TypeAdapter[tuple[Row, ...]]:
    return TypeAdapter(tuple[columns, ...])  # type: ignore[valid-type]


def _lines(text: str, columns: type[BaseModel], where: str, faults: list[Fault]) -> list[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[_Line] = []
    try:
        header = next(reader, None)
        if header is None:
            raise DefinitionError.one(
                where=where, found="an empty file", expected="a line with the column names"
            )
        _check_header(header, columns, where)
        ended, number = reader.line_num, 0
        for cells in reader:
            started, ended = ended + 1, reader.line_num
            number += 1
            if len(cells) == len(header):
                lines.append(_Line(number, started, dict(zip(header, cells, strict=True))))
                continue
            faults.append(_wrong_length(f"{where}, row {number} (line {started})", cells, header))
    except csv.Error as error:
        faults.append(
            Fault(
                f"{where}, line {reader.line_num}",
                f"text that is not CSV ({error})",
                "cells separated by commas, quotes closed",
            )
        )
        raise DefinitionError(listed(faults, where)) from None
    return lines


def _wrong_length(where: str, cells: list[str], header: list[str]) -> Fault:
    if not cells:
        return Fault(
            where, "an empty line", "a row, or the end of the file", advice="delete the empty line"
        )
    return Fault(
        where,
        f"{len(cells)} cells",
        f"{len(header)} cells, one for each column",
        because="a truncated row or a stray comma shifts values into wrong columns",
        advice="put text that holds a comma in double quotes",
    )


def _check_header(header: list[str], columns: type[BaseModel], where: str) -> None:
    known = fields_of(columns)
    required = {
        field.alias or name for name, field in columns.model_fields.items() if field.is_required()
    }
    place = f"{where}, line 1"
    faults: list[Fault] = []
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise DefinitionError.one(
            where=place,
            found=f"one column, {quoted(header[0])}",
            expected=f"columns separated by commas: {', '.join(known)}",
            advice="separate columns by commas, and write numbers with a decimal point",
        )
    for position, name in enumerate(header):
        if name in header[:position]:
            faults.append(Fault(place, f"column {quoted(name)} a second time", "every column once"))
        elif name not in known:
            advice = suggestion(name, [key for key in known if key not in header])
            faults.append(
                Fault(
                    place,
                    f"the unknown column {quoted(name)}",
                    f"only the columns {', '.join(known)}",
                    because="a misspelt column would be dropped without a word",
                    advice=advice,
                )
            )
    for name in known:
        if name in required and name not in header:
            faults.append(
                Fault(
                    place,
                    f"no column {quoted(name)}",
                    f"the column {name}",
                    advice=suggestion(name, [other for other in header if other not in known]),
                )
            )
    if faults:
        raise DefinitionError(faults)


@lru_cache(maxsize=64)
def _columns(columns: type[BaseModel]) -> Mapping[str, _Column]:
    return {name: _column(columns, name) for name in fields_of(columns)}


def _column(columns: type[BaseModel], name: str) -> _Column:
    kinds = fields_of(columns)[name]
    nothing = admits(kinds, type(None))
    return _Column(
        kinds,
        may_be_empty=nothing or _empty_by_default(columns, name),
        nothing=nothing,
        number=admits(kinds, int) or admits(kinds, float),
        truth=admits(kinds, bool),
        text=any(kind not in (int, float, bool, type(None)) for kind in _present(kinds)),
    )


def _empty_by_default(columns: type[BaseModel], name: str) -> bool:
    for own, field in columns.model_fields.items():
        if (field.alias or own) == name:
            return not field.is_required() and field.default in ("", None)
    return False


def _value(
    cell: str, column: _Column, where: str
) -> tuple[Any, tuple[str, str, str | None] | None]:
    """The JSON value of a cell, or its fault as (found, expected, advice)."""
    if not cell:
        if column.may_be_empty:
            return None, None
        advice = "write unknown or n/a if that is meant" if _takes_absence(column.kinds) else None
        return None, ("an empty cell", "a value", advice)
    if cell != cell.strip():
        return None, (quoted(cell), "a value without spaces at its ends", None)
    absence = absence_at(column.kinds, cell, where)
    if absence is not None:
        return absence, None
    if column.number:
        number = number_of(cell)
        if number is not None:
            return number, None
        if not column.text and not column.truth:
            return None, (quoted(cell), "a number", _number_advice(cell, column.kinds))
    if column.truth:
        if cell in ("true", "false"):
            return cell == "true", None
        if not column.text:
            return None, (quoted(cell), "true or false", None)
    return cell, None


def _present(kinds: Kinds) -> Kinds:
    return tuple(kind for kind in kinds if not _takes_absence((kind,)))


def _takes_absence(kinds: Kinds) -> bool:
    return any(absence_at(kinds, cell, "") for cell in (UNKNOWN_CELL, NOT_APPLICABLE_CELL))


def number_of(cell: str) -> int | float | None:
    """Which number does a cell hold? None where it is none: no separators, spaces or units."""
    if len(cell) > _LONGEST_NUMBER:
        return None
    if _INTEGER.fullmatch(cell):
        return int(cell)
    if _NUMBER.fullmatch(cell) and math.isfinite(float(cell)):
        return float(cell)
    return None


def _number_advice(cell: str, kinds: Kinds) -> str | None:
    if cell in (UNKNOWN_CELL, NOT_APPLICABLE_CELL):
        return "this column must be known in every row"
    if cell.casefold() in ("nan", "na", "-", "none", "null", "inf"):
        return "write unknown or n/a if that is meant" if _takes_absence(kinds) else None
    if "," in cell:
        return "write a decimal point and no thousands separator"
    return "percent is never stored: divide by 100" if cell.endswith("%") else None


def _row_faults(
    error: ValidationError, lines: list[_Line], bad_cells: set[tuple[int, str]], where: str
) -> list[Fault]:
    faults: dict[tuple[str, str], Fault] = {}
    for complaint in error.errors(include_url=False):
        position, *rest = complaint["loc"]
        line = lines[int(position)]
        name = str(rest[0]) if rest and rest[0] in line.cells else ""
        if (position, name) in bad_cells or complaint["type"] == "missing":
            continue
        place = _place(where, line, name)
        shown = quoted(line.cells[name]) if name else f"a row of {len(line.cells)} cells"
        raised = raised_faults(complaint)
        if raised is None:
            raised = (
                Fault(
                    "",
                    "",
                    expectation(complaint),
                    advice=nearest_allowed(complaint, line.cells.get(name, "")),
                ),
            )
        for fault in raised:
            inside = f"{place} ({fault.where})" if fault.where and not name else place
            found = fault.found or shown
            first = faults.get((inside, found))
            if first is not None and fault.because is None:
                expected = f"{first.expected} or {fault.expected}"
                faults[inside, found] = Fault(inside, found, expected, None, first.advice)
            else:
                key = (inside, found if first is None else f"{found} {len(faults)}")
                faults[key] = Fault(inside, found, fault.expected, fault.because, fault.advice)
    return list(faults.values())


def _place(where: str, line: _Line, column: str) -> str:
    place = f"{where}, row {line.number} (line {line.line})"
    return f"{place}, column {column}" if column else place
