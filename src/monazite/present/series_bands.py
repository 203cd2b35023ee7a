"""Between which values lies each monthly series of a scenario, over draws that history supports?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from monazite.evidence.supported_draws import SupportedDraws, band, wide_band
from monazite.present.run_series import RunSeries

PRICES = ("price_outside", "price_inside")
LEAST = 3
"""Fewer draws that cleared than this give no band."""


def series_bands(found: Sequence[RunSeries], chosen: SupportedDraws) -> dict[str, Any]:
    """Which bands and draws are drawn? JSON-ready.

    found : one a draw, in the order of ``chosen``; draws in which a month did not clear are counted
            and left out, as are months in which a draw has no number
    Returns weight, failed and, by series, months of low, high (and, for prices, wide_low
    and wide_high), and the draws themselves for differences; no series if too few cleared.
    """
    good = [number for number, one in enumerate(found) if one.failed is None]
    told: dict[str, Any] = {
        "members": len(found),
        "failed": len(found) - len(good),
        "missed": chosen.missed,
        "weight": [],
        "bands": {},
        "draws": {},
    }
    if len(good) < LEAST:
        return told
    weight = chosen.weight[good] / chosen.weight[good].sum()
    told["weight"] = [float(f"{value:.5g}") for value in weight]
    names = [one.id for one in found[good[0]].series]
    for name in names:
        table = _table([found[number] for number in good], name)
        if table is None:
            continue
        known = np.isfinite(table).all(axis=0)
        told["bands"][name] = _levels(table, known, weight, chosen.missed, name in PRICES)
        told["draws"][name] = [_numbers(row) for row in table]
    return told


def _table(found: Sequence[RunSeries], name: str) -> np.ndarray | None:
    """Return (member, month); None where a draw lacks the series."""
    rows = []
    for one in found:
        values = next((series.values for series in one.series if series.id == name), None)
        if values is None:
            return None
        rows.append([np.nan if value is None else value for value in values])
    return np.asarray(rows, dtype=float)


def _levels(
    table: np.ndarray, known: np.ndarray, weight: np.ndarray, missed: float, price: bool
) -> dict[str, list[float | None]]:
    told = dict(zip(("low", "high"), band(table[:, known], weight), strict=True))
    if price:
        wide = wide_band(table[:, known], weight, missed)
        told.update(zip(("wide_low", "wide_high"), wide, strict=True))
    return {name: _numbers(_spread(values, known)) for name, values in told.items()}


def _spread(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    whole = np.full(len(known), np.nan)
    whole[known] = values
    return whole


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values]
