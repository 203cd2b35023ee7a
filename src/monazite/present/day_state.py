"""How does the law stand on one day: what is in force, what ends or begins soon, what is new?

Everything is read off the rows of the timeline; nothing is assumed about what follows a stated end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from monazite.present.timeline import LANES, TimelineRow

SHOWN_STATES = (
    "in_force",
    "suspended",
    "stated_end_passed",
    "announced",
    "unknown",
    "ended",
)
"""Order in which states are counted and drawn."""

WINDOW = (-92, 100)
"""Days before and after the day that the calendar of ends and beginnings shows."""

PASSED_DAYS = 31
"""How many days after a stated end passed it still stands in the calendar."""

Change = Literal["begins", "ends", "stated_end", "stated_end_passed"]


@dataclass(frozen=True)
class Turn:
    """At which day does a row change, or has it just changed?

    change : begins (enters into force or resumes), ends, stated_end (the last day named, nothing
             said of what follows), stated_end_passed (that day lies before the day asked about)
    on     : the day itself: first day of the new state, or last day as stated
    days   : days from the day asked about, negative where it has passed
    """

    row: TimelineRow
    change: Change
    on: date
    days: int


@dataclass(frozen=True)
class DayState:
    """How does the law stand on ``day``?

    counts : lane -> state -> number of rows, only rows that are announced or more
    marks  : lane -> states of its acts, one each, in the order of :data:`SHOWN_STATES`
    turns  : what ends or begins within :data:`WINDOW`, the next first
    latest : rows whose first known day is nearest before the day, the newest first
    """

    day: date
    counts: Mapping[str, Mapping[str, int]]
    marks: Mapping[str, tuple[str, ...]]
    turns: tuple[Turn, ...]
    latest: tuple[tuple[date, TimelineRow], ...]


def day_state(rows: Sequence[TimelineRow], day: date, latest: int = 8) -> DayState:
    """How does the law stand on a day? ``rows`` of the timeline, made for the same day."""
    by_act: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        by_act.setdefault((row.lane, row.act), []).append(row.state_on(day))
    marks: dict[str, list[str]] = {lane: [] for lane in LANES}
    for (lane, _), states in by_act.items():
        known = [state for state in SHOWN_STATES if state in states]
        if known:
            marks[lane].append(known[0])
    counts = {lane: dict(Counter(found)) for lane, found in marks.items()}
    ordered = {lane: tuple(sorted(found, key=SHOWN_STATES.index)) for lane, found in marks.items()}
    return DayState(day, counts, ordered, turns(rows, day), _latest(rows, day, latest))


def turns(rows: Iterable[TimelineRow], day: date) -> tuple[Turn, ...]:
    """What ends or begins around a day? Passed ends first, then by date, then by lane.

    A row whose state is unknown around the change has none: its day is not known.
    """
    found = [turn for row in rows for turn in _turns_of(row, day)]
    return tuple(
        sorted(found, key=lambda turn: (turn.on, LANES.index(turn.row.lane), turn.row.act))
    )


def _turns_of(row: TimelineRow, day: date) -> list[Turn]:
    last = day + timedelta(days=WINDOW[1])
    state = row.state_on(day)
    end = row.stated_end
    if state == "stated_end_passed" and end is not None:
        if (day - end).days <= PASSED_DAYS:
            return [Turn(row, "stated_end_passed", end, (end - day).days)]
        return []
    found: list[Turn] = []
    for before, after in zip((None, *row.spans), row.spans, strict=False):
        start = after.start
        if start is None or not day < start <= last:
            continue
        if after.state == "in_force" and (before is None or before.state != "unknown"):
            found.append(Turn(row, "begins", start, (start - day).days))
        elif after.state == "ended":
            found.append(Turn(row, "ends", start, (start - day).days))
        elif after.state == "stated_end_passed":
            stated = start - timedelta(days=1)
            found.append(Turn(row, "stated_end", stated, (stated - day).days))
    return found[:1]


def _latest(
    rows: Sequence[TimelineRow], day: date, count: int
) -> tuple[tuple[date, TimelineRow], ...]:
    first: dict[str, tuple[date, TimelineRow]] = {}
    for row in rows:
        known = [span.start for span in row.spans if span.start is not None]
        if known and known[0] <= day:
            earlier = first.get(row.act)
            if earlier is None or known[0] < earlier[0]:
                first[row.act] = (known[0], row)
    return tuple(sorted(first.values(), key=lambda pair: pair[0], reverse=True)[:count])


def open_ends(found: DayState) -> tuple[Turn, ...]:
    """Which turns leave open what holds: stated ends that have passed?"""
    return tuple(turn for turn in found.turns if turn.change == "stated_end_passed")
