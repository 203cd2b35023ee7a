"""Through which countries does an element pass, from the mine to the use?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from monazite.absence import Unknown
from monazite.indicators.stage_flows import StageFlows, stage_flows
from monazite.indicators.trade import Production, production
from monazite.present import findings
from monazite.present.context import Context
from monazite.present.drawing import Drawing
from monazite.present.figure import Figure, Table
from monazite.present.number_text import percent, significant
from monazite.present.sankey import LEAST, OTHER, StageFlow, draw_sankey, grouped, largest_stage
from monazite.present.sentences import checked
from monazite.present.tokens import Party

MINE, USE = "mine", "use"
DIRECT = "DIRECT"
"""Stands at a stage for material that goes on without passing it."""
RECYCLED = "RECYCLED"
"""Stands among the separated for material that comes back from swarf and old products."""
STOCK = "STOCK"
"""Stands one stage earlier for material out of stocks whose past is not recorded."""
UNION = "EU"

_DRAWN_SINK = "use"


@dataclass(frozen=True)
class Diagram:
    """The flows of one element in one year, ready for the diagram."""

    element: str
    year: str
    flows: tuple[StageFlow, ...]


def diagram_stages(context: Context) -> tuple[str, ...]:
    """Which stages does the diagram show: the ground, each later stage of the chain, the use?"""
    known = context.view.stages
    return (MINE, *(stage for stage in known.order if stage not in known.sources), USE)


def diagram_flows(
    found: StageFlows,
    union: frozenset[str],
    stages: Sequence[str],
    sources: Collection[str] = (MINE,),
) -> tuple[StageFlow, ...]:
    """Which links of adjacent stages draw the flows of a year?

    union : regions drawn as one place; stages : of the diagram; sources : those at the ground

    A link that skips stages passes a place of its own there (``DIRECT``). What passes a stage twice
    is drawn as if its share of the feed had gone to the second plant at once. What is lost, laid
    into stock or discarded ends where it was; substitutes are no material and are left out. The
    tonnes that reach use are those of the links given.
    """
    links = _without_second_pass(
        {
            (_at_ground(link.source, sources), _at_ground(link.target, sources)): link.tonnes
            for link in found.links
        },
        [stage for stage in stages if stage not in (MINE, USE)],
    )
    flows: dict[tuple[int, str, str], float] = {}

    def add(stage: int, origin: str, target: str, tonnes: float) -> None:
        key = (stage, origin, target)
        flows[key] = flows.get(key, 0.0) + tonnes

    for (source, target), tonnes in links.items():
        from_stage, _, from_region = source.partition("/")
        to_stage, _, to_region = target.partition("/")
        if to_stage not in stages:
            continue
        end = stages.index(to_stage)
        to_place = UNION if to_region in union else to_region
        if from_stage in stages:
            start, place = stages.index(from_stage), UNION if from_region in union else from_region
        elif from_stage == "recycling":
            start, place = min(1, end - 1), RECYCLED
        elif from_stage == "opening_stock":
            start, place = end - 1, STOCK
        else:
            continue
        if start >= end:
            continue
        for stage in range(start, end):
            add(
                stage,
                place if stage == start else DIRECT,
                to_place if stage == end - 1 else DIRECT,
                tonnes,
            )
    return tuple(StageFlow(*key, tonnes) for key, tonnes in flows.items() if tonnes > 0)


def _at_ground(place: str, sources: Collection[str]) -> str:
    """Where is a place drawn? What a host's stream gives stands beside what is mined."""
    stage, _, region = place.partition("/")
    return f"{MINE}/{region}" if stage in sources else place


def _without_second_pass(
    links: Mapping[tuple[str, str], float], stages: Sequence[str]
) -> dict[tuple[str, str], float]:
    """Which links remain when what passes a stage twice goes straight to its second plant?"""
    result = dict(links)
    again = {
        pair: tonnes
        for pair, tonnes in links.items()
        if (stage := pair[0].partition("/")[0]) in stages and pair[1].startswith(f"{stage}/")
    }
    for (first, second), tonnes in again.items():
        del result[first, second]
        feeds = {pair: t for pair, t in result.items() if pair[1] == first}
        total = sum(feeds.values())
        if total <= 0:
            continue
        moved = min(1.0, tonnes / total)
        for (source, _), fed in feeds.items():
            result[source, first] = fed * (1 - moved)
            result[source, second] = result.get((source, second), 0.0) + fed * moved
    return result


