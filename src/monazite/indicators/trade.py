"""Who made how much, who sent how much to whom, and what was it used for?

The accounts from which other indicators are taken. All quantities are tonnes of the good's own
basis (REO, oxide, metal, finished magnet) in the months of the period; goods of different basis
are never added.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from monazite.absence import Unknown
from monazite.errors import BasisError
from monazite.indicators.run_view import By, Period, RunView
from monazite.indicators.value import FloatArray, unless


@dataclass(frozen=True)
class Shipment:
    """How much of a good went from one region to another in a period?

    tonnes : t of the good's basis on arrival, not negative; Unknown if a month did not clear
    """

    period: str
    exporter: str
    importer: str
    good: str
    tonnes: float | Unknown


@dataclass(frozen=True)
class Production:
    """How much did a region make at a stage, or of a good, in a period?

    tonnes : t of `basis`, not negative; share : of the world's, 0 to 1 (0 where the world makes
    nothing). Both are Unknown if a month did not clear.
    """

    period: str
    region: str
    stage: str
    tonnes: float | Unknown
    share: float | Unknown
    basis: str


@dataclass(frozen=True)
class GoodAccount:
    """What did a set of regions have of a good in a period, and where did it go?

    All in t of the good's basis, not negative but for `stock_withdrawal`:

    production, old_scrap : made by mines and processes; collected from old products
    imports, exports      : across the border of the set; trade inside it is not counted
    discards              : surplus that was made but not finished or not sold
    processing, final_use : taken by processes; used for good. Real supply only: what a backstop
                            (substitute, doing without) supplied is in neither
    stock_withdrawal      : fall of stocks; negative where they rose. It closes the balance:
                            apparent use + exports - production - old scrap - imports, so that
                            what substitutes left over counts as a rise of stocks
    """

    period: str
    regions: frozenset[str]
    good: str
    production: float
    old_scrap: float
    imports: float
    exports: float
    discards: float
    processing: float
    final_use: float

    @property
    def use(self) -> float:
        """How much was used, t? Processing and final use, from real supply."""
        return self.processing + self.final_use

    @property
    def apparent_use(self) -> float:
        """How much stayed in the regions, t? Use, and what was discarded there."""
        return self.use + self.discards

    @property
    def stock_withdrawal(self) -> float:
        """By how much did stocks fall, t? Negative where they rose."""
        gone = self.apparent_use + self.exports
        return gone - self.production - self.old_scrap - self.imports


def ship_flows(view: RunView, good: str) -> dict[tuple[str, str], FloatArray]:
    """Which flows of a good run between regions, month by month?

    returns : (exporter, importer) -> (month,), t/month of the good's basis on arrival

    Ships from the hub behind an export gate count for the exporter; all statuses are added. Ships
    within one region are left out. Raises UnknownNameError for a good without a node.
    """
    view.require_good(good)
    ships = np.flatnonzero(view.activity_kind == "ship")
    is_ship = np.zeros(len(view.activity_kind), dtype=bool)
    is_ship[ships] = True
    entries = np.flatnonzero(is_ship[view.column_activity])
    origin: dict[int, int] = {}
    arrivals: list[tuple[int, int, float]] = []
    for entry in entries:
        activity, node = int(view.column_activity[entry]), int(view.column_node[entry])
        value = float(view.column_value[entry])
        if value < 0:
            origin[activity] = node
        else:
            arrivals.append((activity, node, value))
    flows: dict[tuple[str, str], FloatArray] = {}
    for activity, node, value in arrivals:
        if str(view.node_good[node]) != good:
            continue
        exporter = str(view.node_region[origin[activity]])
        importer = str(view.node_region[node])
        if exporter != importer:
            flow = view.level[:, activity] * value
            pair = (exporter, importer)
            flows[pair] = flows[pair] + flow if pair in flows else flow
    return flows


def shipments(view: RunView, good: str, by: By = "year") -> tuple[Shipment, ...]:
    """How much of a good went from whom to whom, by period, largest first within a period?

    Pairs whose flow is exactly zero in a period are left out; in a period with a month that did
    not clear every pair is listed as Unknown.
    """
    flows = ship_flows(view, good)
    found: list[Shipment] = []
    for period in view.periods(by):
        gap = view.gap(period.positions)
        if gap is not None:
            found += [Shipment(period.name, *pair, good, gap) for pair in sorted(flows)]
            continue
        rows = [(float(flow[list(period.positions)].sum()), pair) for pair, flow in flows.items()]
        for tonnes, (exporter, importer) in sorted(rows, key=lambda row: (-row[0], row[1])):
            if tonnes > 0:
                found.append(Shipment(period.name, exporter, importer, good, tonnes))
    return tuple(found)


def production_flow(
    view: RunView, stage: str, element: str | None = None
) -> tuple[dict[str, FloatArray], str]:
    """How much does each region make at a stage, month by month, and on which basis?

    stage   : one of the chain's stages of production; counted are its products as
              :class:`monazite.chains.stages.Stages` has them (oxides for separation, so that a
              concentrate sent on to a second separation is not counted twice); recycling is not
              included
    element : if given, only that element in the products, rare earths in t oxide equivalent (REO),
              others in t of the element; otherwise the products' own tonnes
    returns : region -> (month,), t/month, every region with a node; basis

    Raises UnknownNameError for another stage or element, BasisError if the products of the stage
    have different bases and no element is named.
    """
    products = view.stages.made_at("indicator", stage)
    content = view.content(element) if element is not None else None
    made = (view.activity_stage[view.column_activity] == stage) & (view.column_value > 0)
    flows = {region: np.zeros(len(view.months)) for region in view.regions}
    bases: set[str] = set()
    for entry in np.flatnonzero(made):
        node = int(view.column_node[entry])
        name = str(view.node_good[node])
        if name not in products:
            continue
        good = view.good(name)
        weight = float(view.column_value[entry])
        weight *= 1.0 if content is None else float(content[node])
        bases.add(str(good.basis))
        region = str(view.node_region[node])
        flows[region] = flows[region] + view.level[:, int(view.column_activity[entry])] * weight
    if element is not None:
        return flows, view.basis_of(element)
    if len(bases) > 1:
        raise BasisError.one(
            where=f"production at stage {stage}",
            found=f"products in {', '.join(sorted(bases))}",
            expected="one basis",
            because="tonnes of different content cannot be added",
            advice="name an element, so that its content is counted",
        )
    return flows, bases.pop() if bases else "t"


def production(
    view: RunView, stage: str, by: By = "year", element: str | None = None
) -> tuple[Production, ...]:
    """How much did each region make at a stage, and which share of the world's is that?

    Arguments and errors as in :func:`production_flow`; every region is listed in every period.
    """
    flows, basis = production_flow(view, stage, element)
    rows: list[Production] = []
    for period in view.periods(by):
        gap = view.gap(period.positions)
        tonnes = {
            region: float(flow[list(period.positions)].sum()) for region, flow in flows.items()
        }
        world = sum(tonnes.values())
        for region, amount in tonnes.items():
            share = amount / world if world > 0 else 0.0
            rows.append(
                Production(
                    period.name, region, stage, unless(gap, amount), unless(gap, share), basis
                )
            )
    return tuple(rows)


def account(
    view: RunView, good: str, regions: Collection[str], by: By = "year"
) -> tuple[tuple[Period, GoodAccount], ...]:
    """What did a set of regions have of a good in each period, and where did it go?

    regions : region ids, taken together as one territory; all statuses of the good are added

    A month that did not clear is counted like any other: ask `view.gap` before using it.
    Raises UnknownNameError for an unknown good or region.
    """
    view.require_good(good)
    inside = view.require_regions(regions)
    at = (view.node_good == good) & np.isin(view.node_region, sorted(inside))
    real = 1.0 - view.backstop_share
    monthly = {
        "production": view.column_flow(("mine", "process"), inputs=False)[:, at].sum(axis=1),
        "old_scrap": view.old_scrap[:, at].sum(axis=1),
        "discards": (view.column_flow(("discard",), inputs=True) * real)[:, at].sum(axis=1),
        "processing": (view.column_flow(("process",), inputs=True) * real)[:, at].sum(axis=1),
        "final_use": view.consumption[:, at[view.use_node]].sum(axis=1),
        "imports": np.zeros(len(view.months)),
        "exports": np.zeros(len(view.months)),
    }
    for (exporter, importer), flow in ship_flows(view, good).items():
        if importer in inside and exporter not in inside:
            monthly["imports"] = monthly["imports"] + flow
        if exporter in inside and importer not in inside:
            monthly["exports"] = monthly["exports"] + flow
    accounts = []
    for period in view.periods(by):
        at = list(period.positions)
        sums = {name: float(flow[at].sum()) for name, flow in monthly.items()}
        books = GoodAccount(period=period.name, regions=inside, good=good, **sums)
        accounts.append((period, books))
    return tuple(accounts)
