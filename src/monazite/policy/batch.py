"""Many transactions at once: the same answers as one by one, fast, and nothing lost.

Rows that cannot be read come back with their faults in their place; good rows are answered all the
same. Rules that surely cannot reach a route on a day, or goods of this kind, are left out before
they are looked at; what a rule says is remembered by what it asks (`rule_reads`). Neither changes
an answer (a test holds batch and single answers together), and whatever is remembered is bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from monazite.errors import DefinitionError, Fault
from monazite.labels import Label
from monazite.policy.answer import NO
from monazite.policy.assumptions import check_assumptions
from monazite.policy.cases import Branch
from monazite.policy.goods_memory import GoodsAnswers, GoodsMemory, ListAnswers
from monazite.policy.goods_profile import profile
from monazite.policy.inquiry import HOLDS, Inquiry
from monazite.policy.library import Library, ReadyRule, library
from monazite.policy.question import Finding
from monazite.policy.read import parameter_names
from monazite.policy.read_transaction import transaction_of
from monazite.policy.route_index import RouteIndex
from monazite.policy.rule_matching import (
    find,
    goods_finding,
    may_touch,
)
from monazite.policy.rule_reads import RuleReads, rule_reads
from monazite.policy.screen import Judgements, Screening, Unread, assemble
from monazite.policy.transaction import Transaction

_Kept = tuple[Finding, tuple[Finding, ...], GoodsAnswers | None, Any]

MOST_REMEMBERED = 10_000
"""How many answers, and how many routes, are remembered before all are forgotten."""

MOST_FINDINGS = 50_000
"""How many findings of single rules are remembered."""

MOST_FINDINGS_OF_GOODS = 200_000
"""How many times a finding is remembered with the goods it was found of."""

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
class _Asked:
    """One rule, or one part of an act that nobody encoded, ready to be asked again and again.

    rule       : itself; others: its further readings
    shelf, bit : among rules (0) or unread parts (1), and its bit there
    reads      : what its answer hangs on beside the goods
    only_goods : under every reading, whether the goods are meant hangs on nothing but the goods
    on_list    : under some reading, they are meant if they stand on a control list
    goods      : what is found of any goods, where it reaches all of them
    says       : of an unread part
    number, parameters : of rule and reads
    """

    rule: ReadyRule
    others: tuple[ReadyRule, ...]
    shelf: int
    bit: int
    reads: RuleReads
    only_goods: bool
    on_list: bool
    goods: Finding | None
    says: Label | None
    number: int
    parameters: frozenset[str]

    @classmethod
    def of(cls, rule: ReadyRule, place: int, says: Label | None = None) -> _Asked:
        """Make a rule ready that stands at this place; says: of a part that nobody encoded."""
        reads = rule_reads(rule)
        return cls(
            rule,
            rule.alternatives,
            0 if says is None else 1,
            1 << place,
            reads,
            all(form.only_goods for form in (rule, *rule.alternatives)),
            any(form.rule.scope.goods.on_list for form in (rule, *rule.alternatives)),
            HOLDS if rule.rule.scope.goods.all_goods and not rule.except_lines else None,
            says,
            rule.number,
            reads.parameters,
        )

    def answer(self, inquiry: Inquiry, branches: Mapping[str, Branch]) -> Any:
        """Return the finding of a rule, or an unread part with its finding; False if it is no."""
        if self.says is None:
            found = find(self.rule, inquiry, branches)
            return found.finding.answer != NO and found
        touch = may_touch(self.rule, inquiry, branches)
        return touch.answer != NO and (self.rule, self.says, touch)


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
        self._indexes = tuple(
            RouteIndex(self.acts, shelf, dict(self.branches)) for shelf in (self.acts.rules, unread)
        )
        self._asks = (
            tuple(_Asked.of(rule, place) for place, rule in enumerate(self.acts.rules)),
            tuple(
                _Asked.of(part, place, says) for place, (part, says) in enumerate(self.acts.unread)
            ),
        )
        names = {name for act in self.acts.acts.values() for _, name in parameter_names(act)}
        self._amounts = tuple(sorted({"value_usd", "quantity_kg"} & names))
        self._memory = GoodsMemory(self.acts)
        self._routes: dict[Hashable, _Route] = {}
        self._given: dict[Hashable, int] = {}
        self._asked: dict[Hashable, int] = {}
        self._numbers = count()
        self._known: dict[Hashable, tuple[GoodsAnswers, Screening]] = {}
        self._findings: dict[Hashable, _Kept] = {}
        self._of_goods: dict[tuple[int, int], Any] = {}
        self._judgements: Judgements = {}
        self._adding = tuple(
            rule
            for register in self.acts.registers_of_goods
            for rule in self.acts.goods_on(register)
        )
        self._turns = _turns(self._adding, self.branches)
        self._states: dict[Hashable, tuple[str, ...]] = {}

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
        lists = answers.lists.get(route.era) or self._lists(answers, route.era, inquiry.day)
        inquiry.lists, inquiry.listed = lists.on, lists.rules
        key = (id(answers), id(route), *(getattr(transaction, name) for name in self._amounts))
        known = self._known.get(key)
        if known is not None and known[0] is answers:
            return known[1].asked_for(inquiry)
        findings = self._found(0, inquiry, answers, lists, route)
        parts = self._parts(inquiry, answers, lists, route)
        answer = assemble(inquiry, findings, self.branches, unread=parts, before=self._judgements)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = answers, answer
        return answer

    def _parts(
        self, inquiry: Inquiry, answers: GoodsAnswers, lists: ListAnswers, route: _Route
    ) -> Iterator[Unread]:
        """Yield what of the acts nobody encoded and could reach a transaction."""
        yield from self._found(1, inquiry, answers, lists, route)

    def _found(
        self,
        shelf: int,
        inquiry: Inquiry,
        answers: GoodsAnswers,
        lists: ListAnswers,
        route: _Route,
    ) -> list[Any]:
        """Return what is found of all rules (0), or unread parts (1), that do not say no.

        What was found of the same goods, where all that a rule asks of the route is the same, is
        taken as it is; all else is looked up by :meth:`_remembered`.
        """
        asks, index = self._asks[shelf], self._indexes[shelf]
        of_route, of_goods = route.asked, self._of_goods
        of_answers, of_lists = answers.number, lists.number
        given = inquiry.values.given_names
        found = []
        for place in index.inside(route.out[shelf] | lists.out[shelf]):
            asked = asks[place]
            if not asked.only_goods or not asked.parameters.isdisjoint(given):
                one = self._remembered(asked, inquiry, answers, lists, route)
            else:
                number = of_route.get(asked.number)
                if number is None:
                    number = self._number(asked, inquiry.transaction, route)
                key = (of_lists if asked.on_list else of_answers), number
                one = of_goods.get(key)
                if one is None:
                    if len(of_goods) >= MOST_FINDINGS_OF_GOODS:
                        of_goods.clear()
                    one = of_goods[key] = self._remembered(asked, inquiry, answers, lists, route)
            if one:
                found.append(one)
        return found

    def _lists(self, answers: GoodsAnswers, era: Hashable, day: date) -> ListAnswers:
        """Return what is remembered of goods as long as all lines of control lists that they could
        be stand as they do on this day.
        """
        if self._turns is None:
            found = ListAnswers(list(answers.out_bits))
        else:
            states = self._states.get(era)
            if states is None:
                states = self._states[era] = tuple(
                    rule.calendar.on(day, self.branches.get(rule.act.id)).applies
                    for rule in self._adding
                )
            out = answers.near.out
            key = tuple(
                state
                for rule, state in zip(self._adding, states, strict=True)
                if rule.number not in out
            )
            found = answers.by_state.setdefault(key, ListAnswers(list(answers.out_bits)))
        answers.lists[era] = found
        return found

    def _route(self, shipment: Transaction) -> _Route:
        key = tuple(getattr(shipment, name) for name in _OF_ROUTE)
        found = self._routes.get(key)
        if found is None:
            if len(self._routes) >= MOST_REMEMBERED:
                self._routes.clear()
                self._known.clear()  # answers are remembered by the route they were given on
            out = self._indexes[0].out(shipment), self._indexes[1].out(shipment)
            found = self._routes[key] = _Route(out, self._era(shipment.date))
        return found

    def _era(self, day: date) -> Hashable:
        return day if self._turns is None else bisect_right(self._turns, day)

    def _remembered(
        self,
        asked: _Asked,
        inquiry: Inquiry,
        answers: GoodsAnswers,
        lists: ListAnswers,
        route: _Route,
    ) -> Any:
        """Return what a rule, or unread part, says; the same where all that it asks is the same.

        False if the answer is no; where these goods are surely not among those it reaches, it is
        not asked again.
        """
        rule = asked.rule
        goods = asked.goods or inquiry.answered.get(rule.number) or goods_finding(rule, inquiry)
        others: tuple[Finding, ...] = ()
        if asked.others:
            others = tuple(goods_finding(form, inquiry) for form in asked.others)
        if asked.only_goods and goods.answer == NO and all(one.answer == NO for one in others):
            lists.out[asked.shelf] |= asked.bit
            return False
        reads = asked.reads
        of_route = route.asked.get(asked.number)
        if of_route is None:
            of_route = self._number(asked, inquiry.transaction, route)
        whole = answers if reads.goods or inquiry.transaction.parameters else None
        key: Hashable = of_route, id(goods), *map(id, others), id(whole)
        if not asked.parameters.isdisjoint(inquiry.values.given_names):
            key = key, reads.of_goods(inquiry.values)
        known = self._findings.get(key)
        if known is None:
            if len(self._findings) >= MOST_FINDINGS:
                self._findings.clear()
            found = asked.answer(inquiry, self.branches)
            known = self._findings[key] = goods, others, whole, found  # what ids stand for
        return known[3]

    def _number(self, one: _Asked, shipment: Transaction, route: _Route) -> int:
        """Return one number for all that a rule asks of a route; never given twice.

        Looked up by the fields as they are given, then by what they mean to the rule.
        """
        rule, reads = one.rule, one.reads
        given = one.number, reads.given(shipment)
        found = self._given.get(given)
        if found is None:
            asked = reads.of_route(rule, shipment, self.acts, self.branches)
            found = self._asked.get(asked)
            if found is None:
                if len(self._asked) >= MOST_FINDINGS:
                    self._asked.clear()
                found = self._asked[asked] = next(self._numbers)
            if len(self._given) >= MOST_FINDINGS:
                self._given.clear()
            self._given[given] = found
        route.asked[one.number] = found
        return found

    def rows(self, rows: Iterable[tuple[str, Mapping[str, Any] | Fault]]) -> Iterator[BatchAnswer]:
        """Answer rows of (place, fields) in their order; faulty ones come back with faults.

        A row that could not even be taken apart is given as its fault.
        """
        for place, content in rows:
            if isinstance(content, Fault):
                yield BatchAnswer(place, None, (content,))
                continue
            try:
                yield BatchAnswer(place, self.screen(transaction_of(content, place)))
            except DefinitionError as error:
                yield BatchAnswer(place, None, error.faults)


def _turns(adding: tuple[ReadyRule, ...], branches: Mapping[str, Branch]) -> list[date] | None:
    """On which days does any control list of goods change? None if it may be any day.

    adding : rules that add lines to a list
    """
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
