"""Which minerals does the package know, how deep, from whom, and which lists and acts name them?

A mineral with a chain is modelled, `full` from mine to product or `compact` from mine to refined;
one that is `listed` has no chain, with the reason. Lists and acts come from the policy library.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from monazite.definition import Definition, read_definition
from monazite.present.biting_instruments import BITING

if TYPE_CHECKING:
    from monazite.policy.library import Library
    from monazite.policy.record import Act
    from monazite.policy.scope import GoodsItem

Depth = Literal["full", "compact", "listed", "own"]
ENDED = ("ended", "not_announced")
MOST_POLICIES = 12
"""Acts shown for a mineral."""


class _Gap(Definition):
    en: str
    zh: str


class _Chain(Definition):
    id: str
    en: str
    zh: str
    depth: Literal["full", "compact"]
    elements: tuple[str, ...]
    items: tuple[str, ...] = ()
    gaps: tuple[_Gap, ...] = ()


class _Listed(Definition):
    id: str
    en: str
    zh: str
    elements: tuple[str, ...]
    items: tuple[str, ...]
    because: _Gap


class _ListAct(Definition):
    id: str
    act: str


class _ControlList(Definition):
    id: str
    register_: str = Field(alias="register")


class _File(Definition):
    chains: tuple[_Chain, ...]
    listed: tuple[_Listed, ...]
    lists: tuple[_ListAct, ...]
    control_lists: tuple[_ControlList, ...]
    items: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class MineralSource:
    """On how many rows of the mineral's tables does a source stand?"""

    id: str
    licence: str
    rows: int


@dataclass(frozen=True)
class Mineral:
    """What is known of one mineral?

    depth    : full, compact or listed; own where only a user's folder holds it
    elements : chemical symbols
    chain    : id of its chain, None where it has none
    lists    : ids of the lists of critical minerals (and export-control lists) that name it
    sources  : of its tables, most rows first   vintages : editions that its rows name
    grades   : grade -> number of rows
    gaps     : what is not known, in English and Chinese
    policies : acts that name it: those that bar, limit, charge or buy first, the most direct first
    policy_count : how many acts there are in all
    """

    id: str
    en: str
    zh: str
    depth: Depth
    chain: str | None
    elements: tuple[str, ...]
    lists: tuple[str, ...]
    sources: tuple[MineralSource, ...]
    vintages: tuple[str, ...]
    grades: Mapping[str, int]
    gaps: tuple[Mapping[str, str], ...]
    policies: tuple[str, ...]
    policy_count: int

    @property
    def published_source(self) -> MineralSource | None:
        """Which publication stands behind most of its rows? None where all are our own."""
        own = (source for source in self.sources if not source.licence.startswith("own-"))
        return next(own, None)

    def as_json(self) -> dict[str, Any]:
        """Return the mineral as plain values for JSON."""
        return asdict(self)


def minerals(day: date) -> tuple[Mineral, ...]:
    """Which minerals are there, full chains first, and which acts touch them as of a day?"""
    from monazite.chains.read import chain_names
    from monazite.policy.library import library

    told = _file()
    acts = library()
    found: list[Mineral] = []
    for entry in (*told.chains, *_defined(told)):
        if entry.id in chain_names():
            found.append(_with_chain(entry, told, acts, day))
    for listed in told.listed:
        gap = {"en": listed.because.en, "zh": listed.because.zh}
        names = _Names(frozenset(listed.elements), frozenset(listed.items), frozenset())
        policies = _policies(names, acts, day)
        found.append(
            Mineral(
                listed.id,
                listed.en,
                listed.zh,
                "listed",
                None,
                listed.elements,
                _lists(names, told, acts),
                (),
                (),
                {},
                (gap,),
                policies[:MOST_POLICIES],
                len(policies),
            )
        )
    rank = {"full": 0, "compact": 1, "listed": 2}
    return tuple(sorted(found, key=lambda one: (rank[one.depth], one.id)))


@dataclass(frozen=True)
class _Names:
    """By what may an act name a mineral: elements, ids of lines, goods of its chain?"""

    elements: frozenset[str]
    items: frozenset[str]
    goods: frozenset[str]

    def named_by(self, item: GoodsItem) -> bool:
        """Does a line of an act name the mineral?"""
        if item.all_elements:
            found = bool(item.elements) and set(item.elements) <= self.elements
        else:
            found = bool(self.elements & set(item.elements))
        reached = {one.good for one in item.chain_goods}
        return found or item.id in self.items or bool(self.goods & reached)


def _file() -> _File:
    with as_file(files("monazite.present").joinpath("library", "minerals.yaml")) as path:
        return read_definition(path, _File)


