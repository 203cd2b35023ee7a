"""Up to which day are rules and prices recorded? What the stamp line of every page says."""

from __future__ import annotations

from datetime import date
from functools import cache


@cache
def rules_recorded_to() -> str:
    """Which is the latest day of an event of the library that had come when it was recorded?

    Dates stated in advance (ends, entries into force to come) do not count, nor does a day that is
    known to the month only.
    """
    from monazite.policy.library import library

    days: list[date] = []
    for act in library().acts.values():
        for event in act.calendar:
            if event.event in ("announced", "signed", "amended", "resumed", "suspended"):
                day = event.date.day
                if day is not None:
                    days.append(day)
    return max(days).isoformat()


@cache
def prices_to() -> str:
    """Which is the last month of a recorded price quote?"""
    from monazite.present.quotes import QUOTES
    from monazite.present.shipped import rows_of

    return max((row["date"][:7] for row in rows_of(QUOTES) or ()), default="—")
