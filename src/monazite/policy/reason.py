"""Why a rule reaches a transaction, or does not: short codes that sentences are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ReasonCode = Literal[
    "applies",
    "not_in_force",
    "suspended",
    "ended",
    "stated_end_passed",
    "state_unknown",
    "goods_not_covered",
    "goods_unclear",
    "threshold_not_met",
    "threshold_unclear",
    "goods_excepted",
    "route_not_covered",
    "route_unclear",
    "no_border_crossed",
    "origin_not_covered",
    "origin_unclear",
    "party_not_covered",
    "party_unclear",
    "end_use_not_covered",
    "end_use_unclear",
    "condition_not_met",
    "condition_unclear",
    "exempt",
    "readings_differ",
    "not_read",
]
"""Why: the first thing that settles the answer, or keeps it open."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Which reason, with which facts to put into the sentence?"""

    code: ReasonCode
    facts: dict[str, object] = field(default_factory=dict)
