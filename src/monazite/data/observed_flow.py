"""What was observed of a year's flows, and can it be balanced at all?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monazite.errors import BasisError, DataError, Fault, quoted, suggestion

WEIGHT_OF_GRADE: Mapping[str, float] = {"A": 0.04, "B": 0.15, "C": 0.50, "D": 0.80}
"""Relative standard deviation of a figure of each grade (dimensionless)."""


@dataclass(frozen=True)
class Item:
    """One flow that is to be found.

    id       : unique name, such as `ship/dysprosium_oxide/CHN-JPN`
    target   : the observed value, t a year (or units of activity a year), not negative
    grade    : A to D, says how far it may move
    effect   : node -> what one unit brings (positive) or takes (negative), t of the node's good
    unit     : unit and basis of the target; where all effects are 1 or -1 it must be the basis
               of each node it touches
    balancing: not observed, there to let the node balance; target is then a first guess, often 0
    least    : flows that would fall below this are left out (t a year)
    """

    id: str
    target: float
    grade: str
    effect: Mapping[str, float]
    unit: str
    balancing: bool = False
    least: float = 0.5


@dataclass(frozen=True)
class Total:
    """A sum of flows that was observed, used as one more soft target.

    members : item id -> factor; the total is the sum of factor times flow
    """

    id: str
    target: float
    grade: str
    unit: str
    members: Mapping[str, float]


def require_reconcilable(
    nodes: Mapping[str, str], items: Sequence[Item], totals: Sequence[Total]
) -> None:
    """Can flows be found that balance these nodes, as far as that is seen beforehand?

    Raises DataError with every fault at once: a target that is negative or no number, an unknown
    grade, node or item, an id used twice, a node without a way in or out; BasisError where a flow
    in one basis is counted at a node of another.
    """
    faults: list[Fault] = []
    bases: list[Fault] = []
    seen: set[str] = set()
    enters = dict.fromkeys(nodes, False)
    leaves = dict.fromkeys(nodes, False)
    for item in items:
        where = f"reconciliation, item {item.id}"
        if item.id in seen:
            faults.append(Fault(where, "the id twice", "each flow once"))
        seen.add(item.id)
        if not math.isfinite(item.target) or item.target < 0:
            faults.append(
                Fault(
                    where,
                    f"observed {item.target:g}",
                    "a number, not negative",
                    "a negative flow is a flow the other way and must be given as one",
                )
            )
        if item.grade not in WEIGHT_OF_GRADE:
            faults.append(Fault(where, f"grade {quoted(item.grade)}", "A, B, C or D"))
        plain = all(abs(effect) == 1 for effect in item.effect.values())
        for node, effect in item.effect.items():
            if node not in nodes:
                faults.append(
                    Fault(
                        where,
                        f"node {quoted(node)}",
                        "a node of the balance",
                        "a misspelt region or good must not pass as a new one",
                        suggestion(node, nodes),
                    )
                )
                continue
            (enters if effect > 0 else leaves)[node] = True
            if plain and item.unit != nodes[node]:
                bases.append(
                    Fault(
                        where,
                        f"{item.unit} counted at {node}",
                        nodes[node],
                        "quantities of different content basis must not be added",
                        "convert the observation to the basis of the good",
                    )
                )
    for total in totals:
        where = f"reconciliation, total {total.id}"
        if not math.isfinite(total.target) or total.target <= 0:
            faults.append(Fault(where, f"observed {total.target:g}", "a number above zero"))
        for name in total.members:
            if name not in seen:
                faults.append(
                    Fault(
                        where,
                        f"item {quoted(name)}",
                        "an item of the balance",
                        None,
                        suggestion(name, seen),
                    )
                )
    for node in nodes:
        if enters[node] != leaves[node]:
            lacks = "way out" if enters[node] else "way in"
            faults.append(
                Fault(
                    f"reconciliation, node {node}",
                    f"no {lacks}",
                    f"at least one {lacks}",
                    "the balance would empty the node without saying so",
                    "add a discard, a use or a shipment",
                )
            )
    if faults:
        raise DataError(faults)
    if bases:
        raise BasisError(bases)
