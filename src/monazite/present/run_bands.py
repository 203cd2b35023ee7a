"""Which 90 per cent bands lie beside a saved run? Read from what `monazite run --members` wrote.

The file stands beside the run's folder: RUN.bands.csv, one row a month and market node, USD/t.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monazite.errors import DefinitionError, quoted

COLUMNS = ("month", "node", "unit", "median", "low", "high", "wide_low", "wide_high")
UNIT = "USD/t"

Edges = tuple[float, float]


@dataclass(frozen=True)
class RunBands:
    """Between which prices do 90 per cent of the weighed draws lie?

    node : node id -> month -> (low, high), USD/t
    """

    node: Mapping[str, Mapping[str, Edges]]

    def at(self, node: str, month: str) -> Edges | None:
        """Which band has a node in a month? None if the file has no such row."""
        return self.node.get(node, {}).get(month)


def bands_file(run: str | Path) -> Path:
    """Where do the bands of a saved run lie, if it was run with members?"""
    place = Path(run)
    return place.with_name(f"{place.name}.bands.csv")


def bands_beside(run: str | Path) -> RunBands | None:
    """Which bands lie beside a saved run? None if there is no file; as :func:`read_bands`."""
    place = bands_file(run)
    return read_bands(place) if place.is_file() else None


def read_bands(place: Path) -> RunBands:
    """Read a file of bands.

    Raises DefinitionError, with the line, for other columns, another unit, a value that is no
    number, or a lower end above the upper one.
    """
    rows = csv.DictReader(io.StringIO(place.read_text(encoding="utf-8")))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise DefinitionError.one(
            where=f"{place.name}, line 1",
            found=quoted(", ".join(rows.fieldnames or ())),
            expected=", ".join(COLUMNS),
            advice="write it again with monazite run --members",
        )
    found: dict[str, dict[str, Edges]] = {}
    for number, row in enumerate(rows, 2):
        try:
            low, high = float(row["low"]), float(row["high"])
        except (TypeError, ValueError):
            low, high = 1.0, 0.0
        if row["unit"] != UNIT or not low <= high:
            raise DefinitionError.one(
                where=f"{place.name}, line {number}",
                found=quoted(f"{row['unit']}, {row['low']} to {row['high']}"),
                expected=f"{UNIT}, a number and one that is not below it",
            )
        found.setdefault(row["node"], {})[row["month"]] = (low, high)
    return RunBands(found)
