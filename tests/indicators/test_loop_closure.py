from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError, UnknownNameError
from monazite.indicators.blocs import bloc_of
from monazite.indicators.loop_closure import inside_share, joint_loop_closure, loop_closure
from monazite.indicators.origins import origins, trace_origins
from monazite.indicators.run_view import RunView
from tests.indicators.hand_made_runs import GOODS, RECIPES, STAGES, HandMadeRun, three_regions

X_AT_B = 26 / 47.5
"""Share of B's oxide x that A mined and separated; new scrap turns in a circle and cancels."""


def shares(rows, kind="all"):
    return {row.period: row.share for row in rows if row.use_kind == kind}


def test_golden_world_one_element():
    rows = loop_closure(three_regions().view(), {"A", "B"}, "x")
    closed = 10 + (12 + 13.5 + 12) * X_AT_B
    assert shares(rows)["2024"] == pytest.approx(closed / 47.5, rel=1e-12)
    assert shares(rows, "motors")["2024"] == pytest.approx(X_AT_B, rel=1e-12)
    assert shares(rows, "glass")["2024"] == pytest.approx((10 + 13.5 * X_AT_B) / 23.5, rel=1e-12)
    assert rows[0].used == pytest.approx(47.5)


def test_golden_world_second_element_and_joint():
    view = three_regions().view()
    rows = loop_closure(view, {"A", "B"}, "y")
    assert shares(rows, "motors")["2024"] == pytest.approx(2.4 / 8.0, rel=1e-12)
    joint = joint_loop_closure(view, {"A", "B"}, "magnet")
    assert shares(joint)["2024"] == pytest.approx(0.3, rel=1e-12)
    assert joint[0].used == pytest.approx(60.0)


def test_material_that_left_the_bloc_does_not_come_back_inside():
    # A alone: its own ore comes back from B and C in magnets, which is no closed loop.
    rows = loop_closure(three_regions().view(), {"A"}, "x")
    assert shares(rows, "glass")["2024"] == pytest.approx(1.0)
    assert shares(rows, "motors")["2024"] == 0.0


def test_whole_world_is_closed_and_empty_bloc_is_not():
    view = three_regions().view()
    for element in ("x", "y"):
        assert shares(loop_closure(view, {"A", "B", "C"}, element))["2024"] == pytest.approx(1.0)
        share = inside_share(view, set(), element)
        assert not share.any()
    empty = loop_closure(view, set(), "x")
    assert isinstance(empty[0].share, NotApplicable)


def test_old_scrap_is_inside_where_it_is_collected():
    world = HandMadeRun(GOODS, STAGES, RECIPES)
    world.old_scrap("A", "swarf", 10)
    world.process("A", "recycle", {"swarf": -1.0, "oxide_x": 0.3, "oxide_y": 0.04}, 10)
    world.use("A", "oxide_x", "glass", 3)
    world.use("A", "oxide_y", "special", 0.4)
    assert shares(loop_closure(world.view(), {"A"}, "x"))["2024"] == pytest.approx(1.0)


def one_oxide(months: int) -> HandMadeRun:
    return HandMadeRun(GOODS, STAGES, RECIPES, months)


def test_stock_remembers_what_was_laid_in():
    # Month 1: 10 t from the own mine, 4 laid in. Month 2: 10 t from abroad, and half of the
    # stock is released: the node holds 2 own of 12; 2 own + 12 * own share are then in stock.
    world = one_oxide(3)
    node = world.node("A", "oxide_x")
    world.mine("A", "oxide_x", [10, 0, 0])
    world.mine("B", "oxide_x", [0, 10, 10])
    world.send("B", "A", "oxide_x", [0, 10, 10])
    world.stock(node, held=[4, 4, 4], released=[0, 2, 2], opening=0.0)
    world.use("A", "oxide_x", "glass", [6, 10, 10])
    found = shares(loop_closure(world.view(), {"A"}, "x", by="month"))
    second = 2 / 12
    in_stock = (2 + 2 * second) / 4
    third = 2 * in_stock / 12
    assert list(found.values()) == pytest.approx([1.0, second, third], rel=1e-12)


