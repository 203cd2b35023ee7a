"""What does a text of a shipped table say in the language of the reader?

Tables keep the wording of their sources, which is mostly English. What stands beside a number (the
product, what a capacity is of, how far a project is, who supports it, what a figure counts), or in
its place (why it is not known), is translated in ``library/table_words.yaml``; names of plants and
firms are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from monazite.present.catalogue import Language

Kind = Literal["products", "capacities", "states", "support", "reasons", "figures", "details"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@cache
def chinese(kind: Kind) -> Mapping[str, str]:
    """Which texts of a kind are translated? English as in the table -> Chinese."""
    import yaml

    source = files("monazite.present").joinpath("library", "table_words.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster
    found = yaml.load(source.read_text(encoding="utf-8"), loader)
    return dict(found[kind])


def said_in(language: Language, kind: Kind, text: str) -> str:
    """What does a table's text say in a language? As the table has it where none is known.

    A table of the reader's own may hold any text; it is shown as written, never left out.

    >>> said_in("zh", "products", "titanium sponge")
    '海绵钛'
    >>> said_in("zh", "products", "moon dust")
    'moon dust'
    """
    if language != "zh":
        return text
    told = chinese(kind).get(text)
    return _filled(kind, text) if told is None else told


def parts_said_in(language: Language, kind: Kind, text: str) -> str:
    """What do the parts of a text, each before a semicolon, say in a language?

    >>> parts_said_in("zh", "details", "CHN 0.9894; production; grade B")
    'CHN 0.9894；产量；等级 B'
    """
    if language != "zh":
        return text
    return "；".join(said_in(language, kind, part) for part in text.split("; "))


@cache
def _patterns(kind: Kind) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what matches a text with a part that differs, and what it says in Chinese."""
    return tuple(
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(english))), told)
        for english, told in chinese(kind).items()
        if "{" in english
    )


def _filled(kind: Kind, text: str) -> str:
    for pattern, told in _patterns(kind):
        found = pattern.fullmatch(text)
        if found:
            return told.format(**found.groupdict())
    return text
