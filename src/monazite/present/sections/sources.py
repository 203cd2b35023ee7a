"""On which sources does the report rest, under which licences, and what does it not say?"""

from __future__ import annotations

from monazite.present.context import Context
from monazite.present.figure import Table
from monazite.present.number_text import fixed


def table(context: Context) -> Table:
    """Which table lists the sources of the shipped tables, with licence and rows?"""
    from monazite.data.catalog import sources_listing

    say = context.say
    chinese = context.words.language == "zh"
    headers = tuple(
        say(f"sources.{key}") for key in ("source", "publisher", "vintage", "licence", "rows")
    )
    rows = []
    for listing in sources_listing():
        source = listing.source
        terms = listing.licence
        rows.append(
            (
                source.title,
                source.publisher,
                source.edition,
                terms.name_zh if chinese else terms.name_en,
                fixed(sum(listing.tables.values())),
            )
        )
    return Table(headers, tuple(rows), frozenset({4}), frozenset({1, 2}))


def terms(context: Context) -> tuple[tuple[str, str], ...]:
    """Which words are explained at the end of the report?"""
    texts = [context.say(key) for key in context.words.under("words")]
    pairs = [text.partition(" | ") for text in texts]
    return tuple((term, meaning) for term, _, meaning in pairs)


def lines(context: Context, group: str) -> tuple[str, ...]:
    """Which sentences stand under a group of the catalogue (limits, unknowns)?"""
    return tuple(context.say(key) for key in context.words.under(group))
