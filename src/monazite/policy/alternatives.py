"""What would come out if one thing were otherwise: the branch of an open act, or one field?

Each alternative is a transaction of its own, screened like the first; only those are told whose
verdict differs. Nothing is recommended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from monazite.errors import DefinitionError
from monazite.policy.answer import NO
from monazite.policy.batch import BatchScreener
from monazite.policy.cases import Branch
from monazite.policy.legal_calendar import BRANCHES
from monazite.policy.library import Library
from monazite.policy.licensing import Verdict
from monazite.policy.screen import Screening
from monazite.policy.transaction import Transaction

TRIED: dict[str, tuple[Any, ...]] = {
    "end_use": ("civil", "military"),
    "to": ("USA", "DEU", "JPN", "KOR", "IND"),
    "made_with_chinese_technology": (False,),
    "chinese_content_value_share": (0.0,),
}
"""Field -> values that are tried one at a time, where the transaction says something else."""


@dataclass(frozen=True)
class Alternative:
    """Which verdict would come out if one field had another value?"""

    field: str
    value: Any
    verdict: Verdict


@dataclass(frozen=True)
class BranchVerdict:
    """Which verdict would come out if every open act were revived, prolonged or repealed?"""

    branch: str
    verdict: Verdict


@lru_cache(maxsize=64)
def _screener(
    acts: Library | None, names: tuple[str, ...] = (), branch: Branch | None = None
) -> BatchScreener:
    """Return the quick screener of a library under one branch of some acts; the latest are kept."""
    return BatchScreener(acts, {} if branch is None else dict.fromkeys(names, branch))


def open_acts(answer: Screening) -> tuple[str, ...]:
    """Which acts that may reach the transaction have passed their stated end?"""
    return tuple(
        dict.fromkeys(
            one.rule.act.id
            for one in answer.findings
            if one.status.state == "stated_end_passed" and one.finding.answer != NO
        )
    )


def branch_verdicts(answer: Screening, acts: Library | None = None) -> tuple[BranchVerdict, ...]:
    """What comes out under each branch? Empty where no act that matters is open."""
    names = open_acts(answer)
    if not names:
        return ()
    return tuple(
        BranchVerdict(
            branch,
            _screener(acts, names, branch).screen(answer.transaction).verdict,
        )
        for branch in BRANCHES
    )


def alternatives(answer: Screening, acts: Library | None = None) -> tuple[Alternative, ...]:
    """Which single changes would give another verdict? In the order in which they are tried."""
    return tuple(_tried(answer, acts))


def _tried(answer: Screening, acts: Library | None) -> Iterator[Alternative]:
    given = answer.transaction
    for field, values in TRIED.items():
        own = getattr(given, field)
        for value in values:
            if value == own or (field == "to" and value == given.from_):
                continue
            other = given.changed(**{field: value})
            found = _verdict(other, acts)
            if found is not None and found != answer.verdict:
                yield Alternative(field, value, found)


def _verdict(transaction: Transaction, acts: Library | None) -> Verdict | None:
    try:
        return _screener(acts).screen(transaction).verdict
    except DefinitionError:
        return None
