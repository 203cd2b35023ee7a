"""The legal state of an act or rule on any day.

A calendar is turned once into periods of constant state; asking for a day is then a look-up. The
states: *not announced*, *announced*, *in force*, *suspended*, *ended*, *stated end passed* (a
suspension or a term has reached the end that was stated, and nobody has been seen to say what
follows), and *unknown* (the dates do not decide it). What may be assumed after a passed end is a
branch: revived, prolonged or repealed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Final

from monazite.policy.answer import NO, UNKNOWN, YES, Answer
from monazite.policy.cases import Branch, State
from monazite.policy.event import Event
from monazite.policy.when import When

BRANCHES: Final[tuple[Branch, ...]] = ("revived", "prolonged", "repealed")
"""What may be assumed of an act whose stated end has passed."""

_APPLIES: Final[dict[State, Answer]] = {
    "unknown": UNKNOWN,
    "not_announced": NO,
    "announced": NO,
    "in_force": YES,
    "suspended": NO,
    "ended": NO,
    "stated_end_passed": UNKNOWN,
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Status:
    """How does a rule stand on a day?

    state   : legal state
    applies : does it bind on that day? Yes only if in force; unknown where the state is open
    stated_end : the stated last day that has passed, or that the running suspension or term names
    assumed : the branch by which a passed end was settled, None if nothing was assumed
    """

    state: State
    applies: Answer
    stated_end: date | None = None
    assumed: Branch | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From which day on does which status hold? Until the next period; None: from ever."""

    start: date | None
    status: Status


