"""One rule made ready for both readings, and what its answer hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from monazite.policy.goods_matching import Line
from monazite.policy.legal_calendar import LegalCalendar
from monazite.policy.parameters import parameters
from monazite.policy.record import Act
from monazite.policy.rule import Exemption, Rule

if TYPE_CHECKING:
    from monazite.policy.library import Library

EXPORTING = frozenset(
    [
        "export_ban",
        "export_licence",
        "export_quota",
        "export_duty",
        "local_processing_rule",
        "entity_list",
        "technology_export_control",
        "reexport_rule",
    ]
)
"""Instruments that look at goods leaving a territory."""


_NUMBER = count()


@dataclass(frozen=True, eq=False)
class ReadyRule:
    """One rule, or one reading of it, made ready.

    id       : act#rule
    reading  : id of the reading, None for the rule as written
    crossing : which crossing it looks at
    library  : where it stands
    lines, except_lines : goods it names
    """

    id: str
    act: Act
    rule: Rule
    calendar: LegalCalendar
    crossing: str
    library: Library
    lines: tuple[Line, ...]
    except_lines: tuple[Line, ...]
    reading: str | None = None
    alternatives: tuple[ReadyRule, ...] = ()
    number: int = field(default_factory=_NUMBER.__next__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take a number of this process: another rule may have had the one of the kept rule."""
        self.__dict__.update(state, number=next(_NUMBER))

    @cached_property
    def only_goods(self) -> bool:
        """Does the answer about the goods hang on the goods, their parameters and control lists?

        Not where a threshold asks for an economy, whose groups change by the month, or for what a
        shipment is worth.
        """
        return _hangs_on_goods(self)

    @cached_property
    def plain(self) -> bool:
        """Do its lines name goods without any threshold?"""
        lines = (*self.lines, *self.except_lines)
        return self.only_goods and not any(line.item.thresholds for line in lines)

    def exemption_lines(self) -> tuple[tuple[Exemption, tuple[Line, ...]], ...]:
        """Return the exemptions with the goods each is limited to."""
        found = self.__dict__.get("_exemption_lines")
        if found is None:
            found = tuple(
                (one, tuple(Line.of(item, self.act.id) for item in one.goods))
                for one in self.rule.exemptions
            )
            self.__dict__["_exemption_lines"] = found
        return found


def _hangs_on_goods(ready: ReadyRule) -> bool:
    return not any(
        name in ("value_usd", "quantity_kg")
        or parameters()[name.partition(".")[0]].kind in ("economy", "steps")
        for line in (*ready.lines, *ready.except_lines)
        for condition in line.item.thresholds
        for name in condition.parameters()
    )
