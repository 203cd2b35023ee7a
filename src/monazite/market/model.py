"""Which arrays does a month of one network need, beside what changes from month to month?

A `Model` is a calibrated network turned into arrays, built once per chain in plain NumPy. Axes:
N nodes, J activities, G capacity groups, U final uses, H holders of stocks, F facilities, B gates,
V activities with an ad-valorem charge, R releases, S places of scrap, C cohorts of goods in use,
X uses that can turn to a lesser grade, D base-year shipments through gates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from monazite.chains.behaviour import Parameter
from monazite.chains.chain import Chain
from monazite.market.collection import COLLECT, cohorts
from monazite.market.joint_products import built_for
from monazite.market.network import Network
from monazite.market.nodes import Node, common_status
from monazite.market.outlets import ceilings
from monazite.market.sales_abroad import sales_abroad
from monazite.market.structure import Structure, build_structure

Array = Any
MONTHS = 12
WHOLE = ("group", "activity", "lead")
"""Which facility arrays hold whole numbers?"""


class Arrays(NamedTuple):
    """The numbers of a model that do not change from month to month (axes in the module's text)."""

    coefficient: Array  # [E] t per unit of activity
    reference: Array  # [N] USD/t
    throughput: Array  # [N] t/month, floor of the residual
    cost: Array  # [J] USD per unit
    bias: Array  # [J]
    capacity: Array  # [G] units/month in the base year
    dispersion: Array  # [G] USD per unit
    growth_good: Array  # [G] index of the good whose demand index scales the capacity
    facility_group: Array  # [F]
    facility_activity: Array  # [F, 2] activities of a facility, J where there is no second
    facility_own: Array  # [F] units/month running in the base year (0 for what is to come)
    facility_value: Array  # [F] USD of outputs per unit at reference prices
    facility_gain: Array  # [F] margin at reference prices, share of value
    facility_expands: Array  # [F] 1 for the facility that takes a region's expansions of a recipe
    facility_lead: Array  # [F] months from start of building to production
    facility_serves: Array  # [F, goods] weight of each good in the growth it is built for, sum 1
    facility_usual: Array  # [F] utilisation of the base year, 1 for what is to come
    gate_activity: Array  # [B]
    gate_group: Array  # [B]
    gate_flow: Array  # [B] t/month normal flow of the base year
    gate_good: Array  # [B] index of good
    gate_holder: Array  # [B] holder of stocks behind the gate, H where there is none
    gate_kept: Array  # [B] 1 where what waits for a licence is goods in store, 0 where orders
    gate_share: Array  # [B] share of the tonnes behind the gate that leaves in the base year
    delivery_gate: Array  # [D] gate of a base-year shipment
    delivery_node: Array  # [D] node where it arrives
    delivery_weight: Array  # [D] its share of the gate's flow
    charge_activity: Array  # [V]
    charge_group: Array  # [V]
    charge_usual: Array  # [V] share of its capacity used in the base year
    charge_node: Array  # [V] node whose price the charge is a share of
    charge_cap: Array  # [V] USD/t, highest price that the charge is a share of
    charge_cost: Array  # [V] USD/t, the part that is not ad valorem
    charge_rate: Array  # [V] share in the base year (unrefunded VAT)
    use_node: Array  # [U]
    use_quantity: Array  # [U] t/month in the base year
    use_short: Array  # [U] elasticity within the month
    use_long: Array  # [U] elasticity after adjustment
    switch_from: Array  # [X] use that can turn to a lesser grade
    switch_to: Array  # [X] use that it turns to
    holder_node: Array  # [H]
    holder_target: Array  # [H] t wanted in calm times in the base year
    holder_good: Array  # [H] index of good
    backstop: Array  # [N] activity of the backstop, J where there is none
    scrap_node: Array  # [S]
    scrap_activity: Array  # [S] that collects it, the last activities of all
    scrap_group: Array  # [S]
    scrap_rate: Array  # [S] share of end-of-life flow collected in the base year
    cohort_use: Array  # [C] index of use
    cohort_scrap: Array  # [C] index of place of scrap, S where nothing is collected
    cohort_speed: Array  # [C] share leaving each compartment a month
    cohort_start: Array  # [C, compartments] t in use at the start


class Rates(NamedTuple):
    """The behavioural parameters of the updates (scalars; unit as in `chains.behaviour`)."""

    stock_available: Array
    holding_elasticity: Array  # 1 / kappa
    expectation_speed: Array
    export_expectation: Array
    intensity_speed: Array
    intensity_fall: Array  # largest fall of log intensity a month
    switching_elasticity: Array
    foresight: Array
    entry_hurdle: Array
    entry_speed: Array
    entry_limit: Array
    closure_utilisation: Array
    closure_speed: Array
    collection_limit: Array
    collection_elasticity: Array


@dataclass(frozen=True)
class Model:
    """A calibrated network with its arrays and its index structure.

    foreseen : what was found of months under known rules, by their content; a model that is made
               of this one begins with none (`foreseen_price`)
    """

    network: Network
    structure: Structure
    arrays: Arrays
    rates: Rates
    goods: tuple[str, ...]
    group_ids: tuple[str, ...]
    facility_ids: tuple[str, ...]
    gate_ids: tuple[str, ...]
    release_ids: tuple[str, ...]
    scrap_places: tuple[str, ...]
    foreseen: dict[bytes, np.ndarray] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )


