"""What does a scenario ask of a chain that it was not written for?

Its law is read for that chain's own goods and regions. Of the effects that the scenario writes
itself those remain that name something of the chain; what names only goods, plants or regions of
another chain has nothing to act on there and is left out, by name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from monazite.effects import EVERYWHERE, Effect
from monazite.scenario.scenario import Scenario

if TYPE_CHECKING:
    from monazite.chains.chain import Chain
    from monazite.chains.world import World


@dataclass(frozen=True)
class OnChain:
    """A scenario as it acts on another chain, and the ids of the effects that say nothing there."""

    scenario: Scenario
    left_out: tuple[str, ...]


def on_chain(scenario: Scenario, world: World) -> OnChain:
    """How does a scenario act on a world's chain? Its law is compiled for that chain.

    The scenario's own chain is returned as it is. Raises as :meth:`Scenario.with_law`.
    """
    if world.chain.id == scenario.chain:
        return OnChain(scenario.with_law(world), ())
    moved = moved_to(scenario, world.chain)
    return OnChain(moved.scenario.with_law(world), moved.left_out)


def moved_to(scenario: Scenario, chain: Chain) -> OnChain:
    """What does a scenario ask of a chain, its law not yet compiled? Its own: as it is."""
    if chain.id == scenario.chain:
        return OnChain(scenario, ())
    kept: list[Effect] = []
    left_out: list[str] = []
    for effect in scenario.effects:
        restricted = _restricted(effect, chain)
        if restricted is None:
            left_out.append(effect.id)
        else:
            kept.append(restricted)
    moved = replace(scenario, chain=chain.id, effects=tuple(kept))
    return OnChain(moved, tuple(left_out))


def _restricted(effect: Effect, chain: Chain) -> Effect | None:
    """Return the effect on what the chain has of it; None if nothing of it is there.

    A field that lists names keeps those the chain knows; one that names a single thing must be
    known.
    """
    known: dict[str, Collection[str]] = {
        "goods": chain.goods,
        "good": chain.goods,
        "facilities": chain.facilities,
        "recipes": chain.recipes,
        "exporter": chain.regions,
        "exporters": chain.regions,
        "importers": chain.regions,
        "destinations": chain.regions,
        "regions": chain.regions,
        "region": chain.regions,
        "payer": chain.regions,
    }
    changes: dict[str, Any] = {}
    for field in fields(effect):
        value = getattr(effect, field.name)
        if field.name not in known or value == EVERYWHERE:
            continue
        if isinstance(value, str):
            if value not in known[field.name]:
                return None
            continue
        kept = tuple(one for one in value if getattr(one, "good", one) in known[field.name])
        if not kept:
            return None
        changes[field.name] = kept
    return replace(effect, **changes)
