"""What can be computed for a page? Each computation gets the worker's bench and a payload.

The domain is elsewhere: here runs are made and handed to the package that knows what they mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from monazite.web.worker import WARM, Bench

SANDBOX_MONTHS = 84
"""Months that the sandbox simulates at first: to the end of 2030."""


def warm(bench: Bench, payload: dict[str, Any]) -> None:
    """Compile the model by one short run."""
    from monazite.scenario.read import load_scenario

    world = bench.world()
    bench.run(load_scenario("baseline", world), 12)


def _allied(world: Any) -> frozenset[str]:
    from monazite.months import Month
    from monazite.present.parties import blocs_of

    return blocs_of(world.chain.regions, Month.parse(str(world.as_known))).allied


def scenario_of(bench: Bench, pairs: list[list[str]], months: int | None = None) -> Any:
    """Which scenario, its law compiled, stands in an address? As checked as from a file."""
    from monazite.policy.library import library
    from monazite.scenario.read import parse_scenario
    from monazite.scenario.scenario_text import scenario_text
    from monazite.scenario.variation import variation_of

    variation = variation_of([(key, value) for key, value in pairs])
    if variation.months is None and months is not None:
        variation = replace(variation, months=months)
    chain = None if variation.chain is None else bench.world(variation.chain).chain
    written = variation.scenario(library(), chain)
    world = bench.world(written.chain)
    return parse_scenario(scenario_text(written), written.id).check(world)


def sandbox(bench: Bench, payload: dict[str, Any]) -> None:
    """Simulate one variation and hand over its series; the loop closure comes last."""
    from monazite.present.run_series import closure_series, run_series

    scenario = scenario_of(bench, payload["query"], SANDBOX_MONTHS)
    run = bench.run(scenario)
    world = bench.world(scenario.chain)
    found = run_series(run, world, payload["element"], frozenset(), loop=False)
    bench.part(
        {
            **found.as_json(),
            "scenario": scenario.id,
            "label": {"en": scenario.label.en, "zh": scenario.label.zh},
            "effects_hash": str(run.attributes.get("effects_hash", ""))[:12],
            "effects": sorted(effect.id for effect in scenario.effects),
            "vintage": world.vintage,
        }
    )
    bench.check()
    closure = closure_series(run, world, payload["element"], _allied(world))
    absent = [name for name in found.absent if name != "loop_closure" or closure is None]
    series = {} if closure is None else {"loop_closure": closure.as_json()}
    bench.part({"series": series, "absent": absent})


def _draws_of(bench: Bench, payload: dict[str, Any]) -> tuple[Any, Any]:
    """Return the draws of a variation, ready to be simulated, and how series are taken of them."""
    from monazite.evidence.supported_draws import DrawnRuns, supported_draws
    from monazite.present.run_series import run_series

    scenario = scenario_of(bench, payload["query"], SANDBOX_MONTHS)
    world, members, element = bench.world(scenario.chain), payload["members"], payload["element"]
    own = (scenario.chain, repr(scenario), members)
    drawn = bench.keep(
        ("drawn", *own), lambda: DrawnRuns(world, scenario, supported_draws(members))
    )

    def show(done: int, total: int) -> None:
        bench.check()
        bench.say("progress", (done, total))

    def series(number: int) -> Any:
        return bench.keep(
            ("series", element, number, *own),
            lambda: run_series(drawn.run(number, show), world, element, _allied(world)),
        )

    return drawn, series


def sandbox_draw(bench: Bench, payload: dict[str, Any]) -> None:
    """Simulate one draw of the parameters of a variation; its series are kept for the bands.

    Fewer draws than asked for may stand for all (`supported_draws`); the others are nothing to do.
    """
    drawn, series = _draws_of(bench, payload)
    if payload["draw"] < len(drawn.chosen):
        series(payload["draw"])


def sandbox_bands(bench: Bench, payload: dict[str, Any]) -> None:
    """Hand over the bands of a variation over draws that history supports."""
    from monazite.present.series_bands import series_bands

    drawn, series = _draws_of(bench, payload)
    found = [series(number) for number in range(len(drawn.chosen))]
    bench.part(series_bands(found, drawn.chosen))


COMPUTATIONS: dict[str, Callable[[Bench, dict[str, Any]], None]] = {
    WARM: warm,
    "sandbox": sandbox,
    "sandbox_draw": sandbox_draw,
    "sandbox_bands": sandbox_bands,
}
"""Kind of job -> what computes it."""


FIGURE_YEARS = ("2024", "2030", "2035")


def figures(bench: Bench, payload: dict[str, Any]) -> None:
    """Simulate a scenario beside the baseline and draw the report's figures about one element.

    Works for every chain: a scenario written for another one acts as far as its law and effects
    name something of this chain. Kinds of figure that a chain has none of are named in `missing`.
    """
    from monazite.present.drawing import inside_page
    from monazite.present.figure import Figure
    from monazite.present.report import context_of
    from monazite.present.sections import closure, flows, prices, shares, unserved
    from monazite.scenario.other_chain import on_chain
    from monazite.scenario.read import load_scenario

    world = bench.world(payload["chain"])
    bench.stage(0, 2)
    base = bench.run(on_chain(load_scenario("baseline"), world).scenario)
    bench.stage(1, 2)
    run = bench.run(on_chain(load_scenario(payload["scenario"]), world).scenario)
    bench.check()
    context = context_of({"baseline": base, payload["scenario"]: run}, payload["lang"], world)

    def told(figure: Figure | None) -> dict[str, Any] | None:
        if figure is None:
            return None
        return {
            "id": figure.id,
            "title": figure.title,
            "subtitle": figure.subtitle,
            "drawings": [
                {"title": one.title, "svg": str(inside_page(one))} for one in figure.drawings
            ],
            "narrow": [{"title": one.title, "svg": str(inside_page(one))} for one in figure.narrow],
            "columns": figure.columns,
            "source": figure.source,
            "grade": figure.grade,
            "how": figure.how,
            "cite": figure.cite,
            "note": figure.note,
            "headers": list(figure.table.headers),
            "rows": [list(row) for row in figure.table.rows],
            "numeric": sorted(figure.table.numeric),
            "csv": figure.data.csv(),
        }

    close, every = prices.figures(context) or (None, None)
    found = {
        "prices": close,
        "flows": flows.figure(context, payload["element"], FIGURE_YEARS[:2]),
        "prices_all": every,
    }
    bench.check()
    found |= {
        "shares": shares.figure(context),
        "closure": closure.figure(context),
        "unserved": unserved.figure(context),
    }
    missing = [name for name, one in found.items() if one is None and name != "prices_all"]
    bench.part(
        {
            "figures": [told(one) for one in found.values() if one],
            "first": "" if close is None else close.id,
            "missing": missing,
        }
    )


COMPUTATIONS["figures"] = figures


def matrix(bench: Bench, payload: dict[str, Any]) -> None:
    """Fill the contest matrix from four runs of one world."""
    from datetime import date

    from monazite.absence import Unknown
    from monazite.policy.library import library
    from monazite.strategy.contest_matrix import contest_matrix, contest_scenarios

    world = bench.world(payload.get("chain", "rare_earths"))
    asked = contest_scenarios(world)
    runs = {}
    for at, (name, scenario) in enumerate(asked.items()):
        bench.stage(at, len(asked))
        runs[name] = bench.run(scenario)
    bench.check()
    day = date.fromisoformat(payload["on"])
    rows = contest_matrix(runs, world, library().acts.values(), day)
    bench.part(
        {
            "cleared": all(run.status.cleared for run in runs.values()),
            "vintage": world.vintage,
            "rows": [
                {
                    "id": row.id,
                    "label": {"en": row.label.en, "zh": row.label.zh},
                    "west": list(row.west.acts),
                    "china": list(row.china.acts),
                    "gaps": [
                        {
                            "label": {"en": gap.label.en, "zh": gap.label.zh},
                            "unit": gap.unit,
                            "value": {
                                run: None if isinstance(value, Unknown) else float(value)
                                for run, value in gap.value.items()
                            },
                        }
                        for gap in row.gaps
                    ],
                }
                for row in rows
            ],
        }
    )


def indicators(bench: Bench, payload: dict[str, Any]) -> None:
    """Measure concentration and dependence in one scenario's run."""
    from monazite.present.run_measures import run_measures
    from monazite.scenario.other_chain import on_chain
    from monazite.scenario.read import open_scenario

    world = bench.world(payload.get("chain", "rare_earths"))
    run = bench.run(on_chain(open_scenario(payload["scenario"]).scenario, world).scenario)
    bench.check()
    bench.part({**run_measures(run, world), "vintage": world.vintage})


