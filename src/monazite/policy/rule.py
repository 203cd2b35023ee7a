"""One rule of an act: article, scope, terms, exemptions, readings, market numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from monazite.errors import DefinitionError, Fault
from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition, ToldApartBy, field
from monazite.policy.citation import Name, Sentence
from monazite.policy.event import Event, calendar_faults
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.market_terms import AnyMarketTerms
from monazite.policy.scope import MOST_ITEMS, Circumstances, GoodsItem, Scope


class Reading(LightDefinition):
    """Which of several readings of one rule is this, and who holds it?

    base    : the rule as written in the file follows this reading; one reading of a rule does
    changes : parts of the rule that differ: `terms`, `scope`, `calendar`, `exemptions`, `market`,
              and `items` (item id -> keys of the item that differ). Keys inside terms, scope and
              items replace those of the rule, lists replace lists
    held_by : citations
    """

    id: Name
    says: Label
    base: bool = False
    held_by: Annotated[tuple[Name, ...], Bounds(min_length=1, max_length=20)]
    changes: dict[
        Literal["terms", "scope", "items", "calendar", "exemptions", "market", "no_market_effect"],
        Any,
    ] = field(default_factory=dict)


class Exemption(LightDefinition):
    """When does the rule not apply although its scope is met?

    when    : circumstances, all of which must hold
    goods   : goods it is limited to; left out: all the rule reaches
    duty    : what is to be done instead (a report, a statement)
    """

    id: Name
    says: Label
    when: Circumstances = Circumstances()
    goods: Annotated[tuple[GoodsItem, ...], Bounds(max_length=MOST_ITEMS)] = ()
    duty: Label | None = None
    article: Sentence | None = None


class Rule(LightDefinition):
    """What does one rule of an act say? (For the classes by instrument see :data:`AnyRule`.)

    id          : short name, unique in the act; `act#rule` everywhere else
    article     : where it stands in the act, as the act or its source writes it
    article_zh  : the same in Chinese; left out where `article` is to be shown as it is
    says        : the rule in one or two own sentences
    instrument  : one of the closed list; `terms` are its parameters
    scope       : goods and circumstances
    exemptions  : when it does not apply all the same
    calendar    : events of this rule, if they differ from the act's; replaces the act's, but
                  `announced` and `signed` are taken over if not given
    readings    : where sources differ
    market      : how it bites in practice
    no_market_effect : why reading one returns nothing, if it does
    citations   : ids of citations of this file
    """

    id: Name
    article: Sentence
    article_zh: Sentence | None = None
    says: Label
    instrument: str
    scope: Scope
    terms: Any
    exemptions: Annotated[tuple[Exemption, ...], Bounds(max_length=40)] = ()
    calendar: Annotated[tuple[Event, ...], Bounds(min_length=1, max_length=60)] | None = None
    readings: Annotated[tuple[Reading, ...], Bounds(max_length=8)] = ()
    market: Annotated[tuple[AnyMarketTerms, ...], Bounds(max_length=60)] = ()
    no_market_effect: Label | None = None
    citations: Annotated[tuple[Name, ...], Bounds(min_length=1, max_length=20)]
    note: Label | None = None

    def article_text(self, lang: str) -> str:
        """Return where it stands in the act, in `lang` as far as that was written."""
        return self.article_zh if lang == "zh" and self.article_zh else self.article

    def __post_init__(self) -> None:
        faults = list(twice([item.id for item in self.scope.goods.items], "scope.goods.items"))
        faults += twice([block.id for block in self.market], "market")
        faults += twice([reading.id for reading in self.readings], "readings")
        if self.readings and sum(reading.base for reading in self.readings) != 1:
            faults.append(
                Fault("readings", "not one reading with base: true", "exactly one base reading")
            )
        if len(self.readings) == 1:
            faults.append(Fault("readings", "a single reading", "at least two, or none"))
        for reading in self.readings:
            if reading.base == bool(reading.changes):
                faults.append(
                    Fault(
                        f"readings.{reading.id}",
                        "changes at the base reading" if reading.base else "no changes",
                        "changes at every reading but the base",
                    )
                )
        if self.market and self.no_market_effect is not None:
            faults.append(
                Fault("no_market_effect", "given although there are market blocks", "one of both")
            )
        if self.calendar is not None:
            faults += calendar_faults(self.calendar, "calendar")
        if faults:
            raise DefinitionError(faults)


def _rule_class(name: str) -> type[Rule]:
    title = "".join(part.capitalize() for part in name.split("_"))
    return type(
        f"{title}Rule",
        (Rule,),
        {
            "__module__": __name__,
            "__doc__": f"A rule of the instrument {name}; `terms` as in its module.",
            "__annotations__": {"instrument": Literal[name], "terms": INSTRUMENTS[name].Terms},
        },
    )


RULE_CLASSES: dict[str, type[Rule]] = {name: _rule_class(name) for name in INSTRUMENTS}
"""Instrument -> the class of its rules."""
globals().update({one.__name__: one for one in RULE_CLASSES.values()})  # where pickling looks

if TYPE_CHECKING:
    AnyRule = Rule
else:
    AnyRule = Annotated[reduce(or_, RULE_CLASSES.values()), ToldApartBy("instrument")]


def twice(names: list[str], where: str) -> Iterator[Fault]:
    """Which names stand twice?"""
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(where, f'the id "{name}" twice', "every id once")
