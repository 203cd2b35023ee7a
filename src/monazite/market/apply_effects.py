"""How does each effect of a policy change the schedule?

One function for each kind of effect; each writes only into the months in which the effect holds,
and refuses numbers outside their range, whoever made the effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from monazite import effects as fx
from monazite.errors import NetworkError
from monazite.market.model import Model
from monazite.market.schedule import LONGEST_DELAY, Schedule, behind_gates, chosen, gates_of
from monazite.months import Month


def _months(months: Sequence[Month], span: fx.Span) -> Iterator[tuple[int, Month]]:
    return ((place, month) for place, month in enumerate(months) if span.covers(month))


def _share(where: str, what: str, value: float, highest: float = 1.0) -> float:
    """Refuse a share that is negative, above its highest value or no finite number."""
    return _number(where, what, value, 0.0, highest)


def _number(where: str, what: str, value: float, lowest: float, highest: float = np.inf) -> float:
    """Refuse a number outside its range, or none at all."""
    if not (lowest <= value <= highest and np.isfinite(value)):
        least = "" if lowest == -np.inf else f" not below {lowest:g}"
        most = "" if highest == np.inf else f" and not above {highest:g}"
        raise NetworkError.one(
            where=where, found=f"{what} {value}", expected=f"a finite number{least}{most}"
        )
    return value


def apply_licence(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.ExportLicence
) -> None:
    """Put a licence rule on the exporter's gates.

    Two rules may reach different parts of one good (lutetium by one act, the other heavy oxides by
    the next): they share one queue, decided as the rule with the larger part says.
    """
    where = f"effect {effect.id}"
    delays = effect.decided_after
    decided = len(delays) <= LONGEST_DELAY + 1 and abs(sum(delays) - 1.0) <= 1e-9
    if not (decided and all(share >= 0 for share in delays)):
        raise NetworkError.one(
            where=f"{where}, decided_after",
            found=f"{list(delays)}, sum {sum(delays):.6g}",
            expected=f"at most {LONGEST_DELAY + 1} shares, not negative, that sum to 1",
            because="an application that is never decided would vanish",
        )
    reapplying = _share(where, "reapplication_share", effect.reapplication_share)
    lapsing = _share(where, "expiry_share", effect.expiry_share)
    slipping = _share(where, "first_month_share", effect.first_month_share)
    for gated in effect.goods:
        reach = _share(where, "share of a good", gated.share)
        for gate in gates_of(model, where, effect.exporter, gated.good, effect.destinations):
            for place, month in _months(months, effect.span):
                outside = _share(where, "ungated_share", effect.ungated_share.at(month))
                first = slipping if month == effect.span.start else 0.0
                held = reach * (1.0 - max(outside, first))
                waiting = reach * (1.0 - outside)
                if schedule.licensed[place, gate]:
                    before = schedule.gated[place, gate]
                    if before + waiting > 1.0 + 1e-9:
                        raise NetworkError.one(
                            where=where,
                            found=f"a second licence rule on {gated.good} in {month}",
                            expected="rules on a gate that together reach no more than the good",
                            because="two queues for the same tonnes have no stated order",
                            advice="join them into one effect, or end the first before the second",
                        )
                    schedule.ungated[place, gate] -= held
                    schedule.gated[place, gate] += waiting
                    if waiting <= before:
                        continue  # the rule that reaches more decides for the joint queue
                else:
                    schedule.licensed[place, gate] = True
                    schedule.ungated[place, gate] = 1.0 - held
                    schedule.gated[place, gate] = waiting
                schedule.applications[place, gate] = _number(
                    where, "application_rate", effect.application_rate.at(month), 0.0
                )
                schedule.approval[place, gate] = _share(
                    where, "approval_share", effect.approval_share.at(month)
                )
                schedule.decided_after[place, gate] = 0.0
                schedule.decided_after[place, gate, : len(delays)] = delays
                schedule.reapplication[place, gate] = reapplying
                schedule.expiry[place, gate] = lapsing


def apply_limit(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.ExportLimit
) -> None:
    """Put a quota or a ban on the exporter's gates; the tightest of several holds.

    Where the rule names only some of the destinations behind a gate, the routes to these carry it.
    """
    where = f"effect {effect.id}"
    for gated in effect.goods:
        reach = _share(where, "share of a good", gated.share)
        behind = behind_gates(model, where, effect.exporter, gated.good, effect.destinations)
        limits = {
            place: 1.0 - reach * (1.0 - _share(where, "share_of_normal", allowed, np.inf))
            for place, month in _months(months, effect.span)
            for allowed in (effect.share_of_normal.at(month),)
        }
        for place, limit in limits.items():
            for gate in behind.gates:
                schedule.limit[place, gate] = min(schedule.limit[place, gate], limit)
        if behind.some:
            routes = _routes(model, where, (effect.exporter,), behind.some, (gated.good,))
            never_wider = {place: min(1.0, limit) for place, limit in limits.items()}
            _limit_routes(model, schedule, routes, never_wider)


def apply_trade_cost(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.TradeCost
) -> None:
    """Charge shipments on the named routes."""
    where = f"effect {effect.id}"
    places = _routes(model, where, effect.exporters, effect.importers, effect.goods)
    order = {int(a): v for v, a in enumerate(model.arrays.charge_activity)}
    for place, month in _months(months, effect.span):
        rate = _number(where, "rate", effect.rate.at(month), -1.0)
        for number in places:
            schedule.charge[place, order[number]] += rate


def apply_route_limit(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.RouteLimit
) -> None:
    """Hold the named routes to a share of their usual trade; the tightest of several holds.

    A share of 0 closes a route, and so does any share below 1 where the base year had no trade: a
    part of nothing is nothing. A share of 1 is no limit, above it the route is that much wider.
    """
    where = f"effect {effect.id}"
    shares = {
        place: _share(where, "share", effect.share.at(month), np.inf)
        for place, month in _months(months, effect.span)
    }
    routes = _routes(model, where, effect.exporters, effect.importers, effect.goods)
    _limit_routes(model, schedule, routes, shares)


def _limit_routes(
    model: Model, schedule: Schedule, routes: Sequence[int], shares: Mapping[int, float]
) -> None:
    """Hold routes to a share of their usual trade: place of the month -> share."""
    group = {name: place for place, name in enumerate(model.group_ids)}
    order = {int(a): v for v, a in enumerate(model.arrays.charge_activity)}
    for number in routes:
        activity = model.network.activities[number]
        for place, share in shares.items():
            if 0 < share < 1 and activity.base_level > 0:
                limits = schedule.route_limit[place]
                limits[order[number]] = min(limits[order[number]], share)
            else:
                wider = share if share >= 1 else 0.0
                schedule.share[place, group[activity.group]] *= wider


def _routes(
    model: Model,
    where: str,
    exporters: Sequence[str],
    importers: Sequence[str],
    goods: Sequence[str],
) -> list[int]:
    """Which shipments run on these routes? Their places among the activities."""
    chain = model.network.chain
    origins = chosen(where, exporters, list(chain.regions), "region")
    targets = chosen(where, importers, list(chain.regions), "region")
    carried = chosen(where, goods, list(chain.goods), "good")
    return [
        number
        for number, activity in enumerate(model.network.activities)
        if activity.kind == "ship"
        and activity.region in origins
        and activity.region_to in targets
        and activity.good in carried
    ]


def apply_floor(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.ProducerFloor
) -> None:
    """Guarantee covered facilities a price for one good; "*" covers all that make it."""
    where = f"effect {effect.id}"
    index = model.network.node_index
    covered = chosen(where, effect.facilities, model.facility_ids, "facility")
    chosen(where, [effect.good], list(model.network.chain.goods), "good")
    chosen(where, [effect.payer], list(model.network.chain.regions), "region")
    upside = _share(where, "upside_share", effect.upside_share)
    everyone = tuple(effect.facilities) == fx.EVERYWHERE
    for number, name in enumerate(model.facility_ids):
        if name not in covered:
            continue
        activity = model.network.activities[int(model.arrays.facility_activity[number, 0])]
        sold = [n for n, c in activity.column.items() if c > 0 and n.split("/")[1] == effect.good]
        if not sold and everyone:
            continue
        if not sold:
            raise NetworkError.one(
                where=where,
                found=f"a floor for {effect.good} at {name}",
                expected=f"a good the facility makes: {', '.join(_outputs(activity.column))}",
            )
        for place, month in _months(months, effect.span):
            if schedule.floor[place, number] > 0:
                raise NetworkError.one(
                    where=where,
                    found=f"a second floor for {name} in {month}",
                    expected="one floor for a facility in any month",
                    because="the later one would replace the earlier without a word",
                    advice="join them into one effect, or end the first before the second",
                )
            schedule.floor[place, number] = _number(
                where, "floor_usd_per_tonne", effect.floor_usd_per_tonne.at(month), 0.0
            )
            schedule.upside[place, number] = upside
            schedule.floor_node[place, number] = index[sold[0]]
            schedule.floor_tonnes[place, number] = activity.column[sold[0]]


def _outputs(column: Any) -> list[str]:
    return sorted({node.split("/")[1] for node, value in column.items() if value > 0})


def _factors(
    months: Sequence[Month], effect: fx.CapacityChange | fx.DemandChange | fx.CoverShift
) -> np.ndarray:
    """By what does the effect multiply in each month? 1 where it is not in force."""
    factors = np.ones(len(months))
    for place, month in _months(months, effect.span):
        factor = effect.factor.at(month)
        factors[place] = _share(f"effect {effect.id}", "factor", factor, np.inf)
    return factors


def apply_capacity(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.CapacityChange
) -> None:
    """Multiply the capacity of the named recipes in the named regions."""
    where = f"effect {effect.id}"
    chain = model.network.chain
    regions = chosen(where, effect.regions, list(chain.regions), "region")
    recipes = chosen(where, effect.recipes, list(chain.recipes), "recipe")
    factors = _factors(months, effect)
    for number, facility in enumerate(chain.facilities.values()):
        if facility.region in regions and facility.recipe in recipes:
            schedule.factor[:, number] *= factors


def apply_credit(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.ProductionCredit
) -> None:
    """Refund a share of their own cost to the named recipes in the named regions.

    Several credits on one facility add up, to the whole cost at most. A rate is negative where a
    credit of the base year has ended.
    """
    where = f"effect {effect.id}"
    chain = model.network.chain
    regions = chosen(where, effect.regions, list(chain.regions), "region")
    recipes = chosen(where, effect.recipes, list(chain.recipes), "recipe")
    for number, facility in enumerate(chain.facilities.values()):
        if facility.region in regions and facility.recipe in recipes:
            for place, month in _months(months, effect.span):
                rate = _number(where, "rate", effect.rate.at(month), -1.0, 1.0)
                total = schedule.credit[place, number] + rate
                schedule.credit[place, number] = _number(
                    where, "rate of all credits", total, -1.0, 1.0
                )


def apply_demand(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.DemandChange
) -> None:
    """Multiply what the named uses want in the named regions."""
    where = f"effect {effect.id}"
    chain = model.network.chain
    regions = chosen(where, effect.regions, list(chain.regions), "region")
    uses = chosen(where, effect.uses, list(chain.uses), "use")
    factors = _factors(months, effect)
    for number, use in enumerate(model.network.uses):
        if use.region in regions and use.use in uses:
            schedule.demand[:, number] *= factors


def apply_release(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.ReleaseRule
) -> None:
    """Close the release of bound material, but for an evaded share of its normal flow.

    The tightest of several rules holds.
    """
    where = f"effect {effect.id}"
    chain = model.network.chain
    regions = chosen(where, effect.regions, list(chain.regions), "region")
    goods = chosen(where, effect.goods, list(chain.goods), "good")
    evaded = _share(where, "evasion_share", effect.evasion_share)
    group = {name: place for place, name in enumerate(model.group_ids)}
    for activity in model.network.activities:
        if activity.kind == "release" and activity.region in regions and activity.good in goods:
            share = evaded * activity.base_level / activity.capacity
            at = group[activity.group]
            for place, _ in _months(months, effect.span):
                schedule.share[place, at] = min(schedule.share[place, at], share)


def apply_cover(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.CoverShift
) -> None:
    """Multiply the cover that holders of stocks want."""
    where = f"effect {effect.id}"
    chain = model.network.chain
    regions = chosen(where, effect.regions, list(chain.regions), "region")
    goods = chosen(where, effect.goods, list(chain.goods), "good")
    factors = _factors(months, effect)
    for number, name in enumerate(model.network.holders):
        node = model.network.nodes[name]
        if node.region in regions and node.good in goods:
            schedule.cover[:, number] *= factors


def apply_stock(
    model: Model, schedule: Schedule, months: Sequence[Month], effect: fx.StrategicStock
) -> None:
    """Let a state buy or release tonnes at a node that has a substitute to fall back on."""
    where = f"effect {effect.id}"
    chain = model.network.chain
    chosen(where, [effect.region], list(chain.regions), "region")
    chosen(where, [effect.good], list(chain.goods), "good")
    index = model.network.node_index
    backstop = model.arrays.backstop
    nodes = [
        name
        for name, node in model.network.nodes.items()
        if node.kind == "market"
        and (node.region, node.good) == (effect.region, effect.good)
        and backstop[index[name]] < len(model.network.activities)
    ]
    if not nodes:
        raise NetworkError.one(
            where=where,
            found=f"a strategic stock of {effect.good} in {effect.region}",
            expected="a good with users in the region",
            because="an order that nothing can fill has no price",
        )
    for place, month in _months(months, effect.span):
        schedule.purchase[place, index[nodes[0]]] += _number(
            where, "purchase_tonnes", effect.purchase_tonnes.at(month), -np.inf
        )


def require_bought(model: Model, schedule: Schedule, months: Sequence[Month]) -> None:
    """Refuse strategic stocks that release more than was bought before, over all effects.

    Raises NetworkError naming the node and the first month in which nothing is left to release.
    What was bought before the first month of the run does not count: no table says what is held.
    """
    held = np.cumsum(schedule.purchase, axis=0)
    bought = np.cumsum(np.maximum(schedule.purchase, 0.0), axis=0)
    short = held < -1e-9 * np.maximum(bought, 1.0)
    for number in np.flatnonzero(short.any(axis=0)):
        place = int(np.argmax(short[:, number]))
        raise NetworkError.one(
            where=f"strategic stock at {list(model.network.nodes)[number]}, {months[place]}",
            found=f"{bought[place, number] - held[place, number]:.6g} t released of "
            f"{bought[place, number]:.6g} t bought since {months[0]}",
            expected="no more released than was bought before",
            because="a stock cannot give what it does not hold: tonnes would come from nothing",
            advice="buy earlier or more, release less, or start the run before the purchases",
        )


APPLY: dict[type, Callable[..., None]] = {
    fx.ExportLicence: apply_licence,
    fx.ExportLimit: apply_limit,
    fx.TradeCost: apply_trade_cost,
    fx.RouteLimit: apply_route_limit,
    fx.ProducerFloor: apply_floor,
    fx.ProductionCredit: apply_credit,
    fx.CapacityChange: apply_capacity,
    fx.DemandChange: apply_demand,
    fx.ReleaseRule: apply_release,
    fx.CoverShift: apply_cover,
    fx.StrategicStock: apply_stock,
}
"""Kind of effect -> the function that writes it into a schedule."""
