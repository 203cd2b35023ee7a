"""The sandbox: choose a mineral, move acts in time, change numbers, see what the market does.

Scenario A is a shipped one; B is a shipped one with changes that stand in the address, so that a
link reproduces the page and a YAML file runs to the same numbers from the command line.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

import monazite
from monazite.absence import is_known
from monazite.errors import unknown_name
from monazite.months import Month, span
from monazite.present.act_names import act_number
from monazite.present.base_geography import elements_of, stage_totals
from monazite.present.fault_text import sentences
from monazite.present.figure import Table
from monazite.present.focus import OXIDES
from monazite.present.minerals import chain_labels
from monazite.present.priced_good import middle_step, priced_good
from monazite.present.run_series import SERIES
from monazite.scenario.scenario_text import scenario_text
from monazite.scenario.variation import PAIRS, REPEATED, SINGLE, Variation, variation_of
from monazite.web.pages.minerals import chains, element_name, region_name, stage_name, world_of
from monazite.web.rendering import page
from monazite.web.simulation_desk import Job, SimulationDesk
from monazite.web.tables import file_answer, table_answer
from monazite.web.visit import Visit, visit_of
from monazite.web.waiting import waiting

router = APIRouter(include_in_schema=False)

CHAIN = "rare_earths"
FIRST, MONTHS = Month(2024, 1), 144
WINDOW = (date(2024, 1, 1), date(2030, 12, 31))
PAGE_KEYS = ("lang", "scheme", "on", "element", "a", "focus", "token")
"""Keys of the address that are not part of the scenario."""

FIELDS: dict[str, tuple[str, float, float, float]] = {
    "approval_share": ("percent", 0.0, 1.0, 0.01),
    "evasion_share": ("percent", 0.0, 1.0, 0.01),
    "floor_usd_per_tonne": ("usd_kg", 0.0, 250_000.0, 1000.0),
    "share": ("percent", 0.0, 1.0, 0.01),
}
"""Field of a market block that gets a rail -> unit, lowest, highest, step."""

OPENS_AGAINST = "no_controls"
"""What the sandbox compares with at first: what the acts change, not a scenario with itself."""

BUYERS = ("USA", "JPN", "EU_REST", "DEU", "KOR")
MOST_TONNES = 60.0
MOST_RAILS = 9
UNITS = ("usd_per_kg", "usd_per_kg", "percent", "percent", "percent", "usd_million")
"""Of the series, in order."""
MEMBERS = 12
"""Draws of the parameters behind the bands."""
WAITED = 60
"""Seconds that a file waits for its simulation."""


def variation_pairs(items: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which pairs of an address are the scenario's? All but the page's own keys."""
    return [(key, value) for key, value in items if key not in PAGE_KEYS]


@lru_cache(maxsize=64)
def _reach(chain: str) -> Any:
    from monazite.policy.library import library
    from monazite.policy.reach import reach

    world = world_of(chain)
    return world, reach(library(), world.chain, span(FIRST, MONTHS))


def elements_shown(chain: str) -> tuple[str, ...]:
    """Which elements of a chain can be looked at? Rare earths: those whose oxide is priced."""
    known = elements_of(world_of(chain).chain)
    return tuple(OXIDES) if chain == CHAIN else known


def element_in(chain: str | None, wanted: str) -> str:
    """Which element is meant: the wanted one if the chain has it, else the chain's first?"""
    known = elements_shown(chain or CHAIN)
    return wanted if wanted in known else ("Dy" if "Dy" in known else known[0])


def _periods(rule: Any, branch: str | None) -> list[list[str | None]]:
    """Return the spans of constant state of a rule under a branch: state, first day, last day."""
    periods = rule.calendar.periods(branch)
    found: list[list[str | None]] = []
    for at, period in enumerate(periods):
        state = period.status.state
        if state == "not_announced":
            continue
        end = periods[at + 1].start - timedelta(days=1) if at + 1 < len(periods) else None
        start = period.start
        if found and found[-1][0] == state:
            found[-1][2] = None if end is None else end.isoformat()
            continue
        found.append(
            [
                state,
                None if start is None else start.isoformat(),
                None if end is None else end.isoformat(),
            ]
        )
    return found


@lru_cache(maxsize=96)
def acts_shown(language: str, chain: str = CHAIN) -> tuple[dict[str, Any], ...]:
    """Which acts can be moved? Those with an effect on the chain, the West above, China below."""
    _, reached = _reach(chain)
    lanes = ("west", "resource_states", "china", "other")
    shown = []
    for one in reached:
        rule = one.rules[0]
        act = rule.act
        title = act.title.zh if language == "zh" else act.title.en
        number = act_number(act.number or "", "zh" if language == "zh" else "en")
        shown.append(
            {
                "id": one.act,
                "lane": act.lane,
                "name": number or title,
                "rest": title.partition("：" if language == "zh" else ": ")[2] if number else "",
                "spans": {
                    branch: _periods(rule, branch)
                    for branch in ("revived", "prolonged", "repealed")
                },
                "effects": sorted(
                    {effect.id for found in one.effects.values() for effect in found}
                ),
            }
        )
    return tuple(sorted(shown, key=lambda one: lanes.index(str(one["lane"]))))


