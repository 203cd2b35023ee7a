"""To which party does a region of the chain belong, for the colours and the shares of the report?

Parties are sets of regions, and each region belongs to one. China is China; the allied bloc follows
the vocabulary's group of that name; resource states are other regions that mine, recover or
separate for export. Nothing else follows from it: it says where, not how someone acts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from monazite.indicators.blocs import bloc_of
from monazite.months import Month
from monazite.present.tokens import Party
from monazite.regions import members

CHINA = "CHN"
REST_OF_WORLD = ("*",)
RESOURCE = ("MMR", "MYS", "VNM", "THA", "BRA", "AFRICA")
"""Exporters of ore or of separated oxides outside the two other parties."""


@dataclass(frozen=True)
class Blocs:
    """Which regions of a chain are whose?

    A region of which only some members belong (the rest of the EU with the EFTA states) is counted
    with the bloc, and the rest of the world never is; ``partly`` names the former.
    """

    china: frozenset[str]
    united_states: frozenset[str]
    european_union: frozenset[str]
    allied: frozenset[str]
    resource: frozenset[str]
    partly: frozenset[str]

    def party(self, region: str) -> Party:
        """Which party does a region belong to? Regions in none are "other"."""
        if region in self.china:
            return "china"
        if region in self.allied:
            return "allied"
        return "resource" if region in self.resource else "other"


def blocs_of(regions: Mapping[str, Any], on: Month, sources: Collection[str] = RESOURCE) -> Blocs:
    """Which blocs do the regions of a chain form, with memberships as of a month?

    sources : regions that are resource states, unless they belong to another party
    """
    composition = {name: tuple(region.members) for name, region in regions.items()}

    def bloc(group: str) -> tuple[frozenset[str], frozenset[str]]:
        whole, partly = bloc_of(composition, members(group, on))
        counted = {region for region in partly if composition[region] != REST_OF_WORLD}
        return whole | counted, frozenset(counted)

    union, union_partly = bloc("EU27")
    allied, allied_partly = bloc("allied_bloc")
    china = frozenset({CHINA}) & frozenset(composition)
    allied = allied - china
    resource = frozenset(sources) & frozenset(composition) - allied - china
    resource -= {name for name in resource if composition[name] == REST_OF_WORLD}
    return Blocs(
        china=china,
        united_states=frozenset({"USA"}) & frozenset(composition),
        european_union=union,
        allied=allied,
        resource=resource,
        partly=union_partly | (allied_partly & allied),
    )
