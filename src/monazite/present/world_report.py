"""How are the runs of all chains told: a front page that ranks minerals, a page for each?"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from monazite.present.axes import Axis, log_axis
from monazite.present.catalogue import Catalogue, Language, catalogue
from monazite.present.context import year_of
from monazite.present.drawing import SANS, draw, inside_page
from monazite.present.figure import Table, download
from monazite.present.lettering import hold
from monazite.present.minerals import Mineral, minerals
from monazite.present.page_style import style_sheet
from monazite.present.panel import Line, Panel, fitted, specification
from monazite.present.project_chances import (
    ProjectChance,
    chance_lines,
    outlooks_beside,
    project_chances,
)
from monazite.present.report import write_whole
from monazite.present.world_summary import MineralSummary, mineral_summary

SHOWN_YEARS = ("2025", "2027", "2030", "2035")
MOST_LINES = 4
COLOURS = ("ink", "alt", "ink3", "ink2")


@dataclass(frozen=True)
class WorldSource:
    """One folder of all chains: its scenario's name, and chain -> what its run says."""

    scenario: str
    label: str
    minerals: Mapping[str, MineralSummary]
    projects: Mapping[str, tuple[ProjectChance, ...]] = field(default_factory=dict)
    """Chain -> what the scenario's policies make of its projects to come, where known."""
    stopped: tuple[tuple[str, str], ...] = ()
    """(chain, reason) of those that could not be run."""


@dataclass(frozen=True)
class _Block:
    kind: str
    html: str = ""
    table: Table | None = None
    heading: str = ""
    sub: str = ""
    note: str = ""
    address: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Section:
    id: str
    name: str
    blocks: tuple[_Block, ...]
    heading: str = ""
    sub: str = ""


def read_world(place: str | Path, lang: Language) -> WorldSource:
    """What do the saved runs of all chains say? Raises StorageError if the folder is not whole."""
    from monazite.scenario.all_chains import read_world_runs
    from monazite.scenario.read import load_scenario, shipped_scenarios
    from monazite.scenario.run_world import world_of
    from monazite.scenario.storage import load

    runs = read_world_runs(place)
    label = runs.scenario
    if runs.scenario in shipped_scenarios():
        label = load_scenario(runs.scenario).label.text(lang)
    found, chances = {}, {}
    for result in runs.results:
        folder = Path(place) / result.chain
        run = load(folder)
        chain = world_of(run).chain
        found[result.chain] = mineral_summary(run, chain)
        outlooks = outlooks_beside(folder, run)
        if outlooks is not None:
            chances[result.chain] = project_chances(chain, outlooks)
    stopped = tuple((one.chain, one.reason) for one in runs.stopped)
    return WorldSource(runs.scenario, label, found, chances, stopped)


def write_world_report(
    places: Sequence[str | Path],
    path: str | os.PathLike[str],
    lang: Language = "en",
    day: date | None = None,
) -> Path:
    """Write one HTML file on the runs of all chains under one or more scenarios.

    The first folder ranks; the others stand beside it, so that minerals are ranked with and
    without each side's policies.
    """
    sources = [read_world(place, lang) for place in places]
    known = {name: _own(found) for source in sources for name, found in source.minerals.items()}
    known |= {one.id: one for one in minerals(day or date.today())}
    page = page_of(sources, known, catalogue(lang))
    return write_whole(Path(path), page.encode("utf-8"))


