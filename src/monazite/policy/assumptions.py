"""Under which assumptions is a transaction answered, and are those asked for possible?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from monazite.errors import UnknownNameError, quoted, suggestion
from monazite.labels import Label
from monazite.policy.cases import Branch
from monazite.policy.inquiry import Inquiry
from monazite.policy.legal_calendar import BRANCHES
from monazite.policy.library import Library
from monazite.policy.licensing import Verdict
from monazite.policy.question_text import act_name, readings_of, rule_name
from monazite.policy.rule_matching import RuleFinding


def known_up_to(inquiry: Inquiry) -> date | None:
    """Up to which day is the law of the place the goods leave known, if the shipment is later?"""
    place = inquiry.transaction.from_
    files = () if place is None else inquiry.jurisdictions_of(place)
    last = [one.as_known.latest for one in files if one.as_known.latest is not None]
    return max(last) if last and max(last) < inquiry.day else None


def assumptions_of(
    inquiry: Inquiry,
    verdict: Verdict,
    branches: Mapping[str, Branch],
    chosen: Mapping[str, str],
    findings: tuple[RuleFinding, ...],
    as_known: bool,
) -> Iterable[Label]:
    """Under which assumptions does a verdict hold? Sentences, those asked for first.

    branches : act -> state that is assumed; chosen : rule -> reading that is assumed
    as_known : whether the law is taken as it was known, although the day is later
    """
    shipment = inquiry.transaction
    late = known_up_to(inquiry)
    if late is not None and (as_known or verdict != "not_decided"):
        yield _as_known_on(late)
    used: set[str] = set()
    if branches:
        used.update(one.rule.act.id for one in findings if one.status.assumed is not None)
    for act, branch in branches.items():
        en, zh = _BRANCH_WORDS[branch]
        idle_en, idle_zh = ("", "") if act in used else _IDLE
        name_en, name_zh = (act_name(act, lang, inquiry.library) for lang in ("en", "zh"))
        yield Label(f"{name_en} is assumed {en}.{idle_en}", f"假定{name_zh}已{zh}。{idle_zh}")
    for rule, reading in chosen.items():
        (name_en, says_en), (name_zh, says_zh) = (
            (rule_name(rule, lang, acts), readings_of(rule, lang, acts)[reading])
            for lang, acts in (("en", inquiry.library), ("zh", inquiry.library))
        )
        yield Label(f"{name_en}, is read so: {says_en}.", f"{name_zh}作此解读：{says_zh}。")
    if shipment.elements is not None:
        yield _ELEMENTS_COMPLETE
    if shipment.contains is not None:
        yield _PARTS_COMPLETE
    if verdict == "not_required":
        yield _DESTINATION


@lru_cache(maxsize=1000)
def _as_known_on(day: date) -> Label:
    return Label(
        f"The law is taken as it was known on {day}; what was decided later is not known.",
        f"以{day}所知的法律为准；此后的变化不得而知。",
    )


_ELEMENTS_COMPLETE = Label("The list of elements is taken as complete.", "所列元素视为完整。")
_PARTS_COMPLETE = Label("The list of parts is taken as complete.", "所列部件视为完整。")
_DESTINATION = Label(
    "The law of the destination was looked at only as far as acts are encoded here.",
    "目的地法律仅就本库已编码的法令进行了核对。",
)
_BRANCH_WORDS = {
    "revived": ("revived", "恢复施行"),
    "prolonged": ("prolonged", "延长"),
    "repealed": ("repealed", "废止"),
}
_IDLE = (
    " (no stated end of it has passed on this day: the assumption changes nothing)",
    "（当日其载明期限尚未届满，该假定不产生影响）",
)


def check_assumptions(assume: Mapping[str, Branch], acts: Library) -> Mapping[str, Branch]:
    """Return assumptions about acts; raise UnknownNameError for an act or branch there is none."""
    for name, branch in assume.items():
        acts.act(name)
        if branch not in BRANCHES:
            raise UnknownNameError.one(
                where=f"assumption about {name}",
                found=quoted(branch),
                expected=f"one of {', '.join(BRANCHES)}",
                advice=suggestion(str(branch), BRANCHES),
            )
    return assume


def check_readings(readings: Mapping[str, str], acts: Library) -> Mapping[str, str]:
    """Return readings of rules; raise UnknownNameError for a rule or reading there is none."""
    for name, reading in readings.items():
        rule = acts.rule.get(name)
        known = () if rule is None else tuple(one.id for one in rule.rule.readings)
        if reading not in known:
            raise UnknownNameError.one(
                where=f"reading of {quoted(name)}",
                found=quoted(reading),
                expected=f"one of {', '.join(known)}" if known else "a rule that has readings",
                advice=suggestion(name, acts.rule) if rule is None else None,
            )
    return readings
