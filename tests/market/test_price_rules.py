"""Do charges and guarantees that follow the price reach whom they name, and cost what they say?"""

from __future__ import annotations

import numpy as np
import pytest

from monazite import effects as fx
from monazite.errors import NetworkError
from monazite.market import price_rules, rule_rounds
from monazite.market.compiled_code import forget_compiled_code
from monazite.market.run import Run
from tests.market.rules import INVENTED, cost, covered_facility, floor, path
from tests.market.worlds import START, activities, calm_run, model, node, rare_earths, rows, run_of

PLANT = covered_facility()


def oxide_node(run: Run) -> int:
    region = rare_earths().chain.facilities[PLANT].region
    return list(run["node"]).index(f"{region}/ndpr_oxide/free")


def per_unit() -> float:
    """How much NdPr oxide does one unit of the covered plant give? t."""
    recipe = rare_earths().chain.facilities[PLANT].recipe
    return rare_earths().chain.recipes[recipe].coefficients["ndpr_oxide"]


def level(run: Run, facility: str = PLANT) -> np.ndarray:
    return run["level"][:, run["activity_facility"] == facility].sum(axis=1)


@pytest.fixture(scope="module")
def guaranteed() -> Run:
    """A floor half above the market price."""
    price = calm_run()["price"][:, oxide_node(calm_run())].mean()
    return run_of(floor(1.5 * price))


def test_the_bill_is_the_gap_times_the_tonnes_of_the_covered_plant(guaranteed: Run) -> None:
    usd = 1.5 * calm_run()["price"][:, oxide_node(calm_run())].mean()
    gap = np.maximum(0.0, usd - guaranteed["price"][:, oxide_node(guaranteed)])
    bill = gap * per_unit() * level(guaranteed)
    place = list(guaranteed["facility"]).index(PLANT)
    assert guaranteed["support"][:, place] == pytest.approx(bill, rel=1e-9)
    assert bill.min() > 0
    assert not np.delete(guaranteed["support"], place, axis=1).any()


def test_only_the_covered_plant_makes_more_and_the_market_price_hardly_moves(
    guaranteed: Run,
) -> None:
    calm = calm_run()
    assert (level(guaranteed) > 1.02 * level(calm)).all()
    at = oxide_node(calm)
    change = guaranteed["price"][:, at] / calm["price"][:, at] - 1
    assert np.abs(change).max() < 0.01
    gained = level(guaranteed)[0] - level(calm)[0]
    for name in calm["facility"]:
        if name != PLANT and "separate" in str(rare_earths().chain.facilities[str(name)].recipe):
            other = level(guaranteed, str(name))[0] - level(calm, str(name))[0]
            assert other < 0.05 * gained, name


def test_a_floor_below_the_price_costs_nothing_and_shared_upside_pays_back() -> None:
    calm = calm_run()
    low = 0.5 * calm["price"][:, oxide_node(calm)].mean()
    one_sided, shared = run_of(floor(low)), run_of(floor(low, upside_share=0.3))
    assert not one_sided["support"].any()
    place = list(shared["facility"]).index(PLANT)
    above = shared["price"][:, oxide_node(shared)] - low
    assert shared["support"][:, place] == pytest.approx(
        -0.3 * above * per_unit() * level(shared), rel=1e-9
    )
    assert (level(shared) < level(calm)).all()
    assert shared["rule_residual"].max() < 1e-8


def test_a_higher_floor_never_makes_the_plant_run_less() -> None:
    price = calm_run()["price"][0, oxide_node(calm_run())]
    made = [level(run_of(floor(factor * price)))[0] for factor in (0.9, 1.0, 1.1, 1.5, 3.0)]
    # a floor at or below the price pays nothing: what differs there is what the solver leaves
    assert (np.diff(made) >= -1e-12 * np.array(made[1:])).all()
    assert made[1] < made[2] < made[3] < made[4]
    capacity = calm_run()["capacity"][0, list(calm_run()["facility"]).index(PLANT)]
    assert made[-1] <= capacity * (1 + 1e-12)
    assert made[-1] > 0.99 * capacity, "three times the price must fill the plant"


def test_a_floor_holds_in_its_months_only() -> None:
    run = run_of(floor(1e5, span=fx.Span(START + 3, START + 5)))
    place = list(run["facility"]).index(PLANT)
    assert (run["support"][:, place] > 0).tolist() == [False] * 3 + [True] * 2 + [False] * 7
    assert np.array_equal(run["level"][:3], calm_run()["level"][:3])


def test_top_up_by_hand() -> None:
    row = rows(floor(100_000.0, upside_share=0.25))[0]
    place = list(rare_earths().chain.facilities).index(PLANT)
    at, tonnes = int(row.floor_node[place]), float(row.floor_tonnes[place])
    assert tonnes == per_unit()
    for price, expected in ((60_000.0, 40_000.0), (100_000.0, 0.0), (140_000.0, -10_000.0)):
        prices = np.array(model().arrays.reference)
        prices[at] = price
        found = np.asarray(price_rules.top_up(row, prices))
        assert found[place] == pytest.approx(tonnes * expected, abs=1e-9)
        assert not np.delete(found, place).any()


