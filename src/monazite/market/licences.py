"""How do licence applications become next month's gate capacity?

A queue: applications are filed, decided some months later, approved or refused; the refused apply
again. Approved tonnes stay usable until used or lapsed. Refusal is rare, waiting is the instrument.
Tonnes a month of the gate's good; B gates, K months since filing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monazite.market.precision import jnp
from monazite.market.routes import GATE_WIDTH
from monazite.market.schedule import LONGEST_DELAY, Schedule
from monazite.market.structure import Array

if TYPE_CHECKING:
    from monazite.market.model import Arrays

NARROWEST = 1e-9
"""Share of a gate's width below which narrowing it further changes its response no more."""

ALL_DECIDED = 1e-9
"""Share of what was filed below which nothing of it waits any more but rounding."""


class Queue(NamedTuple):
    """What waits at each gate at the end of a month?"""

    waiting: Array  # [B, K] t not decided yet, by months since filing
    licensed: Array  # [B] t approved and not yet used
    refused: Array  # [B] t refused in the last month


class Passage(NamedTuple):
    """What may pass each gate in a month?"""

    capacity: Array  # [B] t/month
    width: Array  # [B] t/month, capacity without a rule
    ruled: Array  # [B] bool, a licence or a limit is in force
    free: Array  # [B] t/month that needs no licence
    filed: Array  # [B] t applied for this month
    waiting: Array  # [B, K] t not decided by the end of the month
    decided: Array  # [B] t decided this month
    approved: Array  # [B] t approved this month


def empty_queue(gates: int) -> Queue:
    """What waits before any rule? Nothing."""
    return Queue(jnp.zeros((gates, LONGEST_DELAY + 1)), jnp.zeros(gates), jnp.zeros(gates))


def open_gates(queue: Queue, month: Schedule, normal: Array) -> Passage:
    """How much may pass each gate this month?

    normal : [B] t/month that would pass without a rule. Applications are filed and decided before
    the month clears. Without a rule the gate is `GATE_WIDTH` times its normal flow; a rule can
    only narrow it.
    """
    filing = month.applications * month.gated * normal + month.reapplication * queue.refused
    filed = jnp.where(month.licensed, filing, 0.0)
    before = jnp.where(month.licensed[:, None], queue.waiting[:, :-1], 0.0)
    queued = jnp.concatenate([filed[:, None], before], axis=1)
    due = queued * due_now(month.decided_after)
    decided = due.sum(axis=1)
    approved = month.approval * decided
    free = jnp.where(month.licensed, month.ungated * normal, jnp.inf)
    licensed = jnp.where(month.licensed, free + queue.licensed + approved, jnp.inf)
    allowed = jnp.minimum(licensed, month.limit * normal)
    ruled = jnp.isfinite(allowed)
    width = GATE_WIDTH * normal
    capacity = jnp.minimum(allowed, width)
    return Passage(capacity, width, ruled, free, filed, queued - due, decided, approved)


def due_now(decided_after: Array) -> Array:
    """Which share of what still waits is decided this month, by months since filing? [B, K]

    decided_after : [B, K] share of the filed decided k months after filing. What waits longer than
    the rule in force knows (it was filed under another one) is decided at once.
    """
    undecided = 1.0 - jnp.cumsum(decided_after, axis=1) + decided_after
    some = undecided > ALL_DECIDED
    share = jnp.where(some, decided_after / jnp.where(some, undecided, 1.0), 1.0)
    return jnp.minimum(share, 1.0)


def gate_bias(passage: Passage, calm_bias: Array) -> Array:
    """Which bias does each gate have this month? [B].

    Such that a gate of capacity K passes ``1 / (1 / K + 1 / a)`` where one without capacity limit
    would pass a: a tighter gate never passes more at the same prices, a gate open as wide as
    without a rule is that gate, and one open for its normal flow passes half of it at no rent.
    """
    narrow = jnp.maximum(passage.capacity, NARROWEST * passage.width)
    return calm_bias + jnp.log(passage.width / narrow)


def close_month(queue: Queue, passage: Passage, month: Schedule, flow: Array) -> Queue:
    """What waits after a month in which ``flow`` [B] t passed each gate?

    Whatever needs no licence leaves first. Where no licence rule holds any more nothing waits.
    """
    free = jnp.where(month.licensed, passage.free, 0.0)
    used = jnp.maximum(0.0, flow - free)
    left = (queue.licensed + passage.approved - used) * (1.0 - month.expiry)
    licensed = jnp.where(month.licensed, jnp.maximum(0.0, left), 0.0)
    refused = jnp.where(month.licensed, passage.decided - passage.approved, 0.0)
    return Queue(passage.waiting, licensed, refused)


def kept_waiting(arrays: Arrays, waiting: Array) -> Array:
    """How many of a holder's tonnes wait for a licence and cannot be sold at home? [H] t.

    waiting : [B, K] t not decided yet. Whoever applies names the buyer and the goods, and keeps
    them until the answer: they are part of the stock behind the gate, and not for sale. Goods made
    to order are not made before (`goods.MADE_TO_ORDER`): nothing of them is kept. Nothing is kept
    where the chain holds no stock either.
    """
    tonnes = arrays.gate_kept * waiting.sum(axis=1)
    kept = jnp.zeros(arrays.holder_node.shape[0] + 1)
    return kept.at[arrays.gate_holder].add(tonnes)[:-1]


def pending(passage: Passage) -> Array:
    """How many tonnes wait undecided at the end of the month? [B]"""
    return passage.waiting.sum(axis=1)
