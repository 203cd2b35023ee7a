"""Under which names and axes are the results of a simulation kept?

Gathers what `dynamics` recorded into a `Run`, and adds the independent check of mass: in every
month and node, what is made, arrives or is given equals what is used, leaves or is put in stock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from monazite.chains.world import World
from monazite.market.dynamics import Record
from monazite.market.inventories import initial_stock
from monazite.market.model import Model
from monazite.market.run import Run
from monazite.market.schedule import Schedule
from monazite.months import Month

if TYPE_CHECKING:
    from monazite.market.simulate import ScenarioLike


def _text(values: Sequence[str]) -> np.ndarray:
    return np.array([str(value) for value in values], dtype=str)


def recorded(model: Model) -> int:
    """How many activities has a run? All but the last ones, which collect old scrap.

    What they bring is its variable `old_scrap`, a part of `given_supply`.
    """
    return len(model.network.activities) - len(model.arrays.scrap_activity)


def coordinates(model: Model, months: Sequence[Month]) -> dict[str, np.ndarray]:
    """What is each place along each axis of a run called?"""
    network = model.network
    nodes, activities = list(network.nodes.values()), network.activities[: recorded(model)]
    facilities = list(network.chain.facilities.values())
    return {
        "month": _text([str(month) for month in months]),
        "node": _text(list(network.nodes)),
        "node_region": _text([node.region for node in nodes]),
        "node_good": _text([node.good for node in nodes]),
        "node_status": _text([node.status for node in nodes]),
        "node_kind": _text([node.kind for node in nodes]),
        "activity": _text([activity.id for activity in activities]),
        "activity_kind": _text([activity.kind for activity in activities]),
        "activity_region": _text([activity.region for activity in activities]),
        "activity_region_to": _text([activity.region_to for activity in activities]),
        "activity_good": _text([activity.good for activity in activities]),
        "activity_recipe": _text([activity.recipe for activity in activities]),
        "activity_facility": _text([activity.facility for activity in activities]),
        "activity_status": _text([activity.status for activity in activities]),
        "use": _text([use.id for use in network.uses]),
        "use_region": _text([use.region for use in network.uses]),
        "use_kind": _text([use.use for use in network.uses]),
        "use_good": _text([use.good for use in network.uses]),
        "use_node": _text([use.node for use in network.uses]),
        "holder": _text(list(network.holders)),
        "gate": _text(model.gate_ids),
        "facility": _text(model.facility_ids),
        "facility_region": _text([facility.region for facility in facilities]),
        "facility_recipe": _text([facility.recipe for facility in facilities]),
        "facility_operator": _text([facility.operator for facility in facilities]),
    }


def _initial_stock(model: Model, schedule: Schedule) -> np.ndarray:
    first = Schedule(*(leaf[0] for leaf in schedule))
    return np.asarray(initial_stock(model.arrays, first))


def mass_error(model: Model, schedule: Schedule, record: Record) -> np.ndarray:
    """How far is each month from conserving mass? (month,), share of a node's throughput.

    Recomputed from levels, uses and stocks, not from the solver's residual. Throughput is measured
    against a floor of 1e-5 of its base-year or nameplate value, so that an idle node counts.
    """
    arrays, structure = model.arrays, model.structure
    months, count = record.price.shape
    errors = np.zeros(months)
    stock_before = np.vstack([_initial_stock(model, schedule)[None, :], record.stock[:-1]])
    for place in range(months):
        flow = arrays.coefficient * record.level[place][structure.entry_activity]
        arriving = np.bincount(structure.entry_node, np.maximum(flow, 0), count)
        leaving = np.bincount(structure.entry_node, np.maximum(-flow, 0), count)
        leaving += np.bincount(arrays.use_node, record.used[place], count)
        change = np.bincount(arrays.holder_node, record.stock[place] - stock_before[place], count)
        balance = arriving - leaving - change - schedule.purchase[place]
        size = np.maximum(np.maximum(arriving, leaving), 1e-5 * arrays.throughput)
        errors[place] = np.max(np.abs(balance) / size)
    return errors


def _known(values: np.ndarray) -> np.ndarray:
    """The values, with NaN for infinities: how far off a month was, where that can be told."""
    found = np.array(values, dtype=float)
    found[~np.isfinite(found)] = np.nan
    return found


def _no_number(values: np.ndarray, failed: np.ndarray) -> np.ndarray:
    """The values, with NaN in every month that did not clear."""
    marked = np.array(values, dtype=float)
    marked[failed] = np.nan
    return marked


def to_run(
    world: World,
    scenario: ScenarioLike,
    model: Model,
    schedule: Schedule,
    months: Sequence[Month],
    record: Record,
) -> Run:
    """Which `Run` holds what was recorded? A month that failed and all after it hold NaN."""
    arrays, network = model.arrays, model.network
    count, nodes = len(months), list(network.nodes)
    cleared = np.asarray(record.cleared, dtype=bool)
    failed = ~cleared
    failed |= np.cumsum(failed) > 0
    cut: Any = slice(0, count)
    made = np.zeros((count, len(model.facility_ids)))
    padded = np.hstack([record.level, np.zeros((count, 1))])
    made = padded[:, arrays.facility_activity].sum(axis=2)
    capacity = np.asarray(record.capacity)
    running = capacity > 0
    utilisation = np.where(running, made / np.where(running, capacity, 1.0), 0.0)
    scrap = np.zeros((count, len(nodes)))
    scrap[:, arrays.scrap_node] = record.scrap
    in_gate = [network.activities[int(place)] for place in arrays.gate_activity]
    inside = [network.node_index[next(iter(gate.column))] for gate in in_gate]
    order = {int(a): v for v, a in enumerate(arrays.charge_activity)}
    charged = [order[int(place)] for place in arrays.gate_activity]
    rate = arrays.charge_rate[charged] + schedule.charge[cut][:, charged]
    unmet = np.maximum(0.0, np.asarray(record.wanted) - np.asarray(record.served))
    numbers = {
        "price": record.price,
        "level": record.level[:, : recorded(model)],
        "consumption": record.served,
        "taken": record.used,
        "wanted": record.wanted,
        "unserved": unmet,
        "stock": record.stock,
        "cover_target": record.target,
        "capacity": capacity,
        "utilisation": utilisation,
        "given_supply": np.asarray(record.supply) - schedule.purchase[cut],
        "strategic_purchase": schedule.purchase[cut],
        "old_scrap": scrap,
        "in_use": record.in_use,
        "support": record.bill,
        "credit": _credit(arrays, schedule.credit[cut], np.asarray(record.level)),
        "gate_cost": rate * np.asarray(record.price)[:, inside],
        "gate_flow": np.asarray(record.level)[:, arrays.gate_activity],
        "gate_applications": record.gate_filed,
        "gate_pending": record.gate_pending,
        "gate_approved": record.gate_approved,
        "mass_error": mass_error(model, schedule, record),
    }
    variables: dict[str, np.ndarray] = {
        name: _no_number(np.asarray(values), failed) for name, values in numbers.items()
    }
    # How far off the first failed month was is no result of the model: it is kept. Months after it
    # were not tried, and hold nothing.
    untried = np.cumsum(~cleared) > 1
    variables["residual"] = _known(np.asarray(record.residual))
    variables["rule_residual"] = _known(np.asarray(record.rule_residual))
    in_force = np.asarray(record.gate_ruled, dtype=bool)
    variables["gate_in_force"] = in_force
    variables["gate_open"] = _no_number(
        np.where(in_force, np.asarray(record.gate_capacity), np.inf), failed
    )
    variables["reference_price"] = arrays.reference
    variables["initial_stock"] = _initial_stock(model, schedule)
    variables["steps"] = np.asarray(record.steps, dtype=np.int64)
    variables["inner_iterations"] = np.asarray(record.inner_iterations, dtype=np.int64)
    variables["price_rounds"] = np.asarray(record.rounds, dtype=np.int64)
    variables["negative_prices"] = (np.asarray(record.price) < 0).sum(axis=1).astype(np.int64)
    variables["cleared"] = cleared
    variables["worst_node"] = _text(
        [
            "" if skipped else nodes[int(place)]
            for skipped, place in zip(untried, record.worst_node, strict=True)
        ]
    )
    kept = np.asarray(model.structure.entry_activity) < recorded(model)
    variables["column_node"] = np.asarray(model.structure.entry_node, dtype=np.int64)[kept]
    variables["column_activity"] = np.asarray(model.structure.entry_activity, dtype=np.int64)[kept]
    variables["column_value"] = np.asarray(arrays.coefficient)[kept]
    attributes = {
        "scenario": scenario.id,
        "world": world.chain.id,
        "as_known": str(world.as_known),
        "data_vintage": world.vintage,
        "world_fingerprint": world.fingerprint,
        "demand_scenario": scenario.demand,
        "effects_hash": hashlib.sha256(repr(tuple(scenario.effects)).encode()).hexdigest(),
        "monazite_version": _version(),
    }
    if world.definition:
        attributes["chain_definition"] = world.definition
    return Run(coordinates(model, months), variables, attributes)


def _credit(arrays: Any, rate: Any, level: np.ndarray) -> np.ndarray:
    """What do credits pay to each facility? [T, F] USD/month."""
    made = np.pad(level, ((0, 0), (0, 1)))
    cost = np.append(np.asarray(arrays.cost), 0.0)
    both = np.asarray(arrays.facility_activity)
    own = sum(made[:, both[:, variant]] * cost[both[:, variant]] for variant in (0, 1))
    return np.asarray(rate * own)


def _version() -> str:
    import monazite

    return str(monazite.__version__)
