"""The indicators on a real run: what must hold whatever the numbers are."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import pytest

import monazite
from monazite.absence import is_known
from monazite.indicators.concentration import concentration, third_country
from monazite.indicators.cover import cover
from monazite.indicators.import_reliance import import_reliance
from monazite.indicators.loop_closure import inside_share, joint_loop_closure, loop_closure
from monazite.indicators.origins import origins, trace_origins, used_element
from monazite.indicators.run_view import RunView
from monazite.indicators.shortage import shortage
from monazite.indicators.stage_flows import SINKS, SOURCES, stage_flows
from monazite.indicators.status_premium import status_premium
from monazite.indicators.two_prices import gate_rents, two_prices

pytestmark = pytest.mark.slow

EUROPE = {"DEU", "FRA", "EST", "EU_REST"}
ALLIES = {*EUROPE, "USA", "JPN", "KOR", "AUS", "CAN", "GBR"}


@pytest.fixture(scope="module")
def view() -> RunView:
    world = monazite.load_world("rare_earths")
    scenario = dataclasses.replace(monazite.load_scenario("heavy_licences"), months=24)
    return RunView.of(monazite.simulate(world, scenario).require_cleared(), world)


@pytest.mark.parametrize("element", ["NdPr", "Dy", "Tb", "La", "Y"])
@pytest.mark.parametrize("stage", ["mine", "separation"])
def test_every_tonne_has_an_origin(view, element, stage):
    found = trace_origins(view, element, stage)
    missing = 1.0 - found.traced.shares.sum(axis=2)
    assert missing.min() > -1e-9
    everything = np.ones(len(view.use_node), dtype=bool)
    at, used = used_element(view, found.flows, everything, view.taken)
    assert (missing[:, at] * used).sum() < 1e-9 * used.sum()
    rows = [row for row in origins(view, element, EUROPE, stage) if row.period == "2025"]
    assert sum(row.share for row in rows) == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize("element", ["NdPr", "Dy"])
def test_closure_grows_with_the_bloc_up_to_the_world(view, element):
    europe, allies = inside_share(view, EUROPE, element), inside_share(view, ALLIES, element)
    assert (allies >= europe - 1e-9).all()
    for row in loop_closure(view, set(view.regions), element):
        if is_known(row.share):
            assert row.share == pytest.approx(1.0, abs=1e-6)
    for row in joint_loop_closure(view, ALLIES, "ndfeb_magnet_heavy", by="month"):
        assert not is_known(row.share) or 0 <= row.share <= 1


def test_stages_pass_on_what_they_take_in(view):
    for year in (2024, 2025):
        flows = stage_flows(view, year, "Dy")
        entered, left = defaultdict(float), defaultdict(float)
        for link in flows.links:
            left[link.source] += link.tonnes
            entered[link.target] += link.tonnes
        for place in {*entered, *left}:
            if place.partition("/")[0] not in {*SINKS, *SOURCES} and entered[place] > 1e-6:
                assert left[place] == pytest.approx(entered[place], rel=1e-7), place


def test_shares_stay_in_their_range(view):
    goods = sorted({str(good) for good in view.node_good})
    for good in goods:
        for bloc in (EUROPE, {"USA"}, {"CHN"}, {"MYS"}):
            for row in import_reliance(view, good, bloc):
                assert not is_known(row.reliance) or 0 <= row.reliance <= 1
            for row in cover(view, good, bloc):
                assert not is_known(row.months) or row.months >= 0
        for row in third_country(view, good, EUROPE):
            assert not is_known(row.share) or row.share >= 0
    for row in shortage(view, "use"):
        assert not is_known(row.share) or 0 <= row.share <= 1 + 1e-9
    for stage in ("mine", "separation", "metal", "magnet"):
        for row in concentration(view, stage):
            assert 1 / len(view.regions) <= row.index <= 1


def test_behind_a_gate_the_average_tonne_is_cheaper_than_the_last(view):
    rows = {(row.period, row.region): row for row in two_prices(view, "dysprosium_oxide")}
    assert rows["2025-03", "DEU"].volume_weighted == rows["2025-03", "DEU"].marginal
    gated = [row for (period, _), row in rows.items() if period >= "2025-05"]
    for row in gated:
        if is_known(row.marginal):
            assert row.volume_weighted <= row.marginal * (1 + 1e-9)
    passed = [row for row in gate_rents(view) if row.period == "2025" and row.tonnes > 0]
    assert passed
    assert all(row.rent > -1e-2 * row.tonnes * 1e5 for row in passed)


def test_no_premium_while_release_is_free(view):
    for row in status_premium(view, "ndfeb_magnet_heavy", by="year"):
        # Relabelling and release half open at a gap of some five per cent.
        assert not is_known(row.premium) or abs(row.premium) < 0.06
