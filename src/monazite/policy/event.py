"""Dated events in the life of an act, each with its source, and what contradicts itself in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from monazite.errors import Fault
from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.citation import Name
from monazite.policy.scope import ActId
from monazite.policy.when import When

EventKind = Literal[
    "announced",
    "signed",
    "in_force",
    "suspended",
    "resumed",
    "ends",
    "ended",
    "amended",
    "milestone",
]
"""What happened.

announced : published or made known; signed : signed or adopted
in_force  : first day on which it applies
suspended : first day on which it is not applied; `until` is the last such day, if one is stated
resumed   : first day on which it applies again
ends      : last day on which it applies, as stated in advance (nobody has confirmed it since)
ended     : first day on which it surely applies no more (repealed, lapsed, replaced, struck down)
amended, milestone : changes no state; `note` says what happened
"""


class Event(LightDefinition):
    """What happened to the act, on which day, according to whom?

    date     : day, month, year, bounds or unknown
    until    : of a suspension: last day not applied, as stated
    by       : the act that did it, where it has its own file
    citations : ids of citations of this file
    note     : what else the reader should know
    """

    event: EventKind
    date: When
    until: When | None = None
    by: ActId | None = None
    citations: Annotated[tuple[Name, ...], Bounds(min_length=1, max_length=20)]
    note: Label | None = None


def calendar_faults(events: tuple[Event, ...], where: str) -> Iterator[Fault]:
    """What contradicts itself in a calendar? One fault per contradiction."""
    for position, event in enumerate(events):
        place = f"{where}[{position}]"
        if event.until is not None and event.event != "suspended":
            yield Fault(
                f"{place}.until",
                f"until {event.until} at the event {event.event}",
                "`until` at a suspension only",
                advice="a stated last day of force is an event of its own: ends",
            )
        if event.until is not None and _before(event.until, event.date):
            yield Fault(
                f"{place}.until",
                f"a suspension from {event.date} until {event.until}",
                "a last day not before the first",
            )
        if event.event in ("amended", "milestone") and event.note is None:
            yield Fault(place, f"{event.event} without a note", "a note that says what happened")
    for kind in ("announced", "signed", "ends", "ended"):
        found = [event for event in events if event.event == kind]
        if len(found) > 1:
            yield Fault(where, f"{len(found)} events {kind}", f"at most one event {kind}")
    yield from _overlaps(events, where)
    starts = [event for event in events if event.event == "in_force"]
    if len(starts) > 1:
        yield Fault(
            where,
            f"{len(starts)} events in_force",
            "one event in_force; what comes back after a suspension is `resumed`",
            advice="give a rule that starts on another day a calendar of its own",
        )
    for end in (event for event in events if event.event in ("ended", "ends")):
        for start in starts:
            if _before(end.date, start.date):
                yield Fault(
                    where,
                    f"{end.event} {end.date}, before in_force {start.date}",
                    "an end not before the beginning",
                )


def _overlaps(events: tuple[Event, ...], where: str) -> Iterator[Fault]:
    windows = sorted(
        (event for event in events if event.event == "suspended" and event.date.latest),
        key=lambda event: (event.date.latest, event.until is None),
    )
    for earlier, later in pairwise(windows):
        ended = any(
            event.event == "resumed"
            and event.date.latest is not None
            and earlier.date.latest is not None
            and later.date.latest is not None
            and earlier.date.latest <= event.date.latest <= later.date.latest
            for event in events
        )
        open_end = earlier.until is None or earlier.until.latest is None
        inside = not open_end and not _before(earlier.until, later.date)  # type: ignore[arg-type]
        if (open_end or inside) and not ended:
            yield Fault(
                where,
                f"suspensions {earlier.date} to {earlier.until or 'an open end'} and "
                f"{later.date} to {later.until or 'an open end'}",
                "periods that do not overlap",
                because="on a common day two different ends would hold",
                advice="end the first on the day before the second begins",
            )


def _before(one: When, other: When) -> bool:
    """Does a day surely lie before another?"""
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest
