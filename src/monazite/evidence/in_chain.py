"""Does the chain of an episode have everything that the episode names, on the basis it says?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from monazite.chains.chain import Chain
from monazite.errors import DefinitionError, Fault, unknown_name
from monazite.evidence.episode import Episode
from monazite.evidence.written_episode import ScoredQuantity
from monazite.scenario.read import unknown_names
from monazite.schema_faults import placed
from monazite.yaml_tree import read_tree

EVERYWHERE = "*"


def require_in_chain(episode: Episode, chain: Chain) -> None:
    """Refuse names that the chain does not have, and tonnes of another basis than the good's.

    Goods, regions, uses, plants and demand path of policies and facts; goods, regions and units of
    the scored quantities. Raises DefinitionError with all of them, each with its line.
    """
    tree = read_tree(episode.folder / "episode.yaml")
    content, root = tree.root.plain(), tree.root
    effects = [
        ((name, place, "effect"), known["effect"])
        for name in ("policies", "facts")
        for place, known in enumerate(content.get(name, ()))
    ]
    faults = list(unknown_names(tree, chain, content["demand"], effects))
    for place, quantity in enumerate(episode.scored):
        faults += [
            placed(fault, tree.where, root, root.line, ())[2]
            for fault in _of_quantity(f"scored[{place}]", quantity, chain)
        ]
    if faults:
        raise DefinitionError(faults)


def _of_quantity(key: str, quantity: ScoredQuantity, chain: Chain) -> Iterator[Fault]:
    """Yield what the chain lacks of a scored quantity, or where its bases differ."""
    named: list[tuple[str, str, Collection[str], str]] = [
        ("goods", good, chain.goods, "good") for good in quantity.goods
    ]
    for field in ("regions", "destinations"):
        there = [one for one in getattr(quantity, field) if one != EVERYWHERE]
        named += [(field, one, chain.regions, "region") for one in there]
    if quantity.exporter is not None:
        named.append(("exporter", quantity.exporter, chain.regions, "region"))
    lacking = [
        fault
        for field, name, known, kind in named
        if name not in known
        for fault in unknown_name(f"{key}.{field}", name, known, kind).faults
    ]
    yield from lacking
    if any(good not in chain.goods for good in quantity.goods):
        return
    bases = sorted({chain.goods[good].basis for good in quantity.goods})
    if len(bases) > 1:
        yield Fault(
            f"{key}.goods",
            f"goods in {', '.join(bases)}",
            "goods of one basis",
            because="tonnes of different content do not add up",
        )
        return
    basis = bases[0].removeprefix("t ")
    if quantity.unit.dimension != "price" and quantity.unit.basis != basis:
        yield Fault(
            f"{key}.unit",
            f"tonnes of {quantity.unit.basis}",
            f"tonnes of {basis}, the basis of {quantity.goods[0]} in the chain",
            because="a record on another basis is another quantity",
            advice="convert the record with a stated content, and say so in its note",
        )
