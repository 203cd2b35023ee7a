"""Invented supply chains of the size of the rare-earth world, clearing at reference prices.

No number here is data. The chain runs ore, oxide, metal, magnet, swarf; goods of the later stages
may come in two statuses; one region ships its controlled goods through export gates. Every node
can be discarded at and has a substitute at a ceiling price. Levels of the base month are chosen
first, biases and dispersions follow from them, so reference prices clear the base month.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from monazite.market.clearing import Structure, Terms, build_structure


class Invented(NamedTuple):
    """A network ready to be cleared, and the number of its nodes and activities."""

    structure: Structure
    terms: Terms
    kinds: np.ndarray  # [J] kind of every activity
    region: np.ndarray  # [J] region an activity starts from


@dataclass
class _Draft:
    prices: list[float] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    nodes: dict[tuple[int, str, str], int] = field(default_factory=dict)
    columns: list[dict[int, float]] = field(default_factory=list)
    base: list[float] = field(default_factory=list)
    capacity: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    dispersion: list[float] = field(default_factory=list)
    bias: list[float] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    region: list[int] = field(default_factory=list)
    uses: list[tuple[int, float, float]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        region: int,
        column: dict[int, float],
        base: float,
        *,
        utilisation: float = 0.6,
        elasticity: float = 1.0,
        dispersion: float | None = None,
        group: str = "",
    ) -> None:
        """One activity that runs at `base` at reference prices (0: a latent one, bias -6)."""
        value = sum(abs(c) * self.prices[n] for n, c in column.items()) / 2
        margin = sum(c * self.prices[n] for n, c in column.items())
        spread = dispersion or (1 - utilisation) * value / elasticity
        self.columns.append(column)
        self.cost.append(0.5 * margin)
        self.dispersion.append(spread)
        self.bias.append(float(np.log(utilisation / (1 - utilisation))) - 0.5 * margin / spread)
        self.base.append(base)
        self.capacity.append(base / utilisation)
        self.group.append(group or f"own{len(self.group)}")
        self.kind.append(kind)
        self.region.append(region)


ORES = ("rock", "pass", "monazite", "clay", "seg")
OXIDES = ("La", "Ce", "NdPr", "Sm", "Gd", "Tb", "Dy", "Y", "Eu", "Oth")
METALS = {"mLa": ("La",), "mNdPr": ("NdPr",), "mSm": ("Sm",), "mDy": ("Dy",), "mTb": ("Tb",)}
MAGNETS = {
    "light": {"mNdPr": 0.33},
    "heavy": {"mNdPr": 0.30, "mDy": 0.03, "mTb": 0.004},
    "smco": {"mSm": 0.35},
}
TWO_STATUSES = ("Sm", "Gd", "Tb", "Dy", "Y", "Oth", "mSm", "mDy", "mTb", "heavy", "smco")
PRICE = {
    "rock": 4e3, "pass": 5e3, "monazite": 6e3, "clay": 3e4, "seg": 2.5e4,
    "La": 1e3, "Ce": 1.2e3, "NdPr": 6e4, "Sm": 3e3, "Gd": 2.5e4, "Tb": 8e5, "Dy": 2.5e5,
    "Y": 6e3, "Eu": 3e4, "Oth": 5e4, "mLa": 4e3, "mNdPr": 8e4, "mSm": 1.2e4, "mDy": 3.3e5,
    "mTb": 1e6, "light": 4.5e4, "heavy": 7e4, "smco": 6e4,
}  # fmt: skip


def invented_world(
    seed: int = 0, *, regions: int = 20, activities: int = 3000, presence: float = 0.6
) -> Invented:
    """A calibrated chain with about 24 * presence * 1.5 nodes a region."""
    rng = np.random.default_rng(seed)
    draft = _Draft()
    supply: dict[int, float] = {}
    goods = [*ORES, *OXIDES, *METALS, *MAGNETS]
    for number, good in enumerate(goods):
        for region in range(regions):
            if region > 0 and rng.random() > presence:
                continue
            for status in ("free", "bound") if good in TWO_STATUSES else ("free",):
                draft.nodes[region, good, status] = len(draft.prices)
                draft.prices.append(PRICE[good] * (1 + 0.1 * rng.random() * (region > 0)))
                draft.blocks.append(number)
        if good in TWO_STATUSES:
            draft.nodes[0, good, "hub"] = len(draft.prices)
            draft.prices.append(PRICE[good] * 1.02)
            draft.blocks.append(number)
    here = np.zeros(len(draft.prices))  # what is left of the base month's supply at each node

    def spread(good: str) -> None:
        """Ship part of what is there to the other regions that know the good."""
        for status in ("free", "bound"):
            known = [r for r in range(regions) if (r, good, status) in draft.nodes]
            for r in known:
                start = draft.nodes[r, good, status]
                targets = rng.permutation([t for t in known if t != r])[:6]
                if len(targets) == 0 or here[start] == 0:
                    continue
                volume = 0.4 * here[start] * rng.dirichlet(np.ones(len(targets)))
                if r == 0 and status == "bound":
                    hub = draft.nodes[0, good, "hub"]
                    halves = (volume.sum() * 0.6, volume.sum() * 0.4)
                    for half in halves:  # two kinds of licence under one total
                        draft.add(
                            "gate",
                            r,
                            {start: -1.0, hub: 1.0},
                            half,
                            group=f"gate {good}",
                            utilisation=0.4,
                            dispersion=0.01 * PRICE[good],
                        )
                    here[start] -= volume.sum()
                    start = hub
                else:
                    here[start] -= volume.sum()
                for target, tonnes in zip(targets, volume, strict=True):
                    end = draft.nodes[int(target), good, status]
                    draft.add(
                        "ship", r, {start: -1.0, end: 1.0}, tonnes, utilisation=0.33, elasticity=4.0
                    )
                    here[end] += tonnes

    for good in ORES:
        for r in range(regions):
            if (r, good, "free") in draft.nodes and (r == 0 or rng.random() < 0.3):
                node = draft.nodes[r, good, "free"]
                tonnes = 10 ** rng.uniform(1.5, 3.5)
                draft.add("mine", r, {node: 1.0}, tonnes, utilisation=0.9)
                here[node] += tonnes
        spread(good)
    for good in ORES:
        basket = rng.dirichlet(np.ones(len(OXIDES)))
        for r in range(regions):
            node = draft.nodes.get((r, good, "free"))
            if node is None or here[node] == 0:
                continue
            level = 0.95 * here[node]
            column = {node: -1.0}
            for oxide, part in zip(OXIDES, basket, strict=True):
                status = "bound" if r == 0 and oxide in TWO_STATUSES else "free"
                out = draft.nodes.get((r, oxide, status))
                if out is not None and part > 0.01:
                    column[out] = 0.9 * part
            if len(column) > 1:
                _make(draft, here, rng, r, column, level, f"separate {good} {r}")
    for good in OXIDES:
        spread(good)
    for good, inputs in METALS.items():
        _stage(draft, here, rng, regions, good, dict.fromkeys(inputs, 1.2))
        spread(good)
    for good, inputs in MAGNETS.items():
        _stage(draft, here, rng, regions, good, inputs)
        spread(good)
    _statuses(draft, here, rng, regions, goods)
    _outlets(draft, here, rng, supply)
    _latent(draft, rng, regions, goods, activities)
    return _numbers(draft, supply)


def _make(draft, here, rng, region, column, level, plant):
    """A process; every third plant has a second recipe with other yields under one capacity."""
    shared = plant if rng.random() < 0.33 else ""
    for share in (0.7, 0.3) if shared else (1.0,):
        recipe = {n: c * (1.0 if c < 0 else rng.uniform(0.9, 1.0)) for n, c in column.items()}
        draft.add(
            "process",
            region,
            recipe,
            share * level,
            utilisation=0.4 if shared else 0.8,
            elasticity=1.5,
            group=shared,
        )
        for n, c in recipe.items():
            here[n] += c * share * level


def _stage(draft, here, rng, regions, good, inputs):
    for r in range(regions):
        for status in ("free", "bound"):
            out = draft.nodes.get((r, good, status))
            if out is None:
                continue
            nodes = [
                draft.nodes.get((r, i, status), draft.nodes.get((r, i, "free"))) for i in inputs
            ]
            if any(n is None for n in nodes):
                continue
            needs = dict(zip(nodes, inputs.values(), strict=True))
            level = 0.6 * min(here[n] / need for n, need in needs.items())
            if level <= 0:
                continue
            _make(
                draft,
                here,
                rng,
                r,
                {**{n: -c for n, c in needs.items()}, out: 1.0},
                level,
                f"{good} {r} {status}",
            )


def _statuses(draft, here, rng, regions, goods):
    for good in goods:
        for r in range(regions):
            free, bound = (draft.nodes.get((r, good, s)) for s in ("free", "bound"))
            if free is None or bound is None:
                continue
            size = 0.1 * (here[free] + here[bound]) + 1e-3
            for start, end in ((free, bound), (bound, free)):
                draft.add(
                    "relabel",
                    r,
                    {start: -1.0, end: 1.0},
                    0.02 * size,
                    utilisation=0.02,
                    dispersion=0.05 * PRICE[good],
                )


def _outlets(draft, here, rng, supply):
    """Discards and substitutes everywhere, uses that take what is left, holders of stocks."""
    inflow = np.zeros(len(here))
    for column, capacity in zip(draft.columns, draft.capacity, strict=True):
        for n, c in column.items():
            inflow[n] += max(c, 0.0) * capacity
    for node, left in enumerate(here):
        price = draft.prices[node]
        plate = max(inflow[node], 1e-3)
        draft.add(
            "discard", -1, {node: -1.0}, 0.01 * plate, utilisation=0.01 / 3, dispersion=0.15 * price
        )
        draft.columns.append({node: 1.0})
        ceiling = price * rng.uniform(3.0, 20.0)
        draft.cost.append(ceiling)
        draft.dispersion.append(0.06 * ceiling)
        draft.bias.append(0.0)
        draft.base.append(0.0)
        draft.capacity.append(3 * plate)
        draft.group.append(f"own{len(draft.group)}")
        draft.kind.append("backstop")
        draft.region.append(-1)
        rest = max(left, 0.0) + 1e-6 * plate
        if rng.random() < 0.7 or left > 1e-3:
            draft.uses.append((node, rest, rng.uniform(0.1, 0.5)))
        if rng.random() < 0.35:
            held = 0.5 * (rest + 0.1 * plate)
            draft.uses.append((node, held, rng.uniform(0.3, 2.5)))
            supply[node] = held


def _latent(draft, rng, regions, goods, activities):
    """Lanes that carry next to nothing in the base month, until there are enough activities."""
    keys = [k for k in draft.nodes if k[2] != "hub"]
    taken: set[tuple[int, int]] = set()
    for _ in range(40 * activities):
        if len(draft.columns) >= activities:
            return
        region, good, status = keys[rng.integers(len(keys))]
        target = draft.nodes.get((int(rng.integers(regions)), good, status))
        start = draft.nodes[region, good, status]
        if target is None or target == start or (start, target) in taken:
            continue
        taken.add((start, target))
        size = 10 ** rng.uniform(-1, 2)
        draft.add(
            "ship",
            region,
            {start: -1.0, target: 1.0},
            size / (1 + np.exp(6)),
            utilisation=1 / (1 + np.exp(6)),
            dispersion=0.1 * PRICE[good],
        )


def _numbers(draft: _Draft, supply: dict[int, float]) -> Invented:
    """Fit capacities and biases of groups, then let given supply balance the base month."""
    labels = {label: i for i, label in enumerate(dict.fromkeys(draft.group))}
    group = np.array([labels[label] for label in draft.group])
    n_nodes, n_groups = len(draft.prices), len(labels)
    size = np.bincount(group)
    price = np.array(draft.prices)
    base, dispersion = np.array(draft.base), np.array(draft.dispersion)
    capacity = np.array(draft.capacity)
    shared_dispersion = np.bincount(group, dispersion, n_groups) / size
    shared_capacity = np.bincount(group, capacity, n_groups)
    shared_capacity[size > 1] = 1.5 * np.bincount(group, base, n_groups)[size > 1]
    structure, coefficient = build_structure(
        draft.columns, group, [u[0] for u in draft.uses], draft.blocks, n_nodes
    )
    value = np.bincount(
        structure.entry_activity, coefficient * price[structure.entry_node], len(group)
    )
    bias, cost = np.array(draft.bias), np.array(draft.cost)
    together = size[group] > 1
    idle = 1.0 - np.bincount(group, base, n_groups) / shared_capacity
    wanted = np.log(np.where(together, base, 1.0) / (shared_capacity * idle)[group])
    margin = (value - cost) / shared_dispersion[group]
    bias[together] = (wanted - margin)[together]
    terms = Terms(
        reference_price=price,
        previous_price=price,
        inertia=np.zeros(n_nodes),
        supply=np.zeros(n_nodes),
        coefficient=coefficient,
        cost=cost,
        bias=bias,
        capacity=shared_capacity,
        dispersion=shared_dispersion,
        use_quantity=np.array([u[1] for u in draft.uses]),
        use_elasticity=np.array([u[2] for u in draft.uses]),
        use_reference=price[[u[0] for u in draft.uses]],
        throughput_floor=np.zeros(n_nodes),
    )
    return balanced(Invented(structure, terms, np.array(draft.kind), np.array(draft.region)))


def balanced(world: Invented) -> Invented:
    """The same world with given supply that makes reference prices clear it exactly."""
    from monazite.market.certificate import excess_supply_plain

    excess, throughput, _, _ = excess_supply_plain(
        world.structure, world.terms, world.terms.reference_price
    )
    floor = 1e-5 * np.maximum(throughput, 1e-3)
    terms = world.terms._replace(supply=world.terms.supply - excess, throughput_floor=floor)
    return world._replace(terms=terms)