def _defined(told: _File) -> Iterable[_Chain]:
    """Which minerals have a definition, and what does it say of itself?"""
    from monazite.data.build.minerals.definition import LIBRARY, MineralDefinition

    for path in sorted(LIBRARY.glob("*.yaml")):
        mineral = read_definition(path, MineralDefinition)
        yield _Chain(
            id=mineral.id,
            en=mineral.en,
            zh=mineral.zh,
            depth=mineral.depth,
            elements=tuple(e for e in mineral.elements if e not in _SHARED),
            items=told.items.get(mineral.id, ()),
            gaps=tuple(_Gap(en=gap["en"], zh=gap["zh"]) for gap in mineral.gaps),
        )


_SHARED = frozenset({"C", "P", "K", "F", "Ba"})
"""Elements by which no list names a mineral: carbon is not graphite, phosphorus not its rock."""


def _with_chain(entry: _Chain, told: _File, acts: Library, day: date) -> Mineral:
    from monazite.chains.read import LIBRARY, TABLES

    folder = TABLES / f"{entry.id}_2024"
    rows: dict[tuple[str, str], int] = {}
    vintages: dict[str, int] = {}
    grades: dict[str, int] = {}
    goods: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if path.stem == "goods":
                    goods.add(row["good"])
                if "source" not in row:
                    continue
                licences = row["licence"].split(";")
                for place, source in enumerate(row["source"].split(";")):
                    licence = licences[min(place, len(licences) - 1)]
                    rows[source, licence] = rows.get((source, licence), 0) + 1
                vintages[row["vintage"]] = vintages.get(row["vintage"], 0) + 1
                grades[row["grade"]] = grades.get(row["grade"], 0) + 1
    assert (LIBRARY / f"{entry.id}.yaml").is_file()
    names = _Names(frozenset(entry.elements), frozenset(entry.items), frozenset(goods))
    policies = _policies(names, acts, day)
    counted: dict[str, tuple[str, int]] = {}
    for (source, licence), count in rows.items():
        counted[source] = licence, counted.get(source, ("", 0))[1] + count
    return Mineral(
        entry.id,
        entry.en,
        entry.zh,
        entry.depth,
        entry.id,
        entry.elements,
        _lists(names, told, acts),
        tuple(
            MineralSource(source, licence, count)
            for source, (licence, count) in sorted(counted.items(), key=lambda p: (-p[1][1], p[0]))
        ),
        tuple(sorted(vintages, key=lambda text: (-vintages[text], text))),
        dict(sorted(grades.items())),
        tuple({"en": gap.en, "zh": gap.zh} for gap in entry.gaps),
        policies[:MOST_POLICIES],
        len(policies),
    )


def _items(act: Act, acts: Library) -> Iterable[GoodsItem]:
    """Which lines does an act name, its own and those it borrows from others?"""
    for rule in act.rules:
        goods = rule.scope.goods
        yield from goods.items
        for borrowed in goods.borrowed:
            for other in acts.acts[borrowed.act].rules:
                for item in other.scope.goods.items:
                    wanted = not borrowed.items or item.id in borrowed.items
                    inside = not borrowed.elements or set(borrowed.elements) & set(item.elements)
                    if wanted and inside:
                        yield item


def _lists(names: _Names, told: _File, acts: Library) -> tuple[str, ...]:
    """Which lists name the mineral? The EU's critical list contains its strategic one."""
    found = [
        entry.id
        for entry in told.lists
        if any(names.named_by(item) for item in _items(acts.acts[entry.act], acts))
    ]
    if "eu_strategic" in found and "eu_critical" not in found:
        found.insert(found.index("eu_strategic"), "eu_critical")
    for control in told.control_lists:
        items = (line.item for ready in acts.goods_on(control.register_) for line in ready.lines)
        if any(names.named_by(item) for item in items):
            found.append(control.id)
    return tuple(found)


def _policies(names: _Names, acts: Library, day: date) -> tuple[str, ...]:
    """Which acts name the mineral: what bars, limits or charges trade first, the most direct first?

    Among those, acts that have ended come last, and an act that names few elements (licences for
    gallium and germanium) stands before one that names many (a tariff on forty minerals).
    """
    touching = [
        act for act in acts.acts.values() if any(names.named_by(item) for item in _items(act, acts))
    ]

    def order(act: Act) -> tuple[bool, bool, int, str]:
        bites = any(rule.instrument in BITING for rule in act.rules)
        items = tuple(_items(act, acts))
        breadth = max(len({e for item in items for e in item.elements}), len(items))
        return (not bites, acts.status(act.id, day).state in ENDED, breadth, act.id)

    return tuple(act.id for act in sorted(touching, key=order))


def chain_labels() -> dict[str, dict[str, str]]:
    """What is each chain called? id -> language -> name; no chain is read for it."""
    told = _file()
    entries = {entry.id: entry for entry in (*told.chains, *_defined(told))}
    return {name: {"en": entry.en, "zh": entry.zh} for name, entry in entries.items()}
