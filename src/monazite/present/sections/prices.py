"""What does each oxide cost inside and outside China, at the margin and on average?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from monazite.indicators.run_view import RunView
from monazite.indicators.two_prices import WORLD, two_prices
from monazite.present import sentences
from monazite.present.context import OXIDES, Context, FloatArray, yearly
from monazite.present.figure import Figure, Table
from monazite.present.numbers import fixed, significant
from monazite.present.panel import Axis, Event, Line, Panel, Quote
from monazite.present.quotes import RecordedQuote, cited, european_quotes
from monazite.present.sentences import PricePath, checked

INSIDE = "CHN"
OUTSIDE_PLACES = ("DEU", "JPN", "USA")
"""Where the price outside is read: the first of these that has a node. Quotes are European."""

LEAD = ("Dy", "Tb", "Y")
LEAD_SPAN = (2024.75, 2027.0)


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
    found = {element: outside_place(context.view, good) for element, good in OXIDES.items()}
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
    paid = {month: 0.0 for month in view.months}
    tonnes = dict(paid)
    for row in two_prices(view, good, by="month"):
        if row.region in (INSIDE, WORLD):
            continue
        if isinstance(row.volume_weighted, float) and isinstance(row.tonnes, float):
            paid[row.period] += row.volume_weighted * row.tonnes
            tonnes[row.period] += row.tonnes
    return np.asarray([paid[m] / tonnes[m] if tonnes[m] > 0 else np.nan for m in view.months])


def price_paths(context: Context) -> tuple[PricePath, ...]:
    """Which prices has each oxide, inside and outside, with and without the scenario's gates?"""
    view = context.view
    price = view.numbers("price", "month", "node")
    reference = view.numbers("reference_price", "node")
    other = context.baseline_view
    paths = []
    for element, good in OXIDES.items():
        place = outside_place(view, good)
        inside = market_node(view, INSIDE, good)
        outside = None if place is None else market_node(view, place, good)
        if place is None or inside is None or outside is None:
            continue
        weighted = weighted_outside(view, good)
        base = None
        if other is not None:
            node = market_node(other, place, good)
            if node is not None:
                base = tuple(map(float, other.numbers("price", "month", "node")[:, node]))
        paths.append(
            PricePath(
                element=element,
                months=context.months,
                inside=tuple(map(float, price[:, inside])),
                outside=tuple(map(float, price[:, outside])),
                reference=float(reference[outside] / reference[inside]),
                weighted=tuple(map(float, weighted)) if np.isfinite(weighted).all() else None,
                baseline=base,
            )
        )
    return tuple(paths)


def log_axis(low: float, high: float) -> Axis:
    """Which log axis shows everything between two positive numbers, with three to five ticks?"""
    bottom, top = low / 1.15, high * 1.15
    if top / bottom < 3:
        middle = math.sqrt(top * bottom)
        bottom, top = middle / math.sqrt(3), middle * math.sqrt(3)
    decades = range(math.floor(math.log10(bottom)), math.ceil(math.log10(top)) + 1)
    ticks: list[float] = []
    for steps in ((1,), (1, 3), (1, 2, 5), (1, 2, 3, 5, 7), (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)):
        ticks = [
            tick
            for decade in decades
            for tick in (float(f"{step}e{decade}") for step in steps)
            if bottom <= tick <= top
        ]
        if len(ticks) >= 3:
            break
    return Axis(bottom, top, tuple((tick, _tick(tick)) for tick in ticks), log=True)


def _tick(value: float) -> str:
    return fixed(value) if value >= 10 else f"{value:g}"


def _line(context: Context, values: Sequence[float], keep: FloatArray) -> tuple[tuple[float, float | None], ...]:
    chosen = zip(context.years, values, keep, strict=True)
    return tuple((round(float(year), 4), value / 1000) for year, value, kept in chosen if kept)


