"""Which verdict would each answer to an open question give, and what comes out at the lightest?

Each answer is a transaction of its own, screened like the first. First every question that has a
few possible answers gets the one that leaves least open; then each question is put otherwise, the
rest as it was. Nothing is assumed of the transaction, and nothing is recommended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from monazite.policy.answer import NO
from monazite.policy.cases import Branch
from monazite.policy.inquiry import Inquiry
from monazite.policy.legal_calendar import BRANCHES
from monazite.policy.library import Library, ReadyRule
from monazite.policy.licensing import Verdict
from monazite.policy.outcome import VERDICTS
from monazite.policy.parameters import parameters
from monazite.policy.rule_matching import RuleFinding, find
from monazite.policy.rule_reads import rule_reads
from monazite.policy.scope import EndUse
from monazite.policy.screen import Missing, Screening, assemble, screen
from monazite.policy.transaction import Transaction

MOST_QUESTIONS = 12
"""How many questions are answered in turn."""

MOST_PLACES = 6
"""How many economies are tried for one question."""

_OF_PARTIES = ("end_use", "end_user_country")
"""Questions whose answer many rules do not look at."""

_LIGHTEST = ("not_required", "not_decided", *reversed(VERDICTS[:4]))


@dataclass(frozen=True, slots=True)
class Tried:
    """Which verdict would one answer to one question give, the others being answered lightest?"""

    ask: str
    value: Any
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What comes out if the open questions are answered so that least remains?

    verdict    : what then holds
    given      : question -> answer that was tried
    otherwise  : verdicts of the other answers, where they differ
    still_open : questions that stay open all the same
    """

    verdict: Verdict
    given: Mapping[str, Any]
    otherwise: tuple[Tried, ...]
    still_open: tuple[Missing, ...]


@dataclass(frozen=True)
class _Trial:
    """One transaction under assumptions, with its answer."""

    transaction: Transaction
    branches: Mapping[str, Branch]
    readings: Mapping[str, str]
    as_known: bool
    among: tuple[ReadyRule, ...]
    answer: Screening

    def answered(self, ask: str, value: Any, acts: Library) -> _Trial:
        """Return the trial with one question answered."""
        trial = self
        kind, _, rest = ask.partition(" of ")
        if kind == "state":
            trial = replace(trial, branches={**trial.branches, rest: value})
        elif kind == "reading":
            trial = replace(trial, readings={**trial.readings, rest: value})
        elif kind == "law":
            trial = replace(trial, as_known=True)
        else:
            trial = replace(trial, transaction=_with(trial.transaction, ask, value))
        if ask in _OF_PARTIES:
            return replace(trial, answer=self._asked_again(ask, trial, acts))
        return replace(
            trial,
            answer=screen(
                trial.transaction,
                acts=acts,
                assume=trial.branches,
                readings=trial.readings,
                as_known=trial.as_known,
                among=trial.among,
            ),
        )

    def _asked_again(self, ask: str, trial: _Trial, acts: Library) -> Screening:
        """Screen another end use or country of the end user: only rules that ask for it anew."""
        inquiry = Inquiry(trial.transaction, acts, trial.branches)
        known = {one.rule.number: one for one in self.answer.findings}

        def found(rule: ReadyRule) -> RuleFinding:
            if _looks_at(rule, ask):
                return find(rule, inquiry, trial.branches, trial.readings)
            return known[rule.number]

        findings = [found(rule) for rule in trial.among]
        return assemble(inquiry, findings, trial.branches, trial.readings, as_known=trial.as_known)

    @property
    def weight(self) -> tuple[int, int, int]:
        """How heavy is the answer: verdict, open rules, open questions?"""
        judged = sum(1 for one in self.answer.open if one.outcome and one.outcome.verdict)
        return _LIGHTEST.index(self.answer.verdict), judged, len(self.answer.missing)


