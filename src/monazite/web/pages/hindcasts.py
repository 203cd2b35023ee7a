"""Hindcasts: the scoreboard over all episodes, misses first, beside naive forecasts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

import monazite
from monazite.present.axes import log_axis
from monazite.present.figure import Table
from monazite.present.number_text import significant
from monazite.web.headlines import hindcasts_headline
from monazite.web.rendering import page
from monazite.web.tables import table_answer
from monazite.web.visit import visit_of

router = APIRouter(include_in_schema=False)

SIGN = {1: "+", 0: "0", -1: "−", None: "—"}
"""Directions as shown; None where a naive forecast says nothing."""
WAYS = ("fall", "none", "rise")
"""Directions in the order of their odds."""


def _ratio(error: float, naive: float) -> float | None:
    """Return one error over another; None where one of them is nothing, which no axis shows."""
    return error / naive if error > 0 and naive > 0 else None


def _extent(ratios: list[float]) -> tuple[float, float]:
    """Return the ends of an axis that shows every ratio, as far below 1 as above."""
    far = max([2.0, *ratios, *(1 / one for one in ratios)])
    return 1 / far, far


@lru_cache(maxsize=2)
def scored(language: str) -> tuple[dict[str, Any], ...]:
    """Which quantities are scored? Wrong directions first, then by how far the forecast was off."""
    from monazite.evidence.episode import label_of, quantity_labels
    from monazite.evidence.naive import NAMES
    from monazite.evidence.scoreboard import scored_of
    from monazite.evidence.scores_on_file import shipped_file

    found = tuple(scored_of(shipped_file()))
    names = {entry["hindcast"]["episode"] for entry, _ in found}
    labels = {name: quantity_labels(name) for name in names}
    rows = [
        {
            **one,
            "quantity_label": labels[entry["hindcast"]["episode"]][one["quantity"]].text(language),
            "episode": entry["hindcast"]["episode"],
            "label": label_of(entry["hindcast"]["episode"]).text(language),
            "kind": entry["kind"],
            "chain": entry["hindcast"]["chain"],
            "event": entry["hindcast"]["event"],
            "ratio": _ratio(one["errors"]["model"], one["errors"]["no_change"]),
            "recorded_sign": SIGN[one["direction_recorded"]],
            "forecast_sign": SIGN[one["direction_forecast"]],
            "naive_signs": [SIGN[one["direction_naive"][name]] for name in NAMES],
        }
        for entry, one in found
    ]
    return tuple(sorted(rows, key=lambda row: (row["direction_hit"], -row["errors"]["model"])))


@lru_cache(maxsize=1)
def goals() -> tuple[dict[str, Any], ...]:
    """What was to be reached, and what is? Shares from 0 to 1."""
    from monazite.evidence import scoreboard
    from monazite.evidence.scores_on_file import shipped_file

    total = scoreboard.summary(shipped_file())
    low, high = scoreboard.COVERAGE_GOAL
    wanted = (
        ("direction", scoreboard.DIRECTION_GOAL, 1.0, total["direction_count"]),
        ("beats_no_change", scoreboard.BEATS_GOAL, 1.0, total["beats_count"]),
        ("coverage", low, high, total["coverage_count"]),
    )
    return tuple(
        {
            "id": name,
            "least": least,
            "most": most,
            "reached": total[name],
            "met": total[name] is not None and least <= total[name] <= most,
            "count": count,
        }
        for name, least, most, count in wanted
    )


@lru_cache(maxsize=1)
def yardsticks() -> tuple[dict[str, Any], ...]:
    """What do the odds and the naive forecasts reach, which are no goals but stand beside them?

    Directions: shares from 0 to 1. Ranked probability scores: from 0, the best, to 2.
    """
    from monazite.evidence.scoreboard import summary
    from monazite.evidence.scores_on_file import shipped_file

    total = summary(shipped_file())
    count = total["direction_count"]
    naive = {f"direction_{name}": said for name, said in total["direction_naive"].items() if said}
    scores = {f"odds_{name}": score for name, score in (total["ranked_probability"] or {}).items()}
    told = {
        "direction_moving": (total["direction_moving"], total["direction_moving_count"]),
        "direction_resting": (total["direction_resting"], total["direction_resting_count"]),
        "direction_beyond_noise": (total["direction_beyond_noise"], count),
        "sign": (total["sign"] and total["sign"][0], count),
        "sign_all_rise": (total["sign"] and total["sign"][1], count),
        "direction_frozen": (total["direction_frozen"], total["direction_frozen_count"]),
        "direction_most_probable": (total["direction_most_probable"], count),
        **naive,
        **{name: (score, count) for name, score in scores.items()},
    }
    return tuple(
        {"id": name, "reached": reached, "count": over}
        for name, (reached, over) in told.items()
        if reached is not None
    )


@router.get("/hindcasts", response_class=HTMLResponse)
def hindcasts(request: Request) -> Response:
    """Show the goals and every scored quantity; the comparison with 2025 comes when computed."""
    rows = scored(visit_of(request).language)
    return page(
        request,
        "hindcasts.html.j2",
        headline=hindcasts_headline(visit_of(request), rows),
        axis=log_axis(*_extent([row["ratio"] for row in rows if row["ratio"]])),
        number=lambda value: significant(value, 2),
        goals=goals() if rows else (),
        yardsticks=yardsticks() if rows else (),
        rows=rows,
        episodes=len({row["episode"] for row in rows}),
    )


@router.get("/hindcasts.{ending}")
def hindcasts_file(request: Request, ending: str) -> Response:
    """Hand over the scoreboard as CSV or Excel."""
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    naive = ("model", "no_change", "last_trend", "previous_episode")
    headers = (
        *("episode", "kind", "chain", "event", "quantity", "role", "records"),
        *("direction_recorded", "direction_forecast", "direction_hit"),
        *(f"odds_{way}" for way in WAYS),
        *(f"direction_{name}" for name in naive[1:]),
        *(f"log_error_{name}" for name in naive),
        *("crps", "share_in_band", "sources"),
    )
    rows = tuple(
        (
            *(row[key] for key in ("episode", "kind", "chain", "event", "quantity", "role")),
            row["points"],
            row["direction_recorded"],
            row["direction_forecast"],
            str(row["direction_hit"]),
            *row["odds"],
            *(row["direction_naive"][name] for name in naive[1:]),
            *(row["errors"][name] for name in naive),
            row["crps"],
            row["coverage"],
            "; ".join(row["sources"]),
        )
        for row in scored("en")
    )
    stamp = (f"Monazite {monazite.__version__}", "errors are logarithms of the change")
    return table_answer(Table(headers, rows), "monazite-hindcasts", ending, stamp)