def diagrams(context: Context, element: str, years: Sequence[str]) -> tuple[Diagram, ...]:
    """Which diagrams show an element in several years? A year that did not clear has none."""
    result = []
    for year in years:
        found = stage_flows(context.view, year, element)
        if not isinstance(found, Unknown):
            stages, sources = diagram_stages(context), context.view.stages.sources
            flows = diagram_flows(found, context.blocs.european_union, stages, sources)
            result.append(Diagram(element, year, flows))
    return tuple(result)


def _names(context: Context) -> tuple[dict[str, str], dict[str, Party]]:
    regions = [*context.world.chain.regions]
    special = (UNION, OTHER, DIRECT, RECYCLED, STOCK)
    names = {region: context.place(region) for region in regions}
    names |= {place: context.say(f"place.{place}") for place in special}
    parties: dict[str, Party] = {region: context.blocs.party(region) for region in regions}
    parties[UNION] = "allied"
    return names, parties


def _drawing(
    context: Context, diagram: Diagram, scale: float, narrow: bool, finding: str
) -> Drawing:
    names, parties = _names(context)
    stages = [context.say(f"stage.{stage}") for stage in diagram_stages(context)]
    shape = (354, 400, 11) if narrow else (584, 420, 12)
    describe = context.say(
        "flows.describe",
        element=context.say(f"element.{diagram.element}"),
        year=diagram.year,
        text=finding,
    )
    return draw_sankey(
        diagram.flows,
        stages,
        names,
        parties,
        id=f"flows-{diagram.element}-{diagram.year}{'-narrow' if narrow else ''}",
        title=diagram.year,
        description=describe,
        width=shape[0],
        height=shape[1],
        full_scale=scale,
        size=shape[2],
        values=not narrow,
    )


def _separated(context: Context, element: str) -> tuple[Production, ...]:
    """Who separated how much of an element? Nothing in a chain without that stage."""
    if "separation" not in context.stages:
        return ()
    return production(context.view, "separation", "year", element)


def figure(context: Context, element: str, years: Sequence[str]) -> Figure | None:
    """Which figure shows an element from ore to use, one diagram a year on a common scale?"""
    say, words = context.say, context.words
    drawn = diagrams(context, element, years)
    if not drawn:
        return None
    stages = diagram_stages(context)
    scale = max(largest_stage(grouped(d.flows, len(stages)), len(stages)) for d in drawn)
    shares = {
        row.period: row.share
        for row in _separated(context, element)
        if row.region in context.blocs.china and isinstance(row.share, float)
    }
    title = say("flows.plain", element=say(f"element_title.{element}"))
    first, last = drawn[0].year, drawn[-1].year
    if first in shares and last in shares and first != last:
        claim = findings.separated_in_china(element, first, shares[first], last, shares[last])
        holds = findings.separated_in_china_holds(claim, shares)
        title = checked(claim, holds).text(words)
    names, _ = _names(context)
    rows = []
    for diagram in drawn:
        for flow in sorted(diagram.flows, key=lambda f: (f.stage, -f.tonnes)):
            rows.append(
                (
                    diagram.year,
                    say(f"stage.{stages[flow.stage]}"),
                    names[flow.origin],
                    say(f"stage.{stages[flow.stage + 1]}"),
                    names[flow.target],
                    flow.tonnes,
                )
            )
    headers = tuple(
        say(key)
        for key in ("word.year", "word.stage", "word.from", "word.stage", "word.to", "flows.unit")
    )
    data = Table(headers, tuple(rows), frozenset({5}))
    least = LEAST * scale
    shown = Table(
        headers,
        tuple((*row[:5], significant(row[5])) for row in rows if row[5] >= least),
        frozenset({5}),
    )
    return Figure(
        id=f"flows-{element}",
        title=title,
        subtitle=say(
            "flows.sub",
            element=say(f"element.{element}"),
            year=say("word.comma").join(d.year for d in drawn),
            scenario=context.scenario_name,
        ),
        drawings=tuple(_drawing(context, d, scale, False, title) for d in drawn),
        narrow=tuple(_drawing(context, d, scale, True, title) for d in drawn),
        source=context.source_line(),
        grade="M",
        how=say("flows.how"),
        cite=context.citation(title, context.source_line()),
        table=shown,
        data=data,
        columns=2,
        note=f"{say('flows.note')} {say('flows.least', share=percent(LEAST, 1))}",
    )
