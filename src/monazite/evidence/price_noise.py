"""How much does a price move from month to month when nobody announces anything?

A metal that is traded on an exchange is quoted every month, and its price wanders by a few per
cent; a metal that is quoted now and then stands still or jumps. Where a price was recorded month by
month before the event, its own noise says how far it may stray from any forecast: a random walk,
whose deviation grows with the square root of the months ahead. Nothing after the event enters.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from monazite.evidence.observed import Observed
from monazite.months import Month

LOOKED_BACK = 36
"""Months before the event from which the noise is read."""
FEWEST_CHANGES = 12
"""Fewest changes from one record to the next; with them the noise is known within a fifth."""
LONGEST_STEP = 2
"""Most months between two records whose difference counts as a change."""


def monthly_noise(seen: Observed, event: Month) -> float | None:
    """Which standard deviation had a month's change before the event, log units?

    Root mean square, no trend taken off. None for a volume, whose changes are counted from a
    year's mean, and for a price with too few records.
    """
    if not seen.unit.startswith("USD"):
        return None
    recent = [p for p in seen.before if p.month == p.through and p.month >= event - LOOKED_BACK]
    squares = [
        np.log(later.value / earlier.value) ** 2 / (later.month - earlier.month)
        for earlier, later in pairwise(recent)
        if later.month - earlier.month <= LONGEST_STEP
    ]
    if len(squares) < FEWEST_CHANGES:
        return None
    return float(np.sqrt(np.mean(squares)))


def noise_of_mean(monthly: float, ahead: np.ndarray) -> float:
    """Which standard deviation has the mean of a price's own wandering over its records? Log units.

    monthly : as `monthly_noise`; ahead : (point,) months since the month before the event. Two
    records of a random walk share what was added up to the earlier one.
    """
    shared = np.minimum.outer(ahead, ahead)
    return float(monthly * np.sqrt(shared.mean()))


def noise_ahead(seen: Observed, event: Month, ahead: np.ndarray) -> np.ndarray | None:
    """How far may a price have strayed by each record? (point,) standard deviations, log units.

    ahead : (point,) months since the month before the event. None where the noise is not known, or
    0 because the price never moved: that is a price list, not a market.
    """
    noise = monthly_noise(seen, event)
    return None if not noise else noise * np.sqrt(ahead)
