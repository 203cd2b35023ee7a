"""What do charges and guarantees that follow the price cost, at given prices?

They have no convex potential: tariffs, export taxes and unrefunded VAT are a share of a price,
producer floors pay the gap to a price. Each is made specific at the latest prices, the month is
cleared, and this is repeated until the costs no longer move; what is left is reported.
"""

from __future__ import annotations

from monazite.market.model import Arrays
from monazite.market.precision import jnp
from monazite.market.schedule import Schedule
from monazite.market.structure import Array


def charges(arrays: Arrays, month: Schedule, price: Array) -> Array:
    """What does passing each charged activity cost at these prices? [V] USD/t.

    A charge is a share of a price at which goods change hands: above the ceiling nobody buys, and
    the price behind a closed gate, where nothing does, has no bound.
    """
    rate = arrays.charge_rate + month.charge
    return arrays.charge_cost + rate * jnp.minimum(price[arrays.charge_node], arrays.charge_cap)


def top_up(month: Schedule, price: Array) -> Array:
    """What does the payer add for each unit that a covered facility makes? [F] USD per unit.

    Negative where the price stands above the floor and the payer shares the upside.
    """
    gap = month.floor - price[month.floor_node]
    covered = month.floor > 0
    per_tonne = jnp.maximum(0.0, gap) - month.upside * jnp.maximum(0.0, -gap)
    return jnp.where(covered, month.floor_tonnes * per_tonne, 0.0)


def costs(arrays: Arrays, month: Schedule, price: Array) -> Array:
    """What does a unit of each activity cost at these prices? [J] USD per unit."""
    cost = arrays.cost.at[arrays.charge_activity].set(charges(arrays, month, price))
    padded = jnp.concatenate([cost, jnp.zeros(1)])
    support = top_up(month, price)
    for variant in (0, 1):
        made = arrays.facility_activity[:, variant]
        padded = padded.at[made].add(-support - month.credit * padded[made])
    return padded[:-1]
