"""One month: at which prices does every node clear?

Excess supply is the gradient of a convex function of the node prices (model page, section 2), so
the month clears exactly where that function is smallest. It is found by Newton's method in prices
scaled by their references. No value of the function is ever computed: at 1e10 USD its last digits
are gone long before the month is certified; see `line_search` for how a step is judged instead.
"""

from __future__ import annotations

from functools import partial
from typing import Literal, NamedTuple

from monazite.market.certificate import excess_supply, residual_of
from monazite.market.line_search import line_search
from monazite.market.precision import jax, jnp
from monazite.market.preconditioner import assemble, pair_products, solve_blocks, solve_dense
from monazite.market.response import Response, Terms, nodes_in_use, respond
from monazite.market.structure import Array, Structure, build_structure

__all__ = ["Cleared", "Structure", "Terms", "build_structure", "clear", "excess_supply", "valid"]

Linear = Literal["blocks", "dense"]
"""How the linear system of a step is solved."""

MAX_STEPS = 200
"""Newton steps of one attempt."""

LEAST_DAMPING = 0.1
"""Damping of a calm solve: no node moves by more than about five times its price at once."""

MOST_DAMPING = 64.0
"""Damping after many shortened steps, unless no step length at all is good enough."""

ROUNDING_RESIDUAL = 1e-8
"""Below this residual, `ROUNDING_STEPS` steps that do not halve it mean rounding has the word."""

ROUNDING_STEPS = 20

LOWEST_START = 1e-12
"""Where a node with a use starts at least, times its reference price: a matter of steps only."""


class Cleared(NamedTuple):
    """What came out of one month. Look at `ok` first: prices of a failed month are not results."""

    price: Array  # [N] USD/t
    level: Array  # [J] units of activity per month
    use: Array  # [U] t/month
    residual: Array  # largest |excess supply| / max(throughput, floor) over nodes, certified
    steps: Array  # Newton steps, both attempts together
    inner_iterations: Array  # conjugate-gradient iterations of all steps
    shortened_steps: Array  # steps that had to be shortened
    worst_node: Array  # node of the residual
    ok: Array  # residual <= the larger of tolerance and acceptable
    attempts: Array  # 1; 2 when the solve began again from reference prices; 0 for invalid inputs


class _Point(NamedTuple):
    """Where the solver stands."""

    scaled: Array  # [N] price over reference price
    response: Response
    damping: Array  # of every node's own step, see `preconditioner.assemble`
    steps: Array
    inner: Array
    shortened: Array
    best: Array  # residual when it was last halved
    since: Array  # steps since then


