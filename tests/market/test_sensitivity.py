"""Derivatives of clearing prices against central differences of whole solves.

The solver and its derivative are compiled once for all tests: each asks them in the same way.
"""

from functools import lru_cache

import numpy as np
import pytest

from monazite.market.precision import jax, jnp
from monazite.market.response import Terms
from monazite.market.sensitivity import cleared_price, price_gradient, quantities
from tests.support.invented_worlds import Invented, invented_world


@lru_cache(maxsize=1)
def month() -> Invented:
    """A small chain with noise on its capacities and some inertia."""
    world = invented_world(2, regions=4, activities=300)
    rng = np.random.default_rng(0)
    terms = world.terms._replace(
        capacity=world.terms.capacity
        * np.exp(0.2 * rng.standard_normal(world.terms.capacity.size)),
        inertia=0.05 * world.terms.throughput_floor / 1e-5,
    )
    return world._replace(terms=Terms(*(jnp.asarray(part) for part in terms)))


def loss(terms: Terms) -> jax.Array:
    """Some weighted sum of prices over their references."""
    world = month()
    reference = world.terms.reference_price
    weight = np.random.default_rng(1).standard_normal(reference.size)
    price = cleared_price(world.structure, terms, reference, 1e-12)
    return weight @ (price / reference)


FIELDS = (
    "capacity", "cost", "bias", "dispersion", "use_quantity", "use_elasticity", "use_reference",
    "previous_price", "inertia", "supply", "coefficient",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("field", FIELDS)
def test_the_gradient_is_what_differences_say(field: str) -> None:
    terms = month().terms
    gradient = np.asarray(getattr(jax.grad(loss)(terms), field))
    values = np.asarray(getattr(terms, field))
    size = np.abs(values)
    for place in np.argsort(-np.abs(gradient) * size)[:3]:
        step = 1e-3 * size[place]
        assert step > 0

        def moved(distance: float, place: int = int(place)) -> float:
            changed = jnp.asarray(values).at[place].add(distance)
            return float(loss(terms._replace(**{field: changed})))

        near = (moved(step) - moved(-step)) / (2 * step)
        far = (moved(2 * step) - moved(-2 * step)) / (4 * step)
        assert gradient[place] == pytest.approx((4 * near - far) / 3, rel=1e-6)


@pytest.mark.slow
def test_both_linear_solvers_give_the_same_gradient() -> None:
    world = month()
    reference = world.terms.reference_price
    price, pull_back = jax.vjp(
        lambda terms: cleared_price(world.structure, terms, reference), world.terms
    )
    weight = 1 / reference
    (one,) = pull_back(weight)
    two = price_gradient(world.structure, world.terms, price, weight, "dense")
    for first, second in zip(one, two, strict=True):
        scale = float(jnp.abs(second).max())
        assert np.asarray(first) == pytest.approx(np.asarray(second), rel=1e-7, abs=1e-9 * scale)


@pytest.mark.slow
def test_the_start_has_no_influence_and_quantities_are_differentiable() -> None:
    world = month()

    @jax.jit
    def discarded_at(price: jax.Array, terms: Terms) -> jax.Array:
        level, use = quantities(world.structure, terms, price)
        return level[np.flatnonzero(world.kinds == "discard")].sum() + 0.1 * use.sum()

    def discarded(start: jax.Array, terms: Terms) -> jax.Array:
        return discarded_at(cleared_price(world.structure, terms, start), terms)

    reference = world.terms.reference_price
    start, terms = jax.grad(discarded, argnums=(0, 1))(reference, world.terms)
    assert np.asarray(start).tolist() == [0.0] * reference.size
    place = int(np.argmax(np.abs(np.asarray(terms.supply))))
    step = 1e-3 * float(np.abs(world.terms.supply).max())

    def moved(distance: float) -> float:
        supply = world.terms.supply.at[place].add(distance)
        return float(discarded(reference, world.terms._replace(supply=supply)))

    difference = (moved(step) - moved(-step)) / (2 * step)
    assert float(terms.supply[place]) == pytest.approx(difference, rel=1e-5)


@pytest.mark.slow
def test_a_month_that_did_not_clear_has_no_gradient() -> None:
    world = month()

    def of_cost(cost: jax.Array) -> jax.Array:
        terms = world.terms._replace(cost=cost)
        start = 100 * terms.reference_price
        return cleared_price(world.structure, terms, start, 1e-11, 1).sum()

    assert np.isnan(np.asarray(jax.grad(of_cost)(world.terms.cost))).all()
    wrong = 1.1 * world.terms.reference_price
    gradient = price_gradient(world.structure, world.terms, wrong, jnp.ones_like(wrong), "dense")
    assert all(np.isnan(np.asarray(part)).all() for part in gradient)


def test_a_gradient_at_the_switching_point_is_not_zero() -> None:
    """At margin 0 the share is 1/2 and its derivative 1/4, whichever side the arithmetic takes."""
    from monazite.market.response import shares

    world = month()
    margin = jnp.zeros(world.terms.cost.size)
    alone = np.flatnonzero(world.structure.group_size[world.structure.group] == 1)
    total = jax.jit(lambda m: shares(world.structure, m)[0][alone].sum())
    slope = jax.grad(total)(margin)
    assert np.asarray(slope)[alone] == pytest.approx(np.full(alone.size, 0.25))
