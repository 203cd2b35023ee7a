"""Months of the rare-earth world with everything drawn at random that a policy or a year may move.

Elasticities, dispersions, ceilings, stocks, expectations, plants, gates, routes, charges, floors,
purchases and the prices from which the solver begins. Run as a program it reports the worst:
``python -m tests.market.random_months 2000``.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from monazite.market.dynamics import Record, State, initial_state
from monazite.market.model import Arrays, Rates
from monazite.market.precision import jax
from monazite.market.run_schedule import LONGEST_RUN
from monazite.market.schedule import Schedule
from tests.market.worlds import model, one_month, rows


class Drawn(NamedTuple):
    """One random month, ready to be advanced."""

    arrays: Arrays
    rates: Rates
    state: State
    row: Schedule


def spread(random: np.random.Generator, values: Any, width: float) -> np.ndarray:
    """The values, each times a log-normal factor."""
    return np.asarray(values) * np.exp(width * random.standard_normal(np.shape(values)))


def some(random: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Which of so many are chosen, each with this probability?"""
    return random.random(count) < share


def draw(seed: int, charged: float = 0.0) -> Drawn:
    """Which random month has this number? On the share ``charged`` of routes and plants, charges
    of up to 60 per cent and floors of up to twice the price are drawn as well.
    """
    random = np.random.default_rng(seed)
    arrays, rates = _behaviour(random)
    return Drawn(arrays, rates, _state(random), _row(random, charged))


def _behaviour(random: np.random.Generator) -> tuple[Arrays, Rates]:
    arrays, rates = model().arrays, model().rates
    cost = np.array(arrays.cost)
    substitutes = arrays.backstop[arrays.backstop < len(cost)]
    cost[substitutes] *= np.exp(random.uniform(-0.7, 1.5, len(substitutes)))
    arrays = arrays._replace(
        cost=cost,
        dispersion=spread(random, arrays.dispersion, 0.5),
        use_short=np.clip(spread(random, arrays.use_short, 1.0), 0.01, 3.0),
        use_quantity=spread(random, arrays.use_quantity, 0.4),
        holder_target=spread(random, arrays.holder_target, 0.5),
    )
    rates = rates._replace(
        holding_elasticity=np.float64(1 / random.uniform(0.4, 4.0)),
        stock_available=np.float64(random.uniform(0.2, 0.95)),
        collection_elasticity=np.float64(random.uniform(0.0, 0.7)),
    )
    return arrays, rates


def _state(random: np.random.Generator) -> State:
    arrays = model().arrays
    state = beginning()
    stock = spread(random, state.stock, 1.5)
    stock[some(random, len(stock), 0.1)] = 0.0
    own = spread(random, state.plants.own, 0.5)
    own[some(random, len(own), 0.05)] = 0.0
    return state._replace(
        price=spread(random, state.price, random.choice([0.05, 0.5, 1.5])),
        trend=np.clip(spread(random, state.trend, 0.1), 0.8, 1.25),
        stock=stock,
        expected=spread(random, state.expected, 0.8),
        intensity=0.3 * random.standard_normal(len(state.intensity)),
        staying=-random.exponential(0.3, len(state.staying)),
        in_use=spread(random, state.in_use, 0.5),
        plants=state.plants._replace(own=own),
        queue=state.queue._replace(licensed=random.exponential(1.0, len(arrays.gate_flow))),
    )


