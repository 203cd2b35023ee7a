"""What does each side do in each dimension of the contest, and what does it measurably change?

Six dimensions by West and China. What a side does is counted from the acts of the library in force
on a day; the gap is not asserted but measured: the same indicator in four runs of one world, with
neither side's rules, with the West's alone, with China's alone, and with all acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from monazite.absence import Unknown, is_known
from monazite.indicators.blocs import bloc_of
from monazite.indicators.concentration import concentration
from monazite.indicators.cover import cover
from monazite.indicators.loop_closure import loop_closure
from monazite.indicators.run_view import RunView
from monazite.indicators.status_premium import status_premium
from monazite.indicators.trade import production
from monazite.labels import Label
from monazite.months import Month
from monazite.regions import members
from monazite.scenario.law import LawChoice

Value = float | Unknown

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


def _outside(view: RunView, good: str) -> np.ndarray:
    """At which market nodes outside China is a good used? bool, [nodes]."""
    kind, region = view.text("node_kind"), view.text("node_region")
    at = (view.node_good == good) & (kind == "market") & (region != "CHN")
    used = np.isin(np.arange(len(at)), np.unique(view.use_node))
    taken = view.column_flow(("process",), inputs=True).sum(axis=0) > 0
    return at & (used | taken)


def _years(view: RunView, first: str, last: str) -> np.ndarray:
    return np.array([first <= str(month) <= last for month in view.months])


def _premium(view: RunView) -> Value:
    """Dysprosium outside over inside China, mean of the months 2025-04 to 2026-12."""
    at, months = _outside(view, "dysprosium_oxide"), _years(view, "2025-04", "2026-12")
    price = view.numbers("price", "month", "node")
    home = (view.text("node_region") == "CHN") & (view.node_good == "dysprosium_oxide")
    home &= view.text("node_kind") == "market"
    if not view.cleared[months].all() or not at.any():
        return Unknown("a month from 2025-04 to 2026-12 did not clear")
    reference = view.numbers("reference_price", "node")
    abroad = float((price[months][:, at] / reference[at]).mean())
    inside = float((price[months][:, home] / reference[home]).mean())
    return abroad / inside


def _unserved(view: RunView) -> Value:
    """Share of magnet demand outside China not served, 2025 to 2027."""
    region, good = view.text("use_region"), view.text("use_good")
    at = (region != "CHN") & np.isin(good, ["ndfeb_magnet", "ndfeb_magnet_heavy"])
    months = _years(view, "2025-01", "2027-12")
    if not view.cleared[months].all():
        return Unknown("a month of 2025 to 2027 did not clear")
    wanted = view.numbers("wanted", "month", "use")[months][:, at].sum()
    return float(view.numbers("unserved", "month", "use")[months][:, at].sum() / wanted)


def _separated_outside(view: RunView) -> Value:
    """Share of the world's NdPr separated outside China, 2035."""
    rows = [r for r in production(view, "separation", "year", "NdPr") if r.period == "2035"]
    china = next((row.share for row in rows if row.region == "CHN"), Unknown("no such year"))
    return 1.0 - china if is_known(china) else Unknown("a month of 2035 did not clear")


def _concentration(view: RunView) -> Value:
    """HHI of magnet making, 2035, 0 to 1."""
    rows = [r for r in concentration(view, "magnet", "year") if r.period == "2035"]
    value = rows[0].index if rows else Unknown("no such year")
    return value if isinstance(value, float) else Unknown("a month of 2035 did not clear")


def _support(view: RunView) -> Value:
    """What payers of floors and guarantees pay from 2025 to 2035, billion USD."""
    support = view.numbers("support", "month", "facility")
    if not view.cleared.all():
        return Unknown("a month did not clear")
    return float(support.sum() / 1e9)


def _free_premium(view: RunView) -> Value:
    """Premium of heavy magnets outside every foreign rule, mean over regions, 2027 to 2029."""
    rows = [
        row.premium
        for row in status_premium(view, "ndfeb_magnet_heavy", "year")
        if row.period in ("2027", "2028", "2029")
    ]
    known = [float(value) for value in rows if isinstance(value, float)]
    return float(np.mean(known)) if known else Unknown("no region traded both in those years")


def _bloc_functions(bloc: frozenset[str]) -> dict[str, Callable[[RunView], Value]]:
    """Which indicators need to know the allied bloc?"""

    def closure(view: RunView) -> Value:
        for row in loop_closure(view, bloc, "NdPr", "year"):
            if row.period == "2035" and row.use_kind == "all":
                return row.share if isinstance(row.share, float) else Unknown("not known")
        return Unknown("no such year")

    def held(view: RunView) -> Value:
        months = [
            row.months
            for row in cover(view, "dysprosium_oxide", bloc)
            if "2025-04" <= row.month <= "2026-12"
        ]
        known = [float(value) for value in months if isinstance(value, float)]
        return min(known) if known else Unknown("not known")

    return {"loop_closure": closure, "cover": held}


_LABELS: dict[str, tuple[str, Label]] = {
    "premium": (
        "ratio",
        Label(
            "dysprosium oxide, outside over inside China against 2024, 2025-04 to 2026-12",
            "氧化镝境外与境内价格之比（均相对2024年），2025年4月至2026年12月",
        ),
    ),
    "unserved": (
        "share",
        Label(
            "magnet demand outside China not served, 2025-27",
            "中国境外未满足的磁体需求，2025至2027年",
        ),
    ),
    "separated_outside": (
        "share",
        Label("NdPr separated outside China, 2035", "2035年在中国境外分离的镨钕份额"),
    ),
    "magnet_concentration": (
        "HHI, 0 to 1",
        Label("concentration of magnet making, 2035", "2035年磁体制造的集中度"),
    ),
    "loop_closure": (
        "share",
        Label(
            "NdPr use of the allied bloc with its whole path inside, 2035",
            "2035年盟友集团镨钕用量中全程在集团内的份额",
        ),
    ),
    "support": (
        "bn USD",
        Label("paid by floors and guarantees to 2035", "至2035年价格下限与保障的支付额"),
    ),
    "free_premium": (
        "share",
        Label(
            "premium of heavy magnets outside every rule, 2027-29",
            "不受任何规则约束的重稀土磁体溢价，2027至2029年",
        ),
    ),
    "cover": (
        "months",
        Label(
            "lowest cover of dysprosium oxide in the allied bloc, 2025-04 to 2026-12",
            "盟友集团氧化镝最低库存月数，2025年4月至2026年12月",
        ),
    ),
}

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
        ("separated_outside", "magnet_concentration"),
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
    functions: dict[str, Callable[[RunView], Value]] = {
        "premium": _premium,
        "unserved": _unserved,
        "separated_outside": _separated_outside,
        "magnet_concentration": _concentration,
        "support": _support,
        "free_premium": _free_premium,
        **_bloc_functions(bloc),
    }
    measured = {
        name: Gap(
            name,
            _LABELS[name][1],
            _LABELS[name][0],
            {run: function(view) for run, view in views.items()},
        )
        for name, function in functions.items()
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
