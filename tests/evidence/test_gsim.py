"""GSIM's worked example (Francois and Hall): four regions, trade of the United States and EU freed.

Every exporter's good is another good, tied to the others by one elasticity of substitution in each
importer's demand. That tie is no part of our market, so each round gives the clearing curves that
touch those of GSIM at the last prices, as in the test of Takayama and Judge. Published are relative
price changes of a linear system; ours in levels has them as its derivative at the base, which a
shock of one ten-thousandth shows. For the whole shock levels and lines part, and both are tested.
"""

import numpy as np
import pytest

from monazite.market.network_file import clear_network

REGIONS = ("USA", "JPN", "EU", "ROW")
TRADE = np.array([[0, 50, 200, 300], [500, 0, 150, 200], [300, 100, 200, 200], [50, 100, 110, 20]])
TARIFF = np.array(
    [
        [1.00, 1.21, 1.41, 1.22],
        [1.37, 1.00, 1.31, 1.23],
        [1.32, 1.36, 1.00, 1.18],
        [1.57, 1.41, 1.25, 1.15],
    ]
)
DEMAND, SUPPLY, SUBSTITUTION = 1.25, 1.5, 5.0
FREED = ((0, 2), (2, 0))
LINEAR_PRICE = (0.0792, -0.0316, 0.0480, -0.0184)
LINEAR_OUTPUT = (0.1188, -0.0474, 0.0721, -0.0276)
LINEAR_TRADE = np.array(
    [
        [np.nan, -29.89, 78.78, -25.76],
        [-16.56, np.nan, -11.21, 29.64],
        [64.82, -14.32, -51.05, -10.20],
        [-23.18, 18.89, -17.84, 23.01],
    ]
)
"""Change of trade in per cent, exporters in rows."""
LEVELS_PRICE = (0.1265, -0.0323, 0.0793, -0.0173)
"""The same curves solved in levels, by a solver that is not ours (shared design notes, B1)."""
SHARE = TRADE * TARIFF / (TRADE * TARIFF).sum(axis=0)


def after(part):
    """Multiples of the base tariff factors once this part of the shock has come."""
    multiple = np.ones_like(TARIFF)
    for pair in FREED:
        multiple[pair] = 1.0 + part * (1.0 / TARIFF[pair] - 1.0)
    return multiple


def traded(price, multiple):
    paid = price[:, None] * multiple
    index = (SHARE * paid ** (1 - SUBSTITUTION)).sum(axis=0) ** (1 / (1 - SUBSTITUTION))
    return TRADE * paid**-SUBSTITUTION * index ** (SUBSTITUTION - DEMAND)


def network(price, multiple):
    made = TRADE.sum(axis=1) * price**SUPPLY
    wanted = traded(price, multiple)
    nodes, activities, uses = [], [], []
    for r, name in enumerate(REGIONS):
        now = float(price[r])
        nodes.append({"id": name, "reference_price": now, "previous_price": now, "inertia": 0.0})
        activities.append(
            {
                "id": f"make/{name}",
                "io": {name: 1.0},
                "cost": now,
                "capacity": float(2 * made[r]),
                "dispersion": now / (2 * SUPPLY),
                "bias": 0.0,
            }
        )
        for v, importer in enumerate(REGIONS):
            if TRADE[r, v] > 0:
                uses.append(
                    {
                        "id": f"{name}/{importer}",
                        "node": name,
                        "quantity": float(wanted[r, v]),
                        "elasticity": SUBSTITUTION - (SUBSTITUTION - DEMAND) * float(SHARE[r, v]),
                    }
                )
    return {"nodes": nodes, "activities": activities, "uses": uses}


def solved(part):
    multiple, price = after(part), np.ones(len(REGIONS))
    for _ in range(60):
        answer = clear_network(network(price, multiple), tolerance=1e-12)
        found = np.array([answer["prices"][name] for name in REGIONS])
        moved, price = np.abs(found - price).max(), found
        if moved < 1e-11:
            return price, traded(price, multiple)
    raise AssertionError(f"the rounds did not settle: {moved}")


def test_the_derivative_at_the_base_is_the_published_table():
    part = 1e-4
    price, trade = solved(part)
    change = (price - 1) / part
    assert change == pytest.approx(LINEAR_PRICE, abs=1e-4)
    assert SUPPLY * change == pytest.approx(LINEAR_OUTPUT, abs=1e-4)
    there = (TRADE > 0) & np.isfinite(LINEAR_TRADE)
    relative = 100 * (trade[there] / TRADE[there] - 1) / part
    assert relative == pytest.approx(LINEAR_TRADE[there], abs=0.03)


def test_the_whole_shock_in_levels_departs_as_documented():
    price, _ = solved(1.0)
    assert price - 1 == pytest.approx(LEVELS_PRICE, abs=1e-4)
    assert abs(price[0] - 1 - LINEAR_PRICE[0]) > 0.04
