"""Which measures of concentration and dependence does one run give, by year?

The numbers behind the pages of indicators and of targets. The Union's benchmarks are stated beside
the shares they ask for; a share that the run cannot give is left out, never filled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from monazite.indicators.concentration import concentration, third_country
from monazite.indicators.import_reliance import import_reliance
from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.indicators.run_view import RunView
from monazite.indicators.trade import production
from monazite.market.run import Run
from monazite.months import Month
from monazite.present.parties import blocs_of
from monazite.present.run_series import contents

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
BENCHMARKS = {"extraction": 0.10, "processing": 0.40, "recycling": 0.25, "third_country": 0.65}
"""Regulation (EU) 2024/1252, Article 5(1): at least, but for the last: at most; by 2030."""


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
        "benchmarks": _benchmarks(view, world, union),
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


def _benchmarks(view: RunView, world: Any, union: tuple[str, ...]) -> list[dict[str, Any]]:
    """Which share of the Union's use of an element do its own mines and separators give, by year?"""
    rows = []
    for element in ELEMENTS:
        used = _used(view, world, union, element)
        for name, stage in (("extraction", "mine"), ("processing", "separation")):
            made: dict[str, float] = dict.fromkeys(used, 0.0)
            for one in production(view, stage, "year", element):
                if one.region in union and one.period in made and isinstance(one.tonnes, float):
                    made[one.period] += one.tonnes
            years = {
                year: made[year] / tonnes
                for year, tonnes in used.items()
                if year in YEARS and tonnes > 0
            }
            if years:
                rows.append({"element": element, "benchmark": name, "years": years})
    return rows


def _used(view: RunView, world: Any, union: tuple[str, ...], element: str) -> dict[str, float]:
    """Return t oxide equivalent used in the Union's final uses, by complete year that cleared."""
    held = contents(world, element)
    weight = np.asarray([held.get(str(good), 0.0) for good in view.text("use_good")])
    weight = weight * np.isin(view.text("use_region"), union)
    monthly = view.numbers("consumption", "month", "use") @ weight
    found = {}
    for period in view.periods("year"):
        if period.complete and view.gap(period.positions) is None:
            found[period.name] = float(monthly[list(period.positions)].sum())
    return found
