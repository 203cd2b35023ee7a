"""Does a condition hold for a transaction? Yes, no, or not known, and what would decide it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from monazite.policy.answer import NO, UNKNOWN, YES, Answer, every, opposite, said, some
from monazite.policy.condition import Condition
from monazite.policy.extent import Extent
from monazite.policy.parameters import parameters
from monazite.policy.party import same_party
from monazite.policy.places import Members, Places
from monazite.policy.question import Finding

if TYPE_CHECKING:
    from monazite.policy.goods_profile import GoodsProfile


@dataclass(frozen=True)
class Values:
    """What is known of the parameters of one transaction, or of one of its parts?

    numbers : parameter -> extent; given : other parameters as given; fields : top-level fields
    """

    numbers: Mapping[str, Extent]
    given: Mapping[str, Any]
    fields: Mapping[str, Any]
    day: date
    members: Members

    @cached_property
    def given_names(self) -> frozenset[str]:
        """Return the names of all parameters of which something is known."""
        fields = (name for name, value in self.fields.items() if value is not None)
        return frozenset((*self.numbers, *self.given, *fields))

    def of_part(self, part: GoodsProfile) -> Values:
        """Return the values that hold for a part: its own numbers, nothing taken from the whole."""
        own = {
            "made_with_chinese_technology": part.made_with_chinese_technology,
        }
        return Values(part.numbers, self.given, own, self.day, self.members)

    def known(self, name: str) -> Extent | bool | str | None:
        """Return what is known of a parameter (`steps.melting` for a production step), or None."""
        base, _, step = name.partition(".")
        if step:
            places = self.given.get(base)
            place = places.get(step) if isinstance(places, Mapping) else None
            return None if place in (None, "unknown") else str(place)
        if name in self.numbers:
            return self.numbers[name]
        value = self.fields.get(name)
        if value is None:
            value = self.given.get(name)
        if value is None or value == "unknown":
            return None
        if isinstance(value, bool | str):
            return value
        return Extent.exactly(float(value))


def answer_condition(condition: Condition, values: Values) -> Finding:
    """Does a condition hold?

    Joined conditions stay open only where none of their parts settles them; `asks` names the
    parameters of the open parts.
    """
    if condition.parameter is not None:
        return _single(condition, values)
    found = [answer_condition(part, values) for part in condition.parts]
    answers: list[Answer] = [one.answer for one in found]  # type: ignore[misc]
    if condition.all_of is not None:
        answer = every(answers)
    elif condition.any_of is not None:
        answer = some(answers)
    else:
        answer = opposite(some(answers))
    if answer == UNKNOWN:
        open_parts = [one for one in found if one.answer == UNKNOWN]
        asks = tuple(dict.fromkeys(name for one in open_parts for name in one.asks))
        facts = tuple(fact for one in open_parts for fact in one.facts)
        return Finding(UNKNOWN, "condition_unclear", asks, facts)
    facts = tuple(fact for one in found if one.answer != UNKNOWN for fact in one.facts)
    return Finding(answer, "applies" if answer == YES else "condition_not_met", (), facts)


def _single(condition: Condition, values: Values) -> Finding:
    name = str(condition.parameter)
    fact = (name, f"{condition.comparator} {_shown(condition.value)}")
    if condition.value == "unknown":
        return Finding(UNKNOWN, "condition_unclear", (), (fact,))
    known = values.known(name)
    if known is None:
        return Finding(UNKNOWN, "condition_unclear", (_asked(name),), (fact,))
    answer = _compare(condition, known, values)
    asks = (_asked(name),) if answer == UNKNOWN else ()
    code = {YES: "applies", NO: "condition_not_met", UNKNOWN: "condition_unclear"}[answer]
    return Finding(answer, code, asks, (fact, (f"{name} is", _shown(known))))


def _compare(condition: Condition, known: Extent | bool | str, values: Values) -> Answer:
    comparator, wanted = str(condition.comparator), condition.value
    if isinstance(known, Extent):
        if isinstance(wanted, bool) or not isinstance(wanted, int | float):
            return UNKNOWN
        return known.compare(comparator, float(wanted))
    if isinstance(known, bool):
        if not isinstance(wanted, bool):
            return UNKNOWN
        same = said(known == wanted)
        return same if comparator == "=" else opposite(same)
    listed = wanted if isinstance(wanted, tuple) else (str(wanted),)
    inside = _among(str(condition.parameter), known, listed, values)
    return inside if comparator in ("=", "in") else opposite(inside)


def _among(name: str, known: str, listed: tuple[str, ...], values: Values) -> Answer:
    kind = parameters()[name.partition(".")[0]].kind
    if kind in ("steps", "economy"):
        return Places(tuple(listed)).hold(known, values.day, values.members)
    if parameters()[name].values:
        return said(known in listed)
    return some(same_party(known, other) for other in listed)


def _asked(name: str) -> str:
    base = name.partition(".")[0]
    return name if parameters()[base].field else f"parameters.{name}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