def _row(random: np.random.Generator, charged: float) -> Schedule:
    arrays, row = model().arrays, calm_month()
    gates, nodes = len(arrays.gate_flow), len(arrays.reference)
    limit = np.full(gates, np.inf)
    ruled = some(random, gates, random.choice([0.0, 0.3, 1.0]))
    limit[ruled] = 10 ** random.uniform(-5, 0.7, ruled.sum())
    limit[some(random, gates, 0.1)] = 0.0
    share = np.array(row.share)
    narrowed = some(random, len(share), 0.1) & can_be_closed()
    share[narrowed] = random.choice([0.0, 1e-4, 0.1, 0.5], narrowed.sum())
    factor = np.array(row.factor)
    hit = some(random, len(factor), 0.15)
    factor[hit] = random.choice([0.0, 1e-3, 0.3, 0.8, 1.5], hit.sum())
    charge = random.uniform(0.0, 0.6, len(row.charge)) * some(random, len(row.charge), charged)
    purchase = np.zeros(nodes)
    buying = some(random, nodes, 0.03) & (arrays.backstop < len(arrays.cost))
    purchase[buying] = arrays.throughput[buying] * random.uniform(-0.5, 0.5, buying.sum())
    covered = some(random, len(factor), charged)
    sold, tonnes = first_outputs()
    floor = arrays.reference[sold] * random.uniform(0.5, 2.0, len(sold))
    growth = spread(random, row.growth, 0.2)
    growth[-1] = 1.0
    limited = some(random, len(row.route_limit), 0.1) & had_trade()
    narrow = random.uniform(0.01, 0.99, len(limited))
    return row._replace(
        limit=limit,
        route_limit=np.where(limited, narrow, np.inf),
        share=share,
        factor=factor,
        charge=charge,
        purchase=purchase,
        growth=growth,
        demand=spread(random, row.demand, 0.4),
        cover=spread(random, row.cover, 0.6),
        floor=np.where(covered, floor, 0.0),
        upside=np.where(covered, random.uniform(0.0, 0.5), 0.0),
        floor_node=np.where(covered, sold, 0),
        floor_tonnes=np.where(covered, tonnes, 0.0),
    )


@lru_cache
def beginning() -> State:
    """The state from which every draw departs, in NumPy."""
    return jax.tree_util.tree_map(
        np.asarray, initial_state(model().arrays, model().rates, LONGEST_RUN, rows(months=1)[0])
    )


@lru_cache
def calm_month() -> Schedule:
    """The month from which every draw departs."""
    return rows(months=1)[0]


@lru_cache
def can_be_closed() -> np.ndarray:
    """Which capacities may a rule close? Routes and releases, never an outlet: (group,)."""
    kind = {activity.group: activity.kind for activity in model().network.activities}
    return np.array([kind[group] in ("ship", "release") for group in model().group_ids])


@lru_cache
def had_trade() -> np.ndarray:
    """Which routes may have a limit? Those of the base year, never a gate: (charged activity,)."""
    activities = model().network.activities
    charged = [activities[int(number)] for number in model().arrays.charge_activity]
    return np.array([one.kind == "ship" and one.base_level > 0 for one in charged])


@lru_cache
def first_outputs() -> tuple[np.ndarray, np.ndarray]:
    """A node that each facility sells at, and its tonnes per unit: (facility,) each."""
    index, activities = model().network.node_index, model().network.activities
    nodes, tonnes = [], []
    for first in model().arrays.facility_activity[:, 0]:
        name, coefficient = next((n, c) for n, c in activities[int(first)].column.items() if c > 0)
        nodes.append(index[name])
        tonnes.append(coefficient)
    return np.array(nodes), np.array(tonnes)


def advanced(drawn: Drawn) -> tuple[State, Record]:
    """What becomes of a drawn month?"""
    return one_month(model().structure, drawn.arrays, drawn.rates, drawn.state, 0, drawn.row)


def report(count: int, charged: float) -> None:
    """Clear so many random months and print the worst."""
    residual, rules, steps, failed = [], [], [], []
    for seed in range(count):
        _, record = advanced(draw(seed, charged))
        residual.append(float(record.residual))
        rules.append(float(record.rule_residual))
        steps.append(int(record.steps))
        if not bool(record.cleared):
            failed.append((seed, residual[-1], rules[-1], steps[-1]))
    print(
        f"{count - len(failed)} of {count} months cleared; failed (seed, residual, rules, steps):"
    )
    print(failed)
    print(f"largest residual {np.nanmax(residual):.2e} in month {int(np.nanargmax(residual))}")
    print(f"largest gap of price rules {np.nanmax(rules):.2e} in month {int(np.nanargmax(rules))}")
    print(f"Newton steps: median {np.median(steps):.0f}, most {max(steps)}")


if __name__ == "__main__":
    asked = sys.argv[1:]
    report(int(asked[0]) if asked else 2000, float(asked[1]) if len(asked) > 1 else 0.0)
