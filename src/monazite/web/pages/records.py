"""Projects, sources and words: tables of what is recorded, and what is not."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from monazite.absence import Unknown, is_known
from monazite.data.catalog import cite, table, tables
from monazite.present.base_geography import point_of
from monazite.present.figure import Table
from monazite.regions import economies
from monazite.web.kept import law_coverage, sources_kept
from monazite.web.pages.minerals import mineral_name, stage_name
from monazite.web.pages.project_list import SEED, projects_listed
from monazite.web.rendering import fragment, page
from monazite.web.simulation_desk import SimulationDesk
from monazite.web.tables import table_answer
from monazite.web.visit import visit_of
from monazite.web.waiting import waiting

router = APIRouter(include_in_schema=False)

COMPARED = "heavy_licences"
"""Scenario whose run is held against the record of 2025."""


@router.get("/projects", response_class=HTMLResponse)
def projects(request: Request) -> Response:
    """Show projects as a table and on the map."""
    visit = visit_of(request)
    listed = projects_listed()
    names = {one.iso3: one.label.text(visit.language) for one in economies()}
    marks: dict[str, int] = {}
    for one in listed:
        marks[one.project.country] = marks.get(one.project.country, 0) + 1
    data = [
        {"at": point_of(code), "name": names.get(code, code), "count": count}
        for code, count in sorted(marks.items(), key=lambda pair: -pair[1])
        if point_of(code) is not None
    ]
    return page(
        request,
        "projects.html.j2",
        listed=listed,
        names=names,
        known=is_known,
        mineral=lambda name: mineral_name(visit, name),
        stage=lambda name: stage_name(visit, name),
        map_data={"points": data},
    )


@router.get("/projects.{ending}")
def projects_file(request: Request, ending: str) -> Response:
    """Hand over the projects as CSV or Excel."""
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    rows = tuple(
        (
            one.project.id,
            one.project.name,
            one.project.operator,
            one.project.country,
            " ".join(one.project.minerals),
            one.project.stage,
            one.project.capacity if is_known(one.project.capacity) else None,
            one.project.capacity_of,
            one.project.maturity,
            one.chance,
            *(str(month) for month in (one.earliest, one.median, one.late)),
            str(one.project.support),
            str(one.project.offtake),
            one.project.grade,
            one.project.note,
        )
        for one in projects_listed()
    )
    headers = (
        *("id", "name", "operator", "country", "minerals", "stage", "capacity", "capacity_of"),
        *("maturity", "chance", "announced_start", "median_start", "late_start", "support"),
        *("offtake", "grade", "note"),
    )
    return table_answer(Table(headers, rows), "monazite-projects", ending, (f"seed {SEED}",))


@router.get("/parts/behaviour", response_class=HTMLResponse)
def behaviour_part(request: Request) -> Response:
    """Show the comparison with the record of 2025, or say how far it is."""
    visit = visit_of(request)
    desk: SimulationDesk = request.app.state.desk
    job = desk.hand_in("behaviour", {"scenario": COMPARED, "lang": visit.language})
    if not job.finished:
        return waiting(visit, job)
    if job.state != "done":
        return HTMLResponse(fragment(visit, "part_failed.html.j2", faults=job.faults))
    return HTMLResponse(fragment(visit, "behaviour_part.html.j2", found=job.answer))


@router.get("/sources", response_class=HTMLResponse)
def sources(request: Request) -> Response:
    """Show sources, licences, tables, what is encoded, and the limits."""
    visit = visit_of(request)
    covered = law_coverage()
    return page(
        request,
        "sources.html.j2",
        listing=sources_kept(),
        tables=tables(),
        covered=covered,
        unknowns=[visit.words.texts[key] for key in visit.words.under("unknowns")],
        limits=[visit.words.texts[key] for key in visit.words.under("limits")],
    )


@router.get("/sources/{name:path}.{ending}")
def source_table(request: Request, name: str, ending: str) -> Response:
    """Hand over a shipped table as CSV or Excel, with its citation."""
    visit = visit_of(request)
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    found = table(name)
    names = tuple(column.name for column in found.columns)
    rows = tuple(
        (
            *(_cell(row[name]) for name in names),
            row.grade,
            ";".join(row.sources),
            row.vintage,
            row.note,
        )
        for row in found.rows
    )
    return table_answer(
        Table((*names, "grade", "source", "vintage", "note"), rows),
        name.replace("/", "-"),
        ending,
        cite(name, visit.language).lines,
    )


def _cell(value: Any) -> Any:
    """Return a value of a table as a cell; what is unknown stays so."""
    if value is None or isinstance(value, int | float | str):
        return value
    return None if isinstance(value, Unknown) else str(value)


@lru_cache(maxsize=1)
def glossary_words() -> tuple[dict[str, str], ...]:
    """Which words does the glossary hold, from the package or, in a checkout, from the docs?"""
    place = files("monazite.web").joinpath("glossary.yaml")
    if not place.is_file():
        place = Path(__file__).resolve().parents[4] / "docs" / "glossary.yaml"
    return tuple(yaml.safe_load(place.read_text(encoding="utf-8")))


@router.get("/glossary", response_class=HTMLResponse)
def glossary(request: Request) -> Response:
    """Show the words of Monazite in both languages."""
    return page(request, "glossary.html.j2", words_listed=glossary_words())
