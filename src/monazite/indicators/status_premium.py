"""What does it cost to have material that lies outside a foreign rule?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError
from monazite.indicators.run_view import By, RunView
from monazite.indicators.value import FloatArray, Value, unless

TRIFLE = 1e-4
"""Share of the world's flow of a good up to which a node's price carries no weight."""


@dataclass(frozen=True)
class StatusPremium:
    """By how much was the free good dearer than the bound one, in one region and period?

    premium               : free / bound price - 1, above -1; 0.4 is 40 % dearer
    free_price, bound_price : USD per t of the good's basis, weighted by the flow of the months
    """

    period: str
    region: str
    good: str
    premium: Value
    free_price: Value
    bound_price: Value


def premium(free_price: float, bound_price: float) -> float:
    """By which share is a good outside a rule dearer than the same good under it?

    free_price, bound_price : same unit, basis and place, positive
    returns                 : free_price / bound_price - 1

    Not forced to be positive: where free goods may become bound at no cost, a solved market
    gives no negative premium, and one that appears is a fault worth seeing. Raises DataError for
    a price that is not finite and positive. Source: model, section 3.

    >>> premium(140.0, 100.0)
    0.3999999999999999
    """
    for name, price in (("free", free_price), ("bound", bound_price)):
        if not np.isfinite(price) or price <= 0:
            raise DataError.one(
                where=f"status premium, {name} price",
                found=f"{price}",
                expected="a finite price above zero",
            )
    return free_price / bound_price - 1.0


def status_premium(
    view: RunView, good: str, by: By = "month", trifle: float = TRIFLE
) -> tuple[StatusPremium, ...]:
    """What did being outside the rule cost, by region and period?

    trifle : a node counts only if its inflow in the period is at least this share of the world's
             inflow to market nodes of the good; the quote of a node that almost nothing passes is
             a calculation, not a price

    One row for each region that has a free and a bound market node of the good, in each period.
    NotApplicable where either carries a trifle or less; Unknown for a period that did not clear.
    A good of one status gives no rows. Raises UnknownNameError for an unknown good.
    """
    view.require_good(good)
    market = (view.node_good == good) & (view.text("node_kind") == "market")
    status = view.text("node_status")
    price = view.numbers("price", "month", "node")
    inflow = view.node_inflow
    rows: list[StatusPremium] = []
    for period in view.periods(by):
        at = list(period.positions)
        gap = view.gap(period.positions)
        world = float(inflow[at][:, market].sum())
        for region in view.regions:
            here = market & (view.node_region == region)
            free = np.flatnonzero(here & (status == "free"))
            bound = np.flatnonzero(here & (status == "bound"))
            if len(free) != 1 or len(bound) != 1:
                continue
            prices: list[Value] = []
            for node in (int(free[0]), int(bound[0])):
                flow = inflow[at, node]
                prices.append(unless(gap, _mean_price(price[at, node], flow, trifle * world)))
            rows.append(
                StatusPremium(period.name, region, good, _difference(prices[0], prices[1]), *prices)
            )
    return tuple(rows)


def _mean_price(price: FloatArray, flow: FloatArray, least: float) -> Value:
    total = float(flow.sum())
    if total <= least:
        return NotApplicable(f"only {total:.3g} t pass the node, a trifle of the world's flow")
    return float((price * flow).sum() / total)


def _difference(free: Value, bound: Value) -> Value:
    for value in (free, bound):
        if isinstance(value, (Unknown, NotApplicable)):
            return value
    assert isinstance(free, float)
    assert isinstance(bound, float)
    return premium(free, bound)
