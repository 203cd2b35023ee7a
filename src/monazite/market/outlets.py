"""Where does a surplus go, and what is used when a good is too dear?

Every node has an outlet: discarding, sized on all that can ever reach the node. Every market node
also has a backstop: at the ceiling price a substitute, or doing without, supplies the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.chains.chain import Chain
from monazite.market.activity import IDLE_BIAS, Activity, logit
from monazite.market.nodes import MARKET, Node, common_status

MONTHS = 12
DISCARD_WIDTH = 8.0
"""Capacity of discarding, multiple of what can reach the node."""
DISCARD_DISPERSION = 0.07
"""Dispersion of discarding where there is no surplus, share of the reference price."""
DISCARD_THRESHOLD = 0.2
"""Price, share of reference, at which half the capacity to discard a good without surplus opens."""
SURPLUS_SHARE = 0.05
"""Share of the node's throughput from which on a discarded quantity is called a surplus."""
AT_ONCE = 0.1
"""Share of a surplus that would be kept at once if the price rose at all, and from which on more is
given up if it falls: what makes the price of the base year a floor."""
SURPLUS = "surplus"
"""First part of the name of an outlet for what is not finished of a surplus."""
BACKSTOP_WIDTH = 3.0
"""Capacity of the backstop, multiple of the node's throughput."""


def build_discards(
    chain: Chain,
    nodes: Mapping[str, Node],
    price: Mapping[str, float],
    reach: Mapping[str, float],
    scale: Mapping[str, float],
) -> list[Activity]:
    """How much of a surplus is given up at each node?

    reach : node id -> t a month that can arrive there, all listed facilities and routes included.
    scale : node id -> t a month of ordinary throughput.
    A surplus of the base year is given up near the reference price (its finishing cost): it is a
    price floor there, as seen for lanthanum and cerium. It is not for sale at that price: what was
    never separated and finished can be had only as other supply can, so that what is kept answers
    to the price as mines do (the least elastic of the chain's stages). Where nearly nothing is
    kept there is nothing that could answer.
    """
    activities: list[Activity] = []
    supply = chain.behaviour.supply_elasticity
    answer = min(value.value for stage, value in supply.items() if stage != "ship")
    for identifier, node in nodes.items():
        reference = price[identifier]
        ordinary = node.kind == MARKET and node.status == common_status(chain, node.good)
        tonnes = chain.base.discards.get((node.region, node.good), 0.0) if ordinary else 0.0
        level = tonnes / MONTHS
        capacity = DISCARD_WIDTH * max(reach.get(identifier, 0.0), scale.get(identifier, 0.0))
        kept = scale.get(identifier, 0.0) - level
        if level > SURPLUS_SHARE * scale.get(identifier, 0.0):
            dispersion = chain.behaviour.surplus_dispersion.value * reference
            if kept > SURPLUS_SHARE * level:
                slow = (1.0 - AT_ONCE) * level
                activities.append(_unfinished(node, identifier, reference, slow, answer * kept))
                level -= slow
        else:
            dispersion = DISCARD_DISPERSION * reference
        if level > 0:
            bias = logit(level / capacity) + reference / dispersion
        else:
            bias = DISCARD_THRESHOLD * reference / dispersion
        activities.append(
            Activity(
                id=f"discard/{identifier}",
                kind="discard",
                column={identifier: -1.0},
                region=node.region,
                good=node.good,
                status=node.status,
                capacity=capacity,
                base_level=level,
                dispersion=dispersion,
                bias=bias,
                value=reference,
            )
        )
    return activities


def _unfinished(
    node: Node, identifier: str, reference: float, level: float, answer: float
) -> Activity:
    """Which part of a surplus is kept only as other supply is, and how fast?

    level : t a month given up in the base year; answer : t a month more that are kept for each
    reference price by which the price rises, at the reference price.
    """
    dispersion = level * reference / (2.0 * answer)
    return Activity(
        id=f"{SURPLUS}/{identifier}",
        kind="discard",
        column={identifier: -1.0},
        region=node.region,
        good=node.good,
        status=node.status,
        capacity=2.0 * level,
        base_level=level,
        dispersion=dispersion,
        bias=reference / dispersion,
        value=reference,
    )


