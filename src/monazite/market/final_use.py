"""Who wants how much of which good, and at which node does it take it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monazite.chains.chain import Chain
from monazite.market.nodes import Node, common_status
from monazite.market.production import MONTHS


@dataclass(frozen=True)
class FinalUse:
    """Who wants how much of a good at a node in the base year (t a month)?"""

    region: str
    use: str
    good: str
    node: str
    quantity: float

    @property
    def id(self) -> str:
        """What is the use called in every table?"""
        return f"{self.region}/{self.good}/{self.use}"


def final_uses(chain: Chain, nodes: Mapping[str, Node]) -> list[FinalUse]:
    """At which node does each final use take its good?

    A use that accepts only free material takes it from the free node where there is one.
    """
    uses: list[FinalUse] = []
    for (region, use, good), tonnes in chain.base.uses.items():
        node = Node(region, good, common_status(chain, good)).id
        free = Node(region, good, "free").id
        if chain.uses[use].accepts == "free" and free in nodes:
            node = free
        uses.append(FinalUse(region, use, good, node, tonnes / MONTHS))
    return uses + _switched_uses(chain, nodes, uses)


def _switched_uses(
    chain: Chain, nodes: Mapping[str, Node], uses: Sequence[FinalUse]
) -> list[FinalUse]:
    """Which uses of a lesser grade are empty in the base year but may be turned to?"""
    known = {(use.region, use.use, use.good) for use in uses}
    later: dict[tuple[str, str, str], FinalUse] = {}
    for use in uses:
        lesser = (chain.uses[use.use].switches or {}).get(use.good)
        if lesser is None or (use.region, use.use, lesser) in known:
            continue
        node = Node(use.region, lesser, common_status(chain, lesser)).id
        if node in nodes:
            later[use.region, use.use, lesser] = FinalUse(use.region, use.use, lesser, node, 0.0)
    return list(later.values())
