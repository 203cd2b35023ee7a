from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError
from monazite.indicators.import_reliance import import_reliance, net_import_reliance
from monazite.indicators.trade import account, production, shipments
from tests.indicators.hand_made_runs import GOODS, RECIPES, STAGES, HandMadeRun, three_regions


def test_definition():
    assert net_import_reliance(80.0, 20.0, 10.0, 100.0) == (0.7, False)
    assert net_import_reliance(10.0, 30.0, 0.0, 100.0) == (0.0, True)
    assert net_import_reliance(50.0, 0.0, -10.0, 40.0) == (1.0, False)


def test_absence():
    unknown = Unknown("not published")
    assert net_import_reliance(unknown, 0.0, 0.0, 1.0)[0] is unknown
    value, exporter = net_import_reliance(0.0, 5.0, 0.0, 0.0)
    assert isinstance(value, NotApplicable)
    assert isinstance(exporter, NotApplicable)


def test_accounts_that_do_not_balance_are_refused():
    with pytest.raises(DataError, match="not more than the use"):
        net_import_reliance(120.0, 0.0, 0.0, 100.0)
    with pytest.raises(DataError):
        net_import_reliance(-1.0, 0.0, 0.0, 100.0)
    with pytest.raises(DataError):
        net_import_reliance(1.0, 0.0, float("inf"), 100.0)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6), st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(imports, exports, home, factor):
    use = home + imports
    plain, _ = net_import_reliance(imports, exports, 0.0, use)
    other, _ = net_import_reliance(imports * factor, exports * factor, 0.0, use * factor)
    assert other == pytest.approx(plain, rel=1e-9, abs=1e-12)
    assert 0 <= plain <= 1


def test_accounts_of_a_run_balance():
    view = three_regions().view()
    ((_, books),) = account(view, "oxide_x", {"B"})
    assert books.imports == pytest.approx(47.5)
    assert books.production == pytest.approx(6.0)
    assert books.apparent_use == pytest.approx(53.5)
    assert books.stock_withdrawal == pytest.approx(0.0, abs=1e-9)
    (reliance,) = import_reliance(view, "oxide_x", {"B"})
    assert reliance.reliance == pytest.approx(47.5 / 53.5)
    assert import_reliance(view, "oxide_x", {"A"})[0].net_exporter is True
    # Trade among members is no trade: the three together import nothing.
    assert import_reliance(view, "oxide_x", {"A", "B", "C"})[0].reliance == pytest.approx(0.0)


def test_stocks_close_the_account():
    world = HandMadeRun(GOODS, STAGES, RECIPES, months=2)
    node = world.node("A", "oxide_x")
    world.mine("A", "oxide_x", [5, 5])
    world.stock(node, held=[8, 3], released=[1, 6], opening=4.0)
    world.use("A", "oxide_x", "glass", [1, 10])
    (_, first), (_, second) = account(world.view(), "oxide_x", {"A"}, by="month")
    assert first.stock_withdrawal == pytest.approx(-4.0)
    assert second.stock_withdrawal == pytest.approx(5.0)


def test_gated_exports_count_for_the_exporter():
    world = HandMadeRun(GOODS, STAGES, RECIPES)
    world.mine("A", "oxide_x", 10)
    inside, hub = world.node("A", "oxide_x"), world.node("A", "oxide_x", kind="export")
    world.activity("gate", "gate/A/oxide_x/all", {inside: -1.0, hub: 1.0}, 4)
    world.ship(hub, world.node("B", "oxide_x"), 4)
    world.use("A", "oxide_x", "glass", 6)
    world.use("B", "oxide_x", "glass", 4)
    (row,) = shipments(world.view(), "oxide_x")
    assert (row.exporter, row.importer, row.tonnes) == ("A", "B", 4.0)
    assert import_reliance(world.view(), "oxide_x", {"B"})[0].reliance == pytest.approx(1.0)


def test_production_shares_and_failed_months():
    world = three_regions(months=2)
    rows = {(row.region, row.period): row for row in production(world.view(), "mine")}
    assert rows["A", "2024"].tonnes == pytest.approx(200.0)
    assert rows["A", "2024"].share == pytest.approx(2 / 3)
    assert rows["B", "2024"].tonnes == 0.0
    assert rows["A", "2024"].basis == "t REO"
    world.failed = {0}
    assert isinstance(production(world.view(), "mine")[0].tonnes, Unknown)
    assert isinstance(shipments(world.view(), "magnet")[0].tonnes, Unknown)
    assert isinstance(import_reliance(world.view(), "oxide_x", {"B"})[0].reliance, Unknown)


def test_years_are_calendar_years():
    world = HandMadeRun(GOODS, STAGES, RECIPES, months=14, start="2024-12")
    world.mine("A", "oxide_x", 1)
    world.use("A", "oxide_x", "glass", 1)
    periods = world.view().periods("year")
    assert [(p.name, len(p.positions), p.complete) for p in periods] == [
        ("2024", 1, False),
        ("2025", 12, True),
        ("2026", 1, False),
    ]
