"""One month: at which prices does every node clear?

Excess supply is the gradient of a convex function of the node prices (model page, section 2), so
the month clears exactly where that function is smallest. It is found by Newton's method in prices
scaled by their references. No value of the function is ever computed: at 1e10 USD its last digits
are gone long before the month is certified; see `line_search` for how a step is judged instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

from monazite.market.certificate import excess_supply, residual_of
from monazite.market.line_search import line_search
from monazite.market.precision import jax, jnp
from monazite.market.preconditioner import (
    Factor,
    assemble,
    factorise,
    no_factor,
    pair_products,
    solve_blocks,
    solve_dense,
)
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

WORN_INNER = 12
"""Conjugate-gradient iterations of a step after which the next one makes its factor anew."""

CERTIFICATE_ROUNDING = 0.5
"""The solver aims at this share of the tolerance, because the certificate rounds differently."""

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


class Prepared(NamedTuple):
    """What is the same at all prices of a month, and at all costs."""

    products: Array  # [P] see `preconditioner.pair_products`
    in_use: Array  # [N] nodes whose price must stay positive
    usable: Array  # are all numbers of the month inside their ranges?


class Point(NamedTuple):
    """Where the solver stands."""

    scaled: Array  # [N] price over reference price
    response: Response
    damping: Array  # of every node's own step, see `preconditioner.assemble`
    factor: Factor
    worn: Array  # must the factor be made anew?
    steps: Array  # Newton steps so far
    inner: Array  # conjugate-gradient iterations so far
    shortened: Array  # steps that had to be shortened so far
    best: Array  # residual when it was last halved
    since: Array  # steps since then
    attempts: Array  # solves so far, those that began again from reference prices included


def prepare(structure: Structure, terms: Terms) -> Prepared:
    """What of a month can be worked out before its prices and the costs of its activities?"""
    return Prepared(pair_products(structure, terms), nodes_in_use(structure, terms), valid(terms))


def beginning(structure: Structure, terms: Terms, prepared: Prepared, start_price: Array) -> Point:
    """Where does the solver stand before its first step? Nothing is evaluated yet."""
    start = jnp.asarray(start_price, dtype=float) / terms.reference_price
    start = jnp.where(prepared.in_use, jnp.maximum(start, LOWEST_START), start)
    shapes = jax.eval_shape(lambda price: respond(structure, terms, price), start)
    nowhere = jax.tree.map(lambda part: jnp.zeros(part.shape, part.dtype), shapes)
    zero = jnp.asarray(0, dtype=jnp.int32)
    calm, worst = jnp.asarray(LEAST_DAMPING), jnp.asarray(jnp.inf)
    return Point(
        scaled=start,
        response=nowhere._replace(residual=worst),
        damping=calm,
        factor=no_factor(structure),
        worn=jnp.asarray(True),
        steps=zero,
        inner=zero,
        shortened=zero,
        best=worst,
        since=zero,
        attempts=zero,
    )


def ended(point: Point, target: Array) -> Array:
    """Has the solver reached this residual, or come as near to it as rounding allows?"""
    # by its own residual, not by the best: a step may have led away from that
    stalled = (point.response.residual < ROUNDING_RESIDUAL) & (point.since >= ROUNDING_STEPS)
    return (point.response.residual <= target) | stalled


def settle(
    structure: Structure,
    terms: Terms,
    prepared: Prepared,
    begin: Point,
    *,
    target: Array,
    cost_at: Callable[[Array], Array] | None = None,
    trusted: Array | float = 0.0,
    finest: Array | float = 1e-9,
    max_steps: Array | int = MAX_STEPS,
    most_attempts: Array | int = 2,
    linear: Linear = "blocks",
) -> Point:
    """At which prices does the solver's own residual reach the target?

    begin   : from `beginning`, or where an earlier call with other costs ended
    target  : residual at which to stop
    cost_at : costs that follow the prices, [N] USD/t -> [J] USD per unit; None: those of the terms.
              The direction of a step takes them as given, so that steps settle quickly only where
              costs answer weakly to prices

    If the first attempt fails, a second one starts from the reference prices. Look at the residual
    of the point returned: the target may not have been reached. Not a result yet: `certified`.
    """

    def evaluate(scaled: Array) -> Response:
        price = scaled * terms.reference_price
        numbers = terms if cost_at is None else terms._replace(cost=cost_at(price))
        return respond(structure, numbers, price)

    def evaluated(point: Point) -> Point:
        """Where an attempt begins, and what answers there."""
        return point._replace(
            response=evaluate(point.scaled),
            damping=jnp.full_like(point.damping, LEAST_DAMPING),
            best=jnp.full_like(point.best, jnp.inf),
            since=jnp.zeros_like(point.since),
        )

    def newton(point: Point) -> Point:
        response = point.response
        gradient = response.excess * terms.reference_price
        price = point.scaled * terms.reference_price
        hessian = assemble(
            structure, terms, prepared.products, price, response, point.damping, prepared.in_use
        )
        factor = point.factor
        if linear == "dense":
            direction, inner = solve_dense(structure, hessian, -gradient)
        else:
            wanted = jnp.maximum(0.1 * response.residual, 1e-2 * target / response.residual)
            factor = jax.lax.cond(
                point.worn, lambda: factorise(structure, hessian), lambda: point.factor
            )
            accuracy = jnp.clip(wanted, finest, 3e-2)
            direction, inner = solve_blocks(structure, hessian, factor, -gradient, accuracy)
        trial = line_search(
            structure,
            terms,
            evaluate,
            point.scaled,
            response,
            direction,
            prepared.in_use,
            jnp.maximum(target, trusted),
        )
        shortened = trial.count > 1
        less = jnp.maximum(point.damping / 4, LEAST_DAMPING)
        more = jnp.minimum(4 * point.damping, MOST_DAMPING)
        damping = jnp.where(shortened, more, less)
        halved = trial.response.residual < 0.5 * point.best
        return Point(
            scaled=trial.scaled,
            response=trial.response,
            damping=jnp.where(trial.accepted, damping, 16 * point.damping),
            factor=factor,
            worn=inner > WORN_INNER,
            steps=point.steps + 1,
            inner=point.inner + inner,
            shortened=point.shortened + shortened,
            best=jnp.where(halved, trial.response.residual, point.best),
            since=jnp.where(halved, 0, point.since + 1),
            attempts=point.attempts,
        )

    def attempt(point: Point) -> Point:
        again = point.attempts > begin.attempts
        here = point._replace(
            scaled=jnp.where(again, 1.0, point.scaled),
            worn=point.worn | again,
            attempts=point.attempts + 1,
        )

        def unfinished(at: Point) -> Array:
            # "not at most", because NaN is neither: it ends the attempt as a failure
            return (
                ~ended(at, target)
                & jnp.isfinite(at.response.residual)
                & (at.steps < point.steps + max_steps)
            )

        return jax.lax.while_loop(unfinished, newton, evaluated(here))

    def another(point: Point) -> Array:
        tried = point.attempts - begin.attempts
        done = (tried > 0) & ended(point, target)
        return prepared.usable & ~done & (tried < most_attempts)

    return jax.lax.while_loop(another, attempt, begin)


def certified(
    structure: Structure, terms: Terms, prepared: Prepared, point: Point, acceptable: Array | float
) -> Cleared:
    """What does a month look like at the prices where the solver ended, by other formulas?"""
    price = jnp.where(prepared.usable, point.scaled * terms.reference_price, jnp.nan)
    excess, throughput, level, use = excess_supply(structure, terms, price)
    residual, worst = residual_of(excess, throughput, terms.throughput_floor)
    residual = jnp.where(prepared.usable, residual, jnp.nan)
    return Cleared(
        price=price,
        level=level,
        use=use,
        residual=residual,
        steps=point.steps,
        inner_iterations=point.inner,
        shortened_steps=point.shortened,
        worst_node=worst,
        ok=residual <= acceptable,
        attempts=point.attempts,
    )


@partial(jax.jit, static_argnames="linear")
def clear(
    structure: Structure,
    terms: Terms,
    start_price: Array,
    *,
    tolerance: Array | float = 1e-11,
    acceptable: Array | float = 1e-9,
    max_steps: Array | int = MAX_STEPS,
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
    prepared = prepare(structure, terms)
    target = CERTIFICATE_ROUNDING * jnp.asarray(tolerance)
    begin = beginning(structure, terms, prepared, start_price)
    point = settle(
        structure, terms, prepared, begin, target=target, max_steps=max_steps, linear=linear
    )
    return certified(structure, terms, prepared, point, jnp.maximum(tolerance, acceptable))


def valid(terms: Terms) -> Array:
    """Are all numbers of the month finite and inside their ranges? A scalar truth value."""
    finite = jnp.isfinite(jnp.concatenate([jnp.ravel(part) for part in terms])).all()
    positive = (terms.reference_price, terms.dispersion, terms.use_elasticity, terms.use_reference)
    not_negative = (terms.capacity, terms.inertia, terms.use_quantity, terms.throughput_floor)
    above = (jnp.concatenate(positive) > 0).all()
    at_least = (jnp.concatenate(not_negative) >= 0).all()
    return finite & above & at_least