def _by_use(table: Mapping[str, Parameter], use: str) -> float:
    return (table.get(use) or table["other"]).value


def build_model(network: Network) -> Model:
    """Which arrays describe a calibrated network? Raises NetworkError where data do not suffice."""
    chain, activities = network.chain, network.activities
    index = network.node_index
    number = {activity.id: place for place, activity in enumerate(activities)}
    group_ids = tuple(dict.fromkeys(activity.group for activity in activities))
    group_of = {group: place for place, group in enumerate(group_ids)}
    goods = tuple(chain.goods)
    good_of = {good: place for place, good in enumerate(goods)}
    columns = [{index[n]: c for n, c in activity.column.items()} for activity in activities]
    use_nodes = [index[use.node] for use in network.uses] + [index[n] for n in network.holders]
    structure, coefficient = build_structure(
        columns,
        [group_of[activity.group] for activity in activities],
        use_nodes,
        [good_of[node.good] for node in network.nodes.values()],
        len(index),
    )
    capacity, dispersion = np.zeros(len(group_ids)), np.ones(len(group_ids))
    growth = np.full(len(group_ids), len(goods))
    for activity in activities:
        place = group_of[activity.group]
        capacity[place], dispersion[place] = activity.capacity, activity.dispersion
        if not activity.facility:
            growth[place] = good_of[activity.good]
    backstop = np.full(len(index), len(activities))
    for activity in activities:
        if activity.kind == "backstop":
            backstop[index[next(iter(activity.column))]] = number[activity.id]
    gates = [activity for activity in activities if activity.kind == "gate"]
    charged = [activity for activity in activities if activity.kind in ("gate", "ship")]
    ceiling = ceilings(chain)
    releases = tuple(activity.group for activity in activities if activity.kind == "release")
    facilities = _facility_arrays(network, number, group_of)
    scrap = _scrap_arrays(network, number, group_of)
    stage = {good: record.stage for good, record in chain.goods.items()}
    held = [network.nodes[name] for name in network.holders]
    arrays = Arrays(
        coefficient=coefficient,
        reference=network.price,
        throughput=network.throughput,
        cost=np.array([activity.cost for activity in activities]),
        bias=np.array([activity.bias for activity in activities]),
        capacity=capacity,
        dispersion=dispersion,
        growth_good=growth,
        gate_activity=np.array([number[gate.id] for gate in gates], dtype=int),
        gate_group=np.array([group_of[gate.group] for gate in gates], dtype=int),
        gate_flow=np.array([gate.base_level or 0.05 * gate.capacity for gate in gates]),
        gate_good=np.array([good_of[gate.good] for gate in gates], dtype=int),
        charge_activity=np.array([number[activity.id] for activity in charged], dtype=int),
        charge_group=np.array([group_of[activity.group] for activity in charged], dtype=int),
        charge_usual=np.array([activity.base_level / activity.capacity for activity in charged]),
        charge_node=np.array([index[next(iter(a.column))] for a in charged], dtype=int),
        charge_cap=np.array([ceiling[activity.good] for activity in charged]),
        charge_cost=np.array([a.cost if a.kind == "ship" else 0.0 for a in charged]),
        charge_rate=np.array([a.extra.get("wedge", 0.0) for a in charged]),
        use_node=np.array(use_nodes[: len(network.uses)], dtype=int),
        use_quantity=np.array([use.quantity for use in network.uses]),
        use_short=np.array(
            [_by_use(chain.behaviour.demand_elasticity_short, use.use) for use in network.uses]
        ),
        use_long=np.array(
            [_by_use(chain.behaviour.demand_elasticity_long, use.use) for use in network.uses]
        ),
        holder_node=np.array([index[name] for name in network.holders], dtype=int),
        holder_target=np.array(
            [
                chain.behaviour.cover[stage[node.good]].value * network.throughput[index[node.id]]
                for node in held
            ]
        ),
        holder_good=np.array([good_of[node.good] for node in held], dtype=int),
        backstop=backstop,
        **sales_abroad(network, gates),
        **_switch_arrays(network),
        **facilities,
        **scrap,
    )
    arrays = Arrays(*(part.astype(np.int32) if part.dtype.kind == "i" else part for part in arrays))
    return Model(
        network=network,
        structure=structure,
        arrays=arrays,
        rates=_rates(chain),
        goods=goods,
        group_ids=group_ids,
        facility_ids=tuple(chain.facilities),
        gate_ids=tuple(gate.id.removeprefix("gate/") for gate in gates),
        release_ids=releases,
        scrap_places=tuple(list(network.nodes)[n] for n in scrap["scrap_node"]),
    )


