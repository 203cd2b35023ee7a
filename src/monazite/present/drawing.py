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

from monazite.present.catalogue import Language
from monazite.present.panel import Spec
from monazite.present.tokens import colour, follow_scheme

SANS: dict[Language, str] = {
    "en": "Libre Franklin, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, system-ui, sans-serif",
    "zh": "Libre Franklin, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, system-ui, sans-serif",
}
"""Which fonts are tried for chart text in each language; Chinese comes from the system."""

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


def standalone(drawing: Drawing, language: Language) -> str:
    """Which SVG file shows ``drawing`` alone, in light colours on paper?"""
    return composed((drawing,), language, title="", subtitle="", source="", columns=1)


def composed(
    drawings: Sequence[Drawing],
    language: Language,
    *,
    title: str,
    subtitle: str,
    source: str,
    columns: int,
) -> str:
    """Which SVG file shows a whole figure: title, subtitle, panels in rows, source line?"""
    gutter, margin, caption = 32.0, 24.0, 22.0
    columns = max(1, min(columns, len(drawings)))
    cell = max((drawing.width for drawing in drawings), default=300.0)
    rows = [drawings[start : start + columns] for start in range(0, len(drawings), columns)]
    width = 2 * margin + columns * cell + (columns - 1) * gutter
    y = margin
    parts: list[str] = []

    def write(text: str, x: float, size: int, weight: int, token: str) -> None:
        parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" '
            f'fill="{colour(token)}">{escape(text)}</text>'
        )

    if title:
        y += 14
        write(title, margin, 18, 600, "ink")
        y += 20
        write(subtitle, margin, 13, 400, "ink3")
        y += 16
    for row in rows:
        y += caption
        for place, drawing in enumerate(row):
            write(drawing.title, margin + place * (cell + gutter), 14, 600, "ink")
        y += 6
        for place, drawing in enumerate(row):
            x = margin + place * (cell + gutter)
            body = re.sub(r'(id="|url\(#)', rf"\g<1>{drawing.id}-", drawing.body)
            parts.append(
                f'<svg x="{x:g}" y="{y:g}" width="{drawing.width:g}" height="{drawing.height:g}">'
                f"{body}</svg>"
            )
        y += max(drawing.height for drawing in row)
    if source:
        y += 20
        write(source, margin, 12, 400, "ink3")
    height = y + margin
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{SANS[language]}">'
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
