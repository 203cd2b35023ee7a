"""The shipped rare-earth world, single months and short runs of it, shared by the market tests.

Everything here is made once per session: two functions are compiled, one month (`Month.advance`)
and the chunk of months inside `simulate`; whatever a test changes is only numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from monazite import effects as fx
from monazite.chains.world import World, load_world
from monazite.labels import Label
from monazite.market.build_schedule import build_schedule
from monazite.market.dynamics import Record, State, advance, initial_state
from monazite.market.model import Model
from monazite.market.precision import jax
from monazite.market.run import Run
from monazite.market.run_schedule import LONGEST_RUN
from monazite.market.schedule import Schedule
from monazite.market.simulate import model_of, simulate
from monazite.months import Month, span
from monazite.scenario.read import load_scenario
from monazite.scenario.scenario import Scenario

START = Month(2024, 1)

one_month = jax.jit(advance)


@lru_cache
def rare_earths() -> World:
    """The shipped world."""
    return load_world("rare_earths")


def model() -> Model:
    """Its calibrated model."""
    return model_of(rare_earths())


def scenario(*effects: fx.Effect, months: int = 12, demand: str = "stated_policies") -> Scenario:
    """A scenario of these effects alone, from January 2024."""
    return Scenario(
        id="test",
        label=Label("Test", "测试"),
        description=Label("Invented for a test.", "为测试而设。"),
        chain="rare_earths",
        as_known=Month(2026, 11),
        start=START,
        months=months,
        demand=demand,
        effects=effects,
    )


def run_of(*effects: fx.Effect, months: int = 12) -> Run:
    """What happens in the rare-earth world under these effects?"""
    return simulate(rare_earths(), scenario(*effects, months=months))


@lru_cache
def calm_run(months: int = 12) -> Run:
    """What happens without any policy?"""
    return run_of(months=months)


@lru_cache
def shipped_run(name: str) -> Run:
    """All months of a shipped scenario."""
    return simulate(rare_earths(), load_scenario(name, rare_earths()))


def shipped_run_without_effects(name: str) -> Run:
    """All months of a shipped scenario whose policies were taken out."""
    return simulate(rare_earths(), replace(load_scenario(name, rare_earths()), effects=()))


def rows(*effects: fx.Effect, months: int = 12) -> list[Schedule]:
    """What is known of each month of the rare-earth world under these effects?"""
    schedule = build_schedule(model(), "stated_policies", span(START, months), effects)
    return [Schedule(*(leaf[n] for leaf in schedule)) for n in range(months)]


@dataclass
class Months:
    """A run of the rare-earth world that a test steps through and may tamper with."""

    state: Any = None
    number: int = 0
    model: Model | None = None

    def __post_init__(self) -> None:
        self.model = self.model or model()
        if self.state is None:
            known = self.model
            self.state = initial_state(known.arrays, known.rates, LONGEST_RUN, rows(months=1)[0])

    def step(self, row: Schedule, state: State | None = None) -> tuple[State, Record]:
        """Advance one month from the given state (or the own one) without keeping it."""
        assert self.model is not None
        begin = self.state if state is None else state
        after, record = one_month(
            self.model.structure, self.model.arrays, self.model.rates, begin, self.number, row
        )
        return after, jax.tree_util.tree_map(np.asarray, record)

    def keep(self, row: Schedule) -> Record:
        """Advance one month and remember it."""
        self.state, record = self.step(row)
        self.number += 1
        return record


def places(run: Run, **wanted: str) -> np.ndarray:
    """Where along its axis is everything whose coordinates are as wanted? Positions, never none."""
    found: Any = True
    for name, value in wanted.items():
        found = found & (run[name] == value)
    positions = np.flatnonzero(found)
    assert len(positions), f"nothing is {wanted}"
    return positions


def node(name: str, of: Model | None = None) -> int:
    """At which place of the solver's arrays does a node stand?"""
    return (of or model()).network.node_index[name]


def activities(of: Model | None = None, **wanted: str) -> np.ndarray:
    """Where are the activities whose fields are as wanted? Positions, never none."""
    found = [
        number
        for number, activity in enumerate((of or model()).network.activities)
        if all(getattr(activity, key) == value for key, value in wanted.items())
    ]
    assert found, f"no activity is {wanted}"
    return np.array(found)


def gate(name: str) -> int:
    """At which place of the gate axis does a gate stand?"""
    return model().gate_ids.index(name)


def same_numbers(one: Run, other: Run, names: Sequence[str] = ()) -> list[str]:
    """Which variables of two runs differ in any bit?"""
    return [
        name
        for name in names or one.variables
        if not np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
    ]
