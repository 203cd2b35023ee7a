"""What would somebody have said who knows no model?

Three forecasts of the same change: nothing changes; the last year's trend goes on; it goes as the
last time, scaled by how much of the supply the policy reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monazite.evidence.observed import BEFORE, Observed
from monazite.months import Month

NAMES = ("no_change", "last_trend", "previous_episode")
"""The naive forecasts, in the order in which they are shown."""

Profile = Sequence[tuple[float, float]]
"""(months since the event, log change) of an earlier episode, in order of time."""


def no_change(ahead: np.ndarray) -> np.ndarray:
    """Which log changes follow if nothing changes? Zeros, one for each point."""
    return np.zeros(len(ahead))


def last_trend(observed: Observed, event: Month, ahead: np.ndarray) -> np.ndarray:
    """Which log changes follow if the trend of the year before the event goes on?

    ahead : months since the month before the event, [P]. The trend is the least-squares slope of
    the logarithms over the records of the last twelve months; with fewer than three positive
    records there is no trend, and nothing changes.
    """
    recent = [p for p in observed.before if p.through >= event - BEFORE and p.value > 0]
    if len(recent) < 3:
        return np.zeros(len(ahead))
    when = np.array([(p.month - event) + (p.through - p.month) / 2 for p in recent], dtype=float)
    slope = np.polyfit(when, np.log([p.value for p in recent]), 1)[0]
    return np.asarray(slope * ahead, dtype=float)


def previous_episode(
    profile: Profile | None, reach_then: float, reach_now: float, ahead: np.ndarray
) -> np.ndarray | None:
    """Which log changes follow if it goes as the last time, scaled by the reach of both policies?

    Between records the profile is read linearly, after its last it stays. None where there was no
    earlier episode with such a quantity.
    """
    if not profile:
        return None
    when, change = zip(*profile, strict=True)
    return np.asarray(np.interp(ahead, (0.0, *when), (0.0, *change)) * (reach_now / reach_then))
