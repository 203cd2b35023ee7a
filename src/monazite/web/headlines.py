"""Which sentence heads a page? One that is counted from the rows the page shows below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from monazite.web.visit import Visit

Row = Mapping[str, Any]


def minerals_headline(visit: Visit, rows: Sequence[Row]) -> str:
    """Which place is the largest at most steps of all elements? Where two tie, none is named."""
    first = Counter(place for row in rows for _, place, _, _ in row["stages"])
    ranked = first.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return visit.say("minerals.heading")
    return visit.say(
        "minerals.leading",
        place=ranked[0][0],
        count=ranked[0][1],
        steps=first.total(),
        elements=len(rows),
    )


def targets_headline(visit: Visit, rows: Sequence[Row]) -> str:
    """How many aims are reached in the latest year with a figure?

    An aim is one goal for one material; where a table and a balanced account disagree it counts
    apart, and where neither gives a figure it does not count.
    """
    told: dict[tuple[str, str], set[bool]] = {}
    for row in rows:
        if row["years"]:
            latest = row["years"][max(row["years"])]
            told.setdefault((row["id"], row["goal"]), set()).add(latest["met"])
    if not told:
        return visit.say("targets.heading")
    split = sum(len(answers) == 2 for answers in told.values())
    reached = sum(answers == {True} for answers in told.values())
    key = "targets.headline_split" if split else "targets.headline"
    return visit.say(key, reached=reached, aims=len(told), split=split)


def hindcasts_headline(visit: Visit, rows: Sequence[Row]) -> str:
    """In how many scored quantities was the direction right, and how many were missed?"""
    if not rows:
        return visit.say("hindcasts.heading")
    hits = sum(bool(row["direction_hit"]) for row in rows)
    return visit.say("hindcasts.headline", hits=hits, rows=len(rows), missed=len(rows) - hits)


def ranking_headline(visit: Visit, rows: Sequence[Row], year: int) -> str:
    """Which mineral is the highest of a ranking? The first row, its number as printed there."""
    if not rows or rows[0]["value"] is None:
        return visit.say("indicators.heading")
    first = rows[0]
    step = visit.say("indicators.headline_step", step=first["stage"]) if first["product"] else ""
    return visit.say(
        "indicators.headline", mineral=first["name"], step=step, year=year, value=first["text"]
    )
