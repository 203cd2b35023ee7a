"""How are the same tonnes drawn through the stages of a chain, from mine to use?

A layout of our own, as SVG: at most six nodes a stage (the rest joined as "Other"), links in the
colour of the party they come from, values behind the names, stages named above. Two diagrams that
are compared share one scale, so that a thicker link always is more tonnes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from monazite.present.drawing import Drawing
from monazite.present.lettering import pushed_apart, text_width
from monazite.present.number_text import fixed, significant
from monazite.present.tokens import Party, colour, text_colour

OTHER = "OTHER"
"""Id of the node that joins the smaller ones of a stage."""

MOST_NODES = 6
NODE_WIDTH = 7.0
LINK_OPACITY = 0.26
LEAST = 0.002
"""Share of the largest stage below which a link is not drawn and a place joins the others."""
_TOP = 26.0
"""Pixels above the first node, for the names of the stages."""


@dataclass(frozen=True)
class StageFlow:
    """Tonnes that go from one place at a stage to one place at the next stage.

    ``stage`` is the position of the stage they leave, ``origin`` and ``target`` are ids of places;
    ``tonnes`` is not negative, in one basis throughout a diagram.
    """

    stage: int
    origin: str
    target: str
    tonnes: float


@dataclass(frozen=True)
class Node:
    """One bar of the diagram: its place, its tonnes, and where it stands (pixels)."""

    stage: int
    id: str
    tonnes: float
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Link:
    """One band of the diagram, from the right edge of a node to the left edge of another."""

    stage: int
    origin: str
    target: str
    tonnes: float
    y_origin: float
    y_target: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Where do all nodes and links of a diagram stand?"""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    stages: int
    width: float
    height: float


def _nodes_by_stage(flows: Sequence[StageFlow], stages: int) -> list[dict[str, float]]:
    """How many tonnes has each place at each stage: the larger of what comes in and goes out?"""
    incoming: list[dict[str, float]] = [{} for _ in range(stages)]
    outgoing: list[dict[str, float]] = [{} for _ in range(stages)]
    for flow in flows:
        out, into = outgoing[flow.stage], incoming[flow.stage + 1]
        out[flow.origin] = out.get(flow.origin, 0.0) + flow.tonnes
        into[flow.target] = into.get(flow.target, 0.0) + flow.tonnes
    return [
        {
            place: max(into.get(place, 0.0), out.get(place, 0.0))
            for place in dict.fromkeys((*into, *out))
        }
        for into, out in zip(incoming, outgoing, strict=True)
    ]


def grouped(flows: Sequence[StageFlow], stages: int, least: float = 0.0) -> tuple[StageFlow, ...]:
    """Which flows remain when each stage keeps its five largest places and joins the rest?

    Places of less than ``least`` tonnes are joined with the rest. The total of every stage is
    unchanged. A stage with at most six places keeps all that are large enough.
    Raises ValueError for a negative flow or a stage outside the diagram.
    """
    for flow in flows:
        if flow.tonnes < 0 or not 0 <= flow.stage < stages - 1:
            raise ValueError(f"flow {flow} is negative or leaves the diagram's {stages} stages")
    keep: list[frozenset[str]] = []
    for sizes in _nodes_by_stage(flows, stages):
        large = [place for place, size in sizes.items() if place != OTHER and size >= least]
        named = sorted(large, key=lambda p: (-sizes[p], p))
        fits = len(named) + (len(large) < len(sizes)) <= MOST_NODES
        keep.append(frozenset(named if fits else named[: MOST_NODES - 1]))
    total: dict[tuple[int, str, str], float] = {}
    for flow in flows:
        origin = flow.origin if flow.origin in keep[flow.stage] else OTHER
        target = flow.target if flow.target in keep[flow.stage + 1] else OTHER
        key = (flow.stage, origin, target)
        total[key] = total.get(key, 0.0) + flow.tonnes
    return tuple(StageFlow(*key, tonnes) for key, tonnes in total.items() if tonnes > 0)


def largest_stage(flows: Sequence[StageFlow], stages: int) -> float:
    """How many tonnes has the largest stage? Diagrams that are compared share the larger one."""
    return max((sum(sizes.values()) for sizes in _nodes_by_stage(flows, stages)), default=0.0)


