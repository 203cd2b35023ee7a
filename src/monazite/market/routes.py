"""By which routes do goods travel, and what may hold them at the border?

Ships of an exporter with gates leave from its export hubs; the gate itself is an activity in
series, from the exporter's market node to the hub, with a small dispersion.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.chains.chain import Chain
from monazite.market.activity import IDLE_BIAS, Activity, elastic_dispersion, logit, margin
from monazite.market.nodes import EXPORT, MARKET, Node, common_status, destination_group

MONTHS = 12
GATE_WIDTH = 20.0
"""Capacity of a gate without a rule, multiple of its normal flow."""
LATENT_OUTPUT_SHARE = 0.5
"""Capacity of an unused route, share of what the exporter makes or trades."""


def departure(chain: Chain, exporter: str, importer: str, good: str, status: str) -> Node:
    """From which node do ships to ``importer`` leave?"""
    group = destination_group(chain, exporter, importer)
    if group is None:
        return Node(exporter, good, status)
    return Node(exporter, good, status, EXPORT, group)


def build_shipments(
    chain: Chain,
    nodes: Mapping[str, Node],
    price: Mapping[str, float],
    scale: Mapping[str, float],
    made: Mapping[str, float],
    wanted: set[str],
) -> list[Activity]:
    """Which shipments were made in the base year, and which could be?

    scale  : node id -> t a month passing it, base year or nameplate, whichever is larger.
    made   : node id -> t a month that facilities there could make, all listed ones included.
    wanted : node ids with a use or a process that takes the good.
    Routes of the base year are set to its flow; every other pair of a node that makes or trades a
    good and one that wants it is a latent route, opening as the price gap grows.
    """
    behaviour = chain.behaviour
    usual = behaviour.utilisation["ship"].value
    elasticity = behaviour.supply_elasticity["ship"].value
    latent = behaviour.latent_dispersion.value
    gap = behaviour.latent_threshold.value
    activities: list[Activity] = []
    taken: set[tuple[str, str]] = set()

    def ship(origin: Node, target: Node, base_level: float, capacity: float) -> Activity:
        column = {origin.id: -1.0, target.id: 1.0}
        value = price[target.id]
        gain = margin(column, price)
        cost = behaviour.freight.value
        if base_level > 0:
            dispersion = elastic_dispersion(value, usual, elasticity)
            bias = logit(base_level / capacity) - (gain - cost) / dispersion
        else:
            dispersion = latent * value
            bias = -gap / latent - (gain - cost) / dispersion
        return Activity(
            id=f"ship/{origin.id}->{target.region}",
            kind="ship",
            column=column,
            region=origin.region,
            region_to=target.region,
            good=origin.good,
            status=origin.status,
            capacity=capacity,
            base_level=base_level,
            cost=cost,
            dispersion=dispersion,
            bias=bias,
            value=value,
        )

    for (exporter, importer, good), tonnes in chain.base.shipments.items():
        status = common_status(chain, good)
        origin = departure(chain, exporter, importer, good, status)
        target = Node(importer, good, status)
        level = tonnes / MONTHS
        activities.append(ship(origin, target, level, level / usual))
        taken.add((origin.id, target.id))

    for start in nodes.values():
        if start.kind != MARKET:
            continue
        offered = made.get(start.id, 0.0) or scale.get(start.id, 0.0)
        if offered <= 0 or chain.goods[start.good].stage == "scrap":
            continue
        for target in nodes.values():
            if target.kind != MARKET or target.good != start.good or target.id not in wanted:
                continue
            if target.region == start.region or target.status != start.status:
                continue
            origin = departure(chain, start.region, target.region, start.good, start.status)
            if origin.id not in nodes or (origin.id, target.id) in taken:
                continue
            capacity = min(LATENT_OUTPUT_SHARE * offered, scale[target.id])
            if capacity > 0:
                activities.append(ship(origin, target, 0.0, capacity))
    return activities


def build_gates(
    chain: Chain,
    nodes: Mapping[str, Node],
    price: Mapping[str, float],
    shipments: list[Activity],
    made: Mapping[str, float],
) -> list[Activity]:
    """Which gates stand between an exporter's market and its ships?

    The unrefunded VAT between the domestic price and the price free on board is an ad-valorem
    charge on the gate (``extra["wedge"]``, share of the domestic price); it is made specific at
    reference prices here and at the prices of the month by the price rules.
    """
    behaviour = chain.behaviour
    activities: list[Activity] = []
    for hub in nodes.values():
        if hub.kind != EXPORT:
            continue
        inside = Node(hub.region, hub.good, hub.status)
        flow = sum(activity.base_level for activity in shipments if hub.id in activity.column)
        wedge = price[hub.id] / price[inside.id] - 1.0
        column = {inside.id: -1.0, hub.id: 1.0}
        width = GATE_WIDTH * (flow or 0.05 * made.get(inside.id, 0.0))
        if width <= 0:
            raise AssertionError(f"gate of {hub.id} has neither base flow nor nameplate behind it")
        cost = wedge * price[inside.id]
        name = f"{hub.region}/{hub.good}/{hub.group}"
        activities.append(
            Activity(
                id=f"gate/{name}",
                kind="gate",
                column=column,
                region=hub.region,
                good=hub.good,
                status=hub.status,
                capacity=width,
                base_level=flow,
                cost=cost,
                dispersion=behaviour.gate_dispersion.value * price[hub.id],
                bias=logit(flow / width) if flow > 0 else IDLE_BIAS,
                value=price[hub.id],
                extra={"wedge": wedge},
            )
        )
    return activities
