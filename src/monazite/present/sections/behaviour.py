"""How is the comparison with 2025 set: verdicts, ranges, and a strip relative to the record?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from monazite.present import findings
from monazite.present.behaviour import (
    Comparison,
    Unit,
    counted,
    rule_text,
    written_beside,
    written_range,
)
from monazite.present.context import Context
from monazite.present.figure import Table
from monazite.present.number_text import THIN_SPACE
from monazite.present.sentences import checked

WIDTH, HEIGHT, EDGE = 190.0, 24.0, 4.0
"""Size of a strip in pixels, and the factor from the record at its two ends."""

_GLYPH = {
    "miss": '<path d="M2 2 9 9M9 2 2 9" stroke="currentColor" stroke-width="1.8" fill="none"/>',
    "hit": '<circle cx="5.5" cy="5.5" r="4" fill="currentColor"/>',
    "open": '<circle cx="5.5" cy="5.5" r="3.6" fill="none" stroke="currentColor"/>',
}


@dataclass(frozen=True)
class Row:
    """One row of the behaviour table, written in the language of the page."""

    verdict: str
    verdict_text: str
    glyph: Markup
    object: str
    note: str
    record: str
    rule: str
    model: str
    strip: Markup
    source: str
    grade: str


def _ratio(value: float, unit: Unit) -> float:
    """Which positive number stands for a value on a log axis? A change of -75 % is a quarter."""
    return 1.0 + value if unit == "change" else value


def _position(ratio: float, middle: float) -> float:
    """Where on the strip, in pixels, is a number relative to the middle of the record?"""
    if ratio <= 0:
        return 0.0
    place = 0.5 + math.log(ratio / middle) / (2 * math.log(EDGE))
    return WIDTH * min(max(place, 0.0), 1.0)


def strip(row: Comparison, words: str) -> Markup:
    """Which small drawing sets the model's number beside the accepted range?

    The axis is logarithmic, from a quarter to four times the middle of the accepted range; what
    lies beyond stands at the edge with an arrow. ``words`` say the same to who cannot see it.
    """
    unit, accept = row.record.unit, row.record.accept
    ends = [None if end is None else _ratio(end, unit) for end in (accept.low, accept.high)]
    known = [end for end in ends if end is not None and end > 0]
    middle = math.sqrt(known[0] * known[-1]) if known else 1.0
    left = 0.0 if ends[0] is None or ends[0] <= 0 else _position(ends[0], middle)
    right = WIDTH if ends[1] is None else _position(ends[1], middle)
    parts = [
        f'<line x1="0" x2="{WIDTH:g}" y1="12" y2="12" stroke="var(--line2)"/>',
        f'<rect x="{left:.1f}" y="8" width="{max(right - left, 2):.1f}" height="8" '
        'fill="var(--other)"/>',
    ]
    if row.value is not None:
        ratio = _ratio(row.value, unit)
        x = _position(ratio, middle)
        colour = "var(--alt)" if row.verdict == "miss" else "var(--ink)"
        beyond = ratio <= 0 or abs(math.log(ratio / middle)) > math.log(EDGE)
        x = min(max(x, 5.0), WIDTH - 5.0)
        if beyond:
            tip = -4 if x < WIDTH / 2 else 4
            mark = (
                f'<path d="M{x - tip:.1f} 7 {x + tip:.1f} 12 {x - tip:.1f} 17Z" fill="{colour}"/>'
            )
        elif row.verdict == "miss":
            mark = (
                f'<path d="M{x - 4:.1f} 8l8 8m0-8l-8 8" stroke="{colour}" stroke-width="2" '
                'fill="none"/>'
            )
        else:
            fill = colour if row.verdict == "hit" else "var(--paper)"
            mark = (
                f'<circle cx="{x:.1f}" cy="12" r="4.2" fill="{fill}" stroke="{colour}" '
                'stroke-width="1.6"/>'
            )
        parts.append(mark)
    label = Markup.escape(words)
    return Markup(
        f'<svg class="strip" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{label}">'
        f"{''.join(parts)}</svg>"
    )


def heading(context: Context, rows: Sequence[Comparison]) -> str:
    """Which sentence counts the rows that agree, miss and stay open?"""
    verdicts = counted(tuple(rows))
    claim = findings.behaviour(verdicts)
    return checked(claim, findings.behaviour_holds(claim, verdicts)).text(context.words)


def _unit(context: Context, unit: Unit, text: str) -> str:
    if unit == "USD/kg":
        return f"{text} {context.say('unit.usd_kg')}"
    return f"{text} {context.say('unit.tonnes')}" if unit == "tonnes" else text


def table_rows(context: Context, compared: Sequence[Comparison]) -> tuple[Row, ...]:
    """Which rows are set, in the order given?"""
    language = context.words.language
    rows = []
    for row in compared:
        record = row.record
        fitted = context.say("behaviour.not_fitted")
        if record.fitted is not None:
            fitted = context.say("behaviour.fitted", parameters=record.fitted.text(language))
        note = "" if record.note is None else record.note.text(language)
        model = _unit(
            context,
            record.unit,
            written_beside(row.value, row.verdict, record.accept, record.unit),
        )
        recorded = _unit(context, record.unit, written_range(record.record, record.unit))
        verdict = context.say(f"behaviour.{row.verdict}")
        described = context.say(
            "behaviour.describe", object=record.object.text(language), record=recorded, model=model
        )
        rows.append(
            Row(
                verdict=row.verdict,
                verdict_text=verdict,
                glyph=Markup(
                    '<svg viewBox="0 0 11 11" aria-hidden="true">' + _GLYPH[row.verdict] + "</svg>"
                ),
                object=record.object.text(language),
                note=context.say("word.stop").join(part for part in (fitted, note) if part),
                record=recorded,
                rule=rule_text(context, record.accept, record.unit),
                model=model,
                strip=strip(row, described),
                source=_thousands(record.source),
                grade=record.grade,
            )
        )
    return tuple(rows)


def _thousands(text: str) -> str:
    """How is a quoted text printed with the report's own mark between thousands?"""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", THIN_SPACE, text)


