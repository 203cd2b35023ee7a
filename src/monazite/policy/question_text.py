"""What is missing, asked in words: Chinese and English."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monazite.errors import UnknownNameError
from monazite.policy.parameters import parameters
from monazite.policy.sentences import say, sentences
from monazite.regions import economy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monazite.policy.library import Library
    from monazite.policy.screen import Missing


def question_text(missing: Missing, lang: str, acts: Library | None = None) -> str:
    """Ask for what is missing, in words.

    acts : library that names acts and rules; the shipped one if not given
    """
    if missing.says is not None:
        return missing.says.text(lang)
    kind, _, rest = missing.ask.partition(" ")
    name = rest.removeprefix("of ")
    if kind in ("state", "text"):
        return say(f"ask.{kind}", lang, act=act_name(name, lang, acts))
    if kind == "law":
        return say("ask.law", lang, place=place_name(name, lang))
    if kind == "reading":
        question = say("ask.reading", lang, rule=rule_name(name, lang, acts))
        choices = readings_of(name, lang, acts)
        between = "；" if lang == "zh" else "; or "
        told = between.join(choices.values())
        return say("text.choices", lang, question=question, choices=told) if told else question
    if missing.ask.startswith("parameters."):
        base, _, step = missing.ask.removeprefix("parameters.").partition(".")
        known = parameters()[base]
        if step in known.value_labels:
            return say("ask.step", lang, step=known.value_labels[step].text(lang))
        return known.question.text(lang)
    if f"ask.{missing.ask}" in sentences():
        return say(f"ask.{missing.ask}", lang)
    given = parameters().get(missing.ask)
    return missing.ask if given is None else given.question.text(lang)


def act_name(act: str, lang: str, acts: Library | None = None) -> str:
    """Return the title of an act without the original; its id where there is no such act."""
    found = _library(acts).acts.get(act)
    if found is None:
        return act
    return found.title.zh if lang == "zh" else found.title.en


def rule_name(rule: str, lang: str, acts: Library | None = None) -> str:
    """Return title and article of a rule; its id where the library has no such rule."""
    found = _library(acts).rule.get(rule)
    if found is None:
        return rule
    title = act_name(found.act.id, lang, acts)
    return say("text.rule_name", lang, title=title, article=found.rule.article_text(lang))


def readings_of(rule: str, lang: str, acts: Library | None = None) -> Mapping[str, str]:
    """Return how a rule is read: id of the reading -> what it says."""
    found = _library(acts).rule.get(rule)
    readings = () if found is None else found.rule.readings
    return {one.id: one.says.text(lang) for one in readings}


def _library(acts: Library | None) -> Library:
    if acts is not None:
        return acts
    from monazite.policy.library import library

    return library()


@lru_cache(maxsize=2048)
def place_name(code: str, lang: str) -> str:
    """Return the name of an economy, or the code itself where it is none."""
    try:
        return economy(code).label.text(lang)
    except UnknownNameError:
        return code
