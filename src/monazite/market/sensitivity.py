"""How do clearing prices react to the numbers of the month?

At clearing prices excess supply ``e(price, terms)`` is zero. The implicit function theorem gives
every derivative from one linear system with the matrix the solver uses anyway:
``d price / d terms = - (de/d price)^-1 . de/d terms``. The solver's loop is never differentiated.
"""

from __future__ import annotations

from functools import partial

from monazite.market.clearing import MAX_STEPS, Cleared, Linear, clear
from monazite.market.precision import jax, jnp
from monazite.market.preconditioner import (
    assemble,
    factorise,
    pair_products,
    solve_blocks,
    solve_dense,
)
from monazite.market.response import Terms, respond
from monazite.market.structure import Array, Structure

ACCURACY = 1e-12
"""Relative accuracy of the linear system behind a derivative."""

DIFFERENTIABLE_RESIDUAL = 1e-9
"""Above this residual prices are no solution, and their derivative is NaN."""


@partial(jax.custom_vjp, nondiff_argnums=(3, 4, 5))
def cleared_price(
    structure: Structure,
    terms: Terms,
    start_price: Array,
    tolerance: float = 1e-11,
    max_steps: int = MAX_STEPS,
    linear: Linear = "blocks",
) -> Array:
    """At which prices does the month clear? Like `clear`, but differentiable in `terms`.

    Returns prices [N], USD/t. Reverse-mode derivatives (`jax.grad`, `jax.vjp`) reach every field
    of `terms`; the derivative in `start_price` is zero, since the solution does not depend on it.
    Where the residual is above 1e-9 all derivatives are NaN: prices of a month that did not clear
    are no function of anything. Levels and uses follow with `quantities`.
    """
    return clear(
        structure, terms, start_price, tolerance=tolerance, max_steps=max_steps, linear=linear
    ).price


def quantities(structure: Structure, terms: Terms, price: Array) -> tuple[Array, Array]:
    """Which levels and uses belong to these prices? Differentiable in prices and terms.

    Returns level [J] in units of activity per month and use [U] in t/month.
    """
    response = respond(structure, terms, price)
    return terms.capacity[structure.group] * response.share, response.use


@partial(jax.jit, static_argnames="linear")
def price_gradient(
    structure: Structure,
    terms: Terms,
    price: Array,
    weight: Array,
    linear: Linear = "blocks",
) -> Terms:
    """How does a weighted sum of clearing prices change with every number of the month?

    price  : [N] USD/t, clearing prices of this month
    weight : [N] what the sum gives to each price (derivative of a loss in the prices)

    Returns a `Terms` whose fields hold the derivatives, each in (unit of the sum) per (unit of the
    field). NaN throughout if the prices do not clear the month to 1e-9.
    """
    response = respond(structure, terms, price)
    hessian = assemble(structure, terms, pair_products(structure, terms), price, response)
    right = weight * terms.reference_price
    if linear == "dense":
        scaled, _ = solve_dense(structure, hessian, right)
    else:
        factor = factorise(structure, hessian)
        scaled, _ = solve_blocks(structure, hessian, factor, right, ACCURACY)
    _, pull_back = jax.vjp(lambda numbers: respond(structure, numbers, price).excess, terms)
    (gradient,) = pull_back(-scaled * terms.reference_price)
    cleared = response.residual <= DIFFERENTIABLE_RESIDUAL
    return Terms(*(jnp.where(cleared, part, jnp.nan) for part in gradient))


def _forward(
    structure: Structure,
    terms: Terms,
    start_price: Array,
    tolerance: float,
    max_steps: int,
    linear: Linear,
) -> tuple[Array, tuple[Structure, Terms, Cleared]]:
    cleared = clear(
        structure, terms, start_price, tolerance=tolerance, max_steps=max_steps, linear=linear
    )
    return cleared.price, (structure, terms, cleared)


def _backward(
    tolerance: float,
    max_steps: int,
    linear: Linear,
    kept: tuple[Structure, Terms, Cleared],
    weight: Array,
) -> tuple[None, Terms, Array]:
    structure, terms, cleared = kept
    gradient = price_gradient(structure, terms, cleared.price, weight, linear)
    usable = cleared.ok
    nan_if_failed = Terms(*(jnp.where(usable, part, jnp.nan) for part in gradient))
    return None, nan_if_failed, jnp.zeros_like(cleared.price)


cleared_price.defvjp(_forward, _backward)
