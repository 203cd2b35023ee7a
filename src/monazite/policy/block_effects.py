"""Effects of market blocks, one function per kind of effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from monazite import effects as fx
from monazite.policy.charges import charge_effects
from monazite.policy.credits import credit_effects
from monazite.policy.market_reading import MarketReading, towards_one, towards_zero
from monazite.policy.market_terms import (
    CapacityFactor,
    Charge,
    CostCredit,
    CoverMultiple,
    DemandFactor,
    FloorPayment,
    FlowShare,
    LicencePractice,
    MonthSteps,
    ReleaseShare,
    RouteShare,
    StockPurchase,
)
from monazite.policy.windows import Window


def block_effects(reading: MarketReading) -> tuple[fx.Effect, ...]:
    """Which effects do the market blocks of a rule mean, in all windows?"""
    found: list[fx.Effect] = []
    for block in reading.blocks:
        if isinstance(block, Charge):
            found += charge_effects(reading, block, reading.name(block.id, 0))
            continue
        if isinstance(block, CostCredit):
            found += credit_effects(reading, block, reading.name(block.id, 0))
            continue
        for number, window, span in reading.spans(block.while_):
            if type(block) in _IN_THE_BASE and reading.in_the_base(window):
                continue
            name = reading.name(block.id, number)
            found += _BY_KIND[type(block)](block, name, window, span, reading)
    return tuple(found)


def refusal_effects(reading: MarketReading) -> tuple[fx.Effect, ...]:
    """Which effects has a rule that lets nothing out? Its blocks, or a limit of zero.

    A rule for some users, uses or conditions only gives none by itself: the market cannot tell
    them apart.
    """
    if reading.blocks:
        return block_effects(reading)
    if reading.ready.rule.no_market_effect is not None:
        return ()
    if not reading.reaches_all:
        reading.notes.append("it reaches some users, uses or conditions only")
        return ()
    found: list[fx.Effect] = []
    for number, window, span in reading.spans("in_force"):
        if not reading.in_the_base(window):
            name = reading.name("refusal", number)
            nothing = MonthSteps(0.0)
            found += limit_effects(reading, None, name, window, span, nothing, reading.evidence())
    return tuple(found)


def duty_effects(reading: MarketReading) -> tuple[fx.Effect, ...]:
    """Which effects has a charge? Its blocks, or the law's own rate."""
    if reading.blocks:
        return block_effects(reading)
    if not reading.reaches_all or reading.ready.rule.no_market_effect is not None:
        return ()
    return tuple(charge_effects(reading, None, reading.name("charge", 0)))


def limit_effects(
    reading: MarketReading,
    block: Any,
    name: str,
    window: Window,
    span: fx.Span,
    share: MonthSteps,
    evidence: fx.Evidence,
) -> Iterator[fx.Effect]:
    """Hold exports to a share of normal: at the gate where all destinations are meant, else on the
    routes.
    """
    goods = reading.goods(block)
    exporters = reading.regions("exporting", window)
    importers = reading.regions("destinations", window)
    if not goods or exporters == () or importers == ():
        return
    path = reading.path(share, window, towards_one)
    for exporter in reading.place.regions if exporters is None else exporters:
        if importers is None and exporter in reading.place.gates:
            suffix = "" if exporters is not None and len(exporters) == 1 else f"_{exporter.lower()}"
            yield fx.ExportLimit(
                f"{name}{suffix}", exporter, goods, fx.EVERYWHERE, span, path, evidence
            )
    rest = tuple(
        exporter
        for exporter in (reading.place.regions if exporters is None else exporters)
        if importers is not None or exporter not in reading.place.gates
    )
    if rest:
        yield from _route_limits(goods, name, rest, importers, span, path, evidence)


def _route_limits(
    goods: tuple[fx.GatedGood, ...],
    name: str,
    exporters: tuple[str, ...],
    importers: tuple[str, ...] | None,
    span: fx.Span,
    path: fx.Path,
    evidence: fx.Evidence,
) -> Iterator[fx.Effect]:
    """Hold routes to a share; goods of which a rule reaches only a part are held less."""
    for share in sorted({good.share for good in goods}, reverse=True):
        names = tuple(good.good for good in goods if good.share == share)
        steps = tuple(fx.Step(s.month, towards_one(s.value, share)) for s in path.steps)
        suffix = "" if share == 1.0 else f"_part_{round(100 * share)}"
        yield fx.RouteLimit(
            f"{name}_routes{suffix}",
            exporters,
            fx.EVERYWHERE if importers is None else importers,
            names,
            span,
            fx.Path(towards_one(path.before, share), steps),
            evidence,
        )


