"""Effects of policies invented for tests, each on one good, route or plant of the rare earths."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from monazite import effects as fx
from tests.market.worlds import START, rare_earths

OPEN = fx.Span(START)
INVENTED = fx.Evidence("invented for a test", "D")


def path(value: float) -> fx.Path:
    """One value for ever."""
    return fx.Path(value)


def from_month(number: int, value: float, before: float = 0.0) -> fx.Path:
    """A value from the given month of the run on (0 is the first)."""
    return fx.Path(before, (fx.Step(START + number, value),))


def limit(share: float, *goods: str, start: int = 0, id: str = "limit") -> fx.ExportLimit:
    """A limit on Chinese exports of these goods, from the given month on."""
    return fx.ExportLimit(
        id=id,
        exporter="CHN",
        goods=tuple(fx.GatedGood(good) for good in goods or ("dysprosium_oxide",)),
        destinations=fx.EVERYWHERE,
        span=fx.Span(START + start),
        share_of_normal=path(share),
        evidence=INVENTED,
    )


def licence(**changes: Any) -> fx.ExportLicence:
    """A licence rule on Chinese dysprosium oxide from the fourth month on."""
    rule = fx.ExportLicence(
        id="licence",
        exporter="CHN",
        goods=(fx.GatedGood("dysprosium_oxide"),),
        destinations=fx.EVERYWHERE,
        span=fx.Span(START + 3),
        decided_after=(0.0, 0.5, 0.3, 0.2),
        approval_share=path(0.8),
        application_rate=path(1.0),
        reapplication_share=0.5,
        ungated_share=path(0.05),
        first_month_share=0.4,
        expiry_share=0.1,
        evidence=INVENTED,
    )
    return replace(rule, **changes)


def cost(rate: float, **changes: Any) -> fx.TradeCost:
    """A charge on magnets from China to the United States."""
    rule = fx.TradeCost(
        id="tariff",
        exporters=("CHN",),
        importers=("USA",),
        goods=("ndfeb_magnet",),
        span=OPEN,
        rate=path(rate),
        evidence=INVENTED,
    )
    return replace(rule, **changes)


def route(share: float, **changes: Any) -> fx.RouteLimit:
    """A limit on shipments of magnets from China to the United States."""
    rule = fx.RouteLimit(
        id="route",
        exporters=("CHN",),
        importers=("USA",),
        goods=("ndfeb_magnet",),
        span=OPEN,
        share=path(share),
        evidence=INVENTED,
    )
    return replace(rule, **changes)


def purchase(tonnes: fx.Path | float, **changes: Any) -> fx.StrategicStock:
    """A state stock of dysprosium oxide in Japan."""
    rule = fx.StrategicStock(
        id="state_stock",
        region="JPN",
        good="dysprosium_oxide",
        span=OPEN,
        purchase_tonnes=path(tonnes) if isinstance(tonnes, float) else tonnes,
        evidence=INVENTED,
    )
    return replace(rule, **changes)


def floor(usd: float = 60_000.0, **changes: Any) -> fx.ProducerFloor:
    rule = fx.ProducerFloor(
        id="floor",
        facilities=(covered_facility(),),
        good="ndpr_oxide",
        payer="USA",
        span=OPEN,
        floor_usd_per_tonne=path(usd),
        upside_share=0.0,
        evidence=INVENTED,
    )
    return replace(rule, **changes)


def demand(factor: fx.Path | float, **changes: Any) -> fx.DemandChange:
    """What all uses in Japan want is multiplied."""
    rule = fx.DemandChange(
        id="standard",
        regions=("JPN",),
        uses=fx.EVERYWHERE,
        span=OPEN,
        factor=path(factor) if isinstance(factor, float) else factor,
        evidence=INVENTED,
    )
    return replace(rule, **changes)


def capacity(factor: float = 0.5, **changes: Any) -> fx.CapacityChange:
    rule = fx.CapacityChange(
        "capacity", ("MMR",), ("mine_ionic_clay_concentrate",), OPEN, path(factor), INVENTED
    )
    return replace(rule, **changes)


def cover(factor: float = 2.0, **changes: Any) -> fx.CoverShift:
    rule = fx.CoverShift("cover", ("JPN",), ("dysprosium_oxide",), OPEN, path(factor), INVENTED)
    return replace(rule, **changes)


def release(evaded: float = 0.0, **changes: Any) -> fx.ReleaseRule:
    rule = fx.ReleaseRule("release", fx.EVERYWHERE, fx.EVERYWHERE, OPEN, evaded, INVENTED)
    return replace(rule, **changes)


@lru_cache
def covered_facility() -> str:
    """A facility of the base year outside China that makes NdPr oxide."""
    return next(
        name
        for name, facility in rare_earths().chain.facilities.items()
        if facility.region != "CHN"
        and facility.start is None
        and "ndpr_oxide" in rare_earths().chain.recipes[facility.recipe].outputs
    )
