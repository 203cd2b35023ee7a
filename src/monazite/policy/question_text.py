"""What is missing, asked in words: Chinese and English."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monazite.errors import UnknownNameError
from monazite.policy.parameters import parameters
from monazite.policy.sentences import say, sentences
from monazite.regions import economy

if TYPE_CHECKING:
    from monazite.policy.screen import Missing


def question_text(missing: Missing, lang: str) -> str:
    """Ask for what is missing, in words."""
    if missing.says is not None:
        return missing.says.text(lang)
    kind, _, rest = missing.ask.partition(" ")
    if kind in ("state", "text", "law"):
        name = rest.removeprefix("of ")
        gap = {"state": "act", "text": "act", "law": "place"}[kind]
        return say(f"ask.{kind}", lang, **{gap: place_name(name, lang)})
    if kind == "reading":
        return say("ask.reading", lang, rule=rest.removeprefix("of "))
    if missing.ask.startswith("parameters."):
        name = missing.ask.removeprefix("parameters.").partition(".")[0]
        return parameters()[name].question.text(lang)
    if f"ask.{missing.ask}" in sentences():
        return say(f"ask.{missing.ask}", lang)
    known = parameters().get(missing.ask)
    return missing.ask if known is None else known.question.text(lang)


@lru_cache(maxsize=2048)
def place_name(code: str, lang: str) -> str:
    """Return the name of an economy, or the code itself where it is none."""
    try:
        return economy(code).label.text(lang)
    except UnknownNameError:
        return code
