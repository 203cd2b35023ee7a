"""Which indicators are there, what does each mean, and which function computes it?

One record per indicator, in ``library/indicators.yaml``. The report's captions, the reference pages
in both languages and the tests read these records; nothing about an indicator is written twice.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from monazite.definition import Definition, read_definition
from monazite.errors import unknown_name
from monazite.labels import Label


class Indicator(Definition):
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
    lowest: float | None = None
    highest: float | None = None
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


class _Library(Definition):
    indicators: tuple[Indicator, ...]


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"monazite.indicators.{module}"), function)
    return found


INDICATORS: tuple[Indicator, ...] = read_definition(
    Path(__file__).parent / "library" / "indicators.yaml", _Library
).indicators
"""Every indicator, in the order of the reference page."""


def indicator(id: str) -> Indicator:
    """Which record describes an indicator? Raises UnknownNameError with near misses."""
    for record in INDICATORS:
        if record.id == id:
            return record
    raise unknown_name("indicator()", id, [record.id for record in INDICATORS], "indicator")
