"""How does a hindcast look: record, forecast and band of each scored quantity?"""

from __future__ import annotations

import math

from monazite.evidence.hindcast import Hindcast, Scored
from monazite.present.axes import Axis, log_axis
from monazite.present.catalogue import Language
from monazite.present.drawing import SANS, Drawing, composed, draw
from monazite.present.panel import Area, Event, Line, Panel, Quote, fitted, specification

_WORDS = {
    "en": {
        "recorded": "recorded",
        "forecast": "forecast",
        "subtitle": "Multiple of the value before the event; band: 90 per cent, out of sample",
        "source": "Monazite hindcast; record as cited in the episode's files",
        "sees": "{title}: recorded and forecast multiples of the value before the event",
    },
    "zh": {
        "recorded": "记录",
        "forecast": "预测",
        "subtitle": "相对事件前数值的倍数；带为样本外90%区间",
        "source": "Monazite 回溯预测；记录来源见各事件文件",
        "sees": "{title}：记录值与预测值相对事件前的倍数",
    },
}


def _years(scored: Scored) -> list[float]:
    return [int(month[:4]) + (int(month[5:]) - 0.5) / 12 for month in scored.months]


def _panel(scored: Scored, title: str, event: str, lang: Language) -> Panel:
    words, when = _WORDS[lang], _years(scored)
    begin = int(event[:4]) + (int(event[5:]) - 1) / 12
    last = max([*when, begin + 0.5])
    everything = [*scored.recorded, *scored.forecast, *scored.low, *scored.high, 0.0]
    first = begin - 1 / 12
    ticks = tuple(
        (float(year), str(year)) for year in range(math.ceil(first), math.floor(last) + 1)
    ) or ((begin, event),)
    area = [(first, 1.0, 1.0)]
    line: list[tuple[float, float | None]] = [(first, 1.0)]
    for x, middle, low, high in zip(when, scored.forecast, scored.low, scored.high, strict=True):
        area.append((x, math.exp(low), math.exp(high)))
        line.append((x, math.exp(middle)))
    marks = tuple(
        Quote(x, math.exp(value) * 0.985, math.exp(value) * 1.015, "ink")
        for x, value in zip(when, scored.recorded, strict=True)
    )
    record: list[tuple[float, float | None]] = [(first, 1.0)]
    record += [(x, math.exp(value)) for x, value in zip(when, scored.recorded, strict=True)]
    return fitted(
        Panel(
            id=scored.quantity,
            title=title,
            description=words["sees"].format(title=title),
            x=Axis(first, last, ticks),
            y=log_axis(math.exp(min(everything)), math.exp(max(everything))),
            areas=(Area(tuple(area), "other", opacity=0.4),),
            lines=(
                Line(tuple(line), "alt", label=words["forecast"], label_colour="alt-text"),
                Line(tuple(record), "ink", label=words["recorded"], width=1.2, dash=(3, 2)),
            ),
            quotes=marks,
            events=(Event(begin),),
            width=320,
        )
    )


def hindcast_svg(hindcast: Hindcast, title: str, labels: dict[str, str], lang: Language) -> str:
    """Which SVG shows a hindcast? ``labels`` names its quantities in the language asked for."""
    drawings: list[Drawing] = []
    for scored in hindcast.scored:
        name = labels[scored.quantity]
        panel = _panel(scored, name, hindcast.event, lang)
        drawings.append(draw(specification(panel, SANS), panel.id, panel.title, panel.description))
    words = _WORDS[lang]
    return composed(
        drawings, title=title, subtitle=words["subtitle"], source=words["source"], columns=2
    )
