"""What comes back from goods in use?

Goods in use pass through a few compartments, so that lifetimes are gamma-distributed. What leaves
the last one is end-of-life; part of it is collected as scrap, more when scrap is dear, up to a
limit (`collection`). New scrap (swarf) needs nothing here: it is an output of the magnet recipes.
"""

from __future__ import annotations

from typing import NamedTuple

from monazite.market.collection import LEAST_ELASTICITY
from monazite.market.model import Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.structure import Array


class Collection(NamedTuple):
    """With which numbers is old scrap collected this month?"""

    capacity: Array  # [S] t/month, the largest share of what retires
    dispersion: Array  # [S] USD/t
    bias: Array  # [S]


def retired(arrays: Arrays, in_use: Array) -> Array:
    """How much reaches its end of life this month? [C] t/month; ``in_use`` [C, compartments] t."""
    return in_use[:, -1] * arrays.cohort_speed


def collection(arrays: Arrays, rates: Rates, in_use: Array) -> Collection:
    """How does the collection of what retires this month answer to the price of scrap?

    At the reference price the base year's share is collected, with the elasticity of the rates.
    """
    places = arrays.scrap_node.shape[0]
    flow = jnp.zeros(places + 1).at[arrays.cohort_scrap].add(retired(arrays, in_use))[:places]
    used = arrays.scrap_rate / rates.collection_limit
    steepness = jnp.maximum(rates.collection_elasticity, LEAST_ELASTICITY) / (1.0 - used)
    return Collection(
        capacity=flow * rates.collection_limit,
        dispersion=arrays.reference[arrays.scrap_node] / steepness,
        bias=jnp.log(used / (1.0 - used)) - steepness,
    )


def next_in_use(arrays: Arrays, in_use: Array, used: Array) -> Array:
    """What is in use at the end of the month? [C, compartments] t; ``used`` [U] t/month served."""
    leaving = in_use * arrays.cohort_speed[:, None]
    arriving = jnp.concatenate([used[arrays.cohort_use][:, None], leaving[:, :-1]], axis=1)
    return in_use + arriving - leaving
