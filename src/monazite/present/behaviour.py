"""Does the model behave as 2025 was recorded, row by row, misses as plain as hits?

The records and the rules stand in ``library/behaviour_2025.yaml``; nothing in this file knows which
rows are expected to agree. A comparison with the year on which parameters were fitted is a check of
mechanism, not a hindcast; each row says which parameters those are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from monazite.labels import Label
from monazite.present.context import Context
from monazite.present.measures import MEASURES
from monazite.present.number_text import (
    ABSENT,
    TIMES,
    agrees,
    multiple,
    percent,
    signed_percent,
    significant,
    span,
    tidy,
)

Verdict = Literal["hit", "miss", "open"]
Unit = Literal["times", "USD/kg", "change", "share", "tonnes"]
UNITS = ("times", "USD/kg", "change", "share", "tonnes")

ORDER: dict[Verdict, int] = {"miss": 0, "open": 1, "hit": 2}


@dataclass(frozen=True)
class Range:
    """Between which two numbers? None leaves a side open."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Does ``value`` lie in the range, its ends included?"""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Record:
    """One line of the record, and the rule by which a run agrees with it.

    record : what was recorded; accept : where the model agrees; other : where it agrees with a
    second source that contradicts the first; fitted : parameters chosen on the same record
    """

    id: str
    object: Label
    note: Label | None
    measure: Mapping[str, Any]
    unit: Unit
    record: Range
    source: str
    grade: str
    accept: Range
    other: Range | None
    fitted: Label | None


@dataclass(frozen=True)
class Comparison:
    """What a run says about one record: the model's number, or None, and the verdict."""

    record: Record
    value: float | None
    verdict: Verdict


def verdict_of(record: Record, value: float | None) -> Verdict:
    """Does a number agree with a record, miss it, or leave the question open?

    Open: there is no number, or two sources contradict each other and it agrees with one of them.
    """
    if value is None:
        return "open"
    first = record.accept.holds(value)
    if record.other is None:
        return "hit" if first else "miss"
    second = record.other.holds(value)
    return "hit" if first and second else "open" if first or second else "miss"


@cache
def records() -> tuple[Record, ...]:
    """Which records of 2025 are compared? Raises ValueError for a row that is not well formed."""
    text = files("monazite.present").joinpath("library", "behaviour_2025.yaml").read_text("utf-8")
    found = []
    for row in yaml.safe_load(text)["rows"]:
        kind, unit = row["measure"]["kind"], row["unit"]
        if kind not in MEASURES or unit not in UNITS:
            raise ValueError(f"behaviour row {row['id']}: no measure {kind} or unit {unit}")
        found.append(
            Record(
                id=row["id"],
                object=Label(row["en"], row["zh"]),
                note=_label(row.get("note")),
                measure=row["measure"],
                unit=unit,
                record=_range(row["record"]),
                source=row["record"]["source"],
                grade=row["record"]["grade"],
                accept=_range(row["accept"]),
                other=_range(row["other"]) if "other" in row else None,
                fitted=_label(row.get("fitted")),
            )
        )
    return tuple(found)


def _label(texts: Mapping[str, str] | None) -> Label | None:
    return None if texts is None else Label(texts["en"], texts["zh"])


def _range(row: Mapping[str, Any]) -> Range:
    low, high = row.get("low"), row.get("high")
    return Range(None if low is None else float(low), None if high is None else float(high))


def compare(context: Context) -> tuple[Comparison, ...]:
    """How does the scenario's run compare with every record, misses first?"""
    found = []
    for record in records():
        value = MEASURES[record.measure["kind"]](context, record.measure)
        found.append(Comparison(record, value, verdict_of(record, value)))
    return tuple(sorted(found, key=lambda row: ORDER[row.verdict]))


def written(value: float | None, unit: Unit) -> str:
    """How is a number of this unit written, the unit beside it?"""
    if value is None:
        return ABSENT
    if unit == "times":
        return multiple(value, 3 if abs(value) >= 1 else 2)
    if unit == "change":
        return signed_percent(value)
    if unit == "share":
        return percent(value, 0 if value == 0 or value >= 0.1 else 1)
    return significant(value)


def written_range(found: Range, unit: Unit) -> str:
    """How is a range of this unit written?"""
    low = "" if found.low is None else tidy(written(found.low, unit))
    high = "" if found.high is None else tidy(written(found.high, unit))
    return span(low, high) if low and high else low or high


def written_beside(value: float | None, verdict: Verdict, accept: Range, unit: Unit) -> str:
    """How is the model's number written, so that a near miss does not look like a hit?

    A number that misses is written with as many digits as tell it from the end of the range.
    """
    text = written(value, unit)
    ends = [tidy(written(end, unit)) for end in (accept.low, accept.high) if end is not None]
    if value is None or verdict != "miss" or tidy(text) not in ends:
        return text
    for digits in range(4, 8):
        text = (
            percent(value, digits - 3)
            if unit in ("change", "share")
            else significant(value, digits)
        )
        if not any(agrees(text, end) for end in (accept.low, accept.high) if end is not None):
            break
    return f"{TIMES}{text}" if unit == "times" else text


def rule_text(context: Context, found: Range, unit: Unit) -> str:
    """How is the accepted range said in words?"""
    if found.low is None and found.high is not None:
        return context.say("behaviour.rule_most", high=tidy(written(found.high, unit)))
    if found.high is None and found.low is not None:
        return context.say("behaviour.rule_least", low=tidy(written(found.low, unit)))
    return context.say("behaviour.rule", range=written_range(found, unit))


def counted(rows: tuple[Comparison, ...]) -> list[str]:
    """Which verdicts have the rows, in order?"""
    return [row.verdict for row in rows]
