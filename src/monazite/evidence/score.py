"""How good was a forecast of one quantity?

Everything is counted in logarithms of the change since before the event, so that a doubling and a
halving missed weigh the same. A volume that fell below one hundredth of its origin counts as one
hundredth: the logarithm of nothing is not finite, and below that level records are noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FLOOR = 0.01
"""Smallest multiple of the origin that is told apart from nothing."""
FLAT = 0.10
"""Log change, mean over the window, below which a quantity counts as unmoved."""
ONSET = 0.5
"""Share of the largest change from which on a movement counts as begun."""
RECOVERED = 0.5
"""Share of the largest change below which a movement counts as over."""
FEW_POINTS = 4
"""Fewest records from which timing is read."""
BAND = (0.05, 0.95)


def log_change(multiple: np.ndarray) -> np.ndarray:
    """Return the logarithm of multiples of the origin, floored at `FLOOR`."""
    return np.log(np.maximum(multiple, FLOOR))


def direction(change: np.ndarray) -> int:
    """Did a quantity rise (1), fall (-1) or stay (0), on the mean of its log changes?"""
    mean = float(np.mean(change))
    return 0 if abs(mean) <= FLAT else (1 if mean > 0 else -1)


def class_odds(members: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """How likely is it, by a weighted ensemble, that a quantity falls, stays or rises? Sum 1.

    members : (member, point), what the model misses included. Classes as in `direction`.
    """
    mean = members.mean(axis=1)
    falls, rises = float(weight[mean < -FLAT].sum()), float(weight[mean > FLAT].sum())
    return falls, 1.0 - falls - rises, rises


def most_probable(odds: Sequence[float]) -> int:
    """Which direction is the most probable? Of equally probable ones the one nearest to none."""
    return max((0, -1, 1), key=lambda way: round(odds[way + 1], 9))


def ranked_probability(odds: Sequence[float], recorded: int) -> float:
    """How far are the odds of a fall, of none and of a rise from what was recorded? 0 is best.

    Ranked probability score, sum of squared differences of the cumulative odds, from 0 to 2; a
    forecast without odds is one that is sure of its direction. Proper: it cannot be bettered by
    saying other odds than one believes. Source: Epstein 1969, J. Applied Meteorology 8.
    """
    sure = [float(recorded == way) for way in (-1, 0, 1)]
    return float(np.sum(np.cumsum(np.asarray(odds) - sure) ** 2))


def log_error(forecast: np.ndarray, observed: np.ndarray) -> float:
    """Return the mean absolute difference of log changes; 0.69 is a factor of two."""
    return float(np.mean(np.abs(forecast - observed)))


@dataclass(frozen=True)
class Timing:
    """When did a movement begin, peak and end, in months since the month before the event?

    None where the quantity did not move, has too few records, or (``recovery``) did not recover
    inside the window.
    """

    onset: float | None
    peak: float | None
    recovery: float | None


def timing(change: np.ndarray, ahead: np.ndarray) -> Timing:
    """Which timing does a series of log changes have? ``ahead`` is months, [P]."""
    if len(change) < FEW_POINTS or np.max(np.abs(change)) <= FLAT:
        return Timing(None, None, None)
    top = int(np.argmax(np.abs(change)))
    towards = change * np.sign(change[top])
    begun = int(np.argmax(towards >= ONSET * towards[top]))
    over = np.flatnonzero(towards[top:] < RECOVERED * towards[top])
    end = float(ahead[top + int(over[0])]) if len(over) else None
    return Timing(float(ahead[begun]), float(ahead[top]), end)


def crps(members: np.ndarray, weight: np.ndarray, observed: np.ndarray) -> float:
    """Return the mean continuous ranked probability score of a weighted ensemble, log units.

    members : (member, point); weight : (member,), sum 1; observed : (point,). For one member it is
    the absolute error. Source: Gneiting and Raftery 2007, JASA 102, equation 21, sorted form.
    """
    total = 0.0
    for point, truth in enumerate(observed):
        order = np.argsort(members[:, point])
        x, w = members[order, point], weight[order]
        mean_gap = float(np.sum(w * np.abs(x - truth)))
        before = np.cumsum(w) - w
        spread = float(np.sum(w * x * (2 * before + w - 1)))
        total += mean_gap - spread
    return total / len(observed)


def quantile(members: np.ndarray, weight: np.ndarray, level: float) -> np.ndarray:
    """Return a quantile of a weighted ensemble at each point, (point,)."""
    result = np.empty(members.shape[1])
    for point in range(members.shape[1]):
        order = np.argsort(members[:, point])
        running = np.cumsum(weight[order])
        at = (running - 0.5 * weight[order]) / running[-1]
        result[point] = np.interp(level, at, members[order, point])
    return result


def coverage(members: np.ndarray, weight: np.ndarray, observed: np.ndarray) -> float:
    """Return the share of records inside the 90 per cent band of a weighted ensemble."""
    low, high = (quantile(members, weight, level) for level in BAND)
    return float(np.mean((observed >= low) & (observed <= high)))
