"""Which single facts from notices and the press ship, each with its citation?

Chinese quotas, quotes of 2025 and 2026, customs months. Whole series of price agencies do not ship;
these are figures that a named page states.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monazite.data.build.attribution import FACT
from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.shared import Shared

QUOTED = {"dysprosium", "terbium", "yttrium", "ndpr", "neodymium", "praseodymium"}
PRODUCTS = {
    "re_magnets": "rare_earth_magnets",
    "dysprosium": "dysprosium",
    "terbium": "terbium",
    "dysprosium_oxide": "dysprosium_oxide",
    "yttrium_products": "yttrium_products",
    "rare_earth_concentrate": "rare_earth_concentrate",
}
"""Product of the shared data -> product of the shipped table."""


def _page(address: str) -> str:
    """How is a page cited: without scheme, `www.` and what follows a question mark?"""
    short = re.sub(r"^https?://(www\.)?", "", address.strip())
    return re.sub(r"\?context=.*$", "", short).rstrip("/")


def china_quotas(shared: Shared) -> Draft:
    """Which quotas for mining, separating and exporting rare earths did China set?"""
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/supply/china_quotas.csv"):
        if row["confidence"] in ("unverified: general knowledge", "not found"):
            continue
        rows.append(
            {
                "year": int(row["year"]),
                "kind": row["quota_kind"],
                "batch": row["batch"],
                **{
                    name: float(row[old]) if row[old] else "unknown"
                    for name, old in (
                        ("total_t_reo", "total_t_reo"),
                        ("light_t_reo", "light_t_reo"),
                        ("medium_heavy_t_reo", "medium_heavy_t_reo"),
                    )
                },
                "grade": {"found": "B", "derived": "C"}.get(row["confidence"], "B"),
                "source": "china_quota_notices",
                "licence": FACT,
                "vintage": row["year"],
                "citation": row["source"],
                "note": "; ".join(
                    w
                    for w in (
                        row["confidence"] if row["confidence"] != "found" else "",
                        row["note"],
                    )
                    if w
                ),
            }
        )
    return _cited(
        "china_quotas.csv",
        ("year", "kind", "batch", "total_t_reo", "light_t_reo", "medium_heavy_t_reo"),
        rows,
    )


def dated_quotes(shared: Shared) -> Draft:
    """Which prices of Dy, Tb, Y, Nd and Pr did named pages quote in 2025 and 2026?"""
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/prices/dated_quotes.csv"):
        if row["mineral"] not in QUOTED or row["date"] < "2025":
            continue
        rows.append(
            {
                "date": row["date"],
                "precision": row["date_precision"],
                "element": row["mineral"],
                "product": row["product_grade"],
                "market": row["market"],
                "low": float(row["low"]),
                "high": float(row["high"]),
                "unit": row["unit"],
                "kind": row["kind"],
                "grade": "B",
                "source": "press_price_quotes",
                "licence": FACT,
                "vintage": row["date"],
                "citation": row["source"],
                "note": row["note"],
            }
        )
    return _cited(
        "price_quotes_2025.csv",
        ("date", "precision", "element", "product", "market", "low", "high", "unit", "kind"),
        rows,
    )


def customs_months(shared: Shared) -> Draft:
    """How much left China month by month, as the press quoted its customs? World totals only."""
    pages = {
        row["source_id"]: row["source"]
        for row in shared.rows("data/trade/monthly_exports_sources.csv")
    }
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/trade/monthly_exports.csv"):
        if (
            row["product"] not in PRODUCTS
            or row["partner"] != "WLD"
            or not row["source_kind"].startswith("press report")
        ):
            continue
        rows.append(
            {
                "month": row["period"],
                "product": PRODUCTS[row["product"]],
                "tonnes": float(row["quantity_t"]),
                "method": row["method"],
                "grade": "B" if row["method"] == "reported" else "C",
                "source": "press_customs_reports",
                "licence": FACT,
                "vintage": row["period"],
                "citation": _page(pages[row["source_id"]]),
                "note": row["note"]
                + (
                    ""
                    if row["product"] == "re_magnets"
                    else "; whether oxide alone or all forms is not stated"
                    if row["product"] != "dysprosium_oxide"
                    else ""
                ),
            }
        )
    rows.sort(key=lambda r: (str(r["product"]), str(r["month"])))
    return _cited(
        "china_exports_customs.csv",
        ("month", "product", "tonnes", "method"),
        [{**row, "note": str(row["note"]).lstrip("; ")} for row in rows],
    )


def customs_spans(shared: Shared) -> Draft:
    """How much left China in a year or another span of months, as the press quoted its customs?"""
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("data/trade/annual_extra.csv"):
        cells = list(row.values())
        if cells[4] != "re_magnets":
            continue
        rows.append(
            _span(
                f"{cells[0]}-01",
                f"{cells[0]}-12",
                cells[1],
                cells[2],
                PRODUCTS[cells[4]],
                cells[6],
                cells[7],
                cells[8],
            )
        )
    for row in shared.rows("data/trade/episode_facts.csv"):
        cells = list(row.values())
        if cells[4] in PRODUCTS:
            rows.append(
                _span(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    PRODUCTS[cells[4]],
                    cells[5],
                    cells[6],
                    cells[7],
                )
            )
    rows.sort(key=lambda r: (str(r["product"]), str(r["from"]), str(r["to"]), str(r["importer"])))
    return _cited(
        "exports_by_span.csv", ("from", "to", "exporter", "importer", "product", "tonnes"), rows
    )


def _span(
    start: str,
    end: str,
    exporter: str,
    importer: str,
    product: str,
    tonnes: str,
    page: str,
    note: str,
) -> dict[str, Cell]:
    return {
        "from": start,
        "to": end,
        "exporter": exporter,
        "importer": importer,
        "product": product,
        "tonnes": float(tonnes),
        "grade": "C" if "derived" in note else "B",
        "source": "press_customs_reports",
        "licence": FACT,
        "vintage": end,
        "citation": _page(page),
        "note": note,
    }


def _cited(name: str, columns: tuple[str, ...], rows: list[Mapping[str, Cell]]) -> Draft:
    """A draft with the column `citation` behind the evidence."""
    plain = draft(name, columns, rows)
    return Draft(name, (*plain.columns, "citation", "note"), tuple(rows))
