"""What do the shipped tables say was mined, refined and traded, by mineral, country and year?

The measures of :mod:`monazite.indicators` that need no run start here. Every answer names the rows
it rests on; a figure that is withheld stays unknown.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from monazite.absence import Unknown, is_known
from monazite.data.catalog import table
from monazite.data.table import Row
from monazite.definition import Definition, read_definition
from monazite.errors import unknown_name

MINE = "mine"
WORLD, OTHERS = "WLD", "OTH"
HIDDEN_SHARE = 0.01
"""Share of world output up to which a country that is not named surely makes next to nothing."""

LATEST_YEAR = 2024
"""Year of the balanced tables and the latest for which trade and governance ship as well."""


@dataclass(frozen=True)
class Output:
    """What was made of one product in a year, country by country?

    made    : country -> quantity in `basis`, or a share of the world where only shares are printed
    others  : quantity of the countries that the source does not name, unknown if not printed
    world   : total as printed, unknown if not printed
    printed : country -> share of the world as the source prints it, where it does
    withheld: countries whose figure is not published
    """

    mineral: str
    stage: str
    product: str
    year: int
    basis: str
    kind: str
    made: Mapping[str, float]
    printed: Mapping[str, float]
    others: float | Unknown
    world: float | Unknown
    withheld: tuple[str, ...]
    grade: str
    sources: tuple[str, ...]
    vintage: str

    @property
    def rest(self) -> float:
        """How much do countries make that are not named, as printed or as left of the total?"""
        if not isinstance(self.others, Unknown):
            return self.others
        if isinstance(self.world, Unknown):
            return 0.0
        return max(0.0, self.world - sum(self.made.values()))

    @property
    def total(self) -> float:
        """How much is made in all: the sum of the countries and the rest.

        Not the printed total, which is rounded and sometimes leaves a country out.
        """
        return sum(self.made.values()) + self.rest

    def made_in(self, countries: Collection[str]) -> float | Unknown:
        """How much did some countries make together, in `basis`?

        Unknown where one of them is withheld, or where none is named and countries that are not
        named make more than `HIDDEN_SHARE` of all.
        """
        for country in self.withheld:
            if country in countries:
                return Unknown(f"output of {country} is withheld")
        named = [quantity for country, quantity in self.made.items() if country in countries]
        if not named and self.rest > HIDDEN_SHARE * self.total:
            return Unknown("the source counts them among other countries")
        return sum(named)


class Series(Definition):
    """Which production figures and customs lines stand for a mineral?

    trade : content (gross weight times content) or gross, so that both have the product's basis
    """

    mineral: str
    stage: str
    product: str
    codes: tuple[str, ...]
    trade: Literal["content", "gross"]


class SeriesLibrary(Definition):
    """What does ``library/supply_series.yaml`` hold?"""

    series: tuple[Series, ...]


@functools.cache
def supply_series() -> Mapping[str, Series]:
    """Mineral -> what stands for its supply, in the order of the file."""
    path = Path(__file__).parent / "library" / "supply_series.yaml"
    return {one.mineral: one for one in read_definition(path, SeriesLibrary).series}


@functools.cache
def outputs() -> tuple[Output, ...]:
    """Which outputs do the tables of mining and refining print? Capacities are left out."""
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for name in ("mine_production", "refined_production"):
        for row in table(name):
            stage = MINE if name == "mine_production" else str(row["stage"])
            kind = "production" if name == "mine_production" else str(row["kind"])
            if kind == "capacity":
                continue
            key = (
                str(row["mineral"]),
                stage,
                str(row["product"]),
                str(row["year"]),
                kind,
                row.vintage,
            )
            grouped.setdefault(key, []).append(row)
    found = (_output(key, rows) for key, rows in grouped.items())
    return tuple(output for output in found if output.made)


def _output(key: tuple[str, ...], rows: list[Row]) -> Output:
    mineral, stage, product, year, kind, vintage = key
    in_tonnes = stage == MINE or any(is_known(row["quantity"]) for row in rows)
    column = "quantity" if in_tonnes else "world_share"
    made: dict[str, float] = {}
    withheld: list[str] = []
    beside: dict[str, float] = {}
    for row in rows:
        country, value = str(row["country"]), row[column]
        if isinstance(value, float | int):
            (beside if country in (WORLD, OTHERS) else made)[country] = float(value)
        elif country not in (WORLD, OTHERS):
            withheld.append(country)
    return Output(
        mineral=mineral,
        stage=stage,
        product=product,
        year=int(year),
        basis="share of the world" if column == "world_share" else str(rows[0]["basis"]),
        kind=kind,
        made=made,
        printed={
            str(row["country"]): share
            for row in rows
            if stage != MINE
            and isinstance(share := row["world_share"], float)
            and row["country"] not in (WORLD, OTHERS)
        },
        others=beside.get(OTHERS, Unknown("the source names no other countries")),
        world=1.0
        if column == "world_share"
        else beside.get(WORLD, Unknown("the source prints no total")),
        withheld=tuple(withheld),
        grade=max(row.grade for row in rows),
        sources=tuple(dict.fromkeys(source for row in rows for source in row.sources)),
        vintage=vintage,
    )


@functools.cache
def minerals() -> tuple[str, ...]:
    """Which minerals do the tables of mining and refining name, by name?"""
    return tuple(sorted({output.mineral for output in outputs()}))


def require_mineral(mineral: str) -> str:
    """The mineral itself; raises UnknownNameError with near misses for one without figures."""
    if mineral not in minerals():
        raise unknown_name("indicators", mineral, minerals(), "mineral")
    return mineral


def outputs_of(mineral: str, year: int | None = None) -> tuple[Output, ...]:
    """Which outputs of a mineral are known, of one year or of all?

    Raises UnknownNameError (near misses) for a mineral without figures. Projections are given only
    where a year is asked for.
    """
    require_mineral(mineral)
    return tuple(
        output
        for output in outputs()
        if output.mineral == mineral
        and (output.kind != "projection" if year is None else output.year == year)
    )


def output_of(mineral: str, stage: str, product: str, year: int) -> Output | None:
    """Which output is it? The one that names most countries; None where none is printed."""
    found = [
        output
        for output in outputs()
        if (output.mineral, output.stage, output.product, output.year)
        == (mineral, stage, product, year)
    ]
    return max(found, key=lambda output: len(output.made), default=None)
