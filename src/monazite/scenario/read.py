"""From a scenario's file to a scenario, or to everything that is wrong with it at once.

Form (keys, types, ranges, months) is checked against :mod:`monazite.scenario.written`; names of
regions, goods, recipes, facilities and demand paths against the chain that the scenario runs in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from monazite.definition import parse_definition, read_definition
from monazite.effects import EVERYWHERE
from monazite.errors import DefinitionError, Fault, quoted, suggestion, unknown_name
from monazite.scenario.scenario import Scenario
from monazite.scenario.written import WrittenScenario
from monazite.yaml_tree import Tree, parse_tree, place, read_tree

if TYPE_CHECKING:
    from monazite.chains.chain import Chain
    from monazite.chains.world import World

ENDINGS = (".yaml", ".yml")
Parts: TypeAlias = tuple[str | int, ...]
"""The keys and places in lists that lead to a value of a file."""


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as read from a file, and the file's lines for whatever is found wrong later."""

    scenario: Scenario
    tree: Tree

    def check(self, world: World) -> Scenario:
        """Return the scenario if every name in it exists in the world's chain.

        Raises DefinitionError with one fault per name, with its line and the nearest right name.
        """
        content = self.tree.root.plain()
        effects = [(("effects", place), one) for place, one in enumerate(content["effects"])]
        faults = list(unknown_names(self.tree, world.chain, content["demand"], effects))
        if faults:
            raise DefinitionError(faults)
        return self.scenario.with_law(world)


def shipped_scenarios() -> tuple[str, ...]:
    """Which scenarios come with the package? Their ids, in alphabetical order."""
    folder = files("monazite.scenario").joinpath("library")
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml")
            for entry in folder.iterdir()
            if entry.name.endswith(".yaml")
        )
    )


def open_scenario(name_or_path: str | os.PathLike[str]) -> ScenarioFile:
    """Read a shipped scenario by its name, or any scenario by the path of its file.

    What ends in .yaml or .yml or holds a path separator is a path. Names in the scenario are not
    checked yet: see :meth:`ScenarioFile.check`.

    Raises UnknownNameError for a name that is not shipped, DefinitionError for a faulty file.
    """
    text = os.fspath(name_or_path)
    if text.endswith(ENDINGS) or "/" in text or os.sep in text:
        return _read(Path(text))
    if text not in shipped_scenarios():
        raise unknown_name("scenario", text, shipped_scenarios(), "scenario")
    with as_file(files("monazite.scenario").joinpath("library", f"{text}.yaml")) as path:
        return _read(path)


def parse_scenario(text: str, where: str = "scenario") -> ScenarioFile:
    """Read a scenario from YAML text; ``where`` names it in faults. As :func:`open_scenario`."""
    written = parse_definition(text, WrittenScenario, where)
    return ScenarioFile(written.scenario(), parse_tree(text, where))


def load_scenario(name_or_path: str | os.PathLike[str], world: World | None = None) -> Scenario:
    """Read a scenario and check every name in it against its chain.

    name_or_path : name of a shipped scenario (``monazite scenarios`` lists them), or a YAML file
    world        : the world whose names count; the one the scenario names if not given

    Raises UnknownNameError for a name that is not shipped, DefinitionError with all faults of the
    file otherwise.
    """
    opened = open_scenario(name_or_path)
    if world is None:
        from monazite.chains.world import load_world

        world = load_world(opened.scenario.chain, str(opened.scenario.as_known))
    return opened.check(world)


def _read(path: Path) -> ScenarioFile:
    return ScenarioFile(read_definition(path, WrittenScenario).scenario(), read_tree(path))


@dataclass(frozen=True)
class _Names:
    """Which names does a field of an effect take?"""

    kind: str
    known: Callable[[Chain], Collection[str]]
    everywhere: bool = False
    article: str = "a"
    instead: str | None = None


