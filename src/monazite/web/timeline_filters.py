"""Is every filter in an address of the timeline one that is? An unknown one is not passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from monazite.errors import DefinitionError, quoted, unknown_name
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.lexicon import element_names
from monazite.present.timeline import LANES, SHOWN, TimelineRow
from monazite.web.visit import YEARS, Visit, day_in

VIEWS = ("main", "all")
"""Acts shown: those that matter most on the day, or every act."""


def known_filters_only(
    visit: Visit, query: Mapping[str, str], rows: Sequence[TimelineRow], groups: Collection[str]
) -> None:
    """Refuse an address whose filters name something that is not; an empty filter asks nothing.

    rows : of every act; groups : of minerals

    Raises UnknownNameError, with near misses, for a view, state, instrument, party, issuer,
    mineral or act that is not.
    """
    for key, kind, word, known in _asked(query, rows):
        if word not in known:
            raise unknown_name(f"address, {key}", word, known, kind)
    for key in ("mineral", "minerals"):
        _known_mineral(visit, key, query.get(key, ""), rows, groups)


def days_asked(query: Mapping[str, str], usual: tuple[date, date]) -> tuple[date, date]:
    """From which day to which does an address ask for? The usual ones where it names none.

    Raises DefinitionError for a text that is no day, and for an end that is not after the begin.
    """
    found = []
    for key, default in zip(("from", "to"), usual, strict=True):
        day = day_in(query[key]) if query.get(key) else default
        if day is None:
            raise DefinitionError.one(
                where=f"address, {key}",
                found=quoted(query[key]),
                expected=f"a day such as 2026-11-28, from {YEARS[0]} to {YEARS[1]}",
            )
        found.append(day)
    first, last = found
    if first >= last:
        raise DefinitionError.one(
            where="address, to", found=quoted(last), expected="an end after the beginning"
        )
    return first, last


def _asked(
    query: Mapping[str, str], rows: Sequence[TimelineRow]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield (key, kind, word, known words) of each filter that an address has."""
    closed = {
        "view": ("view", VIEWS),
        "state": ("state", SHOWN),
        "instrument": ("instrument", tuple(INSTRUMENTS)),
        "lane": ("party", LANES),
        "issuer": ("issuer", tuple(sorted({row.issuer for row in rows}))),
    }
    for key, (kind, known) in closed.items():
        if query.get(key):
            yield key, kind, query[key], tuple(known)
    acts = tuple(dict.fromkeys(row.act for row in rows))
    for word in query.get("acts", "").split():
        yield "acts", "act", word, acts


def _known_mineral(
    visit: Visit, key: str, word: str, rows: Sequence[TimelineRow], groups: Collection[str]
) -> None:
    named = {symbol for row in rows for symbol in row.elements} | set(element_names())
    if not word or word in groups or word in named:
        return
    from monazite.web.pages.minerals import leaders_listed

    held = {row["element"] for row in leaders_listed(visit.language)}
    if word not in held:
        raise unknown_name(f"address, {key}", word, (*groups, *sorted(named | held)), "mineral")
