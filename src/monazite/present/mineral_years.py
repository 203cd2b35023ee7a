"""How much of a mineral is made where, year by year: recorded, then modelled?

Recorded years are printed output of mines, in the basis of the table; modelled years are a run's
output of an element at each step. The two are never joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from monazite.indicators.observed import MINE, outputs_of
from monazite.indicators.run_view import RunView
from monazite.market.run import Run
from monazite.present.base_geography import ORDER
from monazite.present.priced_good import step_products
from monazite.present.run_series import contents

EARLIEST = 1995
"""First year asked for; tables that reach back less far say so by having no earlier year."""


@dataclass(frozen=True)
class RecordedYear:
    """What mines made in one year as printed: country -> quantity, the largest first."""

    year: int
    product: str
    basis: str
    made: Mapping[str, float]
    grade: str
    sources: tuple[str, ...]


def recorded_years(mineral: str, last: int) -> tuple[RecordedYear, ...]:
    """Which years of mine output do the shipped tables print for a mineral, up to ``last``?"""
    found = []
    for year in range(EARLIEST, last + 1):
        for one in outputs_of(mineral, year):
            if one.stage != MINE or not one.made:
                continue
            made = dict(sorted(one.made.items(), key=lambda pair: -pair[1]))
            found.append(RecordedYear(year, one.product, one.basis, made, one.grade, one.sources))
            break
    return tuple(found)


def modelled_years(run: Run, world: Any, element: str) -> dict[int, dict[str, dict[str, float]]]:
    """How much of an element is made in a run? year -> step -> region -> t, the largest first.

    Only whole years of which every month cleared; recycling is no step.
    """
    view, held = RunView.of(run, world), contents(world, element)
    failed = run.status.failed[0].month if run.status.failed else None
    years = {
        int(period.name): list(period.positions)
        for period in view.periods("year")
        if len(period.positions) == 12 and (failed is None or f"{period.name}-12" < failed)
    }
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
