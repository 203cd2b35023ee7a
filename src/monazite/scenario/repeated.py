"""Does the same effect stand a second time in a file, under another id?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monazite.scenario.written import WrittenEffect


def repeated(effects: Iterable[WrittenEffect]) -> dict[int, str]:
    """Which effects are the same as an earlier one? Place -> id of the first.

    The same kind, fields and span: their evidence and ids apart, one and the same rule. Effects of
    one id are another fault.
    """
    first: dict[str, str] = {}
    found: dict[int, str] = {}
    for place, effect in enumerate(effects):
        same = first.setdefault(effect.model_dump_json(exclude={"id", "evidence"}), effect.id)
        if same != effect.id:
            found[place] = same
    return found