def test_a_tariff_is_its_rate_times_the_price_where_ships_leave() -> None:
    rule = cost(0.25, exporters=("CHN", "JPN"))
    row = rows(rule)[0]
    arrays = model().arrays
    prices = np.array(arrays.reference) * np.linspace(0.5, 2.0, len(arrays.reference))
    taxed = np.asarray(price_rules.charges(arrays, row, prices))
    free = np.asarray(price_rules.charges(arrays, rows()[0], prices))
    order = {int(a): v for v, a in enumerate(arrays.charge_activity)}
    for exporter, origin in (
        ("CHN", "CHN/ndfeb_magnet/free/export"),
        ("JPN", "JPN/ndfeb_magnet/free"),
    ):
        for activity in activities(
            kind="ship", region=exporter, region_to="USA", good="ndfeb_magnet"
        ):
            extra = taxed[order[activity]] - free[order[activity]]
            assert extra == pytest.approx(0.25 * prices[node(origin)], rel=1e-12)
    assert np.count_nonzero(taxed != free) == 2


def test_unrefunded_vat_stands_between_the_price_inside_and_outside() -> None:
    """Cost of passing the gate is the price gap of the base year; 13 per cent where VAT is lost."""
    run, base = calm_run(), rare_earths().chain.base
    for place, gate in enumerate(run["gate"]):
        good = str(gate).split("/")[1]
        rate = base.price[good] / base.domestic[good] - 1
        inside = list(run["node"]).index(f"CHN/{good}/" + status_of(good))
        assert run["gate_cost"][:, place] == pytest.approx(
            rate * run["price"][:, inside], rel=1e-12
        )
    dysprosium = list(run["gate"]).index("CHN/dysprosium_oxide/all")
    inside = list(run["node"]).index("CHN/dysprosium_oxide/bound")
    rate = run["gate_cost"][0, dysprosium] / run["price"][0, inside]
    assert rate == pytest.approx(0.13, rel=1e-3)


def status_of(good: str) -> str:
    return "bound" if rare_earths().chain.has_status(good) else "free"


def everywhere(rate: float) -> fx.TradeCost:
    return fx.TradeCost(
        id="everywhere",
        exporters=fx.EVERYWHERE,
        importers=fx.EVERYWHERE,
        goods=fx.EVERYWHERE,
        span=fx.Span(START + 2),
        rate=path(rate),
        evidence=fx.Evidence("invented", "D"),
    )


@pytest.mark.parametrize("rate", [0.1, 0.25, 1.0, 2.0])
def test_rules_that_follow_the_price_settle_when_all_routes_are_taxed(rate: float) -> None:
    """Each exporter's price answers to the charges of all others; 200 per cent is no limit."""
    run = run_of(everywhere(rate), floor(1e5, upside_share=0.5))
    assert run.status.cleared, run.status.sentence()
    assert run["rule_residual"].max() < (1e-8 if rate <= 0.25 else 1e-6)
    shipped = run["activity_kind"] == "ship"
    calm = calm_run()["level"][3, shipped].sum()
    assert run["level"][3, shipped].sum() < (1 - 0.1 * min(rate, 1.0)) * calm


@pytest.mark.slow
def test_a_month_whose_rules_do_not_settle_is_a_failed_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Paid the whole price for shipping, the rules need many rounds; here they get few."""
    monkeypatch.setattr(rule_rounds, "RULE_ROUNDS", 5)
    forget_compiled_code()
    try:
        run = run_of(everywhere(-1.0))
    finally:
        forget_compiled_code()
    assert run["cleared"].tolist() == [True] * 2 + [False] * 10
    first = run.status.failed[0]
    assert first.month == "2024-03"
    assert first.residual == run["rule_residual"][2] > 1e-6
    assert run["residual"][2] < 1e-9, "its nodes did clear, at prices of other charges"
    assert np.isnan(run["price"][2:]).all()


def credit(rate: float) -> fx.ProductionCredit:
    plant = rare_earths().chain.facilities[PLANT]
    return fx.ProductionCredit(
        "credit", (plant.region,), (plant.recipe,), fx.Span(START + 3), path(rate), INVENTED
    )


@pytest.mark.slow
def test_a_credit_pays_its_share_of_the_plants_own_cost_and_it_makes_more() -> None:
    run = run_of(credit(0.1))
    place = list(run["facility"]).index(PLANT)
    number = model().facility_ids.index(PLANT)
    own = model().arrays.cost[model().arrays.facility_activity[number, 0]]
    assert not run["credit"][:3].any()
    assert run["credit"][3:, place] == pytest.approx(0.1 * own * level(run)[3:], rel=1e-9)
    assert (level(run)[3:] > level(calm_run())[3:]).all()
    assert level(run)[:3] == pytest.approx(level(calm_run())[:3], rel=1e-6)


def test_a_credit_of_the_base_year_that_ends_makes_the_plant_make_less() -> None:
    run = run_of(credit(-0.1))
    assert (level(run)[3:] < level(calm_run())[3:]).all()
    assert run["credit"].min() < 0 == run["credit"].max()


@pytest.mark.parametrize("rate", [1.01, -1.01, float("nan")])
def test_a_credit_beyond_the_whole_cost_is_refused(rate: float) -> None:
    with pytest.raises(NetworkError, match="rate"):
        run_of(credit(rate))
