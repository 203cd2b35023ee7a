"""Bills of materials as CSV or Excel: one transaction a row in, one answer a row out.

The first row names the fields, exactly as in a transaction; further names are taken as parameters,
and columns that are neither are a fault of the file. Cells may be empty (unknown). `elements` and
`hs` hold several values separated by commas or semicolons, `contains` and `parameters` JSON.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from monazite.errors import DefinitionError, Fault, listed, quoted, suggestion
from monazite.policy.parameters import parameters
from monazite.policy.sentences import say
from monazite.policy.transaction import FIELDS
from monazite.text_file import shown_path

LARGEST_FILE = 200_000_000
"""Largest bill of materials, in bytes."""

LONGEST_CELL = 100_000
"""Most letters of a cell; Python's reader of CSV takes few more."""

LONGEST_EXCEL_CELL = 32_767
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

_BROKEN = "\0broken"
"""Stands among the cells of a row that could not be taken apart, with the reason."""

NOT_UTF8 = ", which is not UTF-8"
SAVE_AS_UTF8 = "save the file as UTF-8 (not GBK or UTF-16)"
_TOO_LONG = f"a cell of more than {LONGEST_CELL:,} letters"
MOST_LINES_A_ROW = 50
"""Over how many lines the cells of one row may go."""

_NUMBERS = frozenset(("chinese_content_value_share", "value_usd", "quantity_kg"))
_TRUTH = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False}
_TRUTH["否"] = False
_FORMULA = ("=", "+", "@", "\t", "\r")
"""Signs with which a spreadsheet begins a formula; a minus too, unless a number follows."""
COLUMNS = ("verdict", "rules", "missing", "documents", "time_limit", "notes", "faults")
"""Columns added to the rows of the answer."""

Given = tuple[str, dict[str, str]]
"""A row as it was read: where it stands, and its cells by column."""

Row = tuple[str, Mapping[str, Any] | Fault]
"""Where a row stands, and the fields of its transaction, or why it has none."""


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """What came of one row of a bill?

    cells   : of the row as it was read, by column
    verdict : one of the six; None if the row could not be read
    told    : cells of the answer, in the order of :data:`COLUMNS`
    """

    cells: Mapping[str, str]
    verdict: str | None
    told: list[str]


def read_rows(path: Path) -> tuple[tuple[str, ...], Iterator[Given]]:
    """Which columns and rows has a bill of materials? (columns, (place, cells) one by one).

    Rows are read as they are asked for, so that a long bill takes no more memory than a short one.
    Raises DefinitionError for a file that cannot be read or whose columns are not known. Rows are
    not judged here: short and long ones come back as they are.
    """
    where = shown_path(path)
    table = _excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    head = next(table, None)
    if head is None or not any(head):
        raise DefinitionError.one(
            where=where, found="an empty file", expected="a first row of names"
        )
    columns = tuple(name.strip() for name in head)
    faults = list(_column_faults(columns, where))
    if faults:
        raise DefinitionError(listed(faults, where))
    return columns, _placed(table, columns, where)


