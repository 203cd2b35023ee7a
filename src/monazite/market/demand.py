"""How does use adjust from month to month?

Within the month a use answers with its short-run elasticity; between months its intensity moves
towards what the long-run elasticity asks for, and uses turn to a lesser grade; both fall at most
at the measured speed (Sprecher et al. 2017: some 10 per cent a year in 2010-12). This is what
wears leverage down.
"""

from __future__ import annotations

from monazite.market.model import Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.schedule import Schedule
from monazite.market.structure import Array


def wanted(arrays: Arrays, month: Schedule, staying: Array) -> Array:
    """How much would be used at the reference price and base-year intensity? [U] t/month.

    staying : [X] log share of a use that has not turned to its lesser grade, at most 0. What has
    turned is wanted as that grade, tonne for tonne.
    """
    path = arrays.use_quantity * month.demand
    turned = path[arrays.switch_from] * -jnp.expm1(staying)
    return path.at[arrays.switch_from].add(-turned).at[arrays.switch_to].add(turned)


def next_staying(arrays: Arrays, rates: Rates, staying: Array, price: Array) -> Array:
    """Which log share of each use still takes the better grade after this month's prices? [X]

    Moves towards ``min(1, relative price ** -elasticity)``, the relative price being that of the
    better grade over the lesser one against the base year; no faster than intensity falls.
    """
    better = price[arrays.use_node] / arrays.reference[arrays.use_node]
    relative = jnp.maximum(better[arrays.switch_from] / better[arrays.switch_to], 1e-12)
    goal = jnp.minimum(0.0, -rates.switching_elasticity * jnp.log(relative))
    change = rates.intensity_speed * (goal - staying)
    return staying + jnp.maximum(change, -rates.intensity_fall)


def next_intensity(arrays: Arrays, rates: Rates, intensity: Array, price: Array) -> Array:
    """What is the log intensity of each use after this month's prices? [U], 0 in the base year."""
    relative = jnp.maximum(price[arrays.use_node] / arrays.reference[arrays.use_node], 1e-12)
    goal = -(arrays.use_long - arrays.use_short) * jnp.log(relative)
    change = rates.intensity_speed * (goal - intensity)
    return intensity + jnp.maximum(change, -rates.intensity_fall)


def served(arrays: Arrays, used: Array, level: Array, throughput: Array) -> Array:
    """How much of what was used is the good itself, not its substitute? [U] t/month.

    used [U] t/month at market prices, level [J], throughput [N] t/month. The backstop of a node is
    shared by all who take from it in proportion.
    """
    padded = jnp.concatenate([level, jnp.zeros(1)])
    substitute = padded[arrays.backstop] / jnp.maximum(throughput, 1e-300)
    return used * (1.0 - substitute[arrays.use_node])
