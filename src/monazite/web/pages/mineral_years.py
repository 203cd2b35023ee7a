"""The year slider of a mineral: recorded mine output, the base year, modelled years after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

import monazite
from monazite.errors import UnknownNameError
from monazite.months import Month
from monazite.present.base_geography import basis_of, point_of
from monazite.present.figure import Table
from monazite.present.mineral_years import recorded_years
from monazite.present.number_text import significant
from monazite.present.parties import blocs_of
from monazite.web.pages.minerals import (
    country_name,
    element_asked,
    region_name,
    stage_name,
    world_of,
)
from monazite.web.pages.outlook import waiting
from monazite.web.pages.ranking import OF_ELEMENT
from monazite.web.rendering import fragment
from monazite.web.simulation_desk import Job, SimulationDesk
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

SCENARIO = "truce_prolonged"
MOST = 6
"""Places shown of each step."""


def _job(request: Request, name: str, element: str) -> Job:
    desk: SimulationDesk = request.app.state.desk
    payload = {"chain": name, "element": element, "scenario": SCENARIO}
    return desk.hand_in("mineral_years", payload)


def _recorded(name: str, element: str, last: int) -> Any:
    for mineral in (OF_ELEMENT.get(element, name), name):
        try:
            return recorded_years(mineral, last)
        except UnknownNameError:
            continue
    return ()


def _shares(rows: Sequence[tuple[str, float, str]]) -> list[list[Any]]:
    """Return name, share of all, tonnes as text and party of the largest places."""
    whole = sum(tonnes for _, tonnes, _ in rows) or 1.0
    return [[place, tonnes / whole, significant(tonnes), who] for place, tonnes, who in rows[:MOST]]


def years_shown(visit: Visit, name: str, element: str, answer: dict[str, Any]) -> dict[str, Any]:
    """What does the slider show? Recorded years up to the base year, then modelled ones."""
    world = world_of(name)
    chain = world.chain
    blocs = blocs_of(chain.regions, Month.parse(str(world.as_known)))
    of_country = {code: region for region, found in chain.regions.items() for code in found.members}
    shown: dict[str, Any] = {}
    for one in _recorded(name, element, chain.base.year):
        rows = [
            (country_name(visit, code), tonnes, blocs.party(of_country.get(code, code)))
            for code, tonnes in one.made.items()
        ]
        shown[str(one.year)] = {
            "kind": "recorded",
            "unit": one.basis,
            "grade": one.grade,
            "steps": [[stage_name(visit, "mine"), _shares(rows)]],
            "marks": [
                {"stage": "mine", "region": code, "name": row[0], "tonnes": row[1]}
                | {"step": stage_name(visit, "mine")}
                | {"text": significant(row[1]), "party": row[2], "at": point_of(code)}
                for (code, _), row in zip(one.made.items(), rows, strict=True)
                if point_of(code) is not None
            ][:12],
        }
    unit = visit.say("years.unit", basis=visit.say(f"minerals.basis.{basis_of(chain)}"))
    for year, steps in answer.get("years", {}).items():
        marks, told = [], []
        for step, made in steps.items():
            rows = [(region_name(visit, chain, r), t, blocs.party(r)) for r, t in made.items()]
            told.append([stage_name(visit, step), _shares(rows)])
            for (region, tonnes), row in list(zip(made.items(), rows, strict=True))[:9]:
                at = point_of(region, chain.regions[region].members)
                if at is not None:
                    marks.append(
                        {"stage": step, "region": region, "name": row[0], "tonnes": tonnes}
                        | {"step": stage_name(visit, step)}
                        | {"text": significant(tonnes), "party": row[2], "at": at}
                    )
        if int(year) > chain.base.year:
            shown[year] = {
                "kind": "modelled",
                "unit": unit,
                "grade": "M",
                "steps": told,
                "marks": marks,
            }
    return shown


@router.get("/parts/years/{name}", response_class=HTMLResponse)
def years_part(request: Request, name: str) -> Response:
    """Show the slider, or say how far the simulation is."""
    visit = visit_of(request)
    element = element_asked(request, world_of(name).chain)
    job = _job(request, name, element)
    if not job.finished:
        return waiting(visit, job)
    if job.state != "done":
        return HTMLResponse(fragment(visit, "part_failed.html.j2", faults=job.faults))
    shown = years_shown(visit, name, element, job.answer)
    kinds = {kind: visit.say(f"years.{kind}") for kind in ("recorded", "base", "modelled")}
    html = fragment(
        visit,
        "years_part.html.j2",
        settings={"years": shown, "base": world_of(name).chain.base.year, "kinds": kinds},
        first=min(shown, default=""),
        last=max(shown, default=""),
        base=world_of(name).chain.base.year,
        name=name,
        element=element,
        vintage=world_of(name).vintage,
        version=monazite.__version__,
        failed=job.answer.get("failed"),
    )
    return HTMLResponse(html)


@router.get("/years/{name}.{ending}")
def years_file(request: Request, name: str, ending: str) -> Response:
    """Hand over recorded and modelled years as CSV or Excel."""
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    visit = visit_of(request)
    chain = world_of(name).chain
    element = element_asked(request, chain)
    job = _job(request, name, element)
    if not job.finished:
        return waiting(visit, job)
    rows: list[tuple[Any, ...]] = [
        (one.year, "recorded", "mine", code, tonnes, one.basis)
        for one in _recorded(name, element, chain.base.year)
        for code, tonnes in one.made.items()
    ]
    rows += [
        (int(year), "modelled", step, region, tonnes, f"t {element}, {basis_of(chain)}")
        for year, steps in job.computed().get("years", {}).items()
        for step, made in steps.items()
        for region, tonnes in made.items()
    ]
    headers = ("year", "kind", "step", "place", "tonnes", "basis")
    stamp = (f"Monazite {monazite.__version__}, {name}, {element}, scenario {SCENARIO}",)
    table = Table(headers, tuple(rows))
    return table_answer(table, f"monazite-years-{name}-{element}", ending, stamp)
