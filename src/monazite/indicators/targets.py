"""Does the European Union mine, process and recycle what it set out to, and from whom does it buy?

The benchmarks of Regulation (EU) 2024/1252 for 2030, per strategic raw material: at least 10 % of
annual consumption extracted, 40 % processed and 25 % recycled in the Union, at most 65 % from one
third country. From the shipped tables for years they print; from a run for later ones. Where a
figure is not printed the answer is unknown, with the reason.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monazite.absence import NotApplicable, Unknown
from monazite.chains.read import chain_names
from monazite.chains.stages import Stages, main_elements
from monazite.chains.world import load_world
from monazite.data.catalog import table
from monazite.definition import Definition, read_definition
from monazite.errors import UnknownNameError, quoted, unknown_name
from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.indicators.observed import Output, output_of
from monazite.indicators.risk_of_supply import recycling_rate
from monazite.indicators.run_view import RunView
from monazite.indicators.trade import production
from monazite.indicators.value import Value, share_of
from monazite.labels import Label
from monazite.regions import members

UNION = "EU27"
GOALS = ("extraction", "processing", "recycling", "third_country")
FIRST_YEAR, LAST_YEAR = 2020, 2035


class Measured(Definition):
    """Which output of the tables is meant, and what a unit of it contains?"""

    mineral: str
    stage: str
    product: str
    content: float


class Material(Definition):
    """Where are the figures of a strategic raw material? Fields as in the library's heading."""

    id: str
    en: str
    zh: str
    mined: Measured | NotApplicable
    processed: Measured | NotApplicable
    codes: tuple[str, ...]
    own: str
    recycling: str | NotApplicable
    elements: tuple[str, ...]

    @property
    def label(self) -> Label:
        """What is it called in English and Chinese?"""
        return Label(self.en, self.zh)


class Materials(Definition):
    """What does ``library/strategic_materials.yaml`` hold?"""

    aims: dict[str, float]
    materials: tuple[Material, ...]


@dataclass(frozen=True)
class Target:
    """Did the Union reach a benchmark for a material in a year?

    goal    : extraction, processing, recycling (at least `aim`) or third_country (at most)
    share   : of annual consumption, not negative; for recycling of all input
    met     : is the benchmark of 2030 reached in that year?
    country : the largest third country, for that goal
    consumption : t of content, or of the run's element
    origin  : tables (as printed), balance (the balanced base year of the chain) or run (modelled)
    note    : id of what has to be known of the share: `above_one`, or empty
    """

    material: str
    year: int
    goal: str
    aim: float
    share: Value
    met: bool | Unknown | NotApplicable
    country: str
    consumption: Value
    origin: str
    note: str = ""

    @property
    def key(self) -> str:
        """Under which key is it explained (`monazite why`)? That of a run needs the run beside."""
        return f"eu_targets:{self.material}:{self.goal}:{self.year}"


ABOVE_ONE = "above_one"
"""Imports over apparent consumption pass 1 where goods are sent on, or stocks are drawn; output
over final use passes 1 where a region exports what it makes."""


def noted(share: Value) -> str:
    """Which note does a share need?"""
    return ABOVE_ONE if isinstance(share, float) and share > 1 else ""


@functools.cache
def library() -> Materials:
    """Which materials are strategic, and which shares does the Union aim at?"""
    return read_definition(
        Path(__file__).parent / "library" / "strategic_materials.yaml", Materials
    )


def material(id: str) -> Material:
    """Which material has this id? Raises UnknownNameError with near misses."""
    known = {one.id: one for one in library().materials}
    if id not in known:
        raise unknown_name("targets", id, known, "strategic raw material")
    return known[id]


def materials_of(name: str) -> tuple[Material, ...]:
    """Which strategic materials does a name mean: one of them, or those that a chain holds?

    Raises UnknownNameError for a mineral that the Union does not list as strategic, and, with near
    misses, for a name that nothing carries.
    """
    known = library().materials
    if name in chain_names() and all(one.id != name for one in known):
        elements = set(main_elements(load_world(name).chain))
        found = tuple(one for one in known if elements & set(one.elements))
        if not found:
            raise UnknownNameError.one(
                where="targets",
                found=f"{quoted(name)}, which is no strategic raw material",
                expected=f"one of {', '.join(one.id for one in known)}",
                because="the Union's benchmarks are for strategic raw materials only",
            )
        return found
    return (material(name),)


