"""The run record: names, read-only arrays, refusals, and what it says of its own success."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from monazite.errors import SolveError, StorageError, UnknownNameError
from monazite.market.axes import AXES
from monazite.market.run import Run
from monazite.market.variables import VARIABLES
from tests.support.small_runs import small_run


def changed(run: Run, **variables: np.ndarray) -> Run:
    return Run(run.coordinates, {**run.variables, **variables}, run.attributes)


def test_the_small_run_has_every_axis_and_variable_of_the_table() -> None:
    run = small_run()
    assert set(run.coordinates) == {axis.id for axis in AXES}
    ids = [variable.id for variable in VARIABLES]
    assert set(run.variables) == set(ids)
    assert len(set(ids)) == len(ids)


def test_arrays_are_found_by_name_and_cannot_be_written() -> None:
    run = small_run()
    assert run.price("DEU/dysprosium_oxide/bound").tolist() == [260e3, 520e3, 780e3]
    assert run.level("ship/CHN/DEU").tolist() == [4.0] * 3
    assert run.gate("CHN/dysprosium_oxide/world", "gate_pending").tolist() == [2.0] * 3
    assert run.months == ("2024-01", "2024-02", "2024-03")
    with pytest.raises(ValueError, match="read-only"):
        run["price"][0, 0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.variables = {}  # type: ignore[misc]


def test_a_misspelt_name_is_refused_with_the_near_miss() -> None:
    run = small_run()
    with pytest.raises(UnknownNameError, match="DEU/dysprosium_oxide/bound"):
        run.price("DEU/disprosium_oxide/bound")
    with pytest.raises(UnknownNameError, match="unserved"):
        run["unservd"]
    with pytest.raises(UnknownNameError, match="month and a second axis"):
        run.along("steps", "2024-01")


@pytest.mark.parametrize(
    ("name", "values", "complaint"),
    [
        ("price", np.full((3, 2), np.nan), "a finite number"),
        ("price", np.full((3, 2), np.inf), "a finite number"),
        ("price", np.full((2, 3), 1.0), "shape"),
        ("stock", np.full((3, 1), -1.0), "not below 0"),
        ("gate_open", np.full((3, 1), np.nan), "not below 0"),
        ("cleared", np.ones(3), "type float64"),
        ("steps", np.full(3, -1), "not below 0"),
        ("column_value", np.array([np.nan, 1.0, 1.0]), "a finite number"),
        ("worst_node", np.array([1, 2, 3]), "text"),
    ],
)
def test_impossible_arrays_are_refused(name: str, values: np.ndarray, complaint: str) -> None:
    with pytest.raises(StorageError, match=complaint):
        changed(small_run(), **{name: values})


def test_all_faults_of_a_run_are_told_at_once() -> None:
    run = small_run()
    with pytest.raises(StorageError) as refusal:
        changed(run, price=np.full((3, 2), np.nan), stock=np.ones((1, 1)), prise=np.ones(3))
    places = [fault.where for fault in refusal.value.faults]
    assert len(places) == 3
    assert any("price" in place for place in places)
    assert any("stock" in place for place in places)


def test_a_label_twice_is_refused() -> None:
    run = small_run()
    with pytest.raises(StorageError, match="same label twice"):
        Run({**run.coordinates, "node": np.array(["a", "a"])}, run.variables)


def test_status_says_which_months_did_not_clear() -> None:
    run = small_run(failed=(1,))
    assert not run.status.cleared
    assert [failed.month for failed in run.status.failed] == ["2024-02"]
    assert "1 of 3 months" in run.status.sentence("en")
    assert "2024-02" in run.status.sentence("zh")
    with pytest.raises(SolveError, match="2024-02"):
        run.require_cleared()
    cleared = small_run()
    assert cleared.require_cleared() is cleared
    assert cleared.status.sentence() == "All 3 months cleared."


def test_a_month_that_did_not_clear_need_not_have_numbers() -> None:
    run = small_run(failed=(1, 2))
    price = run["price"].copy()
    price[1:] = np.nan
    residual = np.array([1e-13, 0.25, np.nan])
    unfinished = changed(run, price=price, residual=residual)
    assert np.isnan(unfinished.price("DEU/dysprosium_oxide/bound")[2])
    assert "the first is 2024-02" in unfinished.status.sentence()
    price[0] = np.nan
    with pytest.raises(StorageError, match="2 such values"):
        changed(run, price=price)


def test_xarray_and_back_is_the_same_run_bit_for_bit() -> None:
    run = small_run()
    dataset = run.to_xarray()
    assert dataset["price"].attrs["unit"] == "USD/t"
    assert dataset["price"].attrs["long_name_zh"]
    assert dataset["price"].dims == ("month", "node")
    again = Run.from_xarray(dataset)
    assert again.identical(run)
    assert dict(again.attributes) == dict(run.attributes)
    assert not run.identical(small_run(price_factor=1.0 + 2**-50))


def test_an_xarray_with_other_axes_is_refused() -> None:
    dataset = small_run().to_xarray().transpose("node", ...)
    with pytest.raises(StorageError, match="axes"):
        Run.from_xarray(dataset)


def test_the_record_needs_numpy_only() -> None:
    program = (
        "import sys, monazite.market.run; "
        "heavy = {'jax', 'xarray', 'pandas', 'pyarrow', 'zarr', 'scipy'} & set(sys.modules); "
        "print(','.join(sorted(heavy)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_every_variable_has_words_in_both_languages() -> None:
    for record in (*AXES, *VARIABLES):
        assert record.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in record.zh), record.id
