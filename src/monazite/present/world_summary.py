"""What does a run say of one mineral in a few numbers, whatever its chain?

Supply is counted good by good in the good's own basis; goods are never added. Shares are of what
mines and plants made in a calendar year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.indicators.concentration import herfindahl
from monazite.labels import Label
from monazite.market.run import Run

FloatArray = npt.NDArray[np.float64]

REFINED = ("oxide", "compound", "metal", "magnet", "product")
"""Stages of goods whose concentration ranks a mineral; ores only where there is nothing else."""


@dataclass(frozen=True)
class GoodSummary:
    """How do a good's price and supply develop?

    price    : month -> price over its base-year price, mean over regions by throughput
    by_year  : calendar year -> the same, mean of its months
    index    : Herfindahl-Hirschman index of supply in the last year, 0 to 1, None where none is
               made
    largest, share : region of the largest share, and that share, 0 to 1
    """

    good: str
    label: Label
    price: FloatArray
    by_year: dict[str, float]
    index: float | None
    largest: str
    share: float | None


@dataclass(frozen=True)
class MineralSummary:
    """What does a run say of a mineral?

    peak      : highest yearly price of any good over its base year, and which good
    unserved  : largest yearly share of a final use, weighted by value at base-year prices, that
                was not served
    risk      : index of the most concentrated refined good times the peak price; a rank,
                no probability
    """

    chain: str
    label: Label
    scenario: str
    cleared: bool
    goods: tuple[GoodSummary, ...]
    concentrated: GoodSummary | None
    peak: tuple[str, float]
    unserved: float
    risk: float


def mineral_summary(run: Run, chain: Any) -> MineralSummary:
    """What does a run of a chain say in a few numbers? Only months that cleared are counted."""
    cleared = np.asarray(run["cleared"], dtype=bool)
    kept = int(np.argmin(cleared)) if not cleared.all() else len(cleared)
    months = run.months[:kept]
    years = _whole_years(months)
    goods = tuple(
        _good(run, good, label, months, years, kept)
        for good, label in ((name, one.label) for name, one in chain.goods.items())
    )
    known = [good for good in goods if good.index is not None]
    refined = [good for good in known if chain.goods[good.good].stage in REFINED]
    made = refined or known
    concentrated = max(made, key=lambda good: float(good.index or 0), default=None)
    peaks = [
        (good.good, max(value for year, value in good.by_year.items()))
        for good in goods
        if good.by_year
    ]
    peak = max(peaks, key=lambda pair: pair[1], default=("", 1.0))
    index = 0.0 if concentrated is None else float(concentrated.index or 0.0)
    return MineralSummary(
        chain.id,
        chain.label,
        str(run.attributes.get("scenario", "")),
        bool(cleared.all()),
        goods,
        concentrated,
        peak,
        _unserved(run, chain, years, kept),
        index * peak[1],
    )


def _whole_years(months: tuple[str, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, month in enumerate(months):
        found.setdefault(month[:4], []).append(place)
    return {year: places for year, places in found.items() if len(places) == 12}


def _good(
    run: Run,
    good: str,
    label: Label,
    months: tuple[str, ...],
    years: dict[str, list[int]],
    kept: int,
) -> GoodSummary:
    here = (run["node_good"] == good) & (run["node_kind"] == "market")
    relative = run["price"][:kept, here] / run["reference_price"][here]
    weight = _throughput(run, good, here)
    price = relative @ (weight / weight.sum()) if weight.sum() > 0 else relative.mean(axis=1)
    by_year = {year: float(price[places].mean()) for year, places in years.items()}
    made = (run["activity_good"] == good) & np.isin(run["activity_kind"], ["mine", "process"])
    last = list(years.values())[-1] if years else []
    supply: dict[str, Any] = {}
    for column in np.flatnonzero(made):
        region = str(run["activity_region"][column])
        supply[region] = supply.get(region, 0.0) + float(run["level"][last, column].sum())
    total = sum(supply.values())
    if not total:
        return GoodSummary(good, label, price, by_year, None, "", None)
    largest = max(supply, key=lambda region: float(supply[region]))
    index = herfindahl(supply)
    assert isinstance(index, float)
    return GoodSummary(good, label, price, by_year, index, largest, supply[largest] / total)


def _throughput(run: Run, good: str, here: npt.NDArray[np.bool_]) -> FloatArray:
    """How much is made or used at each market node of a good in the first month? [nodes here]"""
    regions = run["node_region"][here]
    made = dict.fromkeys(regions, 0.0)
    for column in np.flatnonzero(run["activity_good"] == good):
        region = str(run["activity_region"][column])
        if run["activity_kind"][column] in ("mine", "process") and region in made:
            made[region] += float(run["level"][0, column])
    for column in np.flatnonzero(run["use_good"] == good):
        region = str(run["use_region"][column])
        if region in made:
            made[region] += float(run["consumption"][0, column])
    return np.array([made[region] for region in regions])


def _unserved(run: Run, chain: Any, years: dict[str, list[int]], kept: int) -> float:
    value = np.array([chain.base.price[good] for good in run["use_good"]])
    missed = run["unserved"][:kept] @ value
    wanted = run["wanted"][:kept] @ value
    shares = [missed[places].sum() / wanted[places].sum() for places in years.values()]
    return float(max(shares, default=0.0))