def reached(goal: str, share: Value) -> bool | Unknown | NotApplicable:
    """Is a benchmark reached: at least the aim, or for a third country at most?

    Absent as the share is. Source: Regulation (EU) 2024/1252, Article 5(1).

    >>> reached("extraction", 0.12), reached("third_country", 0.12), reached("processing", 0.12)
    (True, True, False)
    """
    if isinstance(share, (Unknown, NotApplicable)):
        return share
    aim = library().aims[goal]
    return share <= aim if goal == "third_country" else share >= aim


def observed_targets(id: str, year: int) -> tuple[Target, ...]:
    """Which of the four shares do the shipped tables give for a material in a year?

    Apparent consumption is the Union's own production plus net imports of the named customs lines,
    by content. Recycling is the input rate of the study of 2023, whatever the year from 2020 to
    2024. Raises UnknownNameError for another material.
    """
    one = material(id)
    consumption, imports = _consumption(one, year)
    shares: dict[str, tuple[Value, str]] = {
        "extraction": (_part(one.mined, year, consumption), ""),
        "processing": (_part(one.processed, year, consumption), ""),
        "recycling": (_recycling(one, year), ""),
        "third_country": largest_supplier(imports, consumption),
    }
    return tuple(
        Target(
            id,
            year,
            goal,
            library().aims[goal],
            share,
            reached(goal, share),
            country,
            consumption,
            "tables",
            noted(share),
        )
        for goal, (share, country) in shares.items()
    )


def _output(measured: Measured | NotApplicable, year: int) -> Output | Unknown:
    if isinstance(measured, NotApplicable):
        return Unknown("no shipped table prints this stage by country")
    found = output_of(measured.mineral, measured.stage, measured.product, year)
    return Unknown(f"no shipped table prints {year}") if found is None else found


def _made(measured: Measured | NotApplicable, year: int) -> float | Unknown:
    output = _output(measured, year)
    if isinstance(output, Unknown) or isinstance(measured, NotApplicable):
        return output if isinstance(output, Unknown) else Unknown("no table")
    made = output.made_in(members(UNION, None))
    return made if isinstance(made, Unknown) else made * measured.content


@functools.cache
def _net_imports(codes: tuple[str, ...], year: int) -> tuple[float, Mapping[str, float]] | None:
    """Net imports of the Union, t of content, and imports by third country; None if not shipped."""
    inside = members(UNION, None)
    content = {row["code"]: row["content"] for row in table("trade_codes")}
    imports: dict[str, float] = {}
    net, rows = 0.0, 0
    for row in table("trade"):
        if row["year"] != year or row["code"] not in codes:
            continue
        tonnes, share = row["tonnes"], content[row["code"]]
        if not isinstance(tonnes, float) or not isinstance(share, float):
            continue
        rows += 1
        exporter, importer = str(row["exporter"]), str(row["importer"])
        if importer in inside and exporter not in inside:
            imports[exporter] = imports.get(exporter, 0.0) + tonnes * share
            net += tonnes * share
        elif exporter in inside and importer not in inside:
            net -= tonnes * share
    return (net, imports) if rows else None


def _consumption(one: Material, year: int) -> tuple[Value, Mapping[str, float]]:
    if not one.codes:
        return Unknown("no shipped customs lines cover just the forms used"), {}
    traded = _net_imports(one.codes, year)
    if traded is None:
        return Unknown(f"no trade data are shipped for {year}"), {}
    own = _made(one.mined if one.own == "mined" else one.processed, year)
    if isinstance(own, Unknown):
        return own, traded[1]
    consumption = own + traded[0]
    if consumption <= 0:
        return Unknown("exports exceed production and imports: stocks or re-exports"), traded[1]
    return consumption, traded[1]


