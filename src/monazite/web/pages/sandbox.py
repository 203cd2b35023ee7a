"""The sandbox: switch acts, move them in time, change numbers, and see what the market does.

Scenario A is a shipped one; B is a shipped one with changes that stand in the address, so that a
link reproduces the page and a YAML file runs to the same numbers from the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from monazite.absence import is_known
from monazite.months import Month, span
from monazite.present.act_names import act_number
from monazite.present.focus import OXIDES
from monazite.scenario.scenario_text import scenario_text
from monazite.scenario.variation import PAIRS, REPEATED, SINGLE, Variation, variation_of
from monazite.web.rendering import page
from monazite.web.tables import file_answer
from monazite.web.visit import Visit, visit_of

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

BUYERS = ("USA", "JPN", "EU_REST", "DEU", "KOR")
MOST_TONNES = 60.0
MOST_RAILS = 9


def variation_pairs(items: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which pairs of an address are the scenario's? All but the page's own keys."""
    return [(key, value) for key, value in items if key not in PAGE_KEYS]


@lru_cache(maxsize=1)
def _reach() -> Any:
    from monazite.chains.world import load_world
    from monazite.policy.library import library
    from monazite.policy.reach import reach

    world = load_world(CHAIN)
    return world, reach(library(), world.chain, span(FIRST, MONTHS))


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


@lru_cache(maxsize=4)
def acts_shown(language: str) -> tuple[dict[str, Any], ...]:
    """Which acts can be moved? Those with an effect on the chain, the West above, China below."""
    _, reached = _reach()
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


@lru_cache(maxsize=16)
def rails(language: str, element: str) -> tuple[dict[str, Any], ...]:
    """Which numbers get a rail, for an element? Those of blocks about goods that hold it."""
    world, reached = _reach()
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
                    if field in type(block).model_fields:
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
    """Return the names of goods, at most two of them and how many more there are."""
    names = [world.chain.goods[good].label.text(language) for good in goods]
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
    element = query.get("element", "Dy")
    if element not in OXIDES:
        element = "Dy"
    scenarios = scenarios_shown(visit.language)
    first = query.get("a", "truce_prolonged")
    if first not in {one["id"] for one in scenarios}:
        first = "truce_prolonged"
    settings = {
        "first": WINDOW[0].isoformat(),
        "last": WINDOW[1].isoformat(),
        "today": visit.day.isoformat(),
        "months": [visit.say(f"month.{number}") for number in range(1, 13)],
        "now": visit.say("today.now"),
        "acts": acts_shown(visit.language),
        "scenarios": scenarios,
        "query": [list(pair) for pair in variation.query()],
        "a": first,
        "element": element,
        "since": str(Variation.since),
        "words": _texts(visit),
        "price": _last_recorded(element),
    }
    return page(
        request,
        "sandbox.html.j2",
        settings=settings,
        acts=acts_shown(visit.language),
        rails=rails(visit.language, element),
        scenarios=scenarios,
        elements=tuple(OXIDES),
        element=element,
        first=first,
        variation=variation,
        buyers=BUYERS,
        most_tonnes=MOST_TONNES,
        good=OXIDES[element],
        focus=query.get("focus", ""),
        keys=(*SINGLE, *PAIRS, *REPEATED),
    )


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
