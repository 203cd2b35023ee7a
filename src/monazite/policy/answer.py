"""Yes, no, not known: the three answers to every question that a rule asks.

Nothing is decided by silence. A question whose answer is not known stays open through every
combination, unless another answer settles the whole: *no and unknown* is no, *yes or unknown* is
yes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Answer = Literal["yes", "no", "unknown"]
"""What can be said to one question."""

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"


def every(answers: Iterable[Answer]) -> Answer:
    """Do all hold? One no settles it; yes only if all are yes; yes for no question at all."""
    open_question = False
    for answer in answers:
        if answer == NO:
            return NO
        open_question = open_question or answer == UNKNOWN
    return UNKNOWN if open_question else YES


def some(answers: Iterable[Answer]) -> Answer:
    """Does at least one hold? One yes settles it; no only if all are no, also for none at all."""
    open_question = False
    for answer in answers:
        if answer == YES:
            return YES
        open_question = open_question or answer == UNKNOWN
    return UNKNOWN if open_question else NO


def opposite(answer: Answer) -> Answer:
    """Does it not hold? Unknown stays unknown."""
    if answer == UNKNOWN:
        return UNKNOWN
    return NO if answer == YES else YES


def said(value: bool | None) -> Answer:
    """Return the answer that a truth value gives; None says nothing and is unknown."""
    if value is None:
        return UNKNOWN
    return YES if value else NO
