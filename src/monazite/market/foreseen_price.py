"""How much dearer will a good be under the rules that are known, and when do holders reckon so?

Who holds a stock sells it when the price has passed what he expects it to be. What a known rule
will do to the price he can tell: uses, mines and plants of today must come to terms once the rule
holds, with no stock to help. The price they then agree on over the one without rules, mean of the
logarithms over the year ahead, is what is foreseen; when it moves, the price that holders expect
moves by as much, at the speed at which expected prices follow anything (M-16). Only scarcity is
reckoned with: what will be plentiful is believed when it is seen.
Axes: T months, N nodes, H holders, R months that differ in the rules told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from monazite import effects as fx
from monazite.errors import SolveError
from monazite.market.known_rules import known_rules, passing
from monazite.market.model import Model
from monazite.market.run_schedule import CHUNK, run_schedule
from monazite.market.schedule import NO_LIMIT, Schedule
from monazite.months import Month

LOOKED_AHEAD = 12
"""Months over which holders look ahead, the coming one included."""
MOST_KEPT = 32
"""Answers that a model keeps: scenarios that differ in what nobody announced ask the same."""
TOLD = ("factor", "share", "charge", "route_limit")
"""What rules tell of a month beside demand and gates."""


def foreseen_price(
    model: Model, calm: Schedule, months: Sequence[Month], effects: Sequence[fx.Effect]
) -> np.ndarray:
    """By how much does the price that is foreseen move this month? [T, H], log; 0 without news.

    ``calm`` is the schedule without effects. What was known when the run starts is taken to be
    expected already; what holds in the last month is taken to go on. Raises SolveError where a
    month under known rules does not clear.
    """
    standing = [_standing(calm, calm, 0, passing(calm))]
    places = {_content(standing[0]): 0}
    periods: list[tuple[int, list[int]]] = []
    for first, last, told in known_rules(model, calm, months, effects):
        passes = passing(told)
        seen: list[int] = []
        for month in range(first, min(len(months), last + LOOKED_AHEAD - 1)):
            row = _standing(calm, told, month, passes)
            place = places.setdefault(_content(row), len(standing))
            if place == len(standing):
                standing.append(row)
            seen.append(place)
        seen += seen[-1:] * (last - first + LOOKED_AHEAD - 1 - len(seen))
        periods.append((first, seen))
    foreseen = np.zeros_like(calm.cover)
    if len(standing) == 1:
        return foreseen
    asked = hashlib.sha256(b"".join(_content(row) for row in standing)).digest()
    if asked not in model.foreseen:
        while len(model.foreseen) >= MOST_KEPT:
            del model.foreseen[next(iter(model.foreseen))]
        model.foreseen[asked] = _dearer(model, standing)
    dearer = model.foreseen[asked]
    for first, seen in periods:
        for ahead in range(len(seen) - LOOKED_AHEAD + 1):
            foreseen[first + ahead] = dearer[seen[ahead : ahead + LOOKED_AHEAD]].mean(axis=0)
    return np.diff(foreseen, axis=0, prepend=foreseen[:1])


def _standing(calm: Schedule, told: Schedule, month: int, passes: np.ndarray) -> Schedule:
    """What are the numbers of a month under its rules with demand and plants of the first month?

    passes : [T, B] share of a gate's normal flow that is expected to pass
    """
    row = {name: getattr(calm, name)[0] for name in Schedule._fields}
    usual = calm.demand[month]
    more = np.where(usual > 0, told.demand[month] / np.where(usual > 0, usual, 1.0), 1.0)
    row["demand"] = row["demand"] * more
    row["limit"] = np.where(passes[month] < 1.0, passes[month], NO_LIMIT)
    for name in TOLD:
        row[name] = getattr(told, name)[month]
    return Schedule(**row)


def _content(row: Schedule) -> bytes:
    return b"".join(np.ascontiguousarray(leaf).tobytes() for leaf in row)


def _dearer(model: Model, standing: Sequence[Schedule]) -> np.ndarray:
    """How much dearer is what is held than in the first of these months? [R, H], log, at least 0.

    Nobody holds stocks, builds, closes or adjusts: each month is what its rules make of the first.
    """
    arrays, rates = model.arrays, model.rates
    still = replace(
        model,
        arrays=arrays._replace(
            holder_target=np.zeros_like(arrays.holder_target),
            facility_expands=np.zeros_like(arrays.facility_expands),
        ),
        rates=rates._replace(intensity_speed=np.float64(0), closure_speed=np.float64(0)),
    )
    padded = [*standing, *([standing[-1]] * (-len(standing) % CHUNK))]
    rows = Schedule(*(np.stack(leaf) for leaf in zip(*padded, strict=True)))
    record = run_schedule(still, rows, len(standing))
    cleared = np.asarray(record.cleared)[: len(standing)]
    if not cleared.all():
        worst = int(np.argmin(cleared))
        raise SolveError.one(
            where="price foreseen under known rules",
            found=f"month {worst + 1} of {len(standing)} that differ in their rules did not clear",
            expected="months that clear",
            because="holders cannot reckon with a price that was not found",
        )
    price = np.asarray(record.price)[: len(standing), np.asarray(arrays.holder_node)]
    return np.asarray(np.maximum(0.0, np.log(price / price[0])))
