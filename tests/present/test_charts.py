"""Panels become drawings with text as text, in the colours of the look, following the scheme."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.present.axes import log_axis, quantity_axis, share_axis
from monazite.present.drawing import SANS, composed, draw, inside_page, pdf, png
from monazite.present.lettering import pushed_apart, text_width, wrapped
from monazite.present.panel import Area, Event, Line, Panel, Quote, fitted, specification
from monazite.present.tokens import PARTIES, TOKENS, colour, follow_scheme, text_colour


def a_panel() -> Panel:
    years = [2024 + month / 12 for month in range(36)]
    return Panel(
        id="p",
        title="Dy",
        description="A <description>",
        x=log_axis(1, 2).__class__(2024, 2027, ((2024.0, "2024"), (2026.0, "2026"))),
        y=log_axis(200, 900),
        lines=(
            Line(tuple((y, 300.0) for y in years), "allied", "last tonne 300", "allied-text"),
            Line(tuple((y, 290.0) for y in years), "china", "区内 290", "china-text"),
        ),
        areas=(Area(tuple((y, 210.0, 220.0) for y in years), "other"),),
        quotes=(Quote(2025.3, 700, 850, "allied-text"), Quote(2025.4, 850, 850, "allied-text")),
        events=(Event(2025.25, "2025-04"),),
    )


def test_a_drawing_keeps_text_as_text_and_uses_only_tokens() -> None:
    drawing = draw(specification(fitted(a_panel()), SANS), "p", "Dy", "A <description>")
    for text in ("last tonne 300", "区内 290", "2025-04", "2026"):
        assert f">{text}<" in drawing.body
    inside = inside_page(drawing)
    ElementTree.fromstring(inside)
    assert not re.search(r"#[0-9a-fA-F]{6}", inside)
    assert "A &lt;description&gt;" in inside
    assert 'role="img"' in inside


def test_ids_of_two_drawings_in_one_page_differ() -> None:
    spec = specification(fitted(a_panel()), SANS)
    pages = [inside_page(draw(spec, name, "", "d")) for name in ("one", "two")]
    ids = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
    assert ids[0] and not ids[0] & ids[1]
    for page in pages:
        used = set(re.findall(r"url\(#([^)]+)\)", page))
        assert used <= set(re.findall(r'\bid="([^"]+)"', page))


def test_a_figure_becomes_png_and_pdf() -> None:
    drawing = draw(specification(fitted(a_panel()), SANS), "p", "Dy", "d")
    svg = composed([drawing, drawing], title="A finding", subtitle="unit", source="s", columns=2)
    ElementTree.fromstring(svg)
    assert png(svg, 1.0).startswith(b"\x89PNG")
    assert pdf(svg).startswith(b"%PDF")


def test_a_colour_that_is_no_token_is_refused() -> None:
    with pytest.raises(ValueError, match="#123456"):
        follow_scheme('<path fill="#123456"/>')


def test_tokens_are_told_apart_by_their_light_colour() -> None:
    assert len({token.light.lower() for token in TOKENS}) == len(TOKENS)


def _luminance(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(scheme: str) -> None:
    by_name = {token.name: getattr(token, scheme) for token in TOKENS}
    names = ["ink", "ink2", "ink3", "alt-text", *(f"{party}-text" for party in PARTIES)]
    for ground, name in itertools.product(("paper", "sunk"), names):
        pair = sorted((_luminance(by_name[ground]), _luminance(by_name[name])))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (ground, name)


def test_colours_by_name() -> None:
    assert colour("china") == "#4A3874"
    assert text_colour("allied") == "#7F5806"
    with pytest.raises(KeyError):
        colour("red")


@given(st.lists(st.floats(0, 200), max_size=8), st.floats(5, 20))
def test_labels_stand_apart_in_their_order(wished: list[float], distance: float) -> None:
    placed = pushed_apart(wished, distance, 0, 200)
    assert len(placed) == len(wished)
    if len(wished) * distance > 200:
        return
    ordered = sorted(placed)
    for low, high in itertools.pairwise(ordered):
        assert high - low >= distance * 0.9
    for (a, b), (c, d) in itertools.combinations(zip(wished, placed, strict=True), 2):
        assert not (a < c and b > d + 1e-6)


@given(st.floats(1e-3, 1e6), st.floats(1.0, 1e4))
def test_log_axes_hold_the_data_and_three_ticks(low: float, ratio: float) -> None:
    axis = log_axis(low, low * ratio)
    assert axis.low < low and axis.high > low * ratio * 0.999
    assert len(axis.ticks) >= 2
    assert all(axis.low <= value <= axis.high for value, _ in axis.ticks)
    assert axis.value(axis.position(low)) == pytest.approx(low)


@given(st.floats(0, 1e7))
def test_quantity_axes_start_at_zero_and_hold_the_data(highest: float) -> None:
    axis = quantity_axis(highest)
    assert axis.ticks[0][0] == 0 and axis.high >= highest
    assert 3 <= len(axis.ticks) <= 7
    assert len({text for _, text in axis.ticks}) == len(axis.ticks)


def test_share_axis() -> None:
    assert [text for _, text in share_axis(100, 50).ticks] == [
        "0\u202f%",
        "50\u202f%",
        "100\u202f%",
    ]


@given(st.text(alphabet="ab 中文，", max_size=80), st.floats(40, 300))
def test_wrapping_loses_no_letter(text: str, width: float) -> None:
    lines = wrapped(text, 12, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 12) <= width or " " not in line.strip() for line in lines)
