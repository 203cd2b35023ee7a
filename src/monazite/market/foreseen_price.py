"""How much dearer will a good be by the rules that are known, and when do holders reckon with it?

Whoever holds a stock sells it when the price has passed what he expects it to be. Of a rule that
is known he can tell what it will do: at which prices uses, mines and plants of today will agree
once the rule holds, with no stock to help. That price over the one without rules, mean of the
logarithms over the year ahead, is what is foreseen; as it rises or falls, what holders expect
follows at the speed at which expected prices follow anything (M-16). Only scarcity is reckoned
with: what will be plentiful is believed when it is seen.
Axes: T months, N nodes, H holders, R months that differ in their rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from monazite import effects as fx
from monazite.errors import SolveError
from monazite.market.foreseen import known_rules, passing
from monazite.market.model import Model
from monazite.market.schedule import NO_LIMIT, Schedule
from monazite.months import Month

LOOKED_AHEAD = 12
"""Months ahead over which holders look."""


def foreseen_price(
    model: Model, calm: Schedule, months: Sequence[Month], effects: Sequence[fx.Effect]
) -> np.ndarray:
    """By how much does the foreseen price rise this month? [T, H], log; 0 where nothing is known.

    ``calm`` is the schedule without effects. What was known when the run starts is taken to be
    expected already. Raises SolveError where rules foreseen cannot be cleared.
    """
    periods = list(known_rules(model, calm, months, effects))
    foreseen = np.zeros_like(calm.cover)
    if not periods:
        return foreseen
    rows = [_standing(calm, calm, 0)]
    places: dict[bytes, int] = {_bytes(rows[0]): 0}
    wanted: list[np.ndarray] = []
    for period in periods:
        seen = range(period.first, min(len(foreseen), period.last + LOOKED_AHEAD - 1))
        found = []
        pass_share = passing(period.told)
        for month in seen:
            row = _standing(calm, period.told, month, pass_share)
            key = _bytes(row)
            if key not in places:
                places[key] = len(rows)
                rows.append(row)
            found.append(places[key])
        wanted.append(np.array(found))
    dearer = _dearer(model, rows)
    for period, found in zip(periods, wanted, strict=True):
        for month in range(period.first, period.last):
            ahead = found[month - period.first :][:LOOKED_AHEAD]
            missing_months = LOOKED_AHEAD - len(ahead)
            total = dearer[ahead].sum(axis=0) + missing_months * dearer[ahead[-1]]
            foreseen[month] = total / LOOKED_AHEAD
    return np.diff(foreseen, axis=0, prepend=foreseen[:1])


def _dearer(model: Model, rows: Sequence[Schedule]) -> np.ndarray:
    """How much dearer than under the first are goods under each month's rules? [R, H], log, >= 0."""
    from monazite.market.simulate import CHUNK, run_schedule

    padded = [*rows, *([rows[-1]] * (-len(rows) % CHUNK))]
    schedule = Schedule(*(np.stack(leaf) for leaf in zip(*padded, strict=True)))
    arrays, rates = model.arrays, model.rates
    still = replace(
        model,
        arrays=arrays._replace(
            holder_target=np.zeros_like(arrays.holder_target),
            facility_expands=np.zeros_like(arrays.facility_expands),
        ),
        rates=rates._replace(intensity_speed=np.float64(0.0), closure_speed=np.float64(0.0)),
    )
    record = run_schedule(still, schedule, len(rows))
    cleared = np.asarray(record.cleared)[: len(rows)]
    if not cleared.all():
        raise SolveError.one(
            where="prices foreseen under known rules",
            found=f"{int((~cleared).sum())} of {len(rows)} months that did not clear",
            expected="months that clear",
        )
    price = np.asarray(record.price)[: len(rows), np.asarray(arrays.holder_node)]
    return np.maximum(0.0, np.log(price / price[0]))


def _standing(calm: Schedule, told: Schedule, month: int, pass_share=None) -> Schedule:
    """What would a month be in which demand and plants are those of the first, the rules told?"""
    row = {name: getattr(calm, name)[0] for name in Schedule._fields}
    usual = calm.demand[month]
    more = np.where(usual > 0, told.demand[month] / np.where(usual > 0, usual, 1.0), 1.0)
    row["demand"] = row["demand"] * more
    for name in ("factor", "share", "charge", "route_limit", "purchase"):
        row[name] = getattr(told, name)[month]
    if pass_share is not None:
        row["limit"] = np.where(pass_share[month] < 1.0, np.round(pass_share[month], 6), NO_LIMIT)
    return Schedule(**row)


def _bytes(row: Schedule) -> bytes:
    return b"".join(np.ascontiguousarray(leaf).tobytes() for leaf in row)
