"""Many transactions at once: the same answers as one by one, fast, and nothing lost.

Rows that cannot be read come back with their faults in their place; good rows are answered all the
same. Rules that surely cannot reach a route on a day, or goods of this kind, are left out before
they are looked at; what a rule says is remembered by what it asks (`rule_reads`). Neither changes
an answer (a test holds batch and single answers together), and whatever is remembered is bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from monazite.errors import DefinitionError, Fault
from monazite.policy.answer import NO
from monazite.policy.cases import Branch
from monazite.policy.goods_memory import GoodsAnswers, GoodsMemory, ListAnswers
from monazite.policy.goods_profile import profile
from monazite.policy.inquiry import Inquiry
from monazite.policy.library import Library, ReadyRule, library
from monazite.policy.question import Finding
from monazite.policy.read import parameter_names
from monazite.policy.read_transaction import transaction_of
from monazite.policy.route_index import RouteIndex
from monazite.policy.rule_matching import (
    RuleFinding,
    find,
    goods_finding,
    may_touch,
)
from monazite.policy.rule_reads import RuleReads, rule_reads
from monazite.policy.screen import Screening, assemble, check_assumptions
from monazite.policy.transaction import Transaction

Found = TypeVar("Found", RuleFinding, Finding)
_Kept = tuple[Finding, tuple[Finding, ...], GoodsAnswers, RuleFinding | Finding]

MOST_REMEMBERED = 10_000
"""How many answers, and how many routes, are remembered before all are forgotten."""

MOST_FINDINGS = 50_000
"""How many findings of single rules are remembered."""

_OF_ROUTE = ("date", "from_", "to", "origin", "exporter", "end_user", "end_user_country", "end_use")
"""Fields of a transaction that say what a rule may ask beside its goods."""


@dataclass(slots=True)
class _Route:
    """One route on one day, with its parties and end use.

    out   : for rules and for unread parts: bits of those that it surely does not concern
    asked : number of a rule -> all that it asks of the route, as one number
    era   : time between two changes of any control list that the day lies in
    """

    out: tuple[int, int]
    era: Hashable
    asked: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came of one row?

    place  : where the row stands (`bom.csv, row 17`)
    answer : None if the row could not be read
    faults : everything that is wrong with the row
    """

    place: str
    answer: Screening | None
    faults: tuple[Fault, ...] = ()


