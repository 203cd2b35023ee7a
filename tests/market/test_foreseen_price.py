"""Do holders expect the price that a known rule will bring, from when it is known and no sooner?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from monazite import effects as fx
from monazite.errors import SolveError
from monazite.market import foreseen_price as module
from monazite.market.inventories import reckon
from tests.market.rules import capacity, cost, demand, licence, limit
from tests.market.test_foreseen import ABROAD, INSIDE, announced, holder
from tests.market.worlds import START, Months, model, node, rows


def moves(*effects: fx.Effect) -> np.ndarray:
    """Log move of the price foreseen, month by month, [T, H]."""
    return np.array([row.foreseen for row in rows(*effects)])


@pytest.mark.parametrize(
    "effect", [licence(), limit(0.0), capacity(0.2), demand(1.5), cost(0.25)], ids=lambda e: e.id
)
def test_nothing_is_foreseen_of_a_rule_that_does_not_say_since_when_it_is_known(
    effect: Any,
) -> None:
    assert (moves(effect) == 0.0).all()


def test_a_ban_to_come_counts_by_the_months_of_the_year_ahead_in_which_it_holds() -> None:
    found = np.cumsum(moves(announced(limit(0.0), 3)), axis=0)[:, holder(ABROAD)]
    assert (found[:2] == 0.0).all(), "not yet known"
    assert found[5] > 0.1, "oxide abroad is missed, though metal still leaves"
    held = np.array([9, 10, 11, 12]) / 12
    assert found[2:6] == pytest.approx(held * found[5], rel=1e-9)
    assert found[6:] == pytest.approx(found[5], rel=1e-9), "it goes on as it is told"
    inside = np.cumsum(moves(announced(limit(0.0), 3)), axis=0)[:, holder(INSIDE)]
    assert inside == pytest.approx(0.0, abs=1e-9), "what will be plentiful is not reckoned with"


def test_what_ends_is_foreseen_to_end() -> None:
    short = replace(limit(0.0), span=fx.Span(START + 2, START + 6, announced=START + 2))
    found = np.cumsum(moves(short), axis=0)[:, holder(ABROAD)]
    assert found[2] == pytest.approx(4 * (found[4] - found[5]), rel=1e-9)
    assert found[2] > found[3] > found[5] > 0.0
    assert found[6:] == pytest.approx(0.0, abs=1e-12)


def test_what_was_known_before_the_run_is_expected_already() -> None:
    early = replace(limit(0.0), span=fx.Span(START, announced=START))
    before = replace(limit(0.0), span=fx.Span(START, announced=START + -6))
    assert (moves(early) == 0.0).all() and (moves(before) == 0.0).all()


def test_the_price_expected_takes_in_what_is_foreseen_and_loses_none_of_it() -> None:
    rates = model().rates
    expected, left = np.array([100.0]), np.array([np.log(2.0)])
    for _ in range(60):
        expected, left = (np.asarray(part) for part in reckon(rates, expected, left))
        assert expected * np.exp(left) == pytest.approx(200.0)
    assert expected == pytest.approx(200.0, rel=1e-3)


def test_a_month_under_known_rules_that_does_not_clear_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = module.run_schedule

    def spoiled(*arguments: Any) -> Any:
        record = whole(*arguments)
        cleared = record.cleared.copy()
        cleared[1] = False
        return record._replace(cleared=cleared)

    monkeypatch.setattr(module, "run_schedule", spoiled)
    model().foreseen.clear()
    with pytest.raises(SolveError, match="month 2 of 2"):
        moves(announced(limit(0.0), 0))


def test_what_was_found_is_kept_with_the_model_and_not_with_one_made_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = announced(limit(0.25), 1)
    first = moves(rule)
    monkeypatch.setattr(module, "run_schedule", lambda *_: pytest.fail("found twice"))
    assert (moves(rule) == first).all() and first.any()
    assert model().foreseen and not replace(model(), rates=model().rates).foreseen


@pytest.mark.slow
def test_a_known_loss_moves_the_price_when_it_is_known_and_not_only_when_stocks_are_gone() -> None:
    told, untold = Months(), Months()
    known = [told.keep(row) for row in rows(announced(capacity(0.5), 0))]
    later = capacity(0.5, span=fx.Span(START + 5))
    silent = [untold.keep(row) for row in rows(later)]
    place = node(INSIDE)
    price = np.array([[one.price[place] for one in path] for path in (known, silent)])
    assert price[0, :5] == pytest.approx(price[1, :5], rel=1e-9)
    assert price[0, 5] > price[1, 5] * 1.01
    assert all(one.cleared and one.residual < 1e-8 for one in known)
