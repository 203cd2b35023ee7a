"""What was recorded of a scored quantity, in which months, on which basis?

Series that may not be shipped are read from a folder of the reader's own; where it is not at hand,
or lacks the file, the quantity is reported as not scored, with the reason.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from monazite.csv_table import LARGEST_TABLE, read_table
from monazite.errors import DataError, DefinitionError, Fault, quoted
from monazite.evidence.episode import Episode
from monazite.evidence.written_episode import ExternalSeries, ObservedRow, ScoredQuantity
from monazite.months import Month
from monazite.text_file import read_text

LONGEST_WAIT = 6
"""Most months between the last record before the event and the event, for prices."""
BEFORE = 12
"""Months before the event whose mean is the origin of a volume."""
LEAST_AFTER = 1
"""Fewest records after the event from which a quantity is scored."""


@dataclass(frozen=True)
class Point:
    """What was recorded from ``month`` to ``through`` (the same for one month)?

    ``value`` is a price in the series' unit, or a volume in that unit per month.
    """

    month: Month
    through: Month
    value: float


@dataclass(frozen=True)
class Observed:
    """What was recorded of one quantity?

    origin : value before the event from which changes are counted: the last price, or the mean of
             the last year's volumes
    before : all records before the event; after: those from the event on, inside the window
    gaps   : months inside the window without a record
    """

    quantity: str
    unit: str
    origin: float
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    gaps: int
    sources: tuple[str, ...]


class NotAtHand(Exception):
    """Why can a quantity not be scored here: a series that may not be shipped is missing."""


def observe(episode: Episode, quantity: ScoredQuantity, folder: Path | None) -> Observed:
    """What was recorded of a quantity?

    folder : where tables that are not shipped lie. Raises NotAtHand where such a table is needed
    and missing, DefinitionError for two values of a month, DataError for a price of 0, or where the
    record has no origin or nothing after the event.
    """
    where = f"{episode.id}, {quantity.id}"
    if quantity.external is not None:
        points, sources = _external(quantity.external, quantity, folder, where)
    else:
        rows = read_table(episode.folder / str(quantity.file), ObservedRow)
        points = [_point(row, quantity) for row in rows]
        sources = list(dict.fromkeys(row.source for row in rows))
    points.sort(key=lambda point: point.month)
    for first, second in pairwise(points):
        if second.month <= first.through:
            raise DefinitionError.one(
                where=where,
                found=f"two values for {second.month}",
                expected="one value for a month",
            )
    free = [point.month for point in points if point.value <= 0]
    if quantity.unit.dimension == "price" and free:
        raise DataError.one(
            where=f"{where}, {free[0]}",
            found="a price of 0",
            expected="a positive price, or no row",
            because="a month without a quote is a gap, and a change from or to 0 has no size",
        )
    event, last = episode.event, episode.calendar[-1]
    before = tuple(point for point in points if point.through < event)
    after = tuple(point for point in points if point.month >= event and point.through <= last)
    if not before:
        raise DataError.one(
            where=where,
            found="no record before the event",
            expected=f"at least one row before {event}, from which changes are counted",
            advice="add the last record before the event; for volumes those of the year before it",
        )
    if len(after) < LEAST_AFTER:
        raise DataError.one(
            where=where,
            found=f"no record from {event} to {last}",
            expected="records inside the window",
        )
    origin = _origin(quantity, before, event, where)
    recorded = {point.month + n for point in after for n in range(point.through - point.month + 1)}
    gaps = (last - event + 1) - len(recorded)
    return Observed(quantity.id, quantity.unit.text, origin, before, after, gaps, tuple(sources))


def _point(row: ObservedRow, quantity: ScoredQuantity) -> Point:
    through = row.through or row.month
    if through < row.month:
        raise DefinitionError.one(
            where=f"{quantity.file}, {row.month}",
            found=f"a span that ends in {through}",
            expected="an end no earlier than its start",
        )
    return Point(row.month, through, _monthly(row.value, through - row.month + 1, quantity))


def _monthly(value: float, months: int, quantity: ScoredQuantity) -> float:
    """Return a mass recorded over a span as tonnes a month; prices and rates as tonnes or USD."""
    if quantity.unit.dimension == "mass":
        return value * quantity.unit.factor / months
    return value * quantity.unit.factor


def _external(
    series: ExternalSeries, quantity: ScoredQuantity, folder: Path | None, where: str
) -> tuple[list[Point], list[str]]:
    if ".." in Path(series.file).parts or Path(series.file).is_absolute():
        raise DefinitionError.one(
            where=where, found=quoted(series.file), expected="a path inside the folder of tables"
        )
    if folder is None or not (folder / series.file).is_file():
        place = "no folder of observed tables was given" if folder is None else f"not in {folder}"
        raise NotAtHand(f"{series.file} may not be shipped and is not at hand ({place})")
    points: list[Point] = []
    sources: list[str] = []
    faults: list[Fault] = []
    text = read_text(folder / series.file, LARGEST_TABLE)
    with io.StringIO(text, newline="") as file:
        reader = csv.DictReader(file, restval="")
        needed = {*series.match, series.value}
        needed |= {series.period} if series.period else {"year", "month"}
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise DefinitionError.one(
                where=f"{where}, {series.file}",
                found=f"columns {', '.join(reader.fieldnames or ())}",
                expected=f"the columns {', '.join(sorted(missing))} too",
            )
        for number, row in enumerate(reader, start=2):
            if any(row[column] != wanted for column, wanted in series.match.items()):
                continue
            at = f"{where}, {series.file}, line {number}"
            if series.stated_unit is not None and row.get("unit") != series.stated_unit:
                faults.append(Fault(at, f"unit {row.get('unit')!r}", repr(series.stated_unit)))
                continue
            written = row[series.value]
            try:
                value = float(written)
            except ValueError:
                value = math.nan
            if not (math.isfinite(value) and value >= 0):
                faults.append(Fault(at, f"{series.value} {written!r}", "a number of at least 0"))
                continue
            when = row[series.period] if series.period else f"{row['year']}-{row['month']:0>2}"
            try:
                month = Month.parse(when)
            except DefinitionError as error:
                faults += [replace(fault, where=f"{at}, month") for fault in error.faults]
                continue
            points.append(Point(month, month, _monthly(value, 1, quantity)))
            sources.append(row.get("source") or row.get("source_id") or series.file)
    if faults:
        raise DefinitionError(faults)
    if not points:
        raise DataError.one(
            where=f"{where}, {series.file}",
            found=f"no row with {series.match}",
            expected="at least one",
        )
    return points, list(dict.fromkeys(sources))


def _origin(quantity: ScoredQuantity, before: tuple[Point, ...], event: Month, where: str) -> float:
    if quantity.unit.dimension == "price":
        last = before[-1]
        if event - last.through > LONGEST_WAIT:
            raise DataError.one(
                where=where,
                found=f"no price between {last.through} and {event}",
                expected=f"one at most {LONGEST_WAIT} months before the event",
                because="a change cannot be counted from a price long past",
                advice=f"add a row of a month from {event - LONGEST_WAIT} to {event - 1}",
            )
        origin = last.value
    else:
        year = [point for point in before if point.through >= event - BEFORE]
        if not year:
            raise DataError.one(
                where=where,
                found=f"no volume in the {BEFORE} months before {event}",
                expected="at least one",
            )
        weight = [point.through - point.month + 1 for point in year]
        total = sum(w * point.value for w, point in zip(weight, year, strict=True))
        origin = total / sum(weight)
    if origin <= 0:
        raise DataError.one(where=where, found="an origin of 0", expected="a positive value")
    return origin
