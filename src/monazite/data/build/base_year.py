"""How does the account of 2024 for rare earths balance?

Observations, the goods in surplus, and world and national totals as further soft targets; the
balancing itself is `balance`. The result is written as one table per kind of flow, with the
figures before and after (`balance_tables`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from monazite.data.build.attribution import USGS
from monazite.data.build.balance import (
    LEAST,
    Account,
    BalancedYear,
    Observation,
    StatedTotal,
    balance,
)
from monazite.data.build.chemistry import oxide_per_metal
from monazite.data.build.goods_and_regions import BASIS, GOOD_IDS, REGION_IDS, STAGE
from monazite.data.build.observations import observations
from monazite.data.build.recipes import coefficients_of, compositions_of
from monazite.data.build.shared import Shared
from monazite.data.observed_flow import Total

FOLDER = "rare_earths_2024"

FINE_GOODS = {"terbium_oxide", "dysprosium_oxide", "terbium_metal", "dysprosium_metal"}
LEAST_FINE = 0.005
"""t a year below which a flow is left out, for Dy, Tb and their metals."""

SURPLUS = {
    "lanthanum_oxide",
    "cerium_oxide",
    "samarium_oxide",
    "europium_oxide",
    "gadolinium_oxide",
    "yttrium_oxide",
    "other_heavy_oxide",
    "seg_concentrate",
    "ndfeb_swarf",
    "ndfeb_swarf_heavy",
}
"""Goods of which more is made than wanted."""

IEA = ("iea_critical_minerals_2025", "CC-BY-4.0", "May 2025")


def _least(good: str) -> float:
    return LEAST_FINE if good in FINE_GOODS else LEAST


def balanced_year(shared: Shared) -> BalancedYear:
    """The reconciled account of 2024; solved once for each folder of shared data."""
    return _balanced_year(shared)


@functools.lru_cache(maxsize=2)
def _balanced_year(shared: Shared) -> BalancedYear:
    recipes = coefficients_of(shared)
    observed = {o.id: o for o in observations(shared)}
    return balance(
        Account(
            folder=FOLDER,
            recipes=recipes,
            basis=BASIS,
            regions=REGION_IDS,
            observed=observed,
            totals=_totals(shared, observed, recipes),
            surplus=SURPLUS,
            least=_least,
            filler=lambda good: "CHN",
        )
    )


def _element(shared: Shared, good: str) -> float:
    """T of magnet rare-earth elements (Nd, Pr, Dy, Tb) in a tonne of a good."""
    content = compositions_of(shared)[good]
    return sum(content.get(name, 0.0) / oxide_per_metal(name) for name in ("NdPr", "Dy", "Tb"))


def _totals(
    shared: Shared,
    observed: Mapping[str, Observation],
    recipes: Mapping[str, Mapping[str, float]],
) -> list[StatedTotal]:
    """World and national totals: the total, its (source, licence, vintage), and a note."""
    element = {good: _element(shared, good) for good in GOOD_IDS}

    def refined(region: str) -> dict[str, float]:
        return {
            name: sum(v * element[g] for g, v in recipes[o.what].items() if v > 0)
            for name, o in observed.items()
            if o.kind == "process" and o.region == region and o.what.startswith("separate")
        }

    def used(*uses: str) -> dict[str, float]:
        return {
            name: element[o.what]
            for name, o in observed.items()
            if o.kind == "use" and element[o.what] > 0 and (not uses or o.to in uses)
        }

    def shipped(goods: set[str], exporter: str = "", importer: str = "") -> dict[str, float]:
        return {
            name: 1.0
            for name, o in observed.items()
            if o.kind == "ship"
            and o.what in goods
            and exporter in ("", o.region)
            and importer in ("", o.to)
        }

    magnets = {"ndfeb_magnet", "ndfeb_magnet_heavy", "smco_magnet"}
    oxides = {good for good in GOOD_IDS if STAGE[good] == "oxide"}
    blanks = {
        name: 1 / 0.78
        for name, o in observed.items()
        if o.kind == "process" and o.region == "CHN" and o.what.startswith("make_ndfeb")
    }
    yttrium = {
        name: recipes[o.what]["yttrium_oxide"]
        for name, o in observed.items()
        if o.kind == "process" and "yttrium_oxide" in recipes[o.what]
    }
    press = ("press_magnet_exports", "single-fact", "2024")
    unit = "t element"
    return [
        (
            Total("refined magnet rare earths, China", 73756.7, "B", unit, refined("CHN")),
            IEA,
            "Nd, Pr, Dy and Tb, without recycling",
        ),
        (
            Total("refined magnet rare earths, Malaysia", 3625.2, "C", unit, refined("MYS")),
            IEA,
            "low beside the 6,142 t NdPr oxide (5,220 t of elements) that the company states for"
            " the year to June 2023, hence C",
        ),
        (
            Total("refined magnet rare earths, USA", 961.4, "B", unit, refined("USA")),
            IEA,
            "Nd, Pr, Dy and Tb",
        ),
        (
            Total("magnet rare earths in use, world", 90922.0, "C", unit, used()),
            IEA,
            "the IEA does not say whether manufacturing losses are inside; read as content of"
            " finished magnets and other uses of NdPr oxide",
        ),
        (
            Total(
                "magnet rare earths in electric vehicles, world",
                8359.3,
                "B",
                unit,
                used("electric_vehicles"),
            ),
            IEA,
            "content of finished magnets",
        ),
        (
            Total("magnet rare earths in wind turbines, world", 10495.8, "B", unit, used("wind")),
            IEA,
            "content of finished magnets",
        ),
        (
            Total("yttrium oxide made, world", 12500.0, "C", "t oxide", yttrium),
            USGS,
            "printed as 10,000 to 15,000 t",
        ),
        (
            Total(
                "rare-earth magnets, China to the world",
                58152.0,
                "A",
                "t product",
                shipped(magnets, exporter="CHN"),
            ),
            press,
            "customs code 85051110",
        ),
        (
            Total(
                "rare-earth magnets, China to the USA",
                7444.0,
                "B",
                "t product",
                shipped(magnets, exporter="CHN", importer="USA"),
            ),
            press,
            "from 5,933 t in 2025, 20.3 % less",
        ),
        (
            Total(
                "rare-earth compounds, imports of the USA",
                8120.0,
                "B",
                "t oxide",
                shipped(oxides, importer="USA"),
            ),
            USGS,
            "estimated REO content",
        ),
        (
            Total("NdFeB blanks made in China", 300000.0, "C", "t gross", blanks),
            ("argus_magnets_2025", "single-fact", "2024"),
            "cannot be finished weight; read as blanks, finished weight over 0.78",
        ),
    ]
