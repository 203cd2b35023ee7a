"""How much do users stand to lose if one origin of what they use fell away?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.errors import DataError
from monazite.indicators.origins import chosen_uses, trace_origins
from monazite.indicators.run_view import By, RunView
from monazite.indicators.tracing import Opening
from monazite.indicators.value import FloatArray, Value, require_quantities, share_of, unless


@dataclass(frozen=True)
class ValueAtRisk:
    """What do users stand to lose without one origin, in a period? Constant USD.

    origin   : region in which the element was mined, separated or made, see `origins`
    at_risk  : tonnes from there times what their users would at most pay above the price
    spent    : the same tonnes at the price of the month
    share    : of the value at risk of all origins, 0 to 1
    """

    period: str
    element: str
    users: frozenset[str]
    origin: str
    at_risk: Value
    spent: Value
    share: Value


def loss_without(tonnes: npt.ArrayLike, price: npt.ArrayLike, ceiling: npt.ArrayLike) -> FloatArray:
    """What is lost if tonnes must be replaced at the price of doing without?

    tonnes : not negative; price, ceiling : USD/t of the same good; one shape
    returns : tonnes times max(0, ceiling - price), USD. Raises DataError for negative or not
    finite numbers. Source: Monazite model, section 5; value of lost load by analogy, as in
    T. Schröder, W. Kuckshinrichs, Frontiers in Energy Research 3, 2015.

    >>> float(loss_without(10.0, 100.0, 360.0))
    2600.0
    """
    amount = require_quantities(tonnes, "tonnes at risk")
    paid = require_quantities(price, "price")
    most = require_quantities(ceiling, "ceiling price")
    return amount * np.maximum(0.0, most - paid)


def value_at_risk(
    view: RunView,
    element: str,
    users: Collection[str],
    stage: str = "separation",
    by: By = "year",
    opening: Opening = "as_first_month",
) -> tuple[ValueAtRisk, ...]:
    """How much do users stand to lose without each origin of an element?

    element : followed by its content in goods; users : region ids taken together
    stage   : where the origin is, one of the chain's stages of production

    Every use of a good that holds the element counts with the whole good: a magnet without its
    dysprosium is no magnet. Users would pay at most the good's ceiling, at which a substitute or
    doing without takes over. Upper bound: what other origins could still supply is not taken off.
    The largest first; Unknown from the first month that did not clear. Raises UnknownNameError for
    an unknown element, stage or region, DataError where the chain has no ceiling for a good.
    """
    inside = view.require_regions(users)
    found = trace_origins(view, element, stage, opening)
    content = view.content(element)
    uses = np.flatnonzero(chosen_uses(view, inside, None) & (content[view.use_node] > 0))
    nodes = view.use_node[uses]
    place = {int(node): at for at, node in enumerate(found.flows.links.node)}
    traced = found.traced.shares[:, [place[int(node)] for node in nodes], :]
    price = view.numbers("price", "month", "node")[:, nodes]
    ceiling = _ceilings(view)[nodes]
    tonnes = view.consumption[:, uses]
    lost = loss_without(
        np.nan_to_num(tonnes), np.nan_to_num(price), np.broadcast_to(ceiling, price.shape)
    )
    rows: list[ValueAtRisk] = []
    marks = {
        region: [
            at
            for at, (kind, where) in enumerate(zip(found.kinds, found.regions, strict=True))
            if where == region and kind in (stage, "mine")
        ]
        for region in view.regions
    }
    for period in view.periods(by):
        gap = view.gap(range(max(period.positions) + 1))
        at = list(period.positions)
        amounts = {
            region: (
                float(np.einsum("tu,tum->", lost[at], traced[at][:, :, mark])),
                float(np.einsum("tu,tum->", (tonnes * price)[at], traced[at][:, :, mark])),
            )
            for region, mark in marks.items()
        }
        whole = float(lost[at].sum())
        for region, (risk, spent) in sorted(amounts.items(), key=lambda pair: -pair[1][0]):
            if gap is None and risk <= 0:
                continue
            rows.append(
                ValueAtRisk(
                    period.name,
                    element,
                    inside,
                    region,
                    unless(gap, risk),
                    unless(gap, spent),
                    gap if gap is not None else share_of(risk, whole, "nothing is at risk"),
                )
            )
    return tuple(rows)


def _ceilings(view: RunView) -> FloatArray:
    """Which price takes over at each node, USD/t? (node,)"""
    chain: Any = view.chain
    multiple = getattr(getattr(chain, "behaviour", None), "ceiling", None)
    if multiple is None:
        raise DataError.one(
            where="value at risk",
            found="a run without its chain's ceilings",
            expected="the chain as well",
            advice="build the view with RunView.of(run, world.chain)",
        )
    reference = chain.base.price
    missing = sorted({str(good) for good in view.node_good if good not in multiple})
    if missing:
        raise DataError.one(
            where="value at risk",
            found=f"no ceiling of {', '.join(missing)}",
            expected="a ceiling for every good of the chain",
        )
    return np.array([multiple[str(good)].value * reference[str(good)] for good in view.node_good])