def answers_as_supply(activity: Activity) -> bool:
    """Is this an outlet for what is not finished of a surplus, as elastic as the chain's supply?"""
    return activity.id.startswith(f"{SURPLUS}/")


def build_backstops(
    chain: Chain,
    nodes: Mapping[str, Node],
    scale: Mapping[str, float],
) -> list[Activity]:
    """At which price does a substitute take over at each market node?

    The ceiling is a multiple of the price free on board, the same everywhere: a substitute does
    not know of the good's domestic taxes. It also bounds the price of a node where nothing is made
    or traded yet.
    """
    share = chain.behaviour.backstop_dispersion.value
    ceiling_of = ceilings(chain)
    activities: list[Activity] = []
    for identifier, node in nodes.items():
        if node.kind != MARKET:
            continue
        ceiling = ceiling_of[node.good]
        activities.append(
            Activity(
                id=f"backstop/{identifier}",
                kind="backstop",
                column={identifier: 1.0},
                region=node.region,
                good=node.good,
                status=node.status,
                capacity=BACKSTOP_WIDTH * scale[identifier],
                cost=ceiling,
                dispersion=share * ceiling,
                value=ceiling,
            )
        )
    return activities


def ceilings(chain: Chain) -> dict[str, float]:
    """At which price, USD/t, does a substitute for each good take over?"""
    return {
        good: parameter.value * chain.base.price[good]
        for good, parameter in chain.behaviour.ceiling.items()
    }


def build_status_changes(
    chain: Chain, nodes: Mapping[str, Node], price: Mapping[str, float], scale: Mapping[str, float]
) -> list[Activity]:
    """How does material change its status?

    Free material may be called bound at no cost (``relabel``). Bound material is released
    (``release``) at no cost while no rule forbids it. Base levels are set by `set_status_flows`.
    """
    width = 10.0
    activities: list[Activity] = []
    for identifier, node in nodes.items():
        if node.kind != MARKET or node.status != "free" or not chain.has_status(node.good):
            continue
        bound = Node(node.region, node.good, "bound").id
        if bound not in nodes:
            continue
        size = width * max(scale.get(identifier, 0.0), scale.get(bound, 0.0))
        for kind, origin, target in (
            ("relabel", identifier, bound),
            ("release", bound, identifier),
        ):
            activities.append(
                Activity(
                    id=f"{kind}/{node.region}/{node.good}",
                    kind=kind,  # type: ignore[arg-type]
                    column={origin: -1.0, target: 1.0},
                    region=node.region,
                    good=node.good,
                    status=node.status,
                    capacity=size,
                    dispersion=chain.behaviour.gate_dispersion.value * price[identifier],
                    bias=IDLE_BIAS,
                    value=price[identifier],
                )
            )
    return activities


def set_status_flows(activities: list[Activity], free_uses: Mapping[str, float]) -> None:
    """How much material was called bound, or released, in the base year?

    free_uses : free node id -> t a month that its uses take. What facilities make free there and
    its uses do not take is called bound; what its uses take beyond that is released.
    """
    balance: dict[str, float] = {node: -tonnes for node, tonnes in free_uses.items()}
    for activity in activities:
        if activity.kind in ("mine", "process"):
            for node, coefficient in activity.column.items():
                balance[node] = balance.get(node, 0.0) + coefficient * activity.base_level
    for activity in activities:
        if activity.kind in ("relabel", "release"):
            origin, target = activity.column
            surplus = balance.get(origin if activity.kind == "relabel" else target, 0.0)
            level = surplus if activity.kind == "relabel" else -surplus
            if level > 0:
                activity.base_level = level
                activity.capacity = max(activity.capacity, 4 * level)
                activity.bias = logit(level / activity.capacity)
