"""Which of the Union's benchmarks did the balanced base year of a chain reach?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from monazite.absence import Unknown
from monazite.chains.read import chain_names
from monazite.chains.stages import Stages, chain_stages
from monazite.data.catalog import table, tables
from monazite.indicators.blocs import bloc_of
from monazite.indicators.observed import HIDDEN_SHARE
from monazite.indicators.targets import (
    UNION,
    Target,
    largest_supplier,
    library,
    noted,
    reached,
    stages_of_goals,
)
from monazite.indicators.value import Value, share_of
from monazite.regions import members


def union_regions(chain: Any) -> tuple[str, ...]:
    """Which regions of a chain lie in the European Union, in whole or in part?

    A region of which some members are outside (the rest of the Union with Norway) counts; the rest
    of the world does not.
    """
    every = {region.id: region.members for region in chain.regions.values()}
    inside, partly = bloc_of(every, members(UNION, None))
    return tuple(sorted(inside | {name for name in partly if every[name] != ("*",)}))


def chains_holding(elements: Collection[str]) -> tuple[str, ...]:
    """Which shipped chains have a good that holds one of some elements? Read from their tables."""
    found = []
    for name in chain_names():
        for entry in tables():
            if entry.id.endswith("/compositions") and entry.id.startswith(f"{name}_"):
                held = any(row["element"] in elements for row in table(entry.id))
                found += [name] if held else []
    return tuple(found)


def union_balances(chains: Iterable[Any], elements: Collection[str]) -> tuple[Target, ...]:
    """Which shares did the Union reach in the balanced base year of every chain with an element?"""
    rows: list[Target] = []
    for chain in chains:
        held = {element for good in chain.goods.values() for element in good.composition}
        here = [element for element in elements if element in held]
        inside = union_regions(chain) if here else ()
        if inside:
            rows += balance_targets(chain, inside, here)
    return tuple(rows)


def balance_targets(
    chain: Any, bloc: Collection[str], elements: Collection[str]
) -> tuple[Target, ...]:
    """Which shares did a bloc reach in the balanced base year of a chain, element by element?

    bloc : region ids; consumption is what its final uses held of the element, t. Extraction and
    processing as in :func:`monazite.indicators.targets.run_targets`; the third-country share is
    what the largest outside region shipped of it, over all goods: feed and product both count.

    The balance rests on estimates where nothing is printed: read the grades of its tables. Unknown
    where it names no plant of the bloc while the rest of the world makes more than `HIDDEN_SHARE`.
    """
    inside = frozenset(bloc)
    stages = chain_stages(chain)
    rows: list[Target] = []
    for element in elements:
        content = {name: good.composition.get(element, 0.0) for name, good in chain.goods.items()}
        if not any(content.values()):
            continue
        used = sum(
            tonnes * content[good]
            for (region, _, good), tonnes in chain.base.uses.items()
            if region in inside
        )
        shares: dict[str, tuple[Value, str]] = {}
        for goal, at in stages_of_goals(stages, content).items():
            made = _made_in_base(chain, inside, at, stages, content)
            if made == 0 and _hidden(chain, at, stages, content):
                shares[goal] = Unknown(_AMONG_OTHERS), ""
            else:
                shares[goal] = share_of(made, used, "nothing is used"), ""
        imports: dict[str, float] = {}
        for (exporter, importer, good), tonnes in chain.base.shipments.items():
            if importer in inside and exporter not in inside:
                imports[exporter] = imports.get(exporter, 0.0) + tonnes * content[good]
        shares["third_country"] = largest_supplier(imports, used)
        for goal, (share, country) in shares.items():
            rows.append(
                Target(
                    element,
                    int(chain.base.year),
                    goal,
                    library().aims[goal],
                    share,
                    reached(goal, share),
                    country,
                    used,
                    "balance",
                    noted(share),
                )
            )
    return tuple(rows)


_AMONG_OTHERS = "the balance names no plant of the bloc; sources count small makers among others"


def _hidden(chain: Any, at: Collection[str], stages: Stages, content: Mapping[str, float]) -> bool:
    """May output of countries that no source names hide in the rest of the world?"""
    every = frozenset(chain.regions)
    rest = frozenset(name for name in every if tuple(chain.regions[name].members) == ("*",))
    world = _made_in_base(chain, every, at, stages, content)
    return _made_in_base(chain, rest, at, stages, content) > HIDDEN_SHARE * world


def _made_in_base(
    chain: Any,
    inside: frozenset[str],
    at: Collection[str],
    stages: Stages,
    content: Mapping[str, float],
) -> float:
    """How much of an element did a bloc make at some stages in the base year, t?"""
    made = 0.0
    for stage in at:
        if stage in stages.sources:
            made += sum(
                tonnes * content[good]
                for (region, good), tonnes in chain.base.mines.items()
                if region in inside and good in stages.products[stage]
            )
        for (region, recipe), level in chain.base.processes.items():
            if region in inside and chain.recipes[recipe].stage == stage:
                made += sum(
                    level * value * content[good]
                    for good, value in chain.recipes[recipe].coefficients.items()
                    if value > 0 and good in stages.products[stage]
                )
    return made
