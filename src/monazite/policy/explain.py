"""The answer in sentences, Chinese and English, each rule with its article, and as public JSON.

Legal names stand in the original beside the translation. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from monazite.labels import Label
from monazite.policy.answer import NO, UNKNOWN, YES
from monazite.policy.candidates import candidates
from monazite.policy.condition_text import condition_words, here_words
from monazite.policy.explain_open_points import open_points_dict, open_points_text
from monazite.policy.library import EXPORTING, Library
from monazite.policy.licensing import TimeLimit
from monazite.policy.parameters import parameters
from monazite.policy.question_text import act_name, place_name, question_text
from monazite.policy.register import registers
from monazite.policy.rule_matching import RuleFinding, within_scope
from monazite.policy.screen import DISCLAIMER, Missing, Screening
from monazite.policy.sentences import say

_MATCHED = {YES: True, NO: False, UNKNOWN: None}
_PLACES = ("from", "to", "origin", "end_user_country")


def screening_dict(answer: Screening, lang: str, *, every_rule: bool = True) -> dict[str, Any]:
    """Return the public JSON form of an answer.

    `matched` is true, false, or null where it is not known. every_rule : rules that do not reach
    the transaction are listed too, and what each answer to an open question would give (dear on
    a sheet of many rows; alone: :func:`~monazite.policy.explain_open_points.open_points_dict`).
    """
    shown = answer.findings if every_rule else (*answer.reaching, *answer.open)
    return {
        "verdict": answer.verdict,
        "verdict_text": say(f"verdict.{answer.verdict}", lang),
        "rules": [_rule_dict(found, lang) for found in shown],
        "rules_looked_at": len(answer.findings),
        "missing": [_missing_dict(one, lang, answer.inquiry.library) for one in answer.missing],
        **({"open_points": open_points_dict(answer, lang)} if every_rule else {}),
        "documents": list(documents(answer, lang)),
        "time_limit": time_limit(answer, lang),
        "notes": list(notes(answer, lang)),
        "candidates": [
            {
                "act": one.act,
                "line": one.item.id,
                "code": one.item.code,
                "says": one.item.says.text(lang),
                "matched": _MATCHED[one.answer],
            }
            for one in candidates(answer)
        ],
        "assumptions": [one.text(lang) for one in answer.assumptions],
        "disclaimer": DISCLAIMER.text(lang),
    }


def screening_text(answer: Screening, lang: str) -> str:
    """Return an answer in sentences: verdict, rules, what is missing, papers, clock, notes."""
    acts = answer.inquiry.library
    lines = [say(f"verdict.{answer.verdict}", lang)]
    for key, group in grouped(answer):
        lines += _listed(f"text.{key}", (_rule_sentence(one, lang) for one in group), lang)
    lines += _listed(
        "text.missing", (missing_text(one, lang, acts) for one in answer.missing), lang
    )
    lines += open_points_text(answer, lang)
    lines += _listed("text.documents", documents(answer, lang), lang)
    limit = time_limit(answer, lang)
    if limit is not None:
        lines += ["", say("text.time_limit", lang, text=limit)]
    lines += _listed("text.notes", notes(answer, lang), lang)
    lines += _listed("text.assumptions", (one.text(lang) for one in answer.assumptions), lang)
    lines += ["", say("text.rest", lang, count=len(answer.findings)), DISCLAIMER.text(lang)]
    return "\n".join(lines)


def grouped(answer: Screening) -> tuple[tuple[str, tuple[RuleFinding, ...]], ...]:
    """Which rules are told together? (reaching, open, near, noting), each with its findings.

    near   : rules that come close and do not reach the transaction
    noting : acts that reach it, note something and restrict nothing
    """
    return (
        ("reaching", tuple(one for one in answer.reaching if one.judges)),
        ("open", tuple(one for one in answer.open if one.judges)),
        ("near", tuple(one for one in answer.findings if _is_near(one, answer))),
        ("noting", tuple(one for one in answer.reaching if not one.judges)),
    )


_NEAR = ("threshold_not_met", "goods_excepted", "exempt")
_RESTRICTING = EXPORTING | {"procurement_origin_rule"}
_BY_DATE = ("not_in_force", "suspended", "ended")


def _is_near(found: RuleFinding, answer: Screening) -> bool:
    """Is it worth saying why a rule does not reach the transaction?"""
    if found.finding.code in _NEAR:
        return True
    if found.finding.code not in _BY_DATE or found.status.state == "not_announced":
        return False
    if found.rule.rule.instrument not in _RESTRICTING:
        return False
    return within_scope(found.rule, answer.inquiry) == YES


def reason_text(found: RuleFinding, lang: str) -> str:
    """Say why a rule reaches a transaction, does not, or stays open, with the facts behind it."""
    code = found.finding.code
    end = found.status.stated_end
    if code == "suspended" and end is not None:
        text = say("reason.suspended_until", lang, end=end)
    elif code == "stated_end_passed":
        text = say("reason.stated_end_passed", lang, end=end)
    else:
        text = say(f"reason.{code}", lang)
    facts = [
        told
        for key, value in found.finding.facts
        if (told := _fact(key, value, found, lang)) is not None
    ]
    if code == "readings_differ":
        facts = [
            say(
                "text.reading",
                lang,
                reading=_reading_says(found, reading).text(lang),
                answer=say(f"answer.{matched}", lang),
            )
            for reading, matched, _ in found.readings
        ]
    if not facts:
        return text
    return say("text.with_facts", lang, text=text, facts=_joined(facts, lang))


def missing_text(missing: Missing, lang: str, acts: Library | None = None) -> str:
    """Say what would decide an answer, and what could then hold.

    acts : library that names acts and rules; the shipped one if not given
    """
    question = question_text(missing, lang, acts)
    if missing.could == "not_decided":
        return question
    if missing.could == "not_required":
        return say("text.could_lift", lang, question=question)
    verdict = say(f"verdict.{missing.could}", lang)
    return say("text.could", lang, question=question, verdict=verdict)


def _rule_dict(found: RuleFinding, lang: str) -> dict[str, Any]:
    outcome = found.outcome
    verdict = None if outcome is None else outcome.verdict
    return {
        "id": found.rule.id,
        "title": found.rule.act.title.text(lang),
        "article": _article(found, lang),
        "instrument": found.rule.rule.instrument,
        "state": found.status.state,
        "matched": _MATCHED[found.finding.answer],
        "verdict": verdict if found.finding.answer != NO else None,
        "code": found.finding.code,
        "reason": reason_text(found, lang),
    }


def _rule_sentence(found: RuleFinding, lang: str) -> str:
    text = say(
        "text.rule",
        lang,
        title=found.rule.act.title.text(lang),
        article=_article(found, lang),
        state=say(f"state.{found.status.state}", lang),
        reason=reason_text(found, lang),
    )
    outcome = found.outcome
    if outcome is None or outcome.verdict is None or found.finding.answer == NO:
        return text
    if found.finding.answer == YES:
        told = [text, say(f"verdict.{outcome.verdict}", lang)]
        if outcome.says is not None:
            told.append(outcome.says.text(lang))
        text = (" " if lang == "en" else "").join(told)
    return text


def _article(found: RuleFinding, lang: str) -> str:
    outcome = found.outcome
    own = found.rule.rule.article_text(lang)
    if outcome is not None and outcome.article:
        return _joined((own, outcome.article), lang)
    return own


def _missing_dict(missing: Missing, lang: str, acts: Library) -> dict[str, Any]:
    return {
        "ask": missing.ask,
        "question": question_text(missing, lang, acts),
        "could": missing.could,
        "rules": list(missing.rules),
    }


def _fact(key: str, value: str, found: RuleFinding, lang: str) -> str | None:
    if key == "line":
        line = found.rule.library.line(value)
        others = (*found.rule.except_lines, *(found.rule.lines if line is None else ()))
        named = [one for one in others if f"{one.act}#{one.item.id}" == value]
        shown = line or (named[0] if named else None)
        return value if shown is None else shown.item.says.text(lang)
    if key.endswith(" is"):
        return here_words(key.removesuffix(" is"), value, lang)
    if key in _PLACES:
        return say(f"facts.{key}", lang, place=place_name(value, lang)) if value != "None" else None
    if key == "list":
        return registers()[value].label.text(lang)
    if key == "end_use":
        return say(f"end_use.{value}", lang)
    if key == "exemption":
        return next(e.says.text(lang) for e in found.rule.rule.exemptions if e.id == value)
    if key in ("end_user", "exporter"):
        return value if value != "None" else None
    if key in ("listed by", "act"):
        name = act_name(value, lang, found.rule.library)
        return say(f"facts.{key.replace(' ', '_')}", lang, act=name)
    if key == "share":
        return say("facts.share", lang, value=value)
    if key.partition(".")[0] not in parameters():
        return f"{key} {value}"
    if value == "given":
        return parameters()[key].label.text(lang)
    return condition_words(key, value, lang)


def _reading_says(found: RuleFinding, reading: str) -> Label:
    return next(one.says for one in found.rule.rule.readings if one.id == reading)


def documents(answer: Screening, lang: str) -> Iterator[str]:
    """Which papers do the rules that reach a transaction ask for? Each once."""
    told = (
        document.text(lang)
        for found in answer.reaching
        if found.outcome is not None
        for document in found.outcome.documents
    )
    yield from dict.fromkeys(told)


def notes(answer: Screening, lang: str) -> Iterator[str]:
    """What else do these rules say: duties, eligibility, open cases, exemptions? Each once."""
    told = []
    for found in answer.reaching:
        if found.outcome is not None:
            own = [*found.outcome.notes, *(case.says for case in found.outcome.open)]
            own += [exemption.says for exemption, _ in found.exemptions]
            own += [found.rule.rule.note] if found.rule.rule.note is not None else []
            title = found.rule.act.title
            name = title.zh if lang == "zh" else title.en
            colon = "：" if lang == "zh" else ": "
            told += [f"{name}{colon}{one.text(lang)}" for one in own]
    yield from dict.fromkeys(told)


def time_limit(answer: Screening, lang: str) -> str | None:
    """How long may the offices take? None if no rule says."""
    told = [
        _limit_text(found.outcome.time_limit, lang)
        for found in answer.reaching
        if found.outcome is not None and found.outcome.time_limit is not None
    ]
    return _joined(told, lang) or None


def _limit_text(limit: TimeLimit, lang: str) -> str:
    says = limit.says.text(lang)
    if limit.working_days is None:
        return says
    return say("text.working_days", lang, days=limit.working_days, says=says)


def _joined(parts: Iterable[str], lang: str) -> str:
    return ("; " if lang == "en" else "；").join(dict.fromkeys(parts))


def _listed(key: str, entries: Iterable[str], lang: str) -> list[str]:
    shown = [f"- {entry}" for entry in entries]
    return ["", say(key, lang), *shown] if shown else []
