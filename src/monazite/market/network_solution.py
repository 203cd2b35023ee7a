"""From a network in the public form to arrays, through the solver, and back to names."""

from __future__ import annotations

from typing import Any

import numpy as np

from monazite.errors import NetworkError, quoted, suggestion
from monazite.market.certificate import excess_supply_plain
from monazite.market.clearing import Linear, Terms, build_structure, clear
from monazite.market.compiled_code import keep_compiled_code
from monazite.market.good_blocks import blocks_of_shipping
from monazite.market.network_form import Network
from monazite.market.size_classes import padded, size_class
from monazite.market.structure import Structure

ACCEPTABLE = 1e-9
"""Residual up to which a network counts as cleared, unless the caller's tolerance is wider."""

FLOOR_SHARE = 1e-6
"""A node's residual is measured against at least this share of what could flow through it."""

MOST_COMPILED = 40
"""Compiled sizes kept; each network beyond the size classes adds one, and they take memory."""

_WORST = 5


def network_arrays(network: Network) -> tuple[Structure, Terms]:
    """Which index arrays and numbers describe this network? Order as in the network.

    The throughput floor is 0 here; `solve_network` sets it from the solution.
    """
    index = {node.id: number for number, node in enumerate(network.nodes)}
    columns = [
        {index[node]: value for node, value in activity.io.items()}
        for activity in network.activities
    ]
    labels: dict[Any, int] = {}
    group = [
        labels.setdefault(number if activity.group is None else activity.group, len(labels))
        for number, activity in enumerate(network.activities)
    ]
    use_node = [index[use.node] for use in network.uses]
    n_nodes = len(network.nodes)
    structure, coefficient = build_structure(
        columns, group, use_node, blocks_of_shipping(columns, n_nodes), n_nodes
    )
    reference = np.array([node.reference_price for node in network.nodes])
    capacity, dispersion = np.zeros(len(labels)), np.ones(len(labels))
    for number, activity in zip(group, network.activities, strict=True):
        capacity[number], dispersion[number] = activity.capacity, activity.dispersion
    terms = Terms(
        reference_price=reference,
        previous_price=np.array([node.previous_price for node in network.nodes]),
        inertia=np.array([node.inertia for node in network.nodes]),
        supply=np.array([node.supply for node in network.nodes]),
        coefficient=coefficient,
        cost=np.array([activity.cost for activity in network.activities]),
        bias=np.array([activity.bias for activity in network.activities]),
        capacity=capacity,
        dispersion=dispersion,
        use_quantity=np.array([use.quantity for use in network.uses]),
        use_elasticity=np.array([use.elasticity for use in network.uses]),
        use_reference=reference[np.asarray(use_node, dtype=int)],
        throughput_floor=np.zeros(n_nodes),
    )
    return structure, terms


def solve_network(
    network: Network, *, tolerance: float = 1e-11, linear: str = "auto"
) -> dict[str, Any]:
    """At which prices does the network clear? The answer of `network_file.clear_network`."""
    ways = ("auto", "blocks", "dense")
    if linear not in ways:
        raise NetworkError.one(
            where="linear",
            found=quoted(linear),
            expected="one of " + ", ".join(ways),
            advice=suggestion(linear, ways),
        )
    keep_compiled_code()
    structure, terms = network_arrays(network)
    terms = terms._replace(throughput_floor=floors(structure, terms))
    room = size_class(structure, terms)
    way: Linear = "dense" if linear == "dense" or (linear == "auto" and room) else "blocks"
    given, numbers = structure, terms
    if way == "dense" and room:
        given, numbers = padded(structure, terms, room)
    else:
        compiled: Any = clear
        if compiled._cache_size() > MOST_COMPILED:
            compiled.clear_cache()
    cleared = clear(given, numbers, numbers.reference_price, tolerance=tolerance, linear=way)
    n_nodes = len(network.nodes)
    return _named(network, structure, terms, np.asarray(cleared.price)[:n_nodes], tolerance) | {
        "steps": int(cleared.steps),
        "inner_iterations": int(cleared.inner_iterations),
        "shortened_steps": int(cleared.shortened_steps),
    }


def floors(structure: Structure, terms: Terms) -> np.ndarray:
    """Against which throughput is a node measured at least, so an idle one passes? [N] t/month.

    `FLOOR_SHARE` of what could flow through it: the smaller of all capacity that could deliver to
    it and all that could take from it, demands at reference prices, given supply and inertia
    included. In the node's own unit, so counting another good in kilogrammes changes nothing.
    """
    n_nodes = len(terms.reference_price)
    group = np.asarray(structure.group)
    flow = terms.coefficient * terms.capacity[group][structure.entry_activity]
    delivered = np.bincount(structure.entry_node, np.maximum(flow, 0.0), n_nodes)
    taken = np.bincount(structure.entry_node, np.maximum(-flow, 0.0), n_nodes)
    taken += np.bincount(structure.use_node, terms.use_quantity, n_nodes)
    delivered += np.maximum(terms.supply, 0.0) + terms.inertia
    taken += np.maximum(-terms.supply, 0.0) + terms.inertia
    return FLOOR_SHARE * np.asarray(np.minimum(delivered, taken))


def _named(
    network: Network, structure: Structure, terms: Terms, price: np.ndarray, tolerance: float
) -> dict[str, Any]:
    excess, throughput, level, use = excess_supply_plain(structure, terms, price)
    divisor = np.maximum(np.maximum(throughput, terms.throughput_floor), 1e-300)
    ratio = np.abs(excess) / divisor
    ranked = np.where(np.isnan(ratio), np.inf, ratio)
    residual = float(ratio[np.argmax(ranked)])
    ok = bool(residual <= max(tolerance, ACCEPTABLE))
    worst = [
        {
            "id": network.nodes[node].id,
            "residual": float(ratio[node]),
            "excess": float(excess[node]),
            "throughput": float(throughput[node]),
            "price": float(price[node]),
        }
        for node in np.argsort(-ranked, kind="stable")[:_WORST]
    ]

    def by_name(items: tuple[Any, ...], values: np.ndarray) -> dict[str, float]:
        return {item.id: float(x) for item, x in zip(items, values, strict=True)} if ok else {}

    return {
        "ok": ok,
        "prices": by_name(network.nodes, price),
        "levels": by_name(network.activities, level),
        "uses": by_name(network.uses, use),
        "residual": residual,
        "worst_nodes": worst,
    }
