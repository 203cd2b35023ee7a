"""Which style sheet does the report carry inside itself: fonts, colours of both schemes, layout?"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files

from monazite.present.catalogue import Language
from monazite.present.tokens import custom_properties

_LATIN = (
    "U+0000-00B1,U+00B4-00B8,U+00BA-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2010-2027,U+2030-2044,U+20AC,U+2122,U+2191,"
    "U+2193,U+2212,U+2215"
)
_LATIN_BESIDE_CHINESE = (
    "U+0000-00B1,U+00B4-00B8,U+00BA-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2010-2012,"
    "U+20AC,"
    "U+2212"
)
"""Without dashes, curly quotes and ellipsis, which Chinese text takes from its own font, or they
come out half as wide. Superscript digits are left out of both, so that all are of one font."""

_SANS = '"Libre Franklin","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif'
_SERIF: dict[Language, str] = {
    "en": '"Source Serif 4",Georgia,"Noto Serif CJK SC",serif',
    "zh": '"Source Han Serif SC","Noto Serif CJK SC","Songti SC","Microsoft YaHei",serif',
}


@cache
def _font(name: str, family: str, weights: str, unicode_range: str) -> str:
    data = files("monazite.present").joinpath("fonts", name).read_bytes()
    return (
        f'@font-face{{font-family:"{family}";font-style:normal;font-weight:{weights};'
        f"src:url(data:font/woff2;base64,{b64encode(data).decode()}) format('woff2');"
        f"unicode-range:{unicode_range}}}"
    )


@cache
def style_sheet(language: Language) -> str:
    """Which style sheet serves a report in ``language``? It names no address but ``data:``.

    The serif face is left out of a Chinese report, whose headings are set in a Chinese serif.
    """
    latin = _LATIN if language == "en" else _LATIN_BESIDE_CHINESE
    fonts = _font("libre-franklin-latin-wght-normal.woff2", "Libre Franklin", "100 900", latin)
    if language == "en":
        fonts += _font("source-serif-4-latin-wght-normal.woff2", "Source Serif 4", "200 900", latin)
    layout = files("monazite.present").joinpath("templates", "style.css").read_text("utf-8")
    return (
        f"{fonts}:root{{color-scheme:light dark;--sans:{_SANS};"
        f"--serif:{_SERIF[language]};{custom_properties('light')}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{custom_properties('dark')}}}}}"
        f"{layout}"
    )


@cache
def linked_style(language: Language, folder: str) -> str:
    """Which font faces and families serve a page that links its fonts under ``folder``?"""
    latin = _LATIN if language == "en" else _LATIN_BESIDE_CHINESE
    faces = [("libre-franklin-latin-wght-normal.woff2", "Libre Franklin", "100 900")]
    if language == "en":
        faces.append(("source-serif-4-latin-wght-normal.woff2", "Source Serif 4", "200 900"))
    fonts = "".join(
        f'@font-face{{font-family:"{family}";font-style:normal;font-weight:{weights};'
        f"font-display:swap;src:url({folder}/{name}) format('woff2');unicode-range:{latin}}}"
        for name, family, weights in faces
    )
    return f"{fonts}:root{{--sans:{_SANS};--serif:{_SERIF[language]}}}"
