"""Do the worked cases of an act come out as written?"""

from __future__ import annotations

from collections.abc import Iterator

from monazite.errors import Fault, MonaziteError, quoted
from monazite.policy.answer import NO
from monazite.policy.cases import Case
from monazite.policy.inquiry import Inquiry
from monazite.policy.library import Library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.record import Act
from monazite.policy.rule_matching import within_scope
from monazite.policy.screen import Screening, screen


def case_faults(cases: tuple[Case, ...], act: Act, acts: Library, where: str) -> Iterator[Fault]:
    """Which worked cases do not come out as written, and is each kind of case there?

    An act with rules needs a case that one of its rules catches and one that none of them catches.
    A rule that keeps the answer open counts as catching; so does, for what has never been in force,
    a rule whose scope is met.
    """
    caught = missed = False
    for case in cases:
        place = f"{where}, case {quoted(case.name)}"
        try:
            shipment = transaction_of(case.transaction, place)
            answer = screen(shipment, acts=acts, assume=case.assume)
        except MonaziteError as error:
            yield from error.faults
            continue
        own = [one for one in answer.findings if one.rule.act.id == act.id]
        caught = caught or any(one.finding.answer != NO for one in own)
        if not caught and not any(event.event == "in_force" for event in act.calendar):
            inquiry = Inquiry(shipment, acts, case.assume)
            caught = any(within_scope(one.rule, inquiry) != NO for one in own)
        missed = missed or all(one.finding.answer == NO for one in own)
        yield from _differences(case, answer, act, acts, place)
    if not act.rules:
        return
    if not caught:
        yield Fault(where, "no case that a rule of this act catches", "at least one")
    if not missed:
        yield Fault(where, "no case that all rules of this act leave alone", "at least one")


def _differences(
    case: Case, answer: Screening, act: Act, acts: Library, where: str
) -> Iterator[Fault]:
    wanted = case.expect
    if wanted.verdict is not None and wanted.verdict != answer.verdict:
        deciding = [
            f"{one.rule.id}: {one.finding.answer}"
            for one in answer.findings
            if one.finding.answer != NO and one.outcome is not None and one.outcome.verdict
        ]
        asked = ", ".join(one.ask for one in answer.missing)
        yield Fault(
            where,
            f"verdict {answer.verdict} ({'; '.join(deciding) or 'no rule'}; open: {asked or '-'})",
            wanted.verdict,
        )
    if wanted.rule is None:
        return
    name = wanted.rule if "#" in wanted.rule else f"{act.id}#{wanted.rule}"
    if name not in acts.rule:
        yield Fault(where, f"rule {quoted(wanted.rule)}", "a rule of the library")
        return
    found = next(one for one in answer.findings if one.rule.id == name)
    verdict = None if found.outcome is None else found.outcome.verdict
    for kind, got, expected in (
        ("matched", found.finding.answer, wanted.matched),
        ("state", found.status.state, wanted.state),
        ("because", found.finding.code, wanted.because),
        ("gives", verdict, wanted.gives),
    ):
        if expected is not None and got != expected:
            told = "; ".join(f"{key}: {value}" for key, value in found.finding.facts)
            asks = ", ".join(found.finding.asks)
            yield Fault(
                where,
                f"{kind} {got} ({found.finding.code}; {told or '-'}; open: {asks or '-'})",
                f"{kind} {expected}",
            )
