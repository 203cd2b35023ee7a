"""Takayama and Judge 1964: three regions, two goods, linear demand and supply with cross terms.

Source of the setup: J. Farm Econ. 46:67-93 as coded in the GAMS model library (SPATEQU); the answer
is that of the complementarity form. Our market has no cross-price term and no linear curve, so each
round gives the clearing curves that touch the linear ones at the last prices; where they no longer
move, prices and slopes are those of the original problem.
"""

import numpy as np
import pytest

from monazite.market.network_file import clear_network

REGIONS, GOODS = ("one", "two", "three"), (0, 1)
DEMAND = {"one": (200.0, 300.0), "two": (100.0, 200.0), "three": (160.0, 250.0)}
DEMAND_SLOPE = {"one": (-10.0, -10.0), "two": (-5.0, -20.0), "three": (-8.0, -10.0)}
DEMAND_CROSS = 1.0
SUPPLY = (-50.0, -60.0)
SUPPLY_SLOPE = {"one": (10.0, 15.0), "two": (20.0, 25.0), "three": (10.0, 15.0)}
SUPPLY_CROSS = 0.5
TRANSPORT = {
    frozenset(("one", "two")): (2.0, 3.0),
    frozenset(("one", "three")): (2.0, 3.0),
    frozenset(("two", "three")): (1.0, 2.0),
}
PRICE = {
    ("one", 0): 11.0071,
    ("one", 1): 11.63169,
    ("two", 0): 9.0071,
    ("two", 1): 8.63169,
    ("three", 0): 10.0071,
    ("three", 1): 10.63169,
}
NET_EXPORT = {
    ("one", 0): -35.6738,
    ("one", 1): -74.7113,
    ("two", 0): 70.8617,
    ("two", 1): 123.9225,
    ("three", 0): -35.1880,
    ("three", 1): -49.2113,
}
DISPERSION = 2e-6
"""USD per unit: small beside 1e-4, the precision asked for, times the logit of a route's use."""
WIDE = 1000.0


def quantities(price, region, good):
    own, other = price[region, good], price[region, 1 - good]
    wanted = DEMAND[region][good] + DEMAND_SLOPE[region][good] * own + DEMAND_CROSS * other
    made = SUPPLY[good] + SUPPLY_SLOPE[region][good] * own + SUPPLY_CROSS * other
    return wanted, made


def network(price, closed=(), taxed=()):
    nodes, activities, uses = [], [], []
    for region in REGIONS:
        for good in GOODS:
            name, now = f"{region}/{good}", price[region, good]
            wanted, made = quantities(price, region, good)
            nodes.append(
                {"id": name, "reference_price": now, "previous_price": now, "inertia": 0.0}
            )
            uses.append(
                {
                    "id": f"use/{name}",
                    "node": name,
                    "quantity": wanted,
                    "elasticity": -DEMAND_SLOPE[region][good] * now / wanted,
                }
            )
            activities.append(
                {
                    "id": f"make/{name}",
                    "io": {name: 1.0},
                    "cost": now,
                    "capacity": 2 * made,
                    "dispersion": made / (2 * SUPPLY_SLOPE[region][good]),
                    "bias": 0.0,
                }
            )
    for pair, cost in TRANSPORT.items():
        for origin, target in (sorted(pair), sorted(pair, reverse=True)):
            for good in GOODS:
                if (origin, target, good) in closed:
                    continue
                activities.append(
                    {
                        "id": f"ship/{origin}/{target}/{good}",
                        "io": {f"{origin}/{good}": -1.0, f"{target}/{good}": 1.0},
                        "cost": cost[good] + dict(taxed).get((origin, target, good), 0.0),
                        "capacity": WIDE,
                        "dispersion": DISPERSION,
                        "bias": 0.0,
                    }
                )
    return {"nodes": nodes, "activities": activities, "uses": uses}


def solved(closed=(), taxed=()):
    price = dict.fromkeys(PRICE, 10.0)
    for _ in range(60):
        answer = clear_network(network(price, closed, taxed), tolerance=1e-9)
        found = {
            (region, good): answer["prices"][f"{region}/{good}"]
            for region in REGIONS
            for good in GOODS
        }
        moved = max(abs(found[key] - price[key]) for key in price)
        price = found
        if moved < 1e-7:
            return price, answer
    raise AssertionError(f"the rounds did not settle: {moved}")


@pytest.fixture(scope="module")
def free():
    return solved()


def test_prices_are_the_published_ones(free):
    price, _ = free
    for key, value in PRICE.items():
        assert price[key] == pytest.approx(value, abs=1e-4), key


def test_net_exports_are_the_published_ones(free):
    price, _ = free
    for (region, good), value in NET_EXPORT.items():
        wanted, made = quantities(price, region, good)
        assert made - wanted == pytest.approx(value, abs=2e-3), (region, good)


def flows(answer):
    return {k: v for k, v in answer["levels"].items() if k.startswith("ship/")}


def test_only_the_two_published_routes_are_used(free):
    _, answer = free
    used = {name for name, level in flows(answer).items() if level > 1e-3}
    assert used == {f"ship/two/{target}/{good}" for target in ("one", "three") for good in GOODS}


@pytest.mark.parametrize("case", ["closed", "taxed"])
def test_arbitrage_holds_with_a_ban_and_with_a_tax(case):
    key = ("two", "one", 0)
    price, answer = solved(
        closed=(key,) if case == "closed" else (), taxed=((key, 0.5),) if case == "taxed" else ()
    )
    for name, level in flows(answer).items():
        _, origin, target, good = name.split("/")
        good = int(good)
        cost = TRANSPORT[frozenset((origin, target))][good]
        cost += 0.5 if case == "taxed" and (origin, target, good) == key else 0.0
        gain = price[target, good] - price[origin, good] - cost
        assert gain < 1e-4, name
        if level > 1e-2:
            assert gain == pytest.approx(0.0, abs=1e-4), name
    assert np.isfinite(list(price.values())).all()
