"""What is told of the months to come, and what may go on under it?

Effects that say since when they were announced are known from that month on; all others are met
when they come. Axes: T months, J activities, B gates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from monazite import effects as fx
from monazite.market.apply_effects import APPLY
from monazite.market.model import Model
from monazite.market.schedule import Schedule
from monazite.months import Month

FORESEEN = (
    fx.ExportLicence,
    fx.ExportLimit,
    fx.RouteLimit,
    fx.TradeCost,
    fx.CapacityChange,
    fx.DemandChange,
)
"""Kinds of effect that tell a holder what will be missing, wanted or charged."""


class KnownRules(NamedTuple):
    """What is told of all months of the run, from month ``first`` to before month ``last``?"""

    first: int
    last: int
    told: Schedule


def known_rules(
    model: Model, calm: Schedule, months: Sequence[Month], effects: Sequence[fx.Effect]
) -> Iterator[KnownRules]:
    """What is told from one announcement to the next? Nothing where no effect was announced.

    ``calm`` is the schedule without effects.
    """
    known = [e for e in effects if isinstance(e, FORESEEN) and e.span.announced is not None]
    dates = sorted({effect.span.announced for effect in known if effect.span.announced})
    for date, following in zip(dates, [*dates[1:], months[-1] + 1][: len(dates)], strict=True):
        first, last = max(0, date - months[0]), min(len(months), following - months[0])
        if first >= last:
            continue
        told = Schedule(*(leaf.copy() for leaf in calm))
        for effect in known:
            if effect.span.announced is not None and effect.span.announced <= date:
                APPLY[type(effect)](model, told, months, effect)
        yield KnownRules(first, last, told)


def availability(model: Model, told: Schedule, gates: np.ndarray) -> np.ndarray:
    """At which share of its base level may each activity go on under known rules? [T, J], 0 to 1.

    At unchanged prices; ``gates`` is the share that passes each gate, [T, B].
    """
    arrays = model.arrays
    share = np.minimum(1.0, told.share[:, np.asarray(model.structure.group)])
    facility = np.asarray(arrays.facility_activity)
    padded = np.hstack([share, np.ones((len(share), 1))])
    for variant in range(facility.shape[1]):
        padded[:, facility[:, variant]] = np.minimum(1.0, told.factor)
    share = padded[:, :-1]
    routes = np.asarray(arrays.charge_activity)
    share[:, routes] = np.minimum(share[:, routes], told.route_limit)
    share[:, arrays.gate_activity] = gates
    return share


def passing(told: Schedule) -> np.ndarray:
    """Which share of a gate's normal flow is expected to pass in each month? [T, B], 0 to 1.

    Licences count as decided on first application, by the delays and the approval of the rule.
    """
    filed = np.where(told.licensed, told.applications * told.gated, 0.0)
    decided = np.zeros_like(filed)
    for delay in range(min(told.decided_after.shape[2], len(filed))):
        count = len(filed) - delay
        decided[delay:] += told.decided_after[:count, :, delay] * filed[:count]
    return np.minimum(1.0, np.minimum(certain(told) + decided * told.approval, told.limit))


def certain(told: Schedule) -> np.ndarray:
    """Which share of a gate's normal flow passes whatever is decided? [T, B], 0 to 1."""
    return np.minimum(1.0, np.minimum(np.where(told.licensed, told.ungated, 1.0), told.limit))
