"""Runs made by hand, so that every indicator has an answer worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from monazite.indicators.run_view import RunView

Numbers = float | Sequence[float]


class HandMadeRun:
    """Write down nodes, flows, uses and stocks; get a run that balances, or an assertion."""

    def __init__(
        self,
        goods: Mapping[str, Mapping[str, float]],
        stages: Mapping[str, str],
        recipes: Mapping[str, str],
        months: int = 1,
        start: str = "2024-01",
    ) -> None:
        year, month = (int(part) for part in start.split("-"))
        self.months = [
            f"{year + (month - 1 + i) // 12}-{(month - 1 + i) % 12 + 1:02d}" for i in range(months)
        ]
        bases = {"ore": "t REO", "oxide": "t oxide", "metal": "t metal", "magnet": "t product"}
        self.chain = SimpleNamespace(
            goods={
                good: SimpleNamespace(
                    id=good,
                    composition=dict(content),
                    stage=stages[good],
                    basis=bases.get(stages[good], "t alloy"),
                )
                for good, content in goods.items()
            },
            recipes={recipe: SimpleNamespace(stage=stage) for recipe, stage in recipes.items()},
        )
        self.nodes: dict[str, tuple[str, str, str, str]] = {}
        self.activities: list[tuple[str, str, str, str, str, dict[str, float], list[float]]] = []
        self.uses: list[tuple[str, str, str, str, list[float], list[float]]] = []
        self.stocks: dict[str, tuple[list[float], list[float], float]] = {}
        self.scrap: dict[str, list[float]] = {}
        self.prices: dict[str, list[float]] = {}
        self.reference: dict[str, float] = {}
        self.gates: dict[str, list[bool]] = {}
        self.failed: set[int] = set()

    def _monthly(self, value: Numbers) -> list[float]:
        if isinstance(value, (int, float)):
            return [float(value)] * len(self.months)
        assert len(value) == len(self.months)
        return [float(number) for number in value]

    def node(self, region: str, good: str, status: str = "free", kind: str = "market") -> str:
        name = f"{region}/{good}/{status}" + ("/export" if kind == "export" else "")
        self.nodes.setdefault(name, (region, good, status, kind))
        return name

    def activity(
        self, kind: str, name: str, io: Mapping[str, float], level: Numbers, recipe: str = ""
    ) -> None:
        region = self.nodes[next(iter(io))][0]
        targets = [self.nodes[node][0] for node, value in io.items() if value > 0]
        to = targets[0] if kind == "ship" else ""
        row = (name, kind, region, to, recipe, dict(io), self._monthly(level))
        self.activities.append(row)

    def mine(self, region: str, good: str, level: Numbers, status: str = "free") -> None:
        node = self.node(region, good, status)
        self.activity("mine", f"mine/{region}/{good}", {node: 1.0}, level, f"mine_{good}")
        self.chain.recipes.setdefault(f"mine_{good}", SimpleNamespace(stage="mine"))

    def process(self, region: str, recipe: str, io: Mapping[str, float], level: Numbers) -> None:
        nodes = {self.node(region, good): value for good, value in io.items()}
        self.activity("process", f"{recipe}/{region}", nodes, level, recipe)

    def ship(self, origin: str, target: str, level: Numbers) -> None:
        self.activity("ship", f"ship/{origin}->{target}", {origin: -1.0, target: 1.0}, level)

    def send(self, exporter: str, importer: str, good: str, level: Numbers) -> None:
        self.ship(self.node(exporter, good), self.node(importer, good), level)

    def discard(self, region: str, good: str, level: Numbers, status: str = "free") -> None:
        node = self.node(region, good, status)
        self.activity("discard", f"discard/{node}", {node: -1.0}, level)

    def backstop(self, region: str, good: str, level: Numbers) -> None:
        node = self.node(region, good)
        self.activity("backstop", f"backstop/{node}", {node: 1.0}, level)

    def use(
        self,
        region: str,
        good: str,
        kind: str,
        consumption: Numbers,
        wanted: Numbers | None = None,
        status: str = "free",
    ) -> None:
        """Consumption is from real supply; a backstop at the node adds to it in the balance."""
        node = self.node(region, good, status)
        taken = self._monthly(consumption)
        asked = taken if wanted is None else self._monthly(wanted)
        self.uses.append((region, good, kind, node, taken, asked))

    def stock(self, node: str, held: Numbers, released: Numbers, opening: float) -> None:
        self.stocks[node] = (self._monthly(held), self._monthly(released), opening)

    def old_scrap(self, region: str, good: str, tonnes: Numbers) -> None:
        self.scrap[self.node(region, good)] = self._monthly(tonnes)

    def build(self, check: bool = True) -> dict[str, Any]:
        position = {node: i for i, node in enumerate(self.nodes)}
        months, nodes = len(self.months), len(position)
        scrap, given = np.zeros((months, nodes)), np.zeros((months, nodes))
        for node, tonnes in self.scrap.items():
            scrap[:, position[node]] = tonnes
        given += scrap
        for node, (_, released, _) in self.stocks.items():
            given[:, position[node]] += released
        entries = [
            (position[node], number, value)
            for number, row in enumerate(self.activities)
            for node, value in row[5].items()
        ]
        facts = list(self.nodes.values())
        column = np.array([row[6] for row in self.activities])
        column = column.reshape(len(self.activities), months).T
        consumption = np.array([use[4] for use in self.uses]).reshape(len(self.uses), months).T
        wanted = np.array([use[5] for use in self.uses]).reshape(len(self.uses), months).T
        run: dict[str, Any] = {
            "month": np.array(self.months),
            "node": np.array(list(self.nodes)),
            "node_region": np.array([fact[0] for fact in facts]),
            "node_good": np.array([fact[1] for fact in facts]),
            "node_status": np.array([fact[2] for fact in facts]),
            "node_kind": np.array([fact[3] for fact in facts]),
            "activity": np.array([row[0] for row in self.activities]),
            "activity_kind": np.array([row[1] for row in self.activities]),
            "activity_region": np.array([row[2] for row in self.activities]),
            "activity_region_to": np.array([row[3] for row in self.activities]),
            "activity_recipe": np.array([row[4] for row in self.activities]),
            "column_node": np.array([entry[0] for entry in entries], dtype=int),
            "column_activity": np.array([entry[1] for entry in entries], dtype=int),
            "column_value": np.array([entry[2] for entry in entries], dtype=float),
            "level": column,
            "use": np.array([f"{use[0]}/{use[1]}/{use[2]}" for use in self.uses]),
            "use_region": np.array([use[0] for use in self.uses]),
            "use_good": np.array([use[1] for use in self.uses]),
            "use_kind": np.array([use[2] for use in self.uses]),
            "use_node": np.array([use[3] for use in self.uses]),
            "consumption": consumption,
            "wanted": wanted,
            "unserved": np.maximum(wanted - consumption, 0.0),
            "holder": np.array(list(self.stocks)),
            "stock": np.array([stock[0] for stock in self.stocks.values()])
            .reshape(len(self.stocks), months)
            .T,
            "initial_stock": np.array([stock[2] for stock in self.stocks.values()]),
            "given_supply": given,
            "old_scrap": scrap,
            "price": np.array([self.prices.get(node, [100.0] * months) for node in self.nodes]).T,
            "reference_price": np.array([self.reference.get(n, 100.0) for n in self.nodes]),
            "cleared": np.array([i not in self.failed for i in range(months)]),
        }
        if self.gates:
            run["gate"] = np.array(list(self.gates))
            run["gate_in_force"] = np.array(list(self.gates.values())).T
        if check:
            self._check_balance(run)
        if self.failed:
            # As in a simulated run: nothing is computed after a month that did not clear.
            first = min(self.failed)
            for name, values in run.items():
                if isinstance(values, np.ndarray) and values.dtype == float and values.ndim == 2:
                    run[name] = values.copy()
                    run[name][first:] = np.nan
            run["cleared"] = np.arange(months) < first
        return run

    def _check_balance(self, run: Mapping[str, Any]) -> None:
        view = RunView.of(run)
        kinds = ("mine", "process", "ship", "gate", "discard", "relabel", "release")
        taken = view.column_flow(kinds, inputs=True)
        gross = view.consumption / (1.0 - view.backstop_share[:, view.use_node])
        np.add.at(taken.T, view.use_node, gross.T)
        for month in range(len(self.months)):
            for node, (held, released, opening) in self.stocks.items():
                before = held[month - 1] if month else opening
                laid_in = held[month] - before + released[month]
                taken[month, view.node_position[node]] += laid_in
        gap = np.abs(view.node_inflow - taken)
        worst = np.unravel_index(np.argmax(gap), gap.shape)
        assert gap.max() < 1e-9 * max(1.0, view.node_inflow.max()), (
            f"{view.text('node')[worst[1]]}: in {view.node_inflow[worst]}, out {taken[worst]}"
        )

    def view(self, check: bool = True) -> RunView:
        return RunView.of(self.build(check), self.chain)


GOODS = {
    "ore": {"x": 0.5, "y": 0.1},
    "oxide_x": {"x": 1.0},
    "oxide_y": {"y": 1.0},
    "magnet": {"x": 0.4, "y": 0.08},
    "swarf": {"x": 0.4, "y": 0.08},
}
STAGES = {
    "ore": "ore",
    "oxide_x": "oxide",
    "oxide_y": "oxide",
    "magnet": "magnet",
    "swarf": "scrap",
}
RECIPES = {"separate": "separation", "make_magnet": "magnet", "recycle": "recycling"}
SEPARATE = {"ore": -1.0, "oxide_x": 0.45, "oxide_y": 0.08}
MAGNET = {"oxide_x": -0.5, "oxide_y": -0.1, "magnet": 1.0, "swarf": 0.25}
RECYCLE = {"swarf": -1.0, "oxide_x": 0.3, "oxide_y": 0.04}


def three_regions(
    names: tuple[str, str, str] = ("A", "B", "C"), scale: float = 1.0, months: int = 1
) -> HandMadeRun:
    """A mines and separates; C does so too, partly with A's ore; B makes magnets of both.

    Worked out by hand, t a month: separation in A makes 36 x and 6.4 y, in C 31.5 x and 5.6 y;
    of C's ore 20 of 70 comes from A. B gets 26 x from A and 21.5 from C, 2.4 y from A and 5.6
    from C, and 6 x and 0.8 y from its own new scrap.
    """
    a, b, c = names
    world = HandMadeRun(GOODS, STAGES, RECIPES, months)
    world.mine(a, "ore", 100 * scale)
    world.mine(c, "ore", 50 * scale)
    world.send(a, c, "ore", 20 * scale)
    world.process(a, "separate", SEPARATE, 80 * scale)
    world.process(c, "separate", SEPARATE, 70 * scale)
    world.send(a, b, "oxide_x", 26 * scale)
    world.send(c, b, "oxide_x", 21.5 * scale)
    world.send(a, b, "oxide_y", 2.4 * scale)
    world.send(c, b, "oxide_y", 5.6 * scale)
    world.process(b, "make_magnet", MAGNET, 80 * scale)
    world.process(b, "recycle", RECYCLE, 20 * scale)
    world.discard(b, "oxide_y", 0.8 * scale)
    world.send(b, a, "magnet", 30 * scale)
    world.send(b, c, "magnet", 20 * scale)
    world.use(a, "oxide_x", "glass", 10 * scale)
    world.use(b, "oxide_x", "glass", 13.5 * scale)
    world.use(c, "oxide_x", "glass", 10 * scale)
    world.use(a, "oxide_y", "special", 4 * scale, wanted=5 * scale)
    world.use(a, "magnet", "motors", 30 * scale)
    world.use(b, "magnet", "motors", 30 * scale, wanted=40 * scale)
    world.use(c, "magnet", "motors", 20 * scale)
    return world
