"""Credits on production as effects: each month's rate against the base year."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monazite import effects as fx
from monazite.months import Month, span
from monazite.policy.charges import mean_rate
from monazite.policy.market_reading import MarketReading
from monazite.policy.market_terms import CostCredit


def credit_effects(reading: MarketReading, block: CostCredit, name: str) -> Iterator[fx.Effect]:
    """Which share of their own cost are the facilities of a block refunded, month by month?

    What the law gave in the base year is taken off, because the costs of that year are what
    facilities had to earn with it; a credit that ends later therefore comes out negative.
    """
    recipes = _known(block.recipes, reading.place.recipes)
    regions = _known(block.regions, frozenset(reading.place.regions))
    if not recipes or not regions or not reading.in_force:
        return
    rate = _rate(reading, block)
    if rate is None:
        reading.notes.append("the rate is not a known share of cost")
        return
    base_months = span(Month(reading.base_year, 1), 12)
    base = sum(rate(month) for month in base_months) / len(base_months)
    steps: list[fx.Step] = []
    for month in reading.months:
        value = round(rate(month) - base, 12)
        if not steps or steps[-1].value != value:
            steps.append(fx.Step(month, value))
    if any(step.value != 0 for step in steps):
        path = fx.Path(steps[0].value, tuple(steps))
        evidence = fx.Evidence(**block.evidence.as_mapping())
        yield fx.ProductionCredit(
            name, regions, recipes, fx.Span(reading.months[0]), path, evidence
        )


def _rate(reading: MarketReading, block: CostCredit) -> Callable[[Month], float] | None:
    """Return the rate in a month, all periods in force together; None if it is not known."""
    if block.rate is not None:
        paths = [(reading.path(block.rate, window), window) for window in reading.in_force]
        return lambda month: sum(path.at(month) * w.share_of(month) for path, w in paths)
    terms = reading.ready.rule.terms
    if terms.kind != "share_of_cost" or not terms.rate.values:
        return None
    return lambda month: sum(mean_rate(terms.rate, w, month) for w in reading.in_force)


def _known(names: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    if names == fx.EVERYWHERE:
        return names
    return tuple(name for name in names if name in known)
