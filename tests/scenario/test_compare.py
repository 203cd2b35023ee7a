"""Comparisons: nothing changed means identical; what changed is named, the largest first."""

import numpy as np
import pytest

from monazite.errors import DataError
from monazite.market.run import Run
from monazite.scenario.compare import compare
from tests.support.small_runs import small_run


def changed(run: Run, **variables: np.ndarray) -> Run:
    return Run(run.coordinates, {**run.variables, **variables}, run.attributes)


def test_a_run_is_identical_with_itself() -> None:
    found = compare(small_run(), small_run())
    assert found.identical
    assert found.differences == ()
    assert found.to_rows() == []


def test_a_last_bit_is_a_difference() -> None:
    run = small_run()
    price = run["price"].copy()
    price[0, 0] = np.nextafter(price[0, 0], np.inf)
    found = compare(run, changed(run, price=price))
    assert not found.identical
    assert [difference.months for difference in found.differences] == [1]


def test_nodes_come_first_and_the_largest_ratio_before_the_others() -> None:
    run = small_run()
    price = run["price"].copy()
    price[1, 0] *= 1.5
    price[2, 1] /= 4.0
    unserved = run["unserved"] + 0.5
    flow = run["gate_flow"].copy()
    flow[1] = 0.5
    found = compare(run, changed(run, price=price, unserved=unserved, gate_flow=flow))
    assert [difference.subject for difference in found.differences] == [
        "node", "node", "use", "gate",
    ]  # fmt: skip
    first = found.differences[0]
    assert first.name.startswith("DEU/")
    assert (first.month, first.ratio, first.unit) == ("2024-03", 0.25, "USD/t")
    use = found.of("use")[0]
    assert use.total == pytest.approx(1.5)
    assert use.mean == pytest.approx(0.5)
    assert first.to_row()["total"] == "n/a"
    assert use.months == 3
    assert found.of("gate")[0].month == "2024-02"
    assert len(found.to_rows(largest=1)) == 3
    assert found.to_rows()[0]["ratio"] == 0.25


def test_a_ratio_to_zero_is_not_applicable() -> None:
    run = small_run()
    found = compare(changed(run, unserved=np.zeros((3, 1))), run)
    assert found.to_rows()[0]["ratio"] == "n/a"


def test_runs_of_different_length_are_compared_over_the_shared_months() -> None:
    found = compare(small_run(3), small_run(2))
    assert found.months == ("2024-01", "2024-02")
    assert found.differences == ()
    assert not found.identical
    assert found.only_first == {"month": ("2024-03",)}


def test_runs_without_a_shared_month_are_refused() -> None:
    run = small_run()
    later = Run(
        {**run.coordinates, "month": np.array(["2030-01", "2030-02", "2030-03"])}, run.variables
    )
    with pytest.raises(DataError, match="cleared month in common"):
        compare(run, later)


def test_order_of_nodes_does_not_matter() -> None:
    run = small_run()
    turned = Run(
        {
            name: values[::-1] if name.startswith("node") else values
            for name, values in run.coordinates.items()
        },
        {
            **run.variables,
            "price": run["price"][:, ::-1],
            "reference_price": run["reference_price"][::-1],
            "column_node": 1 - run["column_node"],
        },
        run.attributes,
    )
    assert compare(run, turned).differences == ()


def test_months_that_did_not_clear_are_not_compared() -> None:
    failed = small_run(failed=(1, 2))
    price = failed["price"].copy()
    price[1:] = np.nan
    found = compare(small_run(), changed(failed, price=price))
    assert found.months == ("2024-01",)
    assert found.differences == ()
    assert not found.identical
    with pytest.raises(DataError, match="cleared month in common"):
        compare(small_run(1), small_run(1, failed=(0,)))
