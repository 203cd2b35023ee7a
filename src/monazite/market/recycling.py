"""What comes back from goods in use?

Goods in use pass through a few compartments, so that lifetimes are gamma-distributed. What leaves
the last one is end-of-life; part of it is collected as scrap, more when scrap is dear, up to a
limit. New scrap (swarf) needs nothing here: it is an output of the magnet recipes.
"""

from __future__ import annotations

from monazite.market.model import Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.structure import Array


def retired(arrays: Arrays, in_use: Array) -> Array:
    """How much reaches its end of life this month? [C] t/month; ``in_use`` [C, compartments] t."""
    return in_use[:, -1] * arrays.cohort_speed


def collected(arrays: Arrays, rates: Rates, in_use: Array, last_price: Array) -> Array:
    """How much old scrap enters each place this month? [S] t/month, at last month's scrap price."""
    places = arrays.scrap_node.shape[0]
    flow = jnp.zeros(places + 1).at[arrays.cohort_scrap].add(retired(arrays, in_use))[:places]
    relative = last_price[arrays.scrap_node] / arrays.reference[arrays.scrap_node]
    response = jnp.maximum(relative, 1e-12) ** rates.collection_elasticity
    return flow * jnp.minimum(arrays.scrap_rate * response, rates.collection_limit)


def next_in_use(arrays: Arrays, in_use: Array, used: Array) -> Array:
    """What is in use at the end of the month? [C, compartments] t; ``used`` [U] t/month served."""
    leaving = in_use * arrays.cohort_speed[:, None]
    arriving = jnp.concatenate([used[arrays.cohort_use][:, None], leaving[:, :-1]], axis=1)
    return in_use + arriving - leaving
