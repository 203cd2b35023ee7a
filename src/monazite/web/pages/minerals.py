"""Minerals: who mines, refines, makes and uses one, what it costs, and what acts on it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import monazite
from monazite.absence import is_known
from monazite.errors import unknown_name
from monazite.months import Month
from monazite.policy.lexicon import element_names
from monazite.present.act_names import short_name
from monazite.present.base_geography import basis_of, elements_of, flows, point_of, stage_totals
from monazite.present.catalogue import Language
from monazite.present.figure import Table
from monazite.present.number_text import agrees, share, significant
from monazite.present.parties import blocs_of
from monazite.regions import economies
from monazite.web.headlines import minerals_headline
from monazite.web.kept import minerals_on, worked_out
from monazite.web.pages.coming_capacity import coming_bars
from monazite.web.pages.project_list import projects_listed
from monazite.web.pages.today import rows_on
from monazite.web.rendering import fragment, page
from monazite.web.routes import Routes
from monazite.web.simulation_desk import SimulationDesk
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of
from monazite.web.waiting import waiting

router = Routes()

SYMBOLS = {"NdPr": ("Nd", "Pr")}
"""Element of a chain -> chemical symbols by which acts name it."""

SCENARIO = "truce_prolonged"


def chains() -> tuple[str, ...]:
    """Which chains are shipped?"""
    from monazite.chains.read import chain_names

    return tuple(sorted(chain_names(), key=lambda name: (name != "rare_earths", name)))


@lru_cache(maxsize=64)
def world_of(name: str) -> Any:
    """Which world has a chain? Raises UnknownNameError for one that is not shipped."""
    from monazite.chains.world import load_world

    return load_world(name)


def chain_name(visit: Visit, name: str) -> str:
    """What is a chain called?"""
    return mineral_name(visit, name)


def region_name(visit: Visit, chain: Any, region: str) -> str:
    """What is a region called in short?"""
    key = f"place.{region}"
    if visit.words.has(key):
        return visit.say(key)
    return str(chain.regions[region].label.text(visit.language))


def stage_name(visit: Visit, stage: str) -> str:
    """What is a stage called?"""
    key = f"stage_name.{stage}"
    return visit.say(key) if visit.words.has(key) else stage.replace("_", " ")


def element_name(visit: Visit, element: str) -> str:
    """What is an element called? Its symbol where it has no name here."""
    key = f"element.{element}"
    if visit.words.has(key):
        return visit.say(key)
    named = element_names().get(element)
    return element if named is None else named[1 if visit.language == "zh" else 0]


def acts_on(visit: Visit, element: str) -> list[tuple[Any, str, str, str]]:
    """Which acts name an element, and how do they stand? In force and open ones first."""
    wanted = set(SYMBOLS.get(element, (element,)))
    order = ("stated_end_passed", "in_force", "suspended", "announced", "unknown", "ended")
    found: dict[str, tuple[Any, str, str, str]] = {}
    for row in rows_on(visit.language, visit.day):
        few = len(row.elements) <= 24
        if few and wanted & set(row.elements) and row.act not in found:
            state = row.state_on(visit.day)
            if state in order:
                found[row.act] = (row, state, *short_name(row, visit.language))
    return sorted(found.values(), key=lambda one: order.index(one[1]))


def _claim(visit: Visit, chain: Any, element: str) -> tuple[str, str]:
    """Which sentence opens the page, and which follows? Checked against the totals it stands on."""
    totals = {one.stage: one for one in stage_totals(chain, element)}
    middle = next(
        (
            totals[name]
            for name in ("separation", "refining", "smelting", "processing", "metal")
            if name in totals
        ),
        None,
    )
    name = element_name(visit, element)
    if middle is None or "mine" not in totals:
        return visit.say("minerals.plain", element=name), ""
    region, part = middle.leader
    text = share(part)
    if not agrees(text, part):
        raise ValueError(f"{text} is no rounding of {part}")
    ore, ore_part = totals["mine"].leader
    title = visit.say(
        "minerals.headline",
        share=text,
        element=name,
        place=region_name(visit, chain, region),
        stage=visit.say(f"minerals.did.{middle.stage}")
        if visit.words.has(f"minerals.did.{middle.stage}")
        else stage_name(visit, middle.stage),
        year=chain.base.year,
    )
    lede = visit.say(
        "minerals.lede",
        place=region_name(visit, chain, ore),
        share=share(ore_part),
        tonnes=significant(totals["mine"].total),
        element=name,
        basis=visit.say(f"minerals.basis.{basis_of(chain)}"),
    )
    return title, f"{lede} {visit.say(f'minerals.counted.{middle.stage}')}"


def leaders_listed(language: Language) -> tuple[dict[str, Any], ...]:
    """Who leads at each step of each chain, element by element? Worked out once."""
    return worked_out(f"leaders-{language}", lambda: _leaders(language))


def _leaders(language: Language) -> tuple[dict[str, Any], ...]:
    visit = Visit(language, "", date.today(), False, "/minerals", {})
    listed = []
    for name in chains():
        world = world_of(name)
        for element in elements_of(world.chain):
            totals = [one for one in stage_totals(world.chain, element) if one.stage != "use"]
            listed.append(
                {
                    "chain": name,
                    "label": world.chain.label.text(language),
                    "element": element,
                    "name": element_name(visit, element),
                    "year": world.chain.base.year,
                    "stages": [
                        (
                            stage_name(visit, one.stage),
                            region_name(visit, world.chain, one.leader[0]),
                            share(one.leader[1]),
                            one.leader[1],
                        )
                        for one in totals[:4]
                        if one.leader[0]
                    ],
                }
            )
    return tuple(listed)


@lru_cache(maxsize=4)
def recorded(day: date) -> dict[str, Any]:
    """Which minerals are recorded at all, how deep, with which gaps? id -> record."""
    return {one.id: one for one in minerals_on(day)}


def mineral_name(visit: Visit, name: str) -> str:
    """What is a mineral called? Its id, with spaces, where it is in no table of minerals."""
    if name.startswith("unknown"):
        return visit.say("word.unknown")
    found = recorded(visit.day).get(name)
    return name.replace("_", " ") if found is None else getattr(found, visit.language)


@lru_cache(maxsize=2)
def _countries(language: str) -> dict[str, str]:
    return {one.iso3: one.label.text(language) for one in economies()}


def country_name(visit: Visit, code: str) -> str:
    """What is an economy called? Its code where it is not in the table of economies."""
    key = f"place.{code}"
    return visit.say(key) if visit.words.has(key) else _countries(visit.language).get(code, code)


@router.get("/minerals", response_class=HTMLResponse)
def overview(request: Request) -> Response:
    """List the chains and the elements in them, with who leads at each stage."""
    visit = visit_of(request)
    rows = [
        {**row, "acts": len(acts_on(visit, row["element"]))}
        for row in leaders_listed(visit.language)
    ]
    known = {row["chain"] for row in rows}
    rest = [one for one in recorded(visit.day).values() if one.id not in known]
    return page(
        request,
        "minerals.html.j2",
        headline=minerals_headline(visit, rows),
        rows=rows,
        rest=rest,
        count=len(known),
    )


def element_asked(request: Request, chain: Any) -> str:
    """Which element does an address ask for? Dysprosium or the chain's first where it asks none.

    Raises UnknownNameError for one that the chain does not have.
    """
    known = elements_of(chain)
    wanted = request.query_params.get("element", "")
    if wanted in known:
        return wanted
    if wanted:
        raise unknown_name("address, element", wanted, known, "element")
    return "Dy" if "Dy" in known else known[0] if known else ""


@router.get("/minerals/{name}.{ending}")
def mineral_file(request: Request, name: str, ending: str) -> Response:
    """Hand over stages or flows of the base year as CSV or Excel (``table=stages|flows``)."""
    visit = visit_of(request)
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    world = world_of(name)
    element = element_asked(request, world.chain)
    stamp = (
        f"{name}, {element}, {world.chain.base.year}, {world.vintage}",
        f"t {basis_of(world.chain)}",
    )
    asked = request.query_params.get("table") or "stages"
    if asked not in ("stages", "flows"):
        raise unknown_name("address, table", asked, ("stages", "flows"), "table")
    if asked == "flows":
        rows: tuple[Any, ...] = tuple(
            (one.exporter, one.importer, one.stage, one.tonnes)
            for one in flows(world.chain, element, 0.0)
        )
        table = Table(("exporter", "importer", "stage", "tonnes"), rows)
        return table_answer(table, f"monazite-{name}-{element}-flows", ending, stamp)
    rows = tuple(
        (one.stage, region, tonnes)
        for one in stage_totals(world.chain, element)
        for region, tonnes in one.tonnes.items()
    )
    table = Table(("stage", "region", "tonnes"), rows)
    return table_answer(table, f"monazite-{name}-{element}-{visit.day}", ending, stamp)


def chain_of_element(named: str) -> tuple[str, str] | None:
    """Which chain, and which element in it, does a symbol or name such as `cobalt` or 钴 mean?"""
    wanted = named.casefold()
    for row in leaders_listed("en"):
        element = row["element"]
        if wanted in (one.casefold() for one in (element, *element_names().get(element, ()))):
            return row["chain"], element
    return None


@router.get("/minerals/{name}", response_class=HTMLResponse)
def mineral(request: Request, name: str) -> Response:
    """Show one chain, and one element in it; the name of an element leads to its chain."""
    from monazite.web.pages.ranking import mineral_rows

    carried = None if name in chains() else chain_of_element(name)
    if carried is not None:
        asked = urlencode({**request.query_params, "element": carried[1]})
        return RedirectResponse(f"/minerals/{carried[0]}?{asked}", 303)
    visit = visit_of(request)
    world = world_of(name)
    chain = world.chain
    element = element_asked(request, chain)
    blocs = blocs_of(chain.regions, Month.parse(str(world.as_known)))
    totals = stage_totals(chain, element)
    title, lede = _claim(visit, chain, element)
    marks = []
    for one in totals:
        for region, tonnes in list(one.tonnes.items())[:9]:
            place = point_of(region, chain.regions[region].members)
            if place is not None and tonnes >= 0.004 * one.total:
                marks.append(
                    {
                        "stage": one.stage,
                        "step": stage_name(visit, one.stage),
                        "region": region,
                        "name": region_name(visit, chain, region),
                        "tonnes": tonnes,
                        "text": significant(tonnes),
                        "party": blocs.party(region),
                        "at": place,
                    }
                )
    lines = [
        {
            "from": region_name(visit, chain, one.exporter),
            "to": region_name(visit, chain, one.importer),
            "stage": stage_name(visit, one.stage),
            "tonnes": one.tonnes,
            "party": blocs.party(one.exporter),
            "a": point_of(one.exporter, chain.regions[one.exporter].members),
            "b": point_of(one.importer, chain.regions[one.importer].members),
        }
        for one in flows(chain, element)[:40]
    ]
    facilities = [
        one
        for one in chain.facilities.values()
        if one.start is not None and _holds(chain, one.recipe, element)
    ]
    return page(
        request,
        "mineral.html.j2",
        name=name,
        chain=chain,
        label=chain.label.text(visit.language),
        element=element,
        element_text=element_name(visit, element),
        elements=[(one, element_name(visit, one)) for one in elements_of(chain)],
        title=title,
        lede=lede,
        totals=[
            (
                stage_name(visit, one.stage),
                one,
                [
                    (
                        region_name(visit, chain, region),
                        tonnes / one.total,
                        significant(tonnes),
                        blocs.party(region),
                    )
                    for region, tonnes in list(one.tonnes.items())[:6]
                ],
            )
            for one in totals
        ],
        map_data={
            "marks": marks,
            "flows": [one for one in lines if one["a"] and one["b"]],
            "stages": [one.stage for one in totals],
        },
        acts=acts_on(visit, element),
        facilities=sorted(facilities, key=lambda one: str(one.start)),
        coming=coming_bars(chain, facilities, visit.day),
        place=lambda region: region_name(visit, chain, region),
        party=blocs.party,
        record=recorded(visit.day).get(name),
        step=lambda stage: stage_name(visit, stage),
        vintage=world.vintage,
        year=chain.base.year,
        basis=visit.say(f"minerals.basis.{basis_of(chain)}"),
        planned=[one for one in projects_listed() if name in one.project.minerals],
        known=is_known,
        country=lambda code: country_name(visit, code),
        measured=mineral_rows(visit, name, element),
    )


def _holds(chain: Any, recipe: str, element: str) -> bool:
    return any(
        coefficient > 0 and float(chain.goods[good].composition.get(element, 0)) > 0
        for good, coefficient in chain.recipes[recipe].coefficients.items()
    )


@router.get("/parts/figures/{name}", response_class=HTMLResponse)
def figures_part(request: Request, name: str) -> Response:
    """Show the figures of a simulated scenario for an element, or say how far they are."""
    visit = visit_of(request)
    chain = world_of(name).chain
    desk: SimulationDesk = request.app.state.desk
    payload = {
        "chain": name,
        "element": element_asked(request, chain),
        "scenario": SCENARIO,
        "lang": visit.language,
    }
    job = desk.hand_in("figures", payload)
    if not job.finished:
        return waiting(visit, job)
    if job.state != "done":
        failed = fragment(visit, "part_failed.html.j2", faults=job.faults)
        return HTMLResponse(f'<div data-into="prices-first"></div>{failed}')
    return HTMLResponse(
        fragment(
            visit,
            "figures_part.html.j2",
            figures=job.answer["figures"],
            first=job.answer["first"],
            missing=job.answer["missing"],
            version=monazite.__version__,
        )
    )
