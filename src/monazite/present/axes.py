"""Which part of an axis is shown, where are its ticks, and what do they say?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from monazite.present.number_text import fixed, percent


@dataclass(frozen=True)
class Axis:
    """An axis from ``low`` to ``high``, linear or logarithmic; a tick is a value and its text."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def position(self, value: float) -> float:
        """Where on the axis is ``value``, from 0 at the low end to 1 at the high end?"""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def value(self, position: float) -> float:
        """Which value stands at ``position``?"""
        if self.log:
            return float(self.low * (self.high / self.low) ** position)
        return self.low + position * (self.high - self.low)


def log_axis(low: float, high: float) -> Axis:
    """Which log axis shows everything between two positive numbers, with three to five ticks?"""
    bottom, top = low / 1.15, high * 1.15
    if top / bottom < 3:
        middle = math.sqrt(top * bottom)
        bottom, top = middle / math.sqrt(3), middle * math.sqrt(3)
    decades = range(math.floor(math.log10(bottom)), math.ceil(math.log10(top)) + 1)
    ticks: list[float] = []
    for steps in ((1,), (1, 3), (1, 2, 5), (1, 2, 3, 5, 7), (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)):
        ticks = [
            tick
            for decade in decades
            for tick in (float(f"{step}e{decade}") for step in steps)
            if bottom <= tick <= top
        ]
        if len(ticks) >= 3:
            break
    return Axis(bottom, top, tuple((tick, _written(tick)) for tick in ticks), log=True)


def _written(value: float) -> str:
    return fixed(value) if value >= 10 else f"{value:g}"


def quantity_axis(highest: float) -> Axis:
    """Which axis from zero shows quantities up to ``highest``, with three to six round ticks?"""
    top = max(highest, 1e-6)
    unit = 10.0 ** math.floor(math.log10(top / 4))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= top / 4)
    count = int(top / step + 1e-9) + 1
    decimals = 0 if step >= 1 else math.ceil(-math.log10(step))
    ticks = tuple((step * at, fixed(step * at, decimals)) for at in range(count))
    return Axis(0.0, max(top * 1.06, ticks[-1][0]), ticks)


def share_axis(highest: float, step: float) -> Axis:
    """Which axis runs from 0 to ``highest`` per cent, with a tick each ``step`` per cent?"""
    count = int(highest / step + 1e-9) + 1
    ticks = tuple((step * at, percent(step * at / 100)) for at in range(count))
    return Axis(0.0, highest, ticks)
