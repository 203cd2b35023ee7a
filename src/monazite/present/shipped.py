"""Which rows does a table hold that is shipped with the package?

A thin door to the CSV files of ``monazite.data``: rows as texts, in the file's order. A table that
this installation does not have gives None, so that a report can say so instead of failing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Row = Mapping[str, str]


@cache
def rows_of(path: str) -> tuple[Row, ...] | None:
    """Which rows has the shipped table ``path`` (below the folder of tables, with its ending)?

    Cells are texts as written; ``unknown`` and ``n/a`` stay as they are. None if there is no such
    table.
    """
    source = files("monazite.data").joinpath("tables").joinpath(path)
    if not source.is_file():
        return None
    text = source.read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(io.StringIO("\n".join(lines))))
