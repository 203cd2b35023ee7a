"""A small invented run, with every axis and every variable of the table."""

from __future__ import annotations

from typing import Any

import numpy as np

from monazite.market.run import Run


def small_run(
    months: int = 3, *, price_factor: float = 1.0, failed: tuple[int, ...] = (), **attributes: Any
) -> Run:
    """Two regions, one oxide, one mine, one ship, one use: numbers without meaning."""
    nodes = ("CHN/dysprosium_oxide/bound", "DEU/dysprosium_oxide/bound")
    labels = tuple(f"2024-{month:02d}" for month in range(1, months + 1))
    rising = np.arange(1.0, months + 1.0)[:, None]
    one = np.ones((months, 1))
    cleared = np.ones(months, dtype=bool)
    residual = np.full(months, 1e-13)
    for position in failed:
        cleared[position] = False
        residual[position] = 0.25
    gate_open = np.full((months, 1), np.inf)
    gate_open[1:] = 3.5
    return Run(
        coordinates={
            "month": np.array(labels),
            "node": np.array(nodes),
            "node_region": np.array(["CHN", "DEU"]),
            "node_good": np.array(["dysprosium_oxide"] * 2),
            "node_status": np.array(["bound"] * 2),
            "node_kind": np.array(["market"] * 2),
            "activity": np.array(["mine/CHN", "ship/CHN/DEU"]),
            "activity_kind": np.array(["mine", "ship"]),
            "activity_region": np.array(["CHN", "CHN"]),
            "activity_region_to": np.array(["", "DEU"]),
            "activity_good": np.array(["dysprosium_oxide"] * 2),
            "activity_recipe": np.array(["mine_dysprosium", ""]),
            "activity_facility": np.array(["bayan", ""]),
            "activity_status": np.array(["bound"] * 2),
            "use": np.array(["DEU/dysprosium_oxide/other/bound"]),
            "use_region": np.array(["DEU"]),
            "use_kind": np.array(["other"]),
            "use_good": np.array(["dysprosium_oxide"]),
            "use_node": np.array([nodes[1]]),
            "holder": np.array([nodes[1]]),
            "gate": np.array(["CHN/dysprosium_oxide/world"]),
            "facility": np.array(["bayan"]),
            "facility_region": np.array(["CHN"]),
            "facility_recipe": np.array(["mine_dysprosium"]),
            "facility_operator": np.array(["unknown"]),
        },
        variables={
            "price": price_factor * np.hstack([rising * 230_000.0, rising * 260_000.0]),
            "reference_price": np.array([230_000.0, 260_000.0]),
            "level": np.hstack([10.0 * one, 4.0 * one]),
            "given_supply": np.hstack([0.0 * one, 0.5 * one]),
            "strategic_purchase": np.hstack([0.0 * one, 0.0 * one]),
            "old_scrap": np.hstack([0.0 * one, 0.25 * one]),
            "consumption": 3.75 * one,
            "taken": 3.875 * one,
            "wanted": 4.0 * one,
            "unserved": 0.25 * one,
            "stock": 12.0 * one,
            "initial_stock": np.array([12.0]),
            "cover_target": 12.5 * one,
            "capacity": 11.0 * one,
            "utilisation": (10.0 / 11.0) * one,
            "gate_in_force": np.isfinite(gate_open),
            "gate_open": gate_open,
            "gate_flow": 3.5 * one,
            "gate_applications": 4.0 * one,
            "gate_pending": 2.0 * one,
            "gate_approved": 3.5 * one,
            "in_use": np.full(months, 90.0),
            "support": 0.0 * one,
            "credit": 0.0 * one,
            "gate_cost": 1300.0 * one,
            "negative_prices": np.zeros(months, dtype=int),
            "price_rounds": np.full(months, 2),
            "residual": residual,
            "rule_residual": np.zeros(months),
            "mass_error": np.full(months, 1e-12),
            "steps": np.full(months, 5),
            "inner_iterations": np.full(months, 5),
            "cleared": cleared,
            "worst_node": np.array([nodes[0]] * months),
            "column_node": np.array([0, 0, 1]),
            "column_activity": np.array([0, 1, 1]),
            "column_value": np.array([1.0, -1.0, 1.0]),
        },
        attributes={
            "scenario": "small",
            "world": "invented",
            "data_vintage": "2024",
            "monazite_version": "0.1.0",
            "effects_hash": "0" * 64,
            "seed": 0,
            "parameters": [],
            **attributes,
        },
    )
