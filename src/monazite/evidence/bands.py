"""Between which values do prices of a scenario lie, given what history says about the parameters?

Members are the draws of the priors, weighed by all shipped episodes. The narrow band is what the
parameters leave open; the wide one adds what the model missed in past episodes beyond them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from monazite.chains.world import World
from monazite.errors import SolveError
from monazite.evidence import posterior, score
from monazite.evidence.hindcast import DISCREPANCY_SEED
from monazite.evidence.members import (
    calm_month,
    factors,
    member_model,
    member_schedule,
    months_of,
)
from monazite.evidence.priors import draws, log_prior_over_draw
from monazite.evidence.record import training_for
from monazite.months import Month, span
from monazite.scenario.scenario import Scenario

ROLE = "price_abroad"
"""Whose past errors widen the wide band: prices outside the acting country missed by most."""
COLUMNS = ("month", "node", "unit", "median", "low", "high", "wide_low", "wide_high")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Bands:
    """90 per cent bands of the price of the last tonne at each market node, USD/t.

    Arrays are (month, node). ``failed`` members did not clear and are left out; ``effective`` is
    what the weights are worth in equal draws; ``training`` names the episodes that weighed them.
    """

    months: tuple[Month, ...]
    nodes: tuple[str, ...]
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    wide_low: np.ndarray
    wide_high: np.ndarray
    members: int
    failed: int
    effective: float
    training: tuple[str, ...]

    def as_csv(self) -> str:
        """Which CSV holds the bands? One row a month and node."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        tables = (self.median, self.low, self.high, self.wide_low, self.wide_high)
        for at, month in enumerate(self.months):
            for place, node in enumerate(self.nodes):
                values = (f"{float(table[at, place]):.6g}" for table in tables)
                writer.writerow([str(month), node, "USD/t", *values])
        return text.getvalue()

    def summary(self) -> Mapping[str, Any]:
        """What does a reader need to know beside the numbers?"""
        return {
            "members": self.members,
            "failed": self.failed,
            "effective": self.effective,
            "training": list(self.training),
        }


def price_bands(
    world: World, scenario: Scenario, members: int, progress: Progress | None = None
) -> Bands:
    """Which bands do the prices of a scenario have?

    members : draws, member 0 being the median. Raises SolveError where no member cleared.
    """
    from monazite.market.build_schedule import build_schedule
    from monazite.market.nodes import MARKET
    from monazite.market.run_schedule import run_schedule
    from monazite.market.simulate import model_of

    model = model_of(world)
    schedule = build_schedule(
        model,
        scenario.demand,
        months_of(scenario.start, scenario.months),
        tuple(scenario.effects),
    )
    calm = calm_month(model, schedule)
    nodes = model.network.nodes
    places = [n for n, node in enumerate(nodes.values()) if node.kind == MARKET]
    prices = np.full((members, scenario.months, len(places)), np.nan)
    for number, row in enumerate(draws(members)):
        drawn = factors(row)
        member = member_model(model, calm, drawn)
        record = run_schedule(member, member_schedule(schedule, drawn), scenario.months)
        if np.asarray(record.cleared)[: scenario.months].all():
            prices[number] = np.asarray(record.price)[: scenario.months, places]
        if progress is not None:
            progress(number + 1, members)
    usable = np.isfinite(prices).all(axis=(1, 2))
    if not usable.any():
        raise SolveError.one(
            where=f"scenario {scenario.id}",
            found=f"none of {members} members cleared",
            expected="members of which every month cleared",
        )
    training = training_for("", members)
    likelihood = [e.log_likelihood for e in training.values()]
    weight = posterior.weights(likelihood, usable, log_prior_over_draw(members))
    beyond = float(posterior.missed(training.values(), ROLE))
    flat = prices[usable].reshape(int(usable.sum()), -1)
    positive = np.log(np.maximum(flat, np.finfo(float).tiny))
    wide = np.exp(posterior.widened(positive, beyond, DISCREPANCY_SEED))
    shape = (scenario.months, len(places))

    def level(values: np.ndarray, at: float) -> np.ndarray:
        return score.quantile(values, weight[usable], at).reshape(shape)

    names = list(nodes)
    return Bands(
        months=span(scenario.start, scenario.months),
        nodes=tuple(names[place] for place in places),
        median=level(flat, 0.5),
        low=level(flat, score.BAND[0]),
        high=level(flat, score.BAND[1]),
        wide_low=level(wide, score.BAND[0]),
        wide_high=level(wide, score.BAND[1]),
        members=members,
        failed=int((~usable).sum()),
        effective=posterior.effective_members(weight),
        training=tuple(training),
    )
