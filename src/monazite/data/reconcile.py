"""Which flows are as close as possible to what was observed and balance exactly?

Production, trade and use never agree. The reconciliation finds flows x that minimise

    sum_i ((x_i - target_i) / (w_i s_i))^2 + sum_k ((total_k(x) - target_k) / (w_k |target_k|))^2

subject to x >= 0 and, at every node (a good in a region), inflow = outflow. w is the relative
standard deviation of the grade; s_i = max(target_i, 3 % of the node's throughput) for balancing
items and target_i for observed ones. Clarabel solves it through CVXPY; the flows that remain are
then solved once more, exactly, so that the last digits do not depend on a solver's tolerance.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.data.observed_flow import WEIGHT_OF_GRADE, Item, Total, require_reconcilable
from monazite.errors import DataError

BALANCING_SHARE = 0.03
"""Least scale of a balancing item, as a share of its node's throughput (dimensionless)."""

IMBALANCE_ALLOWED = 1e-9
"""Largest |inflow - outflow| of a node, relative to its throughput (dimensionless)."""

SOLVER_TOLERANCES = (1e-11, 1e-9, 1e-8)
"""Tried in turn until the solver reaches one; the exact balance that follows needs none."""

SOLVER_REGULARIZATION = 1e-12
"""Added to the solver's equations: its own 1e-8 hides the small flow of a node beside a large one
once the node's row is scaled to length one."""

