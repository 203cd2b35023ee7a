"""What do those who hold stocks behind an export gate expect to be paid abroad?

A tonne held behind a gate may be sold at home or, once a licence comes, abroad. Holders therefore
expect the price at home plus a part of what the price abroad exceeds it by: the share of the
node's tonnes that usually leaves through the gate, times what the rule lets through, times the
weight that they give to it (`Behaviour.export_expectation`). Where no rule narrows a gate, trade
itself levels the two prices and nothing is added, to the last bit. A ban lets nothing through, and
nothing is expected of it. Axes: B gates, D places where a gate's ships arrive, H holders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from monazite.goods import MADE_TO_ORDER
from monazite.market.network import Network
from monazite.market.precision import jnp
from monazite.market.structure import Array

if TYPE_CHECKING:
    from monazite.market.activity import Activity
    from monazite.market.licences import Passage
    from monazite.market.model import Arrays, Rates
    from monazite.market.schedule import Schedule


def sales_abroad(network: Network, gates: list[Activity]) -> dict[str, np.ndarray]:
    """Who holds stocks behind each gate, which share of the tonnes there leaves, and where to?

    Returns the arrays ``gate_holder`` (H where nobody holds stocks), ``gate_kept`` (1 where
    what waits for a licence is goods, 0 where it is orders: `goods.MADE_TO_ORDER`), ``gate_share``
    (share of the node's base-year throughput), ``delivery_gate``, ``delivery_node`` and
    ``delivery_weight`` (share of the gate's base-year flow, sum 1 for a gate that anything left
    through).
    """
    index = network.node_index
    holders = {name: number for number, name in enumerate(network.holders)}
    hubs: dict[str, int] = {}
    holder, kept, share = [], [], []
    for number, gate in enumerate(gates):
        inside = next(name for name, tonnes in gate.column.items() if tonnes < 0)
        hubs[next(name for name, tonnes in gate.column.items() if tonnes > 0)] = number
        holder.append(holders.get(inside, len(holders)))
        stage = network.chain.goods[gate.good].stage
        kept.append(0.0 if stage in MADE_TO_ORDER else 1.0)
        passing = float(network.throughput[index[inside]])
        share.append(min(1.0, gate.base_level / passing) if passing > 0 else 0.0)
    behind, node, weight = [], [], []
    for ship in network.activities:
        if ship.kind != "ship" or ship.base_level <= 0:
            continue
        origin, target = _ends(ship.column)
        if origin in hubs and gates[hubs[origin]].base_level > 0:
            behind.append(hubs[origin])
            node.append(index[target])
            weight.append(ship.base_level / gates[hubs[origin]].base_level)
    return {
        "gate_holder": np.array(holder, dtype=int),
        "gate_kept": np.array(kept),
        "gate_share": np.array(share),
        "delivery_gate": np.array(behind, dtype=int),
        "delivery_node": np.array(node, dtype=int),
        "delivery_weight": np.array(weight),
    }


def _ends(column: Mapping[str, float]) -> tuple[str, str]:
    origin = next(name for name, tonnes in column.items() if tonnes < 0)
    return origin, next(name for name, tonnes in column.items() if tonnes > 0)


def premium(arrays: Arrays, rates: Rates, month: Schedule, passage: Passage, price: Array) -> Array:
    """By how much do holders expect more than the price at home? [H] USD/t, never negative.

    price : [N] USD/t this month. What a gate's buyers pay is counted as the change of their prices
    since the base year, so that freight and charges of the base year stay what they were.
    """
    relative = price[arrays.delivery_node] / arrays.reference[arrays.delivery_node]
    abroad = jnp.zeros(arrays.gate_flow.shape[0])
    abroad = abroad.at[arrays.delivery_gate].add(arrays.delivery_weight * relative)
    node = jnp.append(arrays.holder_node, 0)[arrays.gate_holder]
    gain = jnp.maximum(0.0, arrays.reference[node] * abroad - price[node])
    narrowed = passage.capacity < passage.width
    passing = jnp.where(month.licensed, month.approval, 1.0) * jnp.minimum(1.0, month.limit)
    weight = jnp.where(narrowed, rates.export_expectation * arrays.gate_share * passing, 0.0)
    count = arrays.holder_node.shape[0]
    total = jnp.zeros(count + 1).at[arrays.gate_holder].add(weight)
    given = weight / jnp.maximum(1.0, total)[arrays.gate_holder]
    return jnp.zeros(count + 1).at[arrays.gate_holder].add(given * gain)[:-1]
