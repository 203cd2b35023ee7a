"""What does the definition of a mineral say, field by field?

Every number is read from a row of the shared data or written here with grade, source and reason.
Bases are contained metal unless a good says otherwise.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from monazite.definition import Definition, read_definition
from monazite.errors import DefinitionError

LIBRARY = Path(__file__).parents[1] / "library" / "minerals"

Grade = Literal["A", "B", "C", "D"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]

SHARES_SUM = 0.02
"""How far the shares of a complete split may miss 1: published shares are rounded."""


class Said(Definition):
    """On what does a written number rest?

    grade   : A to D                        source : ids of the source library, most rows first
    vintage : edition or year of the source because : the reason, in our own words
    """

    grade: Grade = "D"
    source: tuple[Text, ...] = ("monazite_estimate",)
    vintage: Text = "2026-11"
    because: Text


class Bloc(Definition):
    """Which economies are one region? A group of the vocabulary, or members by code.

    Economies that are a region of their own are taken out of a group.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]*$", max_length=20)]
    en: Text
    zh: Text
    group: Text | None = None
    members: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        if (self.group is None) == (not self.members):
            raise DefinitionError.one(
                where="", found="a bloc", expected="either a group or members, not both"
            )
        return self


class Level(Definition):
    """At which level did a recipe run in each country, t a year of its first output?

    Exactly one of: ``mine`` (mineral of the USGS mine table, with ``statistic``), ``mine_iea``
    (mineral of the IEA's mine supply), ``refined``
    (mineral of the table of refined output, with ``product`` and ``publisher``), ``values`` by
    country, ``shares`` of ``total`` by country, or ``takes_all`` (name of a good: the recipe takes
    what a region has of it beyond exports and final use).
    times : factor from the printed unit to t a year of the output
    """

    mine: Text | None = None
    statistic: Text | None = None
    mine_iea: Text | None = None
    refined: Text | None = None
    product: Text | None = None
    publisher: Literal["USGS", "IEA"] | None = None
    values: dict[str, NotNegative] | None = None
    shares: dict[str, Share] | None = None
    total: Positive | None = None
    takes_all: Name | None = None
    times: Positive = 1.0
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    said: Said | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [
            self.mine,
            self.mine_iea,
            self.refined,
            self.values,
            self.shares,
            self.takes_all,
        ]
        if sum(way is not None for way in ways) != 1:
            raise DefinitionError.one(
                where="",
                found="a level said in no way or in several",
                expected="one of mine, mine_iea, refined, values, shares, takes_all",
            )
        if (self.values or self.shares or self.takes_all) and self.said is None:
            raise DefinitionError.one(
                where="said",
                found="nothing",
                expected="grade, source and reason of written numbers",
            )
        if self.shares is not None:
            total = sum(self.shares.values())
            if abs(total - 1) > SHARES_SUM:
                raise DefinitionError.one(
                    where="shares",
                    found=f"shares that add up to {total:.4g}",
                    expected="shares that add up to 1",
                    because="a split that is not whole loses or makes material",
                )
            if self.total is None:
                raise DefinitionError.one(
                    where="total", found="nothing", expected="the world total"
                )
        return self


class Price(Definition):
    """What did a good cost in the base year, USD/t free on board?

    Exactly one of: ``usgs`` (mineral, with ``detail``: the beginning of the statistic as printed),
    ``like`` (another good's price), ``usd_per_tonne``. The result is multiplied by ``times``.
    """

    usgs: Text | None = None
    detail: Text | None = None
    like: Name | None = None
    usd_per_tonne: Positive | None = None
    times: Positive = 1.0
    said: Said | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.usgs, self.like, self.usd_per_tonne]
        if sum(way is not None for way in ways) != 1:
            raise DefinitionError.one(
                where="",
                found="a price said in no way or in several",
                expected="one of usgs, like, usd_per_tonne",
            )
        if self.usgs is None and self.said is None:
            raise DefinitionError.one(
                where="said",
                found="nothing",
                expected="grade, source and reason of written numbers",
            )
        return self


class AmericanImports(Definition):
    """Of which American imports does the Survey print the origins?

    mineral, product : of the printed shares        line : of the printed imports of the base year,
    as printed; left out: no tonnage of this product is printed
    times : t of the good's basis in one printed unit
    """

    mineral: Text
    product: Text
    line: Text | None = None
    times: Positive = 1.0


class Trade(Definition):
    """Who shipped a good to whom?

    hs         : codes of the bilateral trade of the base year
    content    : t of the good's basis in one tonne traded; ``content_by`` of single exporters
    earlier    : exporter -> year taken instead where the base year is not yet complete
    by_surplus : no bilateral record: what regions have beyond their own use goes to those that
                 lack it, in proportion
    american_imports : with by_surplus: the lists by which the origins of American imports are
                 known although no bilateral record is
    none       : nothing beyond the shipments written out under ``ships``, if any
    """

    hs: tuple[Annotated[str, Field(pattern=r"^[0-9]{6}$")], ...] = ()
    content: Positive = 1.0
    content_by: dict[str, Positive] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    earlier: dict[str, int] = Field(default_factory=dict)
    grade: Grade = "C"
    by_surplus: bool = False
    american_imports: tuple[AmericanImports, ...] = ()
    none: bool = False
    because: Text

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.hs) + self.by_surplus + self.none != 1:
            raise DefinitionError.one(
                where="",
                found="trade said in no way or in several",
                expected="one of hs, by_surplus, none",
            )
        if self.american_imports and not self.by_surplus:
            raise DefinitionError.one(
                where="american_imports",
                found="origins of American imports beside another record",
                expected="by_surplus: true",
                because="two records of one route would be counted twice",
            )
        if len(self.american_imports) > 1 and not all(r.line for r in self.american_imports):
            raise DefinitionError.one(
                where="american_imports",
                found="several lists, one without a line",
                expected="a line of printed imports in each",
                because="what is lacking can be split by one list only",
            )
        return self


