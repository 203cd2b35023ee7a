"""Which recorded prices can be drawn beside the model's?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

TABLE = "dated_quotes"
_ELEMENTS = {
    "dysprosium": "Dy",
    "terbium": "Tb",
    "yttrium": "Y",
    "ndpr": "NdPr",
    "samarium": "Sm",
    "gadolinium": "Gd",
    "lanthanum": "La",
    "cerium": "Ce",
}
_EUROPE = ("Europe", "Rotterdam")


@dataclass(frozen=True)
class RecordedQuote:
    """A price quoted in Europe: low and high in USD/kg, at a point of the time axis (years)."""

    element: str
    year: float
    low: float
    high: float
    source: str


def european_quotes(elements: Collection[str]) -> tuple[tuple[RecordedQuote, ...], str]:
    """Which European quotes does the shipped table hold, and how is the table cited?

    No quotes and an empty citation where the table is not in this installation.
    """
    rows, source = _rows()
    found = []
    for row in rows:
        element = _ELEMENTS.get(str(row["mineral"]))
        market, unit = str(row["market"]), str(row["unit"])
        date = str(row["date"])
        if element not in elements or unit not in ("USD/kg", "USD/t") or len(date) < 7:
            continue
        if not any(word in market for word in _EUROPE) or "metal" in str(row["product_grade"]):
            continue
        scale = 1.0 if unit == "USD/kg" else 1e-3
        low, high = float(str(row["low"])) * scale, float(str(row["high"])) * scale
        found.append(RecordedQuote(str(element), point_in_time(date), low, high, str(row["source"])))
    return tuple(found), source


def point_in_time(date: str) -> float:
    """Where on a time axis in years is a date, ``2025-05-06`` or ``2025-05`` (its middle)?

    Raises ValueError for a date with neither month nor day.
    """
    parts = [int(part) for part in date.split("-")]
    if len(parts) < 2:
        raise ValueError(f"date {date!r} names no month")
    day = (parts[2] - 0.5) / 30.5 if len(parts) > 2 else 0.5
    return parts[0] + (parts[1] - 1 + day) / 12


def _rows() -> tuple[list[dict[str, object]], str]:
    return [], ""
