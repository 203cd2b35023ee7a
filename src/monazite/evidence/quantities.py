"""Which number of a simulated month stands beside a recorded one?

Prices are compared as changes since the month before the event, volumes as changes since the mean
of the simulated months before it; levels of quotes differ by grade, tax and place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.chains.chain import Chain
from monazite.effects import Effect
from monazite.errors import NetworkError
from monazite.evidence.free_on_board import Port, port_of, price_free_on_board
from monazite.evidence.observed import BEFORE
from monazite.evidence.written_episode import ScoredQuantity
from monazite.market.dynamics import Record
from monazite.market.model import Model
from monazite.market.nodes import Node, common_status
from monazite.months import Month

EVERYWHERE = "*"


@dataclass(frozen=True)
class Reading:
    """Where in the arrays of a record does a scored quantity stand?

    price               : sum of weight times node price; volumes: sum of levels of ``activity``
    volume_weighted     : as `_volume_weighted`
    """

    quantity: ScoredQuantity
    node: np.ndarray  # [M] places of market nodes
    weight: np.ndarray  # [M] share of base-year throughput, sum 1
    activity: np.ndarray  # [A] places of activities whose levels add up to the volume
    coefficient: np.ndarray  # [A] t per unit
    arrival: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]
    """For each node: ships through gates that arrive, their origin nodes, their gates."""
    port: Port | None = None
    """Where a price free on board stands, and what is levied on leaving; None for all else."""


def reading(
    quantity: ScoredQuantity,
    chain: Chain,
    model: Model,
    effects: Sequence[Effect],
    months: Sequence[Month],
) -> Reading:
    """Where does a quantity stand? Raises NetworkError where the model has no such thing.

    effects, months : of the run that is to be read; a price free on board has in it what the
    effects levy on leaving.
    """
    if quantity.measure == "price_free_on_board":
        return _at_port(quantity, model, effects, months)
    network = model.network
    index = network.node_index
    regions = list(chain.regions) if EVERYWHERE in quantity.regions else list(quantity.regions)
    names = [
        Node(region, good, common_status(chain, good)).id
        for good in quantity.goods
        for region in regions
    ]
    nodes = [index[name] for name in names if name in index]
    empty = np.zeros(0, dtype=int)
    weight, activity, coefficient = np.zeros(0), empty, np.zeros(0)
    arrival: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    if quantity.measure in ("price", "volume_weighted_price"):
        if not nodes:
            raise _nothing(quantity, f"market for {', '.join(quantity.goods)} there")
        passing = network.throughput[nodes]
        weight = passing / passing.sum()
        if quantity.measure == "volume_weighted_price":
            arrival = [_arrivals(model, node) for node in nodes]
    elif quantity.measure == "exports":
        targets = set(
            chain.regions if EVERYWHERE in quantity.destinations else quantity.destinations
        ) - {quantity.exporter}
        found = [
            number
            for number, one in enumerate(network.activities)
            if one.kind == "ship"
            and one.region == quantity.exporter
            and one.region_to in targets
            and one.good in quantity.goods
        ]
        activity, coefficient = np.array(found, dtype=int), np.ones(len(found))
    else:
        found, tonnes = [], []
        for number, one in enumerate(network.activities):
            if one.kind not in ("mine", "process") or one.region not in regions:
                continue
            made = sum(
                value
                for name, value in one.column.items()
                if value > 0 and network.nodes[name].good in quantity.goods
            )
            if made > 0:
                found.append(number)
                tonnes.append(made)
        activity, coefficient = np.array(found, dtype=int), np.array(tonnes)
    if quantity.measure in ("exports", "production") and not len(activity):
        raise _nothing(quantity, f"{quantity.measure} of {', '.join(quantity.goods)} there")
    return Reading(
        quantity, np.array(nodes, dtype=int), weight, activity, coefficient, tuple(arrival)
    )


def _at_port(
    quantity: ScoredQuantity, model: Model, effects: Sequence[Effect], months: Sequence[Month]
) -> Reading:
    """Where does a price free on board stand?"""
    exporter, good = str(quantity.exporter), quantity.goods[0]
    port = port_of(model, exporter, good, effects, months)
    if port is None:
        raise _nothing(quantity, f"route of {good} out of {exporter}")
    none = np.zeros(0, dtype=int)
    return Reading(quantity, port.hub, port.usual, none, np.zeros(0), (), port)


def _nothing(quantity: ScoredQuantity, what: str) -> NetworkError:
    return NetworkError.one(
        where=f"scored quantity {quantity.id}", found=f"no {what}", expected="one in the chain"
    )


def _arrivals(model: Model, node: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which ships bring goods through a gate to a node, from which market, through which gate?"""
    network = model.network
    index, name = network.node_index, list(network.nodes)[node]
    behind = {}
    for place, number in enumerate(model.arrays.gate_activity):
        inside, hub = list(network.activities[int(number)].column)
        behind[hub] = (index[inside], place)
    ships, origins, gates = [], [], []
    for number, one in enumerate(network.activities):
        if one.kind != "ship" or one.column.get(name, 0.0) <= 0:
            continue
        source = next(n for n, c in one.column.items() if c < 0)
        if source in behind:
            ships.append(number)
            origins.append(behind[source][0])
            gates.append(behind[source][1])
    return np.array(ships, dtype=int), np.array(origins, dtype=int), np.array(gates, dtype=int)


