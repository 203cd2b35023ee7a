"""How is the model's number taken that a record of 2025 is compared with?

Each measure is a pure function of a run; it gives None where the run does not reach the months
asked for or has no such node, and the comparison then stays undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from monazite.indicators.run_view import RunView
from monazite.indicators.trade import ship_flows
from monazite.indicators.two_prices import WORLD, two_prices
from monazite.present.context import Context, FloatArray
from monazite.present.focus import OXIDES
from monazite.present.quotes import customs_months
from monazite.present.sections.gates import MAGNETS, RECORD, gate_sum
from monazite.present.sections.price_paths import (
    INSIDE,
    free_on_board,
    market_node,
    outside_place,
)

Asked = Mapping[str, Any]
LIGHT = ("lanthanum_oxide", "cerium_oxide", "ndpr_oxide")


def _price(view: RunView, region: str | None, good: str) -> FloatArray | None:
    node = None if region is None else market_node(view, region, good)
    return None if node is None else view.numbers("price", "month", "node")[:, node] / 1000


def _both(context: Context, asked: Asked) -> tuple[FloatArray, FloatArray] | None:
    """Return the prices inside (free on board) and outside, USD/kg, where both have a node."""
    good, view = OXIDES[asked["element"]], context.view
    inside = _price(view, INSIDE, good)
    outside = _price(view, outside_place(view, good), good)
    if inside is None or outside is None:
        return None
    return inside * free_on_board(view, good), outside


def _ratios(context: Context, asked: Asked) -> FloatArray | None:
    pair = _both(context, asked)
    return None if pair is None else pair[1] / pair[0]


def _at(context: Context, values: FloatArray | None, months: list[str]) -> list[float] | None:
    cleared = context.months[: context.cleared]
    if values is None or any(month not in cleared for month in months):
        return None
    return [float(values[context.months.index(month)]) for month in months]


def spread(context: Context, asked: Asked) -> float | None:
    """How many times the price inside, free on board, is the last tonne outside?"""
    found = _at(context, _ratios(context, asked), asked["months"])
    return None if found is None else max(found)


def premium_left(context: Context, asked: Asked) -> float | None:
    """Which share of the highest premium (ratio less one) is left in a month?"""
    ratios = _ratios(context, asked)
    found = _at(context, ratios, asked["months"])
    if found is None or ratios is None:
        return None
    highest = float(ratios[: context.cleared].max())
    if highest <= 1:
        return None
    return (found[0] - 1) / (highest - 1)


def outside(context: Context, asked: Asked) -> float | None:
    """What does the last tonne outside cost in a month, USD/kg?"""
    pair = _both(context, asked)
    found = _at(context, None if pair is None else pair[1], asked["months"])
    return None if found is None else found[0]


def outside_ratio(context: Context, asked: Asked) -> float | None:
    """How many times the price of the first month is that of the second, outside?"""
    pair = _both(context, asked)
    found = _at(context, None if pair is None else pair[1], asked["months"])
    return None if found is None else found[1] / found[0]


def inside_ratio(context: Context, asked: Asked) -> float | None:
    """How many times the price of the first month is that of the second, inside?"""
    pair = _both(context, asked)
    found = _at(context, None if pair is None else pair[0], asked["months"])
    return None if found is None else found[1] / found[0]


def inside_change(context: Context, asked: Asked) -> float | None:
    """By which share does the price inside change between two months?"""
    ratio = inside_ratio(context, asked)
    return None if ratio is None else ratio - 1


def against_baseline(context: Context, asked: Asked) -> float | None:
    """By which share does the mean price outside differ from that of the run without gates?"""
    good, other = OXIDES[asked["element"]], context.baseline_view
    place = outside_place(context.view, good)
    if other is None:
        return None
    with_gates, without = _price(context.view, place, good), _price(other, place, good)
    months = [m for m in context.months[: context.cleared] if asked["from"] <= m <= asked["to"]]
    if with_gates is None or without is None or not months or other.months != context.months:
        return None
    at = [context.months.index(month) for month in months]
    return float(with_gates[at].mean() / without[at].mean() - 1)


def world_average_change(context: Context, asked: Asked) -> float | None:
    """By which share does the world price weighted by tonnes change between two months?"""
    rows = two_prices(context.view, OXIDES[asked["element"]], by="month")
    paid = {row.period: row.volume_weighted for row in rows if row.region == WORLD}
    first, second = (paid.get(month) for month in asked["months"])
    if not isinstance(first, float) or not isinstance(second, float):
        return None
    return second / first - 1


def outside_share(context: Context, asked: Asked) -> float | None:
    """Which share of an oxide is bought outside China in a year?"""
    rows = two_prices(context.view, OXIDES[asked["element"]], by="year")
    tonnes = {r.region: r.tonnes for r in rows if r.period == asked["year"]}
    world, inside = tonnes.get(WORLD), tonnes.get(INSIDE)
    if not isinstance(world, float) or not isinstance(inside, float) or world <= 0:
        return None
    return 1 - inside / world


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def magnets_year(context: Context, asked: Asked) -> float | None:
    """By which share do magnet exports differ from the same month a year before?"""
    month = asked["months"][0]
    found = _at(context, gate_sum(context, MAGNETS, "gate_flow"), [_year_before(month), month])
    return None if found is None or found[0] <= 0 else found[1] / found[0] - 1


def magnets_trough(context: Context, asked: Asked) -> float | None:
    """How far do magnet exports fall against the same month a year before, in the worst month?"""
    found = [magnets_year(context, {"months": [month]}) for month in asked["months"]]
    known = [value for value in found if value is not None]
    return min(known) if len(known) == len(found) else None


def magnets_error(context: Context, asked: Asked) -> float | None:
    """How far are magnet exports from the customs months, as a share of a normal month?

    Normal is the mean of the twelve months before the span. Mean of absolute distances.
    """
    flow = gate_sum(context, MAGNETS, "gate_flow")
    record = {r.month: r.tonnes for r in customs_months(RECORD["magnets"])}
    months = [m for m in context.months[: context.cleared] if asked["from"] <= m <= asked["to"]]
    if not months or any(month not in record for month in months):
        return None
    start = context.months.index(months[0])
    if start < 12:
        return None
    normal = float(flow[start - 12 : start].mean())
    distances = [abs(float(flow[context.months.index(m)]) - record[m]) for m in months]
    return sum(distances) / len(distances) / normal


def gate_flow(context: Context, asked: Asked) -> float | None:
    """How many tonnes of some goods pass the exporter's gates in a month?"""
    found = _at(context, gate_sum(context, tuple(asked["goods"]), "gate_flow"), asked["months"])
    return None if found is None else found[0]


