"""How much can facilities to come make month by month, as policies and draws change them?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monazite import effects as fx
from monazite.chains.chain import Chain
from monazite.chains.facility import Facility
from monazite.errors import NetworkError
from monazite.months import Month
from monazite.odds import with_odds

MONTHS_A_YEAR = 12


def listed_capacity(
    chain: Chain, months: Sequence[Month], outlooks: Sequence[fx.ProjectOutlook] = ()
) -> np.ndarray:
    """How much may each facility to come run? (month, facility), units of its recipe a month.

    Capacity times chance times ramp; a facility of the base year counts 0 here. Raises
    UnknownNameError for a facility that the chain does not have, NetworkError for a ratio below 0
    or two outlooks of which one says that a facility comes and the other that it fails.
    """
    from monazite.market.schedule import chosen

    named = [
        (
            outlook,
            chosen(f"effect {outlook.id}", outlook.facilities, list(chain.facilities), "facility"),
        )
        for outlook in outlooks
    ]
    columns = [
        _column(facility, months, [outlook for outlook, names in named if facility.id in names])
        for facility in chain.facilities.values()
    ]
    return np.array(columns, dtype=float).reshape(len(columns), len(months)).T


def _column(
    facility: Facility, months: Sequence[Month], outlooks: Sequence[fx.ProjectOutlook]
) -> list[float]:
    if facility.start is None:
        return [0.0] * len(months)
    chance, delay = expected(facility, outlooks)
    monthly = facility.capacity / MONTHS_A_YEAR * chance
    return [monthly * facility.ramp(month - delay) for month in months]


def expected(facility: Facility, outlooks: Sequence[fx.ProjectOutlook]) -> tuple[float, int]:
    """How likely is a facility to come under these effects, and how many months later?

    outlooks : effects that name the facility; those whose span does not hold its start do nothing

    Returns the chance, 0 to 1, and the delay, negative for earlier. Raises NetworkError for a
    ratio below 0, or where one effect says that it comes and another that it fails.
    """
    assert facility.start is not None
    reaching = [outlook for outlook in outlooks if outlook.span.covers(facility.start)]
    chance, delay = facility.probability, 0
    settled = {outlook.outcome for outlook in reaching} - {"odds"}
    if len(settled) > 1:
        raise NetworkError.one(
            where=f"facility {facility.id}",
            found=f"{', '.join(outlook.id for outlook in reaching)}: it comes, and it fails",
            expected="one outcome",
        )
    for outlook in reaching:
        if not outlook.odds_ratio >= 0:
            raise NetworkError.one(
                where=f"effect {outlook.id}, odds_ratio",
                found=f"{outlook.odds_ratio}",
                expected="0 or more",
            )
        chance = with_odds(chance, outlook.odds_ratio)
        delay += outlook.delay_months
        earliest = outlook.span.start - facility.start
        delay = max(delay, earliest)
    if settled:
        chance = 1.0 if "comes" in settled else 0.0
    return chance, delay
