"""In which files can a timeline be kept: SVG, PNG, HTML, CSV or JSON?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from html import escape

from monazite.present.catalogue import Language, catalogue
from monazite.present.drawing import png
from monazite.present.page_style import style_sheet
from monazite.present.timeline import TimelineRow, table_rows
from monazite.present.timeline_chart import timeline_svg
from monazite.present.tokens import follow_scheme

FORMATS = ("svg", "html", "png", "csv", "json")
"""Endings of the files that a timeline can be written to."""

COLUMNS = (
    "act",
    "lane",
    "number",
    "title",
    "part",
    "state",
    "from",
    "to",
    "instruments",
    "elements",
    "grade",
    "source",
)


_LAYOUT = (
    "main{max-width:1504px;margin:0 auto;padding:32px 24px 40px}"
    ".scroll svg{display:block;min-width:1180px;width:100%;height:auto;margin-top:16px}"
    "details{margin:16px 0}summary{cursor:pointer;padding:11px 0}"
    "@media (max-width:720px){main{padding:24px 18px 32px}}"
)
"""The drawing keeps a size that can be read; where the page is narrower it moves in its frame."""


def content(
    rows: Sequence[TimelineRow],
    ending: str,
    lang: Language,
    today: date,
    first: date,
    last: date,
) -> bytes:
    """Which bytes does the file with this ending hold? ``ending`` is one of FORMATS."""
    if ending == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table_rows(rows))
        return text.getvalue().encode("utf-8")
    if ending == "json":
        return json.dumps(as_json(rows, today), ensure_ascii=False, indent=2).encode("utf-8")
    svg = timeline_svg(rows, lang, today, first, last)
    if ending == "svg":
        return svg.encode("utf-8")
    if ending == "png":
        return png(svg)
    return page(rows, svg, lang, today).encode("utf-8")


def as_json(rows: Sequence[TimelineRow], today: date) -> list[dict[str, object]]:
    """Which records tell the timeline? One for each row, with its spans and its state today."""
    return [
        {
            "act": row.act,
            "lane": row.lane,
            "number": row.number,
            "title": row.title,
            "part": row.part,
            "instruments": list(row.instruments),
            "elements": list(row.elements),
            "grade": row.grade,
            "source": row.source,
            "state": row.state_on(today),
            "stated_end": row.stated_end.isoformat() if row.stated_end else None,
            "spans": [
                {
                    "state": span.state,
                    "from": span.start.isoformat() if span.start else None,
                    "to": span.end.isoformat() if span.end else None,
                }
                for span in row.spans
            ],
        }
        for row in rows
    ]


def page(rows: Sequence[TimelineRow], svg: str, lang: Language, today: date) -> str:
    """Which self-contained page shows a timeline, with its table? It asks for nothing outside."""
    say = catalogue(lang)
    heads = "".join(
        f"<th>{escape(say.say(f'timeline.column.{name}'))}</th>"
        for name in ("act", "part", "state", "from", "to", "grade", "source")
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell)}</td>"
            for cell in (
                f"{line['number']} {line['title']}".strip(),
                line["part"],
                say.say(f"timeline.state.{line['state']}"),
                line["from"],
                line["to"],
                line["grade"],
                line["source"],
            )
        )
        + "</tr>"
        for line in table_rows(rows)
    )
    passed = sum(row.state_on(today) == "stated_end_passed" for row in rows)
    counts = say.say(
        "timeline.counts",
        rows=len(rows),
        acts=len({row.act for row in rows}),
        state=say.say("timeline.state.stated_end_passed"),
        day=today.isoformat(),
        count=passed,
    )
    return (
        f'<!doctype html><html lang="{"zh-Hans" if lang == "zh" else "en"}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:; font-src data:\">"
        f"<title>Monazite: {escape(say.say('timeline.title'))}</title>"
        f"<style>{style_sheet(lang)}{_LAYOUT}</style></head><body><main>"
        f"<h1>{escape(say.say('timeline.title'))}</h1>"
        f'<p class="lede">{escape(say.say("timeline.lede"))}</p><p>{escape(counts)}</p>'
        f'<div class="scroll" tabindex="0">{follow_scheme(svg)}</div>'
        f"<details><summary>{escape(say.say('figure.table'))}</summary>"
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
        f'</div></details><p class="quiet">{escape(say.say("page.side"))}</p></main></body></html>'
    )
