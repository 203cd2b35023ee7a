"""How activities and uses answer to prices in one month: levels, use, excess supply.

Activity i of a group (capacity K, dispersion s) has margin ``m_i = (a_i . price - c_i)/s + b_i``
and the level ``K exp(m_i) / (1 + sum of exp(m) over the group)``; a group of one activity is the
plain logistic. A use takes ``quantity * (price / use_reference) ** -elasticity``.
Model page, section 2. This is the evaluation *inside* the solver; `certificate` repeats it
independently for the residual that is reported.
"""

from __future__ import annotations

from typing import NamedTuple

from monazite.market.precision import jax, jnp
from monazite.market.structure import Array, Structure


class Terms(NamedTuple):
    """The numbers of one month (float64, traced or not). Axes as in `Structure`."""

    reference_price: Array  # [N] USD/t, > 0: the unit in which prices are solved for
    previous_price: Array  # [N] USD/t: where inertia pulls to
    inertia: Array  # [N] t/month per relative price change, >= 0
    supply: Array  # [N] t/month given supply (released stock); may be 0 or negative
    coefficient: Array  # [E] t per unit of activity, from `build_structure`
    cost: Array  # [J] USD per unit of activity
    bias: Array  # [J] no unit
    capacity: Array  # [G] units of activity per month, >= 0
    dispersion: Array  # [G] USD per unit of activity, > 0
    use_quantity: Array  # [U] t/month demanded at `use_reference`, >= 0
    use_elasticity: Array  # [U] no unit, > 0 (without the minus sign)
    use_reference: Array  # [U] USD/t, > 0: price at which the quantity is demanded
    throughput_floor: Array  # [N] t/month, >= 0: the residual's smallest divisor


class Response(NamedTuple):
    """What the month answers to one price vector."""

    margin: Array  # [J] scaled margin, no unit
    share: Array  # [J] level over the capacity of the group
    idle: Array  # [J] share of the group's capacity that does nothing
    use: Array  # [U] t/month
    excess: Array  # [N] t/month, excess supply
    throughput: Array  # [N] t/month, half of all flows in and out
    residual: Array  # scalar, largest |excess| / max(throughput, floor); NaN where anything is NaN
    worst_node: Array  # scalar, node of that largest ratio


def with_zero(values: Array) -> Array:
    """The values followed by one zero, for gathers whose last index means "absent"."""
    return jnp.concatenate([values, jnp.zeros(1, dtype=values.dtype)])


def margins(structure: Structure, terms: Terms, price: Array) -> Array:
    """How profitable is each activity, in units of its dispersion? [J], no unit."""
    coefficient = with_zero(terms.coefficient)
    entry, node = structure.first_entry, structure.first_node
    # column by column: a sum over an axis of two costs six times as much
    value = (
        coefficient[entry[:, 0]] * price[node[:, 0]] + coefficient[entry[:, 1]] * price[node[:, 1]]
    )
    if structure.wide_activity.shape[0]:
        further = (coefficient[structure.wide_entry] * price[structure.wide_node]).sum(axis=1)
        value = value.at[structure.wide_activity].add(further)
    return (value - terms.cost) / terms.dispersion[structure.group] + terms.bias


def shares(structure: Structure, margin: Array) -> tuple[Array, Array]:
    """Which share of its group's capacity does each activity run at, and which share is idle?

    Both [J], between 0 and 1, each computed without cancellation, so that far in the tails they
    are tiny and right rather than exactly 0 or 1.
    """
    gains = margin > 0
    # not abs(): its derivative at 0 is 0, and the derivative of a share there is 1/4
    tail = jnp.exp(-jnp.where(gains, margin, -margin))
    large, small = 1.0 / (1.0 + tail), tail / (1.0 + tail)
    share = jnp.where(gains, large, small)
    idle = jnp.where(gains, small, large)
    if structure.shared_activity.shape[0]:
        members = structure.shared_activity
        absent = members == margin.shape[0]
        table = jnp.where(absent, -jnp.inf, with_zero(margin)[members])
        top = jax.lax.stop_gradient(jnp.maximum(table.max(axis=1), 0.0))
        weight = jnp.where(absent, 0.0, jnp.exp(jnp.where(absent, 0.0, table - top[:, None])))
        nothing = jnp.exp(-top)
        total = nothing + weight.sum(axis=1)
        share = share.at[members].set(weight / total[:, None], mode="drop")
        rest = jnp.broadcast_to((nothing / total)[:, None], members.shape)
        idle = idle.at[members].set(rest, mode="drop")
    return share, idle


def uses(structure: Structure, terms: Terms, price: Array) -> Array:
    """How much does each use take at these prices? [U], t/month; a use of quantity 0 takes none."""
    ratio = price[structure.use_node] / terms.use_reference
    ratio = jnp.where(terms.use_quantity > 0, ratio, 1.0)
    return terms.use_quantity * ratio ** (-terms.use_elasticity)


def nodes_in_use(structure: Structure, terms: Terms) -> Array:
    """At which nodes does a use take anything, so that the price must be positive? [N], bool."""
    taken = jax.ops.segment_max(
        terms.use_quantity, structure.use_node, terms.reference_price.shape[0]
    )
    return taken > 0


def respond(structure: Structure, terms: Terms, price: Array) -> Response:
    """What do all activities and uses do at these prices, and how far is every node from clearing?

    price : [N] USD/t; positive at nodes with a use (otherwise the residual is NaN)
    """
    n_nodes = price.shape[0]
    margin = margins(structure, terms, price)
    share, idle = shares(structure, margin)
    level = terms.capacity[structure.group] * share
    use = uses(structure, terms, price)
    flow = terms.coefficient * level[structure.entry_activity]
    both = jax.ops.segment_sum(
        flow[structure.flow_entry], structure.flow_slot, 2 * n_nodes, indices_are_sorted=True
    ).reshape(n_nodes, 2)
    taken = jax.ops.segment_sum(
        use[structure.use_order],
        structure.use_node[structure.use_order],
        n_nodes,
        indices_are_sorted=True,
    )
    drag = terms.inertia * (price - terms.previous_price) / terms.reference_price
    excess = both[:, 0] + both[:, 1] - taken + terms.supply + drag
    throughput = 0.5 * (both[:, 0] - both[:, 1] + taken + jnp.abs(terms.supply))
    ratio = jnp.abs(excess) / jnp.maximum(jnp.maximum(throughput, terms.throughput_floor), 1e-300)
    worst = jnp.argmax(jnp.where(jnp.isnan(ratio), jnp.inf, ratio)).astype(jnp.int32)
    return Response(margin, share, idle, use, excess, throughput, ratio[worst], worst)
