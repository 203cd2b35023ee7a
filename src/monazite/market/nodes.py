"""At which places does one price clear?

A node is a (region, good, status). A second kind, the export hub, stands behind an export gate:
ships leave from it, so that a gate can hold back exports without touching trade at home.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monazite.chains.chain import Chain

MARKET = "market"
EXPORT = "export"

ALL_DESTINATIONS = "all"
"""Name of the destination group whose hubs carry no group name in their id."""

EXPORTED_STAGES = ("oxide", "compound", "metal", "magnet", "product")
"""Stages whose goods get an export hub where they are made although none was exported."""


@dataclass(frozen=True)
class Node:
    """A place where one price clears. ``group`` is the destination group of an export hub."""

    region: str
    good: str
    status: str
    kind: str = MARKET
    group: str = ALL_DESTINATIONS

    @property
    def id(self) -> str:
        """What is the node called in every table?"""
        name = f"{self.region}/{self.good}/{self.status}"
        if self.kind == MARKET:
            return name
        hub = f"{name}/export"
        return hub if self.group == ALL_DESTINATIONS else f"{hub}:{self.group}"


def is_born_bound(chain: Chain, region: str, good: str) -> bool:
    """Does output of this good in this region carry the region's rules from birth?"""
    return chain.has_status(good) and any(rule.region == region for rule in chain.born_bound)


def common_status(chain: Chain, good: str) -> str:
    """On which status does ordinary trade and use of a good sit in the base year?"""
    return "bound" if chain.has_status(good) else "free"


def places(chain: Chain) -> set[tuple[str, str]]:
    """Which (region, good) pairs does anything touch: a base-year flow, a use or a facility?"""
    base = chain.base
    touched = set(base.mines) | set(base.old_scrap) | set(base.discards)
    touched |= {(region, good) for region, _, good in base.uses}
    touched |= {(exporter, good) for exporter, _, good in base.shipments}
    touched |= {(importer, good) for _, importer, good in base.shipments}
    for facility in chain.facilities.values():
        recipe = chain.recipes[facility.recipe]
        touched |= {(facility.region, good) for good in recipe.coefficients}
    return touched


def _free_places(chain: Chain) -> set[tuple[str, str]]:
    """Where must a good with two statuses also have a free node?

    Outside the regions where it is born bound: where a use asks for free material, or where a
    facility uses or makes the good.
    """
    wanted = {
        (region, good) for region, use, good in chain.base.uses if chain.uses[use].accepts == "free"
    }
    for facility in chain.facilities.values():
        recipe = chain.recipes[facility.recipe]
        wanted |= {(facility.region, good) for good in recipe.coefficients}
    return {
        (region, good)
        for region, good in wanted
        if chain.has_status(good) and not is_born_bound(chain, region, good)
    }


def destination_group(chain: Chain, exporter: str, importer: str) -> str | None:
    """Through which of the exporter's gates does a shipment pass? None where it has no gate."""
    groups = chain.export_gates.get(exporter)
    if groups is None:
        return None
    for name, members in groups.items():
        if importer in members:
            return name
    for name, members in groups.items():
        if "*" in members:
            return name
    return None


def build_nodes(chain: Chain) -> dict[str, Node]:
    """Which nodes does the market of a chain have? Node id -> node, in a fixed order.

    The order is by good, then region in the chain's order, then status, hubs last, so that the
    nodes of one good lie together.
    """
    touched = places(chain)
    free = _free_places(chain)
    base = chain.base
    exported = {(exporter, good) for exporter, _, good in base.shipments}
    made = {
        (facility.region, good)
        for facility in chain.facilities.values()
        for good in chain.recipes[facility.recipe].outputs
    }
    nodes: list[Node] = []
    for good in chain.goods:
        for region in chain.regions:
            if (region, good) not in touched:
                continue
            nodes.append(Node(region, good, common_status(chain, good)))
            if (region, good) in free:
                nodes.append(Node(region, good, "free"))
        for exporter, groups in chain.export_gates.items():
            may_export = (exporter, good) in made and chain.goods[good].stage in EXPORTED_STAGES
            if (exporter, good) in exported or may_export:
                status = common_status(chain, good)
                nodes.extend(Node(exporter, good, status, EXPORT, group) for group in groups)
    return {node.id: node for node in nodes}


def reference_prices(chain: Chain, nodes: Mapping[str, Node]) -> dict[str, float]:
    """Which price does each node have in the base year, USD/t?

    Free on board everywhere but at the market nodes of the regions whose domestic price is known
    to differ (inside China, without VAT).
    """
    prices: dict[str, float] = {}
    for identifier, node in nodes.items():
        inside = node.kind == MARKET and node.region in chain.domestic_price_regions
        table = chain.base.domestic if inside else chain.base.price
        prices[identifier] = table[node.good]
    return prices
