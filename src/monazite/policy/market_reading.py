"""Reading one for one rule: its windows, goods, places and numbers turned into effects.

Instruments call the functions here; what is special about an instrument stands in its own module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from monazite import effects as fx
from monazite.months import Month
from monazite.policy.market_place import MarketPlace
from monazite.policy.market_terms import CoverMultiple, MonthSteps
from monazite.policy.windows import Window

if TYPE_CHECKING:
    from monazite.policy.library import ReadyRule

_GRADE: dict[str, fx.Grade] = {"A": "A", "B": "B", "C": "C", "D": "D"}


@dataclass(frozen=True)
class MarketReading:
    """What is needed to turn one rule into effects?

    place     : names of the market
    in_force, announced : windows
    months    : simulated months
    base_year : effects are changes against this year; a charge of that year is already in the base
    shift     : months by which the rule's dates are moved, calendar months of its numbers too
    blocks    : the rule's market blocks, changed numbers put in
    """

    ready: ReadyRule
    place: MarketPlace
    in_force: tuple[Window, ...]
    announced: tuple[Window, ...]
    months: tuple[Month, ...]
    base_year: int
    shift: int
    blocks: tuple[Any, ...]
    notes: list[str] = field(default_factory=list)

    def windows(self, while_: str) -> tuple[Window, ...]:
        """Return the windows of a block that touch the simulated months."""
        chosen = self.in_force if while_ == "in_force" else self.announced
        first, last = self.months[0], self.months[-1]
        return tuple(
            window
            for window in chosen
            if window.first_month <= last
            and (window.after_month is None or first < window.after_month)
        )

    @property
    def reaches_all(self) -> bool:
        """Does the rule reach every shipment on its routes, whoever uses it for what?"""
        scope = self.ready.rule.scope
        return not (
            scope.end_uses
            or scope.except_end_uses
            or scope.exporters
            or scope.end_users
            or scope.end_user_countries
            or scope.conditions
        )

    def in_the_base(self, window: Window) -> bool:
        """Was the rule in force all through the base year? Its flows were then made under it."""
        held = window.start <= date(self.base_year, 1, 1)
        if held:
            self.notes.append("in force all through the base year, whose flows were made under it")
        return held

    def name(self, block: str, number: int) -> str:
        """Return the id of an effect: act, rule, block, and which window if not the first."""
        text = f"{self.ready.act.id}_{self.ready.rule.id}_{block}"
        name = re.sub(r"[^a-z0-9_]", "_", text)
        return name if number == 0 else f"{name}_{number + 1}"

    def evidence(self) -> fx.Evidence:
        """Return what numbers taken from the law itself rest on."""
        first = self.ready.rule.citations[0]
        citation = next(one for one in self.ready.act.citations if one.id == first)
        return fx.Evidence(f"{citation.title} ({citation.publisher})", _GRADE[citation.grade])

    def goods(self, block: Any = None) -> tuple[fx.GatedGood, ...]:
        """Which goods of the chain are reached, with which share? Those of block or scope."""
        if block is not None and block.goods is not None:
            shares = {one.good: one.share for one in block.goods}
        elif self.ready.rule.scope.goods.all_goods:
            shares = dict.fromkeys(sorted(self.place.goods), 1.0)
        else:
            shares = self._scope_goods()
        return tuple(
            fx.GatedGood(good, share) for good, share in shares.items() if good in self.place.goods
        )

    def _scope_goods(self) -> dict[str, float]:
        lines = list(self.ready.lines)
        register = self.ready.rule.scope.goods.on_list
        if register is not None:
            for ready in self.ready.library.goods_on(register):
                lines += ready.lines
        shares: dict[str, float] = {}
        for line in lines:
            for good, share in line.goods.items():
                shares[good] = max(share, shares.get(good, 0.0))
        return shares

    def regions(self, key: str, window: Window) -> tuple[str, ...] | None:
        """Which regions does the scope name for a role? None: all."""
        places = getattr(self.ready.rule.scope, key)
        return self.place.regions_of(places, window.start, self.ready.library.member)

    def path(
        self,
        steps: MonthSteps,
        window: Window,
        blend: Callable[[float, float], float] | None = None,
    ) -> fx.Path:
        """Turn numbers over time into a path of months.

        blend : (value, share of the month in force) -> value of a month only partly in force
        """
        start = window.first_month
        stops = self._stops(steps, start)
        path = fx.Path(stops[0].value, tuple(stops))
        if blend is None:
            return path
        return blended(path, window, self.months, blend)

    def _stops(self, steps: MonthSteps, start: Month) -> list[fx.Step]:
        if steps.always is not None:
            return [fx.Step(start, steps.always)]
        stops = [
            fx.Step(start + when if isinstance(when, int) else when + self.shift, value)
            for when, value in steps.steps
        ]
        if stops[0].month > start:
            stops.insert(0, fx.Step(start, stops[0].value))
        return stops

    def spans(self, while_: str) -> Iterator[tuple[int, Window, fx.Span]]:
        """Return each window with the months that an effect holds for, and since when it is known.

        Where the rule writes itself what holders of stocks want, nothing is known ahead: the same
        motive would count twice.
        """
        for number, window in enumerate(self.windows(while_)):
            known = self.known_since(window) if while_ == "in_force" else None
            yield number, window, fx.Span(window.first_month, window.after_month, known)

    def known_since(self, window: Window) -> Month | None:
        """In which month was a window announced? None where not before the month it begins in.

        What was announced in the second half of a month counts as known from the next.
        """
        if any(isinstance(block, CoverMultiple) for block in self.blocks):
            return None
        for earlier in self.announced:
            if earlier.end == window.start:
                month = earlier.first_month
                known = month if earlier.share_of(month) >= 0.5 else month + 1
                return known if known < window.first_month else None
        return None


def blended(
    path: fx.Path,
    window: Window,
    months: tuple[Month, ...],
    blend: Callable[[float, float], float],
) -> fx.Path:
    """Return the path with the first and last month weighted by their days in force."""
    edges = {window.first_month}
    if window.after_month is not None:
        edges.add(window.after_month - 1)
    edges = {month for month in edges if 0 < window.share_of(month) < 1}
    if not edges:
        return path
    values: list[fx.Step] = []
    marks = sorted({step.month for step in path.steps} | edges | {edge + 1 for edge in edges})
    for month in marks:
        value = path.at(month)
        if month in edges:
            value = blend(value, window.share_of(month))
        if not values or values[-1].value != value:
            values.append(fx.Step(month, value))
    return fx.Path(values[0].value if values else path.before, tuple(values))


def towards_one(value: float, share: float) -> float:
    """Return a multiple or share of normal in a month of which only a part is in force."""
    return 1.0 - share * (1.0 - value)


def towards_zero(value: float, share: float) -> float:
    """Return a charge or amount in a month of which only a part is in force."""
    return share * value
