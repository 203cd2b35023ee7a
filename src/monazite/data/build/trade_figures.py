"""Which trade between countries ships, and how stable is each country?

Trade is CEPII's BACI of the years for which mine output ships, cut to the codes of critical
minerals and to flows worth reporting. Governance is the World Bank's indicator of political
stability.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monazite.data.build.draft import Cell, Draft, draft, exactly
from monazite.data.build.minerals.definition import minerals
from monazite.data.build.shared import Shared

YEARS = (2022, 2023, 2024)
LEAST_VALUE_KUSD = 50.0
"""Flows below this are left out: some 0.03 % of the value, most of the rows."""
LEAST_VALUE_OF_OTHERS_KUSD = 1000.0
"""The same for customs lines outside the map's core: some two per cent of their value. The table
must not outgrow a repository; small importers of these lines are left out."""
_SMALL_TRADE = {"280490"}
"""Lines of which a quarter of the value lies below that least: selenium."""

_FIRST_GOVERNANCE_YEAR = 2010
_MINERALS = {
    "phosphorus": "phosphate",
    "rare_earths_light": "rare_earths",
    "PGM": "platinum_group",
    "barium": "barite",
    "fluorine": "fluorspar",
}
_ONE_METAL = {
    "711011": "platinum",
    "711019": "platinum",
    "711021": "palladium",
    "711029": "palladium",
    "711031": "rhodium",
    "711039": "rhodium",
}
_STAGES = {"ore/concentrate": "mine", "oxide/compound": "compound"}


def trade(shared: Shared) -> Draft:
    """Who shipped how much of which customs line to whom, 2022 to 2024?"""
    import pyarrow.parquet as parquet

    wanted = _shipped_codes(shared)
    found = parquet.read_table(
        shared.path("data/trade/trade.parquet"),
        columns=[
            "year",
            "exporter_iso3",
            "importer_iso3",
            "hs92",
            "value_kusd",
            "quantity_adj_t",
            "quantity_imputed",
        ],
        filters=[("year", "in", list(YEARS)), ("value_kusd", ">=", LEAST_VALUE_KUSD)],
    )
    columns = [found.column(name).to_pylist() for name in found.column_names]
    rows: list[Mapping[str, Cell]] = []
    for year, exporter, importer, code, value, tonnes, imputed in zip(*columns, strict=True):
        if code not in wanted:
            continue
        if wanted[code]["tier"] != "core" and value < LEAST_VALUE_OF_OTHERS_KUSD:
            continue
        known = tonnes is not None and bool(np.isfinite(tonnes))
        rows.append(
            {
                "year": int(year),
                "code": code,
                "exporter": exporter,
                "importer": importer,
                "value_kusd": exactly(round(value), 0),
                "tonnes": exactly(round(tonnes, 1), 1) if known else "unknown",
                "grade": "C" if imputed else "B",
                "source": "cepii_baci",
                "licence": "Etalab-2.0",
                "vintage": "HS92",
                "note": "",
            }
        )
    rows.sort(
        key=lambda r: (str(r["code"]), int(r["year"]), str(r["importer"]), str(r["exporter"]))
    )
    return draft(
        "trade.csv", ("year", "code", "exporter", "importer", "value_kusd", "tonnes"), rows
    )


def _shipped_codes(shared: Shared) -> dict[str, dict[str, str]]:
    """Which customs lines ship: those of the map's core, and those that a chain's goods name."""
    named = {code for one in minerals() for good in one.goods.values() for code in good.trade.hs}
    named -= _SMALL_TRADE
    return {
        row["hs92"]: row
        for row in shared.rows("data/trade/hs_map.csv")
        if row["in_trade_parquet"] == "True" and (row["tier"] == "core" or row["hs92"] in named)
    }


def trade_codes(shared: Shared) -> Draft:
    """To which mineral and stage does a customs line belong, and how much of it is in a tonne?"""
    rows: list[Mapping[str, Cell]] = []
    for code, row in sorted(_shipped_codes(shared).items()):
        mineral = _ONE_METAL.get(code, _MINERALS.get(row["mineral"], row["mineral"]))
        exact = (
            "stoichiometric" in row["content_source"] or "HS definition" in row["content_source"]
        )
        rows.append(
            {
                "code": code,
                "mineral": mineral,
                "stage": _STAGES.get(row["stage"], row["stage"]),
                "line": row["description"],
                "content": float(row["content_factor"]),
                "content_low": float(row["content_low"]),
                "content_high": float(row["content_high"]),
                "content_of": row["content_basis"],
                "grade": "B" if exact else "C",
                "source": "monazite_estimate",
                "licence": "own-estimate",
                "vintage": "2026-11",
                "note": row["note"],
            }
        )
    return draft(
        "trade_codes.csv",
        (
            "code",
            "mineral",
            "stage",
            "line",
            "content",
            "content_low",
            "content_high",
            "content_of",
        ),
        rows,
        note_inside=True,
    )


def governance(shared: Shared) -> Draft:
    """How stable was each country politically, 2010 to 2024?"""
    rows: list[Mapping[str, Cell]] = [
        {
            "country": row["iso3"],
            "year": int(row["year"]),
            "estimate": float(row["estimate"]),
            "standard_error": float(row["std_error"]) if row["std_error"] else "unknown",
            "grade": "A",
            "source": "wgi_political_stability",
            "licence": "CC-BY-4.0",
            "vintage": "WGI 2025" if int(row["year"]) > 2022 else "WGI 2023",
            "note": "",
        }
        for row in shared.rows("data/supply/governance.csv")
        if int(row["year"]) >= _FIRST_GOVERNANCE_YEAR and row["estimate"]
    ]
    rows.sort(key=lambda r: (str(r["country"]), int(r["year"])))
    return draft("governance.csv", ("country", "year", "estimate", "standard_error"), rows)
