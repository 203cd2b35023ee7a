"""Which published figures of mining and refining ship, for every mineral on the lists?

Mine output is the Geological Survey's, refined output the Survey's and the International Energy
Agency's, with shares of a year from studies where no tonnage is published. One edition a year: the
latest that prints it. World Mining Data and the British Geological Survey do not ship; a user's own
copy can be read by the same functions.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.shared import Shared
from monazite.definition import Definition, read_definition
from monazite.errors import DataError

_EDITIONS = {
    "MCS2026": ("usgs_mcs_2026", "MCS 2026"),
    "MCS2025": ("usgs_mcs_2025", "MCS 2025"),
    "MYB2022": ("usgs_myb_2022", "Minerals Yearbook 2022, table 8"),
}
_EDITION_OF_YEAR = {"2023": "MCS2025", "2024": "MCS2026", "2025": "MCS2026"}
"""Which edition is taken for a year; earlier years come from the Yearbook."""

WITHHELD = "withheld by the publisher to keep company figures private"
_QUALIFIERS = {
    "W": WITHHELD,
    "s": "less than half of the last digit printed",
    "XX": "no total can be formed",
    "10,000 - 15,000": "printed as 10,000 to 15,000",
}
_STUDIES = (
    ("EU CRM study", "eu_crm_study_2023", "2023"),
    ("JRC RMIS", "jrc_rmis", "static share, about 2020"),
    ("van den Brink", "van_den_brink_2022", "2022"),
)
_PER_MINERAL = {"phosphorus": "phosphate"}


class MinedProduct(Definition):
    """How is one product of a chapter called here?

    mineral : the chapter      id : the mineral here      basis : unit and basis of its quantities
    words   : all of them stand in the heading of its rows, in lower case
    """

    mineral: str
    id: str
    product: str
    basis: str
    words: tuple[str, ...]


class MinedProducts(Definition):
    """What does ``library/mined_products.yaml`` hold?"""

    products: tuple[MinedProduct, ...]


@functools.cache
def mined_products() -> tuple[MinedProduct, ...]:
    """Which mined products ship, in the order in which they are tried?"""
    path = Path(__file__).parent / "library" / "mined_products.yaml"
    return read_definition(path, MinedProducts).products


def mine_production(shared: Shared) -> Draft:
    """How much of each mineral was mined where, 2023 to 2025 (rare earths from 2018)?"""
    rows: list[Mapping[str, Cell]] = []
    seen: dict[tuple[Cell, ...], None] = {}
    for row in shared.rows("data/supply/mine_production_usgs.csv"):
        heading = row["content_basis"].lower()
        product = next(
            (
                p
                for p in mined_products()
                if p.mineral == row["mineral"] and all(word in heading for word in p.words)
            ),
            None,
        )
        if product is None or row["edition"] != _EDITION_OF_YEAR.get(row["year"], "MYB2022"):
            continue
        key = (product.id, product.product, row["country_iso3"], row["year"])
        if key in seen:
            if row["country_iso3"] != "WLD":
                raise DataError.one(
                    where=f"mine_production_usgs.csv, {key}", found="two rows", expected="one"
                )
            continue
        seen[key] = None
        rows.append(_mine_row(row, product))
    rows.sort(key=lambda r: (str(r["mineral"]), str(r["product"]), int(r["year"]), _last(r)))
    return draft(
        "mine_production.csv",
        ("mineral", "product", "country", "year", "quantity", "basis"),
        rows,
        note_inside=True,
    )


def _last(row: Mapping[str, Cell]) -> tuple[bool, str]:
    """Sort other countries and the world after the countries."""
    country = str(row["country"])
    return country in ("OTH", "WLD"), country


def _mine_row(row: Mapping[str, str], product: MinedProduct) -> dict[str, Cell]:
    source, vintage = _EDITIONS[row["edition"]]
    said = row["note"].strip().lower()
    estimated = said.startswith("e") or "estimated" in said
    words = [_QUALIFIERS.get(row["qualifier"], row["qualifier"])]
    if estimated:
        words.append("estimated")
    return {
        "mineral": product.id,
        "product": product.product,
        "country": row["country_iso3"],
        "year": int(row["year"]),
        "quantity": float(row["quantity"]) if row["quantity"] else "unknown",
        "basis": product.basis,
        "grade": "B" if estimated or row["country_iso3"] in ("OTH", "WLD") else "A",
        "source": source,
        "licence": "public-domain",
        "vintage": vintage,
        "note": "; ".join(word for word in words if word),
    }


def refined_production(shared: Shared) -> Draft:
    """How much is refined, smelted or separated where, as output, capacity or share?

    A row holds a quantity, or for studies that print no tonnage a share of the world only.
    """
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/refined_production.csv"):
        found = _refined_source(row)
        if found is None:
            continue
        source, licence, vintage, grade = found
        estimated = bool(row["estimate"])
        mineral = _PER_MINERAL.get(row["mineral"], row["mineral"]).replace(" ", "_")
        kind = row["kind"]
        if int(row["year"]) > 2025:
            kind, grade = "projection", "C"
        rows.append(
            {
                "mineral": mineral,
                "stage": "refining" if row["stage"] == "smelting/refining" else row["stage"],
                "product": row["product"],
                "country": row["country_iso3"],
                "year": int(row["year"]),
                "quantity": float(row["quantity"]) if row["quantity"] else "unknown",
                "basis": row["unit"] or "n/a",
                "world_share": float(row["world_share"]) if row["world_share"] else "unknown",
                "kind": kind,
                "grade": max(grade, "B") if estimated else grade,
                "source": source,
                "licence": licence,
                "vintage": vintage,
                "note": _refined_note(row),
            }
        )
    rows += [_cited_share(shared, *cited) for cited in _CITED_SHARES]
    rows.sort(
        key=lambda r: (
            str(r["mineral"]),
            str(r["stage"]),
            str(r["product"]),
            str(r["kind"]),
            str(r["source"]),
            int(r["year"]),
            _last(r),
        )
    )
    return draft(
        "refined_production.csv",
        (
            "mineral",
            "stage",
            "product",
            "country",
            "year",
            "quantity",
            "basis",
            "world_share",
            "kind",
        ),
        rows,
        note_inside=True,
    )


_CITED_SHARES = (("germanium", "CHN", "2024"),)
"""Mineral, country and year of single shares cited from a series that does not ship itself."""


def _cited_share(shared: Shared, mineral: str, country: str, year: str) -> dict[str, Cell]:
    """Which share of a mineral has a country by World Mining Data? One figure, as a citation."""
    tonnes = {
        row["country_iso3"]: float(row["quantity"])
        for row in shared.rows("data/supply/refined_production.csv")
        if row["mineral"] == mineral
        and row["year"] == year
        and row["source"].startswith("World Mining Data")
    }
    whole = sum(tonnes.values())
    return {
        "mineral": mineral,
        "stage": "refining",
        "product": mineral,
        "country": country,
        "year": int(year),
        "quantity": "unknown",
        "basis": "n/a",
        "world_share": round(tonnes[country] / whole, 2),
        "kind": "share",
        "grade": "B",
        "source": "world_mining_data_2026",
        "licence": "single-fact",
        "vintage": "2026",
        "note": f"{tonnes[country]:g} of {whole:g} t; one figure, the series does not ship",
    }


def _refined_source(row: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    """Source, licence, vintage and grade of a row that ships; None for others."""
    said, year = row["source"], row["year"]
    if said.startswith("IEA Critical Minerals Data Explorer"):
        return "iea_critical_minerals_2025", "CC-BY-4.0", "May 2025", "B"
    if said.startswith("USGS MCS"):
        edition = "MCS2025" if "2025" in said else "MCS2026"
        if row["mineral"] in ("iron", "lithium") or edition != _EDITION_OF_YEAR.get(year):
            return None
        source, vintage = _EDITIONS[edition]
        return source, "public-domain", vintage, "A"
    if row["kind"] == "share" and row["licence"] == "ok":
        for start, source, vintage in _STUDIES:
            if said.startswith(start):
                return source, "single-fact", vintage, "C"
    return None


def _refined_note(row: Mapping[str, str]) -> str:
    if "static share" in row["note"]:
        return "one share for some years around 2020"
    estimated = "estimated" if row["estimate"] == "e" else row["estimate"]
    words = re.sub(r"^(Estimated|Reported)\.( -- )?", "", row["note"]).strip()
    return "; ".join(part for part in (estimated, words.replace(" -- ", " ")) if part)
