"""Which goods, recipes, facilities and uses must one clearing solve together?

A `Chain` is data: it is read from one YAML of the chains' library and the tables that it names.
Its base year is a reconciled account: at every region and good, what is made, imported or
collected equals what is used, exported or discarded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from monazite.chains.behaviour import Behaviour, Use
from monazite.chains.facility import Facility
from monazite.chains.host import Host
from monazite.chains.recipe import Recipe
from monazite.goods import Good
from monazite.labels import Label
from monazite.months import Month


@dataclass(frozen=True)
class ChainRegion:
    """Which economies does one region of the chain stand for?

    ``members`` are ISO 3166-1 alpha-3 codes; ("*",) is every economy not named elsewhere.
    """

    id: str
    label: Label
    members: tuple[str, ...]


@dataclass(frozen=True)
class BornBound:
    """In which region does output carry that region's re-export and end-use rules?"""

    region: str
    source: str


@dataclass(frozen=True)
class BaseYear:
    """What was mined, made, shipped, used, collected and discarded in the base year?

    All tonnes a year of the good's basis; recipe levels in units of activity a year.

    mines        : (region, good) -> t            processes : (region, recipe) -> level
    shipments    : (exporter, importer, good) -> t uses      : (region, use, good) -> t
    old_scrap    : (region, good) -> t            discards  : (region, good) -> t
    price        : good -> USD/t free on board, the reference price
    domestic     : good -> USD/t excluding VAT inside China (lower than free on board where the
                   export gets no VAT refund)
    """

    year: int
    mines: Mapping[tuple[str, str], float]
    processes: Mapping[tuple[str, str], float]
    shipments: Mapping[tuple[str, str, str], float]
    uses: Mapping[tuple[str, str, str], float]
    old_scrap: Mapping[tuple[str, str], float]
    discards: Mapping[tuple[str, str], float]
    price: Mapping[str, float]
    domestic: Mapping[str, float]


@dataclass(frozen=True)
class DemandPath:
    """How does a use grow? Index to the base year by calendar year, read at mid-year."""

    id: str
    index: Mapping[int, float]

    def at(self, month: Month, base_year: int) -> float:
        """Which multiple of base-year use is wanted in ``month``?

        Log-linear between mid-years; 1 throughout the base year's first half and before; the last
        growth rate goes on after the last year.
        """
        position = month.year + (month.month - 0.5) / 12
        years = sorted(self.index)
        if position <= base_year + 0.5 or len(years) == 1:
            return 1.0
        for first, second in pairwise(years):
            if position <= second + 0.5 or second == years[-1]:
                share = (position - first - 0.5) / (second - first)
                ratio = self.index[second] / self.index[first]
                return float(self.index[first] * ratio**share)
        raise AssertionError("unreachable: years are not empty")


@dataclass(frozen=True)
class Chain:
    """What one clearing must solve jointly. Mappings are keyed by id, in the order of the files."""

    id: str
    label: Label
    base_year: int
    regions: Mapping[str, ChainRegion]
    goods: Mapping[str, Good]
    recipes: Mapping[str, Recipe]
    facilities: Mapping[str, Facility]
    uses: Mapping[str, Use]
    demand: Mapping[str, Mapping[str, DemandPath]]
    """Demand scenario -> path id -> path."""
    behaviour: Behaviour
    base: BaseYear
    export_gates: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Exporter -> name of a destination group -> its regions (("*",): all not named elsewhere)."""
    born_bound: tuple[BornBound, ...]
    domestic_price_regions: tuple[str, ...]
    """Regions whose market nodes take the domestic price of the table of prices."""
    tables: str
    hosts: Mapping[tuple[str, str], Host] = field(default_factory=dict)
    """(region, by-product recipe) -> the host that bounds it."""

    def statuses(self, good: str) -> tuple[str, ...]:
        """Which statuses may a good have? ("free",) or ("free", "bound")."""
        return tuple(self.goods[good].statuses)

    def has_status(self, good: str) -> bool:
        """Does a rule that follows the material distinguish this good?"""
        return len(self.statuses(good)) > 1
