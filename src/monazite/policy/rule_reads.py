"""What does a rule ask of a shipment beside its goods? Two shipments alike in that share an answer.

A rule for one destination does not ask for the end user; a ban does not ask for the end use. What a
rule asks is worked out once, from its scope, its exemptions, its special cases and its instrument.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from monazite.definition import Definition
from monazite.policy.amounts import Volume
from monazite.policy.cases import Branch
from monazite.policy.condition_answer import Values
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.library import Library, ReadyRule
from monazite.policy.licensing import Licensing
from monazite.policy.parameters import parameters
from monazite.policy.places import Places
from monazite.policy.scope import Circumstances
from monazite.policy.stepped import Stepped
from monazite.policy.transaction import Transaction

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
    dated      : `state` (only the calendar asks for the day), `month` (groups do), `day`
    given      : returns all these fields, and the day, as a transaction gives them
    """

    fields: tuple[str, ...]
    places: tuple[tuple[Places, str], ...]
    parameters: frozenset[str]
    goods: bool
    border: bool
    dated: str
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
        if self.dated == "day":
            return ready.number, day, *asked
        if self.dated == "month":
            asked.append(day.year * 12 + day.month)
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
    fields: set[str] = set()
    asked: set[str] = set()
    named: list[Places] = []  # those of which more than today's answer counts
    daily = goods = False
    for form in forms:
        rule = form.rule
        cases = (*rule.exemptions, *getattr(rule.terms, "review", ()))
        asks = hasattr(INSTRUMENTS[rule.instrument], "asks")
        goods = goods or asks or any(getattr(one, "goods", ()) for one in cases)
        for when in (rule.scope, *(one.when for one in cases)):
            fields.update(_fields(when))
            asked.update(when.parameters())
            daily = daily or asks or any(True for _ in when.parties())
            if when is not rule.scope or len(forms) > 1:
                named += when.places()
                fields.update(field for role, field in ROLES if getattr(when, role) is not None)
        if rule.instrument == "entity_list" or getattr(rule.terms, "general_licence", None):
            fields.update(_END_USER)
            daily = True
        if isinstance(rule.terms, Licensing):
            asked.add("general_licence")
        daily = daily or _changes_by_date(rule.terms)
    scope = [
        (found, field)
        for role, field in ROLES
        if (found := getattr(ready.rule.scope, role)) is not None
    ]
    places = tuple((found, field) for found, field in scope if field not in fields)
    named += [found for found, field in scope if field in fields]
    kinds = {parameters()[name.partition(".")[0]].kind for name in asked}
    daily = daily or not kinds.isdisjoint(("economy", "steps")) or any(one.acts for one in named)
    border = any(form.crossing != "any" for form in forms)
    return RuleReads(
        tuple(sorted(fields)),
        places,
        frozenset(asked),
        goods,
        border,
        "day" if daily else _by_groups(named),
        attrgetter(
            *("date", *sorted(fields), *(field for _, field in places)),
            *(("from_", "to") if border else ("date",)),
        ),
    )


_END_USER = ("end_user", "end_user_country")


def _fields(when: Circumstances) -> Iterator[str]:
    """Return the fields beside places that circumstances ask for."""
    if when.exporters is not None:
        yield from ("exporter", "from_")
    if when.end_users is not None:
        yield from _END_USER
    if when.end_uses or when.except_end_uses:
        yield "end_use"


def _changes_by_date(terms: object) -> bool:
    """Do the terms hold a rate in steps or an amount of a period, at any depth?"""
    if isinstance(terms, Stepped):
        return bool(terms.steps)
    if isinstance(terms, tuple):
        return any(_changes_by_date(one) for one in terms)
    if isinstance(terms, Volume):
        return True
    if isinstance(terms, Definition):
        return any(_changes_by_date(getattr(terms, name)) for name in type(terms).model_fields)
    return False


def _by_groups(named: list[Places]) -> str:
    names = (name for one in named for name in (*one.names, *one.except_))
    plain = all(name == "*" or (len(name) == 3 and name.isupper()) for name in names)
    return "state" if plain else "month"
