"""What must hold for every network: scale, names, units, and the direction of every answer."""

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.market.network_file import clear_network
from tests.support.random_networks import random_network

quiet = settings(max_examples=25, deadline=None, derandomize=True)
seeds = st.integers(min_value=0, max_value=10_000)
SMALL = 24


def checked_solution(network: dict[str, Any]) -> dict[str, Any]:
    answer = clear_network(network)
    assert answer["ok"], answer["worst_nodes"]
    return answer


def sensible(network: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether no price is so far from its reference that its last digits are gone."""
    prices = answer["prices"]
    ratios = [abs(prices[node["id"]] / node["reference_price"]) for node in network["nodes"]]
    return min(ratios) > 1e-4 and max(ratios) < 1e4


def assert_same_prices(
    one: dict[str, float], two: dict[str, float], tolerance: float = 1e-7
) -> None:
    assert one.keys() == two.keys()
    assert two == pytest.approx(one, rel=tolerance)


@quiet
@given(seeds, st.sampled_from([0.25, 2.0, 10.0]))
def test_doubling_every_size_leaves_prices(seed: int, factor: float) -> None:
    network = random_network(seed, SMALL)
    larger = copy.deepcopy(network)
    for node in larger["nodes"]:
        node["inertia"] *= factor
        node["supply"] = factor * node.get("supply", 0.0)
    for activity in larger["activities"]:
        activity["capacity"] *= factor
    for use in larger["uses"]:
        use["quantity"] *= factor
    before, after = checked_solution(network), checked_solution(larger)
    if sensible(network, before):
        assert_same_prices(before["prices"], after["prices"])


@quiet
@given(seeds)
def test_names_and_order_change_nothing(seed: int) -> None:
    network = random_network(seed, SMALL)
    rng = np.random.default_rng(seed)
    names = {node["id"]: f"place {k}" for k, node in enumerate(rng.permutation(network["nodes"]))}
    other = {key: list(rng.permutation(items)) for key, items in network.items()}
    other = copy.deepcopy(other)
    for node in other["nodes"]:
        node["id"] = names[node["id"]]
    for activity in other["activities"]:
        items = list(activity["io"].items())
        activity["io"] = {names[items[k][0]]: items[k][1] for k in rng.permutation(len(items))}
    for use in other["uses"]:
        use["node"] = names[use["node"]]
    before, after = checked_solution(network), checked_solution(other)
    if sensible(network, before):
        assert_same_prices({names[k]: v for k, v in before["prices"].items()}, after["prices"])


@quiet
@given(seeds)
def test_tonnes_or_kilogrammes_change_only_the_unit(seed: int) -> None:
    """One good counted in kg: prices a thousandth, its coefficients and quantities thousandfold."""
    network = random_network(seed, SMALL)
    in_kg = {node["id"] for node in network["nodes"] if "/good0/" in node["id"]}
    other = copy.deepcopy(network)
    for node in other["nodes"]:
        if node["id"] in in_kg:
            node["reference_price"] /= 1000
            node["previous_price"] /= 1000
            node["inertia"] *= 1000
            node["supply"] = 1000 * node.get("supply", 0.0)
    for activity in other["activities"]:
        activity["io"] = {n: c * (1000 if n in in_kg else 1) for n, c in activity["io"].items()}
    for use in other["uses"]:
        use["quantity"] *= 1000 if use["node"] in in_kg else 1
    before, after = checked_solution(network), checked_solution(other)
    if sensible(network, before):
        expected = {n: p / (1000 if n in in_kg else 1) for n, p in before["prices"].items()}
        assert_same_prices(expected, after["prices"])


@quiet
@given(seeds, st.floats(min_value=1.05, max_value=20.0))
def test_more_demand_never_lowers_its_price_nor_its_supply(seed: int, factor: float) -> None:
    network = random_network(seed, SMALL)
    if not network["uses"]:
        return
    use = network["uses"][seed % len(network["uses"])]
    if use["quantity"] == 0:
        return
    before = checked_solution(network)
    more = copy.deepcopy(network)
    more["uses"][seed % len(network["uses"])]["quantity"] *= factor
    after = checked_solution(more)
    assert after["prices"][use["node"]] >= before["prices"][use["node"]] * (1 - 1e-7)
    node = use["node"]
    others = [u["id"] for u in network["uses"] if u["node"] == node and u is not use]
    assert all(after["uses"][u] <= before["uses"][u] * (1 + 1e-6) for u in others)
    assert after["uses"][use["id"]] >= before["uses"][use["id"]] * (1 - 1e-6)


@quiet
@given(seeds, st.floats(min_value=0.0, max_value=0.95))
def test_tightening_an_activity_never_raises_its_level(seed: int, factor: float) -> None:
    network = random_network(seed, SMALL)
    alone = [k for k, a in enumerate(network["activities"])
             if "group" not in a and a["id"].startswith(("ship", "make", "mine"))]  # fmt: skip
    if not alone:
        return
    place = alone[seed % len(alone)]
    before = checked_solution(network)
    tighter = copy.deepcopy(network)
    tighter["activities"][place]["capacity"] *= factor
    after = checked_solution(tighter)
    name = network["activities"][place]["id"]
    assert after["levels"][name] <= before["levels"][name] * (1 + 1e-7) + 1e-12


@quiet
@given(seeds)
def test_a_shut_activity_stands_still_exactly(seed: int) -> None:
    network = random_network(seed, SMALL)
    for activity in network["activities"]:
        if activity["id"].startswith("ship"):
            activity["capacity"] = 0.0
    levels = checked_solution(network)["levels"]
    assert all(x == 0.0 for name, x in levels.items() if name.startswith("ship"))


@pytest.mark.slow
@quiet
@given(seeds)
def test_members_of_a_group_never_exceed_the_capacity_they_share(seed: int) -> None:
    network = random_network(seed, 60)
    levels = checked_solution(network)["levels"]
    for group in {a["group"] for a in network["activities"] if "group" in a}:
        members = [a for a in network["activities"] if a.get("group") == group]
        used = sum(levels[a["id"]] for a in members)
        assert used <= members[0]["capacity"] * (1 + 1e-12)
        assert all(levels[a["id"]] >= 0 for a in members)
