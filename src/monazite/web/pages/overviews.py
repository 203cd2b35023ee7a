"""Matrix, indicators and targets: what runs say of the contest, of dependence and of aims."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

import monazite
from monazite.errors import unknown_name
from monazite.indicators.balance_targets import union_balances
from monazite.indicators.registry import INDICATORS
from monazite.indicators.targets import FIRST_YEAR, library, observed_targets
from monazite.present.figure import Table
from monazite.present.number_text import share, significant
from monazite.present.table_words import said_in
from monazite.web.headlines import ranking_headline, targets_headline
from monazite.web.kept import worked_out
from monazite.web.pages.minerals import chain_name, chains, country_name, element_name, world_of
from monazite.web.rendering import fragment, page
from monazite.web.simulation_desk import Job, SimulationDesk
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of
from monazite.web.waiting import waiting

router = APIRouter(include_in_schema=False)

SCENARIO = "truce_prolonged"
RUNS = ("neither", "west", "china", "all")


def matrix_job(request: Request, day: date, chain: str) -> Job:
    """Hand in the runs of the contest matrix; UnknownNameError for a chain there is none of."""
    desk: SimulationDesk = request.app.state.desk
    return desk.hand_in("matrix", {"on": day.isoformat(), "chain": _known_chain(chain)})


def _measures_job(request: Request, visit: Visit) -> Job:
    desk: SimulationDesk = request.app.state.desk
    return desk.hand_in("indicators", {"scenario": SCENARIO, "chain": _chain(visit)})


def _chain(visit: Visit) -> str:
    """Of which chain are numbers asked (`?chain=`)? Raises UnknownNameError for another word."""
    return _known_chain(visit.query.get("chain") or "rare_earths")


def _known_chain(name: str) -> str:
    if name not in chains():
        raise unknown_name("address, chain", name, chains(), "chain")
    return name


@router.get("/matrix", response_class=HTMLResponse)
def matrix(request: Request) -> Response:
    """Show the page of the contest matrix; its numbers come when they are computed."""
    visit = visit_of(request)
    listed = [(name, chain_name(visit, name)) for name in chains()]
    first, rest = listed[0], sorted(listed[1:], key=lambda one: one[1].lower())
    return page(request, "matrix.html.j2", chain=_chain(visit), chains=[first, *rest])


@router.get("/indicators", response_class=HTMLResponse)
def indicators(request: Request) -> Response:
    """Show all minerals ranked, what a run finds, and what each indicator means."""
    from monazite.web.pages.ranking import ranking

    visit = visit_of(request)
    ranked = ranking(visit)
    return page(
        request,
        "indicators.html.j2",
        headline=ranking_headline(visit, ranked["rows"], ranked["year"]),
        ranking=ranked,
        records=[
            {
                "id": one.id,
                "label": one.label.text(visit.language),
                "question": one.question.text(visit.language),
                "unit": one.unit.text(visit.language),
                "formula": one.formula.text(visit.language),
                "reading": one.reading.text(visit.language),
                "source": one.source,
                "range": one.range,
            }
            for one in INDICATORS
        ],
    )


@router.get("/targets", response_class=HTMLResponse)
def targets(request: Request) -> Response:
    """Show the Union's benchmarks beside the shares of a run."""
    visit = visit_of(request)
    return page(
        request,
        "targets.html.j2",
        aims=library().aims,
        headline=targets_headline(visit, observed(visit.language)),
        rows=observed(visit.language),
        years=YEARS,
        share=share,
        country=lambda code: country_name(visit, code),
        reason=lambda text: reason_text(visit, text),
        element=lambda name: element_name(visit, name),
    )


YEARS = tuple(range(FIRST_YEAR, 2026))
"""Years for which the shipped tables print shares."""


def observed(language: str) -> tuple[dict[str, Any], ...]:
    """Which shares do tables print and balanced accounts give, by material, element and goal?"""
    return worked_out(f"observed-{language}", lambda: _observed(language))


def _observed(language: str) -> tuple[dict[str, Any], ...]:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    balances = union_balances(
        (world_of(name).chain for name in chains()),
        [element for one in library().materials for element in one.elements],
    )
    for one in library().materials:
        found = [row for year in YEARS for row in observed_targets(one.id, year)]
        found += [row for element in one.elements for row in balances if row.material == element]
        for target in found:
            element = target.material if target.origin == "balance" else ""
            row = rows.setdefault(
                (one.id, element, target.goal),
                {
                    "material": one.label.text(language),
                    "id": one.id,
                    "element": element,
                    "origin": target.origin,
                    "goal": target.goal,
                    "aim": target.aim,
                    "years": {},
                    "why": "",
                },
            )
            if isinstance(target.share, float):
                row["years"][target.year] = {
                    "share": target.share,
                    "met": target.met is True,
                    "country": target.country,
                    "note": target.note,
                }
            elif not row["years"]:
                row["why"] = str(getattr(target.share, "reason", ""))
    return tuple(rows.values())


