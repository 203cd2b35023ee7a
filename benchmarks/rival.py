"""One month of the market as a convex problem for CVXPY with Clarabel: the rival.

The same potential that `monazite.market.clearing` minimises without ever computing its value is
written out here: ``sum K s log(1 + sum exp m) + supply . price - integral of demand``. Its gradient
is excess supply.
"""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass

import numpy as np

from monazite.market.response import Terms
from monazite.market.structure import Structure


@dataclass(frozen=True)
class RivalAnswer:
    """What did the rival find, and how long did it take?

    price in USD/t, objective in USD, seconds in all and inside the solver; ``solved`` is what the
    solver says of itself.
    """

    solved: bool
    status: str
    price: np.ndarray | None
    objective: float
    seconds: float
    solver_seconds: float


def potential(structure: Structure, terms: Terms, price: np.ndarray) -> float:
    """What is the value of the convex potential at these prices, in USD?"""
    t = Terms(*(np.asarray(value) for value in terms))
    flow = t.coefficient * price[structure.entry_node]
    worth = np.bincount(structure.entry_activity, flow, minlength=len(t.cost))
    margin = (worth - t.cost) / t.dispersion[structure.group] + t.bias
    top = np.zeros(len(t.capacity))
    np.maximum.at(top, structure.group, margin)
    total = np.exp(-top)
    np.add.at(total, structure.group, np.exp(margin - top[structure.group]))
    value = float(np.sum(t.capacity * t.dispersion * (top + np.log(total))))
    value += float(t.supply @ price)
    relative = price[structure.use_node] / t.use_reference
    gap = 1.0 - t.use_elasticity
    unit = np.abs(gap) < 1e-12
    integral = np.where(unit, np.log(relative), (relative**gap - 1.0) / np.where(unit, 1.0, gap))
    return value - float(np.sum(t.use_quantity * t.use_reference * integral))


def solve(structure: Structure, terms: Terms) -> RivalAnswer:
    """What does CVXPY with Clarabel make of a month? Inertia must be zero."""
    import cvxpy as cp
    import scipy.sparse as sp

    started = time.perf_counter()
    t = Terms(*(np.asarray(value) for value in terms))
    nodes, activities, groups = len(t.reference_price), len(t.cost), len(t.capacity)
    scaled = cp.Variable(nodes, pos=True)
    matrix = sp.csr_matrix(
        (
            t.coefficient * t.reference_price[structure.entry_node],
            (structure.entry_activity, structure.entry_node),
        ),
        shape=(activities, nodes),
    )
    spread = t.dispersion[structure.group]
    margin = sp.diags(1.0 / spread) @ matrix @ scaled - t.cost / spread + t.bias
    unit = float(np.sum(t.use_quantity * t.use_reference))
    weight = t.capacity * t.dispersion / unit
    alone = np.flatnonzero(np.bincount(structure.group, minlength=groups)[structure.group] == 1)
    terms_of_sum = [weight[structure.group[alone]] @ cp.logistic(margin[alone])]
    for group in np.flatnonzero(np.bincount(structure.group, minlength=groups) > 1):
        members = np.flatnonzero(structure.group == group)
        if weight[group] > 0:
            terms_of_sum.append(
                weight[group] * cp.log_sum_exp(cp.hstack([margin[members], np.zeros(1)]))
            )
    terms_of_sum.append((t.supply * t.reference_price / unit) @ scaled)
    relative = cp.multiply(
        t.reference_price[structure.use_node] / t.use_reference, scaled[structure.use_node]
    )
    size = t.use_quantity * t.use_reference / unit
    for elasticity in np.unique(t.use_elasticity):
        chosen = np.flatnonzero((t.use_elasticity == elasticity) & (size > 0))
        if not len(chosen):
            continue
        gap = 1.0 - float(elasticity)
        if abs(gap) < 1e-12:
            terms_of_sum.append(-(size[chosen] @ cp.log(relative[chosen])))
        else:
            power = cp.power(relative[chosen], gap, approx=False)
            terms_of_sum.append(-(size[chosen] @ (power - 1.0)) / gap)
    problem = cp.Problem(cp.Minimize(cp.sum(cp.hstack(terms_of_sum))))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its verdict is read from the status instead
            problem.solve(solver=cp.CLARABEL)
        status = str(problem.status)
    except cp.SolverError as error:
        status = f"gave up: {str(error).splitlines()[0]}"
    seconds = time.perf_counter() - started
    if scaled.value is None or problem.solver_stats is None:
        return RivalAnswer(False, status, None, np.nan, seconds, np.nan)
    price = np.asarray(scaled.value) * t.reference_price
    inside = float(problem.solver_stats.solve_time or np.nan)
    value = potential(structure, terms, price)
    return RivalAnswer(status == "optimal", status, price, value, seconds, inside)
