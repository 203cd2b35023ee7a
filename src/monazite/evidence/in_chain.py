"""Does the chain of an episode have everything that the episode names, on the basis it says?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from monazite.chains.chain import Chain
from monazite.errors import DefinitionError, Fault, MonaziteError, unknown_name
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
    content = tree.root.plain()
    effects = [
        ((name, place, "effect"), known["effect"])
        for name in ("policies", "facts")
        for place, known in enumerate(content.get(name, ()))
    ]
    faults = list(unknown_names(tree, chain, content["demand"], effects))
    for place, quantity in enumerate(episode.scored):
        faults += in_file(episode, _of_quantity(f"scored[{place}]", quantity, chain))
    if faults:
        raise DefinitionError(faults)


def in_file(episode: Episode, faults: Iterable[Fault]) -> list[Fault]:
    """Return faults whose places are key paths of an episode with its file and their lines."""
    tree = read_tree(episode.folder / "episode.yaml")
    root = tree.root
    return [placed(fault, tree.where, root, root.line, ())[2] for fault in faults]


def told_in_file(episode: Episode, error: MonaziteError) -> MonaziteError:
    """Return the error of an effect or a scored quantity, called by its id, with file and line.

    Where the market refuses an effect it knows its id only; other places stay as they are.
    """
    written = episode.written
    keys = {f"effect {one.effect.id}": f"policies[{n}]" for n, one in enumerate(written.policies)}
    keys |= {f"effect {one.effect.id}": f"facts[{n}]" for n, one in enumerate(written.facts)}
    keys |= {f"scored quantity {one.id}": f"scored[{n}]" for n, one in enumerate(episode.scored)}
    known = [replace(one, where=keys[one.where]) for one in error.faults if one.where in keys]
    rest = [one for one in error.faults if one.where not in keys]
    return type(error)([*in_file(episode, known), *rest])


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
