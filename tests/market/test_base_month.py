"""Does the first month of the rare-earth world give back the year it was set up on?

The base year is taken from the chain's tables here, not from the numbers that the network derived
from them, and compared with the months that `simulate` returns.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from tests.market.worlds import calm_run, places, rare_earths

LARGE = 0.01
"""Share of its good's world total from which a flow counts."""
NEAR = 0.005


def world_totals() -> dict[str, float]:
    """How much of each good was mined, made or collected in the base year? t."""
    base, recipes = rare_earths().chain.base, rare_earths().chain.recipes
    totals: dict[str, float] = defaultdict(float)
    for table in (base.mines, base.old_scrap):
        for (_, good), tonnes in table.items():
            totals[good] += tonnes
    for (_, recipe), level in base.processes.items():
        for good, coefficient in recipes[recipe].coefficients.items():
            totals[good] += max(0.0, coefficient) * level
    return totals


def mined() -> list[tuple[str, float, float, str]]:
    run = calm_run()
    return [
        (
            f"mine {region} {good}",
            tonnes,
            run["level"][
                0, places(run, activity_kind="mine", activity_region=region, activity_good=good)
            ].sum(),
            good,
        )
        for (region, good), tonnes in rare_earths().chain.base.mines.items()
    ]


def processed() -> list[tuple[str, float, float, str]]:
    run, flows = calm_run(), []
    for (region, recipe), level in rare_earths().chain.base.processes.items():
        found = places(run, activity_region=region, activity_recipe=recipe)
        for good, coefficient in rare_earths().chain.recipes[recipe].coefficients.items():
            part = abs(coefficient)
            flows.append(
                (
                    f"{recipe} {region} {good}",
                    part * level,
                    part * run["level"][0, found].sum(),
                    good,
                )
            )
    return flows


def shipped() -> list[tuple[str, float, float, str]]:
    run = calm_run()
    return [
        (
            f"ship {exporter} {importer} {good}",
            tonnes,
            run["level"][
                0,
                places(
                    run,
                    activity_kind="ship",
                    activity_region=exporter,
                    activity_region_to=importer,
                    activity_good=good,
                ),
            ].sum(),
            good,
        )
        for (exporter, importer, good), tonnes in rare_earths().chain.base.shipments.items()
    ]


def used() -> list[tuple[str, float, float, str]]:
    run = calm_run()
    return [
        (
            f"use {region} {use} {good}",
            tonnes,
            run["consumption"][
                0, places(run, use_region=region, use_kind=use, use_good=good)
            ].sum(),
            good,
        )
        for (region, use, good), tonnes in rare_earths().chain.base.uses.items()
    ]


def discarded_and_collected() -> list[tuple[str, float, float, str]]:
    run, flows = calm_run(), []
    for (region, good), tonnes in rare_earths().chain.base.discards.items():
        found = places(run, activity_kind="discard", activity_region=region, activity_good=good)
        flows.append((f"discard {region} {good}", tonnes, run["level"][0, found].sum(), good))
    for (region, good), tonnes in rare_earths().chain.base.old_scrap.items():
        found = places(run, node_region=region, node_good=good, node_kind="market")
        flows.append((f"old scrap {region} {good}", tonnes, run["old_scrap"][0, found].sum(), good))
    return flows


@pytest.mark.parametrize("kind", [mined, processed, shipped, used, discarded_and_collected])
def test_every_large_flow_of_the_base_year_is_reproduced(kind) -> None:
    totals = world_totals()
    flows = kind()
    large = [(name, t, m) for name, t, m, good in flows if t > LARGE * totals[good]]
    assert large, "a table without any large flow tests nothing"
    off = {name: 12 * month / year - 1 for name, year, month in large}
    assert {name: gap for name, gap in off.items() if abs(gap) > NEAR} == {}


def test_the_small_flows_add_up_to_what_the_base_year_had_of_them() -> None:
    """What is below 1 % may move by more, but not in sum: no good is lost or made up on the way."""
    totals = world_totals()
    for kind in (shipped, used, discarded_and_collected):
        per_good: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for _, year, month, good in kind():
            per_good[good][0] += year
            per_good[good][1] += 12 * month
        for good, (year, months) in per_good.items():
            assert abs(months - year) < NEAR * totals[good], (kind.__name__, good, year, months)


def test_prices_of_nodes_with_a_share_of_the_world_are_the_references() -> None:
    run, totals = calm_run(), world_totals()
    flow = run["column_value"] * run["level"][0][run["column_activity"]]
    arriving = np.bincount(run["column_node"], np.maximum(flow, 0), len(run["node"]))
    arriving += run["old_scrap"][0]
    share = 12 * arriving / np.array([totals[good] for good in run["node_good"]])
    gap = run["price"][0] / run["reference_price"] - 1
    carrying = share > LARGE
    assert carrying.sum() > 100
    off = {
        str(run["node"][n]): float(gap[n]) for n in np.flatnonzero(carrying) if abs(gap[n]) > NEAR
    }
    assert off == {}


def test_reference_prices_are_the_tables_prices_inside_and_outside() -> None:
    run, base = calm_run(), rare_earths().chain.base
    inside = (run["node_region"] == "CHN") & (run["node_kind"] == "market")
    for n, good in enumerate(run["node_good"]):
        table = base.domestic if inside[n] else base.price
        assert run["reference_price"][n] == table[str(good)]


def test_a_calm_world_keeps_its_stocks() -> None:
    """Demand of January 2024 is that of the base year: holders have what they want."""
    run = calm_run()
    settled = run["cover_target"][0] > 1e-3
    change = run["stock"][0] / run["cover_target"][0] - 1
    assert np.abs(change[settled]).max() < 0.6
    assert np.median(np.abs(change[settled])) < 1e-3
