"""Are the published scores still those of today's model, data and draws?

The record keeps what the median member said of each quantity, month by month. Making it again for
one cheap episode takes seconds and shows any change of the model that matters to scores; the slow
test does the same for the largest chain. `python -m monazite.evidence` writes the record again.
"""

import numpy as np
import pytest

from monazite.errors import DataError
from monazite.evidence import priors, score
from monazite.evidence.ensemble import run_members
from monazite.evidence.episode import read_episode, shipped_episodes
from monazite.evidence.known_world import known_world
from monazite.evidence.record import require_same_draws
from monazite.evidence.scores_on_file import shipped_file

STALE = "the model, its data or the episode changed since: run `python -m monazite.evidence` again"
NEAR = 2e-3
"""Log change; rounding of the record is 1e-5, of a month's clearing far less."""


def assert_median_is_as_published(name: str) -> None:
    published = shipped_file()["episodes"][name]["central"]
    episode = read_episode(name)
    scored = [quantity for quantity in episode.scored if quantity.id in published]
    assert {quantity.id for quantity in scored} == set(published), STALE
    event = episode.event - episode.written.start
    world = known_world(episode).world
    made = run_members(world, episode.scenario(), scored, event, members=1)
    for place, quantity in enumerate(scored):
        found = score.log_change(made.change[0, place])
        assert np.allclose(found, published[quantity.id], atol=NEAR), f"{quantity.id}: {STALE}"


def test_the_record_rests_on_todays_draws_and_episodes():
    content = shipped_file()
    assert content["draws"] == priors.mark(), STALE
    assert {*content["episodes"], *content["not_scored"]} == set(shipped_episodes()), STALE
    for name, entry in content["episodes"].items():
        assert len(entry["log_likelihood"]) == content["members"], name
        assert set(entry["hindcast"]["posterior"]) == set(priors.priors().ids), STALE


def test_weights_of_other_draws_are_refused():
    with pytest.raises(DataError, match="other draws"):
        require_same_draws({"draws": "0" * 16, "episodes": {"one": {}}})
    require_same_draws({})


@pytest.mark.slow
def test_the_median_of_a_small_episode_is_as_published():
    assert_median_is_as_published("bismuth_2025")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["heavy_rare_earths_2025", "cobalt_2025"])
def test_the_median_of_a_large_episode_is_as_published(name):
    assert_median_is_as_published(name)
