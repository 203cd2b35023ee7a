"""Does a rule reach a transaction? One answer with its reason, for each reading of the rule.

Tests in this order: calendar, crossing and route, origin, goods with their thresholds, parties, end
use, conditions, what the instrument itself asks (a value share, an acquisition), exemptions. One
settled no makes the whole a no; the first unknown is the reason of an open answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from monazite.policy.answer import NO, UNKNOWN, YES, every
from monazite.policy.cases import Branch
from monazite.policy.goods_matching import NOT_COVERED
from monazite.policy.inquiry import HOLDS, Inquiry
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.legal_calendar import Status
from monazite.policy.library import ReadyRule
from monazite.policy.outcome import VERDICTS, Outcome
from monazite.policy.question import Finding
from monazite.policy.register import registers
from monazite.policy.rule import Exemption
from monazite.policy.scope import Parties

_STATE_CODES = {
    "unknown": "state_unknown",
    "not_announced": "not_in_force",
    "announced": "not_in_force",
    "suspended": "suspended",
    "ended": "ended",
    "stated_end_passed": "stated_end_passed",
}


@dataclass(frozen=True)
class RuleFinding:
    """How does one rule stand to one transaction?

    status  : legal state on the day
    finding : reached or not, why, and what would decide it
    outcome : what the rule says once it applies; None where it surely does not
    exemptions : exemptions that are not settled and would lift the rule
    readings : reading -> (answer, verdict) where readings of the rule differ
    """

    rule: ReadyRule
    status: Status
    finding: Finding
    outcome: Outcome | None = None
    exemptions: tuple[tuple[Exemption, tuple[str, ...]], ...] = ()
    readings: tuple[tuple[str, str, str | None], ...] = ()

    @property
    def judges(self) -> bool:
        """Does the rule give a verdict once it applies, and not only a note?"""
        return self.outcome is not None and self.outcome.verdict is not None

    @cached_property
    def rank(self) -> tuple[int, int, str]:
        """Where does it stand in an answer? What reaches first, the worst verdict first."""
        answer = {YES: 0, UNKNOWN: 1}.get(self.finding.answer, 2)
        verdict = self.outcome.verdict if self.outcome is not None and answer < 2 else None
        return answer, VERDICTS.index(verdict) if verdict else len(VERDICTS), self.rule.id


def find(
    ready: ReadyRule,
    inquiry: Inquiry,
    branches: Mapping[str, Branch],
    chosen: Mapping[str, str] = {},
) -> RuleFinding:
    """Does a rule reach a transaction, under all its readings?

    branches : act -> what is assumed of it once its stated end has passed
    chosen   : rule id -> reading that is assumed
    """
    forms = (ready, *ready.alternatives)
    wanted = chosen.get(ready.id)
    if wanted is not None:
        names = [one.id for one in ready.rule.readings]
        for form in forms:
            base = next((one.id for one in ready.rule.readings if one.base), None)
            if wanted == (form.reading or base):
                return replace(_find_one(form, inquiry, branches), rule=ready)
        raise ValueError(f"{ready.id} has the readings {', '.join(names)}, not {wanted}")
    own = _find_one(ready, inquiry, branches)
    if not ready.alternatives:
        return own
    base = next(one.id for one in ready.rule.readings if one.base)
    found = [(base, own)]
    found += [
        (str(form.reading), _find_one(form, inquiry, branches)) for form in ready.alternatives
    ]
    told = tuple((name, one.finding.answer, _verdict(one)) for name, one in found)
    if len({(answer, verdict) for _, answer, verdict in told}) == 1:
        return own
    yes = [one for _, one in found if one.finding.answer != NO]
    outcome = own.outcome or (yes[0].outcome if yes else None)
    return replace(
        own,
        finding=Finding(UNKNOWN, "readings_differ", (f"reading of {ready.id}",)),
        outcome=outcome,
        readings=told,
    )


def reached(ready: ReadyRule, inquiry: Inquiry, branches: Mapping[str, Branch]) -> str:
    """Does a rule reach a transaction: yes, no or unknown? Without the reasons, and faster."""
    return find(ready, inquiry, branches).finding.answer


def may_touch(ready: ReadyRule, inquiry: Inquiry, branches: Mapping[str, Branch]) -> Finding:
    """Could a part of an act that nobody has encoded touch a transaction?"""
    status = ready.calendar.on(inquiry.day, branches.get(ready.act.id))
    if status.applies == NO:
        return Finding(NO, _STATE_CODES[status.state])
    asks: list[str] = []
    for test in _tests(ready, inquiry):
        found = test()
        if found.answer == NO:
            return found
        asks += found.asks
    return Finding(UNKNOWN, "not_read", tuple(dict.fromkeys(asks)), (("act", ready.act.id),))


def within_scope(ready: ReadyRule, inquiry: Inquiry) -> str:
    """Does a transaction lie within a rule's scope, whatever the day?"""
    answers = [test().answer for test in _tests(ready, inquiry)]
    return every(answers)  # type: ignore[arg-type]


