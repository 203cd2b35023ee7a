"""At which places are prices read, and which paths do they take inside and outside China?"""

from __future__ import annotations

import numpy as np

from monazite.indicators.run_view import RunView
from monazite.indicators.two_prices import WORLD, two_prices
from monazite.present.context import Context, FloatArray
from monazite.present.sentences import PricePath

INSIDE = "CHN"
OUTSIDE_PLACES = ("DEU", "EU", "EU_REST", "JPN", "USA", "KOR", "ROW")
"""Where the price outside is read: the first of these that has a node. Quotes are European."""


def market_node(view: RunView, region: str, good: str) -> int | None:
    """At which node do ordinary uses of a region buy a good? The bound one where there is one."""
    for status in ("bound", "free"):
        position = view.node_position.get(f"{region}/{good}/{status}")
        if position is not None:
            return position
    return None


def outside_place(view: RunView, good: str) -> str | None:
    """At which region outside is the price of a good read? None if no such region has a node."""
    for region in OUTSIDE_PLACES:
        if market_node(view, region, good) is not None:
            return region
    return None


def places_text(context: Context) -> str:
    """At which places are prices outside read, oxide by oxide where they differ?"""
    found = {
        element: outside_place(context.view, good) for element, good in context.focus.priced.items()
    }
    used = [region for region in OUTSIDE_PLACES if region in found.values()]
    first = context.place(used[0]) if used else context.say("word.none")
    others = [
        f"{context.say(f'element.{element}')}{context.say('word.colon')}{context.place(region)}"
        for element, region in found.items()
        if region is not None and region != used[0]
    ]
    if not others:
        return first
    inside = context.say("word.comma").join(others)
    return context.say("word.parentheses", text=first, inside=inside)


def weighted_outside(view: RunView, good: str) -> FloatArray:
    """What does the average tonne cost that is bought outside China, month by month, USD/t?

    Weighted by tonnes over all regions but China; NaN in a month in which nothing is bought.
    """
    paid = dict.fromkeys(view.months, 0.0)
    tonnes = dict(paid)
    for row in two_prices(view, good, by="month"):
        if row.region in (INSIDE, WORLD):
            continue
        if isinstance(row.volume_weighted, float) and isinstance(row.tonnes, float):
            paid[row.period] += row.volume_weighted * row.tonnes
            tonnes[row.period] += row.tonnes
    return np.asarray([paid[m] / tonnes[m] if tonnes[m] > 0 else np.nan for m in view.months])


def free_on_board(view: RunView, good: str) -> float:
    """By which factor is the price inside China raised to that of an exported tonne?

    The ratio of the reference prices behind and before the export gate: value added tax that
    exports do not get back. 1 where the good has no gate.
    """
    reference = view.numbers("reference_price", "node")
    node = market_node(view, INSIDE, good)
    if node is None:
        return 1.0
    name = str(view.text("node")[node])
    hub = view.node_position.get(f"{name}/export")
    return 1.0 if hub is None else float(reference[hub] / reference[node])


def price_paths(context: Context) -> tuple[PricePath, ...]:
    """Which prices has each oxide, inside and outside, with and without the scenario's gates?

    Only the months before the first that did not clear; a baseline that reaches less far is left
    out. Oxides without a node inside and outside are left out.
    """
    view, months = context.view, context.months[: context.cleared]
    price = view.numbers("price", "month", "node")
    other = context.baseline_view
    paths = []
    for element, good in context.focus.priced.items():
        place = outside_place(view, good)
        inside = market_node(view, INSIDE, good)
        outside = None if place is None else market_node(view, place, good)
        if place is None or inside is None or outside is None:
            continue
        factor = free_on_board(view, good)
        weighted = weighted_outside(view, good)[: len(months)]
        base = None
        if other is not None:
            node = market_node(other, place, good)
            if node is not None and other.months[: len(months)] == months:
                path = other.numbers("price", "month", "node")[: len(months), node]
                base = tuple(map(float, path))
        paths.append(
            PricePath(
                element=element,
                months=months,
                inside=tuple(map(float, factor * price[: len(months), inside])),
                outside=tuple(map(float, price[: len(months), outside])),
                weighted=tuple(map(float, weighted)) if np.isfinite(weighted).all() else None,
                baseline=base,
            )
        )
    return tuple(paths)
