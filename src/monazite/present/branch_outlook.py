"""What does each branch of what is open mean some months on: prices, premiums, unserved demand?

One run per branch; what is said of them is checked against the numbers it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monazite.market.run import Run
from monazite.present.focus import OXIDES
from monazite.present.number_text import agrees, multiple, significant
from monazite.present.run_series import run_series

LEAST_CHANGE = 1.05
"""Below this ratio of the highest to the lowest branch nothing is said to differ."""


@dataclass(frozen=True)
class Outlook:
    """What one branch gives for one element in one month.

    outside, inside : USD/kg, last tonne outside and free on board inside China
    unserved : per cent of the element wanted outside China that is not served
    """

    element: str
    outside: float
    inside: float
    unserved: float | None

    @property
    def premium(self) -> float:
        """How many times the inside price is the outside price?"""
        return self.outside / self.inside


def outlooks(run: Run, world: Any, month: str) -> tuple[Outlook, ...]:
    """What does a run give in a month, element by element? Empty where it did not clear by then."""
    found = []
    for element in OXIDES:
        told = run_series(run, world, element, frozenset(), loop=False)
        if month not in told.months:
            return ()
        at = told.months.index(month)
        values = {one.id: one.values[at] for one in told.series}
        outside, inside = values.get("price_outside"), values.get("price_inside")
        if outside is None or inside is None or inside <= 0:
            continue
        found.append(Outlook(element, outside, inside, values.get("unserved_outside")))
    return tuple(found)


def branch_claim(outside: Mapping[str, float]) -> tuple[str, dict[str, str]]:
    """Which sentence says how far the branches differ? (key, fields); prices in USD/kg by branch.

    >>> branch_claim({"revived": 300.0, "prolonged": 100.0})
    ('today.branches_differ', {'ratio': '×3.0'})
    """
    ratio = max(outside.values()) / min(outside.values())
    if ratio < LEAST_CHANGE:
        return "today.branches_alike", {"low": significant(min(outside.values()))}
    return "today.branches_differ", {"ratio": multiple(ratio)}


def branch_claim_holds(key: str, fields: Mapping[str, str], outside: Mapping[str, float]) -> bool:
    """Does the sentence agree with the prices it stands on?"""
    ratio = max(outside.values()) / min(outside.values())
    if key == "today.branches_alike":
        return ratio < LEAST_CHANGE and agrees(fields["low"], min(outside.values()))
    return ratio >= LEAST_CHANGE and agrees(fields["ratio"], ratio)
