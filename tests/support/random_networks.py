"""Random networks in the public form: ugly on purpose, with a solution by construction.

Every node has a substitute that covers its demand and a way to discard what is given to it, so a
clearing price exists within double precision: a demand of elasticity 0.1 that could never be served
would clear at 1e24 times its reference. Everything else is drawn: capacities over six orders of
magnitude, shut arcs, wide recipes, plants with several recipes under one capacity, nodes without
use, with and without inertia.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def random_network(seed: int, largest: int = 300) -> dict[str, Any]:
    """One network of 2 to `largest` nodes; the same seed gives the same network."""
    rng = np.random.default_rng([seed, 20260])
    count = int(np.exp(rng.uniform(np.log(2), np.log(largest))))
    goods = int(rng.integers(1, max(2, min(12, count // 2 + 1))))
    regions = max(1, count // goods)
    harsh = bool(rng.random() < 0.7)
    shut = rng.uniform(0.0, 0.3)
    inertia = 10 ** rng.uniform(-6, -2) if rng.random() < 0.5 else 0.0
    price = 10 ** rng.uniform(3, 5.5, goods)
    size = 10 ** rng.uniform(0, 3, goods)

    def name(region: int, good: int) -> str:
        return f"R{region}/good{good}/free"

    def capacity(typical: float, *, may_close: bool = True) -> float:
        if may_close and rng.random() < shut:
            return 0.0 if rng.random() < 0.3 else typical * 10 ** rng.uniform(-6, 0)
        return typical * 10 ** (rng.uniform(-3, 3) if harsh else rng.normal(0, 0.3))

    nodes, activities, uses = [], [], []

    def activity(
        kind: str, io: dict[str, float], cost: float, typical: float, scale: float, **more: Any
    ) -> None:
        activities.append({
            "id": f"{kind}#{len(activities)}",
            "io": io,
            "cost": cost,
            "capacity": more["capacity"] if "capacity" in more
            else capacity(typical, may_close=kind in OPTIONAL),
            "dispersion": more.pop("dispersion", scale * 10 ** rng.uniform(-2, -0.3)),
            "bias": rng.normal(0, 1.5),
            **more,
        })  # fmt: skip

    for good in range(goods):
        for region in range(regions):
            local = price[good] * rng.uniform(0.8, 1.25)
            nodes.append({
                "id": name(region, good), "reference_price": local,
                "previous_price": local * rng.uniform(0.8, 1.25), "inertia": inertia * size[good],
            })  # fmt: skip
            if rng.random() < 0.1:
                nodes[-1]["supply"] = size[good] * 10 ** rng.uniform(-3, 0)
            here = {name(region, good): 1.0}
            there = {name(region, good): -1.0}
            wanted = capacity(size[good]) if rng.random() < 0.6 else None
            room = max(2 * (wanted or 0.0), capacity(3 * size[good], may_close=False))
            activity("backstop", here, local * rng.uniform(3, 30), 0.0, local, capacity=room)
            room = max(2 * nodes[-1].get("supply", 0.0), capacity(30 * size[good], may_close=False))
            activity("discard", there, local * rng.uniform(-0.2, 0.5), 0.0, local, capacity=room)
            if good == 0 or rng.random() < 0.1:
                activity("mine", here, local * rng.uniform(0.3, 1.0), size[good], local)
            if wanted is not None:
                uses.append({
                    "id": f"use#{len(uses)}", "node": name(region, good),
                    "quantity": wanted, "elasticity": 10 ** rng.uniform(-1.3, 0.4),
                })  # fmt: skip
            for _ in range(int(rng.integers(0, min(regions, 6)))):
                other = int(rng.integers(regions))
                if other != region:
                    activity("ship", {name(region, good): -1.0, name(other, good): 1.0},
                             local * rng.uniform(0.0, 0.1), 0.3 * size[good], local)  # fmt: skip
    for good in range(1, goods):
        for region in range(regions):
            if rng.random() < 0.5:
                continue
            inputs = rng.choice(good, size=min(good, int(rng.integers(1, 4))), replace=False)
            column = {name(region, int(i)): -float(rng.uniform(0.2, 2.0)) for i in inputs}
            outputs = 1 if rng.random() < 0.7 else int(rng.integers(1, goods - good + 1))
            for output in range(good, good + outputs):
                column[name(region, output)] = float(rng.uniform(0.2, 1.0))
            value = max(sum(abs(c) * price[int(n.split("/")[1][4:])] for n, c in column.items()), 1)
            if rng.random() < 0.25:
                shared = {
                    "group": f"plant#{len(activities)}", "capacity": capacity(size[good]),
                    "dispersion": value * 10 ** rng.uniform(-2, -0.3),
                }  # fmt: skip
                for _ in range(int(rng.integers(2, 5))):
                    recipe = {n: c * float(rng.uniform(0.8, 1.2)) for n, c in column.items()}
                    activity("recipe", recipe, rng.uniform(-0.1, 0.1) * value, 1.0, value, **shared)
            else:
                activity("make", column, rng.uniform(-0.1, 0.1) * value, size[good], value)
    return {"nodes": nodes, "activities": activities, "uses": uses}


OPTIONAL = ("mine", "ship", "make")
