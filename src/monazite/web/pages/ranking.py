"""All minerals ranked by one indicator that needs no run, and the trail behind each number."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

import monazite
from monazite.errors import UnknownNameError, unknown_name
from monazite.indicators.mineral_measures import (
    BALANCED,
    FACTOR,
    SCORE,
    Measure,
    measured_minerals,
    measures_of,
)
from monazite.indicators.observed import LATEST_YEAR
from monazite.indicators.registry import indicator
from monazite.present.figure import Table
from monazite.present.number_text import significant
from monazite.present.table_words import said_in
from monazite.web.kept import worked_out
from monazite.web.pages.minerals import country_name, element_name, mineral_name, stage_name
from monazite.web.pages.overviews import reason_text
from monazite.web.rendering import fragment
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

RANKED = (
    ("stage_concentration", "WLD"),
    ("geopolrisk", "EU27"),
    ("geopolrisk", "USA"),
    ("eu_supply_risk", "EU27"),
    ("us_import_reliance", "USA"),
)
"""Indicators by which minerals may be ranked, and for whom."""
SHOWN = {"geopolrisk": SCORE}
"""Which of several numbers of an indicator ranks."""
PARTS = {("geopolrisk", SCORE): "score", ("geopolrisk", FACTOR): "factor"}
"""Numbers of an indicator that has several: each has a name and a unit of its own."""
YEARS = tuple(range(2020, LATEST_YEAR + 1))
OF_ELEMENT = {
    "Co": "cobalt",
    "Ni": "nickel",
    "Pt": "platinum",
    "Pd": "palladium",
    "Y": "yttrium",
    "Ba": "barite",
}
"""Element -> mineral under which tables list it, where its chain has another name."""
SYMBOL = {name: element for element, name in OF_ELEMENT.items()}


def measured(year: int) -> tuple[tuple[str, Measure], ...]:
    """What do all measures without a run say of every mineral in a year? Worked out once."""
    return worked_out(f"measured-{year}", lambda: _measured(year))


def _measured(year: int) -> tuple[tuple[str, Measure], ...]:
    return tuple((name, one) for name in measured_minerals() for one in measures_of(name, year))


def measured_name(visit: Visit, mineral: str) -> str:
    """What is a mineral of the measures called?"""
    if mineral in SYMBOL:
        return element_name(visit, SYMBOL[mineral])
    key = f"mineral.{mineral}"
    return visit.say(key) if visit.words.has(key) else mineral_name(visit, mineral)


def indicator_name(visit: Visit, name: str, subject: str) -> str:
    """What is an indicator called, or the one number of it that is meant, with its unit?"""
    part = PARTS.get((name, subject))
    if part is None:
        return indicator(name).label.text(visit.language)
    return visit.say(f"measure.{name}.{part}")


def shown_rows(visit: Visit, found: list[tuple[str, Measure]]) -> list[dict[str, Any]]:
    """How are measures shown? The highest first; what is unknown last, with the reason."""
    rows = []
    for mineral, one in found:
        stage, _, product = one.subject.partition(": ")
        known = isinstance(one.value, float)
        high = one.high if isinstance(one.high, float) else None
        if high is not None and known and significant(high) == significant(float(one.value)):  # type: ignore[arg-type]
            high = None
        rows.append(
            {
                "mineral": mineral,
                "name": measured_name(visit, mineral),
                "stage": stage_name(visit, stage.replace(" ", "_")) if product else "",
                "product": visit.say("measure.balanced")
                if product == BALANCED
                else said_in(visit.language, "products", product),
                "value": one.value if known else None,
                "text": significant(float(one.value)) if known else "",  # type: ignore[arg-type]
                "high": None if high is None else significant(high),
                "why": "" if known else reason_text(visit, str(getattr(one.value, "reason", ""))),
                "detail": one.detail,
                "key": one.key,
                "indicator": indicator_name(visit, one.indicator, one.subject),
                "region": country_name(visit, one.region) if one.region != "WLD" else "",
                "year": one.year,
            }
        )
    return sorted(rows, key=lambda row: (row["value"] is None, -(row["value"] or 0.0)))


def mineral_rows(visit: Visit, chain: str, element: str) -> list[dict[str, Any]]:
    """Which measures that need no run are there of one element of a chain?"""
    name = OF_ELEMENT.get(element, chain)
    if name not in measured_minerals():
        name = chain
    found = [pair for pair in measured(LATEST_YEAR) if pair[0] == name]
    return [one for one in shown_rows(visit, found) if one["value"] is not None]


def chosen(visit: Visit) -> tuple[str, str, int]:
    """Which indicator, for whom and for which year does an address name? The first by default.

    Raises UnknownNameError for an indicator or a year that is not ranked.
    """
    years = {str(year): year for year in YEARS}
    ranked = {f"{name}:{region}": (name, region) for name, region in RANKED}
    year, rank = visit.query.get("year", ""), visit.query.get("rank", "")
    if year and year not in years:
        raise unknown_name("address, year", year, years, "year")
    if rank and rank not in ranked:
        raise unknown_name("address, rank", rank, ranked, "indicator")
    return *(ranked[rank] if rank else RANKED[0]), years[year] if year else LATEST_YEAR


def ranking(visit: Visit) -> dict[str, Any]:
    """What does the page show of the ranking that an address asks for?"""
    name, region, year = chosen(visit)
    record = indicator(name)
    found = [
        (mineral, one)
        for mineral, one in measured(year)
        if one.indicator == name
        and one.region == region
        and SHOWN.get(name, one.subject) == one.subject
    ]
    rows = shown_rows(visit, found)
    known = [row["value"] for row in rows if row["value"] is not None]
    return {
        "rows": rows,
        "top": max(known, default=1.0) or 1.0,
        "counted": len(known),
        "rank": f"{name}:{region}",
        "year": year,
        "years": YEARS,
        "label": indicator_name(visit, name, SHOWN.get(name, "")),
        "unit": visit.say("measure.unit.geopolrisk")
        if name in SHOWN
        else record.unit.text(visit.language),
        "question": record.question.text(visit.language),
        "options": [
            (
                f"{one}:{who}",
                indicator_name(visit, one, SHOWN.get(one, ""))
                + (f" · {country_name(visit, who)}" if who != "WLD" else ""),
            )
            for one, who in RANKED
        ],
    }


@router.get("/ranking.{ending}")
def ranking_file(request: Request, ending: str) -> Response:
    """Hand over a ranking as CSV or Excel."""
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    visit = visit_of(request)
    found = ranking(visit)
    headers = ("mineral", "stage_and_product", "value", "upper_bound", "year", "detail", "why")
    rows = tuple(
        (
            row["mineral"],
            f"{row['stage']}: {row['product']}" if row["product"] else "",
            row["value"],
            row["high"],
            row["year"],
            row["detail"],
            row["why"],
        )
        for row in found["rows"]
    )
    stamp = (f"Monazite {monazite.__version__}, {found['rank']}, {found['year']}, {found['unit']}",)
    name = f"monazite-{found['rank'].replace(':', '-')}-{found['year']}"
    return table_answer(Table(headers, rows), name, ending, stamp)


@router.get("/parts/why", response_class=HTMLResponse)
def why_part(request: Request) -> Response:
    """Show the trail from a measure back to its sources."""
    from monazite.present.measure_trail import why_measure

    visit = visit_of(request)
    key = visit.query.get("key", "")
    if key.partition(":")[0] not in {name for name, _ in RANKED}:
        raise UnknownNameError.one(
            where="address, key", found=key[:80], expected="an indicator of the ranking"
        )
    trail = why_measure(key)
    levels: dict[str, list[Any]] = {}
    for step in trail.steps:
        levels.setdefault(step.level, []).append(
            {
                "said": step.said.text(visit.language),
                "value": significant(step.value) if isinstance(step.value, float) else step.value,
                "unit": step.unit,
                "grade": step.grade,
            }
        )
    return HTMLResponse(fragment(visit, "why_part.html.j2", levels=levels, key=key))
