"""Which lines of control lists come near a description of goods?

Shown beside the verdict, so that a reader sees what the words were compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.policy.answer import NO, UNKNOWN, YES, Answer
from monazite.policy.scope import GoodsItem

if TYPE_CHECKING:
    from monazite.policy.screen import Screening

MOST = 12
"""How many candidates are shown."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Which line of which act, and does it fit?"""

    act: str
    item: GoodsItem
    answer: Answer


def candidates(answer: Screening) -> tuple[Candidate, ...]:
    """Which lines come near: those that fit, that perhaps fit, that fail by a threshold only."""
    inquiry = answer.inquiry
    if not inquiry.goods.substance.recognised:
        return ()
    found: list[tuple[int, str, Candidate]] = []
    for ready in inquiry.library.rules:
        for line in ready.lines:
            if line.act != ready.act.id:
                continue
            match = line.matches(inquiry.goods, inquiry.values)
            rank = {YES: 0, UNKNOWN: 1}.get(match.answer)
            if match.answer == NO:
                rank = 2 if match.code == "threshold_not_met" else None
            if rank is not None and not (rank == 1 and match.code == "goods_unclear"):
                found.append((rank, line.act, Candidate(line.act, line.item, match.answer)))  # type: ignore[arg-type]
    if not found:
        for ready in inquiry.library.rules:
            for line in ready.lines:
                if line.act == ready.act.id:
                    match = line.matches(inquiry.goods, inquiry.values)
                    if match.answer == UNKNOWN:
                        found.append((1, line.act, Candidate(line.act, line.item, UNKNOWN)))
    found.sort(key=lambda one: (one[0], one[1], one[2].item.id))
    return tuple(one for _, _, one in found[:MOST])