class GoodDefinition(Definition):
    """What is a good: stage, basis, names, contents, price, trade?

    contains : element -> t of it per t of the good     statuses : free, or free and bound
    unrefunded_tax : share of the price free on board by which it exceeds the price inside China
    surplus  : more of it is made than wanted, and the rest is given up
    least    : t a year below which a flow is left out; left out: a share of world supply
    """

    stage: Text
    basis: Text
    en: Text
    zh: Text
    contains: dict[str, NotNegative]
    statuses: tuple[Literal["free", "bound"], ...] = ("free",)
    price: Price
    unrefunded_tax: Share = 0.0
    trade: Trade
    surplus: bool = False
    least: Positive | None = None
    ships: dict[str, NotNegative] = Field(default_factory=dict)
    ships_said: Said | None = None


class RecipeDefinition(Definition):
    """What goes in, what comes out, per unit of activity, and how much was made where?

    feed : the good whose use follows from the stated recovery of ``of``; or ``inputs`` written out
    """

    stage: Text
    feed: Name | None = None
    of: Text | None = None
    inputs: dict[Name, Positive] = Field(default_factory=dict)
    outputs: Annotated[dict[Name, Positive], Field(min_length=1)]
    recovery: dict[str, Share] = Field(default_factory=dict)
    said: Said
    level: Annotated[tuple[Level, ...], Field(min_length=1)]


class HostDefinition(Definition):
    """Which host bounds a by-product?

    grams_per_tonne : of the by-product per t of the host's product
    ceiling   : share of that which can be recovered with the technique known
    floor     : share of today's recovery that goes on at any price
    output    : output of the host by country, t a year
    path      : demand path that the host follows
    """

    host: Text
    grams_per_tonne: Positive
    ceiling: Share
    floor: Share
    output: Annotated[tuple[Level, ...], Field(min_length=1)]
    path: Name
    said: Said


class UseDefinition(Definition):
    """Who uses a good, and where?

    split   : use -> share of the good's final use; the shares add up to 1
    regions : region -> share of world use; left out: what each region has beyond its exports and
              its processing (apparent use)
    """

    split: Annotated[dict[Name, Share], Field(min_length=1)]
    regions: dict[str, Share] | None = None
    said: Said


class ScrapDefinition(Definition):
    """How much old scrap was collected, as a share of what the same uses took in the year?"""

    of: Name
    uses: tuple[Name, ...]
    rate: Share
    said: Said


class PathDefinition(Definition):
    """How does a use or host grow? ``iea``: mineral and use of the IEA's scenarios; or a rate."""

    iea: tuple[Text, Text] | None = None
    growth: float | None = None
    said: Said | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.iea is None) == (self.growth is None):
            raise DefinitionError.one(
                where="", found="a path", expected="either iea or growth, not both"
            )
        if self.growth is not None and self.said is None:
            raise DefinitionError.one(
                where="said",
                found="nothing",
                expected="grade, source and reason of written numbers",
            )
        return self


class ProjectDefinition(Definition):
    """What does a collected project add to the chain?

    id      : of the facility to come      project : id of the collected project
    amount  : as stated                    times   : t of the recipe's first output in one of it
    beyond  : the amount is the whole plant; what the region has in the base year is taken off
    region  : where it is not the region of the project's country
    start   : first month, where it does not follow from the announced one
    """

    id: Name
    project: Text
    recipe: Name
    amount: Positive
    times: Positive = 1.0
    beyond: bool = False
    region: Text | None = None
    start: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")] | None = None
    ramp_months: Annotated[int, Field(ge=1, le=120)] = 24
    grade: Grade = "C"
    because: Text


class MineralDefinition(Definition):
    """What is known of one mineral?

    regions : codes of economies that are regions of their own; blocs: groups; all others are ROW
    least_share : share of a good's world supply below which a flow is left out
    projects : collected projects as facilities to come; projects_left_out: id -> why not
    gaps    : what is not known, said to the reader, in both languages
    """

    id: Name
    en: Text
    zh: Text
    depth: Literal["full", "compact"]
    elements: tuple[Text, ...]
    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    blocs: tuple[Bloc, ...] = ()
    least_share: Positive = 0.002
    goods: Annotated[dict[Name, GoodDefinition], Field(min_length=1)]
    recipes: Annotated[dict[Name, RecipeDefinition], Field(min_length=1)]
    hosts: dict[Name, HostDefinition] = Field(default_factory=dict)
    uses: Annotated[dict[Name, UseDefinition], Field(min_length=1)]
    old_scrap: dict[Name, ScrapDefinition] = Field(default_factory=dict)
    demand_paths: Annotated[dict[Name, PathDefinition], Field(min_length=1)]
    projects: tuple[ProjectDefinition, ...] = ()
    projects_left_out: dict[Text, Text] = Field(default_factory=dict)
    gaps: tuple[dict[Literal["en", "zh"], Text], ...] = ()


@functools.cache
def minerals() -> tuple[MineralDefinition, ...]:
    """Which minerals are defined, in alphabetical order of their files?"""
    return tuple(
        read_definition(path, MineralDefinition) for path in sorted(LIBRARY.glob("*.yaml"))
    )
