"""Where do magnets go: which use, in which region?

World use in electric vehicles and wind turbines is taken from the IEA; the rest of each region's
supply goes to robots, defence, motors and electronics by assumed shares. Regional supply is output
plus imports less exports before the balance. The split over region and use is found by iterated
proportional fitting of the tilts below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from monazite.data.build.recipes import RARE_EARTH_IN_NDFEB

if TYPE_CHECKING:
    from monazite.data.build.observations import Observation

IEA_2024_ELEMENT = {"electric_vehicles": 8359.3, "wind": 10495.8}
"""t of magnet rare-earth elements used in 2024, IEA Critical Minerals Data Explorer, May 2025."""

ROBOTS = {"ndfeb_magnet_heavy": 1200.0, "ndfeb_magnet": 600.0}
"""t of magnets in robots in 2024: some 550,000 industrial robots of about 3 kg. Assumption."""

DEFENCE_SHARE = 0.03
DEFENCE_REGIONS = ("USA", "DEU", "FRA", "EU_REST", "KOR", "JPN", "GBR")
ELECTRONICS_SHARE = 0.45

_TILT = {
    "electric_vehicles": {
        "CHN": 1.0,
        "DEU": 0.9,
        "EU_REST": 0.9,
        "FRA": 0.8,
        "USA": 0.9,
        "KOR": 1.0,
        "JPN": 1.3,
        "VNM": 0.3,
        "IND": 0.4,
        "THA": 0.8,
        "GBR": 0.5,
        "CAN": 0.3,
        "BRA": 0.1,
        "MYS": 0.1,
        "RUS": 0.1,
        "ROW": 0.5,
    },
    "wind": {
        "CHN": 1.2,
        "DEU": 0.8,
        "EU_REST": 1.2,
        "FRA": 0.5,
        "USA": 0.5,
        "IND": 0.8,
        "KOR": 0.2,
        "JPN": 0.1,
        "BRA": 0.3,
        "VNM": 0.3,
    },
    "robots": {
        "CHN": 1.0,
        "JPN": 2.0,
        "DEU": 1.0,
        "KOR": 1.5,
        "USA": 0.7,
        "EU_REST": 0.8,
        "ROW": 0.5,
    },
}
"""How readily a tonne of a region's magnets goes into a use, relative to the others. Assumed."""

_NOTES = {
    "electric_vehicles": "world use from the IEA (8.36 kt of elements), shared by regional supply",
    "wind": "world use from the IEA (10.5 kt of elements), shared by regional supply",
    "robots": "1,800 t world-wide, some 3 kg a robot; shared by regional supply",
    "industrial_motors": "what the named uses leave of the region's supply",
    "electronics": "45 % of magnets without Dy or Tb",
    "defence": "3 % of magnets with Dy or Tb",
}


def magnet_uses(found: list[Observation]) -> list[Observation]:
    """All figures with the uses of magnets added to them."""
    if any(o.kind == "use" and o.what.startswith("ndfeb_magnet") for o in found):
        raise ValueError("uses of magnets are already there")
    pattern = found[0]
    added: list[Observation] = []
    for good, split in (
        ("ndfeb_magnet_heavy", _heavy(supply(found, "ndfeb_magnet_heavy"))),
        ("ndfeb_magnet", _light(supply(found, "ndfeb_magnet"))),
    ):
        for (region, use), tonnes in split.items():
            named = use in IEA_2024_ELEMENT
            added.append(
                replace(
                    pattern,
                    kind="use",
                    region=region,
                    to=use,
                    what=good,
                    value=tonnes,
                    grade="D" if use in ("robots", "defence") else "C",
                    source="iea_critical_minerals_2025;monazite_estimate"
                    if named
                    else "monazite_estimate",
                    licence="CC-BY-4.0;own-estimate" if named else "own-estimate",
                    vintage="May 2025" if named else "2026-11",
                    note=_NOTES[use],
                )
            )
    return [*found, *added]


def supply(found: list[Observation], good: str) -> dict[str, float]:
    """What of a magnet good stays in each region: output plus imports less exports, t a year."""
    kept: dict[str, float] = {}
    for o in found:
        if o.kind == "process" and o.what == f"make_{good}":
            kept[o.region] = kept.get(o.region, 0.0) + o.value
        elif o.kind == "ship" and o.what == good:
            kept[o.region] = kept.get(o.region, 0.0) - o.value
            kept[o.to] = kept.get(o.to, 0.0) + o.value
    return {place: tonnes for place, tonnes in sorted(kept.items()) if tonnes > 0}


def magnets_for(element_tonnes: float) -> float:
    """How many tonnes of finished magnets hold so many tonnes of rare-earth metal?"""
    return element_tonnes / RARE_EARTH_IN_NDFEB


def _heavy(supplied: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Uses of magnets with Dy or Tb, by region and use, t a year."""
    split: dict[tuple[str, str], float] = {}
    rest = dict(supplied)
    for place in DEFENCE_REGIONS:
        split[place, "defence"] = DEFENCE_SHARE * supplied[place]
        rest[place] -= split[place, "defence"]
    world = {use: magnets_for(tonnes) for use, tonnes in IEA_2024_ELEMENT.items()}
    world["robots"] = ROBOTS["ndfeb_magnet_heavy"]
    world["industrial_motors"] = sum(rest.values()) - sum(world.values())
    seed = {
        (place, use): rest[place] * (_TILT[use].get(place, 0.0) if use in _TILT else 1.0)
        for place in rest
        for use in world
    }
    return split | fitted(seed, rest, world)


def _light(supplied: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Uses of magnets without Dy or Tb, by region and use, t a year."""
    weight = {p: _TILT["robots"].get(p, 0.0) * tonnes for p, tonnes in supplied.items()}
    split: dict[tuple[str, str], float] = {}
    for place, tonnes in supplied.items():
        robots = ROBOTS["ndfeb_magnet"] * weight[place] / sum(weight.values())
        if robots > 0:
            split[place, "robots"] = robots
        split[place, "electronics"] = ELECTRONICS_SHARE * (tonnes - robots)
        split[place, "industrial_motors"] = (1 - ELECTRONICS_SHARE) * (tonnes - robots)
    return split


def fitted(
    seed: Mapping[tuple[str, str], float],
    rows: Mapping[str, float],
    columns: Mapping[str, float],
    rounds: int = 500,
) -> dict[tuple[str, str], float]:
    """Which table has the given row and column sums and is proportional to a seed?

    Iterated proportional fitting; zero cells of the seed stay zero and are left out.
    """
    table = {cell: value for cell, value in seed.items() if value > 0}
    for _ in range(rounds):
        for axis, sums in ((0, rows), (1, columns)):
            have = dict.fromkeys(sums, 0.0)
            for cell, value in table.items():
                have[cell[axis]] += value
            table = {c: v * sums[c[axis]] / have[c[axis]] for c, v in table.items()}
    return table


__all__ = ["IEA_2024_ELEMENT", "magnet_uses", "magnets_for", "supply"]
