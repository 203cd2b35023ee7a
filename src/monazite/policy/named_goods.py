"""Which goods of the chains does an act name?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monazite.policy.library import Library
    from monazite.policy.ready_rule import ReadyRule


def named_goods(library: Library, act: str) -> frozenset[str] | None:
    """Which goods of the chains do the rules of an act name? None where one reaches all goods.

    By the items of its rules and of their readings, the registers of goods that they look up, and
    the goods of their market blocks; a rule on all goods whose market blocks name some reaches
    those. Raises UnknownNameError for an act that the library does not have.
    """
    library.act(act)
    found: set[str] = set()
    for written in library.rules:
        for ready in (written, *written.alternatives) if written.act.id == act else ():
            blocks = [good for block in ready.rule.market for good in _of_block(block)]
            if ready.rule.scope.goods.all_goods and not blocks:
                return None
            found.update(blocks, _of_items(library, ready))
    return frozenset(found)


def _of_block(block: object) -> Iterator[str]:
    for one in getattr(block, "goods", None) or ():
        yield one.good


def _of_items(library: Library, ready: ReadyRule) -> Iterator[str]:
    lines = list(ready.lines)
    register = ready.rule.scope.goods.on_list
    if register is not None:
        for one in library.goods_on(register):
            lines += one.lines
    for line in lines:
        yield from line.goods
