"""What do the export gates let through, and what waits before them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.present import findings
from monazite.present.axes import quantity_axis
from monazite.present.context import Context, FloatArray, year_of
from monazite.present.figure import Cell, Figure, Table
from monazite.present.number_text import ABSENT, significant
from monazite.present.panel import Line, Panel, Quote
from monazite.present.quotes import CustomsMonth, cited, customs_months
from monazite.present.sentences import checked

MAGNETS = ("ndfeb_magnet", "ndfeb_magnet_heavy", "smco_magnet")
GROUPS: dict[str, tuple[str, ...]] = {
    "magnets": MAGNETS,
    "dysprosium": ("dysprosium_oxide", "dysprosium_metal"),
    "terbium": ("terbium_oxide", "terbium_metal"),
}
"""Goods whose gates are added up for one panel: what one line of the customs record holds."""

RECORD = {"magnets": "rare_earth_magnets", "dysprosium": "dysprosium", "terbium": "terbium"}
SPAN = (2024.0, 2028.0)


def gate_sum(
    context: Context, goods: tuple[str, ...], variable: str, exporter: str = "CHN"
) -> FloatArray:
    """How many tonnes is a gate variable over all gates of an exporter for some goods? (month,)"""
    names = [str(name) for name in context.scenario["gate"]]
    chosen = [
        at
        for at, name in enumerate(names)
        if name.split("/")[0] == exporter and name.split("/")[1] in goods
    ]
    values: FloatArray = context.view.numbers(variable, "month", "gate")[:, chosen].sum(axis=1)
    return values


@dataclass(frozen=True, eq=False)
class Series:
    """One line of a gate panel: its name, tonnes a month, colour, width and dash."""

    name: str
    values: FloatArray
    colour: str
    width: float = 2.2
    dash: tuple[int, ...] = ()


def _panel(
    context: Context, id: str, title: str, series: Sequence[Series], records: Sequence[CustomsMonth]
) -> Panel:
    lines = []
    for drawn in series:
        points = tuple(p for p in context.points(drawn.values) if SPAN[0] <= p[0] <= SPAN[1])
        label_colour = "china-text" if drawn.colour == "china" else drawn.colour
        lines.append(Line(points, drawn.colour, drawn.name, label_colour, drawn.width, drawn.dash))
    shown = [record for record in records if SPAN[0] <= year_of(record.month) <= SPAN[1]]
    tonnes = [value for line in lines for _, value in line.points if value is not None]
    tonnes += [record.tonnes for record in shown]
    return Panel(
        id=id,
        title=title,
        description=f"{title}, {context.say('unit.tonnes_month')}",
        x=context.time_axis(SPAN[0], min(SPAN[1], float(np.ceil(context.years[-1]))), 1),
        y=quantity_axis(max(tonnes, default=1.0)),
        lines=tuple(lines),
        quotes=tuple(Quote(year_of(r.month), r.tonnes, r.tonnes, "ink") for r in shown),
        events=context.events(),
        width=276,
        height=210,
    )


def _table(context: Context) -> tuple[Table, Table]:
    say = context.say
    variables = ("gate_flow", "gate_applications", "gate_approved", "gate_pending")
    keys = ("gates.flow", "gates.applications", "gates.approved", "gates.pending")
    headers = (
        say("word.month"),
        say("word.good"),
        *(f"{say(k)}, {say('unit.tonnes')}" for k in keys),
    )
    headers = (*headers, f"{say('word.recorded')}, {say('unit.tonnes')}")
    rows: list[tuple[Cell, ...]] = []
    for group, goods in GROUPS.items():
        record = {r.month: r.tonnes for r in customs_months(RECORD[group])}
        columns = [gate_sum(context, goods, variable) for variable in variables]
        for at, month in enumerate(context.months):
            rows.append(
                (month, say(f"gates.{group}"), *(float(c[at]) for c in columns), record.get(month))
            )
    numeric = frozenset(range(2, 7))
    close = [row for row in rows if "2024-12" <= str(row[0]) <= "2026-06"]
    shown = tuple(
        (*row[:2], *(ABSENT if c is None else significant(float(c)) for c in row[2:]))
        for row in close
    )
    return Table(headers, shown, numeric), Table(headers, tuple(rows), numeric)


def figure(context: Context) -> Figure:
    """Which figure shows the gates of magnets, dysprosium and terbium beside the customs record?"""
    say = context.say
    months = context.months[: context.cleared]
    magnets = gate_sum(context, MAGNETS, "gate_flow")[: len(months)]
    title = say("gates.plain")
    if context.gates_since and months[0].endswith("-01"):
        claim = findings.magnet_exports(months, list(magnets), months[0][:4])
        holds = findings.magnet_exports_hold(claim, months, list(magnets), months[0][:4])
        title = checked(claim, holds).text(context.words)
    queue = [
        Series(
            say("gates.pending"), gate_sum(context, MAGNETS, "gate_pending"), "ink2", 1.4, (4, 3)
        ),
        Series(
            say("gates.applications"), gate_sum(context, MAGNETS, "gate_applications"), "ink3", 1.4
        ),
        Series(say("gates.approved"), gate_sum(context, MAGNETS, "gate_approved"), "china", 2.0),
    ]
    records = {group: customs_months(product) for group, product in RECORD.items()}
    panels = []
    for group, goods in GROUPS.items():
        flow = Series(say("gates.flow"), gate_sum(context, goods, "gate_flow"), "china")
        panels.append(
            _panel(context, f"gate-{group}", say(f"gates.{group}"), [flow], records[group])
        )
    panels.insert(1, _panel(context, "gate-queue", say("gates.magnets_queue"), queue, ()))
    pages = cited(record for group in records.values() for record in group)
    source = context.source_line()
    shown, data = _table(context)
    return Figure(
        id="gates",
        title=title,
        subtitle=say("gates.sub"),
        drawings=tuple(context.draw(panel) for panel in panels),
        source=source
        + (f". {say('figure.model_and_record', sources=say('gates.record'))}" if pages else ""),
        grade="M",
        how=say("gates.how"),
        cite=context.citation(title, pages or source),
        table=shown,
        data=data,
        columns=4,
    )