@lru_cache(maxsize=96)
def rails(language: str, element: str, chain: str = CHAIN) -> tuple[dict[str, Any], ...]:
    """Which numbers get a rail, for an element? Those of blocks about goods that hold it."""
    world, reached = _reach(chain)
    goods = {
        good.id
        for good in world.chain.goods.values()
        if float(good.composition.get(element, 0)) > 0
    }
    found = []
    for one in reached:
        for rule in one.rules:
            for block in rule.rule.market:
                own = [part.good for part in block.goods or ()]
                if own and not goods & set(own):
                    continue
                for field, (unit, low, high, step) in FIELDS.items():
                    if field in block.field_names():
                        value = _current(block, field, one, rule)
                        if value is not None:
                            found.append(
                                {
                                    "key": f"{rule.id}.{block.id}.{field}",
                                    "field": field,
                                    "act": act_number(
                                        rule.act.number or "", "zh" if language == "zh" else "en"
                                    )
                                    or (
                                        rule.act.title.zh if language == "zh" else rule.act.title.en
                                    ),
                                    "goods": _goods(world, own, language),
                                    "unit": unit,
                                    "low": low,
                                    "high": high,
                                    "step": step,
                                    "value": value,
                                    "grade": block.evidence.grade,
                                    "source": block.evidence.source,
                                }
                            )
    return tuple(found[:MOST_RAILS])


def _goods(world: Any, goods: list[str], language: str) -> str:
    """Return the names of the chain's own goods, at most two and how many more there are."""
    known = [good for good in goods if good in world.chain.goods]
    names = [world.chain.goods[good].label.text(language) for good in known]
    rest = [f"+{len(names) - 2}"] if len(names) > 2 else []
    return ("、" if language == "zh" else ", ").join([*names[:2], *rest])


def _current(block: Any, field: str, one: Any, rule: Any) -> float | None:
    """Return the value that holds last, from the block or from the effect made of it."""
    value = getattr(block, field)
    if value is None:
        front = f"{rule.id}_{block.id}".replace("/", "_").replace("-", "_").replace("#", "_")
        for effect in (e for effects in one.effects.values() for e in effects):
            path = getattr(effect, field, None)
            if path is not None and effect.id.startswith(front):
                steps = getattr(path, "steps", ())
                return float(steps[-1].value if steps else path.before)
        return None
    if hasattr(value, "steps"):
        return float(value.always if value.always is not None else value.steps[-1][1])
    return float(value)


@lru_cache(maxsize=2)
def scenarios_shown(language: str) -> list[dict[str, Any]]:
    """Which shipped scenarios can be chosen?"""
    from monazite.scenario.read import open_scenario, shipped_scenarios

    found = []
    for name in shipped_scenarios():
        scenario = open_scenario(name).scenario
        if scenario.chain == CHAIN:
            law = scenario.policies
            found.append(
                {
                    "id": name,
                    "label": scenario.label.text(language),
                    "says": scenario.description.text(language),
                    "branch": None if law is None else law.branch or "prolonged",
                    "acts": law is not None,
                }
            )
    return found


@router.get("/sandbox", response_class=HTMLResponse)
def show(request: Request) -> Response:
    """Show the sandbox with the scenario of the address."""
    visit = visit_of(request)
    pairs = variation_pairs(request.query_params.multi_items())
    variation = variation_of(pairs)
    query = request.query_params
    chain = variation.chain or CHAIN
    world = world_of(chain)
    element = element_in(chain, query.get("element", "Dy"))
    good, step = priced_good(world.chain, element), middle_step(world.chain, element)
    scenarios = scenarios_shown(visit.language)
    usual = Variation.base if any(key not in ("v", "chain") for key, _ in pairs) else OPENS_AGAINST
    first = query.get("a") or usual
    if first not in {one["id"] for one in scenarios}:
        raise unknown_name("address, a", first, [one["id"] for one in scenarios], "scenario")
    settings = {
        "first": WINDOW[0].isoformat(),
        "last": WINDOW[1].isoformat(),
        "today": visit.day.isoformat(),
        "months": [visit.say(f"month.{number}") for number in range(1, 13)],
        "now": visit.say("today.now"),
        "acts": acts_shown(visit.language, chain),
        "chain": None if chain == CHAIN else chain,
        "members": MEMBERS,
        "series": SERIES,
        "scenarios": scenarios,
        "query": [list(pair) for pair in variation.query()],
        "a": first,
        "element": element,
        "since": str(Variation.since),
        "words": _texts(visit),
        "faults": sentences() if visit.language == "zh" else {},
        "price": _last_recorded(element) if chain == CHAIN else [],
    }
    return page(
        request,
        "sandbox.html.j2",
        settings=settings,
        acts=acts_shown(visit.language, chain),
        rails=rails(visit.language, element, chain),
        chain=chain,
        chains=_chains(visit.language),
        element_text=element_name(visit, element),
        good_text="" if good is None else world.chain.goods[good].label.text(visit.language),
        step_text="" if step is None else stage_name(visit, step),
        scenarios=scenarios,
        elements=[(one, element_name(visit, one)) for one in elements_shown(chain)],
        element=element,
        first=first,
        variation=variation,
        buyers=[
            (one, region_name(visit, world.chain, one))
            for one in BUYERS
            if one in world.chain.regions
        ],
        most_tonnes=_most_bought(chain, element),
        good=good or "",
        focus=query.get("focus", ""),
        keys=(*SINGLE, *PAIRS, *REPEATED),
    )


