"""What was in the trade of rare-earth compounds that customs do not tell apart?

HS 284690 is every compound except cerium's; HS 284610 is cerium's. Both are read from BACI at the
level of the chain's regions. The first assembly left a fifth of 284690 without an element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from monazite.data.build.attribution import BACI
from monazite.data.build.shared import Shared

if TYPE_CHECKING:
    from monazite.data.build.observations import Observation

YEAR = 2024
OXIDE_IN_MIXED = 0.75
OXIDE_IN_CERIUM = 0.70
"""t oxide per t gross of HS 284690 and 284610: chlorides, carbonates and oxides mixed. Assumed."""

SPLIT = {
    "lanthanum_oxide": 0.62,
    "yttrium_oxide": 0.12,
    "gadolinium_oxide": 0.014,
    "other_heavy_oxide": 0.02,
}
"""Shares of the oxide content in the first assembly; 0.226 was given to no element."""

LARGEST_NDPR = 0.08
PRICES = {
    "lanthanum_oxide": 0.97,
    "cerium_oxide": 1.21,
    "ndpr_oxide": 55.0,
    "yttrium_oxide": 6.0,
    "gadolinium_oxide": 28.0,
    "other_heavy_oxide": 25.0,
}
"""USD/kg, 2024, as in the table of prices."""

NDPR_KNOWN = {"JPN", "VNM", "GBR"}
"""Importers for which the first assembly has its own figure of Chinese NdPr oxide."""

SMALLEST_CERIUM = 40.0
"""t gross: smaller flows of HS 284610 are left out."""

_EUROPE = {
    "AUT",
    "BEL",
    "BGR",
    "CHE",
    "CYP",
    "CZE",
    "DNK",
    "ESP",
    "FIN",
    "GRC",
    "HRV",
    "HUN",
    "IRL",
    "ISL",
    "ITA",
    "LIE",
    "LTU",
    "LUX",
    "LVA",
    "MLT",
    "NLD",
    "NOR",
    "POL",
    "PRT",
    "ROU",
    "SVK",
    "SVN",
    "SWE",
}


def trade(shared: Shared, code: str) -> dict[tuple[str, str], tuple[float, float]]:
    """What did each region send to each other in 2024 under an HS92 code?

    Returns (exporter, importer) -> (t gross, million USD); trade inside a region is left out.
    """
    import pyarrow.parquet as parquet

    africa = {
        r["iso3"] for r in shared.rows("data/trade/countries.csv") if r["continent"] == "Africa"
    }
    named = {
        "CHN",
        "USA",
        "AUS",
        "MYS",
        "MMR",
        "VNM",
        "IND",
        "JPN",
        "KOR",
        "THA",
        "EST",
        "FRA",
        "DEU",
        "GBR",
        "CAN",
        "BRA",
        "RUS",
    }

    def place(iso3: str) -> str:
        if iso3 in named:
            return iso3
        if iso3 == "LAO":
            return "MMR"
        if iso3 in _EUROPE:
            return "EU_REST"
        return "AFRICA" if iso3 in africa else "ROW"

    table = parquet.read_table(
        shared.path("data/trade/trade.parquet"),
        columns=["exporter_iso3", "importer_iso3", "quantity_adj_t", "value_kusd"],
        filters=[("year", "=", YEAR), ("hs92", "=", code)],
    )
    flows: dict[tuple[str, str], tuple[float, float]] = {}
    for row in table.to_pylist():
        pair = place(row["exporter_iso3"]), place(row["importer_iso3"])
        if pair[0] == pair[1]:
            continue
        tonnes, value = flows.get(pair, (0.0, 0.0))
        flows[pair] = (
            tonnes + (row["quantity_adj_t"] or 0.0),
            value + (row["value_kusd"] or 0.0) / 1000,
        )
    return flows


def ndpr_share(tonnes: float, value: float, shares: Mapping[str, float]) -> float:
    """Which share of NdPr, at most 8 %, would explain the price of a mixed flow?

    tonnes : t gross; value : million USD; shares : of the oxide content, by good.
    The rest of the content counts as cerium. Not negative.
    """
    per_kg = value * 1000 / tonnes / OXIDE_IN_MIXED
    rest = 1 - sum(shares.values())
    known = sum(share * PRICES[good] for good, share in shares.items())
    surplus = per_kg - known - rest * PRICES["cerium_oxide"]
    return min(
        LARGEST_NDPR, rest, max(0.0, surplus / (PRICES["ndpr_oxide"] - PRICES["cerium_oxide"]))
    )


def mixed_compound_trade(found: list[Observation], shared: Shared) -> list[Observation]:
    """China's mixed compounds also hold NdPr and cerium.

    The first assembly gave 77 % of the oxide content of HS 284690 to La, Y, Gd and the heavies and
    left the rest out, so that NdPr and Ce had to be made up for four regions. The rest is now NdPr
    as far as the unit value supports it (at most 8 % of the content) and cerium beyond that. The
    flow to Viet Nam, at 39 USD/kg, is nearly all NdPr: La there is set to a tenth of the content.
    """
    flows = trade(shared, "284690")
    pattern = found[0]
    added: list[Observation] = []
    for (exporter, importer), (tonnes, value) in sorted(flows.items()):
        lanthanum = f"ship/lanthanum_oxide/CHN/{importer}"
        if exporter != "CHN" or importer == "VNM" or all(o.id != lanthanum for o in found):
            continue
        shares = {
            good: share
            for good, share in SPLIT.items()
            if any(o.id == f"ship/{good}/CHN/{importer}" for o in found)
        }
        ndpr = 0.0 if importer in NDPR_KNOWN else ndpr_share(tonnes, value, shares)
        ndpr_elsewhere = 900.0 / (tonnes * OXIDE_IN_MIXED) if importer == "JPN" else 0.0
        cerium = max(0.0, 1 - sum(shares.values()) - ndpr - ndpr_elsewhere)
        price = value * 1000 / tonnes
        for good, share in (("ndpr_oxide", ndpr), ("cerium_oxide", cerium)):
            amount = share * OXIDE_IN_MIXED * tonnes
            if amount < 5 or not _used(found, importer, good):
                continue
            added.append(
                replace(
                    pattern,
                    kind="ship",
                    region="CHN",
                    to=importer,
                    what=good,
                    value=amount,
                    grade="D",
                    source=f"{BACI[0]};monazite_estimate",
                    licence=f"{BACI[1]};own-estimate",
                    vintage=BACI[2],
                    note=f"HS 284690, {tonnes:,.0f} t gross at {price:.1f} USD/kg times 0.75 times"
                    f" {share:.3f}, the part that no other element has"
                    + (" and the unit value supports" if good == "ndpr_oxide" else ""),
                )
            )
    merged = _merged([*found, *added])
    content = flows["CHN", "VNM"][0] * OXIDE_IN_MIXED
    return [
        replace(o, value=0.1 * content, note=f"{o.note}; a tenth of a flow that is nearly all NdPr")
        if o.id == "ship/lanthanum_oxide/CHN/VNM"
        else o
        for o in merged
        if o.id != "ship/yttrium_oxide/CHN/VNM"
    ] + [
        replace(o, value=0.02 * content, grade="D", note="a fiftieth of HS 284690 to Viet Nam")
        for o in merged
        if o.id == "ship/yttrium_oxide/CHN/VNM"
    ]


def _used(found: list[Observation], region: str, good: str) -> bool:
    """Is there any use of the good in the region?"""
    return any(o.kind == "use" and (o.region, o.what) == (region, good) for o in found)


NDPR_VALUE = (42.0, 65.0)
"""USD/kg gross: a flow of HS 284690 in this range counts as NdPr oxide (55 USD/kg in 2024)."""
NDPR_CONTENT = 0.95
SMALLEST_NDPR = 50.0


def ndpr_trade(found: list[Observation], shared: Shared) -> list[Observation]:
    """Flows of mixed compounds at the price of NdPr oxide are NdPr oxide.

    The first assembly used some of them and guessed others (India to Japan 300 t, for which
    customs have 68 t, while 288 t went to Viet Nam at 48 USD/kg). All flows from 50 t gross on
    whose unit value lies between 42 and 65 USD/kg are now taken, at 0.95 t oxide a tonne gross,
    where the importer uses that much NdPr oxide at all (Japan to France, 193 t, is left out: France
    made no NdPr metal in 2024). The flow from Malaysia to China, 13,658 t at 14.6 USD/kg, is mixed:
    it is given what the plant's output leaves after its other exports, 1,230 t, a third of what the
    value would allow.
    """
    wanted = {
        o.region
        for o in found
        if (o.kind == "use" and o.what == "ndpr_oxide") or o.what == "reduce_ndpr"
    }
    oxide = {o.region: 1.2 * o.value for o in found if o.what == "reduce_ndpr"}
    for o in found:
        if o.kind == "use" and o.what == "ndpr_oxide":
            oxide[o.region] = oxide.get(o.region, 0.0) + o.value
    there = {o.id for o in found}
    read: dict[str, Observation] = {}
    for (exporter, importer), (tonnes, value) in sorted(trade(shared, "284690").items()):
        price = value * 1000 / tonnes if tonnes else 0.0
        if tonnes < SMALLEST_NDPR or importer not in wanted:
            continue
        known = f"ship/ndpr_oxide/{exporter}/{importer}" in there
        if not known and NDPR_CONTENT * tonnes > oxide[importer]:
            continue
        if NDPR_VALUE[0] <= price <= NDPR_VALUE[1]:
            o = replace(
                found[0],
                kind="ship",
                region=exporter,
                to=importer,
                what="ndpr_oxide",
                value=NDPR_CONTENT * tonnes,
                grade="B",
                source=BACI[0],
                licence=BACI[1],
                vintage=BACI[2],
                note=f"HS 284690, {tonnes:,.0f} t gross at {price:.1f} USD/kg times 0.95",
            )
            read[o.id] = o
    guessed = "ship/ndpr_oxide/IND/CHN"
    return [
        replace(o, value=30.0, grade="D", note="a tenth of 317 t gross at 9.2 USD/kg")
        if o.id == guessed
        else replace(
            o,
            value=1230.0,
            note="HS 284690, 13,658 t gross at 14.6 USD/kg: output of"
            " the plant less its exports elsewhere",
        )
        if o.id == "ship/ndpr_oxide/MYS/CHN"
        else o
        for o in found
        if o.id not in read
    ] + list(read.values())


def cerium_trade(found: list[Observation], shared: Shared) -> list[Observation]:
    """Smaller flows of cerium compounds are in the data too.

    The first assembly took HS 284610 above some 110 t gross; Germany then had no source of cerium
    and 1,440 t were made up. Flows from 40 t gross on are added from BACI, times 0.7.
    """
    there = {o.id for o in found}
    pattern = found[0]
    added = [
        replace(
            pattern,
            kind="ship",
            region=exporter,
            to=importer,
            what="cerium_oxide",
            value=OXIDE_IN_CERIUM * tonnes,
            grade="C",
            source=BACI[0],
            licence=BACI[1],
            vintage=BACI[2],
            note=f"HS 284610, {tonnes:,.0f} t gross times 0.7",
        )
        for (exporter, importer), (tonnes, _) in sorted(trade(shared, "284610").items())
        if tonnes >= SMALLEST_CERIUM
        and f"ship/cerium_oxide/{exporter}/{importer}" not in there
        and importer in {"DEU", "THA", "VNM", "EU_REST", "FRA", "GBR"}
    ]
    return [*found, *added]


def _merged(found: list[Observation]) -> list[Observation]:
    """Figures with the same id added up; the note says so."""
    result: dict[str, Observation] = {}
    for o in found:
        if o.id in result:
            first = result[o.id]
            sources = dict.fromkeys([*first.source.split(";"), *o.source.split(";")])
            licences = dict.fromkeys([*first.licence.split(";"), *o.licence.split(";")])
            o = replace(
                first,
                value=first.value + o.value,
                grade=first.grade if o.value < first.value / 4 else max(first.grade, o.grade),
                source=";".join(sources),
                licence=";".join(licences),
                note=f"{first.note}; and {o.note}",
            )
        result[o.id] = o
    return list(result.values())
