"""Reading one: policies in force, month by month, as effects on the market.

A scenario may switch acts and rules off, put plans in force, move dates, change numbers, choose
what follows a passed stated end, and choose between readings. The order of acts changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from monazite import effects as fx
from monazite.definition import read_fields
from monazite.errors import DefinitionError, Fault, listed, quoted, suggestion
from monazite.months import Month
from monazite.policy.cases import Branch
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.joined_licences import join_licences
from monazite.policy.library import Library, ReadyRule
from monazite.policy.market_place import MarketPlace
from monazite.policy.market_reading import MarketReading
from monazite.policy.project_outlooks import project_outlooks
from monazite.policy.windows import Window, windows

EVERY = "*"
"""Stands for every act among the branches."""


@dataclass(frozen=True)
class Changes:
    """What does a scenario change about the law?

    off          : acts (`cn/...`) and rules (`cn/...#rule`) that are left out
    in_force_from : act or rule -> day on which it is put in force (plans, bills, brought-forward
                   acts); its own calendar no longer counts
    until        : act or rule -> first day on which it is out of force, whatever its calendar says
    shift_months : act or rule -> months by which its dates are moved
    branches     : act, or "*" for all -> revived, prolonged, repealed. "*" settles suspensions;
                   a stated term runs out as stated, unless its act is named here
    readings     : rule -> reading
    numbers      : `act#rule.block.field` -> number or steps
    """

    off: frozenset[str] = frozenset()
    in_force_from: Mapping[str, date] = field(default_factory=dict)
    until: Mapping[str, date] = field(default_factory=dict)
    shift_months: Mapping[str, int] = field(default_factory=dict)
    branches: Mapping[str, Branch] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleReading:
    """What came of one rule?

    effects : ids of its effects; why : why there are none, or what has to be known about them
    """

    rule: str
    effects: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """What do the policies do to the market?

    effects : ordered by id; rules : what came of every rule
    """

    effects: tuple[fx.Effect, ...]
    rules: tuple[RuleReading, ...]


def compile_policies(
    acts: Library,
    place: MarketPlace,
    months: tuple[Month, ...],
    changes: Changes | None = None,
    *,
    base_year: int = 2024,
    only: Iterable[str] | None = None,
) -> Compiled:
    """What do the acts of a library do to a market in these months?

    place     : names of the market
    months    : simulated months, one or more, without gaps
    changes   : what the scenario changes
    base_year : year that the market is calibrated on; what held all through it is in it already
    only      : acts looked at; all if not given

    Raises DefinitionError for names that do not exist, for numbers out of range, and where a rule's
    stated end passes within the months and no branch says what follows.
    """
    wanted = changes or Changes()
    faults = list(_name_faults(acts, wanted))
    if faults:
        raise DefinitionError(listed(faults, "changes of the law"))
    chosen = None if only is None else set(only)
    effects: list[fx.Effect] = []
    rules: list[RuleReading] = []
    for ready in acts.rules:
        if chosen is not None and ready.act.id not in chosen:
            continue
        if ready.id in wanted.off or ready.act.id in wanted.off:
            rules.append(RuleReading(ready.id, (), ("switched off",)))
            continue
        form = _reading_of(ready, wanted)
        found, why = _effects_of(form, place, months, wanted, base_year, faults)
        effects += found
        rules.append(RuleReading(ready.id, tuple(one.id for one in found), why))
    if faults:
        raise DefinitionError(listed(faults, "changes of the law"))
    joined = join_licences(effects)
    return Compiled(tuple(sorted(joined, key=lambda one: one.id)), tuple(rules))


def _effects_of(
    ready: ReadyRule,
    place: MarketPlace,
    months: tuple[Month, ...],
    changes: Changes,
    base_year: int,
    faults: list[Fault],
) -> tuple[list[fx.Effect], tuple[str, ...]]:
    in_force, announced, undecided = _windows_of(ready, changes)
    blocks = _changed_blocks(ready, changes, faults)
    reading = MarketReading(
        ready,
        place,
        in_force,
        announced,
        months,
        base_year,
        _by_rule(ready, changes.shift_months) or 0,
        blocks,
    )
    found: list[fx.Effect] = list(INSTRUMENTS[ready.rule.instrument].effects(reading))
    by_instrument = tuple(found)
    found += project_outlooks(reading)
    if undecided is not None and Month.containing(undecided) <= months[-1]:
        trial = replace(reading, in_force=(*in_force, Window(undecided)), notes=[])
        if INSTRUMENTS[ready.rule.instrument].effects(trial) != by_instrument:
            faults.append(
                Fault(
                    ready.id,
                    f"a stated end that passes on {undecided}, within the simulated months",
                    "a branch: revived, prolonged or repealed",
                    because="nothing is known of what follows, and the market has to do something",
                    advice='choose one for this act, or for all ("*")',
                )
            )
    if found:
        return found, tuple(dict.fromkeys(reading.notes))
    return found, tuple(dict.fromkeys((*reading.notes, *_why_nothing(ready, reading))))


def _windows_of(
    ready: ReadyRule, changes: Changes
) -> tuple[tuple[Window, ...], tuple[Window, ...], date | None]:
    branch = changes.branches.get(ready.act.id)
    if branch is None and any(event.event == "ends" for event in ready.calendar.events):
        branch = "repealed"  # a term runs out as stated unless the act is named
    branch = branch or changes.branches.get(EVERY)
    shift = _by_rule(ready, changes.shift_months) or 0
    start = _by_rule(ready, changes.in_force_from)
    end = _by_rule(ready, changes.until)
    if start is not None:
        return (Window(start, end),), (), None
    in_force, undecided = windows(ready.calendar, ("in_force",), branch, shift)
    announced, _ = windows(ready.calendar, ("announced",), branch, shift)
    open_from = None if undecided is None else undecided.start
    if end is not None:
        in_force = tuple(
            Window(one.start, end if one.end is None or end < one.end else one.end)
            for one in in_force
            if one.start < end
        )
        open_from = None if open_from is None or end <= open_from else open_from
    started = [one for one in announced if one.end is not None]
    return in_force, tuple(started), open_from


def _by_rule(ready: ReadyRule, given: Mapping[str, Any]) -> Any:
    return given.get(ready.id, given.get(ready.act.id))


def _reading_of(ready: ReadyRule, changes: Changes) -> ReadyRule:
    wanted = changes.readings.get(ready.id)
    for form in ready.alternatives:
        if form.reading == wanted:
            return form
    return ready


def _changed_blocks(ready: ReadyRule, changes: Changes, faults: list[Fault]) -> tuple[Any, ...]:
    blocks = []
    for block in ready.rule.market:
        front = f"{ready.id}.{block.id}."
        given = {
            name.removeprefix(front): value
            for name, value in changes.numbers.items()
            if name.startswith(front)
        }
        if given:
            try:
                block = block.changed(**read_fields(type(block), given))
            except (ValidationError, DefinitionError) as error:
                text = (
                    error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
                )
                faults.append(
                    Fault(front.rstrip("."), quoted(given), f"a value it may have: {text}")
                )
        blocks.append(block)
    return tuple(blocks)


def _why_nothing(ready: ReadyRule, reading: MarketReading) -> list[str]:
    if ready.rule.no_market_effect is not None:
        return [ready.rule.no_market_effect.en]
    if not reading.in_force:
        return ["not in force"]
    if not reading.windows("in_force"):
        return ["not in force in the simulated months"]
    return ["no good, route or facility of this chain is reached"]


def _name_faults(acts: Library, changes: Changes) -> Iterable[Fault]:
    known = {*acts.acts, *acts.rule}
    for kind, names in (
        ("off", changes.off),
        ("in_force_from", changes.in_force_from),
        ("until", changes.until),
        ("shift_months", changes.shift_months),
        ("branches", [name for name in changes.branches if name != EVERY]),
    ):
        for name in names:
            if name not in known:
                yield _unknown(kind, name, known, "an act or rule of the library")
    for name, reading in changes.readings.items():
        rule = acts.rule.get(name)
        readings = [one.id for one in rule.rule.readings] if rule is not None else []
        if reading not in readings:
            yield _unknown(f"readings, {name}", reading, readings, "a reading of that rule")
    numbers = {
        f"{ready.id}.{block.id}.{key}"
        for ready in acts.rules
        for block in ready.rule.market
        for key in block.field_names()
    }
    for name in changes.numbers:
        if name not in numbers:
            yield _unknown("numbers", name, numbers, "act#rule.block.field")


def _unknown(where: str, name: str, known: Iterable[str], expected: str) -> Fault:
    return Fault(
        where,
        quoted(name, longest=120),
        expected,
        because="a misspelt name would change nothing, without a word",
        advice=suggestion(name, known),
    )
