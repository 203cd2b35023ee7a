from __future__ import annotations

import numpy as np
import pytest

from monazite.absence import Unknown
from monazite.errors import DataError, UnknownNameError
from monazite.indicators.loop_closure import loop_closure
from monazite.indicators.run_view import RunView
from monazite.indicators.shortage import shortage
from tests.indicators.hand_made_runs import three_regions
from tests.support.small_runs import small_run

COORDINATES = {
    "month": "month",
    "holder": "holder",
    **dict.fromkeys(["node", "node_region", "node_good", "node_status", "node_kind"], "node"),
    **dict.fromkeys(
        [
            "activity",
            "activity_kind",
            "activity_region",
            "activity_region_to",
            "activity_recipe",
        ],
        "activity",
    ),
    **dict.fromkeys(["use", "use_region", "use_good", "use_kind", "use_node"], "use"),
}
VARIABLES = {
    "level": ("month", "activity"),
    "price": ("month", "node"),
    "given_supply": ("month", "node"),
    "old_scrap": ("month", "node"),
    "consumption": ("month", "use"),
    "stock": ("month", "holder"),
    "cleared": ("month",),
    "column_node": ("coefficient",),
    "column_activity": ("coefficient",),
    "column_value": ("coefficient",),
}


def test_a_dataset_reads_like_a_mapping():
    import xarray

    world = three_regions(months=2)
    run = world.build()
    dataset = xarray.Dataset(
        {name: (axes, run[name]) for name, axes in VARIABLES.items()},
        coords={name: ((axis,), run[name]) for name, axis in COORDINATES.items()},
    )
    wanted = loop_closure(world.view(), {"A", "B"}, "x")
    assert loop_closure(RunView.of(dataset, world.chain), {"A", "B"}, "x") == wanted


def test_a_view_is_kept_and_can_be_given_its_chain_later():
    world = three_regions()
    bare = RunView.of(world.build())
    assert RunView.of(bare) is bare
    with pytest.raises(DataError, match="chain"):
        bare.content("x")
    assert RunView.of(bare, world.chain).content("x").shape == (len(bare.node_region),)


def test_missing_and_broken_variables_are_refused():
    run = three_regions().build()
    del run["given_supply"]
    with pytest.raises(UnknownNameError, match="given_supply"):
        RunView.of(run, three_regions().chain).node_inflow  # noqa: B018
    run = three_regions().build()
    run["level"] = run["level"].copy()
    run["level"][0, 0] = np.nan
    with pytest.raises(DataError, match="missing"):
        RunView.of(run).level  # noqa: B018
    run["level"][0, 0] = -1.0
    with pytest.raises(DataError, match="not below zero"):
        RunView.of(run).level  # noqa: B018
    run["level"] = run["level"][:, 1:]
    with pytest.raises(DataError, match="shape"):
        RunView.of(run).level  # noqa: B018


def test_names_are_refused_with_what_there_is():
    view = three_regions().view()
    with pytest.raises(UnknownNameError, match="oxide_x"):
        view.require_good("oxid_x")
    with pytest.raises(UnknownNameError, match="period"):
        view.periods("decade")
    with pytest.raises(UnknownNameError):
        view.good("nothing")
    run = three_regions().build()
    run["use_node"] = np.array(["Z/oxide_x/free"] * len(run["use"]))
    with pytest.raises(UnknownNameError, match="node"):
        RunView.of(run).use_node  # noqa: B018


def test_the_record_of_a_simulation_is_read_as_it_is():
    view = RunView.of(small_run(months=3))
    assert view.months == ("2024-01", "2024-02", "2024-03")
    (row,) = shortage(view)
    assert row.share == pytest.approx(0.25 / 4.0)
    failed = RunView.of(small_run(months=3, failed=(1,)))
    values = [row.share for row in shortage(failed, by="month")]
    assert [isinstance(value, Unknown) for value in values] == [False, True, False]
