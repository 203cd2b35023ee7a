from __future__ import annotations

import numpy as np
import pytest

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError, UnknownNameError
from monazite.indicators.cover import cover, months_of_cover
from monazite.indicators.shortage import shortage, total_shortage, unserved_demand, worst_served
from monazite.indicators.status_premium import premium, status_premium
from tests.indicators.hand_made_runs import GOODS, RECIPES, STAGES, HandMadeRun, three_regions


def test_unserved_demand_is_never_negative():
    found = unserved_demand(np.array([10.0, 5.0]), np.array([7.0, 6.0]))
    assert found.tolist() == [3.0, 0.0]
    with pytest.raises(DataError):
        unserved_demand(np.array([1.0]), np.array([1.0, 2.0]))
    with pytest.raises(DataError):
        unserved_demand(np.array([np.nan]), np.array([1.0]))


def test_shortage_by_group():
    view = three_regions(months=12).view()
    by_use = {(row.good, row.group): row for row in shortage(view)}
    assert by_use["oxide_y", "special"].unserved == pytest.approx(12.0)
    assert by_use["oxide_y", "special"].share == pytest.approx(0.2)
    assert by_use["magnet", "motors"].share == pytest.approx(10 / 90)
    by_region = {(row.good, row.group): row for row in shortage(view, "region")}
    assert by_region["magnet", "B"].share == pytest.approx(0.25)
    assert by_region["magnet", "A"].unserved == 0.0
    assert total_shortage(view, "magnet") == (("2024", pytest.approx(120.0)),)
    assert worst_served(view, "2024", count=1)[0].group == "B/magnet/motors"
    with pytest.raises(UnknownNameError):
        worst_served(view, "2030")
    with pytest.raises(UnknownNameError):
        shortage(view, "country")
    with pytest.raises(UnknownNameError):
        shortage(view, good="magnets")


def test_nothing_wanted_and_failed_months():
    world = HandMadeRun(GOODS, STAGES, RECIPES)
    world.mine("A", "oxide_x", 1)
    world.discard("A", "oxide_x", 1)
    world.use("A", "oxide_x", "glass", 0)
    assert isinstance(shortage(world.view())[0].share, NotApplicable)
    world.failed = {0}
    assert isinstance(shortage(world.view())[0].unserved, Unknown)


def test_more_unserved_than_wanted_is_refused():
    run = three_regions().build()
    run["unserved"] = run["wanted"] + 1.0
    with pytest.raises(DataError, match="unserved"):
        shortage(type(three_regions().view()).of(run))


def test_months_of_cover():
    assert months_of_cover(30.0, 12.0) == 2.5
    assert months_of_cover(0.0, 12.0) == 0.0
    assert isinstance(months_of_cover(5.0, 0.0), NotApplicable)
    assert isinstance(months_of_cover(Unknown("not reported"), 1.0), Unknown)
    with pytest.raises(DataError):
        months_of_cover(-1.0, 1.0)


def test_cover_of_a_run_uses_the_trailing_mean():
    world = HandMadeRun(GOODS, STAGES, RECIPES, months=3)
    world.mine("A", "oxide_x", [8, 4, 0])
    world.stock(world.node("A", "oxide_x"), held=[6, 6, 2], released=[4, 4, 4], opening=6.0)
    world.use("A", "oxide_x", "glass", [8, 4, 4])
    rows = cover(world.view(), "oxide_x", {"A"}, trailing=2)
    assert [row.months for row in rows] == pytest.approx([6 / 8, 6 / 6, 2 / 4])
    with pytest.raises(DataError):
        cover(world.view(), "oxide_x", {"A"}, trailing=0)
    world.failed = {1}
    rows = cover(world.view(), "oxide_x", {"A"}, trailing=2)
    assert [isinstance(row.months, Unknown) for row in rows] == [False, True, True]


def two_statuses(bound_use: float = 9.0) -> HandMadeRun:
    world = HandMadeRun(GOODS, STAGES, RECIPES, months=2)
    bound, free = world.node("A", "oxide_x", "bound"), world.node("A", "oxide_x", "free")
    world.mine("A", "oxide_x", bound_use + 1.0, status="bound")
    world.activity("release", "release/A/oxide_x", {bound: -1.0, free: 1.0}, 1)
    world.use("A", "oxide_x", "glass", bound_use, status="bound")
    world.use("A", "oxide_x", "special", 1, status="free")
    world.prices = {bound: [100.0, 100.0], free: [100.0, 140.0]}
    return world


def test_premium():
    assert premium(140.0, 100.0) == pytest.approx(0.4)
    with pytest.raises(DataError):
        premium(0.0, 100.0)


def test_premium_of_a_run_by_month_and_year():
    rows = status_premium(two_statuses().view(), "oxide_x")
    assert [row.premium for row in rows] == pytest.approx([0.0, 0.4])
    (year,) = status_premium(two_statuses().view(), "oxide_x", by="year")
    assert year.premium == pytest.approx(0.2)
    assert status_premium(three_regions().view(), "oxide_x") == ()


def test_a_trifle_has_no_premium():
    rows = status_premium(two_statuses(bound_use=1e6).view(), "oxide_x")
    assert all(isinstance(row.premium, NotApplicable) for row in rows)
    world = two_statuses()
    world.failed = {0}
    assert isinstance(status_premium(world.view(), "oxide_x")[0].premium, Unknown)