_REGION = _Names("region", lambda chain: chain.regions)
_REGIONS = _Names("region", lambda chain: chain.regions, everywhere=True)
_GOOD = _Names("good", lambda chain: chain.goods)
_GOODS = _Names("good", lambda chain: chain.goods, everywhere=True)
_BOUND_GOODS = _Names(
    "good with the statuses free and bound",
    lambda chain: [good for good in chain.goods if chain.has_status(good)],
    everywhere=True,
)
_FACILITIES = _Names("facility", lambda chain: chain.facilities, everywhere=True)
_GATE_OWNER = _Names(
    "exporter with a gate",
    lambda chain: chain.export_gates,
    article="an",
    instead="without a gate write a route_limit: a share of the usual trade of a route",
)

_FIELDS: Mapping[str, Mapping[str, _Names]] = {
    "export_licence": {"exporter": _GATE_OWNER, "goods": _GOOD, "destinations": _REGIONS},
    "export_limit": {"exporter": _GATE_OWNER, "goods": _GOOD, "destinations": _REGIONS},
    "trade_cost": {"exporters": _REGIONS, "importers": _REGIONS, "goods": _GOODS},
    "route_limit": {"exporters": _REGIONS, "importers": _REGIONS, "goods": _GOODS},
    "producer_floor": {
        "facilities": _FACILITIES,
        "good": _GOOD,
        "payer": _REGION,
    },
    "production_credit": {
        "regions": _REGIONS,
        "recipes": _Names("recipe", lambda chain: chain.recipes, everywhere=True),
    },
    "capacity_change": {
        "regions": _REGIONS,
        "recipes": _Names("recipe", lambda chain: chain.recipes, everywhere=True),
    },
    "demand_change": {
        "regions": _REGIONS,
        "uses": _Names("use", lambda chain: chain.uses, everywhere=True),
    },
    "release_rule": {"regions": _REGIONS, "goods": _BOUND_GOODS},
    "cover_shift": {"regions": _REGIONS, "goods": _GOODS},
    "strategic_purchase": {"region": _REGION, "good": _GOOD},
    "project_outlook": {"facilities": _FACILITIES},
}
"""Kind of effect -> its fields that name something of the chain."""


def unknown_names(
    tree: Tree, chain: Chain, demand: str, effects: Iterable[tuple[Parts, Mapping[str, Any]]]
) -> Iterator[Fault]:
    """Yield a fault, with its line, for each name in a file that the chain does not have.

    demand  : demand scenario, the value of the file's key of that name
    effects : where each effect stands in the file, and its content
    """
    demands = _Names("demand scenario", lambda chain: chain.demand)
    yield from _unknown(tree, chain, ("demand",), demand, demands)
    for above, effect in effects:
        for field, names in _FIELDS[effect["kind"]].items():
            value = effect[field]
            parts: Parts = (*above, field)
            if isinstance(value, str):
                yield from _unknown(tree, chain, parts, value, names)
                continue
            if names.everywhere and tuple(value) == EVERYWHERE:
                continue
            for index, item in enumerate(value):
                inside: Parts = (*parts, index)
                if isinstance(item, dict):
                    inside, item = (*inside, "good"), item["good"]
                yield from _unknown(tree, chain, inside, item, names)


def _unknown(tree: Tree, chain: Chain, parts: Parts, name: str, names: _Names) -> Iterator[Fault]:
    """Yield a fault if the chain has no such name."""
    known = list(names.known(chain))
    if name in known:
        return
    alone = names.everywhere and name == EVERYWHERE[0]
    listed = f"one of {', '.join(known)}" if known and not alone else None
    yield Fault(
        where=place(tree.where, _line(tree, parts), parts),
        found=quoted(name),
        expected='"*" alone' if alone else f"{names.article} {names.kind} of the chain {chain.id}",
        because="an effect on something that does not exist would do nothing, without a word",
        advice=suggestion(name, known) or names.instead or listed,
    )


def _line(tree: Tree, parts: Parts) -> int:
    """Return the line of the value that the parts lead to."""
    node = tree.root
    for part in parts:
        value: Any = node.value
        node = value[part]
    return node.line
