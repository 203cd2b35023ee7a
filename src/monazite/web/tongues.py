"""How is a text that stands as its source wrote it marked, where the page speaks another language?

Titles of sources, notes on citations and names of plants are not translated: they carry their
language, so that screen readers pronounce them and readers see that they are originals.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import pass_context
from markupsafe import Markup, escape

from monazite.present.table_words import Kind, said_in

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_RUN = re.compile(
    r"[\u3400-\u9fff]+(?:[（）、，。；：“”《》〔〕0-9–~～.%A-Z-]*[\u3400-\u9fff）》〕]+)*"
)
_WORD = re.compile(r"[A-Za-z][a-z]+")


@pass_context
def said(context: Any, text: object, kind: Kind) -> Markup:
    """Which HTML shows a text of a shipped table in the page's language, where it is translated?"""
    language = context["language"]
    told = context["say"]("site.original_english")
    return marked(said_in(language, kind, str(text)), language, told)


@pass_context
def original(context: Any, text: object) -> Markup:
    """Which HTML shows a text as its source wrote it? Its language is marked where it is another's.

    A text without a Chinese letter on a Chinese page is English; on an English page each run of
    Chinese letters is marked by itself. Other texts stay as they are, escaped.
    """
    return marked(text, context["language"], context["say"]("site.original_english"))


def marked(text: object, language: str, told: str = "") -> Markup:
    """Which HTML shows a text on a page of a language? ``told`` is the mark's title.

    >>> print(marked("as reported", "zh", "原文"))
    <span lang="en" title="原文">as reported</span>
    >>> print(marked("第61号令, part 2", "en"))
    <span lang="zh-Hans">第61号令</span>, part 2
    """
    whole = escape(text)
    if language == "zh":
        if _CHINESE.search(whole) or not _WORD.search(whole):
            return whole
        return Markup('<span lang="en" title="{}">{}</span>').format(told, whole)
    return Markup(_CHINESE_RUN.sub(r'<span lang="zh-Hans">\g<0></span>', str(whole)))
