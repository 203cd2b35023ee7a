"""What does a fault say in the language of the page?

Faults are written in English where they are found. Sentences that readers of the pages meet often
stand in ``locale/faults.yaml`` in both languages; others are shown as they are, marked English.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from markupsafe import Markup

from monazite.web.tongues import marked
from monazite.web.words import entries

FRONT = "told."
_KIND = re.compile(r"^(?P<kind>[a-z ]+) (?P<name>'.*'|\".*\")$")
_ONE_OF = re.compile(r"^one of (?P<names>.*)$", re.S)
_MEANT = re.compile(r"^did you mean (?P<names>.*)\?$", re.S)


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Which English sentences of faults have a Chinese one?"""
    return {en: zh for en, zh in _told() if "{" not in en}


@lru_cache(maxsize=1)
def shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Which English sentences with blanks have a Chinese one with the same blanks?"""
    return tuple(
        (re.compile("(?P<".join(_blank(part) for part in re.escape(en).split(r"\{")), re.S), zh)
        for en, zh in _told()
        if "{" in en
    )


def _told() -> list[tuple[str, str]]:
    return [(text["en"], text["zh"]) for key, text in entries().items() if key.startswith(FRONT)]


def _blank(part: str) -> str:
    """Return a piece of a sentence with the blank at its beginning, if any, as a group."""
    name, closed, rest = part.partition(r"\}")
    return f"{name}>.+?){rest}" if closed else part


def fault_text(text: str, language: str) -> str:
    """What does one sentence of a fault say? As it is where it has no other words.

    >>> fault_text("a key that is not known", "en")
    'a key that is not known'
    >>> fault_text("row 12", "zh")
    '第12行'
    """
    if language != "zh":
        return text
    known = sentences().get(text)
    if known is not None:
        return known
    for pattern, words in ((_ONE_OF, "以下之一：{names}"), (_MEANT, "是否为：{names}")):
        found = pattern.match(text)
        if found is not None:
            return words.format(names=found["names"].replace(" or ", "、"))
    for shape, words in shapes():
        found = shape.fullmatch(text)
        if found is not None:
            return words.format(**found.groupdict())
    found = _KIND.match(text)
    kind = sentences().get(found["kind"]) if found is not None else None
    return text if kind is None or found is None else f"{kind}{found['name']}"


@pass_context
def fault_words(context: Any, text: object) -> Markup:
    """Which HTML shows a sentence of a fault on a page?"""
    language = context["language"]
    told = context["say"]("site.original_english")
    return marked(fault_text(str(text), language), language, told)
