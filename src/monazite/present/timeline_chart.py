"""How is the timeline drawn?

Colour says whose act it is, shape in what state it is: announced is an outline with a light tint,
in force is solid and lighter after today ("as the text stands"), suspended is hatched, a stated end
that has passed is dashed and open on the right with a question mark, ended is a thin line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from monazite.present.catalogue import Catalogue, Language, catalogue
from monazite.present.drawing import SANS
from monazite.present.lettering import text_width
from monazite.present.timeline import LANES, StateSpan, TimelineRow
from monazite.present.tokens import Party, colour, text_colour

WIDTH = 1440.0
LABELS = 420.0
RIGHT = 150.0
ROW = 22.0
BAR = 11.0
TOP = 96.0
LANE_HEAD = 34.0
FADED = 0.42
NARROW = 0.93
"""The face of Latin labels is a little narrower than the usual estimate of a text's width."""
LEAST_TITLE = 70.0
"""A title with less room than this beside a number is left out; the row's tooltip has it."""

_PARTY: dict[str, Party] = {
    "west": "allied",
    "resource_states": "resource",
    "china": "china",
    "other": "other",
}


@dataclass(frozen=True)
class Axis:
    """Where does a day stand? Linear from ``first`` to ``last`` over the plot, in pixels."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """At which x does a day stand? Days outside are moved to the edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return LABELS + min(1.0, max(0.0, share)) * (WIDTH - LABELS - RIGHT)


def _text(x: float, y: float, words: str, size: float, fill: str, extra: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{extra}>'
        f"{escape(words)}</text>"
    )


def _rect(x: float, y: float, width: float, height: float, extra: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.5):.1f}" height="{height}" {extra}/>'
    )


def _set_width(words: str, size: float) -> float:
    """How wide is a text as set? Chinese characters have their full width."""
    chinese = any(letter >= "\u2e80" for letter in words)
    return text_width(words, size) * (1.0 if chinese else NARROW)


