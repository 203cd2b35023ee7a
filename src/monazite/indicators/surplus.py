"""Who gains and who loses between two runs: users, producers, and where?

The change of surplus between a run and the one it is compared with, at market prices: buyers gain
where the price is lower, makers where the value they add is higher. With straight lines between the
two runs this is the classic approximation of welfare economics, exact to second order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.absence import Unknown
from monazite.errors import DataError
from monazite.indicators.run_view import By, RunView
from monazite.indicators.value import FloatArray, unless


@dataclass(frozen=True)
class Surplus:
    """What did a region gain or lose against another run in a period? Constant USD.

    consumers : final uses, at the marginal price of their node
    producers : mines, plants and recycling, with floors and credits received; total : both
    """

    period: str
    region: str
    consumers: float | Unknown
    producers: float | Unknown
    total: float | Unknown


def sellers_gain(
    price_before: npt.ArrayLike,
    price_after: npt.ArrayLike,
    quantity_before: npt.ArrayLike,
    quantity_after: npt.ArrayLike,
) -> FloatArray:
    """How much do sellers gain when price and quantity change? Buyers gain as much, negated.

    prices : USD/t (may be negative for value added); quantities : t or units, not negative; one
    shape for all. returns : (price_after - price_before) times the mean quantity, USD

    Raises DataError for different shapes or numbers that are not finite. Source: A. C. Harberger,
    Three basic postulates for applied welfare economics, Journal of Economic Literature 9(3), 1971.

    >>> float(sellers_gain(10.0, 12.0, 100.0, 80.0))
    180.0
    """
    before, after, less, more = (
        np.asarray(values, dtype=np.float64)
        for values in (price_before, price_after, quantity_before, quantity_after)
    )
    if len({one.shape for one in (before, after, less, more)}) > 1:
        raise DataError.one(
            where="sellers_gain()",
            found=f"shapes {before.shape}, {after.shape}, {less.shape}, {more.shape}",
            expected="one shape",
        )
    if not all(np.isfinite(one).all() for one in (before, after, less, more)):
        raise DataError.one(
            where="sellers_gain()", found="a number that is not finite", expected="finite numbers"
        )
    return (after - before) * (less + more) / 2.0


def require_comparable(view: RunView, against: RunView) -> None:
    """Raises DataError unless two runs have the same months, nodes, activities and uses."""
    for axis in ("month", "node", "activity", "use"):
        if not np.array_equal(view.text(axis), against.text(axis)):
            raise DataError.one(
                where="runs compared",
                found=f"different labels along {axis}",
                expected="runs of one chain over the same months",
                because="gains and losses are taken place by place",
                advice="make both runs from one world, with the same start and number of months",
            )


def regional_gains(view: RunView, against: RunView) -> tuple[FloatArray, FloatArray]:
    """What do consumers and producers of each region gain each month? (month, region) each, USD.

    Months that did not clear in either run hold NaN. Raises DataError as `require_comparable`.
    """
    require_comparable(view, against)
    place = {region: at for at, region in enumerate(view.regions)}
    cleared = view.cleared & against.cleared
    shape = (len(view.months), len(view.regions))
    price, before = (one.numbers("price", "month", "node")[cleared] for one in (view, against))
    at_use = view.use_node
    paid = -sellers_gain(
        before[:, at_use], price[:, at_use], against.taken[cleared], view.taken[cleared]
    )
    made = view.text("activity_recipe") != ""
    value, value_before = (_value_added(view, one) for one in (price, before))
    gained = sellers_gain(
        value_before[:, made],
        value[:, made],
        against.level[cleared][:, made],
        view.level[cleared][:, made],
    )
    floors, floors_before = (
        one.numbers("support", "month", "facility")[cleared]
        + one.numbers("credit", "month", "facility")[cleared]
        for one in (view, against)
    )
    consumers, producers = np.full(shape, np.nan), np.full(shape, np.nan)
    homes = [place[str(region)] for region in view.text("use_region")]
    consumers[cleared] = _by_region(paid, homes, shape[1])
    plants = [place[str(region)] for region in view.text("activity_region")[made]]
    owners = [place[str(region)] for region in view.text("facility_region")]
    producers[cleared] = _by_region(gained, plants, shape[1]) + _by_region(
        floors - floors_before, owners, shape[1]
    )
    return consumers, producers


def _value_added(view: RunView, price: FloatArray) -> FloatArray:
    """Value of outputs less inputs of a unit of each activity, (month, activity), USD."""
    added = np.zeros((len(view.activity_kind), len(price)))
    np.add.at(added, view.column_activity, (price[:, view.column_node] * view.column_value).T)
    return added.T


def _by_region(amounts: FloatArray, regions: list[int], count: int) -> FloatArray:
    total = np.zeros((count, len(amounts)))
    np.add.at(total, regions, amounts.T)
    return total.T


def surplus(view: RunView, against: RunView, by: By = "year") -> tuple[Surplus, ...]:
    """Who gained and who lost against another run, by region and period?

    against : the run that is compared with, of the same chain and months

    Rents of licences and what states pay or take are not counted: see `licence_rent` and
    `fiscal_cost`. Processing loses what it pays more for inputs, so that losses are counted once,
    where they end. Unknown for a period in which a month did not clear in either run.
    """
    consumers, producers = regional_gains(view, against)
    rows: list[Surplus] = []
    for period in view.periods(by):
        missing = view.gap(period.positions) or against.gap(period.positions)
        at = list(period.positions)
        for number, region in enumerate(view.regions):
            used, made = float(consumers[at, number].sum()), float(producers[at, number].sum())
            rows.append(
                Surplus(
                    period.name,
                    region,
                    unless(missing, used),
                    unless(missing, made),
                    unless(missing, used + made),
                )
            )
    return tuple(rows)
