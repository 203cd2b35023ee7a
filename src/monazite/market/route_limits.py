"""How much does a route with a limit still carry?

A limit is a share of the route's *usual trade*: its flow of the base year, grown with the demand
for the good as normal flows at gates are. In units of usual trade a route without a limit carries
``1 / (u + (1 - u) y)``, where u is the share of its capacity used in the base year and y is 1 at
the prices of the base year and falls by e-folds with the margin per dispersion. With a limit of
share s it carries ``1 / (1 / s + (1 - u) y**2 / 4)``: never more than s whatever the prices, never
more than it would without a limit, more the larger s, and s/(1 + s(1 - u)/4) at the prices of the
base year (0.29 of 0.3, 0.46 of 0.5). This is the same curve as any activity's, with the limit as
capacity, half the dispersion and another bias: a bound, no new shape.
"""

from __future__ import annotations

from typing import NamedTuple

from monazite.market.model import Arrays
from monazite.market.precision import jnp
from monazite.market.schedule import Schedule
from monazite.market.structure import Array

STEEPER = 2.0
"""How many times steeper a limited route answers to prices. At 1 a limit of nearly all trade would
hold back four tenths of it at unchanged prices; the steeper, the earlier a route empties whose
margin falls while its limit does not bind."""


class Limited(NamedTuple):
    """What routes run with under the limits of a month?"""

    capacity: Array  # [G] units/month
    dispersion: Array  # [G] USD per unit
    bias: Array  # [J]


def limit_routes(arrays: Arrays, month: Schedule, calm: Limited) -> Limited:
    """With which numbers do routes run this month, ``calm`` being those without a limit?

    Where no limit is in force the numbers stay as they are, bit for bit.
    """
    held = jnp.isfinite(month.route_limit)
    group, activity = arrays.charge_group, arrays.charge_activity
    usual = jnp.where(held, arrays.charge_usual, 0.5)
    share = jnp.where(held, month.route_limit, 1.0)
    capacity, dispersion = calm.capacity[group], calm.dispersion[group]
    bias = calm.bias[activity]
    in_base = jnp.log(usual / (1.0 - usual))
    flat = (1.0 - usual) / STEEPER * ((STEEPER - 1.0) / STEEPER) ** (STEEPER - 1.0)
    limited = STEEPER * (bias - in_base) - jnp.log(share * flat)
    return Limited(
        calm.capacity.at[group].set(jnp.where(held, capacity * share * usual, capacity)),
        calm.dispersion.at[group].set(jnp.where(held, dispersion / STEEPER, dispersion)),
        calm.bias.at[activity].set(jnp.where(held, limited, bias)),
    )
