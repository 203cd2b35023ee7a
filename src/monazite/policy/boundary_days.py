"""On which days does the answer of an act change? The days that worked cases have to cover.

Errors of law are errors of days: the first and the last day of force, of a suspension, of a term.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from monazite.errors import Fault
from monazite.policy.cases import Case
from monazite.policy.event import Event
from monazite.policy.library import Library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.record import Act

_DAY = timedelta(days=1)
_FIRST_DAYS = ("in_force", "suspended", "resumed", "ended")


def boundary_days(events: tuple[Event, ...]) -> tuple[date, ...]:
    """Which days lie on either side of a change, as far as the change is dated to the day?

    For a first day (in force, suspended, resumed, ended): that day and the day before. For a stated
    last day (of a suspension, of a term): that day and the day after. In order, each once.
    """
    days: set[date] = set()
    for event in events:
        day = event.date.day
        if day is not None and event.event in _FIRST_DAYS:
            days |= {day - _DAY, day}
        if day is not None and event.event == "ends":
            days |= {day, day + _DAY}
        last = None if event.until is None else event.until.day
        if last is not None:
            days |= {last, last + _DAY}
    return tuple(sorted(days))


def uncovered_days(act: Act, cases: tuple[Case, ...], acts: Library) -> Iterator[Fault]:
    """Which boundary days of an act's rules does no worked case stand on?

    A case counts for the calendar of the rule that it names, and so for every rule of the act that
    shares this calendar.
    """
    ready = [one for one in acts.rules if one.act.id == act.id]
    by_calendar: dict[tuple[Event, ...], list[str]] = {}
    for one in ready:
        by_calendar.setdefault(one.calendar.events, []).append(one.rule.id)
    dated = [
        (case.expect.rule, transaction_of(case.transaction).date)
        for case in cases
        if case.expect.rule is not None and case.expect.matched is not None
    ]
    for events, rules in by_calendar.items():
        for day in boundary_days(events):
            if not any(name in rules and when == day for name, when in dated):
                yield Fault(
                    f"{act.id}, rules {', '.join(rules)}",
                    f"no worked case on {day}",
                    "a case on each side of every dated change",
                )
