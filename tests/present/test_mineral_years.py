"""Years of a mineral: what tables print, what customs recorded, what a run made and sent."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from monazite.data.catalog import table
from monazite.indicators.run_view import RunView
from monazite.market.run import Run
from monazite.present.mineral_years import (
    MOST_FLOWS,
    SHARE,
    customs_lines,
    modelled_shipments,
    recorded_outputs,
    recorded_shipments,
)
from tests.present.synthetic import synthetic_run, world


@pytest.fixture(scope="module")
def run() -> Run:
    return synthetic_run(gates=True, months=24)


@pytest.fixture(scope="module")
def invented() -> Any:
    return world()


def test_plants_are_recorded_where_no_mine_is() -> None:
    found = recorded_outputs("gallium", 2025)
    assert {one.year for one in found} == {2023, 2024, 2025}
    assert {one.stage for one in found} == {"refining"}
    for one in found:
        assert list(one.made.values()) == sorted(one.made.values(), reverse=True)


def test_projections_are_no_record_and_shares_stand_only_where_no_quantity_does() -> None:
    assert max(one.year for one in recorded_outputs("copper", 2040)) == 2025
    titanium = [one for one in recorded_outputs("titanium", 2025) if one.stage == "smelting"]
    by_year: dict[int, set[bool]] = {}
    for one in titanium:
        by_year.setdefault(one.year, set()).add(one.basis == SHARE)
    assert by_year[2020] == {True}
    assert by_year[2023] == {False}
    assert [one.year for one in recorded_outputs("rare_earths", 2020)] == [
        2018,
        2019,
        2020,
        2020,
        2020,
    ]


def test_customs_records_of_several_lines_are_added_pair_by_pair() -> None:
    lines = customs_lines("rare_earths")
    assert len(lines) > 1
    found = recorded_shipments("rare_earths")
    assert set(found) == {2022, 2023, 2024}
    for year, flows in found.items():
        assert 0 < len(flows) <= MOST_FLOWS
        assert all(one.tonnes >= other.tonnes for one, other in pairwise(flows))
        first = flows[0]
        rows = [
            float(str(row["tonnes"]))
            for row in table("trade")
            if (row["year"], row["exporter"], row["importer"])
            == (year, first.exporter, first.importer)
            and row["code"] in lines
        ]
        assert first.tonnes == pytest.approx(sum(rows))
        assert first.exporter != first.importer
    assert recorded_shipments("gallium") == {}


def test_modelled_shipments_are_what_arrives_times_what_it_holds(run: Run, invented: Any) -> None:
    found = modelled_shipments(run, invented, "Dy", least=0.0)
    assert set(found) == {2024, 2025}
    view = RunView.of(run, invented)
    year = [at for at, month in enumerate(view.months) if month.startswith("2025")]
    expected: dict[tuple[str, str], float] = {}
    for activity in np.flatnonzero(view.activity_kind == "ship"):
        own = view.column_activity == activity
        ends = {view.column_value[e] > 0: int(view.column_node[e]) for e in np.flatnonzero(own)}
        good = str(view.node_good[ends[True]])
        share = float(invented.chain.goods[good].composition.get("Dy", 0.0))
        pair = str(view.node_region[ends[False]]), str(view.node_region[ends[True]])
        arrived = float(view.column_value[own & (view.column_value > 0)][0])
        tonnes = float(view.level[year, activity].sum()) * arrived * share
        if pair[0] != pair[1] and tonnes > 0:
            expected[pair] = expected.get(pair, 0.0) + tonnes
    told: dict[tuple[str, str], float] = {}
    for one in found[2025]:
        told[one.exporter, one.importer] = told.get((one.exporter, one.importer), 0.0) + one.tonnes
    assert expected
    assert told == pytest.approx(expected)


def test_small_shipments_and_years_that_did_not_clear_are_left_out(run: Run, invented: Any) -> None:
    every = modelled_shipments(run, invented, "Dy", least=0.0)[2025]
    few = modelled_shipments(run, invented, "Dy", least=0.5)[2025]
    assert few == tuple(one for one in every if one.tonnes >= 0.5 * every[0].tonnes)
    assert 0 < len(few) < len(every)
    variables = dict(run.variables)
    cleared = np.ones(24, dtype=bool)
    cleared[17:] = False
    broken = Run(run.coordinates, {**variables, "cleared": cleared}, run.attributes)
    assert set(modelled_shipments(broken, invented, "Dy")) == {2024}
