"""Which monthly series tell a run about one element: prices in two worlds, gaps, shares, cost?

Every series stops before the first month that did not clear; nothing is drawn after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from monazite.indicators.fiscal import fiscal_cost
from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.indicators.run_view import RunView
from monazite.market.run import Run
from monazite.present.context import FloatArray
from monazite.present.priced_good import middle_step, priced_good, step_products
from monazite.present.sections.price_paths import INSIDE, free_on_board, market_node, outside_place

SERIES = (
    *("price_outside", "price_inside", "unserved_outside"),
    *("largest_share", "loop_closure", "cost"),
)
"""Ids of the series, in order."""


@dataclass(frozen=True)
class Series:
    """One monthly series.

    id     : price_outside, price_inside, unserved_outside, largest_share, loop_closure, cost
    unit   : usd_kg, percent or usd_million
    values : one for each month shown; None where there is no number (nothing wanted, nothing made)
    note   : region the number belongs to, where one is named
    """

    id: str
    unit: str
    values: tuple[float | None, ...]
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"unit": self.unit, "values": list(self.values), "note": self.note}


@dataclass(frozen=True)
class RunSeries:
    """What a page draws of one run.

    months  : months shown, all before the first that did not clear
    series  : in a fixed order; one that the run cannot give is named in ``absent``
    failed  : (month, residual, worst node) of the first month that did not clear, or None
    """

    element: str
    months: tuple[str, ...]
    series: tuple[Series, ...]
    absent: tuple[str, ...]
    failed: tuple[str, float, str] | None
    asked: int

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "element": self.element,
            "months": list(self.months),
            "series": {one.id: one.as_json() for one in self.series},
            "absent": list(self.absent),
            "failed": None
            if self.failed is None
            else dict(zip(("month", "residual", "worst_node"), self.failed, strict=True)),
            "asked": self.asked,
        }


def run_series(
    run: Run, world: Any, element: str, inside: frozenset[str], loop: bool = True
) -> RunSeries:
    """Which series does a run give for an element (NdPr, Dy, ...)?

    inside : regions of the allied bloc, for the loop closure; loop : whether to trace it at all
    """
    view = RunView.of(run, world)
    status = run.status
    first = status.failed[0] if status.failed else None
    shown = run.months.index(first.month) if first is not None else len(run.months)
    made = [
        *_prices(view, world, element, shown),
        _unserved(view, world, element, shown),
        _largest_share(view, world, element, shown),
        _closure(view, element, inside, shown) if loop else None,
        _cost(view, shown),
    ]
    series = tuple(one for one in made if one is not None)
    return RunSeries(
        element,
        run.months[:shown],
        series,
        tuple(name for name in SERIES if name not in {one.id for one in series}),
        None if first is None else (first.month, _finite(first.residual), first.worst_node),
        len(run.months),
    )


def closure_series(run: Run, world: Any, element: str, inside: frozenset[str]) -> Series | None:
    """Which loop closure has a run, month by month? As in :func:`run_series`, by itself."""
    first = run.status.failed[0] if run.status.failed else None
    shown = run.months.index(first.month) if first is not None else len(run.months)
    return _closure(RunView.of(run, world), element, inside, shown)


def _finite(value: float) -> float:
    return value if np.isfinite(value) else -1.0


def _numbers(values: Sequence[float] | FloatArray) -> tuple[float | None, ...]:
    return tuple(
        float(f"{value:.6g}") if np.isfinite(value) else None for value in np.asarray(values, float)
    )


def _prices(view: RunView, world: Any, element: str, shown: int) -> list[Series]:
    good = priced_good(world.chain, element)
    if good is None:
        return []
    price = view.numbers("price", "month", "node")[:shown] / 1000
    place = price_place(view, good)
    inside = market_node(view, INSIDE, good)
    outside = None if place is None else market_node(view, place, good)
    found = []
    if place is not None and outside is not None:
        found.append(Series("price_outside", "usd_kg", _numbers(price[:, outside]), place))
    if inside is not None:
        at_gate = price[:, inside] * free_on_board(view, good)
        found.append(Series("price_inside", "usd_kg", _numbers(at_gate), INSIDE))
    return found


def price_place(view: RunView, good: str) -> str | None:
    """In which region outside China is the price of a good read? None where there is none.

    One that quotes are from (:data:`OUTSIDE_PLACES`), else the one that takes most of it in the
    first month.
    """
    return outside_place(view, good) or _largest_user(view, good)


def _largest_user(view: RunView, good: str) -> str | None:
    """In which region but China is most of a good taken in the first month? None if in none."""
    bought: dict[str, float] = {}
    for node, amount, activity in zip(
        view.column_node, view.column_value, view.column_activity, strict=True
    ):
        region = str(view.node_region[node])
        if amount < 0 and view.node_good[node] == good and region != INSIDE:
            bought[region] = bought.get(region, 0.0) - amount * float(view.level[0, activity])
    wanted = view.numbers("wanted", "month", "use")[0]
    for at in np.flatnonzero(view.text("use_good") == good):
        region = str(view.text("use_region")[at])
        if region != INSIDE:
            bought[region] = bought.get(region, 0.0) + float(wanted[at])
    there = {name: amount for name, amount in bought.items() if market_node(view, name, good)}
    return max(there, key=lambda name: there[name]) if there else None


def contents(world: Any, element: str) -> dict[str, float]:
    """How much of an element is in a tonne of each good? good -> t oxide equivalent per t.

    Goods without it are left out.
    """
    held = {good.id: float(good.composition.get(element, 0)) for good in world.chain.goods.values()}
    return {good: share for good, share in held.items() if share > 0}


def unserved_share(
    view: RunView, world: Any, element: str, outside: bool = True
) -> FloatArray | None:
    """Which share of the element wanted in final uses is not served, month by month, per cent?

    outside : in all regions but China, else in China. NaN in a month in which nothing is wanted;
    None where no final use there takes the element.
    """
    held = contents(world, element)
    weight = np.asarray([held.get(str(good), 0.0) for good in view.text("use_good")])
    weight = weight * ((view.text("use_region") != INSIDE) == outside)
    if not weight.any():
        return None
    wanted = view.numbers("wanted", "month", "use") @ weight
    unserved = view.numbers("unserved", "month", "use") @ weight
    share = np.divide(unserved, wanted, out=np.full_like(wanted, np.nan), where=wanted > 0)
    return np.asarray(100 * share)


def _unserved(view: RunView, world: Any, element: str, shown: int) -> Series | None:
    share = unserved_share(view, world, element)
    return None if share is None else Series("unserved_outside", "percent", _numbers(share[:shown]))


def _largest_share(view: RunView, world: Any, element: str, shown: int) -> Series | None:
    """Largest region's share of what is made at the step between mine and product, month by month.

    Only the element in the step's products counts; recycling does not.
    """
    step = middle_step(world.chain, element)
    if step is None:
        return None
    products, held = step_products(world.chain, step), contents(world, element)
    made = np.zeros((len(view.regions), shown))
    row = {str(region): at for at, region in enumerate(view.regions)}
    counted = (view.activity_stage[view.column_activity] == step) & (view.column_value > 0)
    for entry in np.flatnonzero(counted):
        node = int(view.column_node[entry])
        good = str(view.node_good[node])
        if good in products and good in held:
            amount = float(view.column_value[entry]) * held[good]
            level = view.level[:shown, int(view.column_activity[entry])]
            made[row[str(view.node_region[node])]] += level * amount
    world_made = made.sum(axis=0)
    if not (world_made > 0).any():
        return None
    share = np.divide(
        made.max(axis=0), world_made, out=np.full(shown, np.nan), where=world_made > 0
    )
    largest = str(view.regions[int(made.sum(axis=1).argmax())])
    return Series("largest_share", "percent", _numbers(100 * share), largest)


def _closure(view: RunView, element: str, inside: frozenset[str], shown: int) -> Series | None:
    months = {month: at for at, month in enumerate(view.months[:shown])}
    regions = sorted(inside & set(view.regions))
    if not regions:
        return None
    values = np.full(shown, np.nan)
    for row in loop_closure(view, regions, element, "month"):
        at = months.get(row.period)
        if at is not None and row.use_kind == ALL_USES and isinstance(row.share, float):
            values[at] = row.share
    return Series("loop_closure", "percent", _numbers(100 * values))


def _cost(view: RunView, shown: int) -> Series | None:
    months = {month: at for at, month in enumerate(view.months[:shown])}
    spent = np.zeros(shown)
    for row in fiscal_cost(view, "month"):
        at = months.get(row.period)
        if at is not None and isinstance(row.cost, float):
            spent[at] += row.cost / 1e6
    return Series("cost", "usd_million", _numbers(np.cumsum(spent)))
