"""The balance on problems small enough to solve by hand, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monazite.data import reconcile as reconcile_module
from monazite.data.observed_flow import WEIGHT_OF_GRADE, Item, Total
from monazite.data.reconcile import (
    BALANCING_SHARE,
    largest_imbalance,
    reconcile,
    rounded_to_balance,
)
from monazite.errors import BasisError, DataError

pytest.importorskip("cvxpy")

OXIDE = {"AAA/oxide": "t oxide"}


def item(name: str, target: float, effect: float, grade: str = "B", **more: object) -> Item:
    return Item(name, target, grade, {"AAA/oxide": effect}, "t oxide", **more)  # type: ignore[arg-type]


def test_two_figures_meet_at_the_mean_weighted_by_their_variances() -> None:
    result = reconcile(OXIDE, [item("mine", 100, 1), item("use", 80, -1)])
    weight = 1 / (0.15 * 100) ** 2, 1 / (0.15 * 80) ** 2
    by_hand = (weight[0] * 100 + weight[1] * 80) / sum(weight)
    assert result.flows["mine"] == pytest.approx(by_hand, rel=1e-10)
    assert result.flows["use"] == pytest.approx(by_hand, rel=1e-10)


def test_a_good_figure_hardly_moves_beside_a_guess() -> None:
    result = reconcile(OXIDE, [item("mine", 100, 1, "A"), item("use", 80, -1, "D")])
    assert abs(result.flows["mine"] / 100 - 1) < 0.01


def test_a_recipe_keeps_its_coefficients() -> None:
    nodes = {"AAA/ore": "t REO", "AAA/oxide": "t oxide"}
    items = [
        Item("mine", 100, "B", {"AAA/ore": 1.0}, "t REO"),
        Item("plant", 100, "C", {"AAA/ore": -1.0, "AAA/oxide": 0.25}, "units of the recipe"),
        Item("use", 20, "C", {"AAA/oxide": -1.0}, "t oxide"),
    ]
    flows = reconcile(nodes, items).flows
    assert flows["use"] == pytest.approx(0.25 * flows["plant"], rel=1e-12)
    assert flows["mine"] == pytest.approx(flows["plant"], rel=1e-12)
    # One degree of freedom x (the level): hand-solved weighted mean of 100, 100 and 20 / 0.25.
    weights = 1 / 15**2, 1 / 50**2, 0.25**2 / 10**2
    by_hand = (weights[0] * 100 + weights[1] * 100 + weights[2] * 80) / sum(weights)
    assert flows["plant"] == pytest.approx(by_hand, rel=1e-9)


def test_a_balancing_item_is_scaled_by_its_node() -> None:
    items = [
        item("mine", 100, 1, "A"),
        item("use", 90, -1, "A"),
        item("discard", 0, -1, "D", balancing=True),
    ]
    flows = reconcile(OXIDE, items).flows
    # The gap of 10 t is shared by variance; that of the discard is (0.8 x 3 % of 100 t) squared.
    variance = (0.8 * BALANCING_SHARE * 100) ** 2
    expected = 10 * variance / ((0.04 * 100) ** 2 + (0.04 * 90) ** 2 + variance)
    assert flows["discard"] == pytest.approx(expected, rel=1e-9)
    assert flows["mine"] - flows["use"] == pytest.approx(flows["discard"])


def test_a_world_total_pulls() -> None:
    items = [item("mine", 100, 1, "C"), item("use", 100, -1, "C")]
    total = Total("world", 120, "A", "t oxide", {"mine": 1.0})
    result = reconcile(OXIDE, items, [total])
    assert 100 < result.flows["mine"] < 120
    assert result.totals[0].after == pytest.approx(result.flows["mine"])
    assert reconcile(OXIDE, items).flows["mine"] == pytest.approx(100)


def test_flows_too_small_to_keep_are_left_out_and_listed() -> None:
    items = [item("mine", 100, 1), item("use", 100, -1), item("drop", 0.1, -1, "D")]
    result = reconcile(OXIDE, items)
    assert "drop" not in result.flows
    assert result.certificate.left_out == ("drop",)
    assert {change.id for change in result.changes} == {"mine", "use", "drop"}
    assert result.flows["mine"] == pytest.approx(result.flows["use"], rel=1e-12)


def test_the_certificate_says_what_was_reached() -> None:
    certificate = reconcile(OXIDE, [item("mine", 100, 1), item("use", 80, -1)]).certificate
    assert certificate.status == "optimal"
    assert certificate.imbalance < 1e-12
    assert certificate.agreement < 1e-6
    assert certificate.objective > 0


def test_changes_come_largest_first() -> None:
    items = [item("mine", 100, 1, "A"), item("use", 60, -1, "C"), item("other", 20, -1, "D")]
    changes = reconcile(OXIDE, items).changes
    sizes = [abs(change.scaled) for change in changes]
    assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(1, 1e5), min_size=2, max_size=5),
    st.lists(st.floats(1, 1e5), min_size=2, max_size=5),
    st.sampled_from("ABCD"),
)
@example(supply=[1.0, 1.0], demand=[1.0, 1.0, 1.0, 16379.0], grade="A")
def test_flows_are_never_negative_and_always_balance(
    supply: list[float], demand: list[float], grade: str
) -> None:
    items = [item(f"in{i}", value, 1, grade) for i, value in enumerate(supply)]
    items += [item(f"out{i}", value, -1, "C") for i, value in enumerate(demand)]
    result = reconcile(OXIDE, items)
    assert result.certificate.status == "optimal"
    assert all(value >= 0 for value in result.flows.values())
    kept = [entry for entry in items if entry.id in result.flows]
    imbalance, _ = largest_imbalance(OXIDE, kept, [result.flows[entry.id] for entry in kept])
    assert imbalance < 1e-9


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 1000), st.floats(10, 1000), st.floats(10, 1000))
def test_larger_units_give_larger_flows_and_nothing_else(
    factor: float, supply: float, demand: float
) -> None:
    plain = reconcile(
        OXIDE, [item("mine", supply, 1, least=0.0), item("use", demand, -1, least=0.0)]
    )
    scaled = reconcile(
        OXIDE,
        [item("mine", factor * supply, 1, least=0.0), item("use", factor * demand, -1, least=0.0)],
    )
    assert scaled.flows["mine"] == pytest.approx(factor * plain.flows["mine"], rel=1e-6)


def test_rounded_flows_still_balance() -> None:
    nodes = {"AAA/ore": "t REO", "AAA/oxide": "t oxide"}
    items = [
        Item("mine", 1234.5678, "B", {"AAA/ore": 1.0}, "t REO"),
        Item("plant", 1000, "C", {"AAA/ore": -1.0, "AAA/oxide": 0.2512345}, "units"),
        Item("waste", 1, "D", {"AAA/ore": -1.0}, "t REO", balancing=True),
        Item("use", 333.333, "C", {"AAA/oxide": -1.0}, "t oxide"),
    ]
    flows = reconcile(nodes, items).flows
    rounded = rounded_to_balance(nodes, items, flows)
    kept = [entry for entry in items if entry.id in rounded]
    imbalance, _ = largest_imbalance(nodes, kept, [rounded[entry.id] for entry in kept])
    assert imbalance < 1e-12
    assert rounded["plant"] == float(f"{flows['plant']:.5e}")
    assert all(rounded[name] == pytest.approx(flows[name], abs=0.02) for name in rounded)


def test_a_negative_figure_is_refused() -> None:
    with pytest.raises(DataError, match="mine") as caught:
        reconcile(OXIDE, [item("mine", -1, 1), item("use", 80, -1)])
    assert "not negative" in str(caught.value)


def test_no_number_is_refused() -> None:
    with pytest.raises(DataError):
        reconcile(OXIDE, [item("mine", float("nan"), 1), item("use", 80, -1)])


def test_an_unknown_node_is_refused_with_the_near_miss() -> None:
    wrong = Item("ship", 1, "C", {"AAA/oxid": 1.0}, "t oxide")
    with pytest.raises(DataError) as caught:
        reconcile(OXIDE, [item("mine", 1, 1), item("use", 1, -1), wrong])
    assert "did you mean AAA/oxide?" in str(caught.value)


def test_mixed_bases_are_refused() -> None:
    wrong = Item("ship", 1, "C", {"AAA/oxide": 1.0}, "t REO")
    with pytest.raises(BasisError, match="t REO counted at AAA/oxide"):
        reconcile(OXIDE, [item("mine", 1, 1), item("use", 1, -1), wrong])


def test_an_unknown_grade_and_an_id_used_twice_are_refused_at_once() -> None:
    with pytest.raises(DataError) as caught:
        reconcile(OXIDE, [item("mine", 1, 1, "E"), item("use", 1, -1), item("use", 1, -1)])
    assert len(caught.value.faults) == 2


def test_a_node_without_a_way_out_is_refused() -> None:
    with pytest.raises(DataError, match="no way out"):
        reconcile(OXIDE, [item("mine", 1, 1)])


def test_a_total_of_an_unknown_item_is_refused() -> None:
    total = Total("world", 120, "A", "t oxide", {"mines": 1.0})
    with pytest.raises(DataError, match="did you mean mine"):
        reconcile(OXIDE, [item("mine", 1, 1), item("use", 1, -1)], [total])


def test_grades_weigh_as_the_manual_says() -> None:
    assert WEIGHT_OF_GRADE == {"A": 0.04, "B": 0.15, "C": 0.50, "D": 0.80}


def test_two_solutions_that_disagree_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that is one per cent off, as seen by the exact balance."""
    solve = reconcile_module._solve_convex

    def off(*given: object) -> object:
        values, status = solve(*given)  # type: ignore[arg-type]
        return 1.01 * values, status

    monkeypatch.setattr(reconcile_module, "_solve_convex", off)
    with pytest.raises(DataError, match="two solutions that differ"):
        reconcile(OXIDE, [item("mine", 100, 1), item("use", 80, -1)])
