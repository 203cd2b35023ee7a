"""What does a rule ask of a shipment beside its goods? Two shipments alike in that share an answer.

A rule for one destination does not ask for the end user; a ban does not ask for the end use. What a
rule asks is worked out once, from its scope, its exemptions, its special cases and its instrument.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache
from operator import attrgetter

from monazite.light_definition import LightDefinition
from monazite.policy.cases import Branch
from monazite.policy.condition import Condition
from monazite.policy.condition_answer import Values
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.library import Library, ReadyRule
from monazite.policy.licensing import Licensing
from monazite.policy.parameters import parameters
from monazite.policy.places import Places
from monazite.policy.scope import Circumstances, Parties
from monazite.policy.stepped import Stepped
from monazite.policy.transaction import Transaction
from monazite.policy.when import When

ROLES = (
    ("exporting", "from_"),
    ("destinations", "to"),
    ("end_user_countries", "end_user_country"),
    ("origins", "origin"),
)
"""Places of a scope, and the field of a transaction they are about."""


@dataclass(frozen=True, slots=True)
class RuleReads:
    """What does a rule, with all its readings, ask beside what is found of the goods?

    fields     : fields whose very value counts
    places     : places of the scope of which only the answer counts, with their field
    parameters : what conditions ask
    goods      : goods are asked otherwise than by the lines of the rule
    border     : whether a border is crossed is asked
    daily      : the very day counts; otherwise its period in the calendar of each reading, and:
    monthly    : the month, because groups of economies change by the month
    members    : the time between two changes of any act's members
    turns      : the time between two of these days, on which terms or lists of parties change
    given      : returns all these fields, and the day, as a transaction gives them
    """

    fields: tuple[str, ...]
    places: tuple[tuple[Places, str], ...]
    parameters: frozenset[str]
    goods: bool
    border: bool
    daily: bool
    monthly: bool
    members: bool
    turns: tuple[Day, ...]
    given: Callable[[Transaction], Hashable]

    def of_route(
        self, ready: ReadyRule, shipment: Transaction, acts: Library, branches: Mapping[str, Branch]
    ) -> Hashable:
        """Return all that a rule may ask of a shipment's route, day, parties and end use."""
        day = shipment.date
        asked: list[Hashable] = [getattr(shipment, name) for name in self.fields]
        for places, field in self.places:
            asked.append(acts.holds(places, getattr(shipment, field), day))
        if self.border:
            asked.append(shipment.crosses)
        if self.daily:
            return ready.number, day, *asked
        if self.monthly:
            asked.append(day.year * 12 + day.month)
        if self.members:
            asked.append(acts.era(day))
        if self.turns:
            asked.append(bisect_right(self.turns, day))
        branch = branches.get(ready.act.id)
        for form in (ready, *ready.alternatives):
            asked.append(form.calendar.period_on(day, branch))
        return ready.number, *asked

    def of_goods(self, values: Values) -> tuple[Hashable, ...]:
        """Return what conditions find of the parameters they ask for."""
        return tuple((name, values.known(name)) for name in sorted(self.parameters))


@lru_cache(maxsize=20_000)
def rule_reads(ready: ReadyRule) -> RuleReads:
    """What does a rule ask beside what is found of the goods?"""
    forms = (ready, *ready.alternatives)
    acts = ready.library
    fields: set[str] = set()
    asked: set[str] = set()
    turns: set[Day] = set()
    named: list[Places] = []  # those of which more than today's answer counts
    daily = goods = False
    for form in forms:
        rule = form.rule
        cases = (*rule.exemptions, *getattr(rule.terms, "review", ()))
        asks = hasattr(INSTRUMENTS[rule.instrument], "asks")
        daily = daily or asks
        goods = goods or asks or any(getattr(one, "goods", ()) for one in cases)
        lists: set[str] = set()
        for when in (rule.scope, *(one.when for one in cases)):
            fields.update(_fields(when))
            asked.update(when.parameters())
            lists.update(*(_lists(one, acts) for one in when.parties()))
            named += (one for test in when.conditions for one in _places_in(test))
            if when is not rule.scope or len(forms) > 1:
                named += when.places()
                fields.update(field for role, field in ROLES if getattr(when, role) is not None)
        general = getattr(rule.terms, "general_licence", None)
        if rule.instrument == "entity_list" or general:
            fields.update(_END_USER)
            lists.update(name for name in (form.act.id, general) if name)
        if isinstance(rule.terms, Licensing):
            asked.add("general_licence")
        turns.update(_turns_of_terms(rule.terms), *(acts.turns_of_list(one) for one in lists))
        named += (found for name in lists if (found := acts.seats(name)) is not None)
    scope = [
        (found, field)
        for role, field in ROLES
        if (found := getattr(ready.rule.scope, role)) is not None
    ]
    places = tuple((found, field) for found, field in scope if field not in fields)
    named += [found for found, field in scope if field in fields]
    border = any(form.crossing != "any" for form in forms)
    return RuleReads(
        tuple(sorted(fields)),
        places,
        frozenset(asked),
        goods,
        border,
        daily,
        not all(one.fixed for one in named),
        any(one.acts for one in named),
        tuple(sorted(turns)),
        attrgetter(
            *("date", *sorted(fields), *(field for _, field in places)),
            *(("from_", "to") if border else ("date",)),
        ),
    )


_END_USER = ("end_user", "end_user_country")


def _fields(when: Circumstances) -> Iterator[str]:
    """Return the fields beside places that circumstances ask for."""
    if when.exporters is not None:
        yield "exporter"
        if when.exporters.lists:
            yield "from_"
    if when.end_users is not None:
        yield from _END_USER
    if when.end_uses or when.except_end_uses:
        yield "end_use"


def _lists(parties: Parties, acts: Library) -> Iterator[str]:
    """Return the acts whose lists of parties are asked."""
    yield from (*parties.listed_in, *parties.not_listed_in)
    for register in parties.on_lists:
        yield from acts.lists_of(register)


def _places_in(condition: Condition) -> Iterator[Places]:
    """Return the economies and groups that a condition compares with."""
    for part in condition.parts:
        yield from _places_in(part)
    if condition.parameter is not None:
        kind = parameters()[condition.parameter.partition(".")[0]].kind
        if kind in ("economy", "steps"):
            value = condition.value
            yield Places(value if isinstance(value, tuple) else (str(value),))


def _turns_of_terms(terms: object) -> Iterator[Day]:
    """On which days may anything change that terms say, at any depth?"""
    if isinstance(terms, Stepped):
        yield from (step.start for step in terms.steps)
    elif isinstance(terms, When):
        yield from terms.turns
    elif isinstance(terms, tuple):
        for one in terms:
            yield from _turns_of_terms(one)
    elif isinstance(terms, LightDefinition):
        for name in terms.field_names():
            yield from _turns_of_terms(getattr(terms, name))
