"""Which colour says who, and how does a drawing change between light and dark?

The neutral names come from minerals, not from flags: amethyst is China, honey the allied bloc,
verdigris the resource states, stone the rest. Fill and text colours differ because small text needs
more contrast. Every drawing is made in the light colours; inside a page each of them is replaced by
the custom property of the same token, so that one drawing serves both schemes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Party = Literal["china", "allied", "resource", "other"]

PARTIES: tuple[Party, ...] = ("allied", "resource", "china", "other")
"""The order in which parties are named everywhere."""


@dataclass(frozen=True)
class Token:
    """What is one colour called, and what is it in light and in dark?

    Both are six-digit hexadecimal sRGB values. Two tokens may share a dark value, never a light
    one, because drawings are recoloured by their light value.
    """

    name: str
    light: str
    dark: str


TOKENS: tuple[Token, ...] = (
    Token("paper", "#FAF9F5", "#121416"),
    Token("surface", "#FFFFFF", "#181B1E"),
    Token("sunk", "#F1EFE8", "#202428"),
    Token("ink", "#1B1D1F", "#ECEAE4"),
    Token("ink2", "#4A4F54", "#B6BABC"),
    Token("ink3", "#63686D", "#8F9498"),
    Token("line", "#E4E1D8", "#2A2E32"),
    Token("line2", "#C6C2B6", "#474C51"),
    Token("china", "#4A3874", "#8F74CE"),
    Token("china-text", "#4A3875", "#B7A3E6"),
    Token("allied", "#B9821A", "#F0CB7C"),
    Token("allied-text", "#7F5806", "#F0CB7C"),
    Token("resource", "#217267", "#57B9A9"),
    Token("resource-text", "#1B6056", "#6CC4B5"),
    Token("other", "#B9B7AE", "#5C605F"),
    Token("other-text", "#63686E", "#8F9498"),
    Token("alt", "#B24A2B", "#E8805C"),
    Token("alt-text", "#9C3D20", "#F09574"),
    Token("highlight", "#FFF6DC", "#2C2817"),
)
"""All colours of the look. ``china-text`` and ``other-text`` differ from their neighbours by one
step of blue in light, invisible to the eye, so that they can be told apart when recoloured."""

_BY_NAME = {token.name: token for token in TOKENS}
_BY_LIGHT = {token.light.lower(): token for token in TOKENS}
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")


def colour(name: str) -> str:
    """Which light colour has the token ``name``? Raises KeyError for an unknown token."""
    return _BY_NAME[name].light


def text_colour(party: Party) -> str:
    """In which light colour is text about ``party`` set?"""
    return colour(f"{party}-text")


def custom_properties(scheme: Literal["light", "dark"]) -> str:
    """Which declarations give the page its colours in ``scheme``?"""
    return "".join(f"--{token.name}:{getattr(token, scheme)};" for token in TOKENS)


def follow_scheme(svg: str) -> str:
    """How does a drawing in light colours follow the page's scheme?

    Each light colour of a token becomes a reference to its custom property. Raises ValueError for
    a colour that is no token: it would stay light on a dark page.
    """

    def replace(match: re.Match[str]) -> str:
        token = _BY_LIGHT.get(match.group(0).lower())
        if token is None:
            raise ValueError(f"colour {match.group(0)} is no token of the look")
        return f"var(--{token.name})"

    return _HEX.sub(replace, svg)
