"""What does each side do in each dimension of the contest, and what does it measurably change?

Six dimensions by West and China. What a side does is counted from the acts of the library in force
on a day; the gap is not asserted but measured: the same indicator in four runs of one world, with
neither side's rules, with the West's alone, with China's alone, and with all acts. What is measured
follows from the chain: its element, its scarce good, its stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from monazite.indicators.blocs import bloc_of
from monazite.indicators.run_view import RunView
from monazite.labels import Label
from monazite.months import Month
from monazite.regions import members
from monazite.scenario.law import LawChoice
from monazite.strategy.contest_measures import MEASURES, Value, told
from monazite.strategy.contested_goods import contested_goods

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.scenario.scenario import Scenario

WEST = ("us/*", "eu/*", "g7/*", "jp/*", "au/*", "ca/*", "gb/*", "kr/*", "alliances/*")
CHINA = ("cn/*",)

LAWS: Mapping[str, LawChoice | None] = {
    "neither": None,
    "west": LawChoice(include=WEST, branch="revived"),
    "china": LawChoice(include=CHINA, branch="revived"),
    "all": LawChoice(branch="revived"),
}
"""Which law does each of the four runs follow? None: no act at all."""


@dataclass(frozen=True)
class Gap:
    """One indicator in the four runs.

    value : run ("neither", "west", "china", "all") -> value; Unknown where a month did not clear
    """

    id: str
    label: Label
    unit: str
    value: Mapping[str, Value]


@dataclass(frozen=True)
class Cell:
    """What does one side do in one dimension? Ids of its acts with rules in force on the day."""

    acts: tuple[str, ...]
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """One row of the matrix."""

    id: str
    label: Label
    west: Cell
    china: Cell
    gaps: tuple[Gap, ...]


DIMENSIONS: tuple[tuple[str, Label, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "export_control",
        Label("export control and licences", "出口管制与许可"),
        (
            *("export_ban", "export_licence", "reexport_rule", "export_quota", "entity_list"),
            "technology_export_control",
        ),
        ("premium", "unserved"),
    ),
    (
        "processing",
        Label("processing capacity", "加工能力"),
        (
            *("public_finance", "tax_credit", "production_quota", "local_processing_rule"),
            *("permitting_rule", "research_support"),
        ),
        ("processed_outside", "last_concentration"),
    ),
    (
        "diversification",
        Label("diversification and friend-shoring", "多元化与友岸合作"),
        (
            *("preferential_area", "offtake", "supply_benchmark", "infrastructure_corridor"),
            *("investment_screening", "import_tariff", "procurement_origin_rule"),
        ),
        ("loop_closure",),
    ),
    (
        "price_guarantees",
        Label("price guarantees", "价格保障"),
        ("producer_price_floor", "price_band", "export_duty"),
        ("support",),
    ),
    (
        "law_and_standards",
        Label("law and standards", "法律与标准"),
        ("standard", "recycling_target"),
        ("free_premium",),
    ),
    (
        "stocks",
        Label("short-term supply and stocks", "短期供应与储备"),
        ("strategic_stockpile",),
        ("cover",),
    ),
)
"""(id, label, instruments, indicators) of each dimension; every instrument stands in one."""


def _cell(acts: Iterable[Any], lane: str, instruments: tuple[str, ...], day: date) -> Cell:
    from monazite.policy.legal_calendar import LegalCalendar, with_inherited

    names: list[str] = []
    used: list[str] = []
    for act in acts:
        if act.lane != lane:
            continue
        for rule in act.rules:
            events = with_inherited(rule.calendar, act.calendar)
            state = LegalCalendar(events).on(day).state
            if rule.instrument in instruments and state == "in_force":
                names.append(act.id)
                used.append(rule.instrument)
    return Cell(tuple(dict.fromkeys(names)), tuple(sorted(set(used))))


def contest_scenarios(world: World) -> dict[str, Scenario]:
    """Which four questions does the matrix put to a world? Run id -> scenario, law compiled.

    The baseline as it acts on the world's chain, under each of `LAWS`.
    """
    from monazite.scenario.other_chain import moved_to
    from monazite.scenario.read import open_scenario

    base = moved_to(open_scenario("baseline").scenario, world.chain).scenario
    return {
        name: replace(base, id=name, policies=law).with_law(world) for name, law in LAWS.items()
    }


def contest_matrix(
    runs: Mapping[str, Any], chain: Any, acts: Iterable[Any], day: date
) -> tuple[Dimension, ...]:
    """Which matrix do four runs and the acts of the library give?

    runs  : "neither", "west", "china", "all" -> Run of the same world
    chain : the chain or world of these runs; acts : of the library; day : for "in force"

    Raises KeyError where one of the four runs is missing.
    """
    every = list(acts)
    views = {name: RunView.of(runs[name], chain) for name in LAWS}
    known = chain.chain if hasattr(chain, "chain") else chain
    regions = {region.id: region.members for region in known.regions.values()}
    allied = members("allied_bloc", Month(day.year, day.month))
    whole, partly = bloc_of(regions, allied)
    bloc = whole | {region for region in partly if regions[region] != ("*",)}
    goods = contested_goods(known)
    labels = told(goods)
    measured = {
        name: Gap(
            name,
            labels[name][1],
            labels[name][0],
            {
                run: measure(view, goods, bloc & frozenset(view.regions))
                for run, view in views.items()
            },
        )
        for name, measure in MEASURES.items()
    }
    return tuple(
        Dimension(
            name,
            label,
            _cell(every, "west", instruments, day),
            _cell(every, "china", instruments, day),
            tuple(measured[gap] for gap in gaps),
        )
        for name, label, instruments, gaps in DIMENSIONS
    )
