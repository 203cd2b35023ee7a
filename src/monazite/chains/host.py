"""Which stream of a host metal is a by-product recovered from, and how much can it give at most?

Gallium comes with alumina, germanium with zinc and coal ash, indium with zinc, tellurium with
copper: the host's output sets what can be recovered, whatever the by-product costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.errors import DefinitionError, Fault

if TYPE_CHECKING:
    from monazite.chains.chain import Chain


@dataclass(frozen=True)
class Host:
    """What the stream of a host holds in one region.

    region, recipe : where, and which recipe recovers from it
    host       : name of the host's product, such as alumina
    output     : t a year of the host's product in the base year, above 0
    potential  : t a year of the by-product at the technical ceiling of recovery, above 0; it grows
                 with the host's output
    floor      : share of the base level that is recovered however low the price, 0 to below 1
    path       : demand path that the host's output follows
    """

    region: str
    recipe: str
    host: str
    output: float
    potential: float
    floor: float
    path: str
    grade: str
    source: str


def host_faults(
    chain: Chain, stage: str, levels: Mapping[tuple[str, str], float], where: str
) -> list[Fault]:
    """Which by-products lack a host, which hosts give less than is taken from them?

    stage : stage of the recipes that need a host; levels : (region, recipe) -> t a year.
    """
    faults: list[Fault] = []
    for facility in chain.facilities.values():
        if chain.recipes[facility.recipe].stage != stage:
            continue
        host = chain.hosts.get((facility.region, facility.recipe))
        if host is None:
            faults.append(
                Fault(
                    where=f"{where}, facility {facility.id}",
                    found=f"by-product recipe {facility.recipe} in {facility.region} without host",
                    expected="a row for this region and recipe in hosts.csv",
                    because="what a by-product can give is set by its host's output, not by price",
                    advice="name the host, its output, its content and the ceiling of recovery",
                )
            )
    for (region, recipe), host in chain.hosts.items():
        level = levels.get((region, recipe), 0.0)
        if level > host.potential:
            faults.append(
                Fault(
                    where=f"{where}, {region} {recipe}",
                    found=f"{level:.6g} t a year recovered of {host.potential:.6g} t",
                    expected="no more than the host's stream holds at the technical ceiling",
                    because="a by-product cannot exceed what its host brings up",
                    advice="check output, content and ceiling of the host, or the level",
                )
            )
    return faults


def require_hosts(chain: Chain, stage: str, where: str) -> None:
    """Refuse a chain with a by-product that has no host, or more than its host can give."""
    levels = {
        (region, recipe): tonnes
        for (region, good), tonnes in chain.base.mines.items()
        for recipe in chain.recipes
        if chain.recipes[recipe].stage == stage and chain.recipes[recipe].outputs == (good,)
    }
    faults = host_faults(chain, stage, levels, where)
    if faults:
        raise DefinitionError(faults)
