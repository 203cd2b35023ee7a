"""How does use adjust from month to month?

Within the month a use answers with its short-run elasticity; between months its intensity moves
towards what the long-run elasticity asks for, falling at most at the measured speed (Sprecher et
al. 2017: some 10 per cent a year in 2010-12). This is what wears leverage down.
"""

from __future__ import annotations

from monazite.market.model import Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.schedule import Schedule
from monazite.market.structure import Array


def wanted(arrays: Arrays, month: Schedule) -> Array:
    """How much would be used at the reference price and base-year intensity? [U] t/month."""
    return arrays.use_quantity * month.demand


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
