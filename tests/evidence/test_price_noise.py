"""A price's own noise: read before the event only, and what it does to the bands."""

import numpy as np
import pytest

from monazite.evidence import posterior
from monazite.evidence.observed import Observed, Point
from monazite.evidence.posterior import Evidence
from monazite.evidence.price_noise import (
    FEWEST_CHANGES,
    LONGEST_STEP,
    LOOKED_BACK,
    monthly_noise,
    noise_ahead,
    noise_of_mean,
)
from monazite.months import Month

EVENT = Month(2025, 1)


def recorded(values: list[float], unit: str = "USD/t", step: int = 1) -> Observed:
    """Return one value every ``step`` months, the last in the month before the event."""
    months = [EVENT - 1 - step * n for n in range(len(values))][::-1]
    before = tuple(Point(month, month, value) for month, value in zip(months, values, strict=True))
    after = (Point(EVENT, EVENT, 1e6),)
    return Observed("q", unit, values[-1], before, after, 0, ("test",))


def zigzag(count: int, change: float) -> list[float]:
    """Return prices that rise and fall in turn by a log change."""
    return [100.0 * float(np.exp(change * (n % 2))) for n in range(count)]


def test_noise_is_the_root_mean_square_of_monthly_changes_and_grows_with_the_root_of_time():
    seen = recorded(zigzag(25, 0.05))
    assert monthly_noise(seen, EVENT) == pytest.approx(0.05)
    assert noise_ahead(seen, EVENT, np.array([1.0, 4.0, 9.0])) == pytest.approx([0.05, 0.1, 0.15])


def test_noise_of_a_mean_is_that_of_a_random_walk_seen_at_its_records():
    rng = np.random.default_rng(1)
    walks = np.cumsum(rng.normal(0.0, 0.05, (200_000, 12)), axis=1)
    ahead = np.array([1.0, 2.0, 5.0, 12.0])
    seen = walks[:, ahead.astype(int) - 1].mean(axis=1)
    assert noise_of_mean(0.05, ahead) == pytest.approx(float(seen.std()), rel=0.01)


def test_a_change_over_two_months_counts_as_two_months_of_noise():
    seen = recorded(zigzag(25, 0.05), step=LONGEST_STEP)
    assert monthly_noise(seen, EVENT) == pytest.approx(0.05 / np.sqrt(2))


def test_what_lies_long_before_does_not_count():
    wild = zigzag(60, 0.5)[:-LOOKED_BACK] + [100.0] * LOOKED_BACK
    assert monthly_noise(recorded(wild), EVENT) == 0.0


@pytest.mark.parametrize(
    "seen",
    [
        recorded(zigzag(FEWEST_CHANGES, 0.05)),
        recorded(zigzag(25, 0.05), unit="t product"),
        recorded(zigzag(25, 0.05), step=LONGEST_STEP + 1),
    ],
    ids=["too few records", "a volume", "too far apart"],
)
def test_without_a_monthly_price_the_noise_is_not_known(seen: Observed):
    assert monthly_noise(seen, EVENT) is None
    assert noise_ahead(seen, EVENT, np.array([1.0])) is None


def test_a_price_list_that_never_moved_tells_no_noise():
    assert noise_ahead(recorded([5.0] * 30), EVENT, np.array([1.0])) is None


def training(*pairs: tuple[float, float | None]) -> list[Evidence]:
    """Return one episode with these (square error, square noise) of prices abroad."""
    errors, noises = zip(*pairs, strict=True)
    return [Evidence(np.zeros(2), {"price_abroad": errors}, {"price_abroad": noises})]


def test_markets_with_their_own_noise_and_thin_ones_learn_apart():
    seen = training(*[(0.01, 0.01)] * 20, *[(4.0, None)] * 20)
    thin = posterior.missed(seen, "price_abroad")
    own = posterior.missed(seen, "price_abroad", np.array([0.05, 0.2]))
    assert thin == pytest.approx(2.0, rel=0.1)
    assert own == pytest.approx([0.05, 0.2], rel=0.05), "errors as large as the noise"
    without = posterior.missed([], "price_abroad", np.array([0.1]))
    assert without == pytest.approx([posterior.PRIOR_RATIO * 0.1])


def test_one_record_far_off_does_not_widen_all_bands():
    calm = posterior.discrepancy([0.01] * 20)
    with_one = posterior.discrepancy([0.01] * 20 + [9.0])
    assert calm < with_one < 1.3 * calm
    assert np.sqrt(np.mean([0.01] * 20 + [9.0])) > 4 * calm, "a root mean square would"


def test_the_scale_is_that_of_the_student_t_the_errors_come_from():
    errors = np.random.default_rng(3).standard_t(posterior.FREEDOM, size=4000) * 0.4
    assert posterior.discrepancy(list(errors**2)) == pytest.approx(0.4, rel=0.05)


def test_a_band_may_widen_from_record_to_record():
    wide, _ = posterior.mixed(np.zeros((1, 2)), np.ones(1), np.array([0.1, 0.3]))
    assert np.ptp(wide[:, 1]) == pytest.approx(3 * np.ptp(wide[:, 0]))
