"""How much more stock do holders want because of rules that they know will hold supply back?

A stock is there to cover the months until other supply can be found: the cover. Buyers whose supply
hangs on another state's decision want in stock, beside it, what may be withheld over those months;
what is lost for certain, a mine that closes, they share with all others through the price. All buy
ahead of a loss, a charge or a use that they can date, and sell ahead of a gate that shuts.
Everything follows from the announced numbers and the base year's flows: how far a rule reaches
(M-15). Only effects that say when they were announced are reckoned with, from that month on.
Axes: T months, J activities, N nodes, H holders, B gates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from monazite import effects as fx
from monazite.errors import NetworkError
from monazite.market.known_rules import availability, certain, known_rules, passing
from monazite.market.model import Model
from monazite.market.schedule import Schedule
from monazite.months import Month

SETTLED = 1e-10
"""Change of a missing share at which its way through the network counts as followed."""
MOST_ROUNDS = 500
"""Most steps that a missing share is followed; it shrinks at every mine and every use."""


class BaseFlows(NamedTuple):
    """Who supplies whom in the base year?

    arriving : [N, J] share of a node's throughput that an activity brings
    leaving  : [N, J] share of a node's throughput that goes abroad through a gate or a route
    inputs   : [J, width] nodes an activity takes from, N where it has fewer
    """

    arriving: sparse.csr_matrix
    leaving: sparse.csr_matrix
    inputs: np.ndarray


def foreseen_cover(
    model: Model, calm: Schedule, months: Sequence[Month], effects: Sequence[fx.Effect]
) -> np.ndarray:
    """Which multiple of their usual cover do holders want in each month? [T, H], never negative.

    1 + the mean, over as many coming months as the holder's cover, of ω times the share of arrivals
    that rules on trade may withhold, the rise of the share foreseen to be missing or wanted more,
    and the rise of charges on what arrives, less the share that will no longer leave; ω is
    `Behaviour.unsure_cover`. ``calm`` is the schedule without effects. Exactly 1 where no effect
    was announced.
    """
    factor = np.ones_like(calm.cover)
    flows: BaseFlows | None = None
    for first, last, told in known_rules(model, calm, months, effects):
        flows = flows or base_flows(model)
        beside = _wanted_beside(model, flows, calm, told)[first:last]
        factor[first:last] = np.maximum(0.0, 1.0 + beside)
    return factor


def base_flows(model: Model) -> BaseFlows:
    """Who supplies whom in the base year, as shares of each node's throughput?"""
    network = model.network
    index, activities = network.node_index, network.activities
    brought: list[tuple[int, int, float]] = []
    sent: list[tuple[int, int, float]] = []
    taken: list[list[int]] = []
    for number, activity in enumerate(activities):
        taken.append([index[name] for name, tonnes in activity.column.items() if tonnes < 0])
        for name, tonnes in activity.column.items():
            share = abs(tonnes) * activity.base_level / network.throughput[index[name]]
            if share > 0 and tonnes > 0:
                brought.append((index[name], number, share))
            elif share > 0 and activity.kind in ("gate", "ship"):
                sent.append((index[name], number, share))
    shape = (len(index), len(activities))
    arriving = _matrix(brought, shape)
    total = np.maximum(1.0, np.asarray(arriving.sum(axis=1)).ravel())
    width = max((len(nodes) for nodes in taken), default=0)
    inputs = np.full((len(activities), max(1, width)), len(index))
    for number, nodes in enumerate(taken):
        inputs[number, : len(nodes)] = nodes
    return BaseFlows(sparse.diags(1.0 / total) @ arriving, _matrix(sent, shape), inputs)


def _matrix(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows = [row for row, _, _ in entries]
    columns = [column for _, column, _ in entries]
    return sparse.csr_matrix(([value for _, _, value in entries], (rows, columns)), shape=shape)


def _wanted_beside(model: Model, flows: BaseFlows, calm: Schedule, told: Schedule) -> np.ndarray:
    """How much do holders want beside their usual cover, as a share of it? [T, H]."""
    arrays, network = model.arrays, model.network
    open_share = availability(model, told, passing(told))
    by_trade = told._replace(factor=np.ones_like(told.factor))
    unsure = missing(flows, availability(model, by_trade, certain(told)))
    tight = missing(flows, open_share) + _more_wanted(model, calm, told)
    charge = np.zeros_like(open_share)
    charge[:, arrays.charge_activity] = told.charge
    charged = charge @ flows.arriving.T
    places = np.asarray(arrays.holder_node)
    cover = arrays.holder_target / network.throughput[places]
    ahead = np.maximum(1, np.rint(cover)).astype(int)
    weight = network.chain.behaviour.unsure_cover.value
    beside = np.zeros_like(told.cover)
    month = np.arange(len(beside))
    for step in range(1, int(ahead.max(initial=0)) + 1):
        later = np.minimum(month + step, len(beside) - 1)
        tighter = np.maximum(0.0, tight[later] - tight) + charged[later] - charged
        shut = np.maximum(0.0, open_share - open_share[later]) @ flows.leaving.T
        share = weight * unsure[later] + tighter - shut
        beside += np.where(step <= ahead, share[:, places] / ahead, 0.0)
    return beside


def _more_wanted(model: Model, calm: Schedule, told: Schedule) -> np.ndarray:
    """Which share of a node's throughput will uses want beside the calm path? [T, N]."""
    arrays, network = model.arrays, model.network
    usual = calm.demand > 0
    more = np.where(usual, told.demand / np.where(usual, calm.demand, 1.0) - 1.0, 0.0)
    wanted = np.zeros((len(more), len(network.nodes)))
    for use, node in enumerate(np.asarray(arrays.use_node)):
        wanted[:, node] += more[:, use] * arrays.use_quantity[use]
    return np.asarray(wanted / network.throughput)


def missing(flows: BaseFlows, open_share: np.ndarray) -> np.ndarray:
    """Which share of each node's arrivals fails, followed from origin to destination? [T, N].

    open_share : [T, J] share of its base level at which each activity may go on. What is made of
    several goods fails with the scarcest of them. Raises NetworkError where shares do not settle.
    """
    places: dict[bytes, int] = {}  # months alike are followed once
    back = np.array([places.setdefault(row.tobytes(), len(places)) for row in open_share], int)
    rows = open_share[np.unique(back, return_index=True)[1]]
    lost = np.zeros((len(rows), flows.arriving.shape[0]))
    for _ in range(MOST_ROUNDS):
        padded = np.hstack([lost, np.zeros((len(rows), 1))])
        failing = 1.0 - rows * (1.0 - padded[:, flows.inputs].max(axis=2))
        after = failing @ flows.arriving.T
        moved = np.abs(after - lost).max(initial=0.0)
        lost = after
        if moved <= SETTLED:
            break
    else:
        raise NetworkError.one(
            where="shares foreseen to be missing",
            found=f"a change of {moved:.2g} after {MOST_ROUNDS} steps",
            expected="shares that settle",
            because="goods that only circle between places would never be counted",
            advice="check the shipments of the base year for places that supply only each other",
        )
    return np.asarray(lost[back])