@lru_cache(maxsize=2)
def _chains(language: str) -> list[tuple[str, str]]:
    """Return every chain and its name."""
    labels = chain_labels()
    return [(name, labels[name][language]) for name in chains()]


def _most_bought(chain: str, element: str) -> float:
    """Return the largest purchase that can be tried, t a month: a fifth of a step's output."""
    if chain == CHAIN:
        return MOST_TONNES
    world = world_of(chain)
    step = middle_step(world.chain, element)
    made = {one.stage: one.total for one in stage_totals(world.chain, element)}
    return float(f"{made.get(step or '', 0.0) / 12 * 0.2:.1g}") or MOST_TONNES


def _last_recorded(element: str) -> list[dict[str, Any]]:
    """Return recorded European quotes of the element, drawn as upright bars beside the model."""
    from monazite.present.quotes import european_quotes

    return [
        {"year": round(one.year, 3), "low": one.low, "high": one.high, "date": one.date}
        for one in european_quotes((element,))
        if is_known(one.low)
    ]


def _texts(visit: Visit) -> dict[str, str]:
    """Return the texts that scripts of the page use."""
    front = "js."
    return {
        key.removeprefix(front): visit.words.texts[key]
        for key in visit.words.texts
        if key.startswith(front)
    }


@router.get("/sandbox.yaml")
def scenario_file(request: Request) -> Response:
    """Hand over the scenario of the address as a YAML file for ``monazite run``."""
    from monazite.policy.library import library

    pairs = variation_pairs(request.query_params.multi_items())
    scenario = variation_of(pairs).scenario(library())
    return file_answer(scenario_text(scenario).encode("utf-8"), scenario.id, "yaml")


@router.get("/sandbox.{ending}")
async def series_file(request: Request, ending: str) -> Response:
    """Hand over the series of both scenarios, and their bands where they are computed.

    CSV or Excel. A simulation that is not done yet is waited for; one that takes longer answers
    how far it is.
    """
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    visit = visit_of(request)
    variation = variation_of(variation_pairs(request.query_params.multi_items()))
    wanted = request.query_params.get("element", "Dy")
    element = await run_in_threadpool(element_in, variation.chain, wanted)
    first = Variation(base=request.query_params.get("a", Variation.base), chain=variation.chain)
    desk: SimulationDesk = request.app.state.desk
    names = [f"{name}_{unit}" for name, unit in zip(SERIES, UNITS, strict=True)]
    rows: list[tuple[Any, ...]] = []
    for letter, one in (("A", first), ("B", variation)):
        payload = {"query": [list(pair) for pair in one.query()], "element": element}
        job = desk.hand_in("sandbox", payload)
        if not await _ended(job):
            return waiting(visit, job)
        bands = desk.known("sandbox_bands", payload | {"members": MEMBERS})
        rows += _series_rows(letter, job.computed(), bands)
    headers = ("month", "scenario", "value", *names)
    stamp = (
        f"Monazite {monazite.__version__}, {variation.chain or CHAIN}, {element}",
        f"A: {first.query()}",
        f"B: {variation.query()}",
    )
    return table_answer(Table(headers, tuple(rows)), "monazite-sandbox", ending, stamp)


async def _ended(job: Job) -> bool:
    """Return whether a job ended in the time that a file waits."""
    end = time.monotonic() + WAITED
    while not job.finished and time.monotonic() < end:
        await asyncio.sleep(0.1)
    return job.finished


def _series_rows(
    letter: str, answer: dict[str, Any], bands: dict[str, Any] | None
) -> list[tuple[Any, ...]]:
    """Return rows of months: the central run, then lower and upper ends of bands if known."""
    tables: dict[str, dict[str, Any]] = {
        "central": {name: one["values"] for name, one in answer["series"].items()}
    }
    for level in ("low", "high", "wide_low", "wide_high") if bands else ():
        tables[level] = {name: one.get(level) for name, one in (bands or {})["bands"].items()}
    return [
        (month, letter, level, *(_at(table.get(name), at) for name in SERIES))
        for level, table in tables.items()
        for at, month in enumerate(answer["months"])
    ]


def _at(values: list[float | None] | None, at: int) -> float | None:
    return None if values is None or at >= len(values) else values[at]
