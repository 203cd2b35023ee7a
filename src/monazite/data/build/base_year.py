"""How does the account of 2024 balance, and what had to give?

Observations become items of the reconciliation; discards are the balancing items; world and
national totals are further soft targets. The result is written as one table per kind of flow, with
the figures before and after (`balance_tables`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monazite.data.build.attribution import OWN, USGS
from monazite.data.build.chemistry import oxide_per_metal
from monazite.data.build.goods_and_regions import BASIS, GOOD_IDS, STAGE
from monazite.data.build.observations import Observation, observations
from monazite.data.build.recipes import coefficients_of, compositions_of
from monazite.data.build.shared import Shared
from monazite.data.reconcile import (
    Item,
    Reconciliation,
    Total,
    reconcile,
    rounded_to_balance,
)

FINE_GOODS = {"terbium_oxide", "dysprosium_oxide", "terbium_metal", "dysprosium_metal"}
LEAST = 0.5
LEAST_FINE = 0.005
"""t a year below which a flow is left out; the second for Dy, Tb and their metals."""

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
"""Goods of which more is made than wanted: what the observations leave over is a first guess of
the discard. For all others the first guess is the handling loss."""

HANDLING_LOSS = 0.002
"""Share of throughput lost in handling: a first guess that keeps an outlet open. Assumption."""

IEA = ("iea_critical_minerals_2025", "CC-BY-4.0", "May 2025")


@dataclass(frozen=True)
class BalancedYear:
    """The observations, the items and totals made of them, the result and its rounded flows."""

    observed: Mapping[str, Observation]
    items: Mapping[str, Item]
    totals: tuple[tuple[Total, tuple[str, str, str], str], ...]
    result: Reconciliation
    flows: Mapping[str, float]
    nodes: Mapping[str, str]
    gap_fills: tuple[str, ...]


def node(region: str, good: str) -> str:
    """Which id has a node of the balance?"""
    return f"{region}/{good}"


def _least(good: str) -> float:
    return LEAST_FINE if good in FINE_GOODS else LEAST


def item_of(observation: Observation, recipes: Mapping[str, Mapping[str, float]]) -> Item:
    """What does a figure do to the nodes it touches?"""
    o = observation
    if o.kind == "process":
        effect = {node(o.region, good): value for good, value in recipes[o.what].items()}
        least = min(_least(good) for good in recipes[o.what])
        return Item(o.id, o.value, o.grade, effect, "units of the recipe", least=least)
    effect = {
        "mine": {node(o.region, o.what): 1.0},
        "old_scrap": {node(o.region, o.what): 1.0},
        "use": {node(o.region, o.what): -1.0},
        "ship": {node(o.region, o.what): -1.0, node(o.to, o.what): 1.0},
    }[o.kind]
    return Item(o.id, o.value, o.grade, effect, BASIS[o.what], least=_least(o.what))


def balanced_year(shared: Shared) -> BalancedYear:
    """The reconciled account of 2024; solved once for each folder of shared data."""
    return _balanced_year(shared)


@functools.lru_cache(maxsize=2)
def _balanced_year(shared: Shared) -> BalancedYear:
    recipes = coefficients_of(shared)
    observed = {o.id: o for o in observations(shared)}
    items = [item_of(o, recipes) for o in observed.values()]
    touched = sorted({place for item in items for place in item.effect})
    filled = _gap_fills(items, touched)
    for fill in filled:
        observed[fill.id] = fill
        items.append(item_of(fill, recipes))
    touched = sorted({place for item in items for place in item.effect})
    nodes = {place: BASIS[place.split("/")[1]] for place in touched}
    items += _discards(items, nodes)
    totals = _totals(shared, observed, recipes)
    result = reconcile(nodes, items, [total for total, *_ in totals])
    by_id = {item.id: item for item in items}
    flows = rounded_to_balance(nodes, items, result.flows)
    return BalancedYear(
        observed, by_id, tuple(totals), result, flows, nodes, tuple(f.id for f in filled)
    )


def _gap_fills(items: Sequence[Item], touched: Sequence[str]) -> list[Observation]:
    """Shipments from China to nodes that are drawn on but never supplied: made up, grade D."""
    supplied = {n for item in items for n, effect in item.effect.items() if effect > 0}
    fills = []
    for place in touched:
        region, good = place.split("/")
        if place in supplied:
            continue
        wanted = sum(-item.effect.get(place, 0.0) * item.target for item in items)
        fills.append(
            Observation(
                "ship",
                "CHN",
                region,
                good,
                wanted,
                "D",
                *OWN,
                "made up: the region uses the good and no source names a supplier",
            )
        )
    return fills


def _discards(items: Sequence[Item], nodes: Mapping[str, str]) -> list[Item]:
    """One outlet for what is left over at each node.

    A node that only processes and shipments touch needs its outlet, so that rounding can be made
    up for; there the handling loss counts as a figure of grade D.
    """
    enters = dict.fromkeys(nodes, 0.0)
    leaves = dict.fromkeys(nodes, 0.0)
    for item in items:
        for place, effect in item.effect.items():
            (enters if effect > 0 else leaves)[place] += abs(effect) * item.target
    alone = {next(iter(item.effect)) for item in items if len(item.effect) == 1}
    discards = []
    for place, basis in nodes.items():
        good = place.split("/")[1]
        throughput = max(enters[place], leaves[place])
        loss = HANDLING_LOSS * throughput
        surplus = max(0.0, enters[place] - leaves[place]) if good in SURPLUS else 0.0
        needed = place not in alone
        discards.append(
            Item(
                f"discard/{good}/{place.split('/')[0]}",
                max(surplus, loss),
                "D",
                {place: -1.0},
                basis,
                balancing=not needed,
                least=0.0 if needed else _least(good),
            )
        )
    return discards


def _element(shared: Shared, good: str) -> float:
    """T of magnet rare-earth elements (Nd, Pr, Dy, Tb) in a tonne of a good."""
    content = compositions_of(shared)[good]
    return sum(content.get(name, 0.0) / oxide_per_metal(name) for name in ("NdPr", "Dy", "Tb"))


def _totals(
    shared: Shared,
    observed: Mapping[str, Observation],
    recipes: Mapping[str, Mapping[str, float]],
) -> list[tuple[Total, tuple[str, str, str], str]]:
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
