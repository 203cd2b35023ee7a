"""Which rules could reach a route on a day? Found by sets of rules, before goods are looked at.

Sets are whole numbers whose bits are rules. A rule is left out only where its calendar or one of
its places surely says no; so nothing that could apply is ever lost.
"""

from __future__ import annotations

from datetime import date

from monazite.policy.answer import NO
from monazite.policy.goods_index import bits
from monazite.policy.legal_calendar import Branch
from monazite.policy.library import Library, ReadyRule
from monazite.policy.places import Places
from monazite.policy.rule_reads import ROLES
from monazite.policy.transaction import Transaction

MOST_REMEMBERED = 50_000
"""How many sets of rules are remembered before all are forgotten."""


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
        self._all = (1 << len(rules)) - 1
        self._branches = branches
        self._days: dict[date, int] = {}
        self._found: dict[int, tuple[int, ...]] = {}
        self._static: dict[tuple[str, str], int] = {}
        self._by_month: dict[tuple[str, str, int, int], int] = {}
        self._by_day: dict[tuple[str, str, int, int, int], int] = {}
        self._by_use: dict[str, int] = {}
        self._changing: dict[tuple[str, str], dict[tuple[Places, ...], int]] = {}
        for role, _ in ROLES:
            for number, rule in enumerate(rules):
                when = _changes(rule, role)
                if when is not None:
                    alike = self._changing.setdefault((role, when), {})
                    named = tuple(_places(form, role) for form in (rule, *rule.alternatives))
                    alike[named] = alike.get(named, 0) | 1 << number
        self._crossing = {
            crosses: self._mask(lambda one, c=crosses: _wrong_side(one, c))
            for crosses in (True, False)
        }

    def out(self, shipment: Transaction) -> int:
        """Return the bits of the rules that surely do not reach a shipment by day and route."""
        out = self._silent(shipment.date)
        crosses = shipment.crosses
        if crosses is not None:
            out |= self._crossing[crosses]
        if shipment.end_use is not None:
            out |= self._other_use(shipment.end_use)
        for role, field in ROLES:
            place = getattr(shipment, field)
            if place is not None:
                out |= self._elsewhere(role, place, shipment.date)
        return out

    def inside(self, out: int) -> tuple[int, ...]:
        """Return the places of the rules that are left without these bits, in rising order."""
        known = self._found.get(out)
        if known is None:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            known = self._found[out] = tuple(bits(self._all & ~out))
        return known

    def _other_use(self, use: str) -> int:
        if use not in self._by_use:
            self._by_use[use] = self._mask(lambda one: _excludes(one, use))
        return self._by_use[use]

    def _silent(self, day: date) -> int:
        if day not in self._days:
            self._days[day] = self._mask(
                lambda one: one.calendar.on(day, self._branches.get(one.act.id)).applies == NO
            )
        return self._days[day]

    def _elsewhere(self, role: str, place: str, day: date) -> int:
        key = (role, place)
        always = self._static.get(key)
        if always is None:
            always = self._static[key] = self._places_mask(role, "never", place, day)
        dated = (role, place, day.year, day.month)
        by_month = self._by_month.get(dated)
        if by_month is None:
            by_month = self._by_month[dated] = self._places_mask(role, "month", place, day)
        daily = (role, place, self._acts.era(day), day.year, day.month)
        by_day = self._by_day.get(daily)
        if by_day is None:
            if len(self._by_day) >= MOST_REMEMBERED:
                self._by_day.clear()
            by_day = self._by_day[daily] = self._places_mask(role, "day", place, day)
        return always | by_month | by_day

    def _places_mask(self, role: str, when: str, place: str, day: date) -> int:
        """Return the rules under all of whose readings a place is surely not meant."""
        mask = 0
        for named, rules in self._changing.get((role, when), {}).items():
            if all(places.hold(place, day, self._acts.member) == NO for places in named):
                mask |= rules
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


def _excludes(one: ReadyRule, use: str) -> bool:
    wanted = one.rule.scope.end_uses
    return bool(wanted) and use != "unknown" and use not in wanted


def _places(one: ReadyRule, role: str) -> Places:
    found: Places = getattr(one.rule.scope, role)
    return found


def _changes(rule: ReadyRule, role: str) -> str | None:
    """How often may the places of a rule change: never, by month, by day? None: it names none.

    Single economies never change, groups change by the month, the members of acts by the day.
    """
    found = "never"
    for form in (rule, *rule.alternatives):
        places: Places | None = getattr(form.rule.scope, role)
        if places is None:
            return None
        if places.acts:
            found = "day"
        elif found == "never" and not places.fixed:
            found = "month"
    return found
