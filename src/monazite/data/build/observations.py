"""What was observed or estimated about 2024, before anything is balanced?

The first assembly gives the starting values; the repairs below replace what it got wrong. Each
repair is a function with its reason as docstring, so that it can be argued with one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monazite.data.build.attribution import BACI, FACT, OWN, USGS, attribution
from monazite.data.build.balance import Observation
from monazite.data.build.magnet_uses import magnet_uses
from monazite.data.build.mixed_compounds import cerium_trade, mixed_compound_trade, ndpr_trade
from monazite.data.build.names import GOOD, RECIPE, USE, region
from monazite.data.build.recipes import coefficients_of
from monazite.data.build.shared import Shared


def observations(shared: Shared) -> tuple[Observation, ...]:
    """All figures of 2024 that enter the balance, repaired, in a fixed order."""
    found = [*_flows(shared), *_uses(shared)]
    found = vietnamese_clay(found)
    found = korean_magnets(found)
    found = small_users_of_lanthanum(found)
    found = mixed_compound_trade(found, shared)
    found = cerium_trade(found, shared)
    found = ndpr_trade(found, shared)
    found = american_yttrium_and_heavies(found)
    found = phosphor_makers(found)
    found = samarium_magnets_in_exports(found)
    found = magnet_uses(found)
    found = swarf_is_recycled(found, shared)
    found = uses_no_larger_than_supply(found, shared)
    found = yttrium_in_china(found)
    return tuple(sorted(found, key=lambda o: o.id))


def _flows(shared: Shared) -> Iterable[Observation]:
    kinds = {"mine": "mine", "process": "process", "oldscrap": "old_scrap", "ship": "ship"}
    for row in shared.rows("data/rare_earths_2024/flows.csv"):
        if not row["before"]:
            continue
        what = row["good_or_recipe"]
        if row["kind"] == "oldscrap":
            what = "swarf_" + row["id"].split("/")[0][-1]
        found = attribution(row["source"])
        yield Observation(
            kinds[row["kind"]],
            region(row["from_or_region"]),
            region(row["to"]),
            RECIPE[what] if row["kind"] == "process" else GOOD[what],
            float(row["before"]),
            found.grade or row["grade"],
            found.source,
            found.licence,
            found.vintage,
            found.note,
        )


def _uses(shared: Shared) -> Iterable[Observation]:
    for row in shared.rows("data/rare_earths_2024/uses.csv"):
        if row["good"] in ("mag_L", "mag_H"):
            continue
        found = attribution(row["source"])
        yield Observation(
            "use",
            region(row["region"]),
            USE.get(row["use"], row["use"]),
            GOOD[row["good"]],
            float(row["before"]),
            found.grade or row["grade"],
            found.source,
            found.licence,
            found.vintage,
            found.note,
        )


def _without(found: Iterable[Observation], *ids: str) -> list[Observation]:
    """All but the named figures; each name must be there."""
    found = list(found)
    there = {o.id for o in found}
    missing = [name for name in ids if name not in there]
    if missing:
        raise KeyError(f"not in the first assembly: {missing}")
    return [o for o in found if o.id not in ids]


def vietnamese_clay(found: list[Observation]) -> list[Observation]:
    """Vietnamese clay goes to China.

    USGS takes the 300 t of this mine from Chinese imports. The first assembly separated them in
    Viet Nam, where nothing could leave, and the balance emptied the mine; the onward trade in Dy,
    Tb and Y it assumed from there goes with that plant.
    """
    kept = _without(
        found,
        "process/separate_ionic_clay/VNM",
        "ship/dysprosium_oxide/VNM/JPN",
        "ship/terbium_oxide/VNM/JPN",
        "ship/yttrium_oxide/VNM/JPN",
    )
    return [
        *kept,
        Observation(
            "ship",
            "VNM",
            "CHN",
            "ionic_clay_concentrate",
            300.0,
            "B",
            *USGS,
            "USGS estimates this mine from Chinese imports",
        ),
    ]


def korean_magnets(found: list[Observation]) -> list[Observation]:
    """Korea makes magnets from the NdPr metal it buys.

    China sent Korea 116 t of rare-earth metal at 67.5 USD/kg, the price of NdPr metal. The first
    assembly had no user for it; at 0.4286 t a tonne it makes some 270 t of magnets.
    """
    changed = [
        replace(o, value=116.0, grade="B", note="HS 280530, 116 t gross at 67.5 USD/kg")
        if o.id == "ship/ndpr_metal/CHN/KOR"
        else o
        for o in found
    ]
    return [
        *changed,
        Observation(
            "process",
            "KOR",
            "",
            "make_ndfeb_magnet",
            270.0,
            "D",
            "cepii_baci;monazite_estimate",
            "Etalab-2.0;own-estimate",
            "HS92, 2024",
            "imports of NdPr metal over 0.4286 t a tonne of magnets",
        ),
    ]


def small_users_of_lanthanum(found: list[Observation]) -> list[Observation]:
    """Australia and Canada use the lanthanum they import.

    The first assembly shipped La and Y to them and let them throw it away. La becomes a use
    (refinery catalysts, as in other regions); the few tonnes of Y were a share of a mixed code.
    """
    kept = _without(found, "ship/yttrium_oxide/CHN/AUS", "ship/yttrium_oxide/CHN/CAN")
    uses = [
        Observation(
            "use",
            place,
            "catalysts",
            "lanthanum_oxide",
            tonnes,
            "D",
            "cepii_baci;monazite_estimate",
            "Etalab-2.0;own-estimate",
            "HS92, 2024",
            "set to the imports",
        )
        for place, tonnes in (("AUS", 140.0), ("CAN", 172.0))
    ]
    return [*kept, *uses]


def american_yttrium_and_heavies(found: list[Observation]) -> list[Observation]:
    """For the USA the USGS counts yttrium and heavy rare earths one by one.

    Imports of 457 t yttrium and 74 t heavy compounds and metals in 2024 (MCS 2026) replace the
    share of the mixed trade code; American uses are scaled to what arrives.
    """
    given = {
        "ship/yttrium_oxide/CHN/USA": (430.0, "B", "imports 457 t Y (all forms), China 94 %"),
        "ship/other_heavy_oxide/CHN/USA": (
            55.0,
            "B",
            "heavy imports 74 t REO less Dy and Tb compounds and metals",
        ),
        "use/other_heavy_oxide/USA/special": (
            55.0,
            "C",
            "heavy imports 74 t REO less Dy and Tb compounds and metals",
        ),
    }
    yttrium_uses = sum(
        o.value
        for o in found
        if o.kind == "use" and o.region == "USA" and o.what == "yttrium_oxide"
    )
    changed: list[Observation] = []
    for o in found:
        if o.id in given:
            value, grade, note = given[o.id]
            o = Observation(o.kind, o.region, o.to, o.what, value, grade, *USGS, note)
        elif o.kind == "use" and o.region == "USA" and o.what == "yttrium_oxide":
            o = replace(
                o,
                value=o.value * 450.0 / yttrium_uses,
                source=f"{o.source};{USGS[0]}",
                note=f"{o.note}; scaled to the imports of 457 t",
            )
        changed.append(o)
    return changed


PHOSPHOR_MAKERS = {
    "europium_oxide": ("CHN", "JPN", "KOR"),
    "gadolinium_oxide": ("CHN", "DEU", "EU_REST", "JPN", "KOR", "USA"),
    "terbium_oxide": ("CHN", "DEU", "JPN", "KOR", "USA"),
}


def phosphor_makers(found: list[Observation]) -> list[Observation]:
    """Phosphor oxides are used where some of them arrive.

    World use was spread over thirteen regions by a general key, ten of which import no Eu, Gd or
    Tb in any source; shipments then had to be made up for less than two tonnes each. The world
    total now falls on the regions with imports or output of the oxide.
    """
    kept: list[Observation] = []
    for good, places in PHOSPHOR_MAKERS.items():
        rows = [o for o in found if o.kind == "use" and o.to == "phosphors" and o.what == good]
        inside = sum(o.value for o in rows if o.region in places)
        factor = sum(o.value for o in rows) / inside
        kept += [
            replace(
                o,
                value=o.value * factor,
                grade="D",
                note=f"{o.note}; placed where the oxide is imported or made",
            )
            for o in rows
            if o.region in places
        ]
    return [
        o
        for o in found
        if not (o.kind == "use" and o.to == "phosphors" and o.what in PHOSPHOR_MAKERS)
    ] + kept


SAMARIUM_MAGNETS_SHARE = 1 - 1410.0 / 58152.0


def samarium_magnets_in_exports(found: list[Observation]) -> list[Observation]:
    """China's magnet exports of 58,152 t are all rare-earth magnets, samarium-cobalt included.

    The first assembly read the code as NdFeB alone and added 1,410 t SmCo on top.
    """
    return [
        replace(o, value=o.value * SAMARIUM_MAGNETS_SHARE)
        if o.kind == "ship" and o.region == "CHN" and o.what.startswith("ndfeb_magnet")
        else o
        for o in found
    ]


SWARF_COLLECTED = 0.95


def swarf_is_recycled(found: list[Observation], shared: Shared) -> list[Observation]:
    """In China and Japan, the two regions that recycle, nearly all swarf is recycled.

    The first assembly set recycling in China to 70,000 t and left 11,000 t of swarf to be thrown
    away in a year in which NdPr was short. 95 % of swarf and old scrap is an assumption.
    """
    recipes = coefficients_of(shared)
    changed = []
    for o in found:
        if o.kind == "process" and o.what.startswith("recycle_"):
            swarf = o.what.removeprefix("recycle_")
            arising = sum(
                p.value * recipes[p.what].get(swarf, 0.0)
                for p in found
                if p.kind == "process" and p.region == o.region and p.what.startswith("make_")
            ) + sum(
                p.value
                for p in found
                if p.kind == "old_scrap" and (p.region, p.what) == (o.region, swarf)
            )
            o = Observation(
                "process",
                o.region,
                "",
                o.what,
                SWARF_COLLECTED * arising,
                "C",
                *OWN,
                "95 % of the swarf of the magnets made and of old scrap",
            )
        changed.append(o)
    return changed


def uses_no_larger_than_supply(found: list[Observation], shared: Shared) -> list[Observation]:
    """Abroad no more oxide or mischmetal is used than arrives or is made.

    World use by kind was spread over regions by one key for all elements, which gave France more
    yttrium and Britain more lanthanum than customs saw arriving. Where uses exceed imports plus
    output less exports and processing, all uses of that good in that region are scaled to it.
    """
    recipes = coefficients_of(shared)
    net: dict[tuple[str, str], float] = {}
    used: dict[tuple[str, str], float] = {}
    for o in found:
        if o.kind == "ship":
            net[o.region, o.what] = net.get((o.region, o.what), 0.0) - o.value
            net[o.to, o.what] = net.get((o.to, o.what), 0.0) + o.value
        elif o.kind == "process":
            for good, value in recipes[o.what].items():
                net[o.region, good] = net.get((o.region, good), 0.0) + value * o.value
        elif o.kind == "use":
            used[o.region, o.what] = used.get((o.region, o.what), 0.0) + o.value
    changed = []
    for o in found:
        place = o.region, o.what
        named = o.what.endswith("_oxide") or o.what == "mischmetal"
        if o.kind == "use" and named and o.region != "CHN":
            factor = max(0.0, net.get(place, 0.0)) / used[place]
            if 0 < factor < 1:
                o = replace(
                    o,
                    value=o.value * factor,
                    note=f"{o.note}; times {factor:.2f}: no more than arrives",
                )
        changed.append(o)
    return changed


YTTRIUM_USED_IN_CHINA = 0.75


def yttrium_in_china(found: list[Observation]) -> list[Observation]:
    """Three quarters of the world's yttrium is used in China.

    Adamas puts 75 % of 2025 consumption at the price inside China. With the first assembly's
    shares China used 4,500 t and threw away as much again at a time when its price held.
    """
    abroad = sum(
        o.value
        for o in found
        if o.kind == "use" and o.what == "yttrium_oxide" and o.region != "CHN"
    )
    inside = [
        o for o in found if o.kind == "use" and o.what == "yttrium_oxide" and o.region == "CHN"
    ]
    wanted = abroad * YTTRIUM_USED_IN_CHINA / (1 - YTTRIUM_USED_IN_CHINA)
    factor = wanted / sum(o.value for o in inside)
    return [
        replace(
            o,
            value=o.value * factor,
            source=f"{o.source};adamas_tiers_2025",
            note=f"{o.note}; times {factor:.2f}: three quarters of world use",
        )
        if o in inside
        else o
        for o in found
    ]


__all__ = ["BACI", "FACT", "OWN", "Observation", "observations"]