def _verdict(found: RuleFinding) -> str | None:
    if found.outcome is None or found.finding.answer == NO:
        return None
    return found.outcome.verdict


def _find_one(ready: ReadyRule, inquiry: Inquiry, branches: Mapping[str, Branch]) -> RuleFinding:
    status = ready.calendar.on(inquiry.day, branches.get(ready.act.id))
    if status.applies == NO:
        code = "not_in_force" if status.state == "unknown" else _STATE_CODES[status.state]
        return RuleFinding(ready, status, Finding(NO, code))
    first_open: Finding | None = None
    asks: list[str] = []
    if status.applies == UNKNOWN:
        first_open = Finding(UNKNOWN, _STATE_CODES[status.state], (f"state of {ready.act.id}",))
        asks += first_open.asks
    facts: tuple[tuple[str, str], ...] = ()
    for test in _tests(ready, inquiry):
        finding = test()
        if finding.answer == NO:
            return RuleFinding(ready, status, finding)
        facts += finding.facts
        if finding.answer == UNKNOWN:
            first_open = first_open or finding
            asks += finding.asks
    lifted, open_exemptions = _exemptions(ready, inquiry)
    if lifted is not None:
        return RuleFinding(ready, status, Finding(NO, "exempt", (), (("exemption", lifted.id),)))
    module = INSTRUMENTS[ready.rule.instrument]
    outcome: Outcome = module.screen(ready.rule, inquiry)
    if first_open is None:
        finding = Finding(YES, "applies", (), facts)
    else:
        finding = Finding(
            UNKNOWN, first_open.code, tuple(dict.fromkeys(asks)), (*first_open.facts,)
        )
    return RuleFinding(ready, status, finding, outcome, open_exemptions)


def _tests(ready: ReadyRule, inquiry: Inquiry) -> Iterator[Callable[[], Finding]]:
    scope = ready.rule.scope
    act = ready.act.id
    yield lambda: inquiry.route(scope, ready.crossing)
    yield lambda: inquiry.origin(scope.origins)
    yield lambda: goods_finding(ready, inquiry)
    if ready.rule.instrument == "entity_list" and not (scope.end_users or scope.exporters):
        own = scope.changed(end_users=Parties(listed_in=(act,)))
        yield lambda: inquiry.parties(own, act)
    else:
        yield lambda: inquiry.parties(scope, act)
    yield lambda: inquiry.end_use(scope)
    yield lambda: inquiry.conditions(scope)
    module = INSTRUMENTS[ready.rule.instrument]
    if hasattr(module, "asks"):
        yield lambda: module.asks(ready.rule, inquiry, ready)


def goods_finding(ready: ReadyRule, inquiry: Inquiry) -> Finding:
    """Are the goods among those a rule reaches, exceptions taken out? Remembered, as far as the
    answer hangs on nothing but the goods, or on the control lists of the day.
    """
    number = ready.number
    known = inquiry.answered.get(number)
    if known is not None:
        return known
    if inquiry.near is not None and number in inquiry.near.out:
        return NOT_COVERED
    if not ready.only_goods:
        return _shared(_goods_finding(ready, inquiry))
    if ready.rule.scope.goods.on_list is not None:
        memory: dict[int, Finding] = inquiry.listed
    elif ready.plain and inquiry.plain is not None:
        memory = inquiry.plain
    else:
        memory = inquiry.answered
    known = memory.get(number)
    if known is None:
        known = memory[number] = _shared(_goods_finding(ready, inquiry))
    if memory is not inquiry.listed:
        inquiry.answered[number] = known
    return known


