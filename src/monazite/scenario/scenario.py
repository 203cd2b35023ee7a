"""What if: which chain, from which month on, under which policies and which demand?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monazite.effects import Effect
from monazite.errors import DefinitionError, Fault
from monazite.labels import Label
from monazite.months import Month, span

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.scenario.law import LawChoice


@dataclass(frozen=True)
class Scenario:
    """One question to the model: a world, the effects of its policies, a demand path, a seed.

    id, label, description : name, and what the scenario asks, in English and Chinese
    chain, as_known        : which chain, and the month whose knowledge of the data is used
    start, months          : first month simulated, and how many (1 or more)
    demand        : id of a demand path set of the chain
    effects                : what policies do to the market; each id once
    policies               : which acts of the library are taken beside these effects, or None; see
                             :meth:`with_law`
    seed                   : for whatever is drawn; 0 or more
    sources                : ids of the sources on which the scenario rests

    Raises DefinitionError for a number of months below 1, a negative seed, or one effect id twice.
    """

    id: str
    label: Label
    description: Label
    chain: str
    as_known: Month
    start: Month
    months: int
    demand: str
    effects: tuple[Effect, ...] = ()
    seed: int = 0
    sources: tuple[str, ...] = ()
    policies: LawChoice | None = None

    def __post_init__(self) -> None:
        faults = []
        if type(self.months) is not int or self.months < 1:
            faults.append(self._fault("months", self.months, "a whole number, 1 or more"))
        if type(self.seed) is not int or self.seed < 0:
            faults.append(self._fault("seed", self.seed, "a whole number, 0 or more"))
        ids = [effect.id for effect in self.effects]
        for twice in sorted({name for name in ids if ids.count(name) > 1}):
            faults.append(self._fault("effects", f"id {twice} twice", "each effect's id once"))
        if faults:
            raise DefinitionError(faults)

    @property
    def calendar(self) -> tuple[Month, ...]:
        """Which months are simulated?"""
        return span(self.start, self.months)

    @property
    def fingerprint(self) -> str:
        """Return the sha256 of the canonical text: equal if and only if the question is."""
        from monazite.scenario.scenario_text import scenario_text

        return hashlib.sha256(scenario_text(self).encode()).hexdigest()

    def with_law(self, world: World) -> Scenario:
        """Return the scenario with the chosen acts turned into effects for a world.

        What acts do is then written out, so that a saved run can be repeated although the library
        has grown. Unchanged where the scenario chooses no acts. Raises as
        :func:`monazite.policy.compile.compile_policies`.
        """
        if self.policies is None:
            return self
        from monazite.policy.library import library

        compiled = self.policies.compiled(library(), world.chain, self.calendar)
        return replace(self, effects=(*self.effects, *compiled.effects), policies=None)

    def changed(self, *, demand: str | None = None, months: int | None = None) -> Scenario:
        """Return the scenario with another demand path set or another number of months."""
        return replace(
            self,
            demand=demand or self.demand,
            months=self.months if months is None else months,
        )

    def _fault(self, field: str, found: object, expected: str) -> Fault:
        return Fault(where=f"scenario {self.id}, {field}", found=str(found), expected=expected)
