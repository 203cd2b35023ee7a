"""How does a chain become the nodes and columns that one month clears?

`build_network` lists nodes, activities, uses and holders of stocks with their names, sets their
numbers so that the base year is reproduced, and prepares the index arrays of the solver. It
depends on the chain only, never on a policy: policies change numbers, not the network, so two
scenarios of one world can be compared number by number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monazite.chains.chain import Chain
from monazite.errors import NetworkError
from monazite.market.activity import Activity
from monazite.market.collection import build_collection
from monazite.market.final_use import FinalUse, final_uses
from monazite.market.nodes import MARKET, Node, build_nodes, common_status, reference_prices
from monazite.market.outlets import (
    build_backstops,
    build_discards,
    build_status_changes,
    set_status_flows,
)
from monazite.market.production import MONTHS, build_production
from monazite.market.routes import build_gates, build_shipments


@dataclass(frozen=True)
class Network:
    """Nodes, activities, uses and holders of one chain, named and numbered.

    nodes         : node id -> Node, in solver order; activities in solver order, those that
                    collect old scrap last.
    price         : reference price of each node, USD/t, [N].
    throughput    : t a month passing each node in the base year (nameplate where idle), [N].
    made          : t a month that all listed facilities at a node could make together, [N].
    holders       : node ids where private stocks are held: goods of the stages that have a cover.
    """

    chain: Chain
    nodes: Mapping[str, Node]
    activities: Sequence[Activity]
    uses: Sequence[FinalUse]
    holders: Sequence[str]
    price: np.ndarray
    throughput: np.ndarray
    made: np.ndarray

    @property
    def node_index(self) -> dict[str, int]:
        """At which place of the solver's arrays does each node stand?"""
        return {node: index for index, node in enumerate(self.nodes)}


def _inflow(chain: Chain, nodes: Mapping[str, Node]) -> dict[str, float]:
    """How much arrives at each common-status market node in the base year, t a month?"""
    inflow: dict[str, float] = {}

    def add(region: str, good: str, tonnes: float) -> None:
        node = Node(region, good, common_status(chain, good)).id
        inflow[node] = inflow.get(node, 0.0) + tonnes / MONTHS

    for (region, good), tonnes in chain.base.mines.items():
        add(region, good, tonnes)
    for (region, good), tonnes in chain.base.old_scrap.items():
        add(region, good, tonnes)
    for (_, importer, good), tonnes in chain.base.shipments.items():
        add(importer, good, tonnes)
    for (region, recipe), level in chain.base.processes.items():
        for good, coefficient in chain.recipes[recipe].coefficients.items():
            if coefficient > 0:
                add(region, good, coefficient * level)
    unknown = [node for node in inflow if node not in nodes]
    if unknown:
        raise NetworkError.one(
            where="base year",
            found=f"flows at {', '.join(sorted(unknown)[:5])}",
            expected="flows only where a node stands",
            because="a flow without a node would vanish",
            advice="check regions and goods of the base-year tables",
        )
    return inflow


def _nameplates(activities: list[Activity]) -> tuple[dict[str, float], dict[str, float]]:
    """How much could be made, and how much needed, at each node at full capacity, t a month?"""
    made: dict[str, float] = {}
    needed: dict[str, float] = {}
    for activity in activities:
        for node, coefficient in activity.column.items():
            table = made if coefficient > 0 else needed
            table[node] = table.get(node, 0.0) + abs(coefficient) * activity.capacity
    return made, needed


def _reach(activities: Sequence[Activity], given: Mapping[str, float]) -> dict[str, float]:
    """How much could ever arrive at each node, t a month, with every activity at capacity?"""
    reach = dict(given)
    for activity in activities:
        for node, coefficient in activity.column.items():
            if coefficient > 0:
                reach[node] = reach.get(node, 0.0) + coefficient * activity.capacity
    return reach