@lru_cache(maxsize=20_000)
def _shared(found: Finding) -> Finding:
    """Return one object for equal findings, so that what follows from them can be remembered."""
    return found


def _goods_finding(ready: ReadyRule, inquiry: Inquiry) -> Finding:
    goods = ready.rule.scope.goods
    if goods.all_goods:
        found = HOLDS
    else:
        found = _listed_goods(ready, inquiry)
        if found.answer != YES and goods.on_list is not None:
            listed = inquiry.on_register(goods.on_list)
            if listed.answer == YES or found.answer == NO:
                found = listed
    if found.answer == NO or not ready.except_lines:
        return found
    out = _best(
        line.matches(inquiry.goods, inquiry.values, exception=True) for line in ready.except_lines
    )
    if out.answer == YES:
        return Finding(NO, "goods_excepted", (), out.facts)
    if out.answer == UNKNOWN and found.answer == YES and inquiry.goods.substance.recognised:
        return Finding(UNKNOWN, "goods_unclear", out.asks, out.facts)
    return found


def _listed_goods(ready: ReadyRule, inquiry: Inquiry) -> Finding:
    """Are the goods on one of a rule's own or borrowed lines?"""
    goods, values = inquiry.goods, inquiry.values
    substance = goods.substance
    lines = ready.lines
    if inquiry.near is not None:
        near = inquiry.near.lines
        lines = tuple(line for line in lines if line.number in near)
    return _best(
        line.matches(goods, values)
        for line in lines
        if goods.parts or line.item.reach != "itself" or not line.surely_not(substance)
    )


def register_finding(register: str, inquiry: Inquiry, branches: Mapping[str, Branch]) -> Finding:
    """Do the goods stand on a control list on that day?

    Yes if an act in force lists them; unknown if the act's state is open, or if the list may hold
    lines that nobody here has read.
    """
    open_one: Finding | None = None
    for ready in inquiry.library.goods_on(register):
        status = ready.calendar.on(inquiry.day, branches.get(ready.act.id))
        if status.applies == NO:
            continue
        found = goods_finding(ready, inquiry)
        if found.answer == YES and status.applies == YES:
            return Finding(YES, "applies", (), (*found.facts, ("listed by", ready.act.id)))
        if found.answer == YES:
            facts = (*found.facts, ("listed by", ready.act.id))
            open_one = Finding(UNKNOWN, "goods_unclear", (f"state of {ready.act.id}",), facts)
        elif found.answer == UNKNOWN:
            open_one = open_one or found
    if open_one is not None:
        return open_one
    if registers()[register].complete or inquiry.list_was_read(register):
        return Finding(NO, "goods_not_covered", (), (("list", register),))
    return Finding(UNKNOWN, "not_read", (), (("list", register),))


def _best(found: Iterator[Finding]) -> Finding:
    """Return the first yes, else the first unknown (with all that is asked), else the last no."""
    open_one: Finding | None = None
    threshold: Finding | None = None
    asks: list[str] = []
    for finding in found:
        if finding.answer == YES:
            return finding
        if finding.answer == UNKNOWN:
            open_one = open_one or finding
            asks += finding.asks
        elif finding.code == "threshold_not_met":
            threshold = threshold or finding
    if open_one is not None:
        return Finding(UNKNOWN, open_one.code, tuple(dict.fromkeys(asks)), open_one.facts)
    return threshold or NOT_COVERED


def _exemptions(
    ready: ReadyRule, inquiry: Inquiry
) -> tuple[Exemption | None, tuple[tuple[Exemption, tuple[str, ...]], ...]]:
    """Return the exemption that lifts the rule, and those that might."""
    open_ones = []
    for exemption, lines in ready.exemption_lines():
        goods = HOLDS
        if lines:
            goods = _best(line.matches(inquiry.goods, inquiry.values) for line in lines)
            if goods.answer == NO:
                continue
        when = inquiry.circumstances(exemption.when, ready.id, ready.act.id)
        if when.answer == NO:
            continue
        if goods.answer == YES and when.answer == YES:
            return exemption, ()
        open_ones.append((exemption, tuple(dict.fromkeys((*goods.asks, *when.asks)))))
    return None, tuple(open_ones)