class BatchScreener:
    """Screen many transactions with one library and the same assumptions.

    Findings of rules that do not reach a transaction are left out of the answers.
    """

    def __init__(
        self, acts: Library | None = None, assume: Mapping[str, Branch] | None = None
    ) -> None:
        self.acts = library() if acts is None else acts
        self.branches = check_assumptions(assume or {}, self.acts)
        unread = tuple(ready for ready, _ in self.acts.unread)
        self._rules = RouteIndex(self.acts, self.acts.rules, dict(self.branches))
        self._unread = RouteIndex(self.acts, unread, dict(self.branches))
        self._says = {ready.number: says for ready, says in self.acts.unread}
        names = {name for act in self.acts.acts.values() for _, name in parameter_names(act)}
        self._amounts = tuple(sorted({"value_usd", "quantity_kg"} & names))
        self._memory = GoodsMemory(self.acts)
        self._routes: dict[Hashable, _Route] = {}
        self._given: dict[Hashable, int] = {}
        self._asked: dict[Hashable, int] = {}
        self._numbers = iter(range(1 << 62))
        self._known: dict[Hashable, tuple[GoodsAnswers, Screening]] = {}
        self._findings: dict[Hashable, _Kept] = {}
        self._turns = _turns(self.acts, self.branches)

    @property
    def goods_remembered(self) -> int:
        """Return how many different goods were met; rows of like goods share their answers."""
        return len(self._memory)

    def screen(self, transaction: Transaction) -> Screening:
        """Return the answer to one transaction; rules that do not reach it are left out."""
        goods = self._memory.shared(profile(transaction))
        answers = self._memory.answers(goods, transaction)
        route = self._route(transaction)
        inquiry = Inquiry(transaction, self.acts, self.branches, goods)
        inquiry.near = answers.near
        inquiry.answered, inquiry.plain = answers.findings, answers.plain
        inquiry.in_families = answers.families
        lists = answers.lists.get(route.era)
        if lists is None:
            lists = answers.lists[route.era] = ListAnswers()
        inquiry.lists, inquiry.listed = lists.on, lists.rules
        key = (id(answers), id(route), *(getattr(transaction, name) for name in self._amounts))
        known = self._known.get(key)
        if known is not None and known[0] is answers:
            return known[1].asked_for(inquiry)
        findings = []
        for rule in self._rules.inside(route.out[0] | answers.out_bits[0]):
            found = self._remembered(rule, inquiry, answers, route, _find)
            if found.finding.answer != NO:
                findings.append(found)
        parts = []
        for part in self._unread.inside(route.out[1] | answers.out_bits[1]):
            touched = self._remembered(part, inquiry, answers, route, may_touch)
            parts.append((part, self._says[part.number], touched))
        answer = assemble(inquiry, findings, self.branches, unread=parts)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = answers, answer
        return answer

    def _route(self, shipment: Transaction) -> _Route:
        key = tuple(getattr(shipment, name) for name in _OF_ROUTE)
        found = self._routes.get(key)
        if found is None:
            if len(self._routes) >= MOST_REMEMBERED:
                self._routes.clear()
                self._known.clear()  # answers are remembered by the route they were given on
            out = self._rules.out(shipment), self._unread.out(shipment)
            found = self._routes[key] = _Route(out, self._era(shipment.date))
        return found

    def _era(self, day: date) -> Hashable:
        return day if self._turns is None else bisect_right(self._turns, day)

    def _remembered(
        self,
        rule: ReadyRule,
        inquiry: Inquiry,
        answers: GoodsAnswers,
        route: _Route,
        compute: Callable[[ReadyRule, Inquiry, Mapping[str, Branch]], Found],
    ) -> Found:
        """Return what a rule says; the same where all that it asks is the same."""
        number = rule.number
        goods = inquiry.answered.get(number) or goods_finding(rule, inquiry)
        others = tuple(goods_finding(form, inquiry) for form in rule.alternatives)
        asked = route.asked.get(number)
        reads = rule_reads(rule)
        if asked is None:
            asked = route.asked[number] = self._number(rule, reads, inquiry.transaction)
        key: Hashable = asked, id(goods)
        if others:
            key = key, tuple(map(id, others))
        if reads.goods or inquiry.transaction.parameters:
            key = key, id(answers)
        if not reads.parameters.isdisjoint(inquiry.values.given_names):
            key = key, reads.of_goods(inquiry.values)
        known = self._findings.get(key)
        if known is None:
            if len(self._findings) >= MOST_FINDINGS:
                self._findings.clear()
            found = compute(rule, inquiry, self.branches)
            known = self._findings[key] = goods, others, answers, found
        return known[3]  # type: ignore[return-value]

    def _number(self, rule: ReadyRule, reads: RuleReads, shipment: Transaction) -> int:
        """Return one number for all that a rule asks of a route; never given twice.

        Looked up by the fields as they are given, then by what they mean to the rule.
        """
        given = rule.number, reads.given(shipment)
        found = self._given.get(given)
        if found is not None:
            return found
        asked = reads.of_route(rule, shipment, self.acts, self.branches)
        found = self._asked.get(asked)
        if found is None:
            if len(self._asked) >= MOST_FINDINGS:
                self._asked.clear()
            found = self._asked[asked] = next(self._numbers)
        if len(self._given) >= MOST_FINDINGS:
            self._given.clear()
        self._given[given] = found
        return found

    def rows(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[BatchAnswer]:
        """Answer rows of (place, fields) in their order; faulty ones come back with faults."""
        for place, content in rows:
            try:
                yield BatchAnswer(place, self.screen(transaction_of(content, place)))
            except DefinitionError as error:
                yield BatchAnswer(place, None, error.faults)


def _find(rule: ReadyRule, inquiry: Inquiry, branches: Mapping[str, Branch]) -> RuleFinding:
    return find(rule, inquiry, branches)


def _turns(acts: Library, branches: Mapping[str, Branch]) -> list[date] | None:
    """On which days does any control list of goods change? None if it may be any day."""
    adding = [rule for register in acts.registers_of_goods for rule in acts.goods_on(register)]
    if not all(rule.only_goods for rule in adding):
        return None
    return sorted(
        {
            period.start
            for rule in adding
            for period in rule.calendar.periods(branches.get(rule.act.id))
            if period.start is not None
        }
    )


def screen_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    acts: Library | None = None,
    assume: Mapping[str, Branch] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[BatchAnswer]:
    """Answer many rows; `progress` is told how many are done.

    rows : (place, fields), fields as :class:`monazite.policy.transaction.Transaction` has them
    """
    screener = BatchScreener(acts, assume)
    for number, answer in enumerate(screener.rows(rows), start=1):
        if progress is not None:
            progress(number)
        yield answer
