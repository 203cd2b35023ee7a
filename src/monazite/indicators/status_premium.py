"""What does it cost to have material that lies outside a foreign rule?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError
from monazite.indicators.run_view import By, RunView
from monazite.indicators.value import Value

TRIFLE = 1e-4
"""Share of the world's flow of a good up to which a node's price carries no weight."""

_TRIFLE = NotApplicable("no more than a trifle of the world's flow passes one of the two nodes")


@dataclass(frozen=True)
class StatusPremium:
    """By how much was the free good dearer than the bound one, in one region and period?

    premium               : free / bound price - 1, above -1; 0.4 is 40 % dearer
    free_price, bound_price : USD per t of the good's basis, mean of the same months for both
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

    Not forced to be positive. Where free goods may be called bound at no cost, a solved market
    gives values below zero only within the gap at which relabelling opens (a few per cent); a
    larger one is a fault worth seeing. Raises DataError for a price that is not finite and
    positive. Source: model, section 3.

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

    trifle : a month counts only if the inflow of both nodes is more than this share of the world's
             inflow to market nodes of the good; the quote of a node that almost nothing passes is
             a calculation, not a price

    One row for each region that has a free and a bound market node of the good, in each period.
    Prices of a year are means over the months that count, the same for both nodes, so that a
    premium never comes from buying in different months. NotApplicable where no month counts;
    Unknown for a period that did not clear. A good of one status gives no rows. Raises
    UnknownNameError for an unknown good.
    """
    view.require_good(good)
    market = (view.node_good == good) & (view.text("node_kind") == "market")
    status = view.text("node_status")
    price = view.numbers("price", "month", "node")
    inflow = view.node_inflow
    world = inflow[:, market].sum(axis=1)
    rows: list[StatusPremium] = []
    for region in view.regions:
        here = market & (view.node_region == region)
        free = np.flatnonzero(here & (status == "free"))
        bound = np.flatnonzero(here & (status == "bound"))
        if len(free) != 1 or len(bound) != 1:
            continue
        pair = [int(free[0]), int(bound[0])]
        weighty = (inflow[:, pair] > trifle * world[:, None]).all(axis=1)
        for period in view.periods(by):
            gap = view.gap(period.positions)
            months = [month for month in period.positions if weighty[month]]
            prices: tuple[Value, Value] = (_TRIFLE, _TRIFLE)
            if gap is not None:
                prices = (gap, gap)
            elif months:
                means = price[np.ix_(months, pair)].mean(axis=0)
                prices = (float(means[0]), float(means[1]))
            rows.append(StatusPremium(period.name, region, good, _difference(*prices), *prices))
    order = {period.name: place for place, period in enumerate(view.periods(by))}
    return tuple(sorted(rows, key=lambda row: order[row.period]))


def _difference(free: Value, bound: Value) -> Value:
    for value in (free, bound):
        if isinstance(value, (Unknown, NotApplicable)):
            return value
    assert isinstance(free, float)
    assert isinstance(bound, float)
    return premium(free, bound)