AGREEMENT_DEMANDED = 1e-3
"""Largest difference of the two solutions, relative to the larger of flow and 1 t."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """What the reconciliation made of one figure. `scaled` is in standard deviations."""

    id: str
    before: float
    after: float
    scaled: float


@dataclass(frozen=True)
class Certificate:
    """Is the result what it claims to be?

    status     : the solver's own words        objective : sum of squares at the result
    imbalance  : largest |in - out| over throughput of any node, at the result
    worst_node : where that is                 agreement : largest difference between the two
                 solutions, relative to the larger of flow and 1 t
    left_out   : items without a flow large enough to keep
    """

    status: str
    objective: float
    imbalance: float
    worst_node: str
    agreement: float
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Reconciliation:
    """The balanced flows by item id (only those kept), the totals they give, and the proof."""

    flows: Mapping[str, float]
    totals: tuple[Change, ...]
    changes: tuple[Change, ...]
    certificate: Certificate


def reconcile(
    nodes: Mapping[str, str], items: Sequence[Item], totals: Sequence[Total] = ()
) -> Reconciliation:
    """Which flows balance every node and stay closest to what was observed?

    nodes : node id -> unit and basis of its good, such as `t oxide`

    Flows below their `least` are taken out, round by round, before the final balance.
    Raises DataError for a target that is negative or no number, an unknown grade or node, an id
    used twice, a node without a way in or out, or where the solver finds no balance; BasisError
    where a flow in one basis is counted at a node of another.
    """
    require_reconcilable(nodes, items, totals)
    kept = list(items)
    left_out: list[str] = []
    while True:
        values, status = _solve_convex(nodes, kept, totals)
        small = [i for i, item in enumerate(kept) if values[i] < item.least]
        small = small or _one_sided(kept)
        if not small:
            exact = _solve_exact(nodes, kept, totals)
            small = [i for i, item in enumerate(kept) if exact[i] < max(item.least, 0.0)]
            if not small:
                break
        left_out += [kept[i].id for i in small]
        gone = set(small)
        kept = [item for i, item in enumerate(kept) if i not in gone]
    agreement = float(np.max(np.abs(exact - values) / np.maximum(np.abs(values), 1.0)))
    if agreement > AGREEMENT_DEMANDED:
        raise DataError.one(
            where="reconciliation",
            found=f"two solutions that differ by {agreement:.1e} (solver status {status})",
            expected=f"at most {AGREEMENT_DEMANDED:g}",
            because="it is not certain which flows are zero, so neither balance can be trusted",
        )
    imbalance, worst = largest_imbalance(nodes, kept, exact)
    if imbalance > IMBALANCE_ALLOWED:
        raise DataError.one(
            where=f"reconciliation, node {worst}",
            found=f"imbalance of {imbalance:.2e} of throughput",
            expected=f"at most {IMBALANCE_ALLOWED:g}",
            because="a base year that leaks makes every run leak",
        )
    scale = _scales(nodes, kept)
    everything = {item.id: item for item in items}
    flows = {item.id: float(value) for item, value in zip(kept, exact, strict=True)}
    changes = [
        Change(item.id, item.target, flows[item.id], (flows[item.id] - item.target) / scale[i])
        for i, item in enumerate(kept)
    ]
    for name in left_out:
        item = everything[name]
        width = max(item.target, item.least, 1e-6) * WEIGHT_OF_GRADE[item.grade]
        changes.append(Change(name, item.target, 0.0, -item.target / width))
    met = tuple(_met(total, flows) for total in totals)
    objective = float(sum(c.scaled**2 for c in changes) + sum(c.scaled**2 for c in met))
    return Reconciliation(
        flows,
        met,
        tuple(sorted(changes, key=lambda c: (-abs(c.scaled), c.id))),
        Certificate(status, objective, imbalance, worst, agreement, tuple(left_out)),
    )


def _one_sided(items: Sequence[Item]) -> list[int]:
    """Which items stand at a node that is only filled or only emptied? They can carry nothing."""
    signs: dict[str, set[bool]] = {}
    for item in items:
        for node, effect in item.effect.items():
            signs.setdefault(node, set()).add(effect > 0)
    return [i for i, item in enumerate(items) if any(len(signs[node]) == 1 for node in item.effect)]


def largest_imbalance(
    nodes: Mapping[str, str], items: Sequence[Item], values: Sequence[float] | Floats
) -> tuple[float, str]:
    """How far is the worst node from balance, relative to its throughput, and which is it?"""
    net = dict.fromkeys(nodes, 0.0)
    gross = dict.fromkeys(nodes, 0.0)
    for item, value in zip(items, values, strict=True):
        for node, effect in item.effect.items():
            net[node] += effect * float(value)
            gross[node] += abs(effect * float(value)) / 2
    relative = {node: abs(net[node]) / gross[node] for node in nodes if gross[node] > 0}
    worst = max(relative, key=lambda node: relative[node], default="")
    return relative.get(worst, 0.0), worst


def _met(total: Total, flows: Mapping[str, float]) -> Change:
    """What became of a total?"""
    after = sum(factor * flows.get(name, 0.0) for name, factor in total.members.items())
    width = WEIGHT_OF_GRADE[total.grade] * total.target
    return Change(total.id, total.target, after, (after - total.target) / width)


def _throughput(nodes: Mapping[str, str], items: Sequence[Item]) -> dict[str, float]:
    """What passes each node by the observations: the larger of what enters and what leaves."""
    enters = dict.fromkeys(nodes, 0.0)
    leaves = dict.fromkeys(nodes, 0.0)
    for item in items:
        for node, effect in item.effect.items():
            (enters if effect > 0 else leaves)[node] += abs(effect) * item.target
    return {node: max(enters[node], leaves[node]) for node in nodes}


def _scales(nodes: Mapping[str, str], items: Sequence[Item]) -> Floats:
    """Which change of each item counts as one standard deviation?"""
    throughput = _throughput(nodes, items)
    scales = []
    for item in items:
        scale = item.target
        if item.balancing:
            scale = max(scale, *(BALANCING_SHARE * throughput[n] for n in item.effect))
        scales.append(max(scale, item.least, 1e-6) * WEIGHT_OF_GRADE[item.grade])
    return np.array(scales)


def _balance_matrix(nodes: Mapping[str, str], items: Sequence[Item]) -> Floats:
    """Effect of each item (columns) on each node that any item touches (rows)."""
    touched = sorted({node for item in items for node in item.effect})
    row = {node: i for i, node in enumerate(touched)}
    matrix = np.zeros((len(touched), len(items)))
    for j, item in enumerate(items):
        for node, effect in item.effect.items():
            matrix[row[node], j] = effect
    return matrix


def _least_squares(
    nodes: Mapping[str, str], items: Sequence[Item], totals: Sequence[Total]
) -> tuple[Floats, Floats]:
    """Rows and right-hand side whose squared distance is the objective, in flows over scale."""
    scale = _scales(nodes, items)
    position = {item.id: i for i, item in enumerate(items)}
    rows = np.zeros((len(totals), len(items)))
    right = np.zeros(len(totals))
    for k, total in enumerate(totals):
        width = WEIGHT_OF_GRADE[total.grade] * total.target
        for name, factor in total.members.items():
            if name in position:
                rows[k, position[name]] = factor * scale[position[name]] / width
        right[k] = total.target / width
    targets = np.array([item.target for item in items]) / scale
    return np.vstack([np.eye(len(items)), rows]), np.concatenate([targets, right])


def _solve_convex(
    nodes: Mapping[str, str], items: Sequence[Item], totals: Sequence[Total]
) -> tuple[Floats, str]:
    """The non-negative balance closest to the targets, by Clarabel. Raises DataError if none."""
    import cvxpy as cp

    scale = _scales(nodes, items)
    left, right = _least_squares(nodes, items, totals)
    matrix = _balance_matrix(nodes, items) * scale
    norm = np.linalg.norm(matrix, axis=1, keepdims=True)
    unknowns: Any = cp.Variable(len(items), nonneg=True)
    problem: Any = cp.Problem(
        cp.Minimize(cp.sum_squares(left @ unknowns - right)),
        [(matrix / norm) @ unknowns == 0],
    )
    for tolerance in SOLVER_TOLERANCES:
        with warnings.catch_warnings():
            # An inaccurate solution is tried again and, if it stays so, named in the certificate.
            warnings.filterwarnings("ignore", "Solution may be inaccurate", UserWarning)
            problem.solve(
                solver=cp.CLARABEL,
                tol_gap_abs=tolerance,
                tol_gap_rel=tolerance,
                tol_feas=tolerance,
                static_regularization_constant=SOLVER_REGULARIZATION,
            )
        if problem.status in ("optimal", "infeasible", "unbounded"):
            break
    if problem.status not in ("optimal", "optimal_inaccurate") or unknowns.value is None:
        infeasible = problem.status.startswith("infeasible")
        raise DataError.one(
            where="reconciliation",
            found=f"solver status {problem.status}",
            expected="a balance",
            because="the observed flows cannot be made to balance with non-negative numbers"
            if infeasible
            else "the solver stopped before it knew the balance",
            advice="give every node a way in and a way out"
            if infeasible
            else "look for observations of one node that differ by many orders of magnitude",
        )
    return np.asarray(unknowns.value) * scale, str(problem.status)


def _solve_exact(
    nodes: Mapping[str, str], items: Sequence[Item], totals: Sequence[Total]
) -> Floats:
    """The same balance without bounds, to machine precision: valid where all flows are above 0."""
    scale = _scales(nodes, items)
    left, right = _least_squares(nodes, items, totals)
    matrix = _balance_matrix(nodes, items) * scale
    matrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    hessian = left.T @ left
    factor = np.linalg.cholesky(hessian)
    half = np.linalg.solve(factor, matrix.T)
    free = np.linalg.solve(factor, left.T @ right)
    prices = np.linalg.lstsq(half, free, rcond=None)[0]
    return np.asarray(np.linalg.solve(factor.T, free - half @ prices) * scale, dtype=np.float64)


def rounded_to_balance(
    nodes: Mapping[str, str],
    items: Sequence[Item],
    flows: Mapping[str, float],
    digits: int = 6,
) -> dict[str, float]:
    """Which rounded flows still balance every node?

    All flows are rounded to `digits` significant digits; then one flow of each node that touches
    no other node (a discard if there is one, else the largest) takes up the remainder and keeps
    its digits. Raises DataError for a node without such a flow.
    """
    kept = [item for item in items if item.id in flows]
    result = {name: float(f"{value:.{digits - 1}e}") for name, value in flows.items()}
    by_node: dict[str, list[Item]] = {}
    for item in kept:
        for node in item.effect:
            by_node.setdefault(node, []).append(item)
    for node, present in by_node.items():
        own = [item for item in present if len(item.effect) == 1]
        if not own:
            raise DataError.one(
                where=f"reconciliation, node {node}",
                found="only flows shared with other nodes",
                expected="a discard, use, mine or scrap flow of its own",
                because="the remainder of rounding needs a place to go",
            )
        throughput = sum(abs(i.effect[node]) * flows[i.id] for i in present) / 2
        discards = [i for i in own if i.balancing and flows[i.id] > 1e-4 * throughput]
        taker = max(discards or own, key=lambda i: (flows[i.id], i.id))
        rest = sum(i.effect[node] * result[i.id] for i in present if i is not taker)
        result[taker.id] = float(f"{-rest / taker.effect[node]:.12f}")
    return result