@partial(jax.jit, static_argnames=("max_steps", "linear"))
def clear(
    structure: Structure,
    terms: Terms,
    start_price: Array,
    *,
    tolerance: Array | float = 1e-11,
    acceptable: Array | float = 1e-9,
    max_steps: int = MAX_STEPS,
    linear: Linear = "blocks",
) -> Cleared:
    """At which prices does the month clear?

    start_price : [N] USD/t, usually last month's prices. Only the number of steps depends on it
    tolerance   : residual at which the solver stops, no unit
    acceptable  : residual that still counts as cleared when rounding keeps the solver from the
                  tolerance (seen where prices are thousands of times their references)
    max_steps   : Newton steps of one attempt
    linear      : "blocks" (conjugate gradients, fast from about 100 nodes) or "dense" (Cholesky)

    If the first attempt fails, a second one starts from the reference prices. A month that is
    not cleared then, or whose inputs are not valid numbers (NaN, infinite, capacity below 0,
    dispersion, elasticity or reference not above 0), comes back with ``ok`` False; the residual is
    NaN for invalid inputs. Pure, with fixed shapes: callable from `jax.jit` and `jax.lax.scan`.
    Derivatives: `sensitivity.cleared_price`, not by differentiating this loop.
    """
    products = pair_products(structure, terms)
    target = 0.5 * jnp.asarray(tolerance)  # the certificate rounds differently
    usable = valid(terms)
    in_use = nodes_in_use(structure, terms)
    zero = jnp.asarray(0, dtype=jnp.int32)

    def evaluate(scaled: Array) -> Response:
        return respond(structure, terms, scaled * terms.reference_price)

    def begun(scaled: Array) -> _Point:
        worst, calm = jnp.asarray(jnp.inf), jnp.asarray(LEAST_DAMPING)
        return _Point(scaled, evaluate(scaled), calm, zero, zero, zero, worst, zero)

    def stalled(point: _Point) -> Array:
        # by its own residual, not by the best: a step may have led away from that
        return (point.response.residual < ROUNDING_RESIDUAL) & (point.since >= ROUNDING_STEPS)

    def unfinished(point: _Point) -> Array:
        # "not at most", because NaN is neither: it ends the attempt as a failure, not as success
        return (
            ~(point.response.residual <= target)
            & jnp.isfinite(point.response.residual)
            & ~stalled(point)
            & (point.steps < max_steps)
        )

    def newton(point: _Point) -> _Point:
        response = point.response
        gradient = response.excess * terms.reference_price
        price = point.scaled * terms.reference_price
        hessian = assemble(structure, terms, products, price, response, point.damping, in_use)
        if linear == "dense":
            direction, inner = solve_dense(structure, hessian, -gradient)
        else:
            accuracy = jnp.clip(0.1 * response.residual, 1e-9, 3e-2)
            direction, inner = solve_blocks(structure, hessian, -gradient, accuracy)
        trial = line_search(structure, terms, point.scaled, response, direction, in_use, target)
        shortened = trial.count > 1
        less = jnp.maximum(point.damping / 4, LEAST_DAMPING)
        more = jnp.minimum(4 * point.damping, MOST_DAMPING)
        damping = jnp.where(shortened, more, less)
        halved = trial.response.residual < 0.5 * point.best
        return _Point(
            scaled=trial.scaled,
            response=trial.response,
            damping=jnp.where(trial.accepted, damping, 16 * point.damping),
            steps=point.steps + 1,
            inner=point.inner + inner,
            shortened=point.shortened + shortened,
            best=jnp.where(halved, trial.response.residual, point.best),
            since=jnp.where(halved, 0, point.since + 1),
        )

    def attempt(state: tuple[_Point, Array, Array]) -> tuple[_Point, Array, Array]:
        before, begin, count = state
        after = jax.lax.while_loop(unfinished, newton, begun(begin))
        total = after._replace(
            steps=before.steps + after.steps,
            inner=before.inner + after.inner,
            shortened=before.shortened + after.shortened,
        )
        return total, jnp.ones_like(begin), count + 1

    def another(state: tuple[_Point, Array, Array]) -> Array:
        point, _, count = state
        done = (count > 0) & ((point.response.residual <= target) | stalled(point))
        return usable & ~done & (count < 2)

    start = jnp.asarray(start_price, dtype=float) / terms.reference_price
    start = jnp.where(in_use, jnp.maximum(start, LOWEST_START), start)
    shapes = jax.eval_shape(begun, start)
    nowhere = jax.tree.map(lambda part: jnp.zeros(part.shape, part.dtype), shapes)
    point, _, attempts = jax.lax.while_loop(another, attempt, (nowhere, start, zero))

    price = jnp.where(usable, point.scaled * terms.reference_price, jnp.nan)
    excess, throughput, level, use = excess_supply(structure, terms, price)
    residual, worst = residual_of(excess, throughput, terms.throughput_floor)
    residual = jnp.where(usable, residual, jnp.nan)
    return Cleared(
        price=price,
        level=level,
        use=use,
        residual=residual,
        steps=point.steps,
        inner_iterations=point.inner,
        shortened_steps=point.shortened,
        worst_node=worst,
        ok=residual <= jnp.maximum(tolerance, acceptable),
        attempts=attempts,
    )


def valid(terms: Terms) -> Array:
    """Are all numbers of the month finite and inside their ranges? A scalar truth value."""
    finite = jnp.stack([jnp.isfinite(part).all() for part in terms]).all()
    positive = (terms.reference_price, terms.dispersion, terms.use_elasticity, terms.use_reference)
    not_negative = (terms.capacity, terms.inertia, terms.use_quantity, terms.throughput_floor)
    above = jnp.stack([(part > 0).all() for part in positive]).all()
    at_least = jnp.stack([(part >= 0).all() for part in not_negative]).all()
    return finite & above & at_least
