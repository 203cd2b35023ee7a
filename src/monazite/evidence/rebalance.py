"""Which balanced flows are closest to the stated ones, if better known ones give way less?

Flows of an earlier year, stated one by one by different sources, or carried over from the shipped
year where no source states them, do not balance. The flows x that do are those of smallest weighted
information divergence from the given ones a,

    sum_i w_i (x_i log(x_i / a_i) - x_i + a_i),   w_i = (s_D / s_i)^2,

subject to inflow = outflow of every good in every region. Each flow keeps its sign, what is zero
stays zero. With equal weights it is the generalisation of biproportional (RAS) scaling to recipes
with many outputs. s is the standard deviation of the logarithm that goes with the quality letter
of the row which states the flow (`width` of the priors: A 0.15, B 0.3, C 0.5, D 0.7), so that w is
21.8, 5.4, 2.0 and 1; to second order the divergence of one flow is w a (log(x / a))^2 / 2. What no
row states is known no better than an assumption and counts as D.

The divergence weighs by tonnes, not by logarithms alone: beside a flow of a million tonnes a year
one of a thousand gives way, whatever its letter. And weights do not fix: a chain of many unstated
flows outweighs a single stated one of the same size, as when a mine alone is stated. How far stated
flows still move is seen in the account that comes out.

The solution is x_i = a_i exp((A'y)_i / w_i) with multipliers y of the balances A x = 0; they
minimise sum_i w_i a_i exp((A'y)_i / w_i), which is convex and smooth. Newton's method with a damped
step finds them; the certificate is the imbalance of every region and good.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monazite.chains.chain import Chain
from monazite.errors import DataError
from monazite.evidence.priors import priors
from monazite.evidence_grade import Grade

BALANCED = 1e-10
"""Largest imbalance of a node, share of its throughput."""
MOST_STEPS = 200
CLOSE = 1e-12
"""Ridge of Newton's matrix, share of each diagonal entry: balances may be dependent, and what
passes one node may be a trillionth of what passes another."""
UNSTATED: Grade = "D"
"""Letter of a flow that no row states: no better known than an assumption."""

Key = tuple[str, ...]


def nothing_left(where: str) -> DataError:
    """Return the error of an account in which nothing remains to be balanced."""
    return DataError.one(
        where=where,
        found="an earlier year in which nothing is made, or nothing is used",
        expected="something mined or processed, and a use of it",
        advice="a factor of 0 takes away all rows that it names; name fewer",
    )


def weight_of(grade: Grade) -> float:
    """How much more does a flow of this letter resist a change than one of letter D? No unit."""
    width = priors().width
    return (width["D"] / width[grade]) ** 2


def columns_of(chain: Chain, flows: Mapping[str, Mapping[Key, float]]) -> list[dict[Key, float]]:
    """What does one unit of each flow add to (region, good)? In the order of the tables."""
    found: list[dict[Key, float]] = []
    for table, entries in flows.items():
        for key in entries:
            if table in ("mines", "old_scrap"):
                found.append({key: 1.0})
            elif table == "discards":
                found.append({key: -1.0})
            elif table == "uses":
                found.append({(key[0], key[2]): -1.0})
            elif table == "shipments":
                found.append({(key[0], key[2]): -1.0, (key[1], key[2]): 1.0})
            else:
                recipe = chain.recipes[key[1]]
                found.append({(key[0], g): c for g, c in recipe.coefficients.items()})
    return found


def rebalanced(
    chain: Chain,
    flows: Mapping[str, Mapping[Key, float]],
    grades: Mapping[str, Mapping[Key, Grade]],
    where: str,
) -> dict[str, dict[Key, float]]:
    """Which balanced flows are closest to these (smallest weighted information divergence)?

    flows  : table -> key -> t a year (units a year for processes), not negative
    grades : table -> key -> letter of what states the flow; a flow that is not in it is `UNSTATED`

    Flows that are zero, and goods that nothing brings or nothing takes, drop out. Raises DataError
    where the flows that are left cannot balance.
    """
    names = [(table, key) for table, entries in flows.items() for key in entries]
    given = np.array([flows[table][key] for table, key in names])
    weight = np.array([weight_of(grades.get(t, {}).get(key, UNSTATED)) for t, key in names])
    columns = columns_of(chain, flows)
    place = {node: n for n, node in enumerate({k: None for c in columns for k in c})}
    matrix = np.zeros((len(place), len(names)))
    for number, column in enumerate(columns):
        for node, coefficient in column.items():
            matrix[place[node], number] = coefficient
    alive = _connected(matrix, given > 0)
    given = np.where(alive, given, 0.0)
    passing = np.abs(matrix) @ given / 2
    used = passing > 0
    if not used.any():
        raise nothing_left(where)
    scaled = matrix[used] / passing[used][:, None]
    flow, imbalance = _closest(given, weight, scaled)
    if not imbalance.max() < BALANCED:
        worst = list(np.array(list(place), dtype=object)[used])[int(np.argmax(imbalance))]
        raise DataError.one(
            where=where,
            found=f"no balance at {' '.join(worst)}",
            expected="flows that can balance at every region and good",
            advice="remove what has no supply, or leave its supply in",
        )
    result: dict[str, dict[Key, float]] = {table: {} for table in flows}
    for (table, key), value in zip(names, flow, strict=True):
        if value > 0:
            result[table][key] = float(value)
    return result


def _closest(
    given: np.ndarray, weight: np.ndarray, scaled: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which flows (flow,) are closest, and how far from balance is each node (node,)?

    given, weight : (flow,); scaled : (node, flow), what a unit adds over the node's throughput
    """

    def flow_at(at: np.ndarray) -> np.ndarray:
        moved: np.ndarray = given * np.exp(np.minimum(at @ scaled / weight, 60.0))
        return moved

    multiplier = np.zeros(len(scaled))
    for _ in range(MOST_STEPS):
        flow = flow_at(multiplier)
        net = scaled @ flow
        imbalance = np.abs(net) / (np.abs(scaled) @ flow / 2)
        if imbalance.max() < BALANCED:
            break
        curve = (scaled * (flow / weight)) @ scaled.T
        size = np.sqrt(np.diag(curve))
        even = curve / np.outer(size, size) + CLOSE * np.eye(len(size))
        step = np.linalg.solve(even, -net / size) / size
        length, now, steep = 1.0, float(weight @ flow), float(net @ step)
        while True:
            there = flow_at(multiplier + length * step)
            # near the answer the potential has lost its last digits: there the slope decides
            falls = float(weight @ there) <= now + 1e-4 * length * steep
            if falls or abs(float(scaled @ there @ step)) <= 0.9 * abs(steep) or length < 1e-12:
                break
            length /= 2
        multiplier = multiplier + length * step
    return flow, imbalance


def _connected(matrix: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """Which flows remain once every place has something coming in and something going out?"""
    while True:
        positive = ((matrix > 0) & alive).any(axis=1)
        negative = ((matrix < 0) & alive).any(axis=1)
        dead = ~(positive & negative)
        lost = alive & (np.abs(matrix[dead]) > 0).any(axis=0)
        if not lost.any():
            return alive
        alive = alive & ~lost