class LegalCalendar:
    """Which state has a rule on which day?

    events  : of the act, or of the rule where it has its own
    """

    def __init__(self, events: tuple[Event, ...]) -> None:
        self.events = events
        self._by_kind: dict[str, list[Event]] = {}
        for event in events:
            self._by_kind.setdefault(event.event, []).append(event)
        self._suspensions = sorted(
            self._by_kind.get("suspended", []),
            key=lambda event: event.date.latest or event.date.earliest or date.max,
        )
        self._cache: dict[Branch | None, tuple[list[date], list[Status]]] = {}

    def on(self, day: date, branch: Branch | None = None) -> Status:
        """How does the rule stand on `day`? `branch` settles what a passed stated end leaves open.

        Never raises for a day; the first and the last day of a suspension belong to it.
        """
        starts, statuses = self._timeline(branch)
        return statuses[bisect_right(starts, day)]

    def period_on(self, day: date, branch: Branch | None = None) -> int:
        """Which number has the period of constant state that a day lies in?"""
        return bisect_right(self._timeline(branch)[0], day)

    def periods(self, branch: Branch | None = None) -> tuple[Period, ...]:
        """Which states follow one another? In order of time, neighbours differ."""
        starts, statuses = self._timeline(branch)
        return tuple(
            Period(start, status) for start, status in zip((None, *starts), statuses, strict=True)
        )

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """Return the days on which the state may change, whatever is assumed, in order of time."""
        days = (
            day
            for event in self.events
            for when in (event.date, event.until)
            if when is not None
            for day in when.turns
        )
        return tuple(sorted(set(days)))

    def _timeline(self, branch: Branch | None) -> tuple[list[date], list[Status]]:
        if branch not in self._cache:
            marks = self.turns
            before = self._at((marks[0] if marks else date(2000, 1, 1)) - _DAY, branch)
            starts: list[date] = []
            statuses = [before]
            for mark in marks:
                status = self._at(mark, branch)
                if status != statuses[-1]:
                    starts.append(mark)
                    statuses.append(status)
            self._cache[branch] = starts, statuses
        return self._cache[branch]

    def _first(self, kind: str) -> Event | None:
        found = self._by_kind.get(kind)
        return found[0] if found else None

    def _at(self, day: date, branch: Branch | None) -> Status:
        ended = self._first("ended")
        over = ended.date.reached(day) if ended is not None else NO
        if over == YES:
            return _status("ended")
        status = self._before_the_end(day, branch)
        if over == UNKNOWN and status.applies != NO:
            return Status("unknown", UNKNOWN, status.stated_end)
        return status

    def _before_the_end(self, day: date, branch: Branch | None) -> Status:
        start = self._first("in_force")
        begun = start.date.reached(day) if start is not None else NO
        paused = self._paused(day, branch)
        if paused is not None and (begun != NO or paused.state == "suspended"):
            if paused.state != "in_force":
                return paused
            if begun == UNKNOWN:
                return Status("unknown", UNKNOWN, paused.stated_end, paused.assumed)
            return self._within_term(day, branch, paused)
        if begun == NO:
            return self._before_the_beginning(day)
        if begun == UNKNOWN:
            return _status("unknown")
        return self._within_term(day, branch, _status("in_force"))

    def _within_term(self, day: date, branch: Branch | None, otherwise: Status) -> Status:
        """Return the status of a rule that applies but for the end of its term."""
        term = self._first("ends")
        if term is None or (term.date.passed(day) == NO and otherwise.assumed):
            return otherwise
        return _after_term(term.date, day, branch)

    def _before_the_beginning(self, day: date) -> Status:
        known = [event for kind in ("announced", "signed") for event in self._by_kind.get(kind, [])]
        if not known:
            return _status("not_announced")
        answers = [event.date.reached(day) for event in known]
        if YES in answers:
            return _status("announced")
        return Status("unknown", NO) if UNKNOWN in answers else _status("not_announced")

    def _paused(self, day: date, branch: Branch | None) -> Status | None:
        """Return the status that the suspensions give on a day, None if they give none."""
        found: Status | None = None
        for window in self._suspensions:
            begun = window.date.reached(day)
            if begun == NO:
                break
            if begun == UNKNOWN:
                return Status("unknown", UNKNOWN)
            found = self._in_window(window, day, branch)
        return found

    def _in_window(self, window: Event, day: date, branch: Branch | None) -> Status | None:
        """Return the status that one suspension, whose first day has come, gives on a day."""
        for event in self._by_kind.get("resumed", []):
            if _follows(event.date, window.date):
                back = event.date.reached(day)
                if back == YES:
                    return None
                if back == UNKNOWN:
                    return Status("unknown", UNKNOWN)
        if window.until is None:
            return _status("suspended")
        passed = window.until.passed(day)
        end = window.until.latest
        if passed == NO:
            return Status("suspended", NO, end)
        if passed == UNKNOWN:
            return Status("unknown", UNKNOWN, end)
        return _settled(end, branch, if_prolonged="suspended")


def _follows(later: When, earlier: When) -> bool:
    if later.latest is None or earlier.latest is None:
        return not later.known
    return later.latest >= earlier.latest


def _after_term(term: When, day: date, branch: Branch | None) -> Status:
    passed = term.passed(day)
    if passed == NO:
        return Status("in_force", YES, term.latest)
    if passed == UNKNOWN:
        return Status("unknown", UNKNOWN, term.latest)
    return _settled(term.latest, branch, if_prolonged="in_force")


def _settled(end: date | None, branch: Branch | None, if_prolonged: State) -> Status:
    """Return what follows a passed stated end, as assumed or left open."""
    if branch is None:
        return Status("stated_end_passed", UNKNOWN, end)
    follows: dict[Branch, State] = {
        "revived": "in_force",
        "prolonged": if_prolonged,
        "repealed": "ended",
    }
    state = follows[branch]
    return Status(state, _APPLIES[state], end, branch)


@lru_cache(maxsize=16)
def _status(state: State) -> Status:
    return Status(state, _APPLIES[state])


def with_inherited(own: tuple[Event, ...] | None, of_act: tuple[Event, ...]) -> tuple[Event, ...]:
    """Which events hold for a rule? Its own; announcement and signature come from the act if it
    does not give them; the act's where the rule has none of its own.
    """
    if own is None:
        return of_act
    given = {event.event for event in own}
    taken = tuple(
        event
        for event in of_act
        if event.event in ("announced", "signed") and event.event not in given
    )
    return (*taken, *own)
