"""Which acts fit a question: by issuer, good, instrument, and state on a day?"""

from __future__ import annotations

from datetime import date
from typing import get_args

from monazite.errors import unknown_name
from monazite.policy.answer import NO
from monazite.policy.cases import State
from monazite.policy.condition_answer import Values
from monazite.policy.goods_profile import profile
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.library import Library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.record import Act


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

    issuer     : folder (`cn`), economy (`CHN`) or a word of the issuer's name
    good       : description; acts with a line that it is or may be
    instrument : name of the closed list
    state      : of the act, or of one of its rules, on `day`

    Raises UnknownNameError for an instrument, state or issuer there is none of.
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


def _issued(act: Act, issuer: str) -> bool:
    word = issuer.casefold()
    return (
        act.id.partition("/")[0] == word
        or act.economy.casefold() == word
        or word in act.issuer.en.casefold()
        or word in act.issuer.zh
    )


def _states(acts: Library, act: Act, day: date) -> set[str]:
    own = {acts.status(act.id, day).state}
    return own | {one.calendar.on(day).state for one in acts.rules if one.act.id == act.id}


def _with_good(acts: Library, good: str, day: date) -> set[str]:
    shipment = transaction_of({"date": day.isoformat(), "to": "USA", "good": good})
    goods = profile(shipment)
    values = Values(goods.numbers, {}, {}, day, acts.member)
    return {
        ready.act.id
        for ready in acts.rules
        if any(line.matches(goods, values).answer != NO for line in ready.lines)
    }
