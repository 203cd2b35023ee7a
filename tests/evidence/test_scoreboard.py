"""The scoreboard is what the record says, restricted series stay out, and misses are in it."""

import json

import numpy as np
import pytest

from monazite.evidence.episode import read_episode, shipped_episodes
from monazite.evidence.hindcast import score_episode, simulate_episode
from monazite.evidence.record import shipped_profiles, training_for
from monazite.evidence.scoreboard import kept_by_noise, render, scored_of, summary
from monazite.months import Month


@pytest.fixture(scope="module")
def content(repository):
    path = repository / "src" / "monazite" / "evidence" / "library" / "evidence.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pages_are_what_the_record_says(content, repository, lang):
    page = (repository / "docs" / lang / "scoreboard.md").read_text(encoding="utf-8")
    assert page == render(content, lang)


def test_every_shipped_episode_is_scored_or_named_with_its_reason(content):
    named = {*content["episodes"], *content["not_scored"]}
    assert named == set(shipped_episodes())
    assert all(why["reason"] for why in content["not_scored"].values())


def test_no_episode_is_among_its_own_training(content):
    for name, entry in content["episodes"].items():
        assert name not in entry["hindcast"]["training"]


def test_restricted_series_are_not_published(content):
    for name, entry in content["episodes"].items():
        restricted = {q.id for q in read_episode(name).scored if q.external is not None}
        for one in entry["hindcast"]["scored"]:
            if one["quantity"] in restricted:
                assert one["recorded"] is None
                assert one["forecast"] is None
            else:
                assert len(one["recorded"]) == one["points"]


def test_the_summary_counts_hits_and_misses(content):
    total, pairs = summary(content), list(scored_of(content))
    hits = [one["direction_recorded"] == one["direction_forecast"] for _, one in pairs]
    assert total["direction"] == pytest.approx(np.mean(hits))
    assert total["direction_count"] == len(pairs)
    inside = sum(one["coverage"] * one["points"] for _, one in pairs)
    assert total["coverage"] == pytest.approx(inside / sum(one["points"] for _, one in pairs))


def test_odds_and_naive_forecasts_stand_beside_the_direction(content):
    total, pairs = summary(content), [one for _, one in scored_of(content)]
    for one in pairs:
        assert sum(one["odds"]) == pytest.approx(1.0, abs=2e-5)
    calm = np.mean([one["direction_recorded"] == 0 for one in pairs])
    assert total["direction_naive"]["no_change"] == (pytest.approx(calm), len(pairs))
    said = [one for one in pairs if one["direction_naive"]["previous_episode"] is not None]
    assert total["direction_naive"]["previous_episode"][1] == len(said) < len(pairs)
    found = total["ranked_probability"]
    assert list(found) == ["model", "other_episodes", "no_change"]
    sure = [abs(one["direction_recorded"]) for one in pairs]
    assert found["no_change"] == pytest.approx(np.mean(sure))


@pytest.mark.parametrize(
    ("forecast", "noise", "kept"),
    [
        (0.0, 1e-6, 1.0),
        (0.0, 0.1, 0.6827),
        (0.2, 0.1, 0.8413),
        (-0.2, 0.1, 0.8413),
        (0.1, 0.2, 0.3413),
    ],
)
def test_noise_leaves_an_exact_forecast_right_as_the_normal_law_says(forecast, noise, kept):
    assert kept_by_noise(forecast, noise) == pytest.approx(kept, abs=1e-4)


def test_no_more_can_be_expected_than_noise_leaves_right(content):
    total, pairs = summary(content), [one for _, one in scored_of(content)]
    known = [one for one in pairs if one["noise_of_mean"]]
    kept = sum(kept_by_noise(one["forecast_mean"], one["noise_of_mean"]) for one in known)
    assert total["exact_by_noise"] == pytest.approx(kept / len(known))
    assert total["most_by_noise"] == pytest.approx((kept + len(pairs) - len(known)) / len(pairs))


def test_signs_alone_are_counted_beside_a_forecast_that_all_rises(content):
    total, pairs = summary(content), [one for _, one in scored_of(content)]
    signs = [one["direction_at"]["0.00"] for one in pairs]
    assert total["sign"][0] == pytest.approx(np.mean([told == said for told, said in signs]))
    assert total["sign"][1] == pytest.approx(np.mean([told > 0 for told, _ in signs]))
    moved = [one for one in pairs if one["direction_recorded"] != 0]
    assert total["sign_when_moved_count"] == len(moved) < len(pairs)
    for one in moved:
        assert one["direction_at"]["0.00"][0] == one["direction_recorded"]


def test_moving_and_resting_forecasts_and_frozen_episodes_are_counted_apart(content):
    total, pairs = summary(content), list(scored_of(content))
    assert total["direction_moving_count"] + total["direction_resting_count"] == len(pairs)
    right = total["direction_moving"] * total["direction_moving_count"]
    right += total["direction_resting"] * total["direction_resting_count"]
    assert right == pytest.approx(total["direction"] * len(pairs))
    opposite = [
        one for _, one in pairs if one["direction_recorded"] * one["direction_forecast"] == -1
    ]
    assert total["direction_opposite"] == len(opposite)
    frozen = {name for name in shipped_episodes() if read_episode(name).written.frozen}
    counted = [name for name, entry in content["episodes"].items() if entry["frozen"]]
    assert set(counted) == frozen, "the record says which episodes were frozen"
    assert 0 < total["direction_frozen_count"] < len(pairs)


def test_a_movement_within_a_prices_own_noise_counts_as_none_in_one_row_only(content):
    pairs = [one for _, one in scored_of(content)]
    for one in pairs:
        recorded, forecast = one["direction_beyond_noise"]
        assert recorded in (0, one["direction_recorded"])
        assert forecast in (0, one["direction_forecast"])
        if not one["noise_of_mean"]:
            assert recorded == one["direction_recorded"]
    less = [one for one in pairs if one["direction_beyond_noise"][0] != one["direction_recorded"]]
    assert less, "some recorded movements lie within their price's own noise"


def test_training_leaves_the_episode_out():
    everything = training_for("", 8)
    for name in everything:
        assert set(training_for(name, 8)) == set(everything) - {name}
    assert training_for("", 10**6) == {}


def test_a_naive_forecaster_knows_no_later_record():
    assert shipped_profiles("", Month(2000, 1)) == {}
    found = shipped_profiles("", Month(2025, 1))
    for profile, reach in found.values():
        assert 0 < reach <= 1
        assert all(np.isfinite(change) for _, change in profile)


@pytest.mark.slow
def test_the_published_likelihoods_can_be_made_again(content):
    name = "antimony_2024"
    entry = content["episodes"][name]
    made = simulate_episode(read_episode(name), 3, None)
    found = made.evidence().log_likelihood
    assert found == pytest.approx(entry["log_likelihood"][:3], abs=0.02)
    result = score_episode(made, training_for(name, 3), {})
    assert result.episode == name
    with pytest.raises(Exception, match="own training"):
        score_episode(made, {name: made.evidence()}, {})