def mineral_years(bench: Bench, payload: dict[str, Any]) -> None:
    """Simulate a scenario on a chain and hand over what is made and shipped, year by year."""
    from dataclasses import astuple

    from monazite.present.mineral_years import modelled_shipments, modelled_years

    chain = payload["chain"]
    pairs = [["v", "1"], ["base", payload["scenario"]]]
    pairs += [] if chain == "rare_earths" else [["chain", chain]]
    scenario = scenario_of(bench, pairs)
    run = bench.run(scenario)
    bench.check()
    failed = run.status.failed[0].month if run.status.failed else None
    made = modelled_years(run, bench.world(chain), payload["element"])
    sent = modelled_shipments(run, bench.world(chain), payload["element"])
    bench.part(
        {
            "years": {str(year): steps for year, steps in made.items()},
            "flows": {str(year): [astuple(one) for one in flows] for year, flows in sent.items()},
            "failed": failed,
        }
    )


COMPUTATIONS["mineral_years"] = mineral_years
COMPUTATIONS["matrix"] = matrix
COMPUTATIONS["indicators"] = indicators


def behaviour(bench: Bench, payload: dict[str, Any]) -> None:
    """Compare one scenario's run with what was recorded in 2025, row by row."""
    from monazite.present.behaviour import compare
    from monazite.present.report import context_of
    from monazite.present.sections import behaviour as section
    from monazite.scenario.read import load_scenario

    world = bench.world()
    bench.stage(0, 2)
    base = bench.run(load_scenario("baseline", world))
    bench.stage(1, 2)
    run = bench.run(load_scenario(payload["scenario"], world))
    bench.check()
    context = context_of({"baseline": base, payload["scenario"]: run}, payload["lang"], world)
    compared = compare(context)
    rows = section.table_rows(context, compared)
    bench.part(
        {
            "heading": section.heading(context, compared),
            "scenario": context.scenario_name,
            "vintage": world.vintage,
            "csv": section.data(compared).csv(),
            "fitted": list(section.fitted_parameters(context)),
            "rows": [
                {
                    "verdict": row.verdict,
                    "verdict_text": row.verdict_text,
                    "glyph": str(row.glyph),
                    "object": row.object,
                    "note": row.note,
                    "record": row.record,
                    "rule": row.rule,
                    "model": row.model,
                    "strip": str(row.strip),
                    "source": row.source,
                    "grade": row.grade,
                }
                for row in rows
            ],
        }
    )


COMPUTATIONS["behaviour"] = behaviour
