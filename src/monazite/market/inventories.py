"""What do private holders of stocks put on the market, and what do they take?

The available part of last month's stock enters the node as given supply; holders then demand
``available * target * (price / expected) ** (-1 / kappa)``. One convex term, never negative. What
waits for an export licence is in the stock, but not for sale (`licences.kept_waiting`).
"""

from __future__ import annotations

from monazite.market.model import Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.schedule import Schedule
from monazite.market.structure import Array


def target_stock(arrays: Arrays, month: Schedule) -> Array:
    """How large a stock do holders want at the price they expect? [H] t, for the month to come."""
    return arrays.holder_target * month.stocks * month.cover


def initial_stock(arrays: Arrays, first: Schedule) -> Array:
    """How much do holders own when a run starts? [H] t, what covers its ``first`` month."""
    return arrays.holder_target * first.growth[arrays.holder_good]


def released(rates: Rates, stock: Array, before: Array, after: Array) -> Array:
    """How much do holders put on the market this month? [H] t/month.

    stock : [H] t owned; before, after : [H] t of it that waited for a licence at the end of last
    month, and that will at the end of this one. What has been decided is for sale again.
    """
    return rates.stock_available * (stock - before) + jnp.maximum(0.0, before - after)


def set_aside(before: Array, after: Array) -> Array:
    """How much do holders take off the market this month, to wait for a licence? [H] t/month."""
    return jnp.maximum(0.0, after - before)


def next_stock(rates: Rates, stock: Array, before: Array, after: Array, taken: Array) -> Array:
    """How much do holders own at the end of the month? [H] t; ``taken`` is what they bought."""
    return (1.0 - rates.stock_available) * (stock - before) + taken + after


def next_expectation(rates: Rates, expected: Array, price: Array) -> Array:
    """Which price at home do holders expect after seeing this month's? [H] USD/t."""
    return expected + rates.expectation_speed * (price - expected)


def reckon(rates: Rates, expected: Array, foreseen: Array) -> tuple[Array, Array]:
    """Which price do holders expect after part of what they foresee has entered it (M-16)?

    expected : [H] USD/t; foreseen : [H] log rise of the price that is foreseen and not yet in it.
    Returns what they expect now and what is still not in it.
    """
    entering = rates.expectation_speed * foreseen
    return expected * jnp.exp(entering), foreseen - entering
