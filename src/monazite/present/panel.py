"""How is one small panel described: its axes, lines, areas, recorded marks and direct labels?

A panel is a plain record; ``specification`` turns it into a Vega-Lite specification (a dict).
Labels stand at the line's end in the line's colour and are pushed apart where they would touch.
All tick labels are strings made by us. Positions along the horizontal axis are calendar years
with a fraction: the first day of 2025-07 is 2025.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from monazite.present.axes import Axis
from monazite.present.lettering import pushed_apart, text_width
from monazite.present.tokens import colour

LABEL_DISTANCE = 15.0
"""Pixels between the middles of two labels at the right edge, at least."""

Spec = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One modelled series: ``points`` are (year, value); a value of None leaves a gap."""

    points: tuple[tuple[float, float | None], ...]
    colour: str
    label: str = ""
    label_colour: str = "ink"
    width: float = 2.0
    dash: tuple[int, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True)
class Area:
    """A filled band between two edges: ``points`` are (year, lower, upper)."""

    points: tuple[tuple[float, float, float], ...]
    colour: str
    opacity: float = 0.85
    label: str = ""
    label_colour: str = "ink"


@dataclass(frozen=True)
class Quote:
    """A recorded quote: an upright bar from low to high, or a dot where both are equal."""

    year: float
    low: float
    high: float
    colour: str


@dataclass(frozen=True)
class Event:
    """A dated act: a dotted upright with a short label at its head."""

    year: float
    label: str = ""


