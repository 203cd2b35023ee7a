"""What was recorded of a scored quantity, in which months, on which basis?

Series that may not be shipped are read from a folder of the reader's own; where it is not at hand,
or lacks the file, the quantity is reported as not scored, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from monazite.csv_table import read_table
from monazite.errors import DataError, DefinitionError, Fault, MonaziteError
from monazite.evidence.episode import Episode
from monazite.evidence.external_series import NotAtHand, named_series, read_series
from monazite.evidence.written_episode import ObservedRow, ScoredQuantity
from monazite.months import Month
from monazite.text_file import shown_path

__all__ = [
    "BEFORE",
    "LEAST_AFTER",
    "LONGEST_WAIT",
    "NotAtHand",
    "Observed",
    "Point",
    "observe",
    "observe_all",
]

LONGEST_WAIT = 6
"""Most months between the last record before the event and the event, for prices."""
BEFORE = 12
"""Months before the event whose mean is the origin of a volume."""
LEAST_AFTER = 1
"""Fewest records after the event from which a quantity is scored."""
OTHER_UNIT = 300.0
"""Ratio of two prices that follow each other from which on they cannot be in one unit: no recorded
price has moved so far between two records, and kilogrammes and tonnes are a thousand apart."""


@dataclass(frozen=True)
class Point:
    """What was recorded from ``month`` to ``through`` (the same for one month)?

    ``value`` is a price in USD/t, or a volume in tonnes a month; ``place`` is its row in a file.
    """

    month: Month
    through: Month
    value: float
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Observed:
    """What was recorded of one quantity?

    origin : value before the event from which changes are counted: the last price, or the mean of
             the last year's volumes
    before : all records before the event; after: those from the event on, inside the window
    gaps   : months inside the window without a record
    unread : spans across the event or the end of the window, which stand for neither side
    """

    quantity: str
    unit: str
    origin: float
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    gaps: int
    sources: tuple[str, ...]
    unread: tuple[Point, ...] = ()


def observe_all(
    episode: Episode, folder: Path | None
) -> tuple[dict[str, Observed], dict[str, str]]:
    """What was recorded of each scored quantity, and why is what is missing not at hand?

    Returns quantity -> record and quantity -> reason. Errors as `observe`, of all quantities at
    once.
    """
    observed: dict[str, Observed] = {}
    missing: dict[str, str] = {}
    faults: list[Fault] = []
    kind: type[MonaziteError] = DataError
    for quantity in episode.scored:
        try:
            observed[quantity.id] = observe(episode, quantity, folder)
        except NotAtHand as reason:
            missing[quantity.id] = str(reason)
        except MonaziteError as error:
            kind = DefinitionError if isinstance(error, DefinitionError) else kind
            faults += error.faults
    if faults:
        raise kind(faults)
    return observed, missing


def observe(episode: Episode, quantity: ScoredQuantity, folder: Path | None) -> Observed:
    """What was recorded of a quantity?

    folder : where tables that are not shipped lie. Raises NotAtHand where such a table is needed
    and missing, DefinitionError for two values of a month, DataError for a price of 0 or in another
    unit than the one before, or where the record has no origin or nothing after the event. Records
    after the window, and spans across its ends, are not read.
    """
    if quantity.external is not None:
        read, sources = read_series(quantity.external, quantity.unit, folder)
        place = shown_path((folder or Path()) / quantity.external.file)
        where = f"{place}, {named_series(quantity.external)}"
        points = [
            Point(month, month, _monthly(value, 1, quantity), place) for month, value, place in read
        ]
    else:
        where = shown_path(episode.folder / str(quantity.file))
        rows = read_table(episode.folder / str(quantity.file), ObservedRow)
        points = [
            _point(row, quantity, f"{where}, row {n} (line {n + 1})")
            for n, row in enumerate(rows, start=1)
        ]
        sources = list(dict.fromkeys(row.source for row in rows))
    points.sort(key=lambda point: point.month)
    _require_one_series(points, quantity)
    event, last = episode.event, episode.calendar[-1]
    before = tuple(point for point in points if point.through < event)
    after = tuple(point for point in points if point.month >= event and point.through <= last)
    unread = tuple(
        point
        for point in points
        if point.month < event <= point.through or event <= point.month <= last < point.through
    )
    if not before:
        raise DataError.one(
            where=where,
            found=f"no record before the event{_reach(points)}",
            expected=f"at least one row before {event}, from which changes are counted",
            advice="add the last record before the event; for volumes those of the year before it",
        )
    if len(after) < LEAST_AFTER:
        raise DataError.one(
            where=where,
            found=f"no record from {event} to {last}{_reach(points)}",
            expected=f"records inside the window, {event} to {last}",
            advice="check start, event and months of the episode, or add the records",
        )
    origin = _origin(quantity, before, event, where)
    recorded = {point.month + n for point in after for n in range(point.through - point.month + 1)}
    gaps = (last - event + 1) - len(recorded)
    unit = quantity.unit.text
    return Observed(quantity.id, unit, origin, before, after, gaps, tuple(sources), unread)


def _reach(points: list[Point]) -> str:
    """Say from when to when a series goes."""
    return f"; the rows go from {points[0].month} to {points[-1].through}" if points else ""


def _require_one_series(points: list[Point], quantity: ScoredQuantity) -> None:
    """Refuse two values of a month, and prices that are none.

    points : in order of time
    """
    for first, second in pairwise(points):
        if second.month <= first.through:
            raise DefinitionError.one(
                where=second.place,
                found=f"two values for {second.month}",
                expected="one value for a month",
                because="of two values nothing says which one was recorded",
                advice=f"keep one of the two; the other stands in {first.place}",
            )
    if quantity.unit.dimension != "price":
        return
    for point in points:
        if point.value <= 0:
            raise DataError.one(
                where=point.place,
                found="a price of 0",
                expected="a positive price, or no row",
                because="a month without a quote is a gap, and a change from or to 0 has no size",
            )
    for first, second in pairwise(points):
        ratio = second.value / first.value
        if not 1 / OTHER_UNIT < ratio < OTHER_UNIT:
            raise DataError.one(
                where=second.place,
                found=f"a price {ratio:.3g} times the one before it, in {first.place}",
                expected=f"prices in one unit, {quantity.unit}",
                because="no price moves so far between two records; another unit does",
                advice="convert all rows to one unit",
            )


def _point(row: ObservedRow, quantity: ScoredQuantity, place: str) -> Point:
    through = row.through or row.month
    if through < row.month:
        raise DefinitionError.one(
            where=f"{place}, column through",
            found=f"a span that ends in {through}",
            expected=f"an end no earlier than its start, {row.month}",
        )
    value = _monthly(row.value, through - row.month + 1, quantity)
    return Point(row.month, through, value, place)


def _monthly(value: float, months: int, quantity: ScoredQuantity) -> float:
    """Return a mass recorded over a span as tonnes a month; prices and rates as tonnes or USD."""
    if quantity.unit.dimension == "mass":
        return value * quantity.unit.factor / months
    return value * quantity.unit.factor


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
