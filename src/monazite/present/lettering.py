"""How wide is a text about, where does it break, and how are labels kept from touching?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

_UNBROKEN = re.compile(
    r"\d{4}-\d{2}(?:-\d{2})?|\d[\d.\u202f]*\u2013\d(?:[.\u202f]?\d)*(?:\u202f%)?"
)
"""Dates and ranges of numbers, which must not be broken across lines."""

_FIRST_WIDE = 0x2E80
"""First code point of the letters that are as wide as they are high."""


def hold(text: str) -> Markup:
    """How are the dates and ranges of a text kept from being broken across two lines?"""
    whole = str(escape(text))
    return Markup(_UNBROKEN.sub(r'<span class="hold">\g<0></span>', whole))


def text_width(text: str, size: float) -> float:
    """About how many pixels wide is a text? Chinese characters are square, others narrower."""
    return sum(size if ord(letter) > _FIRST_WIDE else size * 0.56 for letter in text)


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """Into which lines does a text break so that each is about ``width`` pixels at most?

    Latin text breaks between words, Chinese text between any two characters.
    """
    pieces = re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+", text)
    lines: list[str] = [""]
    for piece in pieces:
        if lines[-1] and text_width(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return tuple(line.rstrip() for line in lines if line.strip())


def pushed_apart(
    positions: Sequence[float], distance: float, low: float, high: float
) -> list[float]:
    """Where do labels stand so that neighbours are ``distance`` apart, near their wished places?

    positions : wished places, any order, in the same unit as ``distance``
    returns   : places in the order given; within [low, high] as long as they fit
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed = [min(max(positions[index], low), high) for index in order]
    for _ in range(60):
        moved = False
        for first in range(len(placed) - 1):
            overlap = distance - (placed[first + 1] - placed[first])
            if overlap > 1e-6:
                placed[first] -= overlap / 2
                placed[first + 1] += overlap / 2
                moved = True
        if placed and placed[0] < low:
            placed = [value + (low - placed[0]) for value in placed]
        if placed and placed[-1] > high and placed[0] - (placed[-1] - high) >= low:
            placed = [value - (placed[-1] - high) for value in placed]
        if not moved:
            break
    result = [0.0] * len(placed)
    for place, index in zip(placed, order, strict=True):
        result[index] = place
    return result