def measured(read: Reading, record: Record, model: Model) -> np.ndarray:
    """What does the model say month by month? (month,), USD/t or t a month."""
    if read.quantity.measure == "price":
        return np.asarray(record.price[:, read.node] @ read.weight)
    if read.port is not None:
        return price_free_on_board(read.port, record, model)
    if read.quantity.measure == "volume_weighted_price":
        return _volume_weighted(read, record, model)
    return np.asarray(record.level[:, read.activity] @ read.coefficient)


def _volume_weighted(read: Reading, record: Record, model: Model) -> np.ndarray:
    """What did the average tonne cost, licensed tonnes at the origin's price?

    Each node pays its own price but for the share of its arrivals that came through a gate with a
    rule in force; nodes are weighted by what final uses and processes took there in the month.
    """
    structure, arrays = model.structure, model.arrays
    entry_node, entry_activity = (
        np.asarray(structure.entry_node),
        np.asarray(structure.entry_activity),
    )
    kind = np.array([one.kind for one in model.network.activities])
    taking = np.isin(kind, ("process",))[entry_activity] & (arrays.coefficient < 0)
    flow = arrays.coefficient * record.level[:, entry_activity]
    paid, weight = np.zeros(len(flow)), np.zeros(len(flow))
    for node, (ships, origins, gates) in zip(read.node, read.arrival, strict=True):
        here = entry_node == node
        taken = -flow[:, here & taking].sum(axis=1)
        taken += record.served[:, arrays.use_node == node].sum(axis=1)
        arriving = np.maximum(flow[:, here], 0.0).sum(axis=1)
        licensed = record.level[:, ships] * record.gate_ruled[:, gates]
        through = licensed.sum(axis=1)
        share = np.where(arriving > 0, through / np.where(arriving > 0, arriving, 1.0), 0.0)
        origin = (licensed * record.price[:, origins]).sum(axis=1)
        origin = np.where(through > 0, origin / np.where(through > 0, through, 1.0), 0.0)
        paid += taken * (share * origin + (1.0 - share) * record.price[:, node])
        weight += taken
    return paid / weight


def change_since(values: np.ndarray, quantity: ScoredQuantity, event: int) -> np.ndarray:
    """By which multiple has a simulated series changed? (month,), 1 at the origin.

    The origin is counted as that of a record: the last price before the event, or the mean volume
    of the year before it. ``event`` : place of the event's month, 1 or more.
    """
    price = quantity.unit.dimension == "price"
    origin = values[event - 1] if price else values[max(0, event - BEFORE) : event].mean()
    return np.asarray(values / origin)


def over_points(values: np.ndarray, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """What is the mean of a series over spans of months (first and last place)? (point,)."""
    return np.array([values[first : last + 1].mean() for first, last in spans])
