"""Who collects old scrap, and how does the amount answer to its price?

What the uses of a region retire is the capacity of one activity for each place of scrap, cut by
the largest share that can be collected. Its level answers to the price of the same month, like
that of any mine or plant: an amount that followed last month's price would overshoot from month to
month wherever demand is stiffer than collection (the cobweb of Ezekiel, 1938). In a run its level
is `old_scrap`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from monazite.chains.chain import Chain
from monazite.errors import NetworkError
from monazite.market.activity import Activity, elastic_dispersion, logit
from monazite.market.final_use import FinalUse
from monazite.market.nodes import Node, common_status
from monazite.market.production import MONTHS

COLLECT: Literal["collect"] = "collect"
"""Kind of the activities that collect old scrap."""
COMPARTMENTS = 4
"""Compartments that goods in use pass through: their lifetimes are gamma-distributed."""
LEAST_ELASTICITY = 1e-6
"""Elasticity below which collection no longer answers to the price at all."""


@dataclass(frozen=True)
class Cohorts:
    """Which goods in use come back, how fast, and as which scrap?

    places  : (region, scrap) of the base year's old scrap, [S]
    retired : t a month that reaches its end of life at each place in the base year, [S]
    use, scrap, speed : number of the use, of its place of scrap (S where nothing is collected),
        and share leaving each compartment a month, [C] each
    start   : t in use at the start, [C, COMPARTMENTS]: the balanced growth of the past
    """

    places: tuple[tuple[str, str], ...]
    retired: np.ndarray
    use: np.ndarray
    scrap: np.ndarray
    speed: np.ndarray
    start: np.ndarray


def cohorts(chain: Chain, uses: Sequence[FinalUse]) -> Cohorts:
    """Which goods in use does a chain have in the base year?"""
    growth = chain.behaviour.past_growth.value / MONTHS
    places = tuple(chain.base.old_scrap)
    retired = np.zeros(len(places))
    numbers, scrap, speed, start = [], [], [], []
    for number, use in enumerate(uses):
        kind = chain.uses[use.use]
        if kind.lifetime_years is None or kind.scrap is None or use.good not in kind.scrap:
            continue
        rate = COMPARTMENTS / (kind.lifetime_years.value * MONTHS)
        content, inflow = [], use.quantity
        for _ in range(COMPARTMENTS):
            content.append(inflow / (rate + growth))
            inflow = rate * content[-1]
        place = (use.region, kind.scrap[use.good])
        numbers.append(number)
        scrap.append(places.index(place) if place in places else len(places))
        speed.append(rate)
        start.append(content)
        if place in places:
            retired[places.index(place)] += inflow
    return Cohorts(
        places,
        retired,
        np.array(numbers, dtype=int),
        np.array(scrap, dtype=int),
        np.array(speed),
        np.array(start).reshape(len(start), COMPARTMENTS),
    )


def build_collection(
    chain: Chain, price: Mapping[str, float], uses: Sequence[FinalUse]
) -> list[Activity]:
    """What collects old scrap at each place?

    Capacity is the base year's; `recycling` moves it with what retires, and the answer to the price
    with the behaviour of a run. No base level: it is known and no calibration is to move it.
    Raises NetworkError where the base year collects as much as the limit allows, or more.
    """
    limit = chain.behaviour.collection_limit.value
    elasticity = max(chain.behaviour.collection_elasticity.value, LEAST_ELASTICITY)
    found = cohorts(chain, uses)
    activities = []
    for (region, good), retired in zip(found.places, found.retired, strict=True):
        collected = chain.base.old_scrap[region, good] / MONTHS
        if collected >= limit * retired:
            raise NetworkError.one(
                where=f"old scrap of {good} in {region}",
                found=f"{collected:.4g} t a month collected of {retired:.4g} t retired",
                expected=f"less than {limit:.0%} of what the region's uses retire",
                because="scrap cannot come from goods that were never used",
                advice="check old_scrap.csv, the lifetimes of the uses and the collection limit",
            )
        node = Node(region, good, common_status(chain, good))
        used = collected / (limit * retired)
        dispersion = elastic_dispersion(price[node.id], used, elasticity)
        activities.append(
            Activity(
                id=f"{COLLECT}/{node.id}",
                kind=COLLECT,
                column={node.id: 1.0},
                region=region,
                good=good,
                status=node.status,
                capacity=limit * retired,
                dispersion=dispersion,
                bias=logit(used) - price[node.id] / dispersion,
                value=price[node.id],
            )
        )
    return activities
