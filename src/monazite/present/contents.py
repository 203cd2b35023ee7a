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
    prices,
    reconciliation,
    shares,
    sources,
    unserved,
)
from monazite.present.sections.price_paths import price_paths
from monazite.present.sentences import PricePath, checked

Kind = Literal["figure", "table", "words", "list", "behaviour"]

FLOW_ELEMENTS = ("Dy", "NdPr")
HEADLINE_ELEMENTS = ("Dy", "NdPr", "Tb")
"""The first of these that has a price inside and outside gives the headline."""


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
    drawn = [flows.figure(context, element, ends) for element in FLOW_ELEMENTS]
    found: dict[str, tuple[Figure | None, ...]] = {
        "prices": prices.figures(context),
        "flows": tuple(drawn),
        "shares": (shares.figure(context),),
        "unserved": (unserved.figure(context),),
        "closure": (closure.figure(context),),
        "gates": (gates.figure(context),),
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
    blocks = (
        Block("list", heading=say("sources.unknown"), lines=sources.lines(context, "unknowns")),
        Block("list", heading=say("sources.limits"), lines=sources.lines(context, "limits")),
        Block("table", heading=say("sources.list"), table=sources.table(context)),
        Block("words", heading=say("sources.words"), words=sources.terms(context)),
    )
    heading, sub = say("sources.heading"), say("sources.sub")
    return Section("sources", say("nav.sources"), blocks, heading=heading, sub=sub)


SECTIONS: tuple[Callable[[Context], Section], ...] = (
    _behaviour,
    _certificates,
    _reconciliation,
    _sources,
)
"""The sections after the figures, in their order."""


def headline_path(context: Context) -> PricePath:
    """Whose prices give the headline? Raises KeyError if no oxide has both prices."""
    paths = {path.element: path for path in price_paths(context)}
    for element in HEADLINE_ELEMENTS:
        if element in paths:
            return paths[element]
    raise KeyError(f"none of {', '.join(HEADLINE_ELEMENTS)} has a price inside and outside China")


def _heads(context: Context) -> tuple[str, str]:
    path, since, words = headline_path(context), context.gates_since, context.words
    head = sentences.headline(path, since)
    head = checked(head, sentences.headline_holds(head, path, since))
    if since is None:
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
    sections = [*_figure_sections(context), *(section(context) for section in SECTIONS)]
    first, last = context.months[0], context.months[-1]
    kicker = say("page.kicker_alone", scenario=context.scenario_name, first=first, last=last)
    if context.baseline is not None:
        kicker = say(
            "page.kicker",
            scenario=context.scenario_name,
            baseline=context.name_of(context.baseline),
            first=first,
            last=last,
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
