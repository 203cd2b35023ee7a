"""What stands in the report, in which order?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from monazite.present import behaviour, sentences
from monazite.present.context import Context
from monazite.present.figure import Figure, Table, download
from monazite.present.sections import behaviour as behaviour_section
from monazite.present.sections import (
    certificates,
    closure,
    flows,
    gates,
    mineral,
    prices,
    reconciliation,
    shares,
    sources,
    unserved,
)
from monazite.present.sections.price_paths import price_paths
from monazite.present.sentences import PricePath, checked

Kind = Literal["figure", "table", "words", "list", "behaviour"]


@dataclass(frozen=True)
class Block:
    """One part of a section: a figure, a table, words, lines, or the behaviour table."""

    kind: Kind
    figure: Figure | None = None
    level: str = "h3"
    heading: str = ""
    sub: str = ""
    note: str = ""
    table: Table | None = None
    words: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    rows: tuple[Any, ...] = ()
    address: str = ""


@dataclass(frozen=True)
class Section:
    """One section: its anchor, its name in the list of contents, a heading, its blocks."""

    id: str
    name: str
    blocks: tuple[Block, ...]
    heading: str = ""
    sub: str = ""


def figures(
    context: Context, years: tuple[str, ...] | None = None
) -> dict[str, tuple[Figure, ...]]:
    """Which figures has the report, by section? ``years`` are those of the flow diagrams."""
    ends = years or (context.months[0][:4], context.months[-1][:4])
    drawn = [flows.figure(context, element, ends) for element in context.focus.followed]
    found: dict[str, tuple[Figure | None, ...]] = {
        "prices": prices.figures(context),
        "flows": tuple(drawn),
        "shares": (shares.figure(context),),
        "unserved": (unserved.figure(context),),
        "closure": (closure.figure(context),),
        "gates": (gates.figure(context) if context.focus.recorded else None,),
    }
    return {
        name: tuple(figure for figure in group if figure is not None)
        for name, group in found.items()
        if any(group)
    }


def _figure_sections(context: Context) -> list[Section]:
    return [
        Section(
            name,
            context.say(f"nav.{name}"),
            tuple(
                Block("figure", figure=figure, level="h2" if at == 0 else "h3")
                for at, figure in enumerate(group)
            ),
        )
        for name, group in figures(context).items()
    ]


def _behaviour(context: Context) -> Section:
    compared = behaviour.compare(context)
    rows = behaviour_section.table_rows(context, compared)
    fitted = behaviour_section.fitted_parameters(context)
    say = context.say
    return Section(
        "behaviour",
        say("nav.behaviour"),
        (
            Block(
                "behaviour",
                rows=rows,
                address=download(behaviour_section.data(compared).csv()),
            ),
            Block(
                "list",
                heading=say("behaviour.fitted_title"),
                lines=fitted or (say("behaviour.fitted_none"),),
            ),
        ),
        heading=behaviour_section.heading(context, compared),
        sub=say("behaviour.sub", scenario=context.scenario_name),
    )


def _certificates(context: Context) -> Section:
    say = context.say
    block = Block("table", table=certificates.table(context), note=say("certificates.how"))
    return Section(
        "certificates",
        say("nav.certificates"),
        (block,),
        heading=certificates.heading(context),
        sub=say("certificates.sub"),
    )


def _reconciliation(context: Context) -> Section:
    say = context.say
    found = reconciliation.adjustments(getattr(context.world.chain, "tables", ""))
    name, sub = say("nav.reconciliation"), say("reconciliation.sub")
    if not found:
        missing = Block("list", heading="", lines=(say("reconciliation.missing"),))
        return Section("reconciliation", name, (missing,), heading=say("reconciliation.plain"))
    block = Block(
        "table",
        table=reconciliation.table(context, found),
        note=say("reconciliation.how"),
        address=download(reconciliation.data(found).csv()),
    )
    heading = reconciliation.heading(context, found)
    return Section("reconciliation", name, (block,), heading=heading, sub=sub)


def _sources(context: Context) -> Section:
    say = context.say
    unknown = (
        sources.lines(context, "unknowns") if context.focus.recorded else mineral.gaps(context)
    )
    blocks = (
        Block("list", heading=say("sources.unknown"), lines=unknown or (say("word.none"),)),
        Block("list", heading=say("sources.limits"), lines=sources.lines(context, "limits")),
        Block("table", heading=say("sources.list"), table=sources.table(context)),
        Block("words", heading=say("sources.words"), words=sources.terms(context)),
    )
    heading, sub = say("sources.heading"), say("sources.sub")
    return Section("sources", say("nav.sources"), blocks, heading=heading, sub=sub)


def _mineral(context: Context) -> Section:
    """The section on what is known of a mineral: lists, projects, sources, gaps, acts."""
    say, moved = context.say, mineral.moved(context)
    blocks: list[Block] = []
    if mineral.chances(context):
        table = mineral.projects_table(context)
        blocks.append(Block("table", table=table, note=say("mineral_page.how")))
    if moved:
        blocks.append(Block("list", heading=say("mineral_page.moved_heading"), lines=moved))
    blocks.append(Block("list", lines=mineral.lines(context)))
    return Section(
        "mineral",
        say("nav.mineral"),
        tuple(blocks),
        heading=say("mineral_page.heading", mineral=str(mineral.name(context))),
        sub=say("mineral_page.sub"),
    )


def sections_of(context: Context) -> tuple[Callable[[Context], Section], ...]:
    """Which sections follow the figures, in their order?"""
    own = (_behaviour, _mineral) if context.focus.recorded else (_mineral,)
    return *own, _certificates, _reconciliation, _sources


def headline_path(context: Context) -> PricePath | None:
    """Whose prices give the headline? None if nothing has a price inside and outside China."""
    paths = {path.element: path for path in price_paths(context)}
    return next((paths[name] for name in context.focus.headline if name in paths), None)


def _heads(context: Context) -> tuple[str, str]:
    path, since, words = headline_path(context), context.gates_since, context.words
    if path is None:
        return context.say("page.title", scenario=context.scenario_name), ""
    head = sentences.headline(path, since)
    head = checked(head, sentences.headline_holds(head, path, since))
    if since is None and "separation" not in context.stages:
        below = sentences.lede_prices(path)
        below = checked(below, sentences.lede_prices_holds(below, path))
    elif since is None:
        by_year = shares.party_shares(context, "separation")
        share = {year: found["china"] for year, found in by_year.items()}
        below = sentences.lede_plain(path, share)
        below = checked(below, sentences.lede_plain_holds(below, path, share))
    else:
        below = sentences.lede(path, since)
        below = checked(below, sentences.lede_holds(below, path))
    return head.text(words), below.text(words)


def contents(context: Context) -> dict[str, Any]:
    """Which values fill the page's template?"""
    say = context.say
    attributes = context.scenario.attributes
    sections = [*_figure_sections(context), *(section(context) for section in sections_of(context))]
    first, last = context.months[0], context.months[-1]
    named = {} if context.focus.recorded else {"mineral": say("page.mineral")}
    kicker = say(
        "page.kicker_alone", scenario=context.scenario_name, first=first, last=last, **named
    )
    if context.baseline is not None:
        kicker = say(
            "page.kicker",
            scenario=context.scenario_name,
            baseline=context.name_of(context.baseline),
            first=first,
            last=last,
            **named,
        )
    headline, lede = _heads(context)
    version = attributes.get("monazite_version", "?")
    effects = str(attributes.get("effects_hash", ""))[:8]
    return {
        "version": version,
        "page_title": say("page.title", scenario=context.scenario_name),
        "nav": [(section.id, section.name) for section in sections],
        "stamp_left": say(
            "page.stamp_left",
            as_of=context.world.as_known,
            vintage=attributes.get("data_vintage", "?"),
            scenarios=context.run_names(),
        ),
        "stamp_right": say("page.stamp_right", version=version, hash=effects),
        "kicker": kicker,
        "headline": headline,
        "lede": lede,
        "warnings": certificates.failures(context),
        "sections": sections,
    }
