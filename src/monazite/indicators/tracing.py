"""Of which marked material does each node's mixture consist?

The solved flows of a month form an absorbing Markov chain, read backwards: a tonne at a node came
with probability `flow / inflow` from each of the places that fed it, until it reaches a mine, old
scrap or another source. Every outflow of a node carries the node's mixture (proportional sharing).
Stocks remember: what is released carries the mixture of the months in which it was laid in.

With s the vector of shares of a mark, f the inflow of each node, T[n, m] the inflow of n that came
from m, and q the inflow that carries the mark itself, the month is the linear system

    (diag(f) - T) s = q

Source: absorbing chains for material flows, F. Duchin and S. Levine, Journal of Industrial Ecology
14(4), 2010, and M. Eckelman and I. Daigo, Ecological Economics 67(2), 2008; proportional sharing at
nodes, J. Bialek, IEE Proceedings Generation, Transmission and Distribution 143(4), 1996.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from monazite.errors import DataError
from monazite.indicators.element_links import ElementFlows
from monazite.indicators.value import BoolArray, FloatArray, IntArray

UNMARKED = -1
"""In place of a mark: not followed."""

Opening = Literal["as_first_month", "own_mark"]
"""Is the stock before the first month taken as mixed like the first month's flows, or marked?"""

_LEAK = 1e-15
"""Share of inflow left untraced, so that goods sent in a closed circle can be solved for."""

_SLACK = 1e-6
"""Share by which a release may exceed the recorded stock before it counts as unrecorded."""


@dataclass(frozen=True, eq=False)
class Marking:
    """What is marked where?

    names       : of the marks; below, a mark is its position here, or UNMARKED
    source      : (sources,) mark of what each mine or backstop brings in
    old_scrap   : (k,) mark of old scrap entering each node
    opening     : (k,) mark of stocks whose past is not recorded, strategic ones among them
    overwrite   : (activity,) mark that an activity gives to all it puts out; UNMARKED: it passes on
                  the marks of its inputs
    open_nodes  : (k,) False where material loses its marks for good (outside a bloc)
    """

    names: tuple[str, ...]
    source: IntArray
    old_scrap: IntArray
    opening: IntArray
    overwrite: IntArray
    open_nodes: BoolArray


@dataclass(frozen=True, eq=False)
class Traced:
    """Of which marked material did each node's mixture consist, month by month?

    names  : of the marks
    shares : (month, k, mark), between 0 and 1; their sum falls short of 1 by what is unmarked
    inflow : (month, k) t/month of the element; where it is 0 there is no mixture, and the
             shares are 0
    stock_shares : (month, k, mark) of the stock at the month's end
    """

    names: tuple[str, ...]
    shares: FloatArray
    inflow: FloatArray
    stock_shares: FloatArray


def trace(flows: ElementFlows, marking: Marking, opening: Opening = "as_first_month") -> Traced:
    """Of which marked material does each node's mixture consist, month by month?

    opening : "as_first_month": the stock before the first month has the mixture which the first
              month's flows themselves lead to (they filled it); only where nothing else flows in
              does it carry its own mark. "own_mark": all of it carries its own mark (`opening` of
              the marking), which needs the run's `initial_stock`.

    Shares of a full marking (no UNMARKED, all nodes open) add up to 1 but for 1e-15 per turn that
    material takes on its way (called free, bound and free again, it can take many). Raises
    DataError if "own_mark" is asked of a run that does not state its opening stock, or if a run's
    stocks contradict its releases.
    """
    if opening == "own_mark" and flows.opening_stock is None:
        raise DataError.one(
            where="trace(), opening own_mark",
            found="a run without initial_stock",
            expected="the stock before the first month",
            advice="use opening as_first_month",
        )
    months, size = flows.stock.shape
    count = len(marking.names)
    shares = np.zeros((months, size, count))
    stock_shares = np.zeros((months, size, count))
    inflow = np.zeros((months, size))
    unrecorded = _one_hot(marking.opening, count)
    for month in range(months):
        first = month == 0 and opening == "as_first_month"
        if month > 0:
            held, mixture = flows.stock[month - 1], stock_shares[month - 1]
        elif flows.opening_stock is not None and not first:
            held, mixture = flows.opening_stock, unrecorded
        else:
            held, mixture = flows.released[0], unrecorded
        released = flows.released[month]
        excess = np.where(released > held * (1 + _SLACK), released - held, 0.0)
        marked = mixture * (released - excess)[:, None] + unrecorded * excess[:, None]
        fed, inflow[month] = _month_of(flows, marking, month, released, marked, first)
        shares[month] = fed
        if first:
            mixture = np.where((inflow[0] > 0)[:, None], fed, unrecorded)
        stock_shares[month] = _mix_stock(
            held, released - excess, flows.stock[month], mixture, fed, first
        )
    return Traced(marking.names, shares, inflow, stock_shares)


