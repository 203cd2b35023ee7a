"""Charges on leaving and entering as effects: each month's rate against the base year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from math import isclose
from typing import Any

from monazite import effects as fx
from monazite.months import Month, span
from monazite.policy.market_reading import MarketReading
from monazite.policy.stepped import Stepped
from monazite.policy.windows import Window

_DAY = timedelta(days=1)

_Rate = Callable[[Sequence[Window], Month], float]
"""Windows and month -> rate that they charge in it."""


def charge_effects(reading: MarketReading, block: Any, name: str) -> Iterator[fx.Effect]:
    """What does a duty or lost rebate charge on its routes, month by month?

    block : practice numbers, None for the law's own rate

    The rate of a month is the mean over its days. Each period in force is an effect of its own,
    known to holders of stocks since it was announced. What was charged in the base year is taken
    off by one more, because the base year's flows and prices were made under it; where that leaves
    nothing in any month there is no effect.
    """
    if not reading.in_force:
        return
    window = reading.in_force[0]
    goods = tuple(good.good for good in reading.goods(block))
    exporters, importers = _routes(reading, block, window)
    if not goods or exporters == () or importers == ():
        return
    rate = _rate(reading, block)
    if rate is None:
        reading.notes.append("the rate is not known")
        return
    everything = reading.ready.rule.scope.goods.all_goods and (block is None or block.goods is None)
    evidence = reading.evidence() if block is None else fx.Evidence(**block.evidence.model_dump())
    for suffix, months, path in _periods(reading, rate):
        yield fx.TradeCost(
            name + suffix,
            fx.EVERYWHERE if exporters is None else exporters,
            fx.EVERYWHERE if importers is None else importers,
            fx.EVERYWHERE if everything else goods,
            months,
            path,
            evidence,
        )


def _periods(reading: MarketReading, rate: _Rate) -> Iterator[tuple[str, fx.Span, fx.Path]]:
    """What is charged in each period in force, and what is taken off for the base year?"""
    base_months = span(Month(reading.base_year, 1), 12)
    base = sum(rate(reading.in_force, month) for month in base_months) / len(base_months)
    if all(isclose(rate(reading.in_force, month), base, abs_tol=1e-12) for month in reading.months):
        return
    for number, window, held in reading.spans("in_force"):
        path = _path([(month, rate([window], month)) for month in reading.months])
        if any(step.value != 0 for step in path.steps):
            yield ("" if number == 0 else f"_{number + 1}"), held, path
    if base != 0:
        yield "_of_the_base_year", fx.Span(reading.months[0]), fx.Path(-base)


def _path(values: Sequence[tuple[Month, float]]) -> fx.Path:
    """Return rates month by month as a path."""
    steps: list[fx.Step] = []
    for month, value in values:
        if not steps or steps[-1].value != value:
            steps.append(fx.Step(month, value))
    return fx.Path(steps[0].value, tuple(steps))


def _rate(reading: MarketReading, block: Any) -> _Rate | None:
    """Return the rate that windows together charge in a month; None if it is not known."""
    if block is not None and block.rate is not None:
        paths = {window: reading.path(block.rate, window) for window in reading.in_force}
        return lambda windows, month: sum(paths[w].at(month) * w.share_of(month) for w in windows)
    terms = reading.ready.rule.terms
    law = charged(terms)
    if law is None or not law.values or getattr(terms, "base", None) == "content_value":
        return None
    if terms.kind in ("none_yet", "minimum_import_price"):
        return None
    return lambda windows, month: sum(mean_rate(law, window, month) for window in windows)


def charged(terms: Any) -> Stepped | None:
    """Which rate do the terms charge? A lost rebate counts as a charge."""
    if getattr(terms, "kind", None) == "vat_rebate":
        lost: Stepped | None = terms.lost_rebate
        return lost
    rate: Stepped = terms.rate
    return rate


def _routes(
    reading: MarketReading, block: Any, window: Window
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    exporters = None if block is None else block.exporters
    importers = None if block is None else block.importers
    if exporters is None:
        exporters = reading.regions("origins", window)
        if exporters is None:
            exporters = reading.regions("exporting", window)
    if importers is None:
        importers = reading.regions("destinations", window)
    return exporters, importers


def mean_rate(rate: Stepped, window: Window, month: Month) -> float:
    """Return the mean rate over the days of a month; days outside the window count as zero."""
    days = monthrange(month.year, month.month)[1]
    first = date(month.year, month.month, 1)
    if all((step.start.year, step.start.month) != (month.year, month.month) for step in rate.steps):
        return window.share_of(month) * (rate.at(first) or 0.0)
    total = 0.0
    for number in range(days):
        day = first + number * _DAY
        if day >= window.start and (window.end is None or day < window.end):
            total += rate.at(day) or 0.0
    return total / days
