"""Worked cases beside each act: what a lawyer can check without reading code.

``<slug>.cases.yaml`` holds a list of cases. Each says what is shipped and what must come out:

    - name: one day before entry into force
      transaction: {date: 2025-04-03, good: dysprosium oxide, from: CHN, to: DEU, end_use: civil}
      expect: {rule: licence, matched: "no", because: not_in_force}
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from monazite.errors import DefinitionError
from monazite.light_definition import Bounds, LightDefinition, field
from monazite.policy.citation import Sentence
from monazite.policy.licensing import Verdict
from monazite.policy.reason import ReasonCode
from monazite.policy.scope import ActId

State = Literal[
    "unknown", "not_announced", "announced", "in_force", "suspended", "ended", "stated_end_passed"
]
"""Legal state on a day."""

Branch = Literal["revived", "prolonged", "repealed"]
"""What may be assumed of an act whose stated end has passed."""


class Expectation(LightDefinition):
    """What must come out?

    verdict : of the whole transaction, all acts of the library considered
    rule    : id of a rule of this act (`licence`) or of another (`cn/act#rule`)
    matched : did that rule reach the transaction? In quotes: "yes", "no", "unknown"
    state   : state of that rule on the day
    because : code of the reason given for that rule
    gives   : verdict that this rule alone gives
    """

    verdict: Verdict | None = None
    rule: Annotated[str, Bounds(min_length=1, max_length=180)] | None = None
    matched: Literal["yes", "no", "unknown"] | None = None
    state: State | None = None
    because: ReasonCode | None = None
    gives: Verdict | None = None

    def __post_init__(self) -> None:
        if self.verdict is None and self.matched is None:
            raise DefinitionError.one(
                where="", found="no verdict and no `matched`", expected="at least one of them"
            )
        about_rule = (self.matched, self.state, self.because, self.gives)
        if self.rule is None and any(part is not None for part in about_rule):
            raise DefinitionError.one(
                where="",
                found="an answer about a rule that is not named",
                expected="the key `rule`",
            )


class Case(LightDefinition):
    """One worked case.

    assume : act -> branch (`revived`, `prolonged`, `repealed`), as `--assume` does
    note   : why it comes out so, for the reader
    """

    name: Sentence
    transaction: dict[str, Any]
    expect: Expectation
    assume: dict[ActId, Branch] = field(default_factory=dict)
    note: Sentence | None = None


class CaseFile(LightDefinition):
    """All worked cases of one act; at least one it catches and one it does not."""

    cases: Annotated[tuple[Case, ...], Bounds(min_length=2, max_length=200)]
