"""Bands hold the weight they say, count what did not clear, and say so when there are none."""

from __future__ import annotations

import numpy as np
import pytest

from monazite.evidence.posterior import weights
from monazite.evidence.priors import draws, log_prior_over_draw
from monazite.evidence.record import training_for
from monazite.evidence.supported_draws import (
    WEIGHED,
    SupportedDraws,
    band,
    supported_draws,
    wide_band,
)
from monazite.present.run_series import RunSeries, Series
from monazite.present.series_bands import series_bands


def _chosen(members: int) -> SupportedDraws:
    weight = np.full(members, 1.0 / members)
    return SupportedDraws(np.zeros((members, 2)), weight, 0.5)


def _run(level: float | None, failed: bool = False) -> RunSeries:
    series = Series("price_outside", "usd_kg", (level, level))
    problem = ("2024-02", 1.0, "CHN/x") if failed else None
    return RunSeries("Dy", ("2024-01", "2024-02"), (series,), (), problem, 2)


def all_weighed() -> tuple[np.ndarray, np.ndarray]:
    """All draws that the shipped episodes weighed, and their weights."""
    likelihood = [one.log_likelihood for one in training_for("", WEIGHED).values()]
    cleared = np.ones(WEIGHED, dtype=bool)
    return draws(WEIGHED), weights(likelihood, cleared, log_prior_over_draw(WEIGHED))


@pytest.mark.parametrize("members", [12, 24, 64])
def test_a_few_draws_stand_for_all_that_were_weighed(members: int) -> None:
    rows, weight = all_weighed()
    chosen = supported_draws(members)
    assert 0.5 * members < len(chosen) <= members
    assert len(np.unique(chosen.rows, axis=0)) == len(chosen)
    assert np.isclose(chosen.weight.sum(), 1.0)
    few, every = chosen.weight @ chosen.rows, weight @ rows
    spread = np.sqrt(weight @ (rows - every) ** 2)
    assert (np.abs(few - every) < 4 * spread / np.sqrt(members)).all()


def test_each_draw_is_taken_as_often_as_it_weighs() -> None:
    rows, weight = all_weighed()
    chosen = supported_draws(WEIGHED)
    for row, share in zip(chosen.rows, chosen.weight, strict=True):
        own = weight[np.flatnonzero((rows == row).all(axis=1))[0]]
        assert abs(share - own) <= 1.0 / WEIGHED + 1e-12
    for wrong in (0, WEIGHED + 1):
        with pytest.raises(ValueError, match="from 1 to"):
            supported_draws(wrong)


def test_a_band_holds_what_lies_between_its_ends() -> None:
    found = [_run(float(level)) for level in range(1, 21)]
    told = series_bands(found, _chosen(20))
    low, high = (told["bands"]["price_outside"][end][0] for end in ("low", "high"))
    assert 1 <= low < 3
    assert 18 < high <= 20
    wide = told["bands"]["price_outside"]
    assert wide["wide_low"][0] < low
    assert wide["wide_high"][0] > high
    assert told["draws"]["price_outside"][3] == [4.0, 4.0]


def test_draws_that_did_not_clear_are_counted_and_left_out() -> None:
    found = [_run(10.0), _run(20.0), _run(30.0), _run(9999.0, failed=True)]
    told = series_bands(found, _chosen(4))
    assert told["failed"] == 1
    assert np.isclose(sum(told["weight"]), 1.0)
    assert told["bands"]["price_outside"]["high"][0] <= 30


def test_too_few_draws_and_missing_numbers_give_no_band() -> None:
    assert series_bands([_run(1.0), _run(2.0)], _chosen(2))["bands"] == {}
    told = series_bands([_run(1.0), _run(None), _run(3.0)], _chosen(3))
    assert told["bands"]["price_outside"]["low"] == [None, None]


def test_what_the_model_misses_widens_a_price_by_a_factor() -> None:
    prices = np.array([[100.0], [100.0], [100.0]])
    weight = np.full(3, 1 / 3)
    assert [float(end[0]) for end in band(prices, weight)] == [100.0, 100.0]
    low, high = wide_band(prices, weight, 0.5)
    assert low[0] < 80
    assert high[0] > 125
