"""What do the export gates let through, and what waits before them?"""

from __future__ import annotations

import numpy as np

from monazite.present import findings
from monazite.present.context import Context, FloatArray, year_of
from monazite.present.figure import Figure, Table
from monazite.present.numbers import fixed, significant
from monazite.present.panel import Axis, Event, Line, Panel, Quote
from monazite.present.quotes import CustomsMonth, cited, customs_months
from monazite.present.sections.prices import event_year
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


def gate_sum(context: Context, goods: tuple[str, ...], variable: str, exporter: str = "CHN") -> FloatArray:
    """How many tonnes is a gate variable over all gates of an exporter for some goods? (month,)"""
    names = [str(name) for name in context.scenario["gate"]]
    chosen = [
        at
        for at, name in enumerate(names)
        if name.split("/")[0] == exporter and name.split("/")[1] in goods
    ]
    values: FloatArray = context.view.numbers(variable, "month", "gate")[:, chosen].sum(axis=1)
    return values


def _steps(top: float) -> tuple[tuple[float, str], ...]:
    raw = top / 4
    unit = 10 ** np.floor(np.log10(raw))
    step = next(float(unit * m) for m in (1, 2, 2.5, 5, 10) if unit * m >= raw)
    count = int(top / step + 1e-9) + 1
    return tuple((step * i, fixed(step * i, 0 if step >= 1 else 1)) for i in range(count))


def _panel(
    context: Context,
    id: str,
    title: str,
    series: list[tuple[str, FloatArray, str, float, tuple[int, ...]]],
    records: tuple[CustomsMonth, ...],
) -> Panel:
    keep = (context.years >= SPAN[0]) & (context.years <= SPAN[1])
    lines = []
    for label, values, token, width, dash in series:
        points = tuple(
            (round(float(y), 4), float(v)) for y, v, k in zip(context.years, values, keep, strict=True) if k
        )
        lines.append(Line(points, token, label, "china-text" if token == "china" else token, width, dash))
    shown = [r for r in records if SPAN[0] <= year_of(r.month) <= SPAN[1]]
    highest = max(
        [v for line in lines for _, v in line.points if v is not None] + [r.tonnes for r in shown],
        default=1.0,
    )
    ticks = _steps(max(highest, 1e-6))
    events = (Event(event_year(context), context.gates_since or ""),) if context.gates_since else ()
    last = min(SPAN[1], float(np.ceil(context.years[-1])))
    return Panel(
        id=id,
        title=title,
        description=f"{title}, {context.say('unit.tonnes_month')}",
        x=context.time_axis(SPAN[0], last, 1),
        y=Axis(0, max(highest * 1.06, ticks[-1][0]), ticks),
        lines=tuple(lines),
        quotes=tuple(Quote(year_of(r.month), r.tonnes, r.tonnes, "ink") for r in shown),
        events=events,
        width=276,
        height=210,
    )


def _table(context: Context) -> tuple[Table, Table]:
    say = context.say
    variables = ("gate_flow", "gate_applications", "gate_approved", "gate_pending")
    keys = ("gates.flow", "gates.applications", "gates.approved", "gates.pending")
    headers = (say("word.month"), say("word.good"), *(f"{say(k)}, {say('unit.tonnes')}" for k in keys))
    headers = (*headers, f"{say('word.recorded')}, {say('unit.tonnes')}")
    rows = []
    for group, goods in GROUPS.items():
        record = {r.month: r.tonnes for r in customs_months(RECORD[group])}
        columns = [gate_sum(context, goods, variable) for variable in variables]
        for at, month in enumerate(context.months):
            rows.append((month, say(f"gates.{group}"), *(float(c[at]) for c in columns), record.get(month)))
    numeric = frozenset(range(2, 7))
    close = [row for row in rows if "2024-12" <= str(row[0]) <= "2026-06"]
    shown = tuple((*row[:2], *("—" if c is None else significant(float(c)) for c in row[2:])) for row in close)
    return Table(headers, shown, numeric), Table(headers, tuple(rows), numeric)


def figure(context: Context) -> Figure:
    """Which figure shows the gates of magnets, dysprosium and terbium beside the customs record?"""
    say = context.say
    magnets = gate_sum(context, MAGNETS, "gate_flow")
    months = context.months
    title = say("gates.plain")
    if context.gates_since and months[0].endswith("-01"):
        claim = findings.magnet_exports(months, list(magnets), months[0][:4])
        holds = findings.magnet_exports_hold(claim, months, list(magnets), months[0][:4])
        title = checked(claim, holds).text(context.words)
    queue = [
        (say("gates.pending"), gate_sum(context, MAGNETS, "gate_pending"), "ink2", 1.4, (4, 3)),
        (say("gates.applications"), gate_sum(context, MAGNETS, "gate_applications"), "ink3", 1.4, ()),
        (say("gates.approved"), gate_sum(context, MAGNETS, "gate_approved"), "china", 2.0, ()),
    ]
    records = {group: customs_months(product) for group, product in RECORD.items()}
    panels = [
        _panel(context, f"gate-{g}", say(f"gates.{g}"), [(say("gates.flow"), gate_sum(context, goods, "gate_flow"), "china", 2.2, ())], records[g])  # fmt: skip
        for g, goods in GROUPS.items()
    ]
    panels.insert(1, _panel(context, "gate-queue", say("gates.magnets_queue"), queue, ()))
    pages = cited(record for group in records.values() for record in group)
    source = context.source_line()
    shown, data = _table(context)
    return Figure(
        id="gates",
        title=title,
        subtitle=say("gates.sub"),
        drawings=tuple(context.draw(panel) for panel in panels),
        source=source + (f". {say('figure.model_and_record', sources=say('gates.record'))}" if pages else ""),
        grade="M",
        how=say("gates.how"),
        cite=context.citation(title, pages or source),
        table=shown,
        data=data,
        columns=4,
    )
