"""Is a record of the size that the chain has, or is it perhaps in another unit?

Scores count changes, so a series in pounds that is called one in tonnes scores the same; but it is
another quantity than its label says. Quotes differ by grade, tax and place, not thirtyfold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monazite.chains.chain import Chain
from monazite.errors import DefinitionError, Fault
from monazite.evidence.episode import Episode
from monazite.evidence.in_chain import in_file
from monazite.evidence.written_episode import ScoredQuantity

if TYPE_CHECKING:
    from monazite.evidence.hindcast import Simulated

STRANGE = 30.0
"""Ratio of a record to the base year from which on the unit is to be checked."""


def require_in_base_year(episode: Episode, chain: Chain) -> None:
    """Refuse scored volumes that the base year of the chain has nothing of.

    A change cannot be counted from nothing. Raises DefinitionError with file and line.
    """
    faults = [
        Fault(
            f"scored[{place}]",
            f"{one.id}: no {one.measure} of {', '.join(one.goods)} there in {chain.base_year}",
            "a volume that the chain has in its base year",
            because="a change of nothing has no size",
            advice="score another flow, or state this one in the base year of the episode",
        )
        for place, one in enumerate(episode.scored)
        if one.unit.dimension != "price" and _base_level(one, chain) <= 0
    ]
    if faults:
        raise DefinitionError(in_file(episode, faults))


def strange_levels(simulated: Simulated) -> dict[str, float]:
    """Which records begin at a level far from that of the base year? Quantity -> ratio of the two.

    Prices in USD/t, volumes in tonnes a month. Where the base year has no such price or volume
    nothing can be said.
    """
    found: dict[str, float] = {}
    for quantity in simulated.quantities:
        usual = _base_level(quantity, simulated.known.world.chain)
        ratio = simulated.observed[quantity.id].origin / usual if usual > 0 else 1.0
        if not 1 / STRANGE < ratio < STRANGE:
            found[quantity.id] = ratio
    return found


def _base_level(quantity: ScoredQuantity, chain: Chain) -> float:
    """Which price, or volume a month, has a quantity in the base year? 0 where there is none."""
    base, goods = chain.base, quantity.goods
    if quantity.unit.dimension == "price":
        return sum(base.price[good] for good in goods) / len(goods)
    if quantity.measure == "exports":
        year = sum(
            tonnes
            for (exporter, importer, good), tonnes in base.shipments.items()
            if exporter == quantity.exporter
            and good in goods
            and _among(importer, quantity.destinations)
        )
        return year / 12
    year = sum(
        tonnes
        for (region, good), tonnes in base.mines.items()
        if good in goods and _among(region, quantity.regions)
    )
    year += sum(
        level * chain.recipes[recipe].coefficients[good]
        for (region, recipe), level in base.processes.items()
        for good in chain.recipes[recipe].outputs
        if good in goods and _among(region, quantity.regions)
    )
    return year / 12


def _among(region: str, named: tuple[str, ...]) -> bool:
    return "*" in named or region in named