def page_of(sources: Sequence[WorldSource], known: Mapping[str, Mineral], words: Catalogue) -> str:
    """Which HTML page tells the runs? The template is that of the report of one chain."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    import monazite

    environment = Environment(
        loader=PackageLoader("monazite.present", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hold"] = hold
    say, first = words.say, sources[0]
    order = sorted(first.minerals, key=lambda name: -first.minerals[name].risk)
    sections = [_front(sources, order, known, words)]
    sections += [_page(name, sources, known[name], words) for name in order]
    failed = [
        say("world.failed", mineral=_name(known[name], words), scenario=source.label)
        for source in sources
        for name, found in source.minerals.items()
        if not found.cleared
    ]
    failed += [
        say(
            "world.stopped",
            mineral=_name(known[name], words) if name in known else name,
            scenario=source.label,
            reason=reason,
        )
        for source in sources
        for name, reason in source.stopped
    ]
    return environment.get_template("report.html.j2").render(
        language=words.language,
        say=say,
        style=Markup(style_sheet(words.language)),
        inline=lambda drawing: Markup(inside_page(drawing)),
        grades={letter: say(f"grade.{letter}") for letter in "ABCDM"},
        version=monazite.__version__,
        page_title=say("world.title", scenario=first.label),
        nav=[("ranking", say("world.ranking"))]
        + [(name, _name(known[name], words)) for name in order if known[name].depth == "full"],
        stamp_left=say("world.stamp", scenarios=", ".join(source.label for source in sources)),
        stamp_right=f"Monazite {monazite.__version__}",
        kicker=say("world.kicker", count=len(order)),
        headline=say(
            "world.headline",
            first=_name(known[order[0]], words),
            second=_name(known[order[1]], words) if len(order) > 1 else "-",
        ),
        lede=say("world.lede"),
        warnings=failed,
        sections=sections,
    )


def _own(found: MineralSummary) -> Mineral:
    """What is known of a mineral that is not of the package? The names of its chain."""
    label = found.label
    return Mineral(
        *(found.chain, label.en, label.zh, "own", found.chain, (), (), (), (), {}, (), (), 0)
    )


def _name(mineral: Mineral, words: Catalogue) -> str:
    return mineral.zh if words.language == "zh" else mineral.en


def _front(
    sources: Sequence[WorldSource],
    order: Sequence[str],
    known: Mapping[str, Mineral],
    words: Catalogue,
) -> _Section:
    """The ranking: risk in each scenario, and what it is made of in the first."""
    say = words.say
    headers = [say("world.rank"), say("world.mineral"), say("world.concentrated")]
    headers += [say("world.index"), say("world.peak"), say("world.unserved")]
    headers += [say("world.risk_in", scenario=source.label) for source in sources]
    ranks = [_ranks(source) for source in sources]
    rows: list[tuple[Any, ...]] = []
    for place, name in enumerate(order, start=1):
        found, mineral = sources[0].minerals[name], known[name]
        good = found.concentrated
        where = "-"
        if good is not None and good.share is not None:
            where = f"{good.label.text(words.language)}: {good.largest} {good.share:.0%}"
        risks = [
            f"{source.minerals[name].risk:.2f} ({rank[name]})" if name in rank else "-"
            for source, rank in zip(sources, ranks, strict=True)
        ]
        rows.append(
            (
                str(place),
                _name(mineral, words),
                where,
                "-" if good is None or good.index is None else f"{good.index:.2f}",
                f"{found.peak[1]:.2f}",
                f"{found.unserved:.1%}",
                *risks,
            )
        )
    table = Table(tuple(headers), tuple(rows), frozenset({0, *range(3, len(headers))}))
    block = _Block("table", table=table, note=say("world.how"), address=download(table.csv()))
    return _Section("ranking", say("world.ranking"), (block,), heading=say("world.ranking"))


def _ranks(source: WorldSource) -> dict[str, int]:
    order = sorted(source.minerals, key=lambda name: -source.minerals[name].risk)
    return {name: place for place, name in enumerate(order, start=1)}


def _page(
    name: str, sources: Sequence[WorldSource], mineral: Mineral, words: Catalogue
) -> _Section:
    """The page of a mineral: price paths, goods, lists, sources, gaps, acts."""
    say = words.say
    sources = [source for source in sources if name in source.minerals]
    blocks = [_Block("html", html=_chart(name, source, words)) for source in sources]
    headers = [say("world.good"), say("world.largest"), say("world.index")]
    headers += [
        say("world.price_in", scenario=source.label, year=year)
        for source in sources
        for year in SHOWN_YEARS
    ]
    rows: list[tuple[Any, ...]] = []
    for place, good in enumerate(sources[0].minerals[name].goods):
        share = "" if good.share is None else f" {good.share:.0%}"
        prices = [
            _number(source.minerals[name].goods[place].by_year.get(year))
            for source in sources
            for year in SHOWN_YEARS
        ]
        index = "-" if good.index is None else f"{good.index:.2f}"
        rows.append((good.label.text(words.language), f"{good.largest}{share}", index, *prices))
    table = Table(tuple(headers), tuple(rows), frozenset(range(2, len(headers))))
    blocks.append(_Block("table", table=table, address=download(table.csv())))
    lists = ", ".join(say(f"world.list.{one}") for one in mineral.lists) or "-"
    sourced = ", ".join(f"{one.id} ({one.rows})" for one in mineral.sources[:6])
    gaps = [say("world.gap", gap=gap[words.language]) for gap in mineral.gaps]
    acts = say("world.acts", count=mineral.policy_count, acts=", ".join(mineral.policies) or "-")
    lines = (say("world.lists", lists=lists), say("world.sources", sources=sourced), *gaps, acts)
    blocks.append(_Block("list", lines=lines))
    for source in sources:
        told = chance_lines(source.projects.get(name, ()), words)
        if told:
            heading = say("world.projects", scenario=source.label)
            blocks.append(_Block("list", heading=heading, lines=told))
    title = _name(mineral, words)
    depth = say(f"world.depth.{mineral.depth}")
    return _Section(name, title, tuple(blocks), heading=title, sub=depth)


def _number(value: float | None) -> str:
    """Two digits after the point; a dash for a year outside the run."""
    return "-" if value is None else f"{value:.2f}"


def _chart(name: str, source: WorldSource, words: Catalogue) -> Markup:
    """Price over base-year price of the goods that move most, one panel a scenario."""
    found = source.minerals[name]
    moving = sorted(found.goods, key=lambda good: -float(abs(good.price - 1).max(initial=0.0)))
    shown = moving[:MOST_LINES]
    lows = [float(good.price.min()) for good in shown if len(good.price)] or [1.0]
    highs = [float(good.price.max()) for good in shown if len(good.price)] or [1.0]
    lines = tuple(
        Line(
            tuple(
                (round(2024 + (place + 0.5) / 12, 4), float(value))
                for place, value in enumerate(good.price)
            ),
            colour,
            label=good.label.text(words.language),
            label_colour=colour,
        )
        for good, colour in zip(shown, COLOURS, strict=False)
    )
    last = year_of("2035-12")
    ticks = tuple((float(year), str(year)) for year in range(2024, 2036, 4))
    panel = Panel(
        f"world-{name}-{source.scenario}",
        source.label,
        words.say("world.chart", mineral=name, scenario=source.label, peak=f"{found.peak[1]:.2f}"),
        Axis(2024.0, last, ticks),
        log_axis(max(min(lows), 1e-3), max(highs)),
        lines,
        width=560,
        height=220,
    )
    panel = fitted(panel)
    drawing = draw(specification(panel, SANS), panel.id, panel.title, panel.description)
    return Markup('<h3>{}</h3><p class="sub">{}</p>{}').format(
        source.label, words.say("world.unit"), Markup(inside_page(drawing))
    )
