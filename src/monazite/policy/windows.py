"""From days to months: when a rule is in force, and which part of each month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from monazite.months import Month
from monazite.policy.cases import Branch, State
from monazite.policy.legal_calendar import LegalCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From which day on until which day? `end` is the first day outside; None: open."""

    start: date
    end: date | None = None

    def share_of(self, month: Month) -> float:
        """Which share of a month's days lies inside? 0 to 1."""
        days = monthrange(month.year, month.month)[1]
        first = date(month.year, month.month, 1)
        last = first + days * _DAY
        begin = max(first, self.start)
        finish = last if self.end is None else min(last, self.end)
        return max(0, (finish - begin).days) / days

    @property
    def first_month(self) -> Month:
        """Return the first month with a day inside."""
        return Month.containing(self.start)

    @property
    def after_month(self) -> Month | None:
        """Return the first month without a day inside; None: open."""
        return None if self.end is None else Month.containing(self.end - _DAY) + 1


@dataclass(frozen=True, slots=True)
class Undecided:
    """From when on does a passed stated end leave open what holds?"""

    start: date


def windows(
    calendar: LegalCalendar, states: Iterable[State], branch: Branch | None, shift: int = 0
) -> tuple[tuple[Window, ...], Undecided | None]:
    """In which windows is a rule in one of these states?

    branch : what is assumed after a passed stated end; without it such a time comes back as
             undecided
    shift  : months by which all dates are moved

    Where dates are known to a span of days only, the middle of the span is taken.
    """
    wanted = set(states)
    periods = calendar.periods(branch)
    found: list[Window] = []
    undecided: Undecided | None = None
    for place, period in enumerate(periods):
        until = periods[place + 1].start if place + 1 < len(periods) else None
        if period.start is None:
            continue
        if period.status.state == "stated_end_passed" and until is None:
            undecided = Undecided(_moved(period.start, shift))
        start, end = period.start, until
        if period.status.state == "unknown":
            continue
        if period.status.state not in wanted:
            continue
        before = periods[place - 1] if place else None
        if before is not None and before.status.state == "unknown" and before.start is not None:
            start = before.start + (period.start - before.start) / 2
        after = periods[place + 1] if place + 1 < len(periods) else None
        if after is not None and after.status.state == "unknown" and place + 2 < len(periods):
            later = periods[place + 2].start
            if later is not None and end is not None:
                end = end + (later - end) / 2
        window = Window(_moved(start, shift), None if end is None else _moved(end, shift))
        if found and found[-1].end == window.start:
            window = Window(found.pop().start, window.end)
        found.append(window)
    return tuple(found), undecided


def _moved(day: date, months: int) -> date:
    if not months:
        return day
    month = Month.containing(day) + months
    return date(month.year, month.month, min(day.day, monthrange(month.year, month.month)[1]))
