"""Which uses, where, go without how much of their demand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.present import findings
from monazite.present.axes import share_axis
from monazite.present.context import Context, FloatArray
from monazite.present.figure import Cell, Figure, Table
from monazite.present.number_text import ABSENT, fixed, percent
from monazite.present.panel import Line, Panel
from monazite.present.sentences import checked
from monazite.present.tokens import PARTIES, Party

MOST_PANELS = 8
LEAST_SHARE_OF_USE = 0.01
"""Share of a use's world demand below which a party has no line: its share would be noise."""


@dataclass(frozen=True, eq=False)
class UseGap:
    """What is wanted and not served of one good in one use, by party and by region.

    by_party, by_region : (month,) share of the demand there that is not served, 0 to 1
    """

    good: str
    use_kind: str
    by_party: dict[Party, FloatArray]
    by_region: dict[str, FloatArray]
    worst: float


def use_gaps(context: Context) -> tuple[UseGap, ...]:
    """Which gaps does each use of each good have, the worst first?"""
    view = context.view
    wanted = view.numbers("wanted", "month", "use")[: context.cleared]
    unserved = view.numbers("unserved", "month", "use")[: context.cleared]
    goods, kinds, regions = (view.text(f"use_{name}") for name in ("good", "kind", "region"))
    pairs = sorted({(str(g), str(k)) for g, k in zip(goods, kinds, strict=True)})
    gaps = []
    for good, kind in pairs:
        chosen = (goods == good) & (kinds == kind)
        world = wanted[:, chosen].sum()
        if world <= 0:
            continue
        by_party: dict[Party, FloatArray] = {}
        by_region: dict[str, FloatArray] = {}
        parties = np.asarray([context.blocs.party(str(region)) for region in regions])
        for party in PARTIES:
            here = chosen & (parties == party)
            if wanted[:, here].sum() >= LEAST_SHARE_OF_USE * world:
                by_party[party] = _share(unserved[:, here], wanted[:, here])
        for region in dict.fromkeys(str(r) for r in regions[chosen]):
            here = chosen & (regions == region)
            if wanted[:, here].sum() >= LEAST_SHARE_OF_USE * world:
                by_region[region] = _share(unserved[:, here], wanted[:, here])
        worst = max((float(share.max()) for share in by_party.values()), default=0.0)
        gaps.append(UseGap(good, kind, by_party, by_region, worst))
    return tuple(sorted(gaps, key=lambda gap: (-gap.worst, gap.good, gap.use_kind)))


def _share(unserved: FloatArray, wanted: FloatArray) -> FloatArray:
    total = wanted.sum(axis=1)
    return np.divide(unserved.sum(axis=1), total, out=np.zeros_like(total), where=total > 0)


def _panel(context: Context, gap: UseGap, top: float) -> Panel:
    say = context.say
    lines = []
    for party, shares in gap.by_party.items():
        points = context.points(shares, 100)
        label = say(f"party_short.{party}")
        lines.append(Line(points, party, label, f"{party}-text", 1.8))
    first, last = float(np.floor(context.years[0])), float(np.ceil(context.years[-1]))
    step = 10 if top <= 30 else 20 if top <= 60 else 25
    said = say("word.comma").join(
        f"{say(f'party.{p}')} {percent(float(s.max()))}" for p, s in gap.by_party.items()
    )
    return Panel(
        id=f"unserved-{gap.good}-{gap.use_kind}".replace("_", "-"),
        title=context.use_title(gap.good, gap.use_kind),
        description=say("unserved.describe", use=context.use_name(gap.use_kind), text=said),
        x=context.time_axis(first, last),
        y=share_axis(top, step),
        lines=tuple(lines),
        events=context.events(),
        width=276,
        height=170,
    )


def _table(context: Context, gaps: Sequence[UseGap]) -> Table:
    say = context.say
    months = context.months[: context.cleared]
    spans = {
        "2025-04–12": [m for m in months if "2025-04" <= m <= "2025-12"],
        "2030": [m for m in months if m.startswith("2030")],
    }
    spans = {name: chosen for name, chosen in spans.items() if chosen}
    order = {region: place for place, region in enumerate(context.world.chain.regions)}
    used = {region for gap in gaps for region in gap.by_region}
    regions = sorted(used, key=lambda region: order[region])
    headers = (say("word.use"), say("word.span"), *(context.place(region) for region in regions))
    rows = []
    for gap in gaps:
        name = context.use_title(gap.good, gap.use_kind)
        for span, chosen in spans.items():
            at = [context.months.index(month) for month in chosen]
            cells = [
                float(gap.by_region[r][at].mean()) if r in gap.by_region else None for r in regions
            ]
            rows.append((name, span, *cells))
    return Table(headers, tuple(rows), frozenset(range(2, 2 + len(regions))))


def _drawn(gaps: Sequence[UseGap]) -> list[UseGap]:
    """Which uses are drawn: the worst of each good first, then the worst of the rest?"""
    felt = [gap for gap in gaps if gap.worst >= 0.005]
    first = {gap.good: gap for gap in reversed(felt)}
    chosen = sorted(first.values(), key=lambda gap: -gap.worst)
    chosen += [gap for gap in felt if gap not in chosen]
    return sorted(chosen[:MOST_PANELS], key=lambda gap: -gap.worst)


def figure(context: Context) -> Figure:
    """Which figure shows the uses that go without most?"""
    say = context.say
    gaps = use_gaps(context)
    drawn = _drawn(gaps)
    found = [
        (
            context.use_of(g.good, g.use_kind),
            context.place(region),
            context.months[at],
            float(share[at]),
        )
        for g in gaps
        for region, share in g.by_region.items()
        for at in (int(share.argmax()),)
    ]
    claim = findings.largest_gap(found)
    title = checked(claim, findings.largest_gap_holds(claim, found)).text(context.words)
    highest = 100 * max((gap.worst for gap in drawn), default=0.1)
    top = next(limit for limit in (10, 20, 30, 40, 60, 80, 100) if highest <= limit)
    table = _table(context, gaps)
    shown = tuple(
        (*row[:2], *(ABSENT if c is None else percent(float(c), 1) for c in row[2:]))
        for row in table.rows
    )
    wide: tuple[tuple[Cell, ...], ...] = tuple(
        (gap.good, gap.use_kind, region, *(round(100 * float(value), 1) for value in share))
        for gap in gaps
        for region, share in gap.by_region.items()
    )
    data = Table(
        ("good", "use", "region_percent_unserved", *context.months[: context.cleared]), wide
    )
    return Figure(
        id="unserved",
        title=title,
        subtitle=say("unserved.sub", scenario=context.scenario_name),
        drawings=tuple(context.draw(_panel(context, gap, float(top))) for gap in drawn),
        source=context.source_line(),
        grade="M",
        how=say("unserved.how"),
        cite=context.citation(title, context.source_line()),
        table=Table(table.headers, shown, table.numeric),
        data=data,
        columns=4,
        note=say("unserved.note", count=fixed(len(gaps)), shown=fixed(len(drawn))),
    )
