"""Do whole runs conserve mass, keep their numbers in range, and say aloud when a month failed?

Mass is added up here in plain NumPy from nothing but the `Run`: columns and levels, what uses and
states buy, stocks and collected scrap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from monazite import effects as fx
from monazite.errors import SolveError
from monazite.market import simulate as simulate_module
from monazite.market.build_schedule import build_schedule
from monazite.market.run import Run
from monazite.market.schedule import Schedule
from tests.market.rules import cost, cover, from_month, licence, limit, purchase, release, route
from tests.market.worlds import START, calm_run, model, run_of, shipped_run

SHIPPED = ("baseline", "heavy_licences")
EXACT = 1e-9
"""Share of throughput within which mass is conserved."""
A_KILOGRAM = 1e-3
"""t; what passes a node that every rule has cut off is less, and no share can be told of it."""
IDLE = 1e-5
"""Share of what passed a node in the first month, below which it counts as idle: a share of less
would be one of the grams that a stock left over from before still turns."""


@dataclass
class Account:
    """What enters and leaves each node in each month, t: all (month, node)."""

    entering: np.ndarray
    leaving: np.ndarray
    stocked: np.ndarray
    bought_by_states: np.ndarray

    @property
    def error(self) -> np.ndarray:
        """Imbalance as a share of what passes the node."""
        balance = self.entering - self.leaving - self.stocked - self.bought_by_states
        taken, given = np.maximum(self.stocked, 0), np.maximum(-self.stocked, 0)
        passing = np.maximum(self.entering + given, self.leaving + taken)
        return np.abs(balance) / np.maximum(passing, np.maximum(A_KILOGRAM, IDLE * passing[0]))


def account_of(run: Run) -> Account:
    months, nodes = run["price"].shape
    place = {str(name): number for number, name in enumerate(run["node"])}
    holders = np.array([place[str(name)] for name in run["holder"]])
    users = np.array([place[str(name)] for name in run["use_node"]])
    before = np.vstack([run["initial_stock"], run["stock"][:-1]])
    account = Account(*(np.zeros((months, nodes)) for _ in range(4)))
    for month in range(months):
        flow = run["column_value"] * run["level"][month][run["column_activity"]]
        account.entering[month] = np.bincount(run["column_node"], np.maximum(flow, 0), nodes)
        account.leaving[month] = np.bincount(run["column_node"], np.maximum(-flow, 0), nodes)
        account.leaving[month] += np.bincount(users, run["taken"][month], nodes)
    account.entering += run["old_scrap"]
    account.stocked[:, holders] = run["stock"] - before
    account.bought_by_states = run["strategic_purchase"]
    return account


@pytest.mark.parametrize("name", SHIPPED)
def test_mass_is_conserved_at_every_node_in_every_month(name: str) -> None:
    run = shipped_run(name)
    account = account_of(run)
    assert run.status.cleared, run.status.sentence()
    assert account.error.max() < EXACT
    assert not account.bought_by_states.any(), "no state buys in the shipped scenarios"
    assert run["mass_error"].max() < EXACT
    assert run["residual"].max() < EXACT
    assert run["rule_residual"].max() < 1e-8


def test_mass_is_conserved_under_every_kind_of_rule_at_once() -> None:
    run = run_of(
        licence(),
        limit(0.5, "terbium_oxide", start=2),
        cost(0.25, span=fx.Span(START + 4)),
        route(0.0, goods=("yttrium_oxide",), importers=("JPN",), span=fx.Span(START + 5)),
        cover(2.5, span=fx.Span(START + 3)),
        release(0.2, span=fx.Span(START + 6)),
        purchase(fx.Path(1.0, (fx.Step(START + 8, -1.5),))),
        months=12,
    )
    account = account_of(run)
    assert run.status.cleared
    assert account.error.max() < EXACT
    japan = list(run["node"]).index("JPN/dysprosium_oxide/bound")
    assert account.bought_by_states[:, japan].tolist() == [1.0] * 8 + [-1.5] * 4
    assert not np.delete(account.bought_by_states, japan, axis=1).any()


def test_given_supply_is_released_stock_and_scrap_less_strategic_purchases() -> None:
    run = run_of(purchase(fx.Path(1.0, (fx.Step(START + 8, -1.5),))))
    place = {str(name): number for number, name in enumerate(run["node"])}
    before = np.vstack([run["initial_stock"], run["stock"][:-1]])
    given = run["old_scrap"] - run["strategic_purchase"]
    given[:, [place[str(name)] for name in run["holder"]]] += (
        float(model().rates.stock_available) * before
    )
    assert np.allclose(run["given_supply"], given, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_numbers_of_a_run_agree_with_each_other(name: str) -> None:
    run = shipped_run(name)
    made = np.zeros_like(run["capacity"])
    for place, facility in enumerate(run["facility"]):
        made[:, place] = run["level"][:, run["activity_facility"] == facility].sum(axis=1)
    assert np.allclose(made, run["utilisation"] * run["capacity"], rtol=1e-12)
    assert (made <= run["capacity"] * (1 + 1e-12)).all()
    assert (run["consumption"] <= run["taken"] * (1 + 1e-12)).all()
    short = np.maximum(0.0, run["wanted"] - run["consumption"])
    assert np.allclose(run["unserved"], short, rtol=1e-12, atol=1e-12)
    through = run["level"][:, run["activity_kind"] == "gate"]
    assert np.array_equal(through, run["gate_flow"])
    assert (run["gate_flow"] <= run["gate_open"] * (1 + 1e-12)).all()
    used = np.isin(run["node"], run["use_node"])
    assert (run["price"][:, used] > 0).all()
    assert run["negative_prices"].sum() == (run["price"] < 0).sum()


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_effects_hold_in_their_months_only(name: str) -> None:
    run = shipped_run(name)
    assert len(run.months) == 144
    in_force = run["gate_in_force"].any(axis=1)
    since = run.months.index("2025-04")
    assert not in_force[:since].any()
    assert in_force[since:].all() == (name == "heavy_licences")
    closed = (run["activity_region"] == "USA") & (run["activity_region_to"] == "CHN")
    closed &= run["activity_good"] == "mountain_pass_concentrate"
    assert run["level"][since:, closed].max() == 0.0
    assert run["level"][:since, closed].sum(axis=1).min() > 1000


def test_before_the_first_rule_both_shipped_scenarios_are_one() -> None:
    one, other = (shipped_run(name) for name in SHIPPED)
    since = one.months.index("2025-04")
    for name in ("price", "level", "stock", "consumption", "capacity", "cover_target"):
        assert np.array_equal(one[name][:since], other[name][:since]), name
    assert not np.array_equal(one["price"][since], other["price"][since])


def test_progress_is_told_in_order_up_to_the_last_month() -> None:
    told: list[tuple[int, int]] = []
    run = simulate_module.simulate(
        *_question(months=30), progress=lambda done, of: told.append((done, of))
    )
    assert told == [(12, 30), (24, 30), (30, 30)]
    assert len(run.months) == 30


def _question(months: int):
    from tests.market.worlds import rare_earths, scenario

    return rare_earths(), scenario(months=months)


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch):
    """Make one number of one month of the schedule something else."""
    calm_run()  # kept from before anything is spoiled

    def apply(field: str, month: int, place: int, value: float) -> None:
        def spoiled(*arguments) -> Schedule:
            schedule = build_schedule(*arguments)
            getattr(schedule, field)[month, place] = value
            return schedule

        monkeypatch.setattr(simulate_module, "build_schedule", spoiled)

    return apply


def failed_run(spoil, months: int = 24) -> Run:
    spoil("factor", 6, 0, np.nan)
    return run_of(months=months)


def test_after_a_failed_month_there_is_no_number(spoil) -> None:
    run = failed_run(spoil)
    assert run["cleared"].tolist() == [True] * 6 + [False] * 18
    monthly = [
        name
        for name, values in run.variables.items()
        if values.dtype.kind == "f" and values.shape[:1] == (24,) and name != "column_value"
    ]
    assert {"price", "level", "stock", "given_supply", "mass_error", "gate_open"} <= set(monthly)
    assert np.isnan(run["residual"][6:]).all(), "a NaN capacity gives no residual"
    for name in set(monthly) - {"rule_residual"}:
        assert np.isnan(run[name][6:]).all(), name
        assert not np.isnan(run[name][:6]).any(), name
        assert np.array_equal(run[name][:6], calm_run()[name][:6]), name


def test_a_failed_run_says_which_months_and_refuses_to_be_used(spoil) -> None:
    run = failed_run(spoil)
    assert [month.month for month in run.status.failed] == list(run.months[6:])
    assert "18 of 24 months" in run.status.sentence("en")
    assert "2024-07" in run.status.sentence("zh")
    with pytest.raises(SolveError, match="2024-07"):
        run.require_cleared()


def test_the_run_after_a_failed_one_is_not_touched_by_it(spoil, monkeypatch) -> None:
    failed_run(spoil, months=12)
    monkeypatch.undo()
    assert run_of().identical(calm_run())


def test_an_order_that_no_supply_can_fill_fails_at_its_node_and_says_so() -> None:
    run = run_of(purchase(from_month(3, 1e6)))
    assert run["cleared"].tolist() == [True] * 3 + [False] * 9
    first, second = run.status.failed[:2]
    assert first.month == "2024-04"
    assert not first.residual <= 1e-9, "a number if the solver had one left, never a small one"
    assert first.worst_node in run["node"]
    assert np.isnan(second.residual)
    assert second.worst_node == "", "a month that was not tried has no worst node"
    with pytest.raises(SolveError, match="not tried"):
        run.require_cleared()
    assert np.isnan(run["price"][3:]).all()
    assert np.array_equal(run["price"][:3], calm_run()["price"][:3])
