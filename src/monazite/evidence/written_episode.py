"""How is an episode written: `episode.yaml` and the CSV of its observed series?

An episode is a stretch of history: a world as known at its start, the policies that were then
announced or in force, and recorded series to hold the model against. One folder holds all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from monazite.definition import Definition
from monazite.errors import DefinitionError, Fault, MonaziteError, quoted
from monazite.evidence.episode_text import (
    ChainName,
    Day,
    Described,
    FileName,
    Name,
    PathInside,
    SourcedEffect,
    Text,
)
from monazite.labels import Label
from monazite.months import Month
from monazite.scenario.repeated import repeated
from monazite.units import Unit, parse_unit

EpisodeKind = Literal["policy", "control", "demand"]
"""policy: rules moved the market; control: something was announced and little happened;
demand: a cycle that no trade policy caused."""

Measure = Literal["price", "price_free_on_board", "volume_weighted_price", "exports", "production"]
"""price: of the last tonne, at market nodes; price_free_on_board: at the exporter's port, with what
is levied on leaving; volume_weighted_price: licensed tonnes at the origin's price; exports: tonnes
that leave the exporter for the destinations; production: tonnes made."""

Role = Literal["price_abroad", "price_inside", "price_volume_weighted", "volume", "production"]
"""Which quantities of other episodes may be compared with this one?"""


class KnownPolicy(Definition):
    """Which effect did a policy have in its text, and since when was it known?

    ``known`` is the month of its announcement, no later than the event: holders of stocks reckon
    with it from then on. ``act`` is the id of the act in the library of policies, where it stands
    there. The numbers of the effect may come from the text, from earlier practice or from an
    assumption, never from the record of the episode.
    """

    known: Month
    act: str | None = None
    effect: SourcedEffect


class ExternalSeries(Definition):
    """Which rows of a table that the package does not ship are the observed series?

    file  : path inside the folder of observed tables (``--observed``)
    match : column -> text that a row must hold
    value : column of the number; ``period`` is a column of months (2025-04), or absent where the
            table has the columns ``year`` and ``month``
    stated_unit : what the table's column ``unit`` must say; absent where it has none
    """

    file: PathInside
    match: dict[str, str]
    value: Text
    period: Text | None = None
    stated_unit: Text | None = None


class ScoredQuantity(Definition):
    """Which number of the model is held against which record?

    goods   : goods of the chain, all of one basis; one good for a price free on board
    regions : where the price is paid or the good is made; ("*",) is everywhere
    exporter : for exports and prices free on board; destinations : for exports
    unit    : of the observed values, with its basis
    moved   : whether a policy is expected to move it; a quantity of a control case is not
    file, external : the observed series, one of the two
    """

    id: Name
    label: Label
    measure: Measure
    role: Role
    goods: Annotated[tuple[str, ...], Field(min_length=1)]
    regions: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    exporter: str | None = None
    destinations: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    unit: Unit
    moved: bool
    file: FileName | None = None
    external: ExternalSeries | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        faults = [*_of_source(self), *_of_measure(self), *_of_lists(self)]
        if faults:
            raise DefinitionError(faults)
        return self

    @property
    def told(self) -> tuple[object, ...]:
        """What is scored against which record? The same for two quantities that are one."""
        series = self.file or (self.external and self.external.model_dump_json())
        places = (frozenset(self.goods), frozenset(self.regions), frozenset(self.destinations))
        return (self.measure, self.exporter, series, *places)


_PRICES = ("price", "price_free_on_board", "volume_weighted_price")
_OF_AN_EXPORTER = {
    "exports": "the exporter, for exports",
    "price_free_on_board": "the exporter, for a price free on board",
}
"""Which measures are told by their exporter, and what is said where it is missing?"""
_ROLES = {
    True: ("price_abroad", "price_inside", "price_volume_weighted"),
    False: ("volume", "production"),
}
"""Which roles may a price have, and which a volume?"""
_UNREAD = {
    "price": {"destinations": "regions"},
    "price_free_on_board": {"regions": "measure: price", "destinations": "measure: price"},
    "volume_weighted_price": {"destinations": "regions"},
    "exports": {"regions": "destinations"},
    "production": {"destinations": "regions"},
}
"""Which lists of places does a measure not read, and what is written where they are meant?"""


def _of_source(quantity: ScoredQuantity) -> Iterator[Fault]:
    """Yield what is wrong with where the record of a quantity stands."""
    if (quantity.file is None) == (quantity.external is None):
        yield Fault(
            "file",
            "neither file nor external" if quantity.file is None else "file and external",
            "either file or external",
        )
    series = quantity.external
    if series is None or series.stated_unit is None:
        return
    try:
        stated = parse_unit(series.stated_unit)
    except MonaziteError:  # a table may write units in a way of its own
        return
    if (stated.dimension, stated.factor) != (quantity.unit.dimension, quantity.unit.factor):
        yield Fault(
            "unit",
            f"{quantity.unit} beside a table in {stated}",
            f"the unit of the table, {stated}",
            because="values are taken as they stand in the table; nothing is converted",
        )


def _of_measure(quantity: ScoredQuantity) -> Iterator[Fault]:
    """Yield which fields do not belong to what is measured."""
    measure, unit = quantity.measure, quantity.unit
    if measure in _PRICES and unit.dimension == "price" and not unit.basis.startswith("USD"):
        yield Fault(
            "unit",
            unit.text,
            "a price in USD",
            because="a change of the exchange rate or of a tax is no change of the price",
            advice="convert the series at each month's rate and say so in its note",
        )
    elif measure in _PRICES and unit.dimension != "price":
        yield Fault("unit", unit.text, "a price, in USD per mass, such as USD/kg")
    elif measure not in _PRICES and unit.dimension not in ("mass", "mass per time"):
        yield Fault("unit", unit.text, "a mass, or a mass per month or year")
    if quantity.role not in _ROLES[measure in _PRICES]:
        yield Fault(
            "role",
            quantity.role,
            f"for {measure} one of {', '.join(_ROLES[measure in _PRICES])}",
            because="forecasts of one role learn from each other's errors",
        )
    needed = _OF_AN_EXPORTER.get(measure)
    if needed and quantity.exporter is None:
        yield Fault("exporter", "no exporter", needed)
    if not needed and quantity.exporter is not None:
        yield Fault(
            "exporter",
            quantity.exporter,
            "no exporter: it is for exports and prices free on board only",
        )
    if measure == "price_free_on_board" and len(quantity.goods) > 1:
        yield Fault(
            "goods",
            ", ".join(quantity.goods),
            "one good, for a price free on board",
            because="each good is quoted by itself",
            advice="write a scored quantity for each good",
        )
    for other, meant in _UNREAD[measure].items():
        if getattr(quantity, other) not in (("*",), (quantity.exporter,)):
            yield Fault(
                other,
                ", ".join(getattr(quantity, other)),
                f"no {other}, for {measure}",
                because=f"{measure} would be read without them, without a word",
                advice=f"write {meant} if these are meant",
            )


def _of_lists(quantity: ScoredQuantity) -> Iterator[Fault]:
    """Yield names that stand twice, "*" beside names, and exports to the exporter itself."""
    for field in ("goods", "regions", "destinations"):
        names = getattr(quantity, field)
        twice = list(dict.fromkeys(name for name in names if names.count(name) > 1))
        if twice:
            yield Fault(
                field,
                f"{', '.join(twice)} a second time",
                "each name once",
                because="it would count twice",
            )
        if "*" in names and len(set(names)) > 1:
            yield Fault(field, ", ".join(names), '"*" alone, or names')
    if quantity.exporter is not None and quantity.exporter in quantity.destinations:
        yield Fault(
            "destinations", quantity.exporter, "other regions: what stays at home is no export"
        )


class BaseChange(Definition):
    """How does the base year of the chain become that of an earlier year? See `base_change`.

    ``demand_growth`` is the growth of every use after the earlier year, a year, as expected then.
    """

    year: Annotated[int, Field(ge=1990, le=2100)]
    file: FileName
    demand_growth: Annotated[float, Field(ge=-0.2, le=0.5)]
    demand_source: Text


class WrittenEpisode(Definition):
    """What stands in `episode.yaml`?

    chain  : id of a shipped chain, or the path of a chain's YAML, from the folder of the episode
    start  : first month simulated; event: the month of the shock. Forecasts start from what was
             recorded before the event, and nothing known later enters
    reach  : share of supply outside the acting country that the policy could reach, with its
             source; scales the naive forecast "as in the previous episode"
    frozen : day on which rules, facts and records were fixed before any forecast of them was seen;
             absent where a forecast was seen before
    """

    id: Name
    label: Label
    description: Described
    kind: EpisodeKind
    frozen: Day | None = None
    chain: ChainName
    base: BaseChange | None = None
    start: Month
    event: Month
    months: Annotated[int, Field(ge=4, le=120)]
    demand: Name
    reach: Annotated[float, Field(gt=0, le=1)]
    reach_source: Text
    policies: tuple[KnownPolicy, ...]
    facts: tuple[KnownPolicy, ...] = ()
    scored: Annotated[tuple[ScoredQuantity, ...], Field(min_length=1)]
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        faults = []
        if not self.start < self.event < self.start + self.months:
            faults.append(
                Fault(
                    "event",
                    str(self.event),
                    f"a month after {self.start} and before {self.start + self.months}",
                    because="the months before the event show the market at rest",
                    advice=f"write event: {self.event}, start: {self.event - 3}, months: 12",
                )
            )
        if self.kind == "policy" and not self.policies:
            faults.append(
                Fault(
                    "policies",
                    "none",
                    "at least one policy",
                    because="a window without a policy says nothing about what policies do",
                    advice="give the policy, or call the episode a demand or control case",
                )
            )
        ids = [(known.effect.id, "policies") for known in self.policies]
        ids += [(known.effect.id, "facts") for known in self.facts]
        ids += [(quantity.id, "scored") for quantity in self.scored]
        seen: set[str] = set()
        for name, key in ids:
            if name in seen:
                faults.append(Fault(key, f"id {quoted(name)} a second time", "each id once"))
            seen.add(name)
        faults += [*_scored_twice(self.scored), *_acting_twice(self)]
        if faults:
            raise DefinitionError(faults)
        return self


def _scored_twice(scored: tuple[ScoredQuantity, ...]) -> Iterator[Fault]:
    """Yield which quantity stands a second time under another id."""
    first: dict[tuple[object, ...], str] = {}
    for place, one in enumerate(scored):
        same = first.setdefault(one.told, one.id)
        if same != one.id:
            yield Fault(
                f"scored[{place}]",
                f"{one.id}, the same as {same}",
                "each quantity once",
                because="it would count twice in every score",
                advice="take one of the two out",
            )


def _acting_twice(written: WrittenEpisode) -> Iterator[Fault]:
    """Yield which policy or fact stands a second time under another id."""
    keys = [("policies", place) for place in range(len(written.policies))]
    keys += [("facts", place) for place in range(len(written.facts))]
    effects = [known.effect for known in (*written.policies, *written.facts)]
    for place, first in repeated(effects).items():
        name, number = keys[place]
        yield Fault(
            f"{name}[{number}].effect",
            f"{effects[place].id}, the same as {first}",
            "each policy or fact once",
            because="its effect would count twice",
            advice="take one of the two out",
        )


class ObservedRow(Definition):
    """What was recorded in a month, or from month to through: a mean, or the sum of a mass?"""

    month: Month
    through: Month | None = None
    value: Annotated[float, Field(ge=0)]
    grade: Literal["A", "B", "C", "D"]
    source: Text
    licence: Text
    vintage: Text
    note: str | None = None


class BaseRow(Definition):
    """Which number of the base year is which multiple, or how much, in the earlier year?

    table   : mines, processes, shipments, uses, old_scrap, prices
    region, to, name : of the rows meant, "*" for all; ``to`` is the importer of shipments
    factor  : multiple of the base year's number; 0 removes it
    tonnes  : instead of a factor, the number itself (t a year, units a year for processes) of one
              row, which need not exist in the base year
    grade   : how well the number is known; the better, the less it gives way in the balance
    """

    table: Literal["mines", "processes", "shipments", "uses", "old_scrap", "prices"]
    region: Text
    to: Text
    name: Text
    factor: Annotated[float, Field(ge=0)] | None = None
    tonnes: Annotated[float, Field(ge=0)] | None = None
    grade: Literal["A", "B", "C", "D"]
    source: Text
    note: str | None = None

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if (self.factor is None) == (self.tonnes is None):
            raise DefinitionError.one(
                where="factor", found="both or none of factor and tonnes", expected="one of the two"
            )
        if self.tonnes is not None and (
            self.table in ("prices", "uses")
            or "*" in (self.region, self.name)
            or (self.table == "shipments") == (self.to == "*")
        ):
            raise DefinitionError.one(
                where="tonnes",
                found=f"{self.table} {self.region} {self.to} {self.name}",
                expected="one mine, process, shipment or scrap, named without *",
            )
        return self
