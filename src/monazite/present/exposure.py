"""How exposed is each mineral to the acts in force, inside China and outside, over all chains?

Read from the table that is shipped (`library/exposure.json`), which
:mod:`monazite.present.exposure_runs` writes from runs of every chain: the law as enacted beside the
same world without any act, draw by draw. Nothing is simulated here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

from monazite.months import Month
from monazite.present.number_text import agrees, multiple, significant

FILE = "exposure.json"
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of the weight of draws: ends of the 90 per cent interval, of the 50 per cent one, the middle."""
MEASURES = {
    "price_outside": "USD/kg",
    "price_inside": "USD/kg",
    "ratio_outside": "ratio",
    "ratio_inside": "ratio",
    "unserved_outside": "percent",
    "unserved_inside": "percent",
}
"""Measure -> unit. Prices are of the last tonne, inside free on board; the ratio is that price over
the price of the same draw without any act; unserved is the share of the element wanted in final
uses that is not served."""
BRANCHES: Final = ("revived", "prolonged", "repealed")
"""What may follow stated ends that have passed; all three are simulated for the rare earths."""
LEAST_CHANGE = 1.05
"""Below this ratio of the highest to the lowest branch nothing is said to differ."""


@dataclass(frozen=True)
class Interval:
    """Between which values do the draws lie? The five levels of `LEVELS`, in the measure's unit."""

    low: float
    lower: float
    middle: float
    upper: float
    high: float


@dataclass(frozen=True)
class Exposure:
    """What do the acts do to one element in one month under one branch?

    good     : whose price is read       place : region outside China where it is read
    acts     : whose effects on goods with the element are simulated, ids
    measures : measure -> interval; without those that have no number (nothing made inside, fewer
               than three draws that cleared)
    """

    chain: str
    element: str
    branch: str
    month: str
    good: str
    place: str
    acts: tuple[str, ...]
    measures: Mapping[str, Interval]

    @property
    def largest(self) -> float:
        """By which factor, up or down, do the acts move the price that they move most?"""
        ratios = [one.middle for name, one in self.measures.items() if name.startswith("ratio_")]
        return max((max(ratio, 1.0 / ratio) for ratio in ratios), default=1.0)


@dataclass(frozen=True)
class ExposureTable:
    """The shipped table: when and from how many draws it was made, and what it holds.

    made : chain -> its label and what its rows were made from (day, fingerprint, draws that
           cleared)
    """

    draws: int
    months: tuple[str, ...]
    made: Mapping[str, Mapping[str, Any]]
    rows: tuple[Exposure, ...]

    def month_near(self, wanted: Month) -> str:
        """Which month of the table is nearest to another? The later of two as near."""
        return min(reversed(self.months), key=lambda month: abs(Month.parse(month) - wanted))

    def ranked(self, month: str, branch: str = BRANCHES[0]) -> tuple[Exposure, ...]:
        """Which elements are most exposed in a month? Those whose price the acts move most first.

        Of equal ones the more unserved first; elements without a price are left out.
        """

        def unserved(row: Exposure) -> float:
            return max(
                (one.middle for name, one in row.measures.items() if name[:8] == "unserved"),
                default=0.0,
            )

        found = [
            row
            for row in self.rows
            if row.month == month
            and row.branch == branch
            and any(name.startswith("ratio_") for name in row.measures)
        ]
        return tuple(sorted(found, key=lambda row: (-row.largest, -unserved(row), row.element)))

    def branches_of(self, element: str, month: str) -> dict[str, Exposure]:
        """What does each branch mean for an element of the rare earths in a month?"""
        return {
            row.branch: row
            for row in self.rows
            if row.element == element and row.month == month and row.chain == "rare_earths"
        }

    @cached_property
    def alone(self) -> frozenset[str]:
        """Which chains have one element only, so that it goes by the chain's name?"""
        count = Counter(chain for chain, _ in {(row.chain, row.element) for row in self.rows})
        return frozenset(chain for chain, number in count.items() if number == 1)

    @property
    def made_on(self) -> str:
        """On which day was the oldest part of the table made?"""
        return min(str(one["made_on"]) for one in self.made.values())


@cache
def exposure_table() -> ExposureTable:
    """What does the shipped table hold?"""
    text = files("monazite.present").joinpath("library").joinpath(FILE).read_text("utf-8")
    return parsed(json.loads(text))


def parsed(content: Mapping[str, Any]) -> ExposureTable:
    """What does the content of the file say? Raises KeyError or ValueError if it is not whole."""
    months = tuple(content["months"])
    rows = []
    for chain, made in content["chains"].items():
        for element, told in made["elements"].items():
            for branch, series in told["branches"].items():
                for at, month in enumerate(months):
                    measures = {
                        name: Interval(*values[at])
                        for name, values in series.items()
                        if values[at] is not None
                    }
                    rows.append(
                        Exposure(
                            *(chain, element, branch, month, told["good"], told["place"]),
                            tuple(told["acts"]),
                            measures,
                        )
                    )
    made_of = {
        chain: {key: value for key, value in made.items() if key != "elements"}
        for chain, made in content["chains"].items()
    }
    return ExposureTable(content["draws"], months, made_of, tuple(rows))


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
