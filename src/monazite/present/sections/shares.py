"""Who holds which stage, year by year?"""

from __future__ import annotations

from monazite.indicators.trade import production
from monazite.present import sentences
from monazite.present.axes import share_axis
from monazite.present.context import Context
from monazite.present.figure import Cell, Figure, Table
from monazite.present.number_text import percent
from monazite.present.panel import Area, Panel
from monazite.present.sentences import checked
from monazite.present.tokens import PARTIES, Party

_FROM_BELOW: tuple[Party, ...] = ("china", "resource", "allied", "other")


def party_shares(context: Context, stage: str) -> dict[str, dict[Party, float]]:
    """Which share of the world's tonnes at a stage has each party? year -> party -> 0 to 1.

    Years with a month that did not clear, and years in which nothing is made, are left out.
    """
    years: dict[str, dict[Party, float]] = {}
    unknown: set[str] = set()
    for row in production(context.view, stage, "year", context.stage_element(stage)):
        if not isinstance(row.share, float):
            unknown.add(row.period)
            continue
        shares = years.setdefault(row.period, dict.fromkeys(PARTIES, 0.0))
        shares[context.blocs.party(row.region)] += row.share
    return {
        year: shares
        for year, shares in years.items()
        if year not in unknown and sum(shares.values()) > 0
    }


def _panel(context: Context, stage: str, years: dict[str, dict[Party, float]]) -> Panel:
    edges: dict[Party, list[tuple[float, float, float]]] = {party: [] for party in PARTIES}
    for year, shares in years.items():
        below = 0.0
        for party in _FROM_BELOW:
            edges[party].append((float(year), 100 * below, 100 * (below + shares[party])))
            below += shares[party]
    last = years[max(years)]
    areas = tuple(
        Area(
            tuple(edges[party]),
            party,
            0.62 if party == "other" else 0.82,
            f"{context.say(f'party_short.{party}')} {percent(last[party])}"
            if last[party] >= 0.005
            else "",
            f"{party}-text",
        )
        for party in _FROM_BELOW
    )
    first, end = float(min(years)), float(max(years))
    said = ", ".join(f"{context.say(f'party.{p}')} {percent(last[p])}" for p in PARTIES)
    return Panel(
        id=f"shares-{stage}",
        title=context.say(f"stage_name.{stage}"),
        description=f"{context.say(f'stage_name.{stage}')}, {max(years)}: {said}",
        x=context.time_axis(first, end, step=5 if end - first > 9 else 4),
        y=share_axis(100, 50),
        areas=areas,
        width=276,
        height=200,
        top=8,
    )


def figure(context: Context) -> Figure | None:
    """Which figure shows the parties' shares at the stages of production?"""
    say = context.say
    by_stage = {stage: party_shares(context, stage) for stage in context.stages}
    by_stage = {stage: years for stage, years in by_stage.items() if len(years) > 1}
    if not by_stage:
        return None
    title = say("shares.plain")
    if "separation" in by_stage:
        years = tuple(by_stage["separation"])
        shares = [by_stage["separation"][year]["china"] for year in years]
        claim = sentences.share_trend(years, shares)
        title = checked(claim, sentences.share_trend_holds(claim, years, shares)).text(
            context.words
        )
    headers = (say("word.stage"), say("word.year"), *(say(f"party.{p}") for p in PARTIES))
    rows: list[tuple[Cell, ...]] = []
    shown: list[tuple[Cell, ...]] = []
    for stage, found in by_stage.items():
        for year, parties in found.items():
            values = [parties[party] for party in PARTIES]
            rows.append((say(f"stage_name.{stage}"), year, *values))
            shown.append((say(f"stage_name.{stage}"), year, *(percent(v) for v in values)))
    numeric = frozenset(range(2, 6))
    blocs = context.blocs
    how = say(
        "shares.how",
        members=say("word.comma").join(context.place(r) for r in sorted(blocs.allied)),
        resource=say("word.comma").join(context.place(r) for r in sorted(blocs.resource)),
    )
    return Figure(
        id="shares",
        title=title,
        subtitle=say("shares.sub", scenario=context.scenario_name),
        drawings=tuple(context.draw(_panel(context, s, y)) for s, y in by_stage.items()),
        source=context.source_line(),
        grade="M",
        how=how,
        cite=context.citation(title, context.source_line()),
        table=Table(headers, tuple(shown), numeric),
        data=Table(headers, tuple(rows), numeric),
        columns=4,
    )
