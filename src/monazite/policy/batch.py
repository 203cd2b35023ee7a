"""Many transactions at once: the same answers as one by one, fast, and nothing lost.

Rows that cannot be read come back with their faults in their place; good rows are answered all the
same. Rules that surely cannot reach a route on a day are left out before goods are looked at; this
changes no answer (a test holds batch and single answers together).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from monazite.errors import DefinitionError, Fault
from monazite.policy.answer import NO
from monazite.policy.cases import Branch
from monazite.policy.inquiry import Inquiry
from monazite.policy.library import Library, library
from monazite.policy.read import parameter_names
from monazite.policy.read_transaction import transaction_of
from monazite.policy.route_index import RouteIndex
from monazite.policy.rule_matching import find, surely_out
from monazite.policy.screen import Screening, assemble, check_assumptions
from monazite.policy.transaction import Transaction

MOST_REMEMBERED = 20_000
"""How many answers are remembered; rows that differ in nothing a rule asks share one."""


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
        self._index = RouteIndex(self.acts, self.acts.rules, dict(self.branches))
        self._unread = RouteIndex(
            self.acts, tuple(ready for ready, _ in self.acts.unread), dict(self.branches)
        )
        asked = {name for act in self.acts.acts.values() for _, name in parameter_names(act)}
        self._idle = {"value_usd", "quantity_kg"} - asked
        self._known: dict[str, Screening] = {}
        self._says = {ready.number: says for ready, says in self.acts.unread}

    def screen(self, transaction: Transaction) -> Screening:
        """Return the answer to one transaction; rules that do not reach it are left out."""
        inquiry = Inquiry(transaction, self.acts, self.branches)
        key = transaction.model_dump_json(exclude=self._idle)
        known = self._known.get(key)
        if known is not None:
            return replace(known, inquiry=inquiry)
        near = self._index.near(transaction)
        findings = [
            find(rule, inquiry, self.branches) for rule in near if not surely_out(rule, inquiry)
        ]
        answer = assemble(
            inquiry,
            [one for one in findings if one.finding.answer != NO],
            self.branches,
            unread=[(ready, self._says[ready.number]) for ready in self._unread.near(transaction)],
        )
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = answer
        return answer

    def rows(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[BatchAnswer]:
        """Answer rows of (place, fields) in their order; faulty ones come back with faults."""
        for place, content in rows:
            try:
                yield BatchAnswer(place, self.screen(transaction_of(content, place)))
            except DefinitionError as error:
                yield BatchAnswer(place, None, error.faults)


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