def _part(measured: Measured | NotApplicable, year: int, consumption: Value) -> Value:
    made = _made(measured, year)
    if isinstance(made, Unknown):
        return made
    if isinstance(consumption, (Unknown, NotApplicable)):
        return 0.0 if made == 0 else consumption
    return share_of(made, consumption, "nothing is used")


def _recycling(one: Material, year: int) -> Value:
    if isinstance(one.recycling, NotApplicable):
        return Unknown("no recycling rate in the study of 2023")
    if not FIRST_YEAR <= year <= 2024:
        return Unknown("the study of 2023 does not say")
    return recycling_rate(one.recycling)


def largest_supplier(imports: Mapping[str, float], consumption: Value) -> tuple[Value, str]:
    """Which share of consumption comes from the largest outside supplier, and who is it?

    imports : supplier -> quantity; consumption : same unit; absent as the consumption is
    """
    if isinstance(consumption, (Unknown, NotApplicable)):
        return consumption, ""
    name = min(imports, key=lambda country: (-imports[country], country), default="")
    return share_of(imports.get(name, 0.0), consumption, "nothing is used"), name


def run_targets(
    view: RunView, bloc: Collection[str], elements: Collection[str]
) -> tuple[Target, ...]:
    """Which shares does a bloc reach in a run, element by element and year by year?

    bloc : region ids; consumption is what its final uses hold of the element, t oxide equivalent
    elements : those of a strategic material that the chain does not trace are passed over

    Extraction is the bloc's mines and what it recovers from the streams of hosts, processing the
    last stage of separating, smelting or refining the element. The third-country share and the
    recycling share are indicators of their own for goods (`largest_third_country`, `origins`).
    Unknown for a year with a month that did not clear.
    """
    inside = view.require_regions(bloc)
    traced = {
        element
        for good in np.unique(view.node_good)
        for element, content in view.good(str(good)).composition.items()
        if content > 0
    }
    rows: list[Target] = []
    for element in elements:
        if element not in traced:
            continue
        used = {
            row.period: row.used
            for row in loop_closure(view, inside, element)
            if row.use_kind == ALL_USES
        }
        content = {
            good: view.good(good).composition.get(element, 0.0)
            for stage in view.stages.order
            for good in view.stages.products[stage]
        }
        for goal, stages in stages_of_goals(view.stages, content).items():
            made: dict[str, float | Unknown] = {}
            for row in (
                row for stage in stages for row in production(view, stage, "year", element)
            ):
                if row.region not in inside:
                    continue
                before = made.get(row.period, 0.0)
                gap = next((v for v in (before, row.tonnes) if isinstance(v, Unknown)), None)
                made[row.period] = gap if gap is not None else before + row.tonnes  # type: ignore[operator]
            for period, tonnes in made.items():
                consumption = used[period]
                rows.append(_of_run(element, period, goal, tonnes, consumption))
    return tuple(rows)


_PROCESSING = ("separation", "smelting", "refining")


def stages_of_goals(stages: Stages, content: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """At which stages of a chain is each goal measured for an element, if at any?

    content : t of the element per t of each good. Extraction is at the stages that bring it in,
    processing at the last stage of separating, smelting or refining that makes goods with it.
    """

    def holds(stage: str) -> bool:
        return any(content.get(good) for good in stages.products[stage])

    sources = tuple(stage for stage in stages.order if stage in stages.sources and holds(stage))
    later = [stage for stage in stages.order if stage in _PROCESSING and holds(stage)]
    goals = {"extraction": sources, "processing": tuple(later[-1:])}
    return {goal: found for goal, found in goals.items() if found}


def _of_run(
    element: str, period: str, goal: str, tonnes: float | Unknown, consumption: Value
) -> Target:
    share: Value
    if isinstance(tonnes, Unknown):
        share = tonnes
    elif isinstance(consumption, (Unknown, NotApplicable)):
        share = consumption
    else:
        share = share_of(tonnes, consumption, "nothing is used")
    aim = library().aims[goal]
    return Target(
        element,
        int(period),
        goal,
        aim,
        share,
        reached(goal, share),
        "",
        consumption,
        "run",
        noted(share),
    )