def _month_of(
    flows: ElementFlows,
    marking: Marking,
    month: int,
    released: FloatArray,
    marked: FloatArray,
    first: bool,
) -> tuple[FloatArray, FloatArray]:
    """Solve one month. Returns shares (k, mark) and inflow (k,)."""
    links, level = flows.links, flows.level[month]
    size, count = len(released), len(marking.names)
    amount = level[links.activity] * links.weight
    born = level[links.source_activity] * links.source_weight
    inflow = np.bincount(links.to, amount, size) + flows.old_scrap[month]
    inflow += np.bincount(links.source_to, born, size)
    carried = np.array(marked)
    strategic = flows.strategic[month]
    inflow += strategic
    arrived, inflow = inflow, inflow + released
    counted = inflow
    if first:
        # The opening stock is mixed like what arrives: it changes no share.
        counted = np.where(arrived > 0, arrived, released)
        carried[arrived > 0] = 0.0
    _add_marks(carried, np.arange(size), marking.opening, strategic)
    _add_marks(carried, links.source_to, marking.source[np.arange(len(born))], born)
    _add_marks(carried, np.arange(size), marking.old_scrap, flows.old_scrap[month])
    mark = marking.overwrite[links.activity]
    from_inside = marking.open_nodes[links.origin]
    _add_marks(carried, links.to[from_inside], mark[from_inside], amount[from_inside])
    passed = from_inside & (mark == UNMARKED)
    between = np.bincount(
        links.to[passed] * size + links.origin[passed], amount[passed], size * size
    ).reshape(size, size)
    solved = np.flatnonzero(marking.open_nodes & (counted > 0))
    fed = np.zeros((size, count))
    if len(solved):
        scale = counted[solved]
        system = -between[np.ix_(solved, solved)] / scale[:, None]
        system[np.diag_indices_from(system)] += 1.0 + _LEAK
        fed[solved] = np.linalg.solve(system, carried[solved] / scale[:, None])
    return fed, inflow


def _mix_stock(
    held: FloatArray,
    released: FloatArray,
    stock: FloatArray,
    mixture: FloatArray,
    fed: FloatArray,
    first: bool,
) -> FloatArray:
    """Mix what stays in stock with what was laid in. Returns shares (k, mark)."""
    if first:
        return mixture
    kept = held - released
    laid_in = stock - kept
    wrong = laid_in < -_SLACK * (stock + held) - 1e-12
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise DataError.one(
            where="trace(), stocks",
            found=f"a stock of {stock[place]:.6g} t after {kept[place]:.6g} t were left in it",
            expected="at least what was not released",
            because="stocks lose nothing but by release",
            advice="check that given_supply and stock belong to the same run",
        )
    total = np.where(stock > 0, stock, 1.0)[:, None]
    mixed = (mixture * kept[:, None] + fed * laid_in[:, None]) / total
    return np.where((stock > 0)[:, None], mixed, fed)


def _add_marks(carried: FloatArray, node: IntArray, mark: IntArray, amount: FloatArray) -> None:
    """Add amounts to the marks they carry; what is unmarked is left out."""
    follow = mark != UNMARKED
    np.add.at(carried, (node[follow], mark[follow]), amount[follow])


def _one_hot(mark: IntArray, count: int) -> FloatArray:
    """Return (k, mark): 1 at each node's mark."""
    shares = np.zeros((len(mark), count))
    follow = mark != UNMARKED
    shares[np.flatnonzero(follow), mark[follow]] = 1.0
    return shares