def lay_out(
    flows: Sequence[StageFlow],
    stages: int,
    *,
    width: float,
    height: float,
    top: float,
    right: float,
    full_scale: float,
    gap: float = 14.0,
) -> Layout:
    """Where do nodes and links stand in a drawing of ``width`` by ``height`` pixels?

    ``full_scale`` tonnes fill the height that is left below ``top`` when six nodes stand apart by
    ``gap``; ``right`` is the margin for the names of the last stage. Flows must be grouped.
    """
    sizes = _nodes_by_stage(flows, stages)
    per_tonne = (height - top - gap * (MOST_NODES - 1)) / full_scale if full_scale > 0 else 0.0
    pitch = (width - right - NODE_WIDTH) / (stages - 1)
    nodes: dict[tuple[int, str], Node] = {}
    for stage, places in enumerate(sizes):
        y = top
        for place in sorted(places, key=lambda p: (p == OTHER, -places[p], p)):
            tall = max(places[place] * per_tonne, 1.0)
            nodes[stage, place] = Node(stage, place, places[place], stage * pitch, y, tall)
            y += tall + gap
    leave = {key: node.y for key, node in nodes.items()}
    arrive = dict(leave)
    links: list[Link] = []

    def order(flow: StageFlow) -> tuple[int, float, float]:
        origin, target = nodes[flow.stage, flow.origin], nodes[flow.stage + 1, flow.target]
        return (flow.stage, origin.y, target.y)

    starts: dict[tuple[int, str, str], float] = {}
    for flow in sorted(flows, key=order):
        key = (flow.stage, flow.origin)
        starts[flow.stage, flow.origin, flow.target] = leave[key]
        leave[key] += flow.tonnes * per_tonne
    for flow in sorted(flows, key=lambda f: (order(f)[0], order(f)[2], order(f)[1])):
        target = (flow.stage + 1, flow.target)
        start = starts[flow.stage, flow.origin, flow.target]
        tall = flow.tonnes * per_tonne
        links.append(
            Link(flow.stage, flow.origin, flow.target, flow.tonnes, start, arrive[target], tall)
        )
        arrive[target] += tall
    return Layout(tuple(nodes.values()), tuple(links), stages, width, height)


def _band(link: Link, layout: Layout, x: Mapping[int, float], token: Party) -> str:
    left, right = x[link.stage] + NODE_WIDTH, x[link.stage + 1]
    middle = (left + right) / 2
    a, b = link.y_origin, link.y_target
    tall = max(link.height, 0.6)
    return (
        f'<path d="M{left:.1f},{a:.1f}'
        f"C{middle:.1f},{a:.1f} {middle:.1f},{b:.1f} {right:.1f},{b:.1f}"
        f"V{b + tall:.1f}C{middle:.1f},{b + tall:.1f} {middle:.1f},{a + tall:.1f} "
        f'{left:.1f},{a + tall:.1f}Z" fill="{colour(token)}" fill-opacity="{LINK_OPACITY}"/>'
    )


def _tonnes(tonnes: float) -> str:
    return fixed(tonnes) if 10 <= tonnes < 1000 else significant(tonnes, 3 if tonnes >= 10 else 2)


def _names(
    nodes: Sequence[Node],
    names: Mapping[str, str],
    parties: Mapping[str, Party],
    size: int,
    high: float,
    values: bool,
) -> list[str]:
    wished = [node.y + node.height / 2 for node in nodes]
    places = pushed_apart(wished, size + 3.0, _TOP + 6, high)
    parts = []
    for node, y in zip(nodes, places, strict=True):
        token = text_colour(parties.get(node.id, "other"))
        value = f' <tspan font-weight="400" fill="{colour("ink2")}">{_tonnes(node.tonnes)}</tspan>'
        parts.append(
            f'<text x="{node.x + NODE_WIDTH + 4:.1f}" y="{y + size * 0.35:.1f}" font-size="{size}" '
            f'font-weight="600" fill="{token}" stroke="{colour("paper")}" stroke-width="3" '
            f'stroke-opacity="0.85" paint-order="stroke" stroke-linejoin="round">'
            f"{escape(names.get(node.id, node.id))}{value if values else ''}</text>"
        )
    return parts


def draw_sankey(
    flows: Sequence[StageFlow],
    stage_names: Sequence[str],
    names: Mapping[str, str],
    parties: Mapping[str, Party],
    *,
    id: str,
    title: str,
    description: str,
    width: float,
    height: float,
    full_scale: float,
    size: int = 13,
    values: bool = True,
) -> Drawing:
    """Which drawing shows ``flows`` through the named stages?

    names, parties : place id -> short name, party; ``OTHER`` included
    full_scale     : tonnes of the largest stage of all diagrams compared with this one
    """
    stages = len(stage_names)
    last = [names.get(flow.target, flow.target) for flow in flows if flow.stage == stages - 2]
    longest = max((text_width(name, size) for name in last), default=0.0)
    right = longest + (size * 3.4 if values else 0) + 10
    layout = lay_out(
        grouped(flows, stages, LEAST * full_scale),
        stages,
        width=width,
        height=height - 6,
        top=_TOP,
        right=right,
        full_scale=full_scale,
        gap=14.0 if size > 11 else 11.0,
    )
    lowest = max((node.y + node.height for node in layout.nodes), default=_TOP)
    height = min(height, lowest + size)
    x = {node.stage: node.x for node in layout.nodes}
    parts = [
        f'<text x="{x.get(stage, 0):.1f}" y="14" font-size="{size}" fill="{colour("ink3")}">'
        f"{escape(name)}</text>"
        for stage, name in enumerate(stage_names)
    ]
    parts += [
        _band(link, layout, x, parties.get(link.origin, "other"))
        for link in layout.links
        if link.tonnes >= LEAST * full_scale
    ]
    parts += [
        f'<rect x="{n.x:.1f}" y="{n.y:.1f}" width="{NODE_WIDTH:g}" height="{n.height:.1f}" '
        f'fill="{colour(parties.get(n.id, "other"))}"/>'
        for n in layout.nodes
    ]
    for stage in range(stages):
        at_stage = [node for node in layout.nodes if node.stage == stage]
        parts += _names(at_stage, names, parties, size, height - 8, values)
    return Drawing(id, title, description, width, height, "".join(parts))
