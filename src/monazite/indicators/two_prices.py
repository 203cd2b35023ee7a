"""What did the last tonne cost, what did the average tonne cost, and who kept the difference?

Behind a licence gate a node clears at the price of the last tonne, while licensed tonnes were
bought where they come from. Both prices are true; they answer different questions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.absence import NotApplicable
from monazite.errors import DataError
from monazite.indicators.run_view import By, RunView
from monazite.indicators.value import (
    BoolArray,
    FloatArray,
    Value,
    require_quantities,
    share_of,
)

WORLD = "world"
"""In place of a region: all of them."""

_NOTHING_BOUGHT = "nothing is bought"


@dataclass(frozen=True)
class TwoPrices:
    """What did buyers of a good pay at the margin, and on average, in one region and period?

    marginal        : price of the last tonne, USD/t, weighted by purchases over months and nodes
    volume_weighted : the same with licensed tonnes at the origin's price free on board, USD/t
    licensed_share  : share of purchases that came through a gate with a rule in force, 0 to 1
    tonnes          : bought by processes and final uses from real supply, t of the good's basis
    """

    period: str
    good: str
    region: str
    marginal: Value
    volume_weighted: Value
    licensed_share: Value
    tonnes: Value


@dataclass(frozen=True)
class GateRent:
    """What was the right to pass an export gate worth in a period?

    tonnes    : t that passed while a rule was in force
    rent      : USD, tonnes x (price behind the gate - price before it, with its charges); slightly
                negative values come from the gate's small dispersion and are left as they are
    per_tonne : USD/t; NotApplicable where nothing passed under a rule
    """

    period: str
    gate: str
    tonnes: Value
    rent: Value
    per_tonne: Value


def volume_weighted_price(tonnes: npt.ArrayLike, price_paid: npt.ArrayLike) -> Value:
    """What did the average tonne cost?

    tonnes     : (lots,) of one basis, not negative; price_paid : (lots,) USD/t, not negative
    returns    : sum of tonnes x price / sum of tonnes, USD/t, between the lowest and the highest
                 price; NotApplicable if no tonne was bought

    Raises DataError for negative or missing numbers or different lengths. Source: model, section 2.

    >>> volume_weighted_price([96.0, 4.0], [220.0, 800.0])
    243.2
    """
    lots = require_quantities(tonnes, "tonnes")
    paid = require_quantities(price_paid, "price paid")
    if lots.shape != paid.shape:
        raise DataError.one(
            where="volume-weighted price",
            found=f"{paid.shape} prices for {lots.shape} lots",
            expected="one price for each lot",
        )
    return _mean_price(float((lots * paid).sum()), float(lots.sum()))


def _mean_price(money: float, tonnes: float) -> Value:
    return money / tonnes if tonnes > 0 else NotApplicable(_NOTHING_BOUGHT)


def licence_rent(
    tonnes: npt.ArrayLike, price_behind: npt.ArrayLike, price_before: npt.ArrayLike
) -> FloatArray:
    """How much money does a gate make for whoever is let through?

    tonnes       : that pass; price_behind : at the hub from which ships leave, USD/t
    price_before : of the same tonne on the exporter's side, with the charges due on leaving, USD/t
    returns      : tonnes x (price_behind - price_before), USD, any one shape

    Who keeps it (licensed buyer, exporter, state) is for the rule to say, not for this number.
    Raises DataError for negative or missing numbers. Source: model, section 2, "Two prices".
    """
    passed = require_quantities(tonnes, "tonnes through the gate")
    behind = require_quantities(price_behind, "price behind the gate")
    before = require_quantities(price_before, "price before the gate")
    rent: FloatArray = passed * (behind - before)
    return rent


@dataclass(frozen=True, eq=False)
class _Gate:
    name: str
    activity: int
    inside: int
    hub: int
    in_force: BoolArray
    origin_price: FloatArray


def _gates(view: RunView) -> list[_Gate]:
    """List the gates of a run, with the price of the exporter's side as it is due on leaving.

    The charges on leaving (unrefunded VAT, export taxes) are the run's `gate_cost`; in a run
    without it, the ratio of hub to market in the reference prices.
    """
    price = view.numbers("price", "month", "node")
    reference = view.numbers("reference_price", "node")
    names = [str(name) for name in view.text("gate")] if view.has("gate") else []
    in_force = np.asarray(view.run["gate_in_force"], dtype=bool) if names else None
    charge = view.numbers("gate_cost", "month", "gate") if view.has("gate_cost") else None
    found = []
    for activity in np.flatnonzero(view.activity_kind == "gate"):
        entries = np.flatnonzero(view.column_activity == activity)
        inside = int(view.column_node[entries[view.column_value[entries] < 0][0]])
        hub = int(view.column_node[entries[view.column_value[entries] > 0][0]])
        name = str(view.text("activity")[activity]).removeprefix("gate/")
        ruled = np.zeros(len(view.months), dtype=bool)
        if in_force is not None and name in names:
            ruled = in_force[:, names.index(name)]
        before = price[:, inside] * (reference[hub] / reference[inside])
        if charge is not None and name in names:
            before = price[:, inside] + charge[:, names.index(name)]
        found.append(_Gate(name, int(activity), inside, hub, ruled, before))
    return found


def _licensed(view: RunView, good: str) -> tuple[FloatArray, FloatArray]:
    """Return (month, node): share of inflow that came licensed, and its mean origin price."""
    arrived = np.zeros((len(view.months), len(view.node_position)))
    value = np.zeros_like(arrived)
    by_hub = {gate.hub: gate for gate in _gates(view) if str(view.node_good[gate.hub]) == good}
    ships = view.activity_kind[view.column_activity] == "ship"
    leaving = {
        int(view.column_activity[entry]): by_hub[int(view.column_node[entry])]
        for entry in np.flatnonzero(ships & (view.column_value < 0))
        if int(view.column_node[entry]) in by_hub
    }
    for entry in np.flatnonzero(ships & (view.column_value > 0)):
        activity, node = int(view.column_activity[entry]), int(view.column_node[entry])
        if activity in leaving:
            gate = leaving[activity]
            tonnes = view.level[:, activity] * view.column_value[entry] * gate.in_force
            arrived[:, node] += tonnes
            value[:, node] += tonnes * gate.origin_price
    inflow = view.node_inflow
    share = np.divide(arrived, inflow, out=np.zeros_like(arrived), where=inflow > 0)
    origin = np.divide(value, arrived, out=np.zeros_like(value), where=arrived > 0)
    return share, origin


def two_prices(view: RunView, good: str, by: By = "month") -> tuple[TwoPrices, ...]:
    """What did buyers of a good pay at the margin and on average, by region and in the world?

    Purchases are what processes and final uses took from real supply at the market nodes of the
    good, all statuses. Of each node's purchases the part that arrived through a gate with a rule in
    force (in proportion to inflow) was paid at the exporter's price free on board; the rest,
    material that passed through a third region included, at the node's own price.
    Prices inside a region whose exports bear unrefunded VAT are net of it, as in the run.

    Rows for each period: every region with a market node of the good, then "world". NotApplicable
    where nothing is bought, Unknown for a period that did not clear. Raises UnknownNameError for
    an unknown good. Source: model, section 2, "Two prices".
    """
    view.require_good(good)
    key = ("two prices", good, by)
    if key not in view.memory:
        view.memory[key] = _two_prices(view, good, by)
    rows: tuple[TwoPrices, ...] = view.memory[key]
    return rows


def _two_prices(view: RunView, good: str, by: By) -> tuple[TwoPrices, ...]:
    price = view.numbers("price", "month", "node")
    market = np.flatnonzero((view.node_good == good) & (view.text("node_kind") == "market"))
    bought = view.column_flow(("process",), inputs=True) * (1.0 - view.backstop_share)
    np.add.at(bought.T, view.use_node, view.consumption.T)
    share, origin = _licensed(view, good)
    rows: list[TwoPrices] = []
    regions = dict.fromkeys(str(region) for region in view.node_region[market])
    inside = np.array([*(view.node_region[market] == region for region in regions), market >= 0])
    for period in view.periods(by):
        gap = view.gap(period.positions)
        if gap is not None:
            rows += [TwoPrices(period.name, good, r, gap, gap, gap, gap) for r in (*regions, WORLD)]
            continue
        cell = np.ix_(np.asarray(period.positions), market)
        tonnes = require_quantities(bought[cell], "tonnes")
        licensed = require_quantities(tonnes * share[cell], "tonnes under licence")
        rest = require_quantities(tonnes - licensed, "tonnes without licence")
        local = require_quantities(price[cell], "price paid")
        paid = licensed * require_quantities(origin[cell], "price paid at origin") + rest * local
        sums = np.array([part.sum(axis=0) for part in (tonnes, licensed, tonnes * local, paid)])
        for region, total in zip((*regions, WORLD), inside @ sums.T, strict=True):
            bound, marginal, money = map(float, total[1:])
            rows.append(
                TwoPrices(
                    period.name,
                    good,
                    region,
                    _mean_price(marginal, float(total[0])),
                    _mean_price(money, float(total[0])),
                    share_of(bound, float(total[0]), _NOTHING_BOUGHT),
                    float(total[0]),
                )
            )
    return tuple(rows)


def gate_rents(view: RunView, by: By = "year") -> tuple[GateRent, ...]:
    """What was the right to pass each export gate worth, period by period?

    Counted are the months in which a rule was in force. The charges due on leaving (unrefunded
    VAT) are no part of the rent. Unknown for a period that did not clear. A run without gates
    gives no rows.
    """
    price = view.numbers("price", "month", "node")
    rows: list[GateRent] = []
    gates = _gates(view)
    for period in view.periods(by):
        at = list(period.positions)
        gap = view.gap(period.positions)
        for gate in gates:
            if gap is not None:
                rows.append(GateRent(period.name, gate.name, gap, gap, gap))
                continue
            passed = view.level[at, gate.activity] * gate.in_force[at]
            rent = licence_rent(passed, price[at, gate.hub], gate.origin_price[at])
            tonnes, money = float(passed.sum()), float(rent.sum())
            each: Value = NotApplicable("nothing passed under a rule")
            if tonnes > 0:
                each = money / tonnes
            rows.append(GateRent(period.name, gate.name, tonnes, money, each))
    return tuple(rows)
