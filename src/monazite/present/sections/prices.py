"""What does each oxide cost inside and outside China, at the margin and on average?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.present import sentences
from monazite.present.axes import log_axis
from monazite.present.context import Context, FloatArray, year_of, yearly
from monazite.present.figure import Cell, Figure, Table
from monazite.present.number_text import ABSENT, fixed, significant
from monazite.present.panel import Line, Panel, Quote
from monazite.present.quotes import RecordedQuote, cited, european_quotes
from monazite.present.sections.price_paths import places_text, price_paths
from monazite.present.sentences import PricePath, checked

MOST_LEAD = 3
LEAD_SPAN = (2024.75, 2027.0)


@dataclass(frozen=True)
class Frame:
    """Which years does a panel show (calendar years), how large is it, are its lines named?"""

    first: float
    last: float
    width: int
    height: int
    named: bool


def panel(
    context: Context, path: PricePath, frame: Frame, quotes: Sequence[RecordedQuote], id: str
) -> Panel:
    """Which panel shows one oxide in a frame?"""
    say = context.say
    inside = [at for at, m in enumerate(path.months) if frame.first <= year_of(m) <= frame.last]

    def line(
        values: Sequence[float], party: str, name: str, width: float, dash: tuple[int, ...] = ()
    ) -> Line:
        points = tuple((round(year_of(path.months[at]), 4), values[at] / 1000) for at in inside)
        end = significant(points[-1][1])
        label = "" if not name else f"{say(name)} {end}" if frame.named else end
        return Line(points, party, label, f"{party}-text", width, dash)

    lines = []
    if path.baseline is not None:
        lines.append(line(path.baseline, "allied", "", 1.0, (4, 3)))
    if path.weighted is not None:
        lines.append(line(path.weighted, "allied", "word.weighted", 1.2))
    lines.append(line(path.outside, "allied", "word.outside", 2.2))
    lines.append(line(path.inside, "china", "word.inside", 2.2))
    shown = [q for q in quotes if q.element == path.element and frame.first <= q.year <= frame.last]
    every = [value for drawn in lines for _, value in drawn.points if value is not None]
    every += [edge for quote in shown for edge in (quote.low, quote.high)]
    peak = sentences.lead_prices(path)
    return Panel(
        id=id,
        title=say(f"element_title.{path.element}"),
        description=checked(peak, sentences.lead_prices_holds(peak, path)).text(context.words),
        x=context.time_axis(frame.first, frame.last, step=1 if frame.last - frame.first < 5 else 4),
        y=log_axis(min(every), max(every)),
        lines=tuple(lines),
        quotes=tuple(Quote(q.year, q.low, q.high, "allied-text") for q in shown),
        events=context.events(),
        width=frame.width,
        height=frame.height,
    )


def _columns(path: PricePath) -> list[FloatArray | None]:
    columns = (path.inside, path.outside, path.weighted, path.baseline)
    return [None if column is None else np.asarray(column) / 1000 for column in columns]


def _monthly(paths: Sequence[PricePath]) -> Table:
    names = ("inside_free_on_board", "outside_last_tonne", "outside_average", "outside_baseline")
    rows: list[tuple[Cell, ...]] = []
    for path in paths:
        columns = _columns(path)
        for at, month in enumerate(path.months):
            cells = [None if column is None else float(column[at]) for column in columns]
            rows.append((month, path.element, *cells))
    headers = ("month", "element", *(f"{name}_usd_per_kg" for name in names))
    return Table(headers, tuple(rows), frozenset(range(2, 6)))


def _yearly(context: Context, paths: Sequence[PricePath]) -> Table:
    say = context.say
    keys = (
        "prices.column_inside",
        "prices.column_outside",
        "prices.column_weighted",
        "word.baseline_outside",
    )
    rows: list[tuple[Cell, ...]] = []
    for path in paths:
        means = [None if c is None else yearly(path.months, c) for c in _columns(path)]
        for year in means[0] or {}:
            cells = [ABSENT if mean is None else significant(mean[year]) for mean in means]
            rows.append((year, say(f"element.{path.element}"), *cells))
    unit = say("unit.usd_kg")
    headers = (say("word.year"), say("word.good"), *(f"{say(key)}, {unit}" for key in keys))
    return Table(headers, tuple(rows), frozenset(range(2, 6)))


def figures(context: Context) -> tuple[Figure, ...]:
    """Which two figures show prices: leading goods close up with quotes, and all to the end?

    None where nothing has a price both inside and outside China.
    """
    paths = price_paths(context)
    return (_close(context, paths), _all(context, paths)) if paths else ()


def _close(context: Context, paths: Sequence[PricePath]) -> Figure:
    say = context.say
    quotes = european_quotes(context.focus.lead) if context.focus.recorded else ()
    lead = [path for path in paths if path.element in context.focus.lead][:MOST_LEAD]
    frame = Frame(
        max(float(np.floor(context.years[0])), LEAD_SPAN[0]),
        min(float(np.ceil(context.years[-1])), LEAD_SPAN[1]),
        378,
        290,
        True,
    )
    drawings = tuple(
        context.draw(panel(context, path, frame, quotes, f"close-{path.element}")) for path in lead
    )
    claim = sentences.lead_prices(lead[0])
    title = checked(claim, sentences.lead_prices_holds(claim, lead[0])).text(context.words)
    source = context.source_line()
    if quotes:
        source += f". {say('figure.model_and_record', sources=say('prices.record'))}"
    place = places_text(context)
    return Figure(
        id="prices-close",
        title=title,
        subtitle=say("prices.lead_sub") + _baseline(context),
        drawings=drawings,
        source=source,
        grade="M",
        how=say("prices.how", place=place),
        cite=context.citation(title, cited(quotes) if quotes else source),
        table=_yearly(context, lead),
        data=_monthly(lead),
        columns=3,
        note=say("prices.lead_note", place=place),
    )


def _baseline(context: Context) -> str:
    return "" if context.baseline is None else context.say("prices.baseline_sub")


def _all(context: Context, paths: Sequence[PricePath]) -> Figure:
    say = context.say
    first, last = float(np.floor(context.years[0])), float(np.ceil(context.years[-1]))
    frame = Frame(first, last, 276, 180, False)
    drawings = tuple(
        context.draw(panel(context, path, frame, (), f"all-{path.element}")) for path in paths
    )
    title = say("prices.all_title", last=context.months[-1][:4], count=fixed(len(paths)))
    if all(path.baseline is not None for path in paths):
        above = sentences.above_baseline(paths)
        holds = sentences.above_baseline_holds(above, paths)
        title = checked(above, holds).text(context.words)
    return Figure(
        id="prices-all",
        title=title,
        subtitle=say("prices.all_sub") + _baseline(context),
        drawings=drawings,
        source=context.source_line(),
        grade="M",
        how=say("prices.how", place=places_text(context)),
        cite=context.citation(title, context.source_line()),
        table=_yearly(context, paths),
        data=_monthly(paths),
        columns=4,
        note=say("figure.yearly"),
    )
