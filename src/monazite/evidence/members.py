"""What does one draw of the latent numbers change in a model and in its schedule?

Only numbers change, never the network, so that all members share one compiled function. At
reference prices every member runs at the same levels as the median: where a draw changes how a
level answers to prices, its cost or bias moves so that the base month stays cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from monazite.evidence.priors import Priors, priors
from monazite.market.model import Arrays, Model
from monazite.market.outlets import SURPLUS, answers_as_supply
from monazite.market.price_rules import costs
from monazite.market.schedule import Schedule
from monazite.months import Month

PRODUCTION = ("mine", "process")
LARGEST_SHARE = 0.95
"""Largest share that a draw may give to what is a share by nature."""


@dataclass(frozen=True)
class Drawn:
    """One member's factors: latent id -> multiple of the median (exp of width times draw).

    waiting is counted differently: the share of decisions that come a month later (negative: a
    month earlier) than in the median.
    """

    factor: Mapping[str, float]
    waiting: float


def factors(row: np.ndarray, known: Priors | None = None) -> Drawn:
    """Which multiples does a row of latent numbers mean? Medians for a row of zeros."""
    known = known or priors()
    by_id = {
        latent.id: float(np.exp(known.width[latent.grade] * z))
        for latent, z in zip(known.latent, row, strict=True)
    }
    z = float(row[known.ids.index("waiting")])
    return Drawn(by_id, float(np.sign(z) * (1.0 - np.exp(-0.7 * abs(z)))))


class CalmMonth(NamedTuple):
    """What holds at reference prices whatever is drawn? Worked out once for all members.

    kind  : [J] kind of each activity; "surplus" for outlets that answer as supply does
    worth : [J] USD a unit, what its goods are worth; gain: [J] worth less cost
    """

    kind: np.ndarray
    worth: np.ndarray
    gain: np.ndarray


def calm_month(model: Model, schedule: Schedule) -> CalmMonth:
    """What does each activity earn at reference prices, under no charge but those of the base year?

    ``schedule`` gives the shape of a month.
    """
    arrays, structure = model.arrays, model.structure
    month = Schedule(*(leaf[0] for leaf in schedule))
    calm = month._replace(charge=np.zeros_like(month.charge), floor=np.zeros_like(month.floor))
    cost = np.asarray(costs(_on_device(arrays), calm, arrays.reference))
    kind = np.array(
        [
            SURPLUS if answers_as_supply(activity) else activity.kind
            for activity in model.network.activities
        ]
    )
    worth = np.bincount(
        np.asarray(structure.entry_activity),
        arrays.coefficient * arrays.reference[np.asarray(structure.entry_node)],
        minlength=len(kind),
    )
    return CalmMonth(kind, worth, worth - cost)


def member_model(model: Model, calm: CalmMonth, drawn: Drawn) -> Model:
    """Which model does a member have? ``calm`` is that of the model, from `calm_month`."""
    f, arrays, structure = drawn.factor, model.arrays, model.structure
    kind, worth, gain = calm
    by_group = np.ones(len(arrays.dispersion))
    group = np.asarray(structure.group)
    made, shipped, surplus = np.isin(kind, PRODUCTION), kind == "ship", kind == SURPLUS
    by_group[group[made | surplus]] = 1.0 / f["supply"]
    by_group[group[shipped]] = 1.0 / f["routes"]
    substitute = kind == "backstop"
    by_group[group[substitute]] = f["ceiling"]
    dispersion = arrays.dispersion * by_group
    old, new = arrays.dispersion[group], dispersion[group]
    moved_cost = np.where(made, worth - gain * new / old, arrays.cost)
    moved_cost = np.where(substitute, arrays.cost * f["ceiling"], moved_cost)
    bias = np.where(shipped | surplus, arrays.bias + gain * (1.0 / old - 1.0 / new), arrays.bias)
    short = arrays.use_short * f["demand_short"]
    rates = model.rates
    return replace(
        model,
        arrays=arrays._replace(
            cost=moved_cost,
            bias=bias,
            dispersion=dispersion,
            charge_cap=arrays.charge_cap * f["ceiling"],
            use_short=short,
            use_long=np.maximum(short, arrays.use_long * f["demand_long"]),
            holder_target=arrays.holder_target * f["cover"],
            facility_gain=arrays.facility_gain * by_group[arrays.facility_group],
        ),
        rates=rates._replace(
            holding_elasticity=rates.holding_elasticity * f["holding"],
            expectation_speed=np.minimum(LARGEST_SHARE, rates.expectation_speed * f["expectation"]),
            export_expectation=rates.export_expectation * f["sales_abroad"],
        ),
    )


def _on_device(arrays: Arrays) -> Arrays:
    """Return the arrays with the one that is updated in place made a JAX array."""
    from monazite.market.precision import jnp

    return arrays._replace(cost=jnp.asarray(arrays.cost))


def member_schedule(schedule: Schedule, drawn: Drawn) -> Schedule:
    """Which practice of licences, hoarding and evasion does a member have?"""
    f = drawn.factor
    odds = schedule.approval / np.maximum(1e-12, 1.0 - schedule.approval) * f["approval"]
    approval = np.where(schedule.licensed, odds / (1.0 + odds), schedule.approval)
    limited = np.isfinite(schedule.limit) & (schedule.limit < 1.0)
    leaking = min(LARGEST_SHARE, priors().leakage_share * f["leakage"])
    limit = np.where(limited, schedule.limit, 1.0)
    limit = np.where(limited, limit + (1.0 - limit) * leaking, schedule.limit)
    cover = np.where(
        schedule.cover > 1.0, 1.0 + (schedule.cover - 1.0) * f["hoarding"], schedule.cover
    )
    return schedule._replace(
        approval=approval,
        limit=limit,
        cover=cover,
        decided_after=_later(schedule.decided_after, drawn.waiting),
    )


def _later(decided: np.ndarray, share: float) -> np.ndarray:
    """Move a share of the decisions a month later (negative: earlier); every sum stays 1."""
    moved = np.zeros_like(decided)
    if share >= 0:
        moved[..., 1:] = decided[..., :-1]
        moved[..., -1] += decided[..., -1]
    else:
        moved[..., :-1] = decided[..., 1:]
        moved[..., 0] += decided[..., 0]
    return (1.0 - abs(share)) * decided + abs(share) * moved


def months_of(start: Month, count: int) -> tuple[Month, ...]:
    """Which months does a schedule of whole chunks cover?"""
    from monazite.market.run_schedule import CHUNK
    from monazite.months import span

    return span(start, -(-count // CHUNK) * CHUNK)