def panel(
    context: Context,
    path: PricePath,
    first: float,
    last: float,
    quotes: Sequence[RecordedQuote],
    *,
    id: str,
    width: int,
    height: int,
    labels: bool,
) -> Panel:
    """Which panel shows one oxide from ``first`` to ``last`` (calendar years)?"""
    keep = (context.years >= first) & (context.years <= last)
    say = context.say
    end = int(np.flatnonzero(keep)[-1])
    ends = lambda key, values: f"{say(key)} {significant(values[end] / 1000)}" if labels else significant(values[end] / 1000)  # noqa: E731
    lines = []
    if path.baseline is not None:
        thin = {"width": 1.0, "dash": (4, 3)}
        lines.append(Line(_line(context, path.baseline, keep), "allied", **thin))  # type: ignore[arg-type]
    if path.weighted is not None:
        label = ends("word.weighted", path.weighted)
        points = _line(context, path.weighted, keep)
        lines.append(Line(points, "allied", label, "allied-text", width=1.4, opacity=0.8))
    lines.append(Line(_line(context, path.outside, keep), "allied", ends("word.outside", path.outside), "allied-text", 2.2))
    lines.append(Line(_line(context, path.inside, keep), "china", ends("word.inside", path.inside), "china-text", 2.2))
    shown = [quote for quote in quotes if quote.element == path.element and first <= quote.year <= last]
    every = [value for line in lines for _, value in line.points if value is not None]
    every += [edge for quote in shown for edge in (quote.low, quote.high)]
    event = (Event(event_year(context), context.gates_since or ""),) if context.gates_since else ()
    peak = sentences.lead_prices(path)
    return Panel(
        id=id,
        title=say(f"element_title.{path.element}"),
        description=checked(peak, sentences.lead_prices_holds(peak, path)).text(context.words),
        x=context.time_axis(first, last, step=1 if last - first < 5 else 4),
        y=log_axis(min(every), max(every)),
        lines=tuple(lines),
        quotes=tuple(Quote(q.year, q.low, q.high, "allied-text") for q in shown),
        events=event,
        width=width,
        height=height,
    )


def event_year(context: Context) -> float:
    year, month = (context.gates_since or "0-1").split("-")
    return int(year) + (int(month) - 1) / 12


def _table(context: Context, paths: Sequence[PricePath], by_year: bool) -> Table:
    say = context.say
    series = ["inside", "outside", "weighted", "baseline_outside"]
    unit = say("unit.usd_kg")
    headers = [say("word.year") if by_year else "month", "element" if not by_year else say("word.good")]
    keys = ("word.inside", "prices.column_outside", "prices.column_weighted", "word.baseline_outside")
    headers += [f"{say(key)}, {unit}" for key in keys] if by_year else [f"{name}_usd_per_kg" for name in series]
    rows = []
    for path in paths:
        columns = (path.inside, path.outside, path.weighted, path.baseline)
        arrays = [None if c is None else np.asarray(c) / 1000 for c in columns]
        if by_year:
            means = [None if a is None else yearly(path.months, a) for a in arrays]
            for year in yearly(path.months, np.asarray(path.inside)):
                cells = [None if m is None else significant(m[year]) for m in means]
                rows.append((year, say(f"element.{path.element}"), *[c if c is not None else "—" for c in cells]))
        else:
            for at, month in enumerate(path.months):
                rows.append((month, path.element, *[None if a is None else float(a[at]) for a in arrays]))
    return Table(tuple(headers), tuple(rows), frozenset(range(2, 6)))


def figures(context: Context) -> tuple[Figure, Figure]:
    """Which two figures show prices: the gated oxides close up with quotes, and all to the end?"""
    say, words = context.say, context.words
    paths = price_paths(context)
    quotes = european_quotes(LEAD)
    quote_source = cited(quotes) if quotes else ""
    place = places_text(context)
    first, last = float(np.floor(context.years[0])), float(np.ceil(context.years[-1]))
    lead = [path for path in paths if path.element in LEAD]
    start, end = max(first, LEAD_SPAN[0]), min(last, LEAD_SPAN[1])
    close = tuple(
        context.draw(panel(context, p, start, end, quotes, id=f"close-{p.element}", width=378, height=290, labels=True))
        for p in lead
    )
    all_panels = tuple(
        context.draw(panel(context, p, first, last, (), id=f"all-{p.element}", width=276, height=180, labels=False))
        for p in paths
    )
    claim = sentences.lead_prices(lead[0])
    title = checked(claim, sentences.lead_prices_holds(claim, lead[0])).text(words)
    source = context.source_line()
    recorded = source
    if quote_source:
        recorded = f"{source}. {say('figure.model_and_record', sources=say('prices.record'))}"
    how = say("prices.how", place=place)
    yearly_table, monthly = _table(context, paths, True), _table(context, paths, False)
    close_figure = Figure(
        "prices-close", title, say("prices.lead_sub"), close, recorded, "M", how,
        context.citation(title, quote_source or source), yearly_table, monthly,
        columns=3, note=say("prices.lead_note", place=place),
    )  # fmt: skip
    sub = say("prices.all_sub")
    heading = say("prices.all_title", last=context.months[-1][:4])
    if context.baseline is not None:
        above = sentences.above_baseline(paths)
        heading = checked(above, sentences.above_baseline_holds(above, paths)).text(words)
    all_figure = Figure(
        "prices-all", heading, sub, all_panels, source, "M", how,
        context.citation(heading, source), yearly_table, monthly, columns=4, note=say("figure.yearly"),
    )  # fmt: skip
    return close_figure, all_figure
