"""Draws: the same for all, and only numbers of a model change."""

import numpy as np
import pytest

from monazite.evidence.ensemble import run_members
from monazite.evidence.episode import read_episode
from monazite.evidence.known_world import known_world
from monazite.evidence.members import (
    calm_month,
    factors,
    member_model,
    member_schedule,
    months_of,
)
from monazite.evidence.priors import draws, log_prior_over_draw, priors
from monazite.market.build_schedule import build_schedule
from monazite.market.simulate import model_of


@pytest.fixture(scope="module")
def setting():
    episode = read_episode("heavy_rare_earths_2025")
    model = model_of(known_world(episode).world)
    months = months_of(episode.written.start, episode.written.months)
    return model, build_schedule(model, "stated_policies", months, episode.effects)


def test_member_zero_is_the_median_and_fewer_members_are_the_first_of_more():
    assert np.all(draws(8)[0] == 0)
    assert np.array_equal(draws(64)[:8], draws(8)) or np.allclose(draws(64)[:8], draws(8))
    assert np.all(np.isfinite(draws(256)))


def test_draws_are_normal_about_what_the_record_supports():
    rows = draws(512)
    about = np.array([latent.drawn_at for latent in priors().latent])
    assert np.abs(rows.mean(axis=0) - about).max() < 0.1
    assert np.abs(rows.std(axis=0) - 1).max() < 0.1


def test_weighed_before_any_episode_the_draws_are_those_of_the_prior():
    """Mean, spread and total weight of the prior come out, wherever the draws were taken."""
    rows, log_weight = draws(4096), log_prior_over_draw(4096)
    weight = np.exp(log_weight) / np.exp(log_weight).sum()
    assert np.exp(log_weight).mean() == pytest.approx(1.0, abs=0.1)
    mean = weight @ rows
    assert np.abs(mean).max() < 0.15
    assert np.abs(np.sqrt(weight @ (rows - mean) ** 2) - 1).max() < 0.15
    assert np.allclose(log_weight[:8], log_prior_over_draw(8))


def test_quality_letters_set_the_width():
    width = priors().width
    assert width["A"] < width["B"] < width["C"] < width["D"]
    row = np.ones(len(priors().latent))
    drawn = factors(row)
    for latent in priors().latent:
        assert drawn.factor[latent.id] == pytest.approx(np.exp(width[latent.grade]))


@pytest.mark.slow
def test_the_median_member_is_the_model_itself(setting):
    model, schedule = setting
    same = member_model(model, calm_month(model, schedule), factors(draws(2)[0]))
    for name, before in model.arrays._asdict().items():
        if name != "use_long":
            assert np.allclose(getattr(same.arrays, name), before, rtol=1e-12, atol=1e-9), name


def scaled_margins(model):
    arrays, structure = model.arrays, model.structure
    entry = np.asarray(structure.entry_activity)
    worth = np.bincount(
        entry,
        arrays.coefficient * arrays.reference[np.asarray(structure.entry_node)],
        minlength=len(arrays.cost),
    )
    cost = np.array(arrays.cost)
    cost[arrays.charge_activity] = arrays.charge_cost + arrays.charge_rate * np.minimum(
        arrays.reference[arrays.charge_node], arrays.charge_cap
    )
    return (worth - cost) / arrays.dispersion[np.asarray(structure.group)] + arrays.bias


@pytest.mark.parametrize("number", range(1, 8))
def test_at_reference_prices_every_member_runs_as_the_median(setting, number):
    model, schedule = setting
    member = member_model(model, calm_month(model, schedule), factors(draws(8)[number]))
    kind = np.array([one.kind for one in model.network.activities])
    steady = kind != "backstop"
    before, after = scaled_margins(model), scaled_margins(member)
    assert np.allclose(after[steady], before[steady], rtol=1e-9, atol=1e-7)


@pytest.mark.parametrize("number", range(8))
def test_a_drawn_practice_stays_inside_its_bounds(setting, number):
    _, schedule = setting
    drawn = member_schedule(schedule, factors(4 * draws(8)[number]))
    assert np.allclose(drawn.decided_after.sum(axis=2), 1.0)
    assert np.all((drawn.approval >= 0) & (drawn.approval <= 1))
    assert np.all(drawn.cover >= np.minimum(schedule.cover, 1.0))
    assert np.all(drawn.limit[np.isinf(schedule.limit)] == np.inf)


@pytest.mark.slow
def test_a_few_members_of_one_episode_clear_and_differ():
    episode = read_episode("heavy_rare_earths_2025")
    known = known_world(episode)
    event = episode.event - episode.written.start
    made = run_members(known.world, episode.scenario(), episode.scored, event, 3)
    assert made.failed == ()
    assert made.change.shape == (3, len(episode.scored), episode.written.months)
    assert np.allclose(made.change[:, 0, event - 1], 1.0)
    assert np.ptp(made.change[:, 0, -1]) > 0.01
