"""In which region of a chain does an economy lie?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monazite.data.build.minerals.definition import MineralDefinition
from monazite.data.build.shared import Shared
from monazite.errors import Fault, suggestion

REST = "ROW"
OTHERS = ("OTH", "XXX")
"""Codes of the sources for other countries: they belong to the rest of the world."""


@dataclass(frozen=True)
class Place:
    """One region of a chain: id, names, members (ISO 3166-1 alpha-3, "*" for all others)."""

    id: str
    en: str
    zh: str
    members: tuple[str, ...]


class Regions:
    """Which region holds each economy? Codes without one lie in the rest of the world."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self.ids = tuple(place.id for place in self.places)
        self._of = {code: place.id for place in self.places for code in place.members}

    def of(self, code: str) -> str:
        """Return the region of an economy (or of a region's own id)."""
        return code if code in self.ids else self._of.get(code, REST)


def regions_of(mineral: MineralDefinition, shared: Shared) -> Regions:
    """Which regions does a mineral's chain distinguish, in the order of its definition?"""
    grouped = any(bloc.group is not None for bloc in mineral.blocs)
    rows = shared.rows("data/trade/countries.csv") if grouped else []
    names = {row["iso3"]: row for row in rows}
    from monazite.regions import economies

    labels = {economy.iso3: economy.label for economy in economies()}
    places = [Place(c, labels[c].en, labels[c].zh, (c,)) for c in mineral.regions]
    for bloc in mineral.blocs:
        members = bloc.members or tuple(
            sorted(
                code
                for code, row in names.items()
                if row.get(f"m_{bloc.group}") == "1" and code not in mineral.regions
            )
        )
        places.append(Place(bloc.id, bloc.en, bloc.zh, members))
    places.append(Place(REST, "Rest of the world", "世界其他地区", ("*",)))
    return Regions(places)


def region_faults(mineral: MineralDefinition, where: str) -> list[Fault]:
    """Which codes are unknown, and which economies lie in two regions that exclude each other?"""
    from monazite.regions import economies

    known = {economy.iso3 for economy in economies()}
    faults: list[Fault] = []
    owner: dict[str, str] = {}
    listed: list[tuple[str, tuple[str, ...]]] = [(code, (code,)) for code in mineral.regions]
    listed += [(bloc.id, bloc.members) for bloc in mineral.blocs]
    for region, members in listed:
        for code in members:
            if code not in known:
                faults.append(
                    Fault(
                        f"{where}, region {region}",
                        f'"{code}"',
                        "an ISO 3166-1 alpha-3 code",
                        advice=suggestion(code, known),
                    )
                )
            if code in owner:
                faults.append(
                    Fault(
                        f"{where}, region {region}",
                        f'"{code}", which region {owner[code]} holds too',
                        "each economy in one region",
                        because="flows of an economy in two regions would be counted twice",
                    )
                )
            owner[code] = region
    return faults