def open_points(answer: Screening) -> OpenPoints | None:
    """Which verdict would each answer to an open question give? None if no question can be tried.

    Not tried where not even the kind of goods is known, and for questions without a short list of
    possible answers (names of parties, contents, figures).
    """
    acts = answer.inquiry.library
    if not answer.inquiry.goods.substance.recognised:
        return None
    # a rule that surely does not reach it is not brought back by one more answer
    among = tuple(one.rule for one in answer.findings if one.finding.answer != NO)
    trial = _Trial(
        answer.transaction,
        answer.inquiry.branches,
        answer.readings,
        answer.as_known,
        among,
        answer,
    )
    given: dict[str, Any] = {}
    values: dict[str, tuple[Any, ...]] = {}
    while len(given) < MOST_QUESTIONS:
        ask = next(
            (
                one.ask
                for one in trial.answer.missing
                if one.ask not in values
                and values.setdefault(one.ask, tuple(_values(one.ask, one.rules, trial, acts)))
            ),
            None,
        )
        if ask is None:
            break
        tried = {value: trial.answered(ask, value, acts) for value in values[ask]}
        best = min(tried, key=lambda value: (tried[value].weight, values[ask].index(value)))
        if tried[best].weight < trial.weight:
            given[ask], trial = best, tried[best]
    if not given:
        return None
    otherwise = tuple(
        Tried(ask, value, other.answer.verdict)
        for ask, best in given.items()
        for value in values[ask]
        if value != best
        and (other := trial.answered(ask, value, acts)).answer.verdict != trial.answer.verdict
    )
    return OpenPoints(trial.answer.verdict, given, otherwise, trial.answer.missing)


@lru_cache(maxsize=10_000)
def _looks_at(rule: ReadyRule, field: str) -> bool:
    """May the answer of a rule change with a field? Yes wherever that is not sure."""
    reads = rule_reads(rule)
    forms = (rule, *rule.alternatives)
    goods = all(form.only_goods or form.rule.scope.goods.on_list for form in forms)
    asked = field in reads.fields or any(name == field for _, name in reads.places)
    return asked or reads.goods or reads.daily or field in reads.parameters or not goods


def _with(transaction: Transaction, ask: str, value: Any) -> Transaction:
    if not ask.startswith("parameters."):
        return transaction.changed(**{ask: value})
    name, _, step = ask.removeprefix("parameters.").partition(".")
    content = dict(transaction.parameters)
    content[name] = {**(content.get(name) or {}), step: value} if step else value
    return transaction.changed(parameters=content)


def _values(ask: str, rules: tuple[str, ...], trial: _Trial, acts: Library) -> Iterator[Any]:
    """Return the answers that are tried for a question, in a fixed order; none if it has no few."""
    kind, _, rest = ask.partition(" of ")
    if kind == "state":
        yield from BRANCHES if rest in acts.acts else ()
    elif kind == "reading":
        yield from (one.id for one in acts.rule[rest].rule.readings)
    elif kind == "law":
        yield "as_known"
    elif ask == "end_use":
        yield from get_args(EndUse)
    elif ask in ("end_user_country", "origin"):
        yield from _places(ask, rules, trial.transaction, acts)
    elif ask == "made_with_chinese_technology":
        yield from (False, True)
    elif ask.startswith("parameters."):
        name, _, step = ask.removeprefix("parameters.").partition(".")
        known = parameters()[name]
        if known.kind == "boolean":
            yield from (False, True)
        elif known.kind == "text" and not step:
            yield from known.values


def _places(
    ask: str, rules: tuple[str, ...], transaction: Transaction, acts: Library
) -> Iterator[str]:
    """Return the place the goods go to or leave, and those that the rules in question name."""
    own = transaction.to if ask == "end_user_country" else transaction.from_
    found = [] if own is None else [own]
    for name in rules:
        ready = acts.rule.get(name)
        if ready is None:
            continue
        scope = ready.rule.scope
        places = [scope.end_user_countries if ask == "end_user_country" else scope.origins]
        if ask == "end_user_country" and ready.act.entity_list is not None:
            places.append(ready.act.entity_list.economies)
        for one in places:
            if one is not None:
                found += [each for each in one.names if len(each) == 3 and each.isupper()]
    yield from tuple(dict.fromkeys(found))[:MOST_PLACES]