def _exports(context: Context, goods: tuple[str, ...]) -> FloatArray:
    total = np.zeros(len(context.months))
    known = {str(good) for good in context.view.node_good}
    for good in goods:
        if good in known:
            for (exporter, _), flow in ship_flows(context.view, good).items():
                total = total + flow if exporter == INSIDE else total
    return total


def light_exports(context: Context, asked: Asked) -> float | None:
    """By which share do exports of light oxides differ from the same months of last year?"""
    months = [m for m in context.months if asked["from"] <= m <= asked["to"]]
    flow = _exports(context, LIGHT)
    now, before = (_at(context, flow, m) for m in (months, [_year_before(m) for m in months]))
    return None if not now or not before or sum(before) <= 0 else sum(now) / sum(before) - 1


def all_exports(context: Context, asked: Asked) -> float | None:
    """By which share do Chinese exports of all oxides change between two months?"""
    found = _at(context, _exports(context, tuple(OXIDES.values())), asked["months"])
    return None if found is None or found[0] <= 0 else found[1] / found[0] - 1


def magnet_premium(context: Context, asked: Asked) -> float | None:
    """How much more does a magnet cost outside than inside, USD/kg?"""
    inside_price = _price(context.view, INSIDE, asked["good"])
    place = outside_place(context.view, asked["good"])
    outside_price = _price(context.view, place, asked["good"])
    if inside_price is None or outside_price is None:
        return None
    inside_price = inside_price * free_on_board(context.view, asked["good"])
    found = _at(context, outside_price - inside_price, asked["months"])
    return None if found is None else found[0]


def surplus_months(context: Context, asked: Asked) -> float | None:
    """In which share of months is a surplus of an oxide discarded inside China?

    A month counts where more than one hundredth of what enters the node is discarded.
    """
    view = context.view
    node = market_node(view, INSIDE, OXIDES[asked["element"]])
    if node is None:
        return None
    shown = slice(0, context.cleared)
    discarded = view.column_flow(("discard",), inputs=True)[shown, node]
    return float((discarded > 0.01 * view.node_inflow[shown, node]).mean())


MEASURES: dict[str, Callable[[Context, Asked], float | None]] = {
    function.__name__: function
    for function in (
        spread, premium_left, outside, against_baseline, outside_ratio, inside_ratio, inside_change,
        world_average_change, outside_share, magnets_year, magnets_trough, magnets_error,
        gate_flow, light_exports, all_exports, magnet_premium, surplus_months,
    )
}  # fmt: skip
"""Kind of a measure, as the library names it -> the function that takes it."""
