"""Many transactions at once: the same answers as one by one, fast, and nothing lost.

Rows that cannot be read come back with their faults in their place; good rows are answered all the
same. Rules that surely cannot reach a route on a day are left out before goods are looked at; this
changes no answer (a test holds batch and single answers together).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from monazite.errors import DefinitionError, Fault
from monazite.policy.answer import NO
from monazite.policy.cases import Branch
from monazite.policy.goods_memory import GoodsAnswers, GoodsMemory
from monazite.policy.goods_profile import profile
from monazite.policy.inquiry import Inquiry
from monazite.policy.library import Library, ReadyRule, library
from monazite.policy.question import Finding
from monazite.policy.read import parameter_names
from monazite.policy.read_transaction import transaction_of
from monazite.policy.route_index import RouteIndex
from monazite.policy.rule_matching import RuleFinding, find, goods_finding, surely_out
from monazite.policy.screen import Screening, assemble, check_assumptions
from monazite.policy.transaction import Transaction

MOST_REMEMBERED = 20_000
"""How many answers are remembered; rows that differ in nothing a rule asks share one."""

MOST_FINDINGS = 200_000
"""How many findings of single rules are remembered."""

_OF_GOODS = frozenset(("good", "hs", "elements", "contains", "parameters"))
"""Fields of a transaction that :class:`~monazite.policy.goods_memory.GoodsMemory` stands for."""


class _Shelf:
    """Rules that could reach a shipment by day, route and goods, found without reading them all.

    number : which list of :attr:`~monazite.policy.goods_memory.GoodsAnswers.out` is theirs
    """

    def __init__(
        self,
        number: int,
        acts: Library,
        rules: tuple[ReadyRule, ...],
        branches: Mapping[str, Branch],
    ) -> None:
        self._number = number
        self._index = RouteIndex(acts, rules, dict(branches))
        self._bit = {
            ready.number: 1 << place for place, ready in enumerate(rules) if ready.only_goods
        }

    def near(self, inquiry: Inquiry, answers: GoodsAnswers) -> tuple[ReadyRule, ...]:
        """Return the rules that are left; what is found of the goods is remembered."""
        near = self._index.near(inquiry.transaction, answers.out[self._number])
        lost = False
        for ready in near:
            bit = self._bit.get(ready.number)
            if bit is None or ready.number in answers.findings:
                continue
            found = goods_finding(ready, inquiry)
            if found.answer == NO:
                answers.out[self._number] |= bit
                lost = True
        if not lost:
            return near
        return self._index.near(inquiry.transaction, answers.out[self._number])


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
        self._rules = _Shelf(0, self.acts, self.acts.rules, self.branches)
        self._unread = _Shelf(
            1, self.acts, tuple(ready for ready, _ in self.acts.unread), self.branches
        )
        asked = {name for act in self.acts.acts.values() for _, name in parameter_names(act)}
        idle = {"value_usd", "quantity_kg"} - asked
        self._fields = tuple(
            name for name in Transaction.model_fields if name not in idle | _OF_GOODS
        )
        self._known: dict[Hashable, tuple[GoodsAnswers, Screening]] = {}
        self._findings: dict[Hashable, tuple[Finding, RuleFinding]] = {}
        self._says = {ready.number: says for ready, says in self.acts.unread}
        self._memory = GoodsMemory(self.acts)

    @property
    def goods_remembered(self) -> int:
        """Return how many different goods were met; rows of like goods share their answers."""
        return len(self._memory)

    def screen(self, transaction: Transaction) -> Screening:
        """Return the answer to one transaction; rules that do not reach it are left out."""
        goods = self._memory.shared(profile(transaction))
        inquiry = Inquiry(transaction, self.acts, self.branches, goods)
        answers = self._memory.answers(goods, transaction)
        inquiry.answered = answers.findings
        key = (id(answers), *(getattr(transaction, name) for name in self._fields))
        known = self._known.get(key)
        if known is not None and known[0] is answers:
            return replace(known[1], inquiry=inquiry)
        route = _route(transaction)
        findings = [
            self._find(rule, inquiry, route)
            for rule in self._rules.near(inquiry, answers)
            if not surely_out(rule, inquiry)
        ]
        answer = assemble(
            inquiry,
            [one for one in findings if one.finding.answer != NO],
            self.branches,
            unread=[
                (ready, self._says[ready.number]) for ready in self._unread.near(inquiry, answers)
            ],
        )
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = answers, answer
        return answer

    def _find(self, rule: ReadyRule, inquiry: Inquiry, route: Hashable) -> RuleFinding:
        """Return the finding of a rule; the same goods finding on the same route is remembered."""
        goods = inquiry.answered.get(rule.number)
        if route is None or goods is None or not rule.only_route:
            return find(rule, inquiry, self.branches)
        key = (rule.number, route, id(goods))
        known = self._findings.get(key)
        if known is not None and known[0] is goods:
            return known[1]
        if len(self._findings) >= MOST_FINDINGS:
            self._findings.clear()
        found = find(rule, inquiry, self.branches)
        self._findings[key] = goods, found
        return found

    def rows(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[BatchAnswer]:
        """Answer rows of (place, fields) in their order; faulty ones come back with faults."""
        for place, content in rows:
            try:
                yield BatchAnswer(place, self.screen(transaction_of(content, place)))
            except DefinitionError as error:
                yield BatchAnswer(place, None, error.faults)


def _route(shipment: Transaction) -> Hashable:
    """Return all that a rule may ask of a shipment beside its goods; None if parameters are given.

    A parameter may stand for a general licence or the parent of a party.
    """
    if shipment.parameters:
        return None
    return (
        *(shipment.date, shipment.from_, shipment.to, shipment.origin, shipment.exporter),
        *(shipment.end_user, shipment.end_user_country, shipment.end_use),
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
