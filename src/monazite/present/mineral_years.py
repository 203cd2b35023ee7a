"""How much of a mineral is made where and goes where, year by year: recorded, then modelled?

Recorded years are printed output of mines and plants, each in the basis of its table, and customs
records in gross weight; modelled years are a run's output of an element at each step and its
shipments. The two are never joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from monazite.absence import is_known
from monazite.data.catalog import table
from monazite.indicators.observed import outputs_of, supply_series
from monazite.indicators.run_view import RunView
from monazite.indicators.trade import ship_flows
from monazite.market.run import Run
from monazite.present.base_geography import ORDER, Flow
from monazite.present.priced_good import step_products
from monazite.present.run_series import contents

EARLIEST = 1995
"""First year asked for; tables that reach back less far say so by having no earlier year."""

MOST_FLOWS = 40
"""Shipments shown of one year, the largest."""

SHARE = "share of the world"
"""Basis of what is printed as a share only."""


@dataclass(frozen=True)
class RecordedOutput:
    """What was made of one product in one year as printed: country -> quantity, largest first.

    basis : unit of the quantities, as the table names it; `SHARE` where only shares are printed
    """

    year: int
    stage: str
    product: str
    basis: str
    made: Mapping[str, float]
    grade: str
    sources: tuple[str, ...]


def recorded_outputs(mineral: str, last: int) -> tuple[RecordedOutput, ...]:
    """Which outputs of mines and plants do the shipped tables print for a mineral, up to ``last``?

    By year, mines first; what a source projects is left out, and so is a share where quantities
    are printed. Raises UnknownNameError for a mineral without figures.
    """
    printed = [
        one
        for one in outputs_of(mineral)
        if EARLIEST <= one.year <= last and one.kind != "projection" and one.made
    ]
    counted = {(one.year, one.stage) for one in printed if one.basis != SHARE}
    order = {name: at for at, name in enumerate(ORDER)}
    found = [
        RecordedOutput(
            one.year,
            one.stage,
            one.product,
            one.basis,
            dict(sorted(one.made.items(), key=lambda pair: -pair[1])),
            one.grade,
            one.sources,
        )
        for one in printed
        if one.basis != SHARE or (one.year, one.stage) not in counted
    ]
    return tuple(sorted(found, key=lambda one: (one.year, order.get(one.stage, 99), one.product)))


def customs_lines(mineral: str) -> tuple[str, ...]:
    """Which customs lines stand for a mineral? Empty where none is its own."""
    found = supply_series().get(mineral)
    return () if found is None else found.codes


@cache
def recorded_shipments(mineral: str) -> Mapping[int, tuple[Flow, ...]]:
    """Who sent how much of a mineral to whom, by year, as customs recorded it? Largest first.

    t gross weight of the mineral's customs lines added up; a pair that recorded no weight is left
    out. Empty for a mineral without customs lines of its own.
    """
    lines = customs_lines(mineral)
    sums: dict[int, dict[tuple[str, str], float]] = {}
    for row in table("trade") if lines else ():
        if str(row["code"]) in lines and is_known(row["tonnes"]):
            pairs = sums.setdefault(int(str(row["year"])), {})
            pair = str(row["exporter"]), str(row["importer"])
            pairs[pair] = pairs.get(pair, 0.0) + float(str(row["tonnes"]))
    return {
        year: largest([Flow(*pair, "trade", tonnes) for pair, tonnes in pairs.items()])
        for year, pairs in sorted(sums.items())
    }


def largest(found: Sequence[Flow]) -> tuple[Flow, ...]:
    """Return the shipments that are shown, the largest first."""
    known = [one for one in found if one.tonnes > 0 and one.exporter != one.importer]
    return tuple(sorted(known, key=lambda one: -one.tonnes)[:MOST_FLOWS])


def _whole_years(run: Run, view: RunView) -> dict[int, list[int]]:
    """Return the positions of the months of each whole year of which every month cleared."""
    failed = run.status.failed[0].month if run.status.failed else None
    return {
        int(period.name): list(period.positions)
        for period in view.periods("year")
        if len(period.positions) == 12 and (failed is None or f"{period.name}-12" < failed)
    }


def modelled_years(run: Run, world: Any, element: str) -> dict[int, dict[str, dict[str, float]]]:
    """How much of an element is made in a run? year -> step -> region -> t, the largest first.

    Only whole years of which every month cleared; recycling is no step.
    """
    view, held = RunView.of(run, world), contents(world, element)
    years = _whole_years(run, view)
    steps = [step for step in ORDER if step_products(world.chain, step) & set(held)]
    found: dict[int, dict[str, dict[str, float]]] = {year: {} for year in years}
    for step in steps:
        products = step_products(world.chain, step) & set(held)
        made: dict[str, np.ndarray] = {}
        for entry in np.flatnonzero(view.activity_stage[view.column_activity] == step):
            node = int(view.column_node[entry])
            good, amount = str(view.node_good[node]), float(view.column_value[entry])
            if amount <= 0 or good not in products:
                continue
            flow = view.level[:, int(view.column_activity[entry])] * amount * held[good]
            region = str(view.node_region[node])
            made[region] = made.get(region, 0.0) + flow
        for year, months in years.items():
            tonnes = {region: float(flow[months].sum()) for region, flow in made.items()}
            kept = sorted(((t, region) for region, t in tonnes.items() if t > 0), reverse=True)
            if kept:
                found[year][step] = {region: t for t, region in kept}
    return found


def modelled_shipments(
    run: Run, world: Any, element: str, least: float = 0.004
) -> dict[int, tuple[Flow, ...]]:
    """Which shipments carry an element in a run, year by year? t of the element on arrival.

    least : flows below this share of the year's largest are left out
    """
    view = RunView.of(run, world)
    years = _whole_years(run, view)
    goods, somewhere = world.chain.goods, {str(good) for good in view.node_good}
    sums: dict[int, dict[tuple[str, str, str], float]] = {year: {} for year in years}
    for good, share in contents(world, element).items():
        if good not in somewhere:
            continue
        for (exporter, importer), monthly in ship_flows(view, good).items():
            key = (exporter, importer, str(goods[good].stage))
            for year, months in years.items():
                tonnes = float(monthly[months].sum()) * share
                sums[year][key] = sums[year].get(key, 0.0) + tonnes
    found = {}
    for year, flows in sums.items():
        floor = least * max(flows.values(), default=0.0)
        found[year] = largest([Flow(*key, t) for key, t in flows.items() if t >= floor])
    return found
