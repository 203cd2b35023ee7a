"""A test on a parameter in words: "purity of at least 99.99 %", "纯度不低于99.99 %"."""

from __future__ import annotations

from monazite.policy.parameters import Parameter, parameters
from monazite.policy.question_text import place_name
from monazite.policy.sentences import say

_WORDS = {
    ">=": "at_least",
    ">": "more_than",
    "<=": "at_most",
    "<": "less_than",
    "=": "equal",
    "!=": "other_than",
    "in": "one_of",
    "not_in": "none_of",
}


def condition_words(name: str, test: str, lang: str) -> str:
    """Say a test: a parameter (`steps.melting` for a production step), a comparator and a value.

    test : as findings give it, such as `>= 99.99` or `in CHN, RUS`
    """
    base, _, step = name.partition(".")
    known = parameters()[base]
    comparator, _, value = test.partition(" ")
    label = known.label.text(lang)
    if step:
        label = say("text.step", lang, step=value_words(base, step, lang))
    if known.kind == "boolean" and value in ("true", "false"):
        so = (value == "true") == (comparator == "=")
        return say("compare.so" if so else "compare.not_so", lang, label=label)
    key = f"compare.{_WORDS[comparator]}"
    shown = _listed(known, value, lang) if value != "unknown" else say("value.unpublished", lang)
    return say(key, lang, label=label, value=shown)


def here_words(name: str, value: str, lang: str) -> str:
    """Say what holds in this case: `true`, `99.9`, `>= 99.9`, a place or one of fixed values."""
    known = parameters()[name.partition(".")[0]]
    comparator, _, number = value.partition(" ")
    if comparator in _WORDS and number:
        return condition_words(name, value, lang)
    return say("facts.here", lang, value=_listed(known, value, lang))


def value_words(parameter: str, value: object, lang: str) -> str:
    """Say a value of a parameter: yes or no, a fixed value by its label, a place by its name."""
    if isinstance(value, bool) or value in ("true", "false"):
        return say("value.yes" if value in (True, "true") else "value.no", lang)
    known = parameters().get(parameter)
    text = str(value)
    if known is not None and text in known.value_labels:
        return known.value_labels[text].text(lang)
    if len(text) == 3 and text.isupper():
        return place_name(text, lang)
    return text


def _listed(known: Parameter, value: str, lang: str) -> str:
    comma = "、" if lang == "zh" else ", "
    shown = comma.join(value_words(known.id, one, lang) for one in value.split(", "))
    return f"{shown} {known.unit}" if known.unit else shown
