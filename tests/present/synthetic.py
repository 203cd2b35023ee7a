"""An invented run and chain with the names of the rare-earth world, to test the report with.

Five regions, one clay and one rock, eight oxides, two metals, two magnets. No number is data:
tonnes are pushed forward from the mines by fixed shares, prices follow a formula. Flows balance,
so that indicators that trace them can be run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from monazite.labels import Label
from monazite.market.axes import AXIS
from monazite.market.run import Run
from monazite.market.variables import VARIABLE

REGIONS = ("CHN", "USA", "DEU", "JPN", "MMR")
ELEMENTS = ("NdPr", "Dy", "Tb", "Y", "Sm", "Gd", "La", "Ce")
OXIDE = {
    "NdPr": "ndpr_oxide",
    "Dy": "dysprosium_oxide",
    "Tb": "terbium_oxide",
    "Y": "yttrium_oxide",
    "Sm": "samarium_oxide",
    "Gd": "gadolinium_oxide",
    "La": "lanthanum_oxide",
    "Ce": "cerium_oxide",
}
PRICE = {
    "NdPr": 55.0,
    "Dy": 240.0,
    "Tb": 820.0,
    "Y": 6.0,
    "Sm": 2.2,
    "Gd": 23.0,
    "La": 0.97,
    "Ce": 1.21,
}
ROCK = {
    "NdPr": 0.22,
    "Dy": 0.001,
    "Tb": 0.0005,
    "Y": 0.01,
    "Sm": 0.02,
    "Gd": 0.01,
    "La": 0.25,
    "Ce": 0.4885,
}
CLAY = {
    "NdPr": 0.20,
    "Dy": 0.03,
    "Tb": 0.006,
    "Y": 0.35,
    "Sm": 0.03,
    "Gd": 0.03,
    "La": 0.304,
    "Ce": 0.05,
}
GATED = ("Dy", "Tb", "Y", "Sm", "Gd")
PEAK = {"Dy": 3.2, "Tb": 2.9, "Y": 40.0, "Sm": 3.0, "Gd": 2.2}


def status(good: str) -> str:
    """Controlled goods of this world are bound, all others free."""
    return (
        "bound"
        if good in {OXIDE[e] for e in GATED} | {"ndfeb_magnet_heavy", "dysprosium_metal"}
        else "free"
    )


def goods() -> dict[str, Any]:
    """Goods with stage, basis and content, as an indicator reads them."""
    table = {
        "ionic_clay_concentrate": ("ore", "t REO", CLAY),
        "chinese_rock_concentrate": ("ore", "t REO", ROCK),
        "ndpr_metal": ("metal", "t metal", {"NdPr": 1.17}),
        "dysprosium_metal": ("metal", "t metal", {"Dy": 1.15}),
        "ndfeb_magnet": ("magnet", "t product", {"NdPr": 0.35}),
        "ndfeb_magnet_heavy": ("magnet", "t product", {"NdPr": 0.33, "Dy": 0.02}),
    }
    table |= {OXIDE[element]: ("oxide", "t oxide", {element: 1.0}) for element in ELEMENTS}
    return {
        good: SimpleNamespace(
            id=good,
            stage=stage,
            basis=basis,
            composition=content,
            statuses=("free", "bound") if status(good) == "bound" else ("free",),
            label=Label(good.replace("_", " "), good.replace("_", " ")),
        )
        for good, (stage, basis, content) in table.items()
    }


def world() -> Any:
    """A world with just the parts that the report asks for."""
    stages = {
        "mine_clay": "mine",
        "mine_rock": "mine",
        "separate_clay": "separation",
        "separate_rock": "separation",
        "reduce_ndpr": "metal",
        "reduce_dysprosium": "metal",
        "make_ndfeb_magnet": "magnet",
        "make_ndfeb_magnet_heavy": "magnet",
    }
    regions = {r: SimpleNamespace(id=r, label=Label(r, r), members=(r,)) for r in REGIONS}
    chain = SimpleNamespace(
        id="invented",
        goods=goods(),
        recipes={name: SimpleNamespace(id=name, stage=stage) for name, stage in stages.items()},
        regions=regions,
        uses={},
        facilities={},
        label=Label("invented", "虚构"),
        base_year=2024,
    )
    return SimpleNamespace(
        chain=chain, as_known="2026-11", vintage="invented-1", fingerprint="0" * 64
    )


@dataclass
class _Draft:
    months: int
    nodes: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    activities: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    entries: list[tuple[str, int, float]] = field(default_factory=list)
    levels: list[np.ndarray] = field(default_factory=list)
    held: dict[str, np.ndarray] = field(default_factory=dict)
    uses: list[tuple[str, str, str, str, np.ndarray, np.ndarray]] = field(default_factory=list)

    def node(self, region: str, good: str, kind: str = "market") -> str:
        """Name a node, adding it where it is new."""
        id = f"{region}/{good}/{status(good)}" + ("/export" if kind == "export" else "")
        self.nodes.setdefault(id, (region, good, status(good), kind))
        self.held.setdefault(id, np.zeros(self.months))
        return id

    def run(
        self,
        kind: str,
        column: dict[str, float],
        level: np.ndarray,
        *,
        region: str,
        to: str = "",
        recipe: str = "",
        good: str = "",
    ) -> None:
        """Run an activity at a level: its column moves what the nodes hold."""
        position = len(self.activities)
        name = f"{kind}/{recipe or good}/{region}" + (f"/{to}" if to else "")
        self.activities.append((name, kind, region, to, good, recipe))
        self.levels.append(level)
        for node, value in column.items():
            self.entries.append((node, position, value))
            self.held[node] = self.held[node] + value * level

    def ship(
        self, good: str, origin: str, to: str, share: np.ndarray | float, gated: bool = False
    ) -> None:
        """Ship a share of what the origin (or its export hub) holds."""
        source = self.node(origin, good, "export" if gated else "market")
        amount = self.held[source] * share
        column = {source: -1.0, self.node(to, good): 1.0}
        self.run("ship", column, amount, region=origin, to=to, good=good)

    def process(
        self,
        recipe: str,
        region: str,
        unit: str,
        need: float,
        outputs: dict[str, float],
        share: float,
    ) -> None:
        """Run a recipe on a share of what the region holds of its main input."""
        level = self.held[self.node(region, unit)] * share / need
        column = {self.node(region, unit): -need}
        column |= {self.node(region, good): value for good, value in outputs.items()}
        self.run("process", column, level, region=region, recipe=recipe)


def gate_share(months: int, gates: bool) -> np.ndarray:
    """Which share of normal exports passes, month by month: shut in spring 2025, open by August."""
    share = np.ones(months)
    if gates:
        for month, value in {15: 0.5, 16: 0.25, 17: 0.6, 18: 0.95}.items():
            if month < months:
                share[month] = value
    return share


def synthetic_run(gates: bool = True, months: int = 144, name: str | None = None) -> Run:
    """A run of the invented world, with or without gates from 2025-04."""
    draft = _Draft(months)
    labels = [f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(months)]
    grow = 1.04 ** (np.arange(months) / 12)
    passing = gate_share(months, gates)
    clay, rock = "ionic_clay_concentrate", "chinese_rock_concentrate"
    for recipe, region, good, tonnes in (
        ("mine_clay", "MMR", clay, 2000.0),
        ("mine_clay", "CHN", clay, 1500.0),
        ("mine_rock", "CHN", rock, 20000.0),
        ("mine_rock", "USA", rock, 3500.0),
    ):
        draft.run(
            "mine", {draft.node(region, good): 1.0}, tonnes * grow, region=region, recipe=recipe
        )
    draft.ship(clay, "MMR", "CHN", 1.0)
    draft.ship(rock, "USA", "CHN", 0.3)
    draft.process(
        "separate_clay", "CHN", clay, 1.0, {OXIDE[e]: 0.95 * CLAY[e] for e in ELEMENTS}, 1.0
    )
    draft.process(
        "separate_rock", "CHN", rock, 1.0, {OXIDE[e]: 0.95 * ROCK[e] for e in ELEMENTS}, 1.0
    )
    draft.process(
        "separate_rock", "USA", rock, 1.0, {OXIDE[e]: 0.95 * ROCK[e] for e in ELEMENTS}, 1.0
    )
    gates_flow: dict[str, np.ndarray] = {}

    def export(good: str, share: float, held_back: bool) -> None:
        amount = draft.held[draft.node("CHN", good)] * share * (passing if held_back else 1.0)
        column = {draft.node("CHN", good): -1.0, draft.node("CHN", good, "export"): 1.0}
        draft.run("gate", column, amount, region="CHN", good=good)
        gates_flow[good] = amount
        draft.ship(good, "CHN", "USA", 0.3, gated=True)
        draft.ship(good, "CHN", "JPN", 0.5, gated=True)
        draft.ship(good, "CHN", "DEU", 1.0, gated=True)

    for element in ELEMENTS:
        export(OXIDE[element], 0.12, element in GATED)
    for region in ("CHN", "JPN", "USA"):
        draft.process("reduce_ndpr", region, "ndpr_oxide", 1.17, {"ndpr_metal": 1.0}, 0.95)
        draft.process(
            "reduce_dysprosium", region, "dysprosium_oxide", 1.15, {"dysprosium_metal": 1.0}, 0.95
        )
        heavy = {"ndpr_metal": -0.282, "ndfeb_magnet_heavy": 1.0}
        draft.process("make_ndfeb_magnet_heavy", region, "dysprosium_metal", 0.0174, heavy, 1.0)
        draft.process("make_ndfeb_magnet", region, "ndpr_metal", 0.299, {"ndfeb_magnet": 1.0}, 1.0)
    for magnet in ("ndfeb_magnet", "ndfeb_magnet_heavy"):
        export(magnet, 0.25, True)
    _finish_uses(draft, gates)
    return _assembled(draft, labels, gates_flow, passing, gates, name)


def _finish_uses(draft: _Draft, gates: bool) -> None:
    kinds = {
        "ndfeb_magnet": ("wind", "electronics"),
        "ndfeb_magnet_heavy": ("electric_vehicles", "robots"),
    }
    kinds |= {
        "lanthanum_oxide": ("catalysts",),
        "cerium_oxide": ("polishing",),
        "yttrium_oxide": ("ceramics",),
    }
    for node, (region, good, _, kind) in list(draft.nodes.items()):
        held = np.clip(draft.held[node], 0.0, None)
        if kind != "market" or held.max() <= 0:
            continue
        share = 0.5 if good in ("lanthanum_oxide", "cerium_oxide") else 1.0
        for use in kinds.get(good, ("other",)):
            part = held * share / len(kinds.get(good, ("other",)))
            wanted = np.maximum.accumulate(part) if gates else part
            draft.uses.append(
                (f"{region}/{good}/{use}/{status(good)}", region, use, good, part, wanted)
            )
        if share < 1:
            draft.run("discard", {node: -1.0}, held * (1 - share), region=region, good=good)


def _prices(draft: _Draft, gates: bool) -> tuple[np.ndarray, np.ndarray]:
    reference, columns = [], []
    time = np.arange(draft.months)
    for region, good, _, kind in draft.nodes.values():
        element = next((e for e in ELEMENTS if OXIDE[e] == good), None)
        base = 1000.0 * (
            PRICE[element] if element else {"ndfeb_magnet_heavy": 56.0}.get(good, 30.0)
        )
        base *= 1 / 1.13 if region == "CHN" and kind == "market" else 1.0
        path = base * (1 + 0.02 * np.sin(time / 7))
        if gates and element in PEAK and region != "CHN":
            after = np.clip(time - 14, 0, None)
            path = path * np.where(
                time > 14,
                1 + (PEAK[element] - 1) * (1 - np.exp(-after / 2)) * np.exp(-after / 40),
                1,
            )
        reference.append(base)
        columns.append(path)
    return np.array(reference), np.array(columns).T


def _assembled(
    draft: _Draft,
    labels: list[str],
    gates_flow: dict[str, np.ndarray],
    passing: np.ndarray,
    gates: bool,
    name: str | None,
) -> Run:
    months = draft.months
    nodes = list(draft.nodes)
    reference, price = _prices(draft, gates)
    stack = lambda rows: np.array(rows).T if rows else np.zeros((months, 0))  # noqa: E731
    flow = stack(list(gates_flow.values()))
    normal = flow / passing[:, None]
    force = (np.arange(months) >= 15)[:, None] & np.array([[gates] * len(gates_flow)])
    force &= np.array([[status(good) == "bound" or "magnet" in good for good in gates_flow]])
    used, wanted = stack([use[4] for use in draft.uses]), stack([use[5] for use in draft.uses])
    stock = np.stack([reference * 0 + 1.0] * months)
    coordinates = {
        "month": labels,
        "node": nodes,
        "node_region": [v[0] for v in draft.nodes.values()],
        "node_good": [v[1] for v in draft.nodes.values()],
        "node_status": [v[2] for v in draft.nodes.values()],
        "node_kind": [v[3] for v in draft.nodes.values()],
        "activity": [a[0] for a in draft.activities],
        "activity_kind": [a[1] for a in draft.activities],
        "activity_region": [a[2] for a in draft.activities],
        "activity_region_to": [a[3] for a in draft.activities],
        "activity_good": [a[4] for a in draft.activities],
        "activity_recipe": [a[5] for a in draft.activities],
        "activity_facility": ["" for _ in draft.activities],
        "activity_status": [status(a[4]) for a in draft.activities],
        "use": [u[0] for u in draft.uses],
        "use_region": [u[1] for u in draft.uses],
        "use_kind": [u[2] for u in draft.uses],
        "use_good": [u[3] for u in draft.uses],
        "use_node": [f"{u[1]}/{u[3]}/{status(u[3])}" for u in draft.uses],
        "holder": nodes,
        "stock": nodes,
        "gate": [f"CHN/{good}/all" for good in gates_flow],
    }
    variables = {
        "price": price,
        "reference_price": reference,
        "level": stack(draft.levels),
        "consumption": used,
        "wanted": wanted,
        "unserved": np.maximum(wanted - used, 0.0),
        "stock": stock,
        "cover_target": stock,
        "given_supply": np.zeros((months, len(nodes))),
        "old_scrap": np.zeros((months, len(nodes))),
        "gate_in_force": force,
        "gate_open": np.where(force, flow, math.inf),
        "gate_flow": flow,
        "gate_applications": np.where(force, normal, 0.0),
        "gate_pending": np.where(force, normal * (1.2 - passing[:, None]), 0.0),
        "gate_approved": np.where(force, flow, 0.0),
        "residual": np.full(months, 3e-12),
        "rule_residual": np.zeros(months),
        "mass_error": np.full(months, 4e-11),
        "steps": np.full(months, 5),
        "inner_iterations": np.full(months, 5),
        "cleared": np.ones(months, dtype=bool),
        "worst_node": np.array([nodes[0]] * months),
        "column_node": np.array([nodes.index(node) for node, _, _ in draft.entries]),
        "column_activity": np.array([position for _, position, _ in draft.entries]),
        "column_value": np.array([value for _, _, value in draft.entries]),
    }
    attributes = {
        "scenario": name or ("heavy_licences" if gates else "baseline"),
        "world": "invented",
        "data_vintage": "invented-1",
        "monazite_version": "0.1.0",
        "effects_hash": "0" * 64,
    }
    return Run(
        coordinates={k: np.array(v) for k, v in coordinates.items() if k in AXIS},
        variables={k: v for k, v in variables.items() if k in VARIABLE},
        attributes=attributes,
    )