def _shortened(words: str, size: float, width: float) -> str:
    if _set_width(words, size) <= width:
        return words
    while words and _set_width(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def _label(row: TimelineRow, y: float) -> Iterator[str]:
    """Which words name a row? Its number (or title) and part, then its title if there is room."""
    room = LABELS - 16
    words = row.number or row.title
    if row.part:
        words = f"{words} · {row.part}"
    elif row.number:
        room = 190
    shown = _shortened(words, 13, room)
    yield f"<title>{escape(f'{row.act}: {row.title} {row.part}'.strip())}</title>"
    yield _text(0, y + 15, shown, 13, colour("ink"), ' font-weight="600"')
    at = _set_width(shown, 13.4) + 12
    if row.number and LABELS - 16 - at >= LEAST_TITLE:
        rest = _shortened(row.title, 13, LABELS - 16 - at)
        yield _text(at, y + 15, rest, 13, colour("ink2"))


def _bar(span: StateSpan, party: Party, axis: Axis, y: float, today: date) -> Iterator[str]:
    """Which marks draw one state of a row? Nothing where the span lies outside the axis."""
    start, end = span.start or axis.first, span.end or axis.last
    if end < axis.first or start > axis.last or (span.start is None and span.state == "unknown"):
        return
    fill, top = colour(party), y + (ROW - BAR) / 2
    left, right = axis.at(start), axis.at(end)
    if span.state == "announced":
        yield _rect(
            left, top, right - left, BAR, f'fill="{fill}" fill-opacity="0.1" stroke="{fill}"'
        )
    elif span.state == "in_force":
        if start <= today:
            middle = min(right, axis.at(today))
            yield _rect(left, top, middle - left, BAR, f'fill="{fill}"')
            left = middle
        if right > left:
            yield _rect(left, top, right - left, BAR, f'fill="{fill}" fill-opacity="{FADED}"')
    elif span.state == "suspended":
        hatch = f'fill="url(#hatch-{party})" stroke="{fill}" stroke-width="0.8"'
        yield _rect(left, top, right - left, BAR, hatch)
    elif span.state in ("stated_end_passed", "unknown"):
        dashes = f'stroke="{fill}" stroke-width="1.4" stroke-dasharray="4 3" fill="none"'
        reach = min(right, left + 110.0)
        path = f"M{reach:.1f} {top:.1f}H{left:.1f}V{top + BAR:.1f}H{reach:.1f}"
        yield f'<path d="{path}" {dashes}/>'
        if span.state == "stated_end_passed":
            yield (
                f'<path d="M{left:.1f} {top - 3:.1f}V{top + BAR + 3:.1f}" '
                f'stroke="{colour("ink")}" stroke-width="1.8"/>'
            )
        question = _text(left + 12, top + BAR - 1, "?", 12, colour("ink"), ' font-weight="600"')
        yield question
    else:
        middle_y = y + ROW / 2
        yield (
            f'<path d="M{left:.1f} {middle_y:.1f}H{min(right, left + 12):.1f}" '
            f'stroke="{fill}" stroke-width="1"/>'
        )
    if span.start is not None and span.start < axis.first:
        yield (
            f'<path d="M{LABELS + 6:.1f} {top + 1:.1f}l-5 {BAR / 2 - 1:.1f}l5 {BAR / 2 - 1:.1f}z" '
            f'fill="{colour("paper")}"/>'
        )


def _key(say: Catalogue) -> Iterator[str]:
    """Which marks explain the states, above the plot?"""
    x, y, ink = 0.0, 20.0, colour("ink2")
    for state in ("announced", "in_force", "suspended", "stated_end_passed", "after_today"):
        words = say.say(f"timeline.state.{state}")
        shape = {
            "announced": f'fill="{ink}" fill-opacity="0.1" stroke="{ink}"',
            "in_force": f'fill="{ink}"',
            "suspended": f'fill="url(#hatch-key)" stroke="{ink}" stroke-width="0.8"',
            "stated_end_passed": f'fill="none" stroke="{ink}" stroke-dasharray="4 3"',
            "after_today": f'fill="{ink}" fill-opacity="{FADED}"',
        }[state]
        yield _rect(x, y, 28, BAR, shape)
        yield _text(x + 36, y + BAR - 1, words, 13, ink)
        x += 36 + text_width(words, 13) + 28


def _hatches() -> str:
    """Which patterns hatch the suspended? 45 degrees, a line every five pixels."""
    fills = {party: colour(party) for party in _PARTY.values()} | {"key": colour("ink2")}
    return "".join(
        f'<pattern id="hatch-{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V5" stroke="{fill}" stroke-width="2.6"/>'
        "</pattern>"
        for name, fill in fills.items()
    )


def timeline_svg(
    rows: Sequence[TimelineRow],
    lang: Language,
    today: date,
    first: date,
    last: date,
) -> str:
    """Which SVG shows the rows from ``first`` to ``last``? Text is kept as text; light colours."""
    say, axis = catalogue(lang), Axis(first, last)
    ink, quiet = colour("ink"), colour("ink3")
    body: list[str] = list(_key(say))
    y = TOP
    for lane in LANES:
        members = [row for row in rows if row.lane == lane]
        if not members:
            continue
        party = _PARTY[lane]
        body.append(f'<path d="M0 {y:.1f}H{WIDTH}" stroke="{colour("line2")}"/>')
        head = say.say(f"timeline.lane.{lane}")
        body.append(_text(0, y + 22, head, 15, text_colour(party), ' font-weight="600"'))
        if y > TOP:
            body.extend(_year_words(axis, y + 22, quiet))
        y += LANE_HEAD
        for row in members:
            body.append("<g>")
            body.extend(_label(row, y))
            for span in row.spans:
                body.extend(_bar(span, party, axis, y, today))
            if row.stated_end and first <= row.stated_end:
                said = say.say("timeline.until", day=row.stated_end.isoformat())
                body.append(_text(WIDTH - RIGHT + 12, y + 15, said, 12, quiet))
            body.append("</g>")
            y += ROW
        y += 10
    body.append(_text(0, y + 16, say.say("timeline.silence"), 12, quiet))
    height = y + 30
    grid = list(_year_words(axis, TOP - 16, quiet))
    for x, _ in _years(axis):
        grid.append(f'<path d="M{x:.1f} {TOP - 10}V{y:.1f}" stroke="{colour("line")}"/>')
    now = axis.at(today)
    if first <= today <= last:
        grid.append(f'<path d="M{now:.1f} {TOP - 12}V{y:.1f}" stroke="{ink}"/>')
        words = say.say("timeline.today", day=today.isoformat())
        place = ' text-anchor="middle" font-weight="600"'
        grid.append(_text(now, TOP - 36, words, 13, ink, place))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 0 {WIDTH + 16} {height:.0f}" '
        f'width="{WIDTH + 16:.0f}" height="{height:.0f}" font-family="{escape(SANS)}" role="img" '
        f'aria-label="{escape(say.say("timeline.title"))}"><defs>{_hatches()}</defs>'
        f'<rect x="-8" y="0" width="{WIDTH + 16}" height="{height:.0f}" fill="{colour("paper")}"/>'
        + "".join(grid)
        + "".join(body)
        + "</svg>"
    )


def _years(axis: Axis) -> Iterator[tuple[float, int]]:
    """Where does each first of January on the axis stand? (x, year)"""
    for year in range(axis.first.year, axis.last.year + 1):
        day = date(year, 1, 1)
        if axis.first <= day <= axis.last:
            yield axis.at(day), year


def _year_words(axis: Axis, y: float, quiet: str) -> Iterator[str]:
    """Which marks name the years, at the top and again at the head of each lane?"""
    for x, year in _years(axis):
        yield _text(x, y, str(year), 13, quiet, ' text-anchor="middle"')