def build_network(chain: Chain) -> Network:
    """Which nodes, activities, uses and holders does the market of a chain have?

    The numbers are those of the base year before `calibrate`, which makes it exact.
    Raises NetworkError where a node could neither be supplied nor emptied.
    """
    nodes = build_nodes(chain)
    price = reference_prices(chain, nodes)
    uses = final_uses(chain, nodes)
    production = build_production(chain, nodes, price)
    made, needed = _nameplates(production)
    inflow = _inflow(chain, nodes)
    free_uses: dict[str, float] = {}
    for use in uses:
        if nodes[use.node].status == "free" and chain.has_status(use.good):
            free_uses[use.node] = free_uses.get(use.node, 0.0) + use.quantity
    scale = {
        node: inflow.get(node) or free_uses.get(node) or made.get(node) or needed.get(node, 0.0)
        for node in nodes
    }
    wanted = set(needed) | {use.node for use in uses}
    wanted |= {
        Node(node.region, node.good, "bound").id
        for node in (nodes[name] for name in free_uses)
        if Node(node.region, node.good, "bound").id in nodes
    }
    shipments = build_shipments(chain, nodes, price, scale, made, wanted)
    for activity in shipments:
        for node in activity.column:
            if nodes[node].kind != MARKET:
                scale[node] += activity.base_level
    gates = build_gates(chain, nodes, price, shipments, made)
    changes = build_status_changes(chain, nodes, price, scale)
    set_status_flows([*production, *changes], free_uses)
    given = {
        Node(region, good, common_status(chain, good)).id: tonnes / MONTHS
        for (region, good), tonnes in chain.base.old_scrap.items()
    }
    moving = [*production, *shipments, *gates, *changes]
    reach = _reach([*production, *shipments], given)
    for gate in gates:
        hub = list(gate.column)[1]
        reach[hub] = max(reach.get(hub, 0.0), scale.get(hub, 0.0), gate.capacity / 20)
    for change in changes:
        if change.kind == "relabel":
            free, bound = change.column
            # what nothing else reaches is reached by what is called bound there: without an outlet
            # of its own its price would fall without end once no release is allowed
            reach[bound] = reach.get(bound) or reach.get(free, 0.0)
    discards = build_discards(chain, nodes, price, reach, scale)
    backstops = build_backstops(chain, nodes, scale)
    activities = [*moving, *discards, *backstops, *build_collection(chain, price, uses)]
    _require_connected(nodes, activities)
    holders = [
        name
        for name, node in nodes.items()
        if node.kind == MARKET
        and chain.goods[node.good].stage in chain.behaviour.cover
        and (inflow.get(name, 0.0) > 0 or name in free_uses)
    ]
    order = list(nodes)
    # a node without any flow of its own is measured by what its neighbour could call bound
    twin = {name: Node(node.region, node.good, "free").id for name, node in nodes.items()}
    throughput = [scale[name] or scale.get(twin[name], 0.0) for name in order]
    return Network(
        chain=chain,
        nodes=nodes,
        activities=tuple(activities),
        uses=tuple(uses),
        holders=tuple(holders),
        price=np.array([price[node] for node in order]),
        throughput=np.array(np.maximum(throughput, 1e-9)),
        made=np.array([made.get(node, 0.0) for node in order]),
    )


def _require_connected(nodes: Mapping[str, Node], activities: Sequence[Activity]) -> None:
    """Refuse a network with a node that nothing can fill or nothing can empty."""
    filled: set[str] = set()
    emptied: set[str] = set()
    for activity in activities:
        if activity.capacity > 0:
            filled |= {node for node, value in activity.column.items() if value > 0}
            emptied |= {node for node, value in activity.column.items() if value < 0}
    for nameless, side in ((set(nodes) - filled, "filled"), (set(nodes) - emptied, "emptied")):
        if nameless:
            raise NetworkError.one(
                where="network",
                found=f"nodes that nothing can have {side}: {', '.join(sorted(nameless)[:8])}",
                expected="every node with at least one way in and one way out",
                because="the price of an unreachable node means nothing",
                advice="give the region a facility, a shipment or a use of the good, or drop it",
            )
