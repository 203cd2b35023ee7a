"""Which numbers make the base month reproduce the reconciled year exactly?

Routes and substitutes that did not run in the base year still run a little at reference prices,
because a logistic never reaches zero. Their trickle is taken off the calibrated flows by the
smallest relative change, and every calibrated activity then gets the cost or bias that reproduces
its flow. The base month is so a solution at the reference prices, up to idle nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monazite.market.activity import Activity
from monazite.market.network import Network


def incidence(network: Network) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which entries does the matrix of columns have? (node, activity, coefficient), each [E]."""
    index = network.node_index
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, activity in enumerate(network.activities):
        for node, coefficient in activity.column.items():
            rows.append(index[node])
            columns.append(number)
            values.append(coefficient)
    return np.array(rows), np.array(columns), np.array(values)


def scaled_margins(network: Network, price: np.ndarray) -> np.ndarray:
    """What is the scaled margin of each activity at these node prices? [J], no unit."""
    rows, columns, values = incidence(network)
    worth = np.bincount(columns, values * price[rows], minlength=len(network.activities))
    return np.array(
        [
            (worth[number] - activity.cost) / activity.dispersion + activity.bias
            for number, activity in enumerate(network.activities)
        ]
    )


def levels_at(network: Network, price: np.ndarray) -> np.ndarray:
    """At which level does each activity run at these base-year prices? [J], units a month."""
    margins = scaled_margins(network, price)
    capacity = np.array(
        [0.0 if activity.opens_later else activity.capacity for activity in network.activities]
    )
    top: dict[str, float] = {}
    for activity, value in zip(network.activities, margins, strict=True):
        top[activity.group] = max(top.get(activity.group, 0.0), value)
    weight = np.array(
        [np.exp(m - top[a.group]) for a, m in zip(network.activities, margins, strict=True)]
    )
    total: dict[str, float] = {group: float(np.exp(-largest)) for group, largest in top.items()}
    for activity, value in zip(network.activities, weight, strict=True):
        total[activity.group] += value
    share = np.array([w / total[a.group] for a, w in zip(network.activities, weight, strict=True)])
    return np.asarray(capacity * share)


def base_targets(network: Network, levels: np.ndarray) -> np.ndarray:
    """To which levels are the activities set, so that every node balances? [J], units a month.

    levels : what each activity does at reference prices, [J]. Activities with a base-year flow get
    that flow corrected by the smallest weighted relative change that balances all nodes with a
    calibrated activity; the others keep their trickle.
    """
    rows, columns, values = incidence(network)
    size = (len(network.nodes), len(network.activities))
    matrix = np.zeros(size)
    np.add.at(matrix, (rows, columns), values)
    flow = np.array([activity.base_level for activity in network.activities])
    calibrated = flow > 0
    start = np.where(calibrated, flow, levels)
    demand = np.zeros(size[0])
    index = network.node_index
    for use in network.uses:
        demand[index[use.node]] += use.quantity
    imbalance = matrix @ start - demand
    bound = (np.abs(matrix[:, calibrated]) > 0).any(axis=1)
    weighted = matrix[np.ix_(bound, calibrated)] * flow[calibrated]
    norm = np.maximum(np.abs(weighted).max(axis=1), 1e-300)
    change, *_ = np.linalg.lstsq(weighted / norm[:, None], -imbalance[bound] / norm, rcond=1e-12)
    target = start.copy()
    target[calibrated] = flow[calibrated] * (1.0 + change)
    return target


def set_levels(activities: Sequence[Activity], target: np.ndarray, margins: np.ndarray) -> None:
    """Give each calibrated activity the cost or bias at which it runs at its target level.

    Mines and processes move their cost, everything else its bias. An activity that shares its
    capacity keeps its distance in margin to the others of the group.
    """
    groups: dict[str, list[int]] = {}
    for number, activity in enumerate(activities):
        groups.setdefault(activity.group, []).append(number)
    for members in groups.values():
        lead = members[0]
        if activities[lead].base_level <= 0:
            continue
        share = target[lead] / activities[lead].capacity
        others = sum(np.exp(margins[number] - margins[lead]) for number in members[1:])
        wanted = float(np.log(share / (1.0 - share * (1.0 + others))))
        shift = wanted - margins[lead]
        for number in members:
            activity = activities[number]
            if activity.kind in ("mine", "process"):
                activity.cost -= shift * activity.dispersion
            else:
                activity.bias += shift


def calibrate(network: Network) -> float:
    """Make the base month a solution at the reference prices; how far were flows moved?

    Changes cost and bias of the network's activities in place. Returns the largest relative
    change of a base-year flow that the trickle of idle activities made necessary.
    """
    activities = network.activities
    flow = np.array([activity.base_level for activity in activities])
    for _ in range(3):
        target = base_targets(network, levels_at(network, network.price))
        set_levels(activities, target, scaled_margins(network, network.price))
    calibrated = flow > 0
    return float(np.max(np.abs(target[calibrated] / flow[calibrated] - 1.0)))
