"""Scores against brute force and known answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.evidence import naive, posterior, score
from monazite.evidence.observed import Observed, Point
from monazite.months import Month


def brute_crps(x, w, truth):
    spread = sum(
        wi * wj * abs(a - b) for a, wi in zip(x, w, strict=True) for b, wj in zip(x, w, strict=True)
    )
    return sum(wi * abs(a - truth) for a, wi in zip(x, w, strict=True)) - spread / 2


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 1)), min_size=1, max_size=8),
    st.floats(-3, 3),
)
def test_crps_is_that_of_its_definition(pairs, truth):
    x = np.array([a for a, _ in pairs])
    w = np.array([b for _, b in pairs])
    w = w / w.sum()
    found = score.crps(x[:, None], w, np.array([truth]))
    assert found == pytest.approx(brute_crps(x, w, truth), abs=1e-9)


def test_crps_of_one_member_is_its_absolute_error():
    assert score.crps(np.array([[1.0, 3.0]]), np.ones(1), np.array([2.0, 2.0])) == pytest.approx(
        1.0
    )


def test_quantiles_and_coverage_of_equal_weights():
    members = np.linspace(0, 1, 1001)[:, None]
    weight = np.full(1001, 1 / 1001)
    assert score.quantile(members, weight, 0.25)[0] == pytest.approx(0.25, abs=1e-3)
    truths = np.linspace(0.0005, 0.9995, 400)
    wide = np.repeat(members, 400, axis=1)
    assert score.coverage(wide, weight, truths) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(
    ("change", "sign"), [([0.3, 0.5], 1), ([-0.3, -0.1], -1), ([0.05, -0.04], 0), ([0.0], 0)]
)
def test_direction(change, sign):
    assert score.direction(np.array(change)) == sign


def test_odds_count_members_by_the_direction_of_their_mean():
    members = np.array([[0.3, 0.5], [-0.4, 0.4], [0.09, 0.1], [-0.9, -0.1]])
    odds = score.class_odds(members, np.array([0.1, 0.2, 0.3, 0.4]))
    assert odds == pytest.approx((0.4, 0.5, 0.1))
    assert score.most_probable(odds) == 0
    assert score.most_probable((0.4, 0.2, 0.4)) == -1
    assert score.most_probable((0.2, 0.4, 0.4)) == 0


@pytest.mark.parametrize(
    ("odds", "recorded", "found"),
    [
        ((0, 0, 1), 1, 0.0),
        ((1, 0, 0), 1, 2.0),
        ((0, 1, 0), 1, 1.0),
        ((0.2, 0.3, 0.5), 0, 0.29),
        ((0.2, 0.3, 0.5), -1, 0.89),
    ],
)
def test_ranked_probability_scores_by_hand(odds, recorded, found):
    assert score.ranked_probability(odds, recorded) == pytest.approx(found)


@settings(max_examples=50, deadline=None)
@given(
    st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)),
    st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)),
)
def test_no_odds_are_expected_to_score_better_than_what_one_believes(believed, said):
    believed, said = np.array(believed) / sum(believed), np.array(said) / sum(said)

    def expected(odds):
        return sum(believed[way + 1] * score.ranked_probability(odds, way) for way in (-1, 0, 1))

    assert expected(believed) <= expected(said) + 1e-12


def test_timing_of_a_spike():
    ahead = np.arange(1.0, 9.0)
    change = np.array([0.0, 0.1, 0.6, 1.0, 0.8, 0.4, 0.2, 0.1])
    assert score.timing(change, ahead) == score.Timing(3.0, 4.0, 6.0)
    assert score.timing(-change, ahead) == score.Timing(3.0, 4.0, 6.0)


def test_what_did_not_move_or_has_few_records_has_no_timing():
    nothing = score.Timing(None, None, None)
    assert score.timing(np.full(6, 0.02), np.arange(6.0)) == nothing
    assert score.timing(np.array([1.0, 2.0]), np.arange(2.0)) == nothing


def test_a_movement_that_lasts_has_no_recovery():
    assert score.timing(np.array([0.1, 0.5, 1.0, 1.0]), np.arange(4.0)).recovery is None


def test_nothing_left_counts_as_one_hundredth():
    assert score.log_change(np.array([0.0, 1.0])) == pytest.approx([np.log(0.01), 0.0])


def series(values, event):
    points = tuple(
        Point(event - len(values) + n, event - len(values) + n, v) for n, v in enumerate(values)
    )
    return Observed("x", "USD/t", values[-1], points, (), 0, ())


def test_the_trend_of_steady_growth_goes_on():
    event = Month(2025, 4)
    seen = series([100 * 1.02**n for n in range(12)], event)
    forecast = naive.last_trend(seen, event, np.array([1.0, 6.0]))
    assert forecast == pytest.approx([np.log(1.02), 6 * np.log(1.02)])


def test_two_records_have_no_trend():
    event = Month(2025, 4)
    assert naive.last_trend(
        series([1.0, 2.0], event), event, np.array([1.0, 2.0])
    ) == pytest.approx([0, 0])


def test_the_previous_episode_is_scaled_by_reach_and_read_between_records():
    profile = [(2.0, 1.0), (4.0, 3.0)]
    found = naive.previous_episode(profile, 0.5, 0.25, np.array([1.0, 3.0, 9.0]))
    assert found == pytest.approx([0.25, 1.0, 1.5])
    assert naive.previous_episode(None, 1.0, 1.0, np.array([1.0])) is None


def test_training_moves_weight_to_the_draws_that_were_right():
    square = np.array([[4.0], [0.01], [1.0]])
    weight = posterior.weights(
        [posterior.log_likelihood(square)], np.ones(3, dtype=bool), np.zeros(3)
    )
    assert weight[1] > weight[2] > weight[0] > 0
    assert weight.sum() == pytest.approx(1.0)
    assert 1 < posterior.effective_members(weight) < 3


def test_without_training_all_that_cleared_weigh_the_same():
    cleared = np.array([True, False, True, True])
    weight = posterior.weights([], cleared, np.zeros(4))
    assert weight == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3])


def test_a_draw_that_is_drawn_more_often_weighs_less():
    before = np.log([1.0, 2.0, 1.0])
    weight = posterior.weights([np.zeros(3)], np.ones(3, dtype=bool), before)
    assert weight == pytest.approx([0.25, 0.5, 0.25])


def test_a_member_that_failed_elsewhere_has_no_weight():
    likelihood = posterior.log_likelihood(np.array([[0.1], [np.nan]]))
    assert posterior.weights([likelihood], np.ones(2, dtype=bool), np.zeros(2)) == pytest.approx(
        [1, 0]
    )


def test_the_discrepancy_is_learnt_from_errors():
    assert posterior.discrepancy([]) == pytest.approx(posterior.PRIOR_DISCREPANCY)
    assert posterior.discrepancy([4.0] * 50) == pytest.approx(2.0, rel=0.03)


def test_widening_keeps_members_apart_and_points_together():
    wide = posterior.widened(np.zeros((4000, 3)), 0.5, 1)
    assert np.ptp(wide, axis=1).max() == 0.0
    assert np.median(np.abs(wide[:, 0])) == pytest.approx(0.5 * 0.741, rel=0.1)


def test_quantities_of_one_role_count_as_one_observation():
    square = np.array([[0.1, 0.1, 0.4], [0.5, 0.5, 0.2]])
    joint = posterior.log_likelihood(square, ["abroad", "abroad", "volume"])
    alone = posterior.log_likelihood(square[:, 1:])
    assert joint == pytest.approx(alone), "the same error twice says no more than once"
    assert posterior.log_likelihood(square) == pytest.approx(
        alone + posterior.log_likelihood(square[:, :1])
    )


def test_a_band_of_few_draws_is_that_of_the_student_t_and_keeps_their_weights():
    changes, weight = np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([0.25, 0.75])
    wide, share = posterior.mixed(changes, weight, 0.5)
    assert wide.shape == (2 * posterior.DEVIATES, 2)
    assert share.sum() == pytest.approx(1.0)
    assert share @ wide == pytest.approx(weight @ changes), "symmetric about each draw"
    low, high = (score.quantile(wide[:16], share[:16], at)[0] for at in score.BAND)
    assert high == pytest.approx(-low)
    assert high == pytest.approx(0.5 * 2.1318, rel=0.08), "the 95 per cent point of t with 4"
    still, same = posterior.mixed(changes, weight, 0.0)
    assert np.array_equal(np.unique(still, axis=0), changes) and same.sum() == pytest.approx(1.0)