def test_opening_stock_follows_the_first_month_or_counts_as_unrecorded():
    world = one_oxide(2)
    node = world.node("A", "oxide_x")
    world.mine("A", "oxide_x", 6)
    world.mine("B", "oxide_x", 4)
    world.send("B", "A", "oxide_x", 4)
    world.stock(node, held=[5, 5], released=[5, 5], opening=5.0)
    world.use("A", "oxide_x", "glass", 10)
    view = world.view()
    steady = shares(loop_closure(view, {"A"}, "x", by="month"))
    assert list(steady.values()) == pytest.approx([0.6, 0.6], rel=1e-12)
    # 6 of 15 are own in month 1; the 5 t laid in are mixed so, and come back in month 2.
    bound = shares(loop_closure(view, {"A"}, "x", by="month", opening="own_mark"))
    assert list(bound.values()) == pytest.approx([0.4, (6 + 5 * 0.4) / 15], rel=1e-12)
    kinds = {row.kind for row in origins(view, "x", {"A"}, by="month", opening="own_mark")}
    assert kinds == {"mine", "opening_stock"}


def test_node_fed_by_its_opening_stock_alone_is_not_inside():
    world = one_oxide(1)
    world.stock(world.node("A", "oxide_x"), held=2, released=3, opening=5.0)
    world.use("A", "oxide_x", "glass", 3)
    assert shares(loop_closure(world.view(), {"A"}, "x"))["2024"] == 0.0
    row = origins(world.view(), "x", {"A"})[0]
    assert (row.kind, row.region, row.share) == ("opening_stock", "A", 1.0)


def test_strategic_stocks_have_an_unrecorded_past_and_purchases_change_no_mixture():
    world = one_oxide(2)
    world.mine("A", "oxide_x", 6)
    world.use("A", "oxide_x", "glass", 6)
    run = world.build()
    # Month 1: 2 of 6 t are bought up; month 2: they come back beside the 6 t mined.
    run["strategic_purchase"] = np.array([[2.0], [-2.0]])
    run["given_supply"] = np.array([[-2.0], [2.0]])
    run["consumption"] = np.array([[4.0], [8.0]])
    view = RunView.of(run, world.chain)
    found = shares(loop_closure(view, {"A"}, "x", by="month"))
    assert list(found.values()) == pytest.approx([1.0, 0.75], rel=1e-12)
    rows = [row for row in origins(view, "x", {"A"}, by="month") if row.kind == "opening_stock"]
    assert [(row.period, row.share) for row in rows] == [("2024-02", pytest.approx(0.25))]


def test_own_mark_needs_the_opening_stock():
    run = three_regions().build()
    del run["initial_stock"]
    view = RunView.of(run, three_regions().chain)
    with pytest.raises(DataError, match="initial_stock"):
        loop_closure(view, {"A"}, "x", opening="own_mark")


def test_substitutes_are_left_out_of_the_use():
    world = one_oxide(1)
    world.mine("A", "oxide_x", 6)
    world.mine("B", "oxide_x", 2)
    world.send("B", "A", "oxide_x", 2)
    world.backstop("A", "oxide_x", 4)
    world.use("A", "oxide_x", "glass", 8)
    view = world.view()
    assert shares(loop_closure(view, {"A"}, "x"))["2024"] == pytest.approx(0.75, rel=1e-12)
    found = {(row.kind, row.region): row.share for row in origins(view, "x", {"A"})}
    assert found == pytest.approx({("mine", "A"): 0.75, ("mine", "B"): 0.25}, rel=1e-12)


def test_goods_sent_in_a_circle_do_not_break_the_system():
    world = one_oxide(1)
    world.mine("C", "oxide_x", 5)
    world.use("C", "oxide_x", "glass", 5)
    world.send("A", "B", "oxide_x", 1)
    world.send("B", "A", "oxide_x", 1)
    found = trace_origins(world.view(), "x")
    assert np.isfinite(found.traced.shares).all()
    assert shares(loop_closure(world.view(), {"C"}, "x"))["2024"] == pytest.approx(1.0)


def test_nothing_used_is_not_applicable():
    world = one_oxide(1)
    world.mine("A", "oxide_x", 5)
    world.discard("A", "oxide_x", 5)
    world.use("A", "oxide_x", "glass", 0)
    assert isinstance(loop_closure(world.view(), {"A"}, "x")[0].share, NotApplicable)


def test_months_after_a_failed_one_are_unknown():
    world = three_regions(months=3)
    world.failed = {1}
    values = shares(loop_closure(world.view(), {"A"}, "x", by="month"))
    assert isinstance(values["2024-01"], float)
    assert isinstance(values["2024-02"], Unknown)
    assert isinstance(values["2024-03"], Unknown)


def test_misspelt_names_are_refused_with_the_near_miss():
    view = three_regions().view()
    with pytest.raises(UnknownNameError, match="region"):
        loop_closure(view, {"AA"}, "x")
    with pytest.raises(UnknownNameError, match="element"):
        loop_closure(view, {"A"}, "z")


