"""Which measures of concentration and dependence does one run give, by year?

The numbers behind the pages of indicators and of targets. The Union's benchmarks are stated beside
the shares they ask for; a share that the run cannot give is left out, never filled.
"""

from __future__ import annotations

from typing import Any

from monazite.indicators.concentration import concentration, third_country
from monazite.indicators.import_reliance import import_reliance
from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.indicators.run_view import RunView
from monazite.indicators.targets import run_targets
from monazite.market.run import Run
from monazite.months import Month
from monazite.present.parties import blocs_of

ELEMENTS = ("NdPr", "Dy", "Tb", "Sm", "Gd", "Y", "La", "Ce")
STAGES = ("mine", "separation", "metal", "magnet")
GOODS = (
    "ndpr_oxide",
    "dysprosium_oxide",
    "terbium_oxide",
    "samarium_oxide",
    "yttrium_oxide",
    "ndfeb_magnet",
    "ndfeb_magnet_heavy",
)
YEARS = ("2024", "2026", "2028", "2030", "2035")


def run_measures(run: Run, world: Any) -> dict[str, Any]:
    """Return rows of measures by year: concentration, dependence of the Union, benchmarks."""
    view = RunView.of(run, world)
    blocs = blocs_of(world.chain.regions, Month.parse(str(world.as_known)))
    union = tuple(sorted(blocs.european_union & set(view.regions)))
    allied = tuple(sorted(blocs.allied & set(view.regions)))
    return {
        "years": [year for year in YEARS if any(m.startswith(year) for m in view.months)],
        "concentration": _concentration(view),
        "dependence": _dependence(view, union),
        "closure": _closure(view, allied),
        "benchmarks": _benchmarks(view, union),
        "union": list(union),
    }


def _concentration(view: RunView) -> list[dict[str, Any]]:
    rows = []
    for stage in STAGES:
        for element in (None, "NdPr", "Dy", "Tb"):
            if element is None and stage not in ("mine", "magnet"):
                continue
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


def _dependence(view: RunView, union: tuple[str, ...]) -> list[dict[str, Any]]:
    known = {str(good) for good in view.node_good}
    rows = []
    for good in GOODS:
        if good not in known or not union:
            continue
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


def _closure(view: RunView, allied: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = []
    for element in ("NdPr", "Dy"):
        years = {
            one.period: one.share
            for one in loop_closure(view, allied, element, "year")
            if one.period in YEARS and one.use_kind == ALL_USES and isinstance(one.share, float)
        }
        if years:
            rows.append({"element": element, "years": years})
    return rows


def _benchmarks(view: RunView, union: tuple[str, ...]) -> list[dict[str, Any]]:
    """Which shares of the Union's use does the run reach, element by element and goal by goal?"""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in run_targets(view, union, ELEMENTS):
        year = str(one.year)
        if year in YEARS and isinstance(one.share, float):
            key = (one.material, one.goal)
            row = rows.setdefault(
                key, {"element": one.material, "benchmark": one.goal, "aim": one.aim, "years": {}}
            )
            row["years"][year] = one.share
    return list(rows.values())
