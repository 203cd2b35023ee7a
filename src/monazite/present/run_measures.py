"""Which measures of concentration and dependence does one run give, by year?

The numbers behind the pages of indicators and of targets. The Union's benchmarks are stated beside
the shares they ask for; a share that the run cannot give is left out, never filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monazite.chains.stages import main_elements
from monazite.indicators.concentration import concentration, third_country
from monazite.indicators.import_reliance import import_reliance
from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.indicators.run_view import RunView
from monazite.indicators.targets import run_targets
from monazite.market.run import Run
from monazite.months import Month
from monazite.present.parties import blocs_of

MOST_ELEMENTS = 8
"""Elements of a chain that are followed, the most valuable first."""
MOST_MEASURED = 3
"""Elements by which the concentration of a stage is given, beside its goods together."""
MOST_CLOSED = 2
MOST_GOODS = 12
"""Goods whose dependence is shown, the most valuable first."""
WASTE = ("scrap", "residue")
YEARS = ("2024", "2026", "2028", "2030", "2035")


def run_measures(run: Run, world: Any) -> dict[str, Any]:
    """Return rows of measures by year: concentration, dependence of the Union, benchmarks.

    Stages, elements and goods are those of the world's chain.
    """
    view, chain = RunView.of(run, world), world.chain
    blocs = blocs_of(chain.regions, Month.parse(str(world.as_known)))
    union = tuple(sorted(blocs.european_union & set(view.regions)))
    allied = tuple(sorted(blocs.allied & set(view.regions)))
    elements = main_elements(chain)[:MOST_ELEMENTS]
    return {
        "years": [year for year in YEARS if any(m.startswith(year) for m in view.months)],
        "concentration": _concentration(view, elements[:MOST_MEASURED]),
        "dependence": _dependence(view, union, dear_goods(chain)),
        "closure": _closure(view, allied, elements[:MOST_CLOSED]),
        "benchmarks": _benchmarks(view, union, elements),
        "union": list(union),
    }


def dear_goods(chain: Any) -> tuple[str, ...]:
    """Which goods of a chain are worth most in the base year, scrap aside?

    Ores only where there is nothing else. By what plants take in and final uses take, times the
    price; the dearest first.
    """
    known = [name for name, good in chain.goods.items() if good.stage not in WASTE]
    refined = [name for name in known if chain.goods[name].stage != "ore"]
    worth = dict.fromkeys(refined or known, 0.0)
    taken = [(good, tonnes) for (_, _, good), tonnes in chain.base.uses.items()]
    taken += [
        (good, -value * level)
        for (_, recipe), level in chain.base.processes.items()
        for good, value in chain.recipes[recipe].coefficients.items()
        if value < 0
    ]
    for good, tonnes in taken:
        if good in worth:
            worth[good] += tonnes * chain.base.price[good]
    return tuple(sorted(worth, key=lambda good: (-worth[good], good))[:MOST_GOODS])


def _concentration(view: RunView, elements: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each stage: of its goods if they have one basis, and of each element."""
    rows = []
    for stage in view.stages.order:
        goods = [view.good(name) for name in view.stages.products[stage]]
        held = [one for one in elements if any(good.composition.get(one) for good in goods)]
        together = len({str(good.basis) for good in goods}) == 1
        # of goods that hold one element only, the element says nothing more
        alone = len(held) < 2 and together
        for element in (*((None,) if together else ()), *(() if alone else held)):
            by_year: dict[str, Any] = {}
            for one in concentration(view, stage, "year", element):
                if one.period in YEARS and isinstance(one.index, float):
                    by_year[one.period] = {
                        "index": one.index,
                        "largest": one.largest,
                        "share": one.largest_share
                        if isinstance(one.largest_share, float)
                        else None,
                    }
            if by_year:
                rows.append({"stage": stage, "element": element, "years": by_year})
    return rows


def _dependence(
    view: RunView, union: tuple[str, ...], goods: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for good in goods if union else ():
        by_year: dict[str, Any] = {}
        for one in third_country(view, good, union):
            if one.period in YEARS and isinstance(one.share, float):
                by_year[one.period] = {"largest": one.country, "share": one.share}
        reliance: dict[str, float] = {}
        for found in import_reliance(view, good, union):
            if found.period in YEARS and isinstance(found.reliance, float):
                reliance[found.period] = found.reliance
        if by_year or reliance:
            rows.append({"good": good, "years": by_year, "reliance": reliance})
    return rows


def _closure(
    view: RunView, allied: tuple[str, ...], elements: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for element in elements if allied else ():
        years = {
            one.period: one.share
            for one in loop_closure(view, allied, element, "year")
            if one.period in YEARS and one.use_kind == ALL_USES and isinstance(one.share, float)
        }
        if years:
            rows.append({"element": element, "years": years})
    return rows


def _benchmarks(
    view: RunView, union: tuple[str, ...], elements: Sequence[str]
) -> list[dict[str, Any]]:
    """Which shares of the Union's use does the run reach, element by element and goal by goal?"""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in run_targets(view, union, elements) if union else ():
        year = str(one.year)
        if year in YEARS and isinstance(one.share, float):
            key = (one.material, one.goal)
            row = rows.setdefault(
                key, {"element": one.material, "benchmark": one.goal, "aim": one.aim, "years": {}}
            )
            row["years"][year] = one.share
    return list(rows.values())
