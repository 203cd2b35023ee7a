"""What did the balance of the base year change?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monazite.present.context import Context
from monazite.present.figure import Table
from monazite.present.number_text import agrees, signed_percent, significant
from monazite.present.sentences import Claim, checked
from monazite.present.shipped import rows_of

LISTED = 15


@dataclass(frozen=True)
class Adjustment:
    """One figure that the balance moved: tonnes before and after, relative change, grade."""

    figure: str
    before: float
    after: float
    relative: float
    grade: str
    source: str


def adjustments(tables: str) -> tuple[Adjustment, ...] | None:
    """Which figures did the balance of a base year move, the largest change in tonnes first?

    tables : folder of the chain's tables. None where the package ships no such table.
    """
    rows = rows_of(f"{tables}/adjustments.csv")
    if rows is None:
        return None
    found = [
        Adjustment(
            row["figure"],
            float(row["before"]),
            float(row["after"]),
            float(row["relative_change"]),
            row["grade"],
            row["source"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda a: (-abs(a.after - a.before), a.figure)))


def name_of(context: Context, figure: str) -> str:
    """What is a figure of the balance called? ``kind/good or recipe/region[/to]``, or a text.

    Totals are texts of their own; their translations stand under ``observation`` in the catalogue,
    and a text that has none is printed as it is.
    """
    if "/" not in figure:
        key = "observation." + "_".join(re.findall(r"[a-z0-9]+", figure.lower()))
        return context.say(key) if context.words.has(key) else figure
    kind, what, *places = figure.split("/")
    chain, colon = context.world.chain, context.say("word.colon")
    regions = [part for part in places if part in chain.regions]
    others = [context.use_name(part) for part in places if part not in chain.regions]
    if what in chain.recipes:
        stage = chain.recipes[what].stage
        goods = [g for g, v in chain.recipes[what].coefficients.items() if v < 0]
        if stage in ("metal", "magnet"):
            goods = [g for g, v in chain.recipes[what].coefficients.items() if v > 0]
        first = f"{context.say(f'stage_name.{stage}')}{colon}{context.good_name(goods[0])}"
    else:
        first = f"{context.say(f'kind.{kind}')}{colon}{context.good_name(what)}"
    place = " → ".join(context.place(region) for region in regions)
    return context.say("word.comma").join(part for part in (first, *others, place) if part)


def _publishers(ids: str) -> str:
    """Who published the sources whose ids a row holds, and in which edition?"""
    from monazite.data.catalog import source

    found = [source(id.strip()) for id in ids.split(";")]
    return "; ".join(dict.fromkeys(f"{s.publisher}, {s.edition}" for s in found))


def heading(context: Context, found: Sequence[Adjustment]) -> str:
    """Which figure did the balance move most by weight, from what to what?"""
    top = found[0]
    fields = {
        "what": name_of(context, top.figure),
        "before": significant(top.before),
        "after": significant(top.after),
        "unit": context.say("unit.tonnes"),
    }
    holds = agrees(fields["before"], top.before) and agrees(fields["after"], top.after)
    holds &= all(abs(a.after - a.before) <= abs(top.after - top.before) for a in found)
    return checked(Claim("reconciliation", fields), holds).text(context.words)


def table(context: Context, found: Sequence[Adjustment]) -> Table:
    """Which table lists the largest changes?"""
    say = context.say
    headers = tuple(
        say(f"reconciliation.{key}")
        for key in ("what", "before", "after", "change", "grade", "source")
    )
    rows = tuple(
        (
            name_of(context, a.figure),
            significant(a.before),
            significant(a.after),
            signed_percent(a.relative),
            a.grade,
            _publishers(a.source),
        )
        for a in found[:LISTED]
    )
    return Table(headers, rows, frozenset({1, 2, 3}), frozenset({5}))


def data(found: Sequence[Adjustment]) -> Table:
    """Which table holds all changes at full precision, for the CSV?"""
    headers = ("figure", "before", "after", "relative_change", "grade", "source")
    rows = tuple((a.figure, a.before, a.after, a.relative, a.grade, a.source) for a in found)
    return Table(headers, rows)
