"""Which plants come, from when on, and how large? What a mineral's page draws as bars."""

from __future__ import annotations

from datetime import date
from typing import Any

from monazite.months import Month
from monazite.present.number_text import significant

COMING = (2024, 2032)
"""First and last year of the axis of coming capacity; what starts before is drawn from there."""
MOST_BARS = 12


def coming_bars(chain: Any, facilities: list[Any], day: date) -> dict[str, Any]:
    """Which plants are drawn as bars from their start on? Largest of each step, by step and start.

    Thickness follows the capacity within one step: capacities of different steps are of different
    things.
    """
    stages: dict[str, list[Any]] = {}
    for one in facilities:
        stages.setdefault(chain.recipes[one.recipe].stage, []).append(one)
    first, last = COMING

    def place(year: float) -> float:
        return max(0.0, min(1.0, (year - first) / (last - first)))

    each = max(3, MOST_BARS // max(1, len(stages)))
    bars = []
    for stage, own in stages.items():
        largest = max(one.capacity for one in own)
        shown = sorted(own, key=lambda one: -one.capacity)[:each]
        for one in sorted(shown, key=lambda one: str(one.start)):
            start = Month.parse(str(one.start))
            bars.append(
                {
                    "one": one,
                    "stage": stage,
                    "at": place(start.year + (start.month - 1) / 12),
                    "thick": 3 + 11 * one.capacity / largest,
                    "text": significant(one.capacity),
                }
            )
    years = [(year, place(year)) for year in range(first, last, 2)]
    return {"bars": bars, "years": years, "today": place(day.year + (day.month - 0.5) / 12)}
