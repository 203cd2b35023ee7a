"""Which values has a series in a table that the package does not ship?

The table is somebody's own, with columns of its own; which rows and columns are meant is said in
the episode. What is not plainly meant is refused with its line: nothing is skipped or guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from monazite.csv_table import LARGEST_TABLE, number_of
from monazite.errors import DataError, DefinitionError, Fault, MonaziteError
from monazite.evidence.written_episode import ExternalSeries
from monazite.months import Month
from monazite.text_file import read_text, shown_path
from monazite.units import Unit, parse_unit


class NotAtHand(Exception):
    """Why can a quantity not be scored here: a series that may not be shipped is missing.

    file   : the table; folder : where it was looked for, None where no folder was given
    """

    def __init__(self, file: str, folder: Path | None) -> None:
        self.file, self.folder = file, folder
        place = "no folder of observed tables was given" if folder is None else f"not in {folder}"
        super().__init__(f"{file} may not be shipped and is not at hand ({place})")


def named_series(series: ExternalSeries) -> str:
    """How is a series of a table called in faults? By what its rows match."""
    return ", ".join(f"{column} {value}" for column, value in series.match.items()) or "all rows"


def read_series(
    series: ExternalSeries, unit: Unit, folder: Path | None
) -> tuple[list[tuple[Month, float, str]], list[str]]:
    """Which (month, value, place in the file) has a series, and by which sources?

    unit : of the quantity; where the table has a column `unit` it must say this, or what
           `stated_unit` says it says. Values are as written, at least 0.
    Raises NotAtHand where the table is missing, DefinitionError with all bad lines, DataError
    where no row matches.
    """
    if folder is None or not (folder / series.file).is_file():
        raise NotAtHand(series.file, folder)
    shown = shown_path(folder / series.file)
    found: list[tuple[Month, float, str]] = []
    sources: list[str] = []
    faults: list[Fault] = []
    with io.StringIO(read_text(folder / series.file, LARGEST_TABLE), newline="") as file:
        reader = csv.DictReader(file, restval="")
        columns = list(reader.fieldnames or ())
        _require_columns(series, columns, shown)
        for row in reader:
            if any(row[column] != wanted for column, wanted in series.match.items()):
                continue
            at = f"{shown}, line {reader.line_num}"
            faults += _of_shape(row, columns, at) or _of_unit(series, unit, row, at)
            value = number_of(row[series.value])
            if value is None or value < 0:
                told = f"{series.value} {row[series.value]!r}"
                faults.append(Fault(at, told, "a number of at least 0, with a decimal point"))
                continue
            when = row[series.period] if series.period else f"{row['year']}-{row['month']:0>2}"
            try:
                month = Month.parse(when)
            except DefinitionError as error:
                faults += [replace(fault, where=f"{at}, month") for fault in error.faults]
                continue
            found.append((month, float(value), at))
            sources.append(row.get("source") or row.get("source_id") or series.file)
    if faults:
        raise DefinitionError(faults)
    if not found:
        raise DataError.one(
            where=shown,
            found=f"no row with {named_series(series)}",
            expected="at least one",
            advice="check the texts under `match`, letter by letter",
        )
    return found, list(dict.fromkeys(sources))


def _require_columns(series: ExternalSeries, columns: list[str], shown: str) -> None:
    needed = {*series.match, series.value}
    needed |= {series.period} if series.period else {"year", "month"}
    missing = sorted(needed - set(columns))
    twice = sorted({name for name in columns if columns.count(name) > 1} & {*needed, "unit"})
    if missing or twice:
        raise DefinitionError.one(
            where=f"{shown}, line 1",
            found=f"columns {', '.join(columns)}",
            expected=f"the columns {', '.join(missing)} too"
            if missing
            else f"the column {', '.join(twice)} once",
            advice="separate columns by commas"
            if len(columns) == 1
            else "name the columns under `match`, `value` and `period` as the table does",
        )


def _of_shape(row: Mapping[str | None, object], columns: list[str], at: str) -> list[Fault]:
    """Return the fault of a row with more cells than columns."""
    if None not in row:
        return []
    return [
        Fault(
            at,
            f"more than {len(columns)} cells",
            f"{len(columns)} cells, one for each column",
            because="a stray comma, or a decimal comma, shifts values into wrong columns",
            advice="write a decimal point, and put text that holds a comma in double quotes",
        )
    ]


def _of_unit(
    series: ExternalSeries, unit: Unit, row: Mapping[str, str | None], at: str
) -> list[Fault]:
    """Return the fault of a row that is in another unit than the quantity."""
    told = row.get("unit")
    if series.stated_unit is not None:
        wanted, agrees = series.stated_unit, told == series.stated_unit
    else:
        wanted, agrees = unit.text, told is None or _means(told, unit)
    if agrees:
        return []
    return [
        Fault(
            at,
            f"unit {told!r}",
            repr(wanted),
            advice=None
            if series.stated_unit is not None
            else f"where the table writes {unit} otherwise say so: stated_unit: ...",
        )
    ]


def _means(text: str, unit: Unit) -> bool:
    """Is a unit in a table the one of the quantity, its basis perhaps left unsaid?"""
    if text in (unit.text, unit.text.partition(" ")[0]):
        return True
    try:
        told = parse_unit(text)
    except MonaziteError:
        return False
    return (told.dimension, told.factor) == (unit.dimension, unit.factor)
