"""What each answer to an open question would give, in sentences and as public JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from monazite.policy.condition_text import value_words
from monazite.policy.open_points import OpenPoints, open_points
from monazite.policy.question_text import question_text, readings_of
from monazite.policy.sentences import say, sentences

if TYPE_CHECKING:
    from monazite.policy.library import Library
    from monazite.policy.screen import Screening


def open_points_dict(answer: Screening, lang: str) -> dict[str, Any] | None:
    """Return the public JSON form; null where no open question has a short list of answers."""
    found, acts = open_points(answer), answer.inquiry.library
    if found is None:
        return None
    asked = _questions(answer, found, lang)
    return {
        "verdict": found.verdict,
        "verdict_text": say(f"verdict.{found.verdict}", lang),
        "given": [
            {
                "ask": ask,
                "question": asked[ask],
                "value": value,
                "value_text": _said(ask, value, lang, acts),
            }
            for ask, value in found.given.items()
        ],
        "otherwise": [
            {
                "ask": one.ask,
                "value": one.value,
                "value_text": _said(one.ask, one.value, lang, acts),
                "verdict": one.verdict,
            }
            for one in found.otherwise
        ],
        "still_open": [
            {"ask": one.ask, "question": question_text(one, lang, acts), "could": one.could}
            for one in found.still_open
        ],
    }


def open_points_text(answer: Screening, lang: str) -> list[str]:
    """Say what comes out at which answers; no line where nothing can be tried."""
    found, acts = open_points(answer), answer.inquiry.library
    if found is None:
        return []
    asked = _questions(answer, found, lang)
    verdict = say(f"verdict.{found.verdict}", lang)
    lines = ["", say("text.lightest", lang, verdict=verdict)]
    for ask, value in found.given.items():
        given = _said(ask, value, lang, acts)
        lines.append(f"- {say('text.answered', lang, question=asked[ask], value=given)}")
        for one in found.otherwise:
            if one.ask == ask:
                other = say(f"verdict.{one.verdict}", lang)
                told = say(
                    "text.otherwise",
                    lang,
                    value=_said(one.ask, one.value, lang, acts),
                    verdict=other,
                )
                lines.append(f"  - {told}")
    if found.still_open:
        lines += [
            say("text.still_open", lang),
            *(f"- {question_text(one, lang, acts)}" for one in found.still_open),
        ]
    return lines


def _questions(answer: Screening, found: OpenPoints, lang: str) -> Mapping[str, str]:
    """Return the words of every question that was answered; some came up only on the way."""
    from monazite.policy.screen import Missing

    acts = answer.inquiry.library
    told = {one.ask: question_text(one, lang, acts) for one in answer.missing}
    for ask in found.given:
        if ask not in told:
            told[ask] = question_text(Missing(ask, "not_decided", ()), lang, acts)
    return told


def _said(ask: str, value: Any, lang: str, acts: Library) -> str:
    """Return an answer in words: yes, no, an end use, a branch, a reading, a place, or as it is."""
    kind, _, rest = ask.partition(" of ")
    if kind == "reading":
        return readings_of(rest, lang, acts).get(str(value), str(value))
    for key in (f"end_use.{value}", f"value.{value}"):
        if not isinstance(value, bool) and key in sentences():
            return say(key, lang)
    return value_words(ask.removeprefix("parameters.").partition(".")[0], value, lang)
