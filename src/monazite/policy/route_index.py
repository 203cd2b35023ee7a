"""Which rules could reach a route on a day? Found by sets of rules, before goods are looked at.

Sets are whole numbers whose bits are rules. A rule is left out only where its calendar or one of
its places surely says no; so nothing that could apply is ever lost.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from monazite.policy.answer import NO
from monazite.policy.legal_calendar import Branch
from monazite.policy.library import Library, ReadyRule
from monazite.policy.places import Places
from monazite.policy.transaction import Transaction

_ROLES: Final = (
    ("exporting", "from_"),
    ("destinations", "to"),
    ("end_user_countries", "end_user_country"),
    ("origins", "origin"),
)
"""Places of a scope, and the field of a transaction they are about."""


class RouteIndex:
    """Look up the rules that could reach a route.

    rules    : of the library, in the order in which they come back
    branches : what is assumed of acts whose stated end has passed
    """

    def __init__(
        self, acts: Library, rules: tuple[ReadyRule, ...], branches: dict[str, Branch]
    ) -> None:
        self._acts = acts
        self._rules = rules
        self._branches = branches
        self._days: dict[date, int] = {}
        self._found: dict[int, tuple[ReadyRule, ...]] = {}
        self._static: dict[tuple[str, str], int] = {}
        self._dated: dict[tuple[str, str, int, int], int] = {}
        self._by_role: dict[tuple[str, bool], list[int]] = {}
        for role, _ in _ROLES:
            for fixed in (True, False):
                which = _fixed if fixed else _by_month
                self._by_role[role, fixed] = [
                    number
                    for number, rule in enumerate(rules)
                    if all(which(form, role) for form in (rule, *rule.alternatives))
                ]
        self._crossing = {
            crosses: self._mask(lambda one, c=crosses: _wrong_side(one, c))
            for crosses in (True, False)
        }

    def near(self, shipment: Transaction) -> tuple[ReadyRule, ...]:
        """Return the rules that could reach a shipment by day and route, in the library's order."""
        out = self._silent(shipment.date)
        if shipment.crosses is not None:
            out |= self._crossing[shipment.crosses]
        for role, field in _ROLES:
            place = getattr(shipment, field)
            if place is not None:
                out |= self._elsewhere(role, place, shipment.date)
        known = self._found.get(out)
        if known is None:
            known = self._found[out] = tuple(
                rule for number, rule in enumerate(self._rules) if not out >> number & 1
            )
        return known

    def _silent(self, day: date) -> int:
        if day not in self._days:
            self._days[day] = self._mask(
                lambda one: one.calendar.on(day, self._branches.get(one.act.id)).applies == NO
            )
        return self._days[day]

    def _elsewhere(self, role: str, place: str, day: date) -> int:
        key = (role, place)
        if key not in self._static:
            self._static[key] = self._places_mask(role, True, place, day)
        dated = (role, place, day.year, day.month)
        if dated not in self._dated:
            self._dated[dated] = self._places_mask(role, False, place, day)
        return self._static[key] | self._dated[dated]

    def _no(self, one: ReadyRule, role: str, place: str, day: date) -> bool:
        places: Places = getattr(one.rule.scope, role)
        return places.hold(place, day, self._acts.member) == NO

    def _places_mask(self, role: str, fixed: bool, place: str, day: date) -> int:
        mask = 0
        for number in self._by_role[role, fixed]:
            rule = self._rules[number]
            if all(self._no(form, role, place, day) for form in (rule, *rule.alternatives)):
                mask |= 1 << number
        return mask

    def _mask(self, out) -> int:  # type: ignore[no-untyped-def]
        """Return the rules all of whose readings are surely out."""
        mask = 0
        for number, rule in enumerate(self._rules):
            if all(out(form) for form in (rule, *rule.alternatives)):
                mask |= 1 << number
        return mask


def _wrong_side(one: ReadyRule, crosses: bool) -> bool:
    return one.crossing != "any" and crosses != (one.crossing != "domestic")


def _names(one: ReadyRule, role: str) -> tuple[str, ...] | None:
    places: Places | None = getattr(one.rule.scope, role)
    return None if places is None else (*places.names, *places.except_)


def _fixed(one: ReadyRule, role: str) -> bool:
    """Do the places name single economies only, which do not change with time?"""
    names = _names(one, role)
    return names is not None and all(
        name == "*" or (len(name) == 3 and name.isupper()) for name in names
    )


def _by_month(one: ReadyRule, role: str) -> bool:
    """Do the places name groups, whose members change by the month, and no acts?"""
    names = _names(one, role)
    return names is not None and not _fixed(one, role) and not any("/" in name for name in names)
