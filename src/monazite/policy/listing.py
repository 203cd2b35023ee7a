"""Which acts fit a question: by issuer, good, instrument, and state on a day?"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import get_args

from monazite.errors import UnknownNameError, quoted, unknown_name
from monazite.policy.answer import UNKNOWN, YES
from monazite.policy.cases import State
from monazite.policy.condition_answer import Values
from monazite.policy.goods_matching import Line
from monazite.policy.goods_profile import Substance, profile
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.library import Library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.record import Act
from monazite.regions import economy, groups


def list_acts(
    acts: Library,
    day: date,
    *,
    issuer: str | None = None,
    good: str | None = None,
    instrument: str | None = None,
    state: str | None = None,
) -> tuple[Act, ...]:
    """Which acts fit all that is asked? In the order of their ids.

    issuer     : folder (`cn`), economy (`CHN`, `China`) or a word of the issuer's name
    good       : description; acts with a line that it is or may be. Of a line of other elements it
                 is not said that the goods may be it because nobody wrote what else they hold
    instrument : name of the closed list
    state      : of the act, or of one of its rules, on `day`

    Raises UnknownNameError for an instrument, state or issuer there is none of, and for goods whose
    words nobody understood.
    """
    states = get_args(State)
    if state is not None and state not in states:
        raise unknown_name("option --state", state, states, "state")
    if instrument is not None and instrument not in INSTRUMENTS:
        raise unknown_name("option --instrument", instrument, INSTRUMENTS, "instrument")
    found = [act for act in acts.acts.values() if issuer is None or _issued(act, issuer)]
    if issuer is not None and not found:
        names = {act.id.partition("/")[0] for act in acts.acts.values()}
        raise unknown_name("option --issuer", issuer, sorted(names), "issuer")
    if instrument is not None:
        found = [act for act in found if any(r.instrument == instrument for r in act.rules)]
    if state is not None:
        found = [act for act in found if state in _states(acts, act, day)]
    if good is not None:
        wanted = _with_good(acts, good, day)
        found = [act for act in found if act.id in wanted]
    return tuple(found)


def words_meant(good: str) -> tuple[str, ...]:
    """Which words and element symbols does a description of goods stand for? Itself comes first.

    Raises UnknownNameError for words that nobody understood.
    """
    goods = profile(transaction_of({"date": "2000-01-01", "to": "USA", "good": good}))
    if not goods.substance.recognised:
        raise _not_understood(good)
    return good, *sorted(_elements_of(goods.substance))


def _issued(act: Act, issuer: str) -> bool:
    word = issuer.casefold()
    return (
        act.id.partition("/")[0] == word
        or act.economy.casefold() == word
        or act.economy == _place_named(issuer)
        or re.search(rf"\b{re.escape(word)}\b", act.issuer.en.casefold()) is not None
        or (not word.isascii() and word in act.issuer.zh)
    )


@lru_cache(maxsize=16)
def _place_named(name: str) -> str | None:
    """Return the code of an economy, or the id of a group, called by its name; None if none is."""
    try:
        return economy(name).iso3
    except UnknownNameError:
        plain = name.casefold()
        called = (one for one in groups() if plain in (one.label.en.casefold(), one.label.zh))
        return next((one.id for one in called), None)


def _states(acts: Library, act: Act, day: date) -> set[str]:
    own = {acts.status(act.id, day).state}
    return own | {one.calendar.on(day).state for one in acts.rules if one.act.id == act.id}


def _with_good(acts: Library, good: str, day: date) -> set[str]:
    shipment = transaction_of({"date": day.isoformat(), "to": "USA", "good": good})
    goods = profile(shipment)
    values = Values(goods.numbers, {}, {}, day, acts.member)
    named = _elements_of(goods.substance)
    found, surely = set(), False
    for ready in acts.rules:
        for line in ready.lines:
            answer = line.matches(goods, values).answer
            surely = surely or answer == YES
            if answer == YES or (answer == UNKNOWN and _near(line, named)):
                found.add(ready.act.id)
    if not (surely or goods.substance.recognised):
        raise _not_understood(good)
    return found


def _not_understood(good: str) -> UnknownNameError:
    return UnknownNameError.one(
        where="option --good",
        found=f"{quoted(good)}, words that are not understood",
        expected="goods, a mineral or an element, in English or Chinese",
    )


def _elements_of(substance: Substance) -> frozenset[str]:
    """Return the elements that are or may be meant."""
    return substance.elements.union(*substance.groups)


def _near(line: Line, named: frozenset[str]) -> bool:
    """May goods of these elements be a line, not only because nobody said what else they hold?"""
    return not (named and line.elements) or bool(named & line.elements)
