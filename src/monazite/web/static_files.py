"""How are scripts, styles, fonts and the outline of land sent: small, cached, from this package?"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from monazite.present.page_style import linked_style
from monazite.present.tokens import custom_properties

KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""Ending -> media type; nothing else is served."""


@dataclass(frozen=True)
class StaticFile:
    """What is sent for one file? ``zipped`` is empty where it would not be smaller."""

    kind: str
    content: bytes
    zipped: bytes
    tag: str


def _made(kind: str, content: bytes) -> StaticFile:
    zipped = gzip.compress(content, 6, mtime=0) if "font" not in kind else b""
    return StaticFile(
        kind,
        content,
        zipped if 0 < len(zipped) < len(content) else b"",
        f'"{hashlib.sha256(content).hexdigest()[:20]}"',
    )


@lru_cache(maxsize=256)
def static_file(path: str) -> StaticFile | None:
    """Which file of the package lies at a path below ``/static``? None if there is none.

    ``style-en.css`` and ``style-zh.css`` are made from the tokens and fonts of the report.
    """
    parts = Path(path).parts
    if not parts or any(part in ("..", "/") or part.startswith(".") for part in parts):
        return None
    if path in ("style-en.css", "style-zh.css"):
        return _made(KINDS[".css"], style("en" if path == "style-en.css" else "zh").encode())
    kind = KINDS.get(Path(path).suffix)
    if kind is None:
        return None
    if parts[0] == "fonts" and len(parts) == 2:
        place = files("monazite.present").joinpath("fonts", parts[1])
    else:
        place = files("monazite.web").joinpath("static", *parts)
    return _made(kind, place.read_bytes()) if place.is_file() else None


def style(language: str) -> str:
    """Which style sheet do the pages of one language link? Fonts, both colour schemes, layout."""
    light, dark = custom_properties("light"), custom_properties("dark")
    folder = files("monazite.web").joinpath("static")
    layout = "".join(
        folder.joinpath(name).read_text(encoding="utf-8")
        for name in ("layout.css", "parts.css", "pages.css")
    )
    return (
        linked_style("zh" if language == "zh" else "en", "/static/fonts")
        + f":root{{color-scheme:light dark;{light}--field:#83868A;--land:#E9E6DC}}"
        + "@media screen and (prefers-color-scheme:dark){:root:not([data-scheme=light])"
        + f"{{{dark}--field:#70757A;--land:#24282B}}}}"
        + f"@media screen{{:root[data-scheme=dark]{{color-scheme:dark;{dark}"
        + "--field:#70757A;--land:#24282B}}"
        + ":root[data-scheme=light]{color-scheme:light}"
        + layout
    )


@lru_cache(maxsize=1)
def stamp() -> str:
    """Which short text changes whenever one of our own scripts or styles does?"""
    digest = hashlib.sha256()
    folder = files("monazite.web").joinpath("static")
    for part in ("app", "."):
        for file in sorted(folder.joinpath(part).iterdir(), key=lambda entry: entry.name):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
