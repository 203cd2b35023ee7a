"""Which figures of the United States' own accounts ship, and how much is recycled in Europe?

Accounts are the lines of the Survey's salient statistics from which net import reliance follows;
origins of imports are printed as mean shares of four years.
Recycling input rates are single figures of the European Commission's study and its factsheets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.shared import Shared

_KEPT = (
    "production",
    "shipments",
    "sold_or_used",
    "imports",
    "exports",
    "consumption",
    "stocks",
    "net_import_reliance_pct",
)
_MINERALS = {
    "aluminum": "aluminium",
    "bauxite and alumina": "bauxite",
    "iron ore": "iron",
    "magnesium compounds": "magnesium_compounds",
    "phosphate rock": "phosphate",
    "platinum-group metals": "platinum_group",
    "quartz (high-purity)": "quartz",
    "rare earths (heavy)": "heavy_rare_earths",
    "titanium metal and TiO2 pigment": "titanium",
    "titanium minerals": "titanium_minerals",
    "zirconium and hafnium": "zirconium",
}
_NOT_ON_A_LIST = (
    "helium and rare gases",
    "iron and steel",
    "iron and steel scrap",
    "gold",
    "mercury",
    "thallium",
    "thorium",
    "cadmium",
    "sulfur",
    "diamond (industrial)",
)
_NUMBER = re.compile(r"(?P<sign>[<>]?)\s*(?P<number>\d+(\.\d+)?)")
_DASH = "\u2014"


def us_accounts(shared: Shared) -> Draft:
    """What did the United States produce, trade, use and stock, 2021 to 2025, as printed?"""
    rows: list[Mapping[str, Cell]] = []
    seen: set[tuple[str, ...]] = set()
    for row in shared.rows("data/supply/us_salient.csv"):
        if row["edition"] != "MCS2026" or row["statistic"] not in _KEPT:
            continue
        if row["mineral"] in _NOT_ON_A_LIST:
            continue
        mineral = _MINERALS.get(row["mineral"], row["mineral"]).replace(" ", "_")
        line = " ".join(row["detail"].replace("\xa0", " ").split())
        key = (mineral, row["statistic"], line, row["year"])
        if key in seen:
            continue
        seen.add(key)
        printed = " ".join(row["value_text"].split())
        value, note = _read(printed)
        rows.append(
            {
                "mineral": mineral,
                "statistic": row["statistic"],
                "line": line,
                "year": int(row["year"]),
                "value": value,
                "printed": printed.replace(_DASH, "-") or "n/a",
                "unit": row["unit"],
                "grade": "B" if row["year"] == "2025" or row["estimated"] else "A",
                "source": "usgs_mcs_2026",
                "licence": "public-domain",
                "vintage": "MCS 2026",
                "note": note,
            }
        )
    rows.sort(key=lambda r: (str(r["mineral"]), str(r["statistic"]), str(r["line"]), r["year"]))
    return draft(
        "us_accounts.csv",
        ("mineral", "statistic", "line", "year", "value", "printed", "unit"),
        rows,
        note_inside=True,
    )


def _read(printed: str) -> tuple[Cell, str]:
    """Value of a printed cell, and what its letter means."""
    text = printed.replace(",", "")
    if text == _DASH:
        return 0.0, "printed as a dash: zero"
    match = _NUMBER.fullmatch(text)
    if match:
        bound = {"<": "less than", ">": "more than", "": ""}[match["sign"]]
        if bound:
            return "unknown", f"printed as {bound} {match['number']}"
        return float(match["number"]), ""
    said = {
        "W": "withheld",
        "E": "net exporter",
        "NA": "not available",
        "s": "less than half a unit",
    }
    return "unknown", said.get(text, "nothing printed" if not text else f"printed as {text}")


def us_import_sources(shared: Shared) -> Draft:
    """Of which countries did the United States buy what share of a product, 2021 to 2024?

    As printed, in whole per cent: shares of one product may miss one by rounding.
    """
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/us_import_sources.csv"):
        if row["mineral"] in _NOT_ON_A_LIST:
            continue
        rows.append(
            {
                "mineral": _MINERALS.get(row["mineral"], row["mineral"]).replace(" ", "_"),
                "product": " ".join(row["product"].split()),
                "country": row["iso3"],
                "share": float(row["share_pct"]) / 100,
                "period": row["period"].removesuffix(" average"),
                "grade": "B",
                "source": "usgs_mcs_2026",
                "licence": "public-domain",
                "vintage": "MCS 2026",
                "note": " ".join(row["note"].split()),
            }
        )
    rows.sort(key=lambda r: (str(r["mineral"]), str(r["product"]), str(r["country"])))
    return draft(
        "us_import_sources.csv",
        ("mineral", "product", "country", "share", "period"),
        rows,
        note_inside=True,
    )


_RECYCLED = {
    "Aluminium": "aluminium",
    "Antimony": "antimony",
    "Arsenic": "arsenic",
    "Baryte": "barite",
    "Beryllium (conc.)": "beryllium",
    "Bismuth": "bismuth",
    "Boron Minerals": "boron",
    "Chromium (Cr2O3)": "chromium",
    "Cobalt": "cobalt",
    "Copper": "copper",
    "Fluorspar": "fluorspar",
    "Gallium": "gallium",
    "Germanium": "germanium",
    "Graphite": "graphite",
    "Indium": "indium",
    "Iron (Fe)": "iron",
    "Lead": "lead",
    "Lithium (Li2O)": "lithium",
    "Magnesite": "magnesite",
    "Manganese": "manganese",
    "Molybdenum": "molybdenum",
    "Nickel": "nickel",
    "Niobium (Nb2O5)": "niobium",
    "Palladium": "palladium",
    "Phosphate Rock (P2O5)": "phosphate",
    "Platinum": "platinum",
    "Rare Earths (REO)": "rare_earths",
    "Rhenium": "rhenium",
    "Rhodium": "rhodium",
    "Silver": "silver",
    "Tantalum (Ta2O5)": "tantalum",
    "Tellurium": "tellurium",
    "Tin": "tin",
    "Titanium (TiO2)": "titanium",
    "Tungsten (W)": "tungsten",
    "Vanadium (V)": "vanadium",
    "Zinc": "zinc",
    "Zircon": "zirconium",
}


def recycling_rates(shared: Shared) -> Draft:
    """Which share of the European Union's input of a mineral comes from old scrap?"""
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/recycling_rates.csv"):
        if "EoL-RIR" not in row["measure"] or row["mineral"] not in _RECYCLED:
            continue
        factsheet = row["reference"].rsplit("/", 1)[-1]
        named = factsheet.startswith("SCRREEN")
        rows.append(
            {
                "mineral": _RECYCLED[row["mineral"]],
                "region": "EU27",
                "rate": float(row["value"]),
                "grade": "B" if named else "C",
                "source": "eu_crm_study_2023",
                "licence": "single-fact",
                "vintage": "2023",
                "note": f"factsheet {factsheet}" if named else "no factsheet named",
            }
        )
    rows.sort(key=lambda r: str(r["mineral"]))
    return draft("recycling_rates.csv", ("mineral", "region", "rate"), rows, note_inside=True)
