"""A chain of some 400 nodes: every start and both linear solvers find the same prices."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pytest

from monazite.market.certificate import excess_supply, excess_supply_plain
from monazite.market.clearing import Cleared, Terms, clear
from monazite.market.precision import jax
from tests.support.invented_worlds import Invented, invented_world


@lru_cache(maxsize=1)
def chain() -> Invented:
    return invented_world(0)


def prices(cleared: Cleared) -> np.ndarray:
    assert bool(cleared.ok), f"residual {float(cleared.residual):.1e}"
    return np.asarray(cleared.price)


def shocked(seed: int = 1) -> Terms:
    """Noise on every capacity, and all exports of the largest region cut to a twentieth."""
    world, rng = chain(), np.random.default_rng(seed)
    factor = np.exp(0.1 * rng.standard_normal(world.terms.capacity.size))
    gates = world.structure.group[world.kinds == "gate"]
    factor[gates] *= 0.05
    return world.terms._replace(capacity=world.terms.capacity * factor)


def test_the_invented_world_clears_at_its_reference_prices() -> None:
    world = chain()
    start = 1.3 * world.terms.reference_price
    found = prices(clear(world.structure, world.terms, start))
    assert found == pytest.approx(world.terms.reference_price, rel=1e-10)
    assert len(found) > 350
    assert len(world.terms.cost) > 3000
    assert world.structure.shared_activity.shape[0] > 20


@pytest.mark.slow
def test_every_start_and_both_linear_solvers_agree() -> None:
    world, terms, rng = chain(), shocked(), np.random.default_rng(2)
    reference = terms.reference_price
    calm = prices(clear(world.structure, world.terms, reference))
    expected = prices(clear(world.structure, terms, reference, linear="dense"))
    for start in (calm, reference, reference * 10 ** rng.uniform(-2.5, 2.5, reference.size)):
        assert prices(clear(world.structure, terms, start)) == pytest.approx(expected, rel=1e-8)


def test_a_calm_month_takes_few_steps() -> None:
    world, rng = chain(), np.random.default_rng(3)
    factor = np.exp(0.01 * rng.standard_normal(world.terms.capacity.size))
    terms = world.terms._replace(capacity=world.terms.capacity * factor)
    found = clear(world.structure, terms, terms.reference_price)
    assert bool(found.ok)
    assert int(found.steps) <= 5
    assert int(found.shortened_steps) == 0
    assert int(found.attempts) == 1
    assert int(found.inner_iterations) <= 40 * int(found.steps)


def stress(kind: str, draws: int) -> Iterator[tuple[Terms, np.ndarray]]:
    """Months far outside anything that happened, the same for the same kind."""
    world, rng = chain(), np.random.default_rng(5)
    terms, reference = world.terms, world.terms.reference_price
    groups = terms.capacity.size
    for _ in range(draws):
        cuts = np.where(rng.random(groups) < 0.3, 10 ** rng.uniform(-6, 0, groups), 1.0)
        noise = np.exp(0.3 * rng.standard_normal(groups))
        anywhere = reference * 10 ** rng.uniform(-2.5, 2.5, reference.size)
        wild = 10 ** rng.uniform(-3, 3, groups)
        demand = 10 ** rng.uniform(-1.5, 1.5, terms.use_quantity.size)
        yield {
            "capacities over six orders": (
                terms._replace(capacity=wild * terms.capacity),
                reference,
            ),
            "capacities cut": (terms._replace(capacity=cuts * terms.capacity), reference),
            "demand over three orders": (
                terms._replace(use_quantity=demand * terms.use_quantity),
                reference,
            ),
            "starts over five orders": (terms, anywhere),
            "dispersions a thirtieth": (
                terms._replace(capacity=noise * terms.capacity, dispersion=terms.dispersion / 30),
                reference,
            ),
            "cut, from anywhere": (terms._replace(capacity=cuts * terms.capacity), anywhere),
        }[kind]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "ceiling"),
    [
        ("capacities over six orders", 120),
        ("capacities cut", 80),
        ("demand over three orders", 80),
        ("starts over five orders", 80),
        ("dispersions a thirtieth", 120),
        ("cut, from anywhere", 120),
    ],
)
def test_every_stressed_month_clears(kind: str, ceiling: int) -> None:
    world = chain()
    found = [clear(world.structure, *month) for month in stress(kind, 40)]
    assert [float(f.residual) for f in found if not bool(f.ok)] == []
    assert max(int(f.steps) for f in found) <= ceiling


@pytest.mark.slow
def test_the_certificate_agrees_with_plain_arithmetic_and_with_the_levels_returned() -> None:
    world, terms = chain(), shocked()
    cleared = clear(world.structure, terms, terms.reference_price)
    price = np.asarray(cleared.price)
    compiled = [np.asarray(x) for x in excess_supply(world.structure, terms, price)]
    plain = excess_supply_plain(world.structure, terms, price)
    scale = plain[1] + terms.throughput_floor
    assert np.abs(compiled[0] - plain[0]).max() <= 1e-11 * scale.max()
    for one, two in zip(compiled[1:], plain[1:], strict=True):
        assert one == pytest.approx(two, rel=1e-9, abs=1e-300)
    assert np.asarray(cleared.level) == pytest.approx(plain[2], rel=1e-9, abs=1e-300)
    assert np.asarray(cleared.use) == pytest.approx(plain[3], rel=1e-9, abs=1e-300)
    worst = (np.abs(plain[0]) / np.maximum(plain[1], terms.throughput_floor)).max()
    assert worst <= 1e-11


def test_levels_stay_between_zero_and_capacity() -> None:
    world, terms = chain(), shocked()
    level = np.asarray(clear(world.structure, terms, terms.reference_price).level)
    used = np.bincount(world.structure.group, level)
    assert level.min() >= 0
    assert (used <= terms.capacity * (1 + 1e-12)).all()


@pytest.mark.slow
def test_many_months_in_one_scan_are_the_same_as_one_by_one() -> None:
    world, rng = chain(), np.random.default_rng(8)
    factors = np.exp(0.05 * rng.standard_normal((6, world.terms.capacity.size)))

    @jax.jit
    def all_months(start: np.ndarray, factors: np.ndarray) -> tuple[np.ndarray, Cleared]:
        def month(price: np.ndarray, factor: np.ndarray) -> tuple[np.ndarray, Cleared]:
            terms = world.terms._replace(capacity=world.terms.capacity * factor)
            cleared = clear(world.structure, terms, price)
            return cleared.price, cleared

        return jax.lax.scan(month, start, factors)

    _, run = all_months(world.terms.reference_price, factors)
    assert bool(np.asarray(run.ok).all())
    price = world.terms.reference_price
    for number, factor in enumerate(factors):
        terms = world.terms._replace(capacity=world.terms.capacity * factor)
        price = prices(clear(world.structure, terms, price))
        assert np.asarray(run.price[number]) == pytest.approx(price, rel=1e-10)
