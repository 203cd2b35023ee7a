"""How much of what users want, at the prices they are used to, do they not get?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from monazite.absence import is_known
from monazite.errors import DataError, unknown_name
from monazite.indicators.run_view import By, RunView
from monazite.indicators.value import FloatArray, Value, require_quantities, share_of

Group = Literal["region", "use_kind", "good", "use", "all"]
"""Over what is a shortage counted?"""

_COORDINATE = {"region": "use_region", "use_kind": "use_kind", "good": "use_good", "use": "use"}


@dataclass(frozen=True)
class Shortage:
    """How much of a good was wanted and not served, in a period, for one group of uses?

    unserved : t of the good's basis in the months of the period
    share    : unserved / wanted, 0 to 1; NotApplicable where nothing is wanted
    """

    period: str
    good: str
    group: str
    unserved: Value
    share: Value


def unserved_demand(wanted: FloatArray, consumption: FloatArray) -> FloatArray:
    """How much is wanted at the reference price and not consumed from real supply?

    wanted, consumption : any one shape, t a month of one basis, not negative
    returns             : the same shape, wanted - consumption where that is positive, else 0

    Consumption above what is wanted (a price below the reference) is no negative shortage: it
    serves nobody else. Raises DataError for negative or missing numbers or different shapes.
    Source: model, section 5 (shortage as unserved demand at the reference price).
    """
    asked = require_quantities(wanted, "wanted")
    served = require_quantities(consumption, "consumption")
    if asked.shape != served.shape:
        raise DataError.one(
            where="unserved demand",
            found=f"consumption of shape {served.shape}",
            expected=f"the shape of what is wanted, {asked.shape}",
        )
    return np.where(asked > served, asked - served, 0.0)


def shortage(
    view: RunView, group: Group = "use_kind", by: By = "year", good: str | None = None
) -> tuple[Shortage, ...]:
    """How much demand stayed unserved, by good and by region, use kind, use or in all?

    group : over what uses of one good are added; goods of different basis are never added, so
            every row is for one good
    good  : one good only; None for all

    Rows stand in order of period, good, group. Groups that want nothing in a period are kept,
    with a share that is NotApplicable. Unknown for a period that did not clear. Raises
    UnknownNameError for an unknown good or group, DataError where a run's unserved demand exceeds
    what is wanted.
    """
    if group != "all" and group not in _COORDINATE:
        raise unknown_name("shortage()", str(group), (*_COORDINATE, "all"), "group")
    wanted = view.numbers("wanted", "month", "use")
    unserved = view.numbers("unserved", "month", "use")
    if (unserved > wanted * (1 + 1e-9) + 1e-12).any():
        month, use = (int(i) for i in np.argwhere(unserved > wanted * (1 + 1e-9) + 1e-12)[0])
        raise DataError.one(
            where=f"run, {view.months[month]}, use {view.text('use')[use]}",
            found=f"{unserved[month, use]:.6g} t unserved of {wanted[month, use]:.6g} t wanted",
            expected="not more than is wanted",
        )
    goods = view.text("use_good")
    names = goods if group in ("good", "all") else view.text(_COORDINATE[group])
    labels = np.full(len(goods), "all") if group == "all" else names
    chosen = sorted({str(name) for name in goods}) if good is None else [view.require_good(good)]
    rows = []
    for period in view.periods(by):
        at = list(period.positions)
        gap = view.gap(period.positions)
        for name in chosen:
            for label in dict.fromkeys(str(text) for text in labels[goods == name]):
                uses = (goods == name) & (labels == label)
                missing = float(unserved[at][:, uses].sum())
                asked = float(wanted[at][:, uses].sum())
                if gap is not None:
                    rows.append(Shortage(period.name, name, label, gap, gap))
                    continue
                share = share_of(missing, asked, "nothing is wanted")
                rows.append(Shortage(period.name, name, label, missing, share))
    return tuple(rows)


def total_shortage(view: RunView, good: str, by: By = "year") -> tuple[tuple[str, Value], ...]:
    """How many tonnes of a good stayed unserved in the whole world, period by period?"""
    rows = shortage(view, "all", by, good)
    return tuple((row.period, row.unserved) for row in rows)


def worst_served(
    view: RunView, period: str, by: By = "year", count: int = 10
) -> tuple[Shortage, ...]:
    """Which single uses went most short of what they wanted, as a share, in one period?

    Returns at most `count` rows, worst first; uses that want nothing or whose share is unknown
    are left out. Raises UnknownNameError for a period that the run does not have.
    """
    rows = [row for row in shortage(view, "use", by) if row.period == period]
    if not rows:
        raise unknown_name("worst_served()", period, [p.name for p in view.periods(by)], "period")
    known = [(-row.share, row.group, row.good, row) for row in rows if is_known(row.share)]
    return tuple(row for *_, row in sorted(known, key=lambda ranked: ranked[:3])[:count])