def data(compared: Sequence[Comparison]) -> Table:
    """Which table holds the comparison at full precision, for the CSV?"""
    headers = (
        "id", "verdict", "unit", "record_low", "record_high", "accept_low", "accept_high",
        "model", "grade", "fitted", "source",
    )  # fmt: skip
    rows = tuple(
        (
            row.record.id, row.verdict, row.record.unit, row.record.record.low,
            row.record.record.high,
            "n/a" if row.record.accept.low is None else row.record.accept.low,
            "n/a" if row.record.accept.high is None else row.record.accept.high,
            row.value, row.record.grade,
            "no" if row.record.fitted is None else row.record.fitted.en, row.record.source,
        )
        for row in compared
    )  # fmt: skip
    return Table(headers, rows)


def fitted_parameters(context: Context) -> tuple[str, ...]:
    """Which parameters of scenario and chain say that they were chosen by looking at an episode?"""
    lines = [
        context.say("behaviour.effect", id=effect.replace("_", " "), note=_thousands(note))
        for effect, note in context.fitted.items()
    ]
    behaviour = getattr(context.world.chain, "behaviour", None)
    for group in ("ceiling", "cover"):
        parameters = getattr(behaviour, group, None) or {}
        names = [
            f"{_parameter_of(context, name)} {parameter.value:g}"
            for name, parameter in parameters.items()
            if parameter.fitted_on
        ]
        if names:
            lines.append(
                context.say(f"parameter.{group}", names=context.say("word.comma").join(names))
            )
    return tuple(lines)


def _parameter_of(context: Context, name: str) -> str:
    if name in context.world.chain.goods:
        return context.good_name(name)
    key = f"good_stage.{name}"
    return context.say(key) if context.words.has(key) else name
