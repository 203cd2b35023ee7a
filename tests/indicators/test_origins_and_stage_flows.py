from __future__ import annotations

from collections import defaultdict

import pytest

from monazite.absence import NotApplicable, Unknown
from monazite.errors import UnknownNameError
from monazite.indicators.origins import origins
from monazite.indicators.stage_flows import SINKS, SOURCES, StageFlows, stage_flows
from tests.indicators.hand_made_runs import GOODS, RECIPES, STAGES, HandMadeRun, three_regions


def by_origin(rows):
    return {(row.kind, row.region): row.share for row in rows}


def test_mine_of_origin():
    found = by_origin(origins(three_regions().view(), "x", {"B"}))
    from_a = (26 + 21.5 * 20 / 70) / 47.5
    assert found == pytest.approx({("mine", "A"): from_a, ("mine", "C"): 1 - from_a}, rel=1e-9)


def test_country_of_separation():
    found = by_origin(origins(three_regions().view(), "x", {"B"}, "separation"))
    wanted = {("separation", "A"): 26 / 47.5, ("separation", "C"): 21.5 / 47.5}
    assert found == pytest.approx(wanted, rel=1e-9)


def test_country_of_a_stage_not_passed():
    found = by_origin(origins(three_regions().view(), "x", {"A"}, "magnet", use_kind="glass"))
    assert found == pytest.approx({("without_magnet", "A"): 1.0}, rel=1e-9)
    made = by_origin(origins(three_regions().view(), "x", {"A"}, "magnet", use_kind="motors"))
    assert made == pytest.approx({("magnet", "B"): 1.0}, rel=1e-9)


def test_tonnes_add_up_to_the_use():
    view = three_regions(months=12).view()
    rows = origins(view, "x", {"A", "B", "C"})
    assert sum(row.tonnes for row in rows) == pytest.approx(12 * (33.5 + 80 * 0.4))
    month = origins(view, "x", {"A"}, by="month")
    assert {row.period for row in month} == set(view.months)


def test_absence_and_misspelling():
    view = three_regions().view()
    (row,) = origins(view, "y", {"C"}, use_kind="glass")
    assert isinstance(row.share, NotApplicable)
    with pytest.raises(UnknownNameError):
        origins(view, "x", {"B"}, "smelting")
    with pytest.raises(UnknownNameError):
        origins(view, "x", {"B"}, use_kind="glas")
    world = three_regions(months=2)
    world.failed = {0}
    assert isinstance(origins(world.view(), "x", {"B"})[0].share, Unknown)


def totals(flows: StageFlows):
    entered, left = defaultdict(float), defaultdict(float)
    for link in flows.links:
        left[link.source] += link.tonnes
        entered[link.target] += link.tonnes
    return entered, left


def test_links_of_the_golden_world():
    flows = stage_flows(three_regions().view(), 2024, "x")
    links = {(link.source, link.target): link.tonnes for link in flows.links}
    assert links["mine/A", "separation/A"] == pytest.approx(40.0)
    assert links["mine/A", "separation/C"] == pytest.approx(10.0)
    assert links["mine/C", "separation/C"] == pytest.approx(25.0)
    assert links["separation/A", "use/A"] == pytest.approx(10.0)
    # 40 of the 53.5 t at B go into magnets; 26 of them came from A.
    assert links["separation/A", "magnet/B"] == pytest.approx(40 * 26 / 53.5)
    assert links["recycling/B", "magnet/B"] == pytest.approx(40 * 6 / 53.5)
    assert links["magnet/B", "recycling/B"] == pytest.approx(8.0)
    assert links["recycling/B", "loss/B"] == pytest.approx(2.0)
    assert links["magnet/B", "use/C"] == pytest.approx(8.0)
    assert flows.internal == ()


def check_conservation(flows: StageFlows):
    entered, left = totals(flows)
    for place in {*entered, *left}:
        kind = place.partition("/")[0]
        if kind not in SINKS and kind not in SOURCES:
            assert entered[place] == pytest.approx(left[place], rel=1e-9), place
    # Stock that is drawn down is passed on under the mark of what made it.
    begun = sum(
        left[place] - entered[place]
        for place in {*entered, *left}
        if place.partition("/")[0] in SOURCES
    )
    ended = sum(t for place, t in entered.items() if place.partition("/")[0] in SINKS)
    assert begun == pytest.approx(ended, rel=1e-9)


def test_every_place_passes_on_what_it_takes_in():
    for element in ("x", "y"):
        check_conservation(stage_flows(three_regions(months=3).view(), "2024", element))


def test_stocks_scrap_and_substitutes_are_accounted_for():
    world = HandMadeRun(GOODS, STAGES, RECIPES, months=24)
    node = world.node("A", "oxide_x")
    world.mine("A", "ore", 100)
    world.process("A", "separate", {"ore": -1.0, "oxide_x": 0.45, "oxide_y": 0.08}, 100)
    world.old_scrap("A", "swarf", 10)
    world.process("A", "recycle", {"swarf": -1.0, "oxide_x": 0.3, "oxide_y": 0.04}, 10)
    world.backstop("A", "oxide_x", 2)
    # 12 t rise in the first year, 6 t of it fall in the second.
    held = [30 + month + 1 if month < 12 else 42 - 0.5 * (month - 11) for month in range(24)]
    released = [0.5 * before for before in [30.0, *held[:-1]]]
    world.stock(node, held, released, opening=30.0)
    entered = [45 + 3 + 2 + r for r in released]
    taken = [
        e - (h - b + r)
        for e, h, b, r in zip(entered, held, [30.0, *held[:-1]], released, strict=True)
    ]
    real = [t * (1 - 2 / e) for t, e in zip(taken, entered, strict=True)]
    world.use("A", "oxide_x", "glass", real)
    world.use("A", "oxide_y", "special", 8.4)
    view = world.view()
    first, second = stage_flows(view, 2024, "x"), stage_flows(view, 2025, "x")
    check_conservation(second)
    links = {(link.source, link.target): link.tonnes for link in first.links}
    laid_in = sum(t for (_, target), t in links.items() if target == "stock_in/A")
    assert laid_in == pytest.approx(12.0, rel=1e-9)
    drawn = sum(link.tonnes for link in second.links if link.source == "stock_out/A")
    assert drawn == pytest.approx(6.0, rel=1e-9)
    assert links["old_scrap/A", "recycling/A"] == pytest.approx(48.0)
    check_conservation(first)


def test_first_year_without_a_stated_opening_stock():
    world = HandMadeRun(GOODS, STAGES, RECIPES)
    world.mine("A", "oxide_x", 10)
    world.stock(world.node("A", "oxide_x"), held=7, released=2, opening=4.0)
    world.use("A", "oxide_x", "glass", 7)
    run = world.build()
    del run["initial_stock"]
    flows = stage_flows(type(world.view()).of(run, world.chain), 2024, "x")
    links = {(link.source, link.target): link.tonnes for link in flows.links}
    assert links["mine/A", "stock_in/A"] == pytest.approx(3.0)


def test_unknown_year_and_failed_months():
    world = three_regions(months=2)
    with pytest.raises(UnknownNameError):
        stage_flows(world.view(), 2030, "x")
    world.failed = {1}
    assert isinstance(stage_flows(world.view(), 2024, "x"), Unknown)
