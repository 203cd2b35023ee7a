"""What a licence needs and how it is decided: documents, clock, grounds of refusal.

Several instruments end at a licensing office; what they share stands here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.citation import Name, Sentence
from monazite.policy.scope import ActId, Circumstances

Verdict = Literal[
    "prohibited",
    "licence_required_presumed_denied",
    "licence_required_case_by_case",
    "licence_required",
    "not_required",
    "not_decided",
]
"""What is said of a transaction, worst first; `not_decided` is no judgement at all."""

RestrictiveVerdict = Literal[
    "prohibited",
    "licence_required_presumed_denied",
    "licence_required_case_by_case",
    "licence_required",
]
"""The verdicts that a rule can give once it applies."""

LicenceType = Literal["individual", "general", "registration", "validated_end_user"]


class Review(LightDefinition):
    """In which circumstances is an application treated otherwise than usual?

    when    : the circumstances (:class:`~monazite.policy.scope.Circumstances`)
    verdict : what then holds
    says    : in own words
    article : where it is written
    """

    id: Name
    when: Circumstances
    verdict: RestrictiveVerdict
    says: Label
    article: Sentence | None = None


class TimeLimit(LightDefinition):
    """How long may the office take?

    working_days : statutory number; `unknown` is left out and said in `says`
    says         : from when it runs, what does not count
    article      : where it is written
    """

    working_days: Annotated[int, Bounds(ge=0, le=1000)] | None = None
    says: Label
    article: Sentence | None = None


class Licensing(LightDefinition):
    """How is an application made and decided?

    licence_types   : kinds of licence there are
    review          : circumstances treated otherwise; the worst that holds counts
    documents       : what has to be handed in
    time_limit      : statutory clock
    decided_by      : who decides
    validity_months : of an individual licence
    general_licence : act with the customers of general licences; a named customer then has one
    special_application : a listed or refused party may still apply
    """

    licence_types: Annotated[tuple[LicenceType, ...], Bounds(max_length=8)] = ()
    review: Annotated[tuple[Review, ...], Bounds(max_length=40)] = ()
    documents: Annotated[tuple[Label, ...], Bounds(max_length=40)] = ()
    time_limit: TimeLimit | None = None
    decided_by: Label | None = None
    validity_months: Annotated[int, Bounds(ge=1, le=600)] | None = None
    general_licence: ActId | None = None
    special_application: bool = False
