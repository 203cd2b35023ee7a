"""Which law does a scenario take: which acts, which branch of what is open, with which changes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from monazite.errors import unknown_name

if TYPE_CHECKING:
    from monazite.chains.chain import Chain
    from monazite.months import Month
    from monazite.policy.compile import Compiled
    from monazite.policy.library import Library

Branch = Literal["revived", "prolonged", "repealed"]
"""What is assumed of an act whose stated end has passed."""


@dataclass(frozen=True)
class LawChoice:
    """Which acts of the library does a scenario take?

    include, exclude : patterns over act ids (`cn/*`, `us/mp-*`) and, for `exclude`, rule ids
                       (`act#rule`); what is excluded is taken out of what is included
    branch   : what is assumed wherever a stated end has passed; None: nothing, and an act whose
               state is open within the run is refused
    others   : as :class:`monazite.policy.compile.Changes`
    """

    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    branch: Branch | None = None
    branches: Mapping[str, Branch] = field(default_factory=dict)
    in_force_from: Mapping[str, date] = field(default_factory=dict)
    until: Mapping[str, date] = field(default_factory=dict)
    shift_months: Mapping[str, int] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def compiled(self, library: Library, chain: Chain, months: tuple[Month, ...]) -> Compiled:
        """What do the chosen acts do to the market of a chain in these months?

        Raises UnknownNameError for a pattern that names nothing, otherwise as `compile_policies`.
        """
        from monazite.policy.compile import EVERY, Changes, compile_policies
        from monazite.policy.market_place import MarketPlace

        names = (*library.acts, *library.rule)
        for pattern in (*self.include, *self.exclude):
            if not any(fnmatchcase(name, pattern) for name in names):
                raise unknown_name("policies", pattern, names, "act or rule")
        chosen = [act for act in library.acts if any(fnmatchcase(act, one) for one in self.include)]
        off = {name for name in names if any(fnmatchcase(name, one) for one in self.exclude)}
        branches = dict(self.branches)
        if self.branch is not None:
            branches.setdefault(EVERY, self.branch)
        changes = Changes(
            frozenset(off),
            self.in_force_from,
            self.until,
            self.shift_months,
            branches,
            self.readings,
            self.numbers,
        )
        return compile_policies(
            library,
            MarketPlace.of_chain(chain),
            months,
            changes,
            base_year=chain.base_year,
            only=chosen,
        )
