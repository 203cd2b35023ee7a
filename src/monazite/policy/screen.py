"""Reading two: what do all acts together say of one transaction?

The verdict is the worst that surely holds. What is not known may make it worse: that is said, with
what would decide it. *Not required* is said only where every rule was looked at, none reaches the
transaction, no part that nobody has encoded could, and the export law of the place the goods leave
was read for goods of this kind and is known for that day; otherwise the answer is *not decided*.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from monazite.errors import DefinitionError
from monazite.labels import Label
from monazite.policy.answer import NO, UNKNOWN, YES
from monazite.policy.assumptions import assumptions_of, check_assumptions, check_readings
from monazite.policy.cases import Branch
from monazite.policy.goods_profile import contradictions
from monazite.policy.inquiry import Inquiry
from monazite.policy.jurisdiction import ReadFamily
from monazite.policy.library import Library, ReadyRule, library
from monazite.policy.licensing import Verdict
from monazite.policy.outcome import VERDICTS, worse, worst
from monazite.policy.question import Finding
from monazite.policy.question_text import place_name
from monazite.policy.rule_matching import RuleFinding, find, may_touch
from monazite.policy.scope import ALL_END_USES
from monazite.policy.transaction import Transaction

DISCLAIMER = Label(
    "Decision support, not legal advice. The answer rests on the acts encoded here as known on the "
    "day of the record; silence about an act that is not encoded means nothing.",
    "仅供决策参考，不构成法律意见。答案仅依据本库已编码的法令及记录日所知内容；未编码的法令未提及不代表不适用。",
)


_RANK = attrgetter("rank")


class Missing(NamedTuple):
    """What would decide it, or make it worse or lighter?

    ask   : field or parameter (`end_use`, `parameters.purity_pct`), or `law of XXX`, `state of act`
    could : verdict that could then hold; `not_required` where a rule would fall away
    rules : ids of the rules that hang on it
    says  : what is missing, where no field could supply it
    """

    ask: str
    could: Verdict
    rules: tuple[str, ...]
    says: Label | None = None


@dataclass(frozen=True)
class Screening:
    """What do all acts say of one transaction?

    verdict     : one of the six
    findings    : every rule looked at; those that reach it first, then the open ones
    missing     : what would decide it
    assumptions : what was assumed to be able to answer
    inquiry     : the transaction with everything looked up
    readings    : rule -> reading that was assumed
    as_known    : the law was taken as known on the day of the record
    """

    inquiry: Inquiry
    verdict: Verdict
    findings: tuple[RuleFinding, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[Label, ...]
    readings: Mapping[str, str] = field(default_factory=dict)
    as_known: bool = False

    def asked_for(self, inquiry: Inquiry) -> Screening:
        """Return the same answer for another transaction that is alike in all that was asked."""
        return Screening(
            inquiry,
            self.verdict,
            self.findings,
            self.missing,
            self.assumptions,
            self.readings,
            self.as_known,
        )

    @property
    def transaction(self) -> Transaction:
        """Return the transaction that was asked about."""
        return self.inquiry.transaction

    @property
    def reaching(self) -> tuple[RuleFinding, ...]:
        """Return the rules that surely reach the transaction."""
        return tuple(one for one in self.findings if one.finding.answer == YES)

    @property
    def open(self) -> tuple[RuleFinding, ...]:
        """Return the rules that perhaps reach it."""
        return tuple(one for one in self.findings if one.finding.answer == UNKNOWN)

    def as_dict(self, lang: str = "en", *, every_rule: bool = True) -> dict[str, Any]:
        """Return the answer as the public JSON form, in English or Chinese."""
        from monazite.policy.explain import screening_dict

        return screening_dict(self, lang, every_rule=every_rule)

    def text(self, lang: str = "en") -> str:
        """Return the answer in sentences, in English or Chinese."""
        from monazite.policy.explain import screening_text

        return screening_text(self, lang)


def screen(
    transaction: Transaction,
    *,
    acts: Library | None = None,
    assume: Mapping[str, Branch] | None = None,
    readings: Mapping[str, str] | None = None,
    as_known: bool = False,
    among: tuple[ReadyRule, ...] | None = None,
) -> Screening:
    """What do all acts say of one transaction?

    acts     : library to look into; the shipped one if not given
    assume   : act -> revived, prolonged or repealed, for acts whose stated end has passed
    readings : rule -> reading that is assumed
    as_known : take the law of days after the record as it was known on the day of the record
    among    : rules that are looked at, all others being known not to reach it; all if not given

    Raises DefinitionError if the transaction contradicts itself, UnknownNameError for an act, rule
    or branch that does not exist.
    """
    shelf = library() if acts is None else acts
    branches = check_assumptions(assume or {}, shelf)
    chosen = check_readings(readings or {}, shelf)
    faults = contradictions(transaction)
    if faults:
        raise DefinitionError(faults)
    inquiry = Inquiry(transaction, shelf, branches)
    looked_at = shelf.rules if among is None else among
    findings = [find(rule, inquiry, branches, chosen) for rule in looked_at]
    return assemble(inquiry, findings, branches, chosen, as_known=as_known)


Unread = tuple[ReadyRule, Label, Finding]
"""A part of an act that nobody encoded, what it says, and whether it could reach a transaction."""

Judgements = dict[Hashable, tuple[Verdict, tuple[Missing, ...], list[RuleFinding], list[Unread]]]
"""What was concluded before from the same findings; these stand with it, so that none is reused."""

MOST_JUDGEMENTS = 10_000
"""How many conclusions are remembered before all are forgotten."""


def assemble(
    inquiry: Inquiry,
    findings: Iterable[RuleFinding],
    branches: Mapping[str, Branch],
    chosen: Mapping[str, str] = {},
    unread: Iterable[Unread] | None = None,
    *,
    as_known: bool = False,
    before: Judgements | None = None,
) -> Screening:
    """Put the findings of all rules together to one answer.

    unread   : parts of acts that nobody encoded, with whether each could reach the transaction;
               all are looked at if not given
    as_known : as for :func:`screen`
    before   : takes up what is concluded, for transactions with the very same findings
    """
    ordered = tuple(sorted(findings, key=_RANK))
    judging = [one for one in ordered if one.rank[1] < len(VERDICTS)]
    parts: list[Unread] = []
    law: tuple[Missing, ...] = ()
    if not any(one.finding.answer == YES for one in judging):
        if unread is None:
            unread = (
                (part, says, may_touch(part, inquiry, branches))
                for part, says in inquiry.library.unread
            )
        parts = [one for one in unread if one[2].answer != NO]
        law = _unread_law(inquiry, as_known)
    if before is None:
        verdict, missing = _judged(judging, parts, law)
    else:
        key = (
            *map(id, judging),
            *(number for part, _, found in parts for number in (part.number, id(found))),
            law,
        )
        known = before.get(key)
        if known is None:
            if len(before) >= MOST_JUDGEMENTS:
                before.clear()
            known = before[key] = *_judged(judging, parts, law), judging, parts
        verdict, missing = known[:2]
    return Screening(
        inquiry,
        verdict,
        ordered,
        missing,
        tuple(assumptions_of(inquiry, verdict, branches, chosen, ordered, as_known)),
        chosen,
        as_known,
    )


def _judged(
    judging: list[RuleFinding], parts: list[Unread], law: tuple[Missing, ...]
) -> tuple[Verdict, tuple[Missing, ...]]:
    """Return the verdict, and what would decide it.

    judging : findings that reach or perhaps reach and give a verdict, in their order
    parts   : those that could reach
    law     : why the law that was read does not carry a "not required"
    """
    certain = [one for one in judging if one.finding.answer == YES]
    open_ones = [one for one in judging if one.finding.answer == UNKNOWN]
    settled = worst(tuple(one.outcome.verdict for one in certain))  # type: ignore[union-attr,misc]
    gaps: list[Missing] = []
    if settled is None:
        gaps = [*_gaps(parts), *law]
        verdict: Verdict = "not_decided" if open_ones or gaps else "not_required"
    else:
        verdict = settled
    asked = _questions(open_ones, certain, verdict)
    known = {one.ask for one in asked}
    return verdict, (*asked, *(one for one in gaps if one.ask not in known))


def _questions(
    open_ones: list[RuleFinding], certain: list[RuleFinding], verdict: Verdict
) -> list[Missing]:
    """Return what is asked, each field once with the worst that hangs on it."""
    could: dict[str, Verdict] = {}
    rules: dict[str, list[str]] = {}

    def add(asks: Iterable[str], outcome: Verdict, rule: str) -> None:
        for ask in asks:
            if ask not in could or worse(outcome, could[ask]):
                could[ask] = outcome
            if rule not in rules.setdefault(ask, []):
                rules[ask].append(rule)

    for one in open_ones:
        outcome = one.outcome.verdict if one.outcome is not None else None
        if outcome is None:
            continue
        if verdict == "not_decided" or worse(outcome, verdict):
            add(one.finding.asks or (f"text of {one.rule.act.id}",), outcome, one.rule.id)
        elif outcome == verdict:  # a second licence, of an act whose stated end has passed
            add(
                (ask for ask in one.finding.asks if ask.startswith("state of ")),
                outcome,
                one.rule.id,
            )
    for one in certain:
        assert one.outcome is not None
        for case in one.outcome.open:
            if worse(case.verdict, verdict):
                add(case.asks, case.verdict, one.rule.id)
        if one.outcome.verdict == verdict and len(certain) == 1:
            for _, asks in one.exemptions:
                for ask in asks:
                    could.setdefault(ask, "not_required")
                    if one.rule.id not in rules.setdefault(ask, []):
                        rules[ask].append(one.rule.id)
    order = sorted(could, key=lambda ask: (VERDICTS.index(could[ask]), ask))
    return [Missing(ask, could[ask], tuple(rules[ask])) for ask in order]


def _gaps(parts: list[Unread]) -> list[Missing]:
    """Return what of the law was not read that could touch the transaction."""
    found = []
    hanging: dict[str, list[str]] = {}
    for ready, says, part in parts:
        if not part.asks:
            found.append(Missing(f"text of {ready.act.id}", "not_decided", (ready.act.id,), says))
        for ask in part.asks:
            hanging.setdefault(ask, []).append(ready.act.id)
    found += [Missing(ask, "not_decided", tuple(acts)) for ask, acts in hanging.items()]
    return found


def _unread_law(inquiry: Inquiry, as_known: bool) -> tuple[Missing, ...]:
    """Return why the export law of the place the goods leave does not carry a "not required"."""
    place = inquiry.transaction.from_
    if place is None:
        return (Missing("from", "not_decided", ()),)
    families = inquiry.families_of(place)
    if not families:
        return _no_law(place, tuple(one.says for one in inquiry.jurisdictions_of(place)))
    beyond = _unread_use(inquiry, tuple(family for _, family in families))
    if beyond is not None:
        return (beyond,)
    last = [one.as_known.latest for one, _ in families if one.as_known.latest is not None]
    if as_known or not last or max(last) >= inquiry.day:
        return ()
    return _later_law(place, max(last))


@lru_cache(maxsize=1000)
def _no_law(place: str, known: tuple[Label, ...]) -> tuple[Missing, ...]:
    """Return that no law of a place was read for such goods; known: what is said of its law."""
    en = " ".join(says.en for says in known)
    zh = "".join(says.zh for says in known)
    says = Label(
        f"The export law of {place_name(place, 'en')} was not read for goods of this kind: "
        f"silence means nothing. {en}".rstrip(),
        f"未读{place_name(place, 'zh')}对此类货物的出口法规：未提及不代表不适用。{zh}",
    )
    return (Missing(f"law of {place}", "not_decided", (), says),)


@lru_cache(maxsize=1000)
def _later_law(place: str, last: date) -> tuple[Missing, ...]:
    """Return that the law of a place is known up to a day only."""
    says = Label(
        f"The law of {place_name(place, 'en')} is known up to {last}; what was decided later "
        "is not known.",
        f"{place_name(place, 'zh')}法律所知截至{last}；此后的变化不得而知。",
    )
    return (Missing(f"law of {place}", "not_decided", (), says),)


def _unread_use(inquiry: Inquiry, families: tuple[ReadFamily, ...]) -> Missing | None:
    """Return what is missing where the law was not read for the end use; None if it was.

    General clauses on arms reach any good; where none was read, a military use stays undecided.
    """
    place, use = inquiry.transaction.from_, inquiry.transaction.end_use
    if any(use in family.end_uses for family in families):
        return None
    if use is None or use == "unknown":
        if any(set(ALL_END_USES) <= set(family.end_uses) for family in families):
            return None
        return Missing("end_use", "not_decided", ())
    return _no_general_clauses(str(place))


@lru_cache(maxsize=1000)
def _no_general_clauses(place: str) -> Missing:
    """Return that no general clauses of a place on military uses were read."""
    says = Label(
        f"The general clauses of the export law of {place_name(place, 'en')} on military uses "
        "and weapons, which reach any good, were not read: silence means nothing.",
        f"未读{place_name(place, 'zh')}出口法规中适用于任何货物的军事用途与武器兜底条款："
        "未提及不代表不适用。",
    )
    return Missing(f"law of {place}", "not_decided", (), says)
