"""How far does a step go along its direction?

A step is judged by the slope of the month's convex function along it. A slope that is still
downhill at the end settles it: the function fell all the way. Slightly uphill, as Newton steps
often end, the slope cannot tell: saturated activities make the function straight, and a gentle
slope upwards may last for a thousand prices. Then the change of the function is worked out, term
by term, because the function itself (1e10 USD) has lost its last digits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from monazite.market.precision import jax, jnp
from monazite.market.response import Response, Terms, with_zero
from monazite.market.structure import Array, Structure

MAX_TRIALS = 20
"""Step lengths tried along one direction."""

SLOPE_RESIDUAL = 1e-6
"""Below this residual slopes are mostly rounding, and a step that lowers the residual is taken."""

HALVING_RESIDUAL = 1e-2
"""A step that ends below this residual is taken if it halves it. Further off that proves nothing:
one node may come nearer while others are thrown where nothing answers."""


class Trial(NamedTuple):
    """One step length along a direction, and where it leads."""

    length: Array  # times the direction
    scaled: Array  # [N] price over reference price
    response: Response
    slope: Array  # USD per step length
    accepted: Array
    count: Array  # step lengths tried


def line_search(
    structure: Structure,
    terms: Terms,
    evaluate: Callable[[Array], Response],
    scaled: Array,
    response: Response,
    direction: Array,
    in_use: Array,
    trusted: Array,
) -> Trial:
    """Which point along the direction is taken?

    evaluate  : what answers at scaled prices
    scaled    : [N] price over reference price, where the step begins; response: what answers there
    direction : [N] change of the scaled prices, downhill
    in_use    : [N] nodes whose price must stay positive: a step goes at most 95 % of the way to 0.
                Other nodes may pass through zero
    trusted   : residual so small that a step to it is taken at once

    If no length is good enough within `MAX_TRIALS`, or the direction is not a number, the point
    returned is the one where the step began, and `accepted` is False.
    """
    reference = terms.reference_price
    slope = (response.excess * reference) @ direction
    falling = in_use & (direction < 0)
    room = jnp.where(falling, -scaled / jnp.where(falling, direction, -1.0), jnp.inf)
    longest = jnp.minimum(1.0, 0.95 * room.min(initial=jnp.inf))
    near = response.residual < SLOPE_RESIDUAL

    def next_length(trial: Trial) -> Array:
        secant = slope / (slope - trial.slope)
        part = jnp.where(jnp.isfinite(secant), jnp.clip(secant, 0.1, 0.7), 0.1)
        return jnp.where(trial.count == 0, longest, trial.length * part)

    def look(trial: Trial) -> Trial:
        length = next_length(trial)
        there = scaled + length * direction
        far = evaluate(there)
        after = (far.excess * reference) @ direction
        good = far.residual <= jnp.minimum(0.5 * response.residual, HALVING_RESIDUAL)
        good |= near & (far.residual < response.residual)
        good |= far.residual <= trusted
        fell = jax.lax.cond(
            ~good & (after > 0) & (after <= 0.5 * jnp.abs(slope)),
            lambda: (
                potential_change(structure, terms, scaled, there, response, far)
                <= 1e-4 * length * slope
            ),
            lambda: after <= 0,
        )
        good |= fell & jnp.isfinite(far.residual)
        return Trial(length, there, far, after, good, trial.count + 1)

    def searching(trial: Trial) -> Array:
        return ~trial.accepted & (trial.count < MAX_TRIALS)

    none, zero = jnp.asarray(False), jnp.asarray(0, dtype=jnp.int32)
    begin = Trial(longest, scaled, response, slope, none, zero)
    found = jax.lax.while_loop(searching, look, begin)
    stay = found._replace(scaled=scaled, response=response)
    chosen = jax.tree.map(lambda new, old: jnp.where(found.accepted, new, old), found, stay)
    return Trial(*chosen)


def potential_change(
    structure: Structure,
    terms: Terms,
    scaled: Array,
    there: Array,
    response: Response,
    far: Response,
) -> Array:
    """By how much does the convex function of the month differ between two price vectors? USD.

    scaled, response : where it is compared from; there, far : where to ([N], price over reference)

    Each term is differenced by itself: a group's ``K s log(1 + sum exp m)`` changes by
    ``K s log(idle + sum share_i exp(change of m_i))``.
    """
    price, there = scaled * terms.reference_price, there * terms.reference_price
    step = far.margin - response.margin
    gain = _log_mean_change(step, response.share, response.idle)
    scale = (terms.capacity * terms.dispersion)[structure.group]
    alone = structure.group_size[structure.group] == 1
    total = jnp.where(alone, scale * gain, 0.0).sum()
    if structure.shared_activity.shape[0]:
        members = structure.shared_activity
        absent = members == step.shape[0]
        moved = jnp.where(absent, 0.0, with_zero(step)[members])
        share = jnp.where(absent, 0.0, with_zero(response.share)[members])
        idle = jnp.where(absent, 0.0, with_zero(response.idle)[members]).max(axis=1)
        top = jnp.maximum(moved.max(axis=1), 0.0)
        rest = share * jnp.expm1(moved - top[:, None])
        change = top + jnp.log1p(rest.sum(axis=1) + idle * jnp.expm1(-top))
        total += ((terms.capacity * terms.dispersion)[structure.shared_group] * change).sum()
    node = structure.use_node
    taking = terms.use_quantity > 0
    log_ratio = jnp.log(jnp.where(taking, there[node] / price[node], 1.0))
    power = (1.0 - terms.use_elasticity) * log_ratio
    small = jnp.abs(power) < 1e-8
    worth = log_ratio * jnp.where(small, 1.0, jnp.expm1(power) / jnp.where(small, 1.0, power))
    total -= jnp.where(taking, response.use * price[node] * worth, 0.0).sum()
    middle = 0.5 * (price + there) - terms.previous_price
    drag = terms.inertia * middle / terms.reference_price
    return total + ((terms.supply + drag) * (there - price)).sum()


def _log_mean_change(step: Array, share: Array, idle: Array) -> Array:
    """``log(idle + share * exp(step))``, exact for small steps and safe for large ones."""
    rising = step > 0
    near = jnp.log1p(share * jnp.expm1(jnp.minimum(step, 1.0)))
    far = step + jnp.log1p(idle * jnp.expm1(-jnp.where(rising, step, 0.0)))
    return jnp.where(step > 1.0, far, near)
