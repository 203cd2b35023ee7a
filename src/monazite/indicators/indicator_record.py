"""What is recorded of one indicator?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from monazite.labels import Label


@dataclass(frozen=True)
class Indicator:
    """What does one indicator measure?

    id       : short English name
    label    : what it is called; question: what it answers; these, unit, formula and reading are
               in English and Chinese
    unit     : of its value ("share" is a fraction, percent is never stored)
    lowest, highest : range of a known value, None for no bound
    formula  : in words and names of the quantities
    reading  : edge cases and how to read it
    source   : paper, law or section of the model it follows
    measure  : "module:function" under monazite.indicators, of plain numbers or tables
    of_run   : the same for a run, or of the shipped tables where no run is needed
    needs_run: does `of_run` take a run?
    """

    id: str
    label: Label
    question: Label
    unit: Label
    lowest: float | None
    highest: float | None
    formula: Label
    reading: Label
    source: str
    measure: str
    of_run: str
    needs_run: bool = True

    def functions(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Which functions compute it: of plain tables, and of a run?"""
        return _function(self.measure), _function(self.of_run)

    @property
    def range(self) -> str:
        """Between which values does it lie, as text?"""
        low = "-∞" if self.lowest is None else f"{self.lowest:g}"
        high = "∞" if self.highest is None else f"{self.highest:g}"
        return f"{low} … {high}"


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"monazite.indicators.{module}"), function)
    return found
