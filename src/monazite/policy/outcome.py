"""What one rule says of a transaction it reaches: verdict, papers, clock, notes, open cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monazite.labels import Label
from monazite.policy.answer import UNKNOWN, YES
from monazite.policy.licensing import Licensing, RestrictiveVerdict, TimeLimit, Verdict

if TYPE_CHECKING:
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.rule import Rule

VERDICTS: Final[tuple[Verdict, ...]] = (
    "prohibited",
    "licence_required_presumed_denied",
    "licence_required_case_by_case",
    "licence_required",
    "not_required",
    "not_decided",
)
"""All verdicts, worst first."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What would hold in circumstances that are not known?

    verdict : what then holds; asks : what would decide it
    """

    verdict: Verdict
    says: Label
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What does a rule say of a transaction within its scope?

    verdict : None for rules that only note something
    says    : the sentence behind the verdict, where a special case decided it
    documents, time_limit, notes : for the applicant
    open    : circumstances that would change the verdict
    """

    verdict: Verdict | None
    says: Label | None = None
    article: str | None = None
    documents: tuple[Label, ...] = ()
    time_limit: TimeLimit | None = None
    notes: tuple[Label, ...] = ()
    open: tuple[OpenCase, ...] = ()


def worst(verdicts: tuple[Verdict, ...]) -> Verdict | None:
    """Which verdict is the worst? None of none; `not_decided` never beats a judgement."""
    return min(verdicts, key=VERDICTS.index, default=None)


def worse(one: Verdict, other: Verdict) -> bool:
    """Is a verdict worse than another?"""
    return VERDICTS.index(one) < VERDICTS.index(other)


def note(*notes: Label) -> Outcome:
    """Return the outcome of a rule that only notes something."""
    return Outcome(None, notes=notes)


def licensing_outcome(rule: Rule, inquiry: Inquiry, usual: RestrictiveVerdict) -> Outcome:
    """What does a licensing rule say: the usual verdict, or the worst special case that holds?

    Special cases that are not settled become open cases, if they are worse than what holds, or if
    they would lighten it.
    """
    terms: Licensing = rule.terms
    verdict: Verdict = usual
    says: Label | None = None
    article: str | None = None
    open_cases: list[OpenCase] = []
    settled: list[tuple[int, Label, str | None, Verdict]] = []
    for review in terms.review:
        finding = inquiry.circumstances(review.when, rule.id, inquiry.act_of(rule))
        if finding.answer == YES:
            settled.append(
                (VERDICTS.index(review.verdict), review.says, review.article, review.verdict)
            )
        elif finding.answer == UNKNOWN:
            open_cases.append(OpenCase(review.verdict, review.says, finding.asks))
    if settled:
        _, says, article, verdict = min(settled, key=lambda one: one[0])
    notes: list[Label] = []
    if terms.special_application:
        notes.append(_SPECIAL)
    general = inquiry.general_licence(terms)
    if general == YES:
        notes.append(_GENERAL)
    elif general == UNKNOWN and "general" in terms.licence_types:
        notes.append(_GENERAL_MAYBE)
    return Outcome(
        verdict,
        says,
        article,
        terms.documents,
        terms.time_limit,
        tuple(notes),
        tuple(
            one
            for one in open_cases
            if one.verdict != verdict and (not settled or worse(one.verdict, verdict))
        ),
    )


def refused(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does a ban say: prohibited, or presumed denied where it refuses in principle only?"""
    absolute = rule.terms.refusal == "prohibited"
    return licensing_outcome(
        rule, inquiry, "prohibited" if absolute else "licence_required_presumed_denied"
    )


_SPECIAL = Label(
    "A special application may be made all the same.",
    "仍可提出特别申请。",
)
_GENERAL = Label(
    "The customer is said to be named in a general licence: shipments then need no licence of "
    "their own while it runs.",
    "客户据称列入通用许可：有效期内无需逐票申请许可。",
)
_GENERAL_MAYBE = Label(
    "A general licence would do if the customer is named in one of the exporter's.",
    "若客户列入出口商的通用许可，则可凭通用许可出口。",
)
