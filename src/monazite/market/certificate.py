"""Do these prices clear the month? A second evaluation that shares nothing with the solver.

The solver's own idea of its residual is never reported. Prices are put once more into the
equations of the month, by other formulas over other index arrays: columns as a flat list, groups
by the logarithm of a sum of exponentials instead of by tails. `excess_supply` runs inside compiled
code, `excess_supply_plain` is NumPy with one loop over groups and exists to check both.
"""

from __future__ import annotations

import numpy as np

from monazite.market.precision import jax, jnp
from monazite.market.response import Terms
from monazite.market.structure import Array, Structure


def excess_supply(
    structure: Structure, terms: Terms, price: Array
) -> tuple[Array, Array, Array, Array]:
    """What is left over at every node, and what do all activities and uses do, at these prices?

    price : [N] USD/t.
    Returns excess [N] t/month (supply minus demand), throughput [N] t/month (half of all flows in
    and out, given supply and uses included, inertia not), level [J] units/month, use [U] t/month.
    NaN where an input is NaN, or where something is used at a price that is not positive.
    """
    terms, price = Terms(*(jnp.asarray(part) for part in terms)), jnp.asarray(price)
    group = jnp.asarray(structure.group)
    n_groups = terms.capacity.shape[0]
    value = (
        jnp.zeros(terms.cost.shape[0])
        .at[structure.entry_activity]
        .add(terms.coefficient * price[structure.entry_node])
    )
    margin = (value - terms.cost) / terms.dispersion[group] + terms.bias
    top = jnp.maximum(jax.ops.segment_max(margin, group, n_groups), 0.0)
    total = jax.ops.segment_sum(jnp.exp(margin - top[group]), group, n_groups) + jnp.exp(-top)
    level = terms.capacity[group] * jnp.exp(margin - (top + jnp.log(total))[group])
    taking = terms.use_quantity > 0
    paid = jnp.where(taking, price[structure.use_node], 1.0)
    log_ratio = jnp.log(paid) - jnp.log(jnp.where(taking, terms.use_reference, 1.0))
    use = terms.use_quantity * jnp.exp(-terms.use_elasticity * log_ratio)

    flow = terms.coefficient * level[structure.entry_activity]
    excess = terms.supply.at[structure.entry_node].add(flow).at[structure.use_node].add(-use)
    excess = excess + terms.inertia * (price - terms.previous_price) / terms.reference_price
    gross = jnp.abs(terms.supply).at[structure.entry_node].add(jnp.abs(flow))
    gross = gross.at[structure.use_node].add(jnp.abs(use))
    return excess, gross / 2, level, use


def excess_supply_plain(
    structure: Structure, terms: Terms, price: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same question answered in plain NumPy, group by group (for tests and reports).

    Shapes and units as in `excess_supply`.
    """
    with np.errstate(all="ignore"):
        entry_node, entry_activity = np.asarray(structure.entry_node), structure.entry_activity
        coefficient, group = np.asarray(terms.coefficient), np.asarray(structure.group)
        value = np.bincount(
            entry_activity, weights=coefficient * price[entry_node], minlength=len(group)
        )
        margin = (value - terms.cost) / np.asarray(terms.dispersion)[group] + terms.bias
        level = np.empty(len(group))
        sorted_by_group = np.argsort(group, kind="stable")
        ends = np.cumsum(np.bincount(group, minlength=len(terms.capacity)))
        for capacity, own in zip(
            np.asarray(terms.capacity), np.split(sorted_by_group, ends[:-1]), strict=True
        ):
            whole = np.logaddexp.reduce(np.append(margin[own], 0.0))
            level[own] = capacity * np.exp(margin[own] - whole)
        node = np.asarray(structure.use_node)
        quantity = np.asarray(terms.use_quantity)
        ratio = np.where(quantity > 0, price[node] / np.asarray(terms.use_reference), 1.0)
        use = quantity * np.power(ratio, -np.asarray(terms.use_elasticity))
        flow = coefficient * level[entry_activity]
        n_nodes = len(price)
        excess = np.asarray(terms.supply) + np.bincount(entry_node, flow, n_nodes)
        excess = excess - np.bincount(node, use, n_nodes)
        change = (price - np.asarray(terms.previous_price)) / np.asarray(terms.reference_price)
        gross = np.abs(np.asarray(terms.supply)) + np.bincount(entry_node, np.abs(flow), n_nodes)
        gross = gross + np.bincount(node, np.abs(use), n_nodes)
        return excess + np.asarray(terms.inertia) * change, gross / 2, level, use


def residual_of(excess: Array, throughput: Array, throughput_floor: Array) -> tuple[Array, Array]:
    """How badly is the worst node off, and which is it?

    Largest |excess| / max(throughput, floor) over nodes, no unit, and the node. NaN as soon as one
    node is NaN; a node with neither flow nor floor counts 0 if nothing is left over there.
    """
    floor = jnp.maximum(jnp.maximum(throughput, throughput_floor), 1e-300)
    ratio = jnp.abs(excess) / floor
    worst = jnp.argmax(jnp.where(jnp.isnan(ratio), jnp.inf, ratio)).astype(jnp.int32)
    return ratio[worst], worst
