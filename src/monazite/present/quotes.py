"""Which recorded prices and customs months can be drawn beside the model's?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from monazite.present.shipped import rows_of

QUOTES = "price_quotes_2025.csv"
CUSTOMS = "china_exports_customs.csv"
_ELEMENTS = {"dysprosium": "Dy", "terbium": "Tb", "yttrium": "Y", "ndpr": "NdPr"}
_EUROPE = ("Europe", "Rotterdam")
_TONNE = {"USD/kg": 1.0, "USD/t": 1e-3}


@dataclass(frozen=True)
class RecordedQuote:
    """A price quoted in Europe: low and high in USD/kg, at a point of the time axis (years)."""

    element: str
    date: str
    year: float
    low: float
    high: float
    citation: str


@dataclass(frozen=True)
class CustomsMonth:
    """Tonnes of a product that left China in a month, as the press quoted its customs."""

    month: str
    tonnes: float
    method: str
    citation: str


def european_quotes(elements: Collection[str]) -> tuple[RecordedQuote, ...]:
    """Which European quotes of oxides does the package ship? Empty where it ships no such table.

    Quotes without a month, of metal, for other places or volume-weighted tiers are left out.
    """
    found = []
    for row in rows_of(QUOTES) or ():
        element = _ELEMENTS.get(row["element"])
        if element not in elements or row["unit"] not in _TONNE or len(row["date"]) < 7:
            continue
        if not any(place in row["market"] for place in _EUROPE):
            continue
        scale = _TONNE[row["unit"]]
        low, high = float(row["low"]) * scale, float(row["high"]) * scale
        year = point_in_time(row["date"], row["precision"])
        found.append(RecordedQuote(str(element), row["date"], year, low, high, row["citation"]))
    return tuple(found)


def cited(records: Iterable[RecordedQuote | CustomsMonth]) -> str:
    """Which pages state the records, each once, in the order of the records?"""
    return "; ".join(dict.fromkeys(record.citation for record in records))


def point_in_time(date: str, precision: str = "") -> float:
    """Where on a time axis in years is a date, ``2025-05-06`` or ``2025-05`` (its middle)?

    precision : "early month" and "late month" move a month without a day to its 5th and 25th.
    Raises ValueError for a date with neither month nor day.
    """
    parts = [int(part) for part in date.split("-")]
    if len(parts) < 2:
        raise ValueError(f"date {date!r} names no month")
    day = {"early month": 5.0, "late month": 25.0}.get(precision, 15.25)
    if len(parts) > 2:
        day = float(parts[2])
    return parts[0] + (parts[1] - 1 + day / 30.5) / 12


def customs_months(product: str) -> tuple[CustomsMonth, ...]:
    """How many tonnes of a product left China, month by month, as far as the package ships it?"""
    return tuple(
        CustomsMonth(row["month"], float(row["tonnes"]), row["method"], row["citation"])
        for row in rows_of(CUSTOMS) or ()
        if row["product"] == product
    )
