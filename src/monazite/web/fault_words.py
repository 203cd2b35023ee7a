"""Which HTML shows a sentence of a fault? In the language of the page, or marked as English."""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context
from markupsafe import Markup

from monazite.present.fault_text import fault_text
from monazite.web.tongues import marked


@pass_context
def fault_words(context: Any, text: object) -> Markup:
    """Which HTML shows a sentence of a fault on a page?"""
    language = context["language"]
    told = context["say"]("site.original_english")
    return marked(fault_text(str(text), language), language, told)
