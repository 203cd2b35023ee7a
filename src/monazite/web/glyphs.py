"""Which small drawing stands for a state, a verdict, a grade? Always beside its word.

Colour says whose act it is (by class), shape in what state it is, weight how sure a number is.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from monazite.present.axes import Axis
from monazite.present.exposure import Interval

_STATES = {
    "in_force": '<rect x=".5" y="1" width="21" height="9" rx="1.5" fill="currentColor"/>',
    "announced": '<rect x="1" y="1.5" width="20" height="8" rx="1.5" fill="currentColor" '
    'fill-opacity=".1" stroke="currentColor"/>',
    "suspended": '<rect x="1" y="1.5" width="20" height="8" rx="1.5" fill="none" '
    'stroke="currentColor"/><path d="M3 9.5 9 1.5M8 9.5l6-8M13 9.5l6-8" stroke="currentColor" '
    'stroke-width="1.3"/>',
    "stated_end_passed": '<path d="M1 1.5H22M1 9.5H22" stroke="currentColor" '
    'stroke-dasharray="3 2"/><path d="M1 1.5V9.5" stroke="currentColor" stroke-dasharray="2 1.5"/>',
    "unknown": '<rect x="1" y="1.5" width="20" height="8" rx="1.5" fill="none" '
    'stroke="currentColor" stroke-dasharray="2 2"/>',
    "ended": '<path d="M1 5.5H21" stroke="currentColor" stroke-width="1.6" opacity=".75"/>',
    "not_announced": '<path d="M1 5.5H21" stroke="currentColor" stroke-dasharray="1 3"/>',
}

_GATES = {
    "prohibited": '<path d="M0 16H14" /><path d="M15 4V28M33 4V28"/>'
    '<rect x="16" y="7" width="16" height="18" class="solid"/>',
    "licence_required_presumed_denied": '<path d="M0 16H14"/><path d="M15 4V28M33 4V28"/>'
    '<path d="M16 7H32V14H16ZM16 18H32V25H16Z" class="solid"/>',
    "licence_required_case_by_case": '<path d="M0 16H14"/><path d="M15 4V28M33 4V28"/>'
    '<path d="M16 7H32V16H16Z" class="solid"/><path d="M34 16H46" stroke-dasharray="3 2.5"/>',
    "licence_required": '<path d="M0 16H44"/><path d="M39 11.5 45 16 39 20.5"/>'
    '<path d="M15 4V28M33 4V28"/><rect x="16" y="13" width="16" height="6" class="solid"/>',
    "not_required": '<path d="M0 16H44"/><path d="M39 11.5 45 16 39 20.5"/>'
    '<path d="M15 4V11M15 21V28M33 4V11M33 21V28"/>',
    "not_decided": '<path d="M0 16H12" /><path d="M34 16H46" stroke-dasharray="3 2.5"/>'
    '<path d="M15 4V28M33 4V28"/><rect x="15" y="5" width="18" height="22" '
    'stroke-dasharray="2.5 2.5"/>',
}


def state_glyph(state: str, lane: str = "") -> Markup:
    """Which drawing shows a legal state, in the colour of a lane (west, china, ...)?"""
    return Markup(
        '<svg class="state-glyph lane-{lane}" viewBox="0 0 22 11" aria-hidden="true">{body}</svg>'
    ).format(lane=lane or "none", body=Markup(_STATES[state]))


def gate_glyph(verdict: str, small: bool = False) -> Markup:
    """Which drawing shows a verdict: two posts and a bar that lets pass, or does not?"""
    return Markup(
        '<svg class="gate-glyph{size}" viewBox="0 0 48 32" aria-hidden="true" fill="none" '
        'stroke="currentColor" stroke-width="2.4">{body}</svg>'
    ).format(size=" small" if small else "", body=Markup(_GATES[verdict]))


_GRADES = {
    "A": '<circle cx="5" cy="5" r="4.2" fill="currentColor"/>',
    "B": '<path d="M5 5V.8A4.2 4.2 0 1 1 .8 5Z" fill="currentColor"/>',
    "C": '<path d="M5 .8A4.2 4.2 0 0 1 5 9.2Z" fill="currentColor"/>',
    "D": "",
    "M": "",
}


def grade_glyph(letter: str, meaning: str = "") -> Markup:
    """Which drawing shows a grade? Its letter is printed beside it, its meaning on hovering."""
    if letter == "M":
        body = (
            '<rect y="3.6" width="10" height="2.8" fill="currentColor" opacity=".45"/>'
            '<rect x="2.4" y="3.6" width="5" height="2.8" fill="currentColor"/>'
        )
    else:
        body = (
            '<circle cx="5" cy="5" r="4.2" fill="none" stroke="currentColor" stroke-width="1.2"/>'
            + _GRADES.get(letter, "")
        )
    return Markup(
        '<span class="grade" title="{meaning}"><svg viewBox="0 0 10 10" aria-hidden="true">{body}'
        "</svg>{letter}</span>"
    ).format(meaning=escape(meaning), body=Markup(body), letter=letter)


def marks(interval: Interval, axis: Axis) -> list[str]:
    """Where on an axis do the five levels of an interval stand, in thousandths of its length?"""
    levels = (interval.low, interval.lower, interval.middle, interval.upper, interval.high)
    return [f"{1000 * min(1.0, max(0.0, axis.position(value))):.1f}" for value in levels]
