"""What do the instruments of a policy cost the public purse?

Three instruments leave their bill in a run: producer floors (the top-up paid, less the share of the
upside taken), credits on production (the refunded share of the facility's own cost) and strategic
stocks (purchases at the market price of the node, less releases). What
tariffs and export taxes bring in is not kept in a run and is not counted here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.absence import Unknown
from monazite.errors import DataError
from monazite.indicators.run_view import By, RunView
from monazite.indicators.value import FloatArray

FLOOR = "producer_floor"
CREDIT = "production_credit"
STOCK = "strategic_stock"
WORLD = "world"


@dataclass(frozen=True)
class FiscalCost:
    """What did one instrument cost in one region in one period?

    region : of the facilities that received it, or where the stock was bought; who pays is for the
             rule to say
    cost   : constant USD; negative where the purse received more than it paid
    """

    period: str
    instrument: str
    region: str
    cost: float | Unknown


def purchase_cost(tonnes: FloatArray, price: FloatArray) -> FloatArray:
    """What do purchases cost at market prices?

    tonnes : t, negative where a stock is released; price : USD/t; same shape
    returns : USD, same shape. Raises DataError for shapes that differ.
    """
    if np.shape(tonnes) != np.shape(price):
        raise DataError.one(
            where="purchase_cost()",
            found=f"shapes {np.shape(tonnes)} and {np.shape(price)}",
            expected="one price for each quantity",
        )
    return np.asarray(tonnes, dtype=float) * np.asarray(price, dtype=float)


def fiscal_cost(view: RunView, by: By = "year") -> tuple[FiscalCost, ...]:
    """What did floors, credits and strategic stocks cost, by region and period?

    Rows only for regions where an instrument was at work in some month of the run; an instrument
    that never was has one row for the world, at 0. Unknown for a period with a month that did not
    clear.
    """
    flows: dict[tuple[str, str], FloatArray] = {}
    support = view.numbers("support", "month", "facility")
    credit = view.numbers("credit", "month", "facility")
    places = view.text("facility_region")
    bought = purchase_cost(
        view.numbers("strategic_purchase", "month", "node"), view.numbers("price", "month", "node")
    )
    nodes = view.text("node_region")
    bills = ((FLOOR, support, places), (CREDIT, credit, places), (STOCK, bought, nodes))
    for instrument, values, regions in bills:
        for region in dict.fromkeys(regions.tolist()):
            monthly = values[:, regions == region].sum(axis=1)
            if np.nan_to_num(np.abs(monthly)).any():
                flows[instrument, region] = monthly
        if not any(name == instrument for name, _ in flows):
            flows[instrument, WORLD] = values.sum(axis=1)
    rows: list[FiscalCost] = []
    for period in view.periods(by):
        gap = view.gap(period.positions)
        for (instrument, region), monthly in flows.items():
            cost = float(monthly[list(period.positions)].sum())
            rows.append(FiscalCost(period.name, instrument, region, cost if gap is None else gap))
    return tuple(rows)
