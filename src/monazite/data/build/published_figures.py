"""Which published figures ship beside the base year, row by row as their publishers print them?

Deposits and mine output of the USGS, refined output and mine supply of the IEA. Rows that are
recalled and not seen stay out.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.shared import Shared

_ELEMENTS = (
    "La",
    "Ce",
    "Pr",
    "Nd",
    "Sm",
    "Eu",
    "Gd",
    "Tb",
    "Dy",
    "Ho",
    "Er",
    "Tm",
    "Yb",
    "Lu",
    "Y",
)
_EDITIONS = {
    "MCS2026": ("usgs_mcs_2026", "MCS 2026"),
    "MCS2025": ("usgs_mcs_2025", "MCS 2025"),
    "MYB2022": ("usgs_myb_2022", "Minerals Yearbook 2022, table 8"),
}
_IEA: dict[str, Cell] = {
    "source": "iea_critical_minerals_2025",
    "licence": "CC-BY-4.0",
    "vintage": "May 2025",
}


def deposits(shared: Shared) -> Draft:
    """What do known deposits consist of? Shares of total rare-earth oxide, as printed."""
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/ree_deposits.csv"):
        if row["confidence"] != "found":
            continue
        bound = f"{row['upper_bounds']} printed as `less than`; " if row["upper_bounds"] else ""
        rows.append(
            {
                "deposit": row["deposit"],
                "country": row["country_iso3"],
                "ore_mineral": row["ore_mineral"],
            }
            | {
                f"{name}_share": float(row[name]) / 100 if row[name] else "unknown"
                for name in _ELEMENTS
            }
            | {
                "sum_share": float(row["sum_pct"]) / 100,
                "grade": "B",
                "source": "usgs_myb_2022",
                "licence": "public-domain",
                "vintage": "Minerals Yearbook 2022, table 2",
                "note": (
                    bound
                    + row["note"]
                    + "; first printed by "
                    + row["source"].split(";")[-1].strip()
                ).lstrip("; "),
            }
        )
    return draft(
        "rare_earth_deposits.csv",
        ("deposit", "country", "ore_mineral", *(f"{n}_share" for n in _ELEMENTS), "sum_share"),
        rows,
        note_inside=True,
    )


def mine_production(shared: Shared) -> Draft:
    """How much rare-earth oxide was mined where, 2018 to 2025, in each edition of the USGS?

    WLD is the world total as printed, OTH other countries; never add WLD to the countries, nor
    rows of two editions.
    """
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/mine_production_usgs.csv"):
        if row["mineral"] != "rare earths":
            continue
        source, vintage = _EDITIONS[row["edition"]]
        estimated = "stimate" in row["note"] or row["note"].startswith("e")
        words = row["note"].replace(" -- ", " ").strip()
        rows.append(
            {
                "country": row["country_iso3"],
                "year": int(row["year"]),
                "tonnes_reo": float(row["quantity"]) if row["quantity"] else "unknown",
                "grade": "B" if estimated or row["country_iso3"] in ("OTH", "WLD") else "A",
                "source": source,
                "licence": "public-domain",
                "vintage": vintage,
                "note": {
                    "e": "estimated",
                    "e, REO content of exports": "estimated, REO content of exports",
                }.get(words, words),
            }
        )
    rows.sort(key=lambda r: (int(r["year"]), str(r["vintage"]), str(r["country"])))
    return draft(
        "mine_production_usgs.csv", ("country", "year", "tonnes_reo"), rows, note_inside=True
    )


def refined_production(shared: Shared) -> Draft:
    """How much of the magnet rare earths was mined and refined where, 2024 and as projected?"""
    rows: list[Mapping[str, Cell]] = []
    for stage, name in (("refining", "refined_production.csv"), ("mining", "mine_supply_iea.csv")):
        for row in shared.rows(f"data/supply/{name}"):
            if "Data Explorer" not in row["source"] or "magnet rare earths" not in (
                row.get("product", "") + row["mineral"]
            ):
                continue
            projected = int(row["year"]) > 2024
            rows.append(
                {
                    "stage": stage,
                    "country": row["country_iso3"],
                    "year": int(row["year"]),
                    "tonnes_element": float(row["quantity"]),
                    "world_share": float(row["world_share"]),
                    "kind": "projection" if projected else "estimate",
                    "grade": "C" if projected else "B",
                    **_IEA,
                    "note": "IEA base case" if projected else "",
                }
            )
    return draft(
        "refined_magnet_rare_earths_iea.csv",
        ("stage", "country", "year", "tonnes_element", "world_share", "kind"),
        rows,
        note_inside=True,
    )


def refined_output(shared: Shared) -> Draft:
    """Who refined how much of each mineral in 2024, as the USGS and the IEA print it?

    Rows of one publisher, mineral and product belong together and are never added to another's;
    world totals (WLD) stand beside the countries, other countries are OTH.
    """
    publishers = {
        "USGS MCS 2026": ("USGS", "usgs_mcs_2026", "public-domain", "MCS 2026"),
        "IEA Critical Minerals Data Explorer": (
            "IEA",
            "iea_critical_minerals_2025",
            "CC-BY-4.0",
            "May 2025",
        ),
    }
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/refined_production.csv"):
        known = [p for start, p in publishers.items() if row["source"].startswith(start)]
        wanted = row["year"] == "2024" and row["kind"] == "production"
        if not known or not wanted or not row["quantity"] or "separation" in row["stage"]:
            continue
        publisher, source, licence, vintage = known[0]
        rows.append(
            {
                "mineral": row["mineral"],
                "product": row["product"],
                "country": row["country_iso3"],
                "publisher": publisher,
                "tonnes": float(row["quantity"]),
                "grade": "A" if publisher == "USGS" else "B",
                "source": source,
                "licence": licence,
                "vintage": vintage,
                "note": row["note"],
            }
        )
    return draft(
        "refined_output_2024.csv",
        ("mineral", "product", "country", "publisher", "tonnes"),
        rows,
        note_inside=True,
    )
