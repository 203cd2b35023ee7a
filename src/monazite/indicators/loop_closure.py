"""Which share of what a bloc uses never left it, from the mine to the use?

Loop closure asks more than import reliance: a magnet made at home from metal bought abroad counts
as foreign, and so does ore mined at home and separated abroad. The solved flows are traced element
by element as an absorbing chain (:mod:`monazite.indicators.tracing`) in which everything outside
the bloc absorbs: material that was outside once is outside for good.

What counts as inside: what was mined in the bloc, and old scrap collected in it (products worn out
there, wherever they were once made); stocks by the mixture that was laid in; shipments between
members. What substitutes supplied is no material and is left out of the use.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable
from monazite.indicators.element_links import element_flows
from monazite.indicators.origins import (
    LEAST_MATERIAL,
    NOTHING_USED,
    chosen_uses,
    substitute_share,
    used_element,
)
from monazite.indicators.run_view import By, RunView
from monazite.indicators.tracing import UNMARKED, Marking, Opening, trace
from monazite.indicators.value import FloatArray, Value, share_of

ALL_USES = "all"
"""In place of a use kind: all final uses together."""


@dataclass(frozen=True)
class LoopClosure:
    """Which share of a bloc's final use has its whole path inside the bloc?

    subject  : the element traced, or for a joint share the good whose elements all count
    use_kind : one kind of use, or "all"
    share    : 0 to 1; NotApplicable where nothing is used
    used     : t used in the months of the period, from real supply: oxide equivalent of an
               element, or the good's own tonnes for a joint share
    """

    period: str
    bloc: frozenset[str]
    subject: str
    use_kind: str
    share: Value
    used: Value


def inside_share(
    view: RunView, bloc: Collection[str], element: str, opening: Opening = "as_first_month"
) -> FloatArray:
    """Which share of the element at each node has never been outside the bloc?

    returns : (month, k), 0 to 1, for the k nodes that hold the element; of the material alone,
              substitutes left out; 0 at nodes outside the bloc and where nothing flows

    For s the share at a node, w the inflow from activity a of an inside node m, and f the inflow:
    s_n f_n = sum over a, m of w s_m + mined inside + old scrap inside + released x share in stock.
    Stocks whose past is not recorded count as outside. An empty bloc has 0 everywhere.
    """
    inside = view.require_regions(bloc)
    key = ("inside", inside, element, opening)
    if key not in view.memory:
        flows = element_flows(view, element)
        links = flows.links
        is_open = np.isin(view.node_region[links.node], sorted(inside))
        mined = view.activity_kind[links.source_activity] == "mine"
        marking = Marking(
            names=("inside",),
            source=np.where(mined & is_open[links.source_to], 0, UNMARKED),
            old_scrap=np.where(is_open, 0, UNMARKED),
            opening=np.full(links.size, UNMARKED, dtype=np.int64),
            overwrite=np.full(len(view.activity_kind), UNMARKED, dtype=np.int64),
            open_nodes=is_open,
        )
        whole = trace(flows, marking, opening).shares[:, :, 0]
        material = 1.0 - substitute_share(view, element, opening)
        view.memory[key] = np.divide(
            whole, material, out=np.zeros_like(whole), where=material >= LEAST_MATERIAL
        )
    share: FloatArray = view.memory[key]
    return share


def loop_closure(
    view: RunView,
    bloc: Collection[str],
    element: str,
    by: By = "year",
    opening: Opening = "as_first_month",
) -> tuple[LoopClosure, ...]:
    """Which share of a bloc's final use of an element has its whole path inside the bloc?

    bloc    : region ids of the run
    element : followed by its content in goods, whatever they are called on the way
    opening : see :func:`monazite.indicators.tracing.trace`; with "own_mark" the stock before the
              run counts as outside, which gives a lower bound for the first years

    Rows for each period: all uses, then each kind of use. Between 0 (nothing, or an empty bloc)
    and 1 (everything, as for the whole world). From the first month that did not clear,
    everything after is Unknown. Raises UnknownNameError for an unknown region or element.
    Source: this model, section 5; absorbing chains as in :mod:`monazite.indicators.tracing`.
    """
    inside = view.require_regions(bloc)
    share = inside_share(view, inside, element, opening)
    flows = element_flows(view, element)
    kinds = _kinds(view, inside)
    rows: list[LoopClosure] = []
    parts = []
    for kind in kinds:
        at, used = used_element(view, flows, chosen_uses(view, inside, _one(kind)))
        parts.append((kind, used.sum(axis=1), (used * share[:, at]).sum(axis=1)))
    for period in view.periods(by):
        rows += [
            _row(view, period.name, period.positions, inside, element, kind, used, closed)
            for kind, used, closed in parts
            if kind == ALL_USES or used.any()
        ]
    return tuple(rows)


def joint_loop_closure(
    view: RunView,
    bloc: Collection[str],
    good: str,
    by: By = "year",
    opening: Opening = "as_first_month",
) -> tuple[LoopClosure, ...]:
    """Which share of a bloc's use of a good can have all its elements wholly from inside?

    good : a good of several elements, such as a magnet with dysprosium and terbium

    At each node the smallest inside share of the good's elements, weighted by tonnes used: the
    most that can be wholly inside, reached when the inside parts meet in the same magnets. Rows,
    absence and errors as in :func:`loop_closure`; NotApplicable for a good without content.
    """
    inside = view.require_regions(bloc)
    view.require_good(good)
    elements = [name for name, part in view.good(good).composition.items() if part > 0]
    smallest = _smallest_share(view, inside, good, elements, opening)
    of_good = view.text("use_good") == good
    parts = []
    for kind in _kinds(view, inside):
        uses = chosen_uses(view, inside, _one(kind)) & of_good
        used = view.consumption[:, uses]
        closed = used * smallest[:, view.use_node[uses]]
        parts.append((kind, used.sum(axis=1), closed.sum(axis=1)))
    nothing = None if elements else NotApplicable(f"{good} contains no traced element")
    rows: list[LoopClosure] = []
    for period in view.periods(by):
        for kind, used_good, closed_good in parts:
            if kind != ALL_USES and not used_good.any():
                continue
            row = _row(
                view, period.name, period.positions, inside, good, kind, used_good, closed_good
            )
            if nothing is not None:
                row = LoopClosure(row.period, inside, good, kind, nothing, row.used)
            rows.append(row)
    return tuple(rows)


def _smallest_share(
    view: RunView, inside: frozenset[str], good: str, elements: Sequence[str], opening: Opening
) -> FloatArray:
    """Return (month, node): the smallest inside share over elements at the good's nodes."""
    smallest = np.zeros((len(view.months), len(view.node_position)))
    at = np.flatnonzero(view.node_good == good)
    for number, element in enumerate(elements):
        spread = np.zeros_like(smallest)
        spread[:, element_flows(view, element).links.node] = inside_share(
            view, inside, element, opening
        )
        smallest[:, at] = spread[:, at] if number == 0 else np.minimum(smallest, spread)[:, at]
    return smallest


def _row(
    view: RunView,
    name: str,
    positions: Sequence[int],
    bloc: frozenset[str],
    subject: str,
    kind: str,
    used: FloatArray,
    closed: FloatArray,
) -> LoopClosure:
    gap = view.gap(range(max(positions) + 1))
    at = list(positions)
    if gap is not None:
        return LoopClosure(name, bloc, subject, kind, gap, gap)
    total = float(used[at].sum())
    share = share_of(float(closed[at].sum()), total, NOTHING_USED)
    return LoopClosure(name, bloc, subject, kind, share, total)


def _kinds(view: RunView, inside: frozenset[str]) -> tuple[str, ...]:
    here = np.isin(view.text("use_region"), sorted(inside))
    return (ALL_USES, *sorted({str(kind) for kind in view.text("use_kind")[here]}))


def _one(kind: str) -> str | None:
    return None if kind == ALL_USES else kind
