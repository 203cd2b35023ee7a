"""How do uses grow in each scenario of demand?

Magnets in electric vehicles, wind turbines and all other uses follow the IEA's three scenarios.
Robots, the rest of the economy and phosphors are assumptions. Each path is an index, 2024 = 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.magnet_uses import ROBOTS
from monazite.data.build.recipes import RARE_EARTH_IN_NDFEB
from monazite.data.build.shared import Shared
from monazite.errors import DataError

SCENARIOS = {
    "stated_policies": "IEA STEPS",
    "announced_pledges": "IEA APS",
    "net_zero": "IEA NZE",
}
YEARS = (2024, 2030, 2035, 2040, 2045, 2050)
IEA_USES = {
    "electric_vehicles": "electric vehicles",
    "wind": "wind",
    "magnets_other": "other uses (outside clean energy)",
}
ECONOMY_GROWTH = 0.02
PHOSPHOR_GROWTH = -0.04
"""Shares a year. Uses outside magnets, and phosphors, which light-emitting diodes replace."""

ROBOTS_INDEX = {2024: 1.0, 2030: 4.0, 2035: 10.0, 2040: 20.0, 2045: 30.0, 2050: 40.0}
"""Assumption: 26 % a year to 2030, slowing. Adamas (2024) sees robots as the largest single use of
magnets by 2040; this path stays well below that."""

_IEA: dict[str, Cell] = {
    "grade": "B",
    "source": "iea_critical_minerals_2025",
    "licence": "CC-BY-4.0",
    "vintage": "May 2025",
}
_OWN: dict[str, Cell] = {
    "grade": "D",
    "source": "monazite_estimate",
    "licence": "own-estimate",
    "vintage": "2026-11",
}


def iea_magnet_demand(shared: Shared) -> dict[tuple[str, str, int], float]:
    """Demand for magnet rare earths by (scenario, use, year), kt of elements a year."""
    found: dict[tuple[str, str, int], float] = {}
    for row in shared.rows("data/supply/demand_by_use.csv"):
        if row["mineral"] != "magnet rare earths" or "Data Explorer" not in row["source"]:
            continue
        for scenario, name in SCENARIOS.items():
            if row["scenario"] not in (name, "base year"):
                continue
            key = scenario, row["end_use"], int(row["year"])
            found[key] = float(row["quantity"])
    return found


def demand_paths(shared: Shared) -> Draft:
    """The table of demand paths."""
    demand = iea_magnet_demand(shared)
    robots = sum(ROBOTS.values()) * RARE_EARTH_IN_NDFEB / 1000
    rows: list[Mapping[str, Cell]] = []

    def add(
        scenario: str, path: str, year: int, index: float, evidence: Mapping[str, Cell], note: str
    ) -> None:
        rows.append(
            {
                "scenario": scenario,
                "path": path,
                "year": year,
                "index": index,
                **evidence,
                "note": note,
            }
        )

    for scenario in SCENARIOS:
        for path, use in IEA_USES.items():
            for year in YEARS:
                if (scenario, use, year) not in demand:
                    raise DataError.one(
                        where="demand_by_use.csv",
                        found=f"no row for {use}, {SCENARIOS[scenario]}, {year}",
                        expected="magnet rare earths by use",
                    )
                now, then = demand[scenario, use, 2024], demand[scenario, use, year]
                if path == "magnets_other":
                    grown = robots * ROBOTS_INDEX[year]
                    add(
                        scenario,
                        path,
                        year,
                        (then - grown) / (now - robots),
                        _IEA | {"grade": "C"},
                        "IEA other uses less the assumed growth of robots",
                    )
                else:
                    add(scenario, path, year, then / now, _IEA, "element content by use")
        for year in YEARS:
            add(
                scenario,
                "robots",
                year,
                ROBOTS_INDEX[year],
                _OWN,
                "26 % a year to 2030, slowing; below what Adamas (2024) expects",
            )
        for path, growth in (("economy", ECONOMY_GROWTH), ("phosphors", PHOSPHOR_GROWTH)):
            for year in YEARS:
                add(
                    scenario,
                    path,
                    year,
                    (1 + growth) ** (year - 2024),
                    _OWN,
                    f"{growth:+.0%} a year",
                )
    return draft("rare_earths_2024/demand_paths.csv", ("scenario", "path", "year", "index"), rows)


def iea_demand_table(shared: Shared) -> Draft:
    """The table of IEA demand for magnet rare earths, from which the paths are made."""
    rows = [
        {
            "scenario": scenario,
            "use": use,
            "year": year,
            "kt_element": value,
            **_IEA,
            "note": "magnet rare earths: Nd, Pr, Dy and Tb",
        }
        for (scenario, use, year), value in sorted(iea_magnet_demand(shared).items())
    ]
    return draft(
        "demand_magnet_rare_earths_iea.csv",
        ("scenario", "use", "year", "kt_element"),
        rows,
        note_inside=True,
    )
