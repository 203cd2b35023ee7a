"""A month that cannot clear says so: no NaN, infinity or impossible number ends as a success."""

import numpy as np
import pytest

from monazite.market.clearing import Structure, Terms, build_structure, clear
from monazite.market.precision import jax


def small() -> tuple[Structure, Terms]:
    """A mine, a ship, a discard and a substitute at each of two nodes, and one use."""
    columns = [{0: 1.0}, {0: -1.0, 1: 1.0}, {0: -1.0}, {1: -1.0}, {0: 1.0}, {1: 1.0}]
    structure, coefficient = build_structure(columns, range(6), [1], [0, 0], 2)
    reference = np.array([100.0, 120.0])
    terms = Terms(
        reference_price=reference,
        previous_price=reference,
        inertia=np.zeros(2),
        supply=np.zeros(2),
        coefficient=coefficient,
        cost=np.array([60.0, 15.0, 0.0, 0.0, 900.0, 900.0]),
        bias=np.zeros(6),
        capacity=np.array([10.0, 8.0, 30.0, 30.0, 30.0, 30.0]),
        dispersion=np.array([20.0, 10.0, 30.0, 30.0, 50.0, 50.0]),
        use_quantity=np.array([5.0]),
        use_elasticity=np.array([0.4]),
        use_reference=reference[1:],
        throughput_floor=np.full(2, 1e-6),
    )
    return structure, terms


@pytest.mark.slow
def test_the_small_network_clears() -> None:
    structure, terms = small()
    for linear in ("blocks", "dense"):
        assert bool(clear(structure, terms, terms.reference_price, linear=linear).ok)


FIELDS = [name for name in Terms._fields if name != "throughput_floor"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_fails_at_once(field: str, value: float) -> None:
    structure, terms = small()
    spoilt = getattr(terms, field).copy()
    spoilt[-1] = value
    found = clear(structure, terms._replace(**{field: spoilt}), terms.reference_price)
    assert not bool(found.ok)
    assert np.isnan(float(found.residual))
    assert int(found.steps) == 0
    assert int(found.attempts) == 0
    assert np.isnan(np.asarray(found.price)).all()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("capacity", -1.0),
        ("dispersion", 0.0),
        ("dispersion", -3.0),
        ("use_elasticity", 0.0),
        ("use_elasticity", -0.4),
        ("use_reference", 0.0),
        ("use_quantity", -1.0),
        ("reference_price", 0.0),
        ("inertia", -1e-3),
        ("throughput_floor", -1.0),
    ],
)
def test_a_number_outside_its_range_fails_at_once(field: str, value: float) -> None:
    structure, terms = small()
    spoilt = getattr(terms, field).copy()
    spoilt[0] = value
    found = clear(structure, terms._replace(**{field: spoilt}), small()[1].reference_price)
    assert not bool(found.ok)
    assert np.isnan(float(found.residual))


def test_given_supply_that_nothing_can_take_is_a_failed_month() -> None:
    structure, terms = small()
    terms = terms._replace(supply=np.array([100.0, 0.0]))
    found = clear(structure, terms, terms.reference_price)
    assert not bool(found.ok)
    assert float(found.residual) > 1e-3
    assert int(found.worst_node) == 0
    assert int(found.attempts) == 2


def test_too_few_steps_are_a_failed_month_with_its_worst_node() -> None:
    structure, terms = small()
    found = clear(structure, terms, 50 * terms.reference_price, max_steps=1)
    assert not bool(found.ok)
    assert float(found.residual) > 1e-6
    assert int(found.steps) == 2
    assert int(found.worst_node) in (0, 1)


@pytest.mark.parametrize("start", [np.nan, np.inf, -5.0, 0.0, 1e-80, 1e80])
def test_a_hopeless_start_costs_an_attempt_and_not_the_answer(start: float) -> None:
    structure, terms = small()
    expected = clear(structure, terms, terms.reference_price)
    found = clear(structure, terms, np.full(2, start))
    assert bool(found.ok)
    assert np.asarray(found.price) == pytest.approx(np.asarray(expected.price), rel=1e-9)


def test_a_shut_activity_stands_still_and_is_no_nan() -> None:
    structure, terms = small()
    capacity = terms.capacity.copy()
    capacity[1] = 0.0
    found = clear(structure, terms._replace(capacity=capacity), terms.reference_price)
    assert bool(found.ok)
    assert float(found.level[1]) == 0.0
    assert np.isfinite(np.asarray(found.level)).all()


def test_a_node_in_use_with_quantity_zero_may_have_any_price() -> None:
    structure, terms = small()
    terms = terms._replace(use_quantity=np.zeros(1), capacity=terms.capacity * [1, 1, 1, 0.1, 1, 1])
    found = clear(structure, terms, terms.reference_price)
    assert bool(found.ok)
    assert float(found.use[0]) == 0.0


def test_a_failed_month_in_a_scan_is_marked_and_the_next_one_recovers() -> None:
    structure, terms = small()
    supply = np.array([[0.0, 0.0], [np.nan, 0.0], [0.0, 0.0]])

    def month(price: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cleared = clear(structure, terms._replace(supply=given), price)
        return cleared.price, cleared.ok

    price, ok = jax.lax.scan(month, terms.reference_price, supply)
    assert np.asarray(ok).tolist() == [True, False, True]
    assert np.isfinite(np.asarray(price)).all()


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 3, 7])
def test_a_group_of_equal_activities_runs_as_one_of_the_same_capacity(size: int) -> None:
    """Members that share one capacity and cost the same split what one activity would do."""
    columns = [{0: 1.0}] * size + [{0: -1.0}]
    groups = [0] * size + [1]
    structure, coefficient = build_structure(columns, groups, [0], [0], 1)
    one = np.ones(1)
    terms = Terms(
        reference_price=100 * one, previous_price=100 * one, inertia=0 * one, supply=0 * one,
        coefficient=coefficient, cost=np.full(size + 1, 80.0), bias=np.zeros(size + 1),
        capacity=np.array([10.0, 20.0]), dispersion=np.array([12.0, 25.0]), use_quantity=4 * one,
        use_elasticity=0.3 * one, use_reference=100 * one, throughput_floor=0 * one,
    )  # fmt: skip
    found = clear(structure, terms, terms.reference_price)
    assert bool(found.ok)
    price, level = float(found.price[0]), np.asarray(found.level)
    odds = size * np.exp((price - 80) / 12)
    assert level[:size] == pytest.approx(np.full(size, 10 * odds / (1 + odds) / size), rel=1e-9)
    assert level[:size].sum() == pytest.approx(level[size] + float(found.use[0]), rel=1e-9)
