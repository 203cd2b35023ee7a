"""How does a specification become a drawing, inside a page or as a file of its own?

Drawings are SVG with text kept as text, in the light colours. ``inside_page`` makes one follow the
page: colours by custom property, width by its column, ids of its own. ``composed`` joins the panels
of a figure with title and source, for PNG and PDF.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monazite.present.lettering import wrapped
from monazite.present.panel import Spec
from monazite.present.tokens import colour, follow_scheme

SANS = "Libre Franklin, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, system-ui, sans-serif"
"""Which fonts are tried for chart text; Chinese comes from the system."""

_OPENING = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Drawing:
    """One finished drawing: ``body`` is SVG markup without the outer element; sizes are pixels."""

    id: str
    title: str
    description: str
    width: float
    height: float
    body: str


def draw(spec: Spec, id: str, title: str, description: str) -> Drawing:
    """Which drawing does a Vega-Lite specification give? No network, no file is touched."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    opening = _OPENING.search(svg)
    if opening is None:
        raise ValueError(f"drawing {id}: the renderer returned no SVG")
    padding = spec["padding"]
    width = spec["width"] + padding["left"] + padding["right"]
    height = spec["height"] + padding["top"] + padding["bottom"]
    body = svg[opening.end() : svg.rindex("</svg>")]
    return Drawing(id, title, description, width, height, _lean(body))


def _lean(body: str) -> str:
    body = re.sub(r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"', "", body)
    body = re.sub(r' font-family="[^"]*"', "", body)
    body = re.sub(r"(\d+\.\d{2})\d+", r"\1", body)
    # The renderer numbers clips on from one drawing to the next; the same drawing has to have the
    # same text every time.
    for number, name in enumerate(dict.fromkeys(_ID.findall(body))):
        body = body.replace(f'id="{name}"', f'id="c.{number}"')
        body = body.replace(f"url(#{name})", f"url(#c.{number})")
    body = body.replace('id="c.', 'id="c').replace("url(#c.", "url(#c")
    return re.sub(r"<g></g>|<path[^>]* d=\"\"[^>]*/?>(?:</path>)?", "", body)


def inside_page(drawing: Drawing, css_class: str = "") -> str:
    """Which SVG element shows ``drawing`` inside a page of either scheme?

    It has role ``img`` and the description as its name; ids are made the drawing's own.
    """
    body = follow_scheme(drawing.body)
    for name in set(_ID.findall(body)):
        own = f"{drawing.id}-{name}"
        body = body.replace(f'id="{name}"', f'id="{own}"').replace(f"url(#{name})", f"url(#{own})")
    classes = f' class="{css_class}"' if css_class else ""
    return (
        f'<svg{classes} viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
        f'aria-label="{escape(drawing.description, quote=True)}" '
        f'style="max-width:{drawing.width * 1.28:.0f}px">{body}</svg>'
    )


def composed(
    drawings: Sequence[Drawing],
    *,
    title: str,
    subtitle: str,
    source: str,
    columns: int,
) -> str:
    """Which SVG file shows a whole figure: title, subtitle, panels in rows, source line?"""
    gutter, margin = 32.0, 24.0
    columns = max(1, min(columns, len(drawings)))
    cell = max((drawing.width for drawing in drawings), default=300.0)
    inner = columns * cell + (columns - 1) * gutter
    y = margin
    parts: list[str] = []

    def write(
        text: str, x: float, top: float, size: int, weight: int, token: str, width: float
    ) -> float:
        for line in wrapped(text, size * (1.06 if weight > 400 else 1.0), width):
            top += size * 1.35
            parts.append(
                f'<text x="{x:g}" y="{top - size * 0.35:g}" font-size="{size}" '
                f'font-weight="{weight}" fill="{colour(token)}">{escape(line)}</text>'
            )
        return top

    y = write(title, margin, y, 18, 600, "ink", inner)
    y = write(subtitle, margin, y, 13, 400, "ink3", inner)
    for start in range(0, len(drawings), columns):
        row = drawings[start : start + columns]
        y += 16
        ends = [
            write(drawing.title, margin + at * (cell + gutter), y, 14, 600, "ink", cell)
            for at, drawing in enumerate(row)
        ]
        y = max(ends) + 4
        for at, drawing in enumerate(row):
            x = margin + at * (cell + gutter)
            body = re.sub(r'(id="|url\(#)', rf"\g<1>{drawing.id}-", drawing.body)
            parts.append(
                f'<svg x="{x:g}" y="{y:g}" width="{drawing.width:g}" height="{drawing.height:g}">'
                f"{body}</svg>"
            )
        y += max(drawing.height for drawing in row)
    y = write(source, margin, y + 8, 12, 400, "ink3", inner)
    width, height = inner + 2 * margin, y + margin
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{SANS}">'
        f'<rect width="100%" height="100%" fill="{colour("paper")}"/>{"".join(parts)}</svg>'
    )


def png(svg: str, scale: float = 2.0) -> bytes:
    """Which PNG file shows ``svg``? ``scale`` is pixels per pixel of the drawing."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def pdf(svg: str) -> bytes:
    """Which PDF file shows ``svg``, text kept as outlines of the fonts at hand?"""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(svg))