@router.get("/targets.{ending}")
def targets_file(request: Request, ending: str) -> Response:
    """Hand over the shares that the tables print and the accounts give as CSV or Excel."""
    _known(ending)
    rows = tuple(
        (
            row["id"],
            row["origin"],
            row["element"],
            row["goal"],
            row["aim"],
            year,
            *_share_cells(row, year),
        )
        for row in observed("en")
        for year in YEARS
        if row["origin"] == "tables" or year in row["years"] or not row["years"]
    )
    headers = (
        *("material", "origin", "element", "goal", "aim", "year"),
        *("share", "met", "country", "note", "why_unknown"),
    )
    stamp = ("Regulation (EU) 2024/1252, Article 5(1)", f"Monazite {monazite.__version__}")
    return table_answer(Table(headers, rows), "monazite-targets", ending, stamp)


def _share_cells(row: dict[str, Any], year: int) -> tuple[Any, ...]:
    told = row["years"].get(year)
    if told is None:
        return (None, None, "", "", row["why"])
    return (told["share"], str(told["met"]), told["country"], told["note"], "")


def reason_text(visit: Visit, text: str) -> str:
    """Why is a number unknown, in the language of the page? As written where it is not known."""
    return said_in(visit.language, "reasons", text)


def _part(visit: Visit, job: Job, template: str, **values: Any) -> Response:
    if not job.finished:
        return waiting(visit, job)
    if job.state != "done":
        return HTMLResponse(fragment(visit, "part_failed.html.j2", faults=job.faults))
    html = fragment(
        visit,
        template,
        found=job.answer,
        ordered=_ordered(job.answer),
        version=monazite.__version__,
        share=share,
        number=significant,
        name=lambda element: element_name(visit, element),
        place=lambda region: (
            visit.say(f"place.{region}") if visit.words.has(f"place.{region}") else region
        ),
        good=lambda good: world_of(_chain(visit)).chain.goods[good].label.text(visit.language),
        runs=RUNS,
        **values,
    )
    return HTMLResponse(html)


def _ordered(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of concentration that have the first year, the most concentrated first."""
    first = found.get("years", [""])[0]
    rows = [row for row in found.get("concentration", ()) if first in row["years"]]
    return sorted(rows, key=lambda row: -float(row["years"][first]["index"]))


@router.get("/parts/matrix", response_class=HTMLResponse)
def matrix_part(request: Request) -> Response:
    """Show the matrix, or say how far it is."""
    visit = visit_of(request)
    chain = _chain(visit)
    return _part(
        visit,
        matrix_job(request, visit.day, chain),
        "matrix_part.html.j2",
        chain=chain,
        chain_label=chain_name(visit, chain),
    )


@router.get("/parts/measures", response_class=HTMLResponse)
def measures_part(request: Request) -> Response:
    """Show measures of a run, or say how far they are."""
    visit = visit_of(request)
    return _part(visit, _measures_job(request, visit), "measures_part.html.j2")


@router.get("/parts/targets", response_class=HTMLResponse)
def targets_part(request: Request) -> Response:
    """Show shares beside benchmarks, or say how far they are."""
    visit = visit_of(request)
    return _part(visit, _measures_job(request, visit), "targets_part.html.j2", aims=library().aims)


@router.get("/matrix.{ending}")
def matrix_file(request: Request, ending: str) -> Response:
    """Hand over the matrix as CSV or Excel."""
    visit = visit_of(request)
    _known(ending)
    job = matrix_job(request, visit.day, _chain(visit))
    if not job.finished:
        return waiting(visit, job)
    rows = tuple(
        (
            row["id"],
            len(row["west"]),
            len(row["china"]),
            gap["label"]["en"],
            gap["unit"],
            *(gap["value"][run] for run in RUNS),
        )
        for row in job.computed().get("rows", ())
        for gap in row["gaps"]
    )
    headers = ("dimension", "acts_west", "acts_china", "indicator", "unit", *RUNS)
    stamp = (f"Monazite {monazite.__version__}", f"{visit.day}")
    return table_answer(
        Table(headers, rows), f"monazite-matrix-{_chain(visit)}-{visit.day}", ending, stamp
    )


@router.get("/measures.{ending}")
def measures_file(request: Request, ending: str) -> Response:
    """Hand over the measures of the run as CSV or Excel."""
    visit = visit_of(request)
    _known(ending)
    job = _measures_job(request, visit)
    if not job.finished:
        return waiting(visit, job)
    found = job.computed()
    rows: list[tuple[Any, ...]] = []
    for one in found.get("concentration", ()):
        subject = one["element"] or "all"
        for year, told in one["years"].items():
            rows.append(("concentration", one["stage"], subject, year, told["index"], "index"))
            rows.append(
                (f"largest: {told['largest']}", one["stage"], subject, year, told["share"], "share")
            )
    for one in found.get("dependence", ()):
        for year, told in one["years"].items():
            rows.append(
                (
                    f"largest third country: {told['largest']}",
                    "EU",
                    one["good"],
                    year,
                    told["share"],
                    "share",
                )
            )
        for year, value in one["reliance"].items():
            rows.append(("import reliance", "EU", one["good"], year, value, "share"))
    for one in found.get("closure", ()):
        for year, value in one["years"].items():
            rows.append(("loop closure", "allied bloc", one["element"], year, value, "share"))
    for one in found.get("benchmarks", ()):
        for year, value in one["years"].items():
            rows.append((one["benchmark"], "EU", one["element"], year, value, "share of use"))
    headers = ("measure", "where", "of", "year", "value", "unit")
    stamp = (f"Monazite {monazite.__version__}", f"scenario {SCENARIO}")
    return table_answer(Table(headers, tuple(rows)), "monazite-measures", ending, stamp)


def _known(ending: str) -> None:
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
