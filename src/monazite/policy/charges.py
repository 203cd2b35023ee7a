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


def charge_effects(reading: MarketReading, block: Any, name: str) -> Iterator[fx.Effect]:
    """What does a duty or lost rebate charge on its routes, month by month?

    block : practice numbers, None for the law's own rate

    The rate of a month is the mean over its days; what was charged in the base year is taken off,
    because the base year's flows and prices were made under it. A charge that ends after the base
    year therefore comes out negative. What a law announces before a month in which it is charged
    is known from the announcement on; windows announced at different times are effects apart.
    """
    if not reading.in_force:
        return
    window = reading.in_force[0]
    goods = tuple(good.good for good in reading.goods(block))
    exporters, importers = _routes(reading, block, window)
    if not goods or exporters == () or importers == ():
        return
    everything = reading.ready.rule.scope.goods.all_goods and (block is None or block.goods is None)
    known: dict[Month | None, list[Window]] = {}
    for one in reading.in_force:
        known.setdefault(reading.known_since(one), []).append(one)
    for number, (since, windows) in enumerate(known.items()):
        rate = _rate(reading, block, windows)
        if rate is None:
            reading.notes.append("the rate is not known")
            return
        steps = _against_base_year(rate, reading)
        charged_in = [step.month for step in steps if step.value != 0]
        if not charged_in:
            continue
        ahead = since is not None and since < charged_in[0]
        yield fx.TradeCost(
            name if number == 0 else f"{name}_{number + 1}",
            fx.EVERYWHERE if exporters is None else exporters,
            fx.EVERYWHERE if importers is None else importers,
            fx.EVERYWHERE if everything else goods,
            fx.Span(charged_in[0], announced=since) if ahead else fx.Span(reading.months[0]),
            fx.Path(steps[0].value, tuple(steps)),
            reading.evidence() if block is None else fx.Evidence(**block.evidence.as_mapping()),
        )


def _against_base_year(rate: Callable[[Month], float], reading: MarketReading) -> list[fx.Step]:
    """Return the steps of a rate from month to month, less its mean over the base year."""
    base_months = span(Month(reading.base_year, 1), 12)
    base = sum(rate(month) for month in base_months) / len(base_months)
    steps: list[fx.Step] = []
    for month in reading.months:
        value = 0.0 if isclose(rate(month), base, abs_tol=1e-12) else rate(month) - base
        if not steps or steps[-1].value != value:
            steps.append(fx.Step(month, value))
    return steps


def _rate(
    reading: MarketReading, block: Any, windows: Sequence[Window]
) -> Callable[[Month], float] | None:
    """Return the rate charged in a month, these windows together; None if it is not known."""
    if block is not None and block.rate is not None:
        paths = [(reading.path(block.rate, window), window) for window in windows]
        return lambda month: sum(path.at(month) * w.share_of(month) for path, w in paths)
    terms = reading.ready.rule.terms
    law = charged(terms)
    if law is None or not law.values or getattr(terms, "base", None) == "content_value":
        return None
    if terms.kind in ("none_yet", "minimum_import_price"):
        return None
    return lambda month: sum(mean_rate(law, window, month) for window in windows)


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
