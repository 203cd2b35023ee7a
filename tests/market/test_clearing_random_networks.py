"""Every random network clears: capacities over six orders of magnitude, arcs shut, shared plant."""

import pytest

from monazite.market.network_file import clear_network
from tests.support.fresh_examples import seeds
from tests.support.random_networks import random_network

STEP_CEILING = 200


def clears(seed: int, largest: int = 300) -> str:
    """Empty if the network of this seed clears; otherwise what happened."""
    answer = clear_network(random_network(seed, largest))
    if answer["ok"] and answer["steps"] <= STEP_CEILING:
        return ""
    return f"seed {seed}: residual {answer['residual']:.1e} after {answer['steps']} steps"


@pytest.mark.slow
@pytest.mark.parametrize("hundred", [0, 1])
def test_small_random_networks_clear(hundred: int) -> None:
    failed = [text for seed in range(50) if (text := clears(50 * hundred + seed, largest=40))]
    assert failed == []


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_four_hundred_random_networks_up_to_300_nodes_clear(block: int) -> None:
    failed = [text for seed in seeds(1000 + 100 * block, 100) if (text := clears(seed))]
    assert failed == []


def test_the_generator_repeats_itself_and_covers_what_it_promises() -> None:
    assert random_network(7) == random_network(7)
    networks = [random_network(seed) for seed in range(60)]
    activities = [a for network in networks for a in network["activities"]]
    capacities = [a["capacity"] for a in activities if a["capacity"] > 0]
    assert max(capacities) / min(capacities) > 1e9
    assert any(a["capacity"] == 0 for a in activities)
    assert max(len(a["io"]) for a in activities) > 6
    assert any("group" in a for a in activities)
    assert max(len(network["nodes"]) for network in networks) > 200
    assert min(len(network["nodes"]) for network in networks) < 5
