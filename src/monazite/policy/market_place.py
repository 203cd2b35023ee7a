"""The market a policy acts on, as far as a policy has to know it: names only.

Policies never import the chain. Whoever compiles them hands over the ids of regions (with their
members), goods, facilities and recipes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monazite.policy.answer import NO, YES
from monazite.policy.places import Members, Places

REST = "*"
"""Member of the region that holds every economy no other region names."""


@dataclass(frozen=True)
class MarketPlace:
    """Which names has the market?

    regions    : region id -> members (ISO3), ("*",) for the rest of the world
    goods      : ids of goods; bound_goods: those that can carry a rule with them
    facilities, recipes, uses : ids
    gates      : regions whose exports to all others pass one gate
    """

    regions: Mapping[str, tuple[str, ...]]
    goods: frozenset[str]
    bound_goods: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    recipes: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    named: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        members = {iso3 for listed in self.regions.values() for iso3 in listed if iso3 != REST}
        object.__setattr__(self, "named", frozenset(members))

    @classmethod
    def of_chain(cls, chain: Any) -> MarketPlace:
        """Take the names from a chain: regions, goods, facilities, recipes, uses and gates."""
        return cls(
            {region.id: tuple(region.members) for region in chain.regions.values()},
            frozenset(chain.goods),
            frozenset(good for good in chain.goods if "bound" in chain.statuses(good)),
            frozenset(chain.facilities),
            frozenset(chain.recipes),
            frozenset(
                exporter
                for exporter, groups in chain.export_gates.items()
                if len(groups) == 1 and any("*" in listed for listed in groups.values())
            ),
            frozenset(chain.uses),
        )

    def regions_of(
        self, places: Places | None, day: date, members: Members
    ) -> tuple[str, ...] | None:
        """Which regions do places cover on a day? None for all of them.

        A region of several economies counts where at least half of them surely belong; the rest of
        the world only where everything is meant but a list.
        """
        if places is None or places.everywhere:
            return None
        found = [name for name in self.regions if self._covered(name, places, day, members)]
        return tuple(found)

    def region_of(self, iso3: str) -> str | None:
        """In which region does an economy lie?"""
        for name, listed in self.regions.items():
            if iso3 in listed:
                return name
        rest = [name for name, listed in self.regions.items() if REST in listed]
        return rest[0] if rest else None

    def _covered(self, name: str, places: Places, day: date, members: Members) -> bool:
        listed = self.regions[name]
        if REST in listed:
            return "*" in places.names
        inside = sum(places.hold(iso3, day, members) == YES for iso3 in listed)
        outside = sum(places.hold(iso3, day, members) == NO for iso3 in listed)
        return inside > 0 and inside >= outside
