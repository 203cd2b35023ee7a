"""What stands in the report, in which order?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from monazite.present import sentences
from monazite.present.context import Context
from monazite.present.figure import Figure, Table
from monazite.present.sections import closure, flows, prices, shares, unserved
from monazite.present.sentences import checked

Kind = Literal["figure", "table", "words", "list", "behaviour"]


@dataclass(frozen=True)
class Block:
    """One part of a section: a figure, a table, a list of words or lines, or the behaviour table."""

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


@dataclass(frozen=True)
class Section:
    """One section: its anchor, its name in the list of contents, a heading, its blocks."""

    id: str
    name: str
    blocks: tuple[Block, ...]
    heading: str = ""
    sub: str = ""


def contents(context: Context) -> dict[str, Any]:
    """Which values fill the page's template?"""
    say, words = context.say, context.words
    attributes = context.scenario.attributes
    close, every = prices.figures(context)
    sections = [
        Section(
            "prices",
            say("nav.prices"),
            (Block("figure", figure=close, level="h2"), Block("figure", figure=every)),
        )
    ]
    years = [context.months[0][:4], context.months[-1][:4]]
    drawn = [flows.figure(context, element, years) for element in ("Dy", "NdPr")]
    sections.append(Section("flows", say("nav.flows"), tuple(Block("figure", figure=f, level="h2" if i == 0 else "h3") for i, f in enumerate(drawn) if f)))
    for id, f in (("shares", shares.figure(context)), ("unserved", unserved.figure(context)), ("closure", closure.figure(context))):
        if f is not None:
            sections.append(Section(id, say(f"nav.{id}"), (Block("figure", figure=f, level="h2"),)))
    path = prices.price_paths(context)[1]
    since = context.gates_since
    head = sentences.headline(path, since)
    head = checked(head, sentences.headline_holds(head, path, since))
    lede = sentences.lede(path, since)
    lede = checked(lede, sentences.lede_holds(lede, path))
    return {
        "version": attributes.get("monazite_version", "?"),
        "page_title": say("page.title", scenario=context.scenario_name),
        "nav": [(section.id, section.name) for section in sections],
        "stamp_left": say("page.stamp_left", as_of=context.world.as_known, vintage=attributes.get("data_vintage"), scenarios=", ".join(context.name_of(r) for r in context.runs)),
        "stamp_right": say("page.stamp_right", version=attributes.get("monazite_version"), hash=str(attributes.get("effects_hash"))[:8]),
        "kicker": say("page.kicker", scenario=context.scenario_name, baseline="baseline", first=context.months[0], last=context.months[-1]),
        "headline": head.text(words),
        "lede": lede.text(words),
        "warnings": [],
        "sections": sections,
    }