def _rates(chain: Chain) -> Rates:
    b = chain.behaviour
    return Rates(
        stock_available=np.float64(b.stock_available.value),
        holding_elasticity=np.float64(1.0 / b.holding_curvature.value),
        expectation_speed=np.float64(b.expectation_speed.value),
        export_expectation=np.float64(b.export_expectation.value),
        intensity_speed=np.float64(b.intensity_speed.value),
        intensity_fall=np.float64(-np.log(1.0 - b.intensity_fall.value) / MONTHS),
        switching_elasticity=np.float64(b.switching_elasticity.value),
        foresight=np.float64(b.foresight.value),
        entry_hurdle=np.float64(b.entry_hurdle.value),
        entry_speed=np.float64(b.entry_speed.value),
        entry_limit=np.float64(b.entry_limit.value),
        closure_utilisation=np.float64(b.closure_utilisation.value),
        closure_speed=np.float64(b.closure_speed.value),
        collection_limit=np.float64(b.collection_limit.value),
        collection_elasticity=np.float64(b.collection_elasticity.value),
    )


def _facility_arrays(
    network: Network, number: Mapping[str, int], group_of: Mapping[str, int]
) -> dict[str, np.ndarray]:
    """What does each facility run, and which one takes the expansions of its region and recipe?

    Expansions go to the largest base-year facility of each (region, recipe).
    """
    chain = network.chain
    serves = built_for(chain)
    price = dict(zip(network.nodes, network.price, strict=True))
    largest: dict[tuple[str, str], str] = {}
    for facility in chain.facilities.values():
        if facility.start is None:
            key = (facility.region, facility.recipe)
            if key not in largest or facility.capacity > chain.facilities[largest[key]].capacity:
                largest[key] = facility.id
    by_facility: dict[str, list[int]] = {name: [] for name in chain.facilities}
    for activity in network.activities:
        if activity.facility:
            by_facility[activity.facility].append(number[activity.id])
    rows: dict[str, list[object]] = {
        key: []
        for key in (
            "group",
            "activity",
            "own",
            "value",
            "gain",
            "expands",
            "lead",
            "serves",
            "usual",
        )
    }
    for name, facility in chain.facilities.items():
        places = by_facility[name]
        activity = network.activities[places[0]]
        stage = chain.recipes[facility.recipe].stage
        fast = facility.region in chain.behaviour.fast_builders
        lead = chain.behaviour.lead_time_at_home if fast else chain.behaviour.lead_time
        worth = sum(c * price[node] for node, c in activity.column.items())
        rows["group"].append(group_of[activity.group])
        rows["activity"].append([*places, len(network.activities)][:2])
        rows["own"].append(activity.capacity if facility.start is None else 0.0)
        rows["value"].append(activity.value)
        rows["gain"].append((worth - activity.cost) / activity.value)
        rows["expands"].append(float(largest.get((facility.region, facility.recipe)) == name))
        rows["lead"].append(round(lead[stage].value))
        rows["serves"].append([serves[facility.recipe].get(good, 0.0) for good in chain.goods])
        running = activity.base_level / activity.capacity if facility.start is None else 1.0
        rows["usual"].append(running)
    return {
        f"facility_{key}": np.array(values, dtype=int if key in WHOLE else float)
        for key, values in rows.items()
    }


def _switch_arrays(network: Network) -> dict[str, np.ndarray]:
    """Which uses can turn to which others?"""
    place = {(use.region, use.use, use.good): n for n, use in enumerate(network.uses)}
    pairs = []
    for number, use in enumerate(network.uses):
        lesser = (network.chain.uses[use.use].switches or {}).get(use.good, "")
        if (use.region, use.use, lesser) in place:
            pairs.append((number, place[use.region, use.use, lesser]))
    columns = np.array(pairs, dtype=int).reshape(-1, 2)
    return {"switch_from": columns[:, 0], "switch_to": columns[:, 1]}


def _scrap_arrays(
    network: Network, number: Mapping[str, int], group_of: Mapping[str, int]
) -> dict[str, np.ndarray]:
    """Which goods in use come back as which scrap, how fast, and which share is collected?

    The share collected reproduces the base year's old scrap.
    """
    chain, index = network.chain, network.node_index
    found = cohorts(chain, network.uses)
    nodes = [Node(r, g, common_status(chain, g)).id for r, g in found.places]
    collects = [f"{COLLECT}/{node}" for node in nodes]
    tonnes = np.array([chain.base.old_scrap[place] / MONTHS for place in found.places])
    return {
        "scrap_node": np.array([index[node] for node in nodes], dtype=int),
        "scrap_activity": np.array([number[name] for name in collects], dtype=int),
        "scrap_group": np.array([group_of[name] for name in collects], dtype=int),
        "scrap_rate": tonnes / found.retired,
        "cohort_use": found.use,
        "cohort_scrap": found.scrap,
        "cohort_speed": found.speed,
        "cohort_start": found.start,
    }
