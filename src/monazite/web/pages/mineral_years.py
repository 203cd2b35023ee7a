"""The year slider of a mineral: recorded years, the base year, modelled years after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

import monazite
from monazite.errors import UnknownNameError
from monazite.months import Month
from monazite.present.base_geography import Flow, basis_of, point_of
from monazite.present.figure import Table
from monazite.present.mineral_years import (
    MOST_FLOWS,
    SHARE,
    customs_lines,
    recorded_outputs,
    recorded_shipments,
)
from monazite.present.number_text import percent, significant
from monazite.present.parties import blocs_of
from monazite.present.table_words import said_in
from monazite.web.pages.minerals import (
    country_name,
    element_asked,
    region_name,
    stage_name,
    world_of,
)
from monazite.web.pages.ranking import OF_ELEMENT
from monazite.web.rendering import fragment
from monazite.web.simulation_desk import Job, SimulationDesk
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of
from monazite.web.waiting import waiting

router = APIRouter(include_in_schema=False)

SCENARIO = "truce_prolonged"
MOST = 6
"""Places shown of each step."""


def _job(request: Request, name: str, element: str) -> Job:
    desk: SimulationDesk = request.app.state.desk
    payload = {"chain": name, "element": element, "scenario": SCENARIO}
    return desk.hand_in("mineral_years", payload)


def _mineral(name: str, element: str) -> str | None:
    """Return the mineral under which tables list an element of a chain; None if none does."""
    for mineral in (OF_ELEMENT.get(element, name), name):
        try:
            recorded_outputs(mineral, 0)
        except UnknownNameError:
            continue
        return mineral
    return None


def _shares(rows: Sequence[tuple[str, float, str]], as_share: bool = False) -> list[list[Any]]:
    """Return name, share of all, quantity as text and party of the largest places.

    as_share : quantities are shares of the world already
    """
    whole = 1.0 if as_share else sum(amount for _, amount, _ in rows) or 1.0
    text = percent if as_share else significant
    return [[place, amount / whole, text(amount), who] for place, amount, who in rows[:MOST]]


class YearsShown:
    """What does the slider of one element show, year by year?

    year -> kind (recorded, modelled), steps (name, rows, what they are), marks and flows of the
    map, what the arrows are. A year after the base year for which outputs are printed as well
    shows both, side by side. `grade` is the worst of what is recorded; that of customs and of the
    base year where no output is printed.
    """

    def __init__(self, visit: Visit, name: str, element: str) -> None:
        self.visit, self.element = visit, element
        world = world_of(name)
        self.chain = world.chain
        self.mineral = _mineral(name, element)
        self.blocs = blocs_of(self.chain.regions, Month.parse(str(world.as_known)))
        self.region_of = {
            code: region for region, found in self.chain.regions.items() for code in found.members
        }
        self.years: dict[str, dict[str, Any]] = {}
        self.grade = "C"

    def _party(self, country: str) -> str:
        return str(self.blocs.party(self.region_of.get(country, country)))

    def _year(self, year: int) -> dict[str, Any]:
        kind = "modelled" if year > self.chain.base.year else "recorded"
        blank = {"kind": kind, "steps": [], "marks": [], "flows": [], "arrows": ""}
        return self.years.setdefault(str(year), blank)

    def record(self) -> None:
        """Add what tables print: outputs of mines and plants, and customs records."""
        visit, base = self.visit, self.chain.base.year
        if self.mineral is None:
            return
        outputs = recorded_outputs(self.mineral, self.chain.base.year + 1)
        self.grade = max((one.grade for one in outputs), default=self.grade)
        for one in outputs:
            rows = [
                (country_name(visit, code), amount, self._party(code))
                for code, amount in one.made.items()
            ]
            told = visit.say("years.printed", basis=visit.say("years.share"))
            if one.basis != SHARE:
                told = visit.say("years.printed", basis=one.basis)
            here = self._year(one.year)
            here["steps"].append(
                [
                    stage_name(visit, one.stage),
                    _shares(rows, one.basis == SHARE),
                    told,
                    said_in(visit.language, "products", one.product),
                ]
            )
            if one.basis != SHARE and one.year <= base:
                for code, row in list(zip(one.made, rows, strict=True))[:12]:
                    self._mark(here, one.stage, code, row, one.basis, point_of(code))
        for year, flows in recorded_shipments(self.mineral).items():
            if year <= base:
                here = self._year(year)
                here["flows"] = self._flows(flows, country_name, self._party, lambda code: ())
                lines = ", ".join(customs_lines(self.mineral))
                here["arrows"] = visit.say("years.customs", lines=lines, most=MOST_FLOWS)

    def model(self, answer: dict[str, Any]) -> None:
        """Add the years after the base year that a run's answer holds."""
        visit, chain = self.visit, self.chain
        unit = visit.say("years.unit", basis=visit.say(f"minerals.basis.{basis_of(chain)}"))
        members = {name: found.members for name, found in chain.regions.items()}

        def named(visit: Visit, region: str) -> str:
            return region_name(visit, chain, region)

        for year, steps in answer.get("years", {}).items():
            if int(year) <= chain.base.year:
                continue
            here = self._year(int(year))
            told = []
            for step, made in steps.items():
                rows = [(named(visit, r), t, str(self.blocs.party(r))) for r, t in made.items()]
                told.append([stage_name(visit, step), _shares(rows), unit, ""])
                for region, row in list(zip(made, rows, strict=True))[:9]:
                    self._mark(here, step, region, row, "t", point_of(region, members[region]))
            here["steps"] = told + here["steps"]
            flows = tuple(Flow(*one) for one in answer.get("flows", {}).get(year, ()))
            here["flows"] = self._flows(flows, named, self.blocs.party, members.__getitem__)
            here["arrows"] = visit.say("years.shipped", unit=unit, most=MOST_FLOWS)

    def _mark(
        self,
        here: dict[str, Any],
        stage: str,
        region: str,
        row: tuple[str, float, str],
        unit: str,
        at: tuple[float, float] | None,
    ) -> None:
        if at is not None:
            here["marks"].append(
                {"stage": stage, "region": region, "name": row[0], "tonnes": row[1]}
                | {"step": stage_name(self.visit, stage), "unit": unit}
                | {"text": significant(row[1]), "party": row[2], "at": at}
            )

    def _flows(
        self, flows: Sequence[Flow], name: Any, party: Any, members: Any
    ) -> list[dict[str, Any]]:
        found = [
            {
                "from": name(self.visit, one.exporter),
                "to": name(self.visit, one.importer),
                "stage": stage_name(self.visit, one.stage),
                "tonnes": one.tonnes,
                "party": party(one.exporter),
                "a": point_of(one.exporter, members(one.exporter)),
                "b": point_of(one.importer, members(one.importer)),
            }
            for one in flows
        ]
        return [one for one in found if one["a"] and one["b"]]


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
    base = world_of(name).chain.base.year
    told = YearsShown(visit, name, element)
    told.record()
    told.model(job.answer)
    shown = dict(sorted(told.years.items()))
    kinds = {kind: visit.say(f"years.{kind}") for kind in ("recorded", "base", "modelled")}
    html = fragment(
        visit,
        "years_part.html.j2",
        settings={"years": shown, "base": base, "kinds": kinds},
        first=min(shown, default=base),
        last=max(shown, default=base),
        count=len(shown),
        start=list(shown).index(str(base)) if str(base) in shown else 0,
        base=base,
        name=name,
        element=element,
        vintage=world_of(name).vintage,
        version=monazite.__version__,
        grade_recorded=told.grade,
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
    mineral = _mineral(name, element)
    rows: list[tuple[Any, ...]] = []
    if mineral is not None:
        rows += [
            (one.year, "recorded", one.stage, one.product, code, "", amount, one.basis)
            for one in recorded_outputs(mineral, chain.base.year + 1)
            for code, amount in one.made.items()
        ]
        lines = ", ".join(customs_lines(mineral))
        rows += [
            (year, "recorded", "trade", lines, one.exporter, one.importer, one.tonnes, "t gross")
            for year, flows in recorded_shipments(mineral).items()
            for one in flows
        ]
    basis, answer = f"t {element}, {basis_of(chain)}", job.computed()
    rows += [
        (int(year), "modelled", step, element, region, "", tonnes, basis)
        for year, steps in answer.get("years", {}).items()
        for step, made in steps.items()
        for region, tonnes in made.items()
    ]
    rows += [
        (int(year), "modelled", "trade", f"{element} in {stage}", exporter, importer, tonnes, basis)
        for year, sent in answer.get("flows", {}).items()
        for exporter, importer, stage, tonnes in sent
    ]
    headers = ("year", "kind", "step", "product", "place", "destination", "quantity", "basis")
    stamp = (f"Monazite {monazite.__version__}, {name}, {element}, scenario {SCENARIO}",)
    table = Table(headers, tuple(rows))
    return table_answer(table, f"monazite-years-{name}-{element}", ending, stamp)