def _licence(
    block: LicencePractice, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    goods = reading.goods(block)
    exporters = reading.regions("exporting", window)
    importers = reading.regions("destinations", window)
    if not goods or not exporters or importers == ():
        return
    at_gate = importers is None and all(one in reading.place.gates for one in exporters)
    if not at_gate:
        approved = reading.path(block.approval_share, window)
        open_share = reading.path(block.ungated_share, window)
        months = sorted({s.month for s in (*approved.steps, *open_share.steps)})
        steps = tuple(
            fx.Step(m, open_share.at(m) + (1 - open_share.at(m)) * approved.at(m)) for m in months
        )
        path = fx.Path(steps[0].value, steps)
        yield from _route_limits(goods, name, exporters, importers, span, path, _evidence(block))
        return
    first = block.first_month_share
    for exporter in exporters:
        suffix = "" if len(exporters) == 1 else f"_{exporter.lower()}"
        yield fx.ExportLicence(
            f"{name}{suffix}",
            exporter,
            goods,
            fx.EVERYWHERE,
            _whole_months(span, window),
            block.decided_after,
            reading.path(block.approval_share, window),
            reading.path(block.application_rate, window),
            block.reapplication_share,
            reading.path(block.ungated_share, window),
            1 - window.share_of(window.first_month) if first is None else first,
            block.expiry_share,
            _evidence(block),
        )


def _whole_months(span: fx.Span, window: Window) -> fx.Span:
    """Leave out a last month of which less than half is in force: a queue has no half months."""
    if span.end is None or window.share_of(span.end - 1) >= 0.5 or span.end - 1 <= span.start:
        return span
    return fx.Span(span.start, span.end - 1, span.announced)


def _limit(
    block: FlowShare, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    yield from limit_effects(
        reading, block, name, window, span, block.share_of_normal, _evidence(block)
    )


def _route(
    block: RouteShare, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    goods = reading.goods(block)
    exporters = block.exporters or reading.regions("exporting", window)
    importers = block.importers or reading.regions("destinations", window)
    if not goods or exporters == () or importers == ():
        return
    path = reading.path(block.share, window, towards_one)
    out = tuple(reading.place.regions) if exporters is None else exporters
    yield from _route_limits(goods, name, out, importers, span, path, _evidence(block))


def _floor(
    block: FloorPayment, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    facilities = tuple(one for one in block.facilities if one in reading.place.facilities)
    if not facilities:
        return
    terms = reading.ready.rule.terms
    if block.floor_usd_per_tonne is not None:
        path = reading.path(block.floor_usd_per_tonne, window)
    else:
        floor = terms.floor_usd_per_kg.at(window.start) if terms.floor_usd_per_kg else None
        if floor is None:
            reading.notes.append("the level of the floor is not published")
            return
        path = fx.Path(1000.0 * floor)
    upside = terms.upside_share if block.upside_share is None else block.upside_share
    for good in reading.goods(block):
        yield fx.ProducerFloor(
            f"{name}_{good.good}",
            facilities,
            good.good,
            block.payer,
            span,
            path,
            upside,
            _evidence(block),
        )


def _capacity(
    block: CapacityFactor, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    recipes = _known(block.recipes, reading.place.recipes)
    regions = _known(block.regions, frozenset(reading.place.regions))
    if recipes and regions:
        path = reading.path(block.factor, window, towards_one)
        yield fx.CapacityChange(name, regions, recipes, span, path, _evidence(block))


def _demand(
    block: DemandFactor, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    uses = _known(block.uses, reading.place.uses)
    regions = _known(block.regions, frozenset(reading.place.regions))
    if uses and regions:
        path = reading.path(block.factor, window, towards_one)
        yield fx.DemandChange(name, regions, uses, span, path, _evidence(block))


def _release(
    block: ReleaseShare, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    goods = tuple(
        good.good for good in reading.goods(block) if good.good in reading.place.bound_goods
    )
    if not goods:
        return
    named = None if block.regions == fx.EVERYWHERE else block.regions
    regions = named or reading.regions("exporting", window) or fx.EVERYWHERE
    share = towards_one(block.evasion_share, window.share_of(window.first_month))
    partly = 0 < window.share_of(window.first_month) < 1
    whole = _whole_months(span, window)
    if partly:
        first = fx.Span(whole.start, whole.start + 1)
        yield fx.ReleaseRule(f"{name}_first_month", regions, goods, first, share, _evidence(block))
        if whole.end is not None and whole.end <= whole.start + 1:
            return
        whole = fx.Span(whole.start + 1, whole.end)
    yield fx.ReleaseRule(name, regions, goods, whole, block.evasion_share, _evidence(block))


def _cover(
    block: CoverMultiple, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    goods = tuple(good.good for good in reading.goods(block))
    named = None if block.regions is None or block.regions == fx.EVERYWHERE else block.regions
    regions = fx.EVERYWHERE if named is None else _known(named, frozenset(reading.place.regions))
    if goods and regions:
        path = reading.path(block.factor, window, towards_one)
        yield fx.CoverShift(name, regions, goods, span, path, _evidence(block))


def _stock(
    block: StockPurchase, name: str, window: Window, span: fx.Span, reading: MarketReading
) -> Iterator[fx.Effect]:
    if block.region not in reading.place.regions:
        return
    path = reading.path(block.purchase_tonnes, window, towards_zero)
    for good in reading.goods(block):
        steps = tuple(fx.Step(s.month, s.value * good.share) for s in path.steps)
        yield fx.StrategicStock(
            f"{name}_{good.good}",
            block.region,
            good.good,
            span,
            fx.Path(path.before * good.share, steps),
            _evidence(block),
        )


def _known(names: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    if names == fx.EVERYWHERE:
        return names
    return tuple(name for name in names if name in known)


def _evidence(block: Any) -> fx.Evidence:
    own = block.evidence
    return fx.Evidence(own.source, own.grade, own.note, fitted_on=own.fitted_on)


_IN_THE_BASE = (
    LicencePractice,
    FlowShare,
    RouteShare,
    CapacityFactor,
    DemandFactor,
    ReleaseShare,
    CoverMultiple,
)

_BY_KIND: dict[type, Callable[..., Iterator[fx.Effect]]] = {
    LicencePractice: _licence,
    FlowShare: _limit,
    RouteShare: _route,
    FloorPayment: _floor,
    CapacityFactor: _capacity,
    DemandFactor: _demand,
    ReleaseShare: _release,
    CoverMultiple: _cover,
    StockPurchase: _stock,
}