def test_element_out_of_nothing_is_refused():
    world = one_oxide(1)
    world.mine("A", "oxide_y", 5)
    world.process("A", "separate", {"oxide_y": -1.0, "oxide_x": 1.0}, 5)
    world.use("A", "oxide_x", "glass", 5)
    with pytest.raises(DataError, match="contains the element"):
        loop_closure(world.view(), {"A"}, "x")


def test_groups_of_countries_become_blocs():
    members = {"DEU": ("DEU",), "EU_REST": ("ITA", "CHE"), "CHN": ("CHN",), "ROW": ("*",)}
    assert bloc_of(members, {"DEU", "ITA"}) == ({"DEU"}, {"EU_REST"})
    assert bloc_of(members, {"DEU", "LUX"}) == ({"DEU"}, {"ROW"})
    assert bloc_of(members, set()) == (frozenset(), frozenset())


sizes = st.floats(0.01, 100.0)


@st.composite
def trading_worlds(draw, outside_import: float = 0.0):
    """Three regions that mine, swap and use one oxide; random, balanced by the last use."""
    world = HandMadeRun(GOODS, STAGES, RECIPES)
    regions = ("A", "B", "C")
    supply = {region: draw(sizes) for region in regions}
    for region in regions:
        world.mine(region, "oxide_x", supply[region])
    for exporter in regions:
        share = draw(st.floats(0.0, 0.9))
        for importer in regions:
            if importer != exporter:
                amount = supply[exporter] * share / 2
                world.send(exporter, importer, "oxide_x", amount)
                supply[importer] += amount
                supply[exporter] -= amount
    return world, supply


def finish(world, supply):
    for region, amount in supply.items():
        world.use(region, "oxide_x", "glass", amount)
    return world.view()


@settings(max_examples=40, deadline=None)
@given(trading_worlds())
def test_origins_add_up_and_bound_the_closure(drawn):
    view = finish(*drawn)
    found = trace_origins(view, "x").traced.shares.sum(axis=2)
    assert found == pytest.approx(1.0, abs=1e-9)
    rows = origins(view, "x", {"A"})
    assert sum(row.share for row in rows) == pytest.approx(1.0, rel=1e-9)
    mined_at_home = sum(row.share for row in rows if row.region == "A")
    closure = shares(loop_closure(view, {"A"}, "x"))["2024"]
    assert -1e-12 <= closure <= mined_at_home + 1e-9
    wider = inside_share(view, {"A", "B"}, "x")
    at_a = view.node_position["A/oxide_x/free"]
    assert wider[0, at_a] >= inside_share(view, {"A"}, "x")[0, at_a] - 1e-12


@settings(max_examples=40, deadline=None)
@given(trading_worlds(), sizes)
def test_an_import_from_outside_never_raises_closure(drawn, extra):
    world, supply = drawn
    before = shares(loop_closure(finish(world, dict(supply)), {"A", "B"}, "x"))["2024"]
    world.uses.clear()
    world.mine("D", "oxide_x", extra)
    world.send("D", "A", "oxide_x", extra)
    supply["A"] += extra
    after = shares(loop_closure(finish(world, supply), {"A", "B"}, "x"))["2024"]
    assert after <= before + 1e-12


@settings(max_examples=10, deadline=None)
@given(st.permutations(["P", "Q", "R"]), st.floats(1e-3, 1e4))
def test_names_and_units_change_nothing(names, scale):
    plain = loop_closure(three_regions().view(), {"A", "B"}, "x")
    other = loop_closure(three_regions(tuple(names), scale).view(), {names[0], names[1]}, "x")
    assert [row.share for row in other] == pytest.approx([row.share for row in plain], rel=1e-9)


def test_solved_shares_agree_with_repeated_mixing():
    # The same shares by walking the material forward until nothing changes.
    view = three_regions().view()
    found = trace_origins(view, "x")
    links = found.flows.links
    amount = view.level[0, links.activity] * links.weight
    born = view.level[0, links.source_activity] * links.source_weight
    inflow = np.bincount(links.to, amount, links.size) + np.bincount(
        links.source_to, born, links.size
    )
    region = view.node_region[links.node]
    mixture = np.zeros(links.size)
    for _ in range(400):
        nxt = np.bincount(links.to, amount * mixture[links.origin], links.size)
        nxt += np.bincount(links.source_to, born * (region[links.source_to] == "A"), links.size)
        mixture = np.divide(nxt, inflow, out=np.zeros_like(nxt), where=inflow > 0)
    marks = [
        i
        for i, (k, r) in enumerate(zip(found.kinds, found.regions, strict=True))
        if (k, r) == ("mine", "A")
    ]
    assert found.traced.shares[0, :, marks[0]] == pytest.approx(mixture, abs=1e-12)