@dataclass(frozen=True)
class Panel:
    """One small chart: a title, a sentence for those who cannot see it, axes and marks.

    ``width`` and ``height`` are pixels of the whole drawing; ``right`` is the margin in which the
    direct labels stand.
    """

    id: str
    title: str
    description: str
    x: Axis
    y: Axis
    lines: tuple[Line, ...] = ()
    areas: tuple[Area, ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    note: str = ""
    width: int = 276
    height: int = 190
    left: int = 38
    right: int = 70
    top: int = 14
    bottom: int = 24

    @property
    def inner_height(self) -> int:
        """How many pixels high is the frame?"""
        return self.height - self.top - self.bottom


def fitted(panel: Panel) -> Panel:
    """Which margins let the tick labels and the direct labels of a panel be read whole?"""
    ends = [line.label for line in panel.lines if line.label]
    ends += [area.label for area in panel.areas if area.label]
    right = max((text_width(label, 12) + 14 for label in ends), default=14.0)
    left = max((text_width(label, 12) + 10 for _, label in panel.y.ticks), default=24.0)
    last_tick = max((text_width(label, 12) / 2 + 2 for _, label in panel.x.ticks[-1:]), default=0.0)
    return replace(panel, right=round(max(right, last_tick)), left=round(max(left, 18.0)))


def _end_labels(panel: Panel) -> list[Spec]:
    labels: list[tuple[float, str, str]] = []
    for line in panel.lines:
        known = [value for _, value in line.points if value is not None]
        if line.label and known:
            labels.append((panel.y.position(known[-1]), line.label, line.label_colour))
    for area in panel.areas:
        if area.label and area.points:
            _, lower, upper = area.points[-1]
            labels.append((panel.y.position((lower + upper) / 2), area.label, area.label_colour))
    scale = panel.inner_height
    places = pushed_apart([place * scale for place, _, _ in labels], LABEL_DISTANCE, 0.0, scale)
    return [
        {
            "x": panel.x.high,
            "y": panel.y.value(place / scale),
            "text": text,
            "colour": colour(token),
        }
        for place, (_, text, token) in zip(places, labels, strict=True)
    ]


def _tick_expression(axis: Axis) -> str:
    pairs = ",".join(f"'{value:g}':'{label}'" for value, label in axis.ticks)
    return f"({{{pairs}}})[''+datum.value]"


def _axis(axis: Axis, horizontal: bool) -> Spec:
    look: Spec = {
        "values": [float(f"{value:g}") for value, _ in axis.ticks],
        "labelExpr": _tick_expression(axis),
        "title": None,
        "labelColor": colour("ink3"),
        "labelFontSize": 12,
        "labelOverlap": False,
        "ticks": horizontal,
        "tickSize": 4,
        "tickColor": colour("line2"),
        "domain": horizontal,
        "domainColor": colour("line2"),
        "grid": not horizontal,
        "gridColor": colour("line"),
        "labelPadding": 4,
    }
    if horizontal:
        look["labelFlush"] = False
    return look


def _line_layer(line: Line) -> Spec:
    mark: Spec = {
        "type": "line",
        "clip": True,
        "strokeWidth": line.width,
        "color": colour(line.colour),
        "opacity": line.opacity,
        "strokeJoin": "round",
    }
    if line.dash:
        mark["strokeDash"] = list(line.dash)
    values = [{"x": year, "y": value} for year, value in line.points]
    return {"data": {"values": values}, "mark": mark}


def _area_layer(area: Area) -> Spec:
    values = [{"x": year, "y": low, "top": high} for year, low, high in area.points]
    mark = {"type": "area", "clip": True, "color": colour(area.colour), "opacity": area.opacity}
    return {"data": {"values": values}, "mark": mark, "encoding": {"y2": {"field": "top"}}}


def _quote_layers(quotes: Sequence[Quote]) -> list[Spec]:
    layers: list[Spec] = []
    bars = [quote for quote in quotes if quote.high > quote.low]
    dots = [quote for quote in quotes if quote.high == quote.low]
    for token in sorted({quote.colour for quote in quotes}):
        chosen = [{"x": q.year, "y": q.low, "top": q.high} for q in bars if q.colour == token]
        if chosen:
            mark = {"type": "rule", "color": colour(token), "strokeWidth": 4, "strokeCap": "butt"}
            layers.append(
                {"data": {"values": chosen}, "mark": mark, "encoding": {"y2": {"field": "top"}}}
            )
        points = [{"x": q.year, "y": q.low} for q in dots if q.colour == token]
        if points:
            dot = {
                "type": "point",
                "filled": True,
                "size": 20,
                "color": colour(token),
                "opacity": 1,
            }
            layers.append({"data": {"values": points}, "mark": dot})
    return layers


def _event_layers(panel: Panel) -> list[Spec]:
    if not panel.events:
        return []
    values = [{"x": event.year, "text": event.label} for event in panel.events]
    upright = {"type": "rule", "color": colour("ink2"), "strokeWidth": 1, "strokeDash": [1.5, 3]}
    label = {
        "type": "text",
        "align": "left",
        "baseline": "bottom",
        "dx": 3,
        "dy": -2,
        "fontSize": 11,
        "color": colour("ink2"),
    }
    across: Spec = {"y": {"value": 0}, "y2": {"value": panel.inner_height}}
    return [
        {"data": {"values": values}, "mark": upright, "encoding": across},
        {
            "data": {"values": values},
            "mark": label,
            "encoding": {"y": {"value": 0}, "text": {"field": "text"}},
        },
    ]


def specification(panel: Panel, font: str) -> Spec:
    """Which Vega-Lite specification draws ``panel``? ``font`` is a CSS font family list."""
    layers: list[Spec] = [_area_layer(area) for area in panel.areas]
    layers += _event_layers(panel)
    layers += [_line_layer(line) for line in panel.lines]
    layers += _quote_layers(panel.quotes)
    labels = _end_labels(panel)
    if labels:
        mark: Spec = {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 5,
            "fontSize": 12,
        }
        mark["fontWeight"] = 600
        encoding = {
            "text": {"field": "text"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        }
        layers.append({"data": {"values": labels}, "mark": mark, "encoding": encoding})
    if not layers:
        layers = [{"data": {"values": []}, "mark": "point"}]
    scale_y: Spec = {"domain": [panel.y.low, panel.y.high], "nice": False, "zero": False}
    if panel.y.log:
        scale_y["type"] = "log"
    scale_x = {"domain": [panel.x.low, panel.x.high], "nice": False, "zero": False}
    return {
        "width": panel.width - panel.left - panel.right,
        "height": panel.inner_height,
        "padding": {
            "left": panel.left,
            "right": panel.right,
            "top": panel.top,
            "bottom": panel.bottom,
        },
        "autosize": {"type": "none"},
        "background": None,
        "view": {"stroke": None},
        "config": {"font": font, "aria": False},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": scale_x,
                "axis": _axis(panel.x, True),
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "scale": scale_y,
                "axis": _axis(panel.y, False),
            },
        },
        "layer": layers,
    }
