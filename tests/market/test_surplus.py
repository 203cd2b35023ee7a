"""Is a surplus a floor under the price, and yet no supply that can be had at once?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite.market.activity import Activity
from monazite.market.outlets import AT_ONCE, SURPLUS_SHARE
from tests.market.rules import limit, purchase
from tests.market.worlds import calm_run, model, node, rare_earths, run_of

CERIUM = "CHN/cerium_oxide/free"


def outlets(place: str) -> list[Activity]:
    return [
        one
        for one in model().network.activities
        if one.kind == "discard" and list(one.column) == [place]
    ]


def given_up(outlet: Activity, price: float) -> float:
    """How much does an outlet take at a price? t/month, from its own numbers."""
    return outlet.capacity / (1.0 + np.exp(price / outlet.dispersion - outlet.bias))


def surpluses() -> list[str]:
    """Nodes of which the base year gave up more than what counts as a surplus, and kept some."""
    chain, network = rare_earths().chain, model().network
    found = []
    for (region, good), tonnes in chain.base.discards.items():
        for status in ("free", "bound"):
            place = f"{region}/{good}/{status}"
            if place in network.node_index and len(outlets(place)) > 1:
                passing = float(network.throughput[node(place)])
                assert SURPLUS_SHARE * passing < tonnes / 12 < passing
                found.append(place)
    return found


def test_the_base_year_gives_up_what_its_account_says() -> None:
    run = calm_run()
    for place in surpluses():
        region, good, _ = place.split("/")
        wanted = rare_earths().chain.base.discards[region, good] / 12
        assert sum(one.base_level for one in outlets(place)) == pytest.approx(wanted, rel=1e-12)
        taken = sum(run.level(one.id)[0] for one in outlets(place))
        assert taken == pytest.approx(wanted, rel=0.02)
    assert CERIUM in surpluses()


def test_what_is_kept_answers_to_the_price_as_mines_do() -> None:
    behaviour = rare_earths().chain.behaviour
    least = min(v.value for stage, v in behaviour.supply_elasticity.items() if stage != "ship")
    assert least == behaviour.supply_elasticity["mine"].value
    for place in surpluses():
        slow = next(one for one in outlets(place) if one.id.startswith("surplus/"))
        reference = slow.value
        kept = float(model().network.throughput[node(place)]) - slow.base_level / (1 - AT_ONCE)
        step = 1e-5
        up, down = (given_up(slow, reference * (1 + sign * step)) for sign in (1, -1))
        assert (down - up) / (2 * step) / kept == pytest.approx(least, rel=1e-4)


def test_a_state_that_buys_a_tenth_of_a_surplus_good_pays_more_for_it() -> None:
    tonnes = 0.1 * float(model().network.throughput[node(CERIUM)])
    rule = replace(purchase(tonnes), region="CHN", good="cerium_oxide")
    change = run_of(rule)["price"][:, node(CERIUM)] / calm_run()["price"][:, node(CERIUM)]
    assert change.max() > 1.04


def test_a_glut_finds_the_price_of_the_base_year_to_be_a_floor() -> None:
    run = run_of(limit(0.0, "cerium_oxide"))
    change = run["price"][:, node(CERIUM)] / run["reference_price"][node(CERIUM)]
    assert change.min() > 0.95
    more = sum(run.level(one.id) for one in outlets(CERIUM))
    assert more.min() > 1.05 * sum(one.base_level for one in outlets(CERIUM))
