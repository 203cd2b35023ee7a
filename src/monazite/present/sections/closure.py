"""Which share of what a bloc uses never left it?"""

from __future__ import annotations

import numpy as np

from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.present import findings
from monazite.present.axes import share_axis
from monazite.present.context import Context, yearly
from monazite.present.figure import Figure, Table
from monazite.present.number_text import ABSENT, percent, share
from monazite.present.panel import Line, Panel
from monazite.present.sentences import checked

_LOOK: dict[str, tuple[str, float, tuple[int, ...]]] = {
    "allied": ("allied", 2.4, ()),
    "eu": ("allied", 1.5, (6, 3)),
    "usa": ("allied", 1.5, (2, 3)),
    "china": ("china", 1.5, ()),
}


def closures(context: Context, element: str) -> dict[str, tuple[float | None, ...]]:
    """Which share of each bloc's use closes inside, month by month? None where there is none."""
    blocs = context.blocs
    sets = {
        "allied": blocs.allied,
        "eu": blocs.european_union,
        "usa": blocs.united_states,
        "china": blocs.china,
    }
    found = {}
    known = set(context.view.regions)
    for name, regions in sets.items():
        inside = sorted(regions & known)
        if not inside:
            continue
        rows = [
            row
            for row in loop_closure(context.view, inside, element, "month")
            if row.use_kind == ALL_USES
        ]
        found[name] = tuple(row.share if isinstance(row.share, float) else None for row in rows)
    return found


def _panel(
    context: Context, element: str, shares: dict[str, tuple[float | None, ...]], narrow: bool
) -> Panel:
    say = context.say
    lines = []
    for name, values in shares.items():
        colour, width, dash = _LOOK[name]
        points = tuple(
            (round(float(year), 4), None if value is None else 100 * value)
            for year, value in zip(context.years, values, strict=True)
        )
        last = next((value for value in reversed(values) if value is not None), None)
        if last is not None:
            label = f"{say(f'closure.{name}')} {share(last)}"
            lines.append(Line(points, colour, label, f"{colour}-text", width, dash))
    said = say("word.comma").join(line.label for line in lines)
    return Panel(
        id=f"closure-{element}{'-narrow' if narrow else ''}",
        title=say(f"element_title.{element}"),
        description=f"{say(f'element.{element}')}, {context.months[-1]}: {said}",
        x=context.time_axis(
            float(int(context.years[0])), float(int(context.years[-1]) + 1), 4 if narrow else 2
        ),
        y=share_axis(100, 25),
        lines=tuple(lines),
        width=354 if narrow else 584,
        height=240,
        top=8,
    )


def figure(context: Context) -> Figure | None:
    """Which figure shows the loop closure of the EU, the USA and the allied bloc, if any?"""
    say = context.say
    if not context.focus.followed:
        return None
    by_element = {
        element: closures(context, element) for element in reversed(context.focus.followed)
    }
    title = say("closure.plain")
    lead = context.focus.followed[0]
    headline = by_element[lead].get("allied", ())
    pairs = [(m, v) for m, v in zip(context.months, headline, strict=False) if v is not None]
    years = yearly(tuple(m for m, _ in pairs), np.asarray([v for _, v in pairs]))
    if len(years) > 1:
        claim = findings.closure(say("closure.allied_in_sentence"), lead, years)
        title = checked(claim, findings.closure_holds(claim, years)).text(context.words)
    names = ("allied", "eu", "usa", "china")
    headers = (say("word.month"), say("word.good"), *(say(f"closure.{name}") for name in names))
    rows = [
        (month, element, *(shares[n][at] if n in shares else None for n in names))
        for element, shares in by_element.items()
        for at, month in enumerate(context.months)
    ]
    shown = tuple(
        (
            row[0],
            say(f"element.{row[1]}"),
            *(ABSENT if c is None else percent(float(c), 1) for c in row[2:]),
        )
        for row in rows
        if str(row[0]).endswith("-12")
    )
    numeric = frozenset(range(2, 6))
    partly = say("word.comma").join(
        context.place(region) for region in sorted(context.blocs.partly)
    )
    return Figure(
        id="closure",
        title=title,
        subtitle=say("closure.sub"),
        drawings=tuple(context.draw(_panel(context, e, s, False)) for e, s in by_element.items()),
        narrow=tuple(context.draw(_panel(context, e, s, True)) for e, s in by_element.items()),
        source=context.source_line(),
        grade="M",
        how=say("closure.how", partly=partly or say("word.none")),
        cite=context.citation(title, context.source_line()),
        table=Table(headers, shown, numeric),
        data=Table(headers, tuple(rows), numeric),
        columns=2,
    )