def _placed(table: Iterator[list[str]], columns: tuple[str, ...], where: str) -> Iterator[Given]:
    for number, cells in enumerate(table, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        content = dict(zip(columns, cells, strict=False))
        if isinstance(cells, _Broken):
            content[_BROKEN] = cells.reason
        elif len(cells) != len(columns):
            content[_BROKEN] = f"{len(cells)} cells in a row of {len(columns)} columns"
        elif any(len(cell) > LONGEST_CELL for cell in cells):
            content[_BROKEN] = _TOO_LONG
        yield f"{where}, row {number}", content


def expected_rows(path: Path) -> int | None:
    """About how many rows has a bill of materials, for showing progress? None if not known soon."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return None
    with path.open("rb") as stream:
        return sum(part.count(b"\n") for part in iter(lambda: stream.read(1 << 20), b""))


def transactions(columns: tuple[str, ...], rows: Iterable[Given]) -> Iterator[Row]:
    """Turn cells into fields; what cannot be read stays text and is refused later."""
    for place, cells in rows:
        fields: dict[str, Any] = {}
        given: dict[str, Any] = {}
        if _BROKEN in cells:
            expected = f"{len(columns)} cells, as the first row has"
            advice = SAVE_AS_UTF8 if cells[_BROKEN].endswith(NOT_UTF8) else None
            yield place, Fault(f"{place}, cells", cells[_BROKEN], expected, advice=advice)
            continue
        for name in columns:
            text = (cells.get(name) or "").strip()
            if not text or text == "unknown":
                continue
            if name in FIELDS:
                fields[name] = _field(name, text)
            else:
                given[name] = _parameter(name, text)
        if given:
            own = fields.get("parameters")
            fields["parameters"] = {**(own if isinstance(own, dict) else {}), **given}
        yield place, fields


def write_answers(path: Path, columns: tuple[str, ...], rows: Iterable[AnsweredRow]) -> None:
    """Write rows with their answers beside them, as CSV or Excel by the file's ending.

    The file takes its name once it is whole; where answering stops, no half of it is left.
    """
    head = (*columns, *COLUMNS)
    body = (
        [_safe(row.cells.get(name) or "") for name in columns] + [_safe(cell) for cell in row.told]
        for row in rows
    )
    part = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        if path.suffix.lower() == ".xlsx":
            _write_excel(part, head, body)
        else:
            with part.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(head)
                writer.writerows(body)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _field(name: str, text: str) -> Any:
    if name in _NUMBERS:
        return _number(text)
    if name == "hs":
        return [
            part for part in text.replace(";", ",").replace("，", ",").split(",") if part.strip()
        ]
    if name == "made_with_chinese_technology":
        return _TRUTH.get(text.casefold(), text)
    if name in ("contains", "parameters"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _parameter(name: str, text: str) -> Any:
    kind = parameters()[name].kind
    if kind == "number":
        return _number(text)
    if kind == "boolean":
        return _TRUTH.get(text.casefold(), text)
    if kind == "steps":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")


def _number(text: str) -> float | str:
    """Return the number in a cell; text that is none, such as `1,5`, stays and is refused later."""
    plain = unicodedata.normalize("NFKC", text)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return float(plain) if _DECIMAL.fullmatch(plain) else text


def _column_faults(columns: tuple[str, ...], where: str) -> Iterator[Fault]:
    known = [*FIELDS, *(name for name, one in parameters().items() if not one.field)]
    for name in dict.fromkeys(columns):
        if columns.count(name) > 1:
            yield Fault(f"{where}, row 1", f"column {quoted(name)} twice", "every column once")
        if name not in known:
            yield Fault(
                f"{where}, row 1",
                f"column {quoted(name)}",
                "a field of a transaction or a parameter of the register",
                because="a misspelt column would be dropped without a word",
                advice=suggestion(name, known),
            )
    for name in ("date", "to"):
        if name not in columns:
            yield Fault(
                f"{where}, row 1",
                f"no column `{name}`",
                f"the column `{name}`",
                advice=_separator(columns),
            )


def _separator(columns: tuple[str, ...]) -> str | None:
    """Return what to do where the first row is one cell: its names stand apart in another way."""
    other = next((sign for sign in ";\t|" if len(columns) == 1 and sign in columns[0]), None)
    return None if other is None else f"separate the columns with commas, not with {other!r}"


def _csv(path: Path) -> Iterator[list[str]]:
    where = shown_path(path)
    if not path.is_file():
        raise DefinitionError.one(where=where, found="no such file", expected="a CSV file")
    if path.stat().st_size > LARGEST_FILE:
        raise DefinitionError.one(
            where=where,
            found=f"{path.stat().st_size:,} bytes",
            expected=f"at most {LARGEST_FILE:,}",
        )
    _refuse_other_encodings(path, where)
    yield from _records(_lines(path))


class _Broken(list[str]):
    """A line that is no row of cells: the line as far as it can be shown, and why."""

    def __init__(self, line: str, reason: str) -> None:
        super().__init__([line])
        self.reason = reason


def _refuse_other_encodings(path: Path, where: str) -> None:
    """Raise DefinitionError if a file is not UTF-8 as a whole; single broken lines are let pass."""
    lines = broken = 0
    first: str | None = None
    whole = False
    for line in _raw_lines(path):
        lines += 1
        whole = whole or b"\x00" in line
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            first = first or f"byte 0x{line[error.start]:02x}"
            broken += 1
            whole = whole or lines == 1
    if first is not None and (whole or 2 * broken > lines):
        raise DefinitionError.one(
            where=where,
            found=f"{first}{NOT_UTF8}",
            expected="text in UTF-8",
            advice=SAVE_AS_UTF8,
        )


def _raw_lines(path: Path) -> Iterator[bytes]:
    """Return the lines of a file with their ends, which may be those of any system."""
    with path.open("rb") as stream:
        first = True
        for piece in stream:
            lines = piece.splitlines(keepends=True)
            if first and lines:
                lines[0] = lines[0].removeprefix(codecs.BOM_UTF8)
                first = False
            yield from lines


def _lines(path: Path) -> Iterator[str | _Broken]:
    """Return the lines of a file; those that are not UTF-8 come back broken."""
    for line in _raw_lines(path):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            reason = f"byte 0x{line[error.start]:02x}{NOT_UTF8}"
            yield _Broken(line.decode("utf-8", "backslashreplace").strip(), reason)


def _records(lines: Iterator[str | _Broken]) -> Iterator[list[str]]:
    """Return the rows of a table; a quote that is never closed breaks its own line only."""
    ahead: deque[str | _Broken] = deque()
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        if isinstance(line, _Broken):
            yield line
            continue
        joined = [line]
        rows = _rows(joined)
        while rows is None and len(joined) < MOST_LINES_A_ROW:
            if len(ahead) < len(joined):
                more = next(lines, None)
                if more is None:
                    break
                ahead.append(more)
            piece = ahead[len(joined) - 1]
            if isinstance(piece, _Broken):
                break
            joined.append(piece)
            rows = _rows(joined)
        if rows is None:
            yield _Broken(line.strip(), "a quote that is not closed")
            continue
        for _ in joined[1:]:
            ahead.popleft()
        yield from rows


def _rows(lines: list[str]) -> list[list[str]] | None:
    """Return the rows of these lines, None if a cell does not end within them."""
    try:
        return list(csv.reader(lines, strict=True))
    except csv.Error as error:
        if len(lines) == 1 and str(error).startswith("field larger"):
            return [_Broken(lines[0].strip(), _TOO_LONG)]
        return None


def _excel(path: Path) -> Iterator[list[str]]:
    where = shown_path(path)
    try:
        import openpyxl
    except ImportError:
        raise DefinitionError.one(
            where=where,
            found="an Excel file, but the package openpyxl is not installed",
            expected="openpyxl, or the same table as CSV",
            advice="install monazite with the extra `excel`",
        ) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise DefinitionError.one(
            where=where, found=f"{type(error).__name__}: {error}", expected="an Excel workbook"
        ) from None
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield [_cell(value) for value in row]
    book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _safe(cell: str) -> str:
    """Keep a cell from being run as a formula by the program that opens it."""
    risky = cell[:1] in _FORMULA or (cell[:1] == "-" and not _DECIMAL.fullmatch(cell))
    return f"'{cell}" if risky else cell


def _for_excel(cell: str) -> str:
    """Return what a workbook can hold: control characters written out, a longer text cut aloud."""
    plain = _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", cell)
    if len(plain) <= LONGEST_EXCEL_CELL:
        return plain
    told = f"... ({len(plain):,} letters; cut, a cell of Excel holds {LONGEST_EXCEL_CELL:,})"
    return plain[: LONGEST_EXCEL_CELL - len(told)] + told


def _write_excel(path: Path, head: tuple[str, ...], body: Iterable[list[str]]) -> None:
    try:
        import openpyxl
    except ImportError:
        raise DefinitionError.one(
            where=shown_path(path),
            found="an Excel file, but the package openpyxl is not installed",
            expected="openpyxl, or a name that ends in .csv",
            advice="install monazite with the extra `excel`",
        ) from None
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(say("sheet.answers", "en"))
    sheet.append(list(head))
    for row in body:
        sheet.append([_for_excel(cell) for cell in row])
    book.save(path)
