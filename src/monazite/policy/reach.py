"""Which acts do something to the market of a chain, and in which windows of time?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monazite.effects import Effect
from monazite.months import Month
from monazite.policy.cases import Branch
from monazite.policy.compile import EVERY, Changes, compile_policies
from monazite.policy.legal_calendar import BRANCHES
from monazite.policy.library import Library, ReadyRule
from monazite.policy.market_place import MarketPlace


@dataclass(frozen=True)
class Reach:
    """What does one act do to the market of a chain?

    rules   : rules with an effect under some branch, in the order of the file
    effects : branch -> effects, as compiled
    """

    act: str
    rules: tuple[ReadyRule, ...]
    effects: Mapping[Branch, tuple[Effect, ...]]


def reach(acts: Library, chain: Any, months: tuple[Month, ...]) -> tuple[Reach, ...]:
    """Which acts have an effect on a chain in these months, whatever follows passed ends?"""
    place = MarketPlace.of_chain(chain)
    rules: dict[str, dict[str, ReadyRule]] = {}
    effects: dict[str, dict[Branch, list[Effect]]] = {}
    for branch in BRANCHES:
        changes = Changes(branches={EVERY: branch})
        found = compile_policies(acts, place, months, changes, base_year=chain.base_year)
        by_id = {effect.id: effect for effect in found.effects}
        for one in found.rules:
            if not one.effects:
                continue
            ready = acts.rule[one.rule]
            rules.setdefault(ready.act.id, {})[one.rule] = ready
            own = effects.setdefault(ready.act.id, {}).setdefault(branch, [])
            own += [by_id[name] for name in one.effects if name in by_id]
    return tuple(
        Reach(
            act,
            tuple(named.values()),
            {branch: tuple(effects[act].get(branch, ())) for branch in BRANCHES},
        )
        for act, named in rules.items()
    )
