"""Is this good one of the lines a rule lists? Yes, no, or not known, and what would decide it.

The legal description decides: elements, forms, names, thresholds. Customs codes are for reference
only, unless the code is itself the scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from monazite.policy.answer import NO, UNKNOWN, YES, Answer, every, some
from monazite.policy.condition import Condition
from monazite.policy.condition_answer import Values, answer_condition
from monazite.policy.form import forms
from monazite.policy.lexicon import WordIndex, both, normalised
from monazite.policy.question import Finding
from monazite.policy.scope import GoodsItem

if TYPE_CHECKING:
    from monazite.policy.goods_profile import GoodsProfile, Substance

_NUMBER = count()

COVERED = Finding(YES, "applies")
NOT_COVERED = Finding(NO, "goods_not_covered")


@dataclass(frozen=True)
class Line:
    """One item of an act, made ready for comparing.

    number : unique, for remembering answers; all else as in the item
    names  : what texts name by the names of lines; None where a line stands alone
    """

    number: int
    item: GoodsItem
    act: str
    elements: frozenset[str]
    forms: frozenset[str]
    shapes: frozenset[str]
    above_forms: frozenset[str]
    above_shapes: frozenset[str]
    goods: dict[str, float]
    names: NameIndex | None = None

    @classmethod
    def of(cls, item: GoodsItem, act: str, names: NameIndex | None = None) -> Line:
        """Make an item ready."""
        table = forms()
        return cls(
            next(_NUMBER),
            item,
            act,
            frozenset(item.elements),
            frozenset(item.forms),
            frozenset(item.shapes),
            frozenset(above for name in item.forms for above in table[name].above),
            frozenset(above for name in item.shapes for above in table[name].above),
            {one.good: one.share for one in item.chain_goods},
            names,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take a number of this process: another line may have had the one of the kept line."""
        self.__dict__.update(state, number=next(_NUMBER))

    @cached_property
    def named(self) -> frozenset[str]:
        """Return the item's names as a normalised text has them."""
        return frozenset(word for name in self.item.names for word in both(normalised(name)))

    @cached_property
    def _own_names(self) -> WordIndex:
        return WordIndex(self.named)

    def is_named_in(self, text: str) -> bool:
        """Does a normalised text name this line?"""
        if self.names is None:
            return bool(self._own_names.all_in(text))
        return not self.named.isdisjoint(self.names.words_in(text))

    def matches(self, goods: GoodsProfile, values: Values, *, exception: bool = False) -> Finding:
        """Is the good this line, or does it hold it where the line reaches what is inside?

        exception : the line takes goods out of a rule; then every form named has to fit
        """
        own = self._itself(goods, values, exception=exception)
        if own.answer == YES:
            return own
        if self.item.reach == "itself":
            return self._packed_with(goods, values, own) if own.answer == NO else own
        holds = goods.substance.holds
        if holds is False:
            return own
        inner = self._inside(goods, values)
        if inner.answer == YES and self.item.reach == "in_parts" and _end_product(goods.substance):
            return Finding(UNKNOWN, "goods_unclear", (), (("line", f"{self.act}#{self.item.id}"),))
        if inner.answer == YES:
            return inner
        if own.answer == UNKNOWN or inner.answer == UNKNOWN:
            asks = (*own.asks, *inner.asks)
            code = own.code if own.answer == UNKNOWN else inner.code
            return Finding(
                UNKNOWN, code, tuple(dict.fromkeys(asks)), (("line", f"{self.act}#{self.item.id}"),)
            )
        return own

    def surely_not(self, substance: Substance) -> bool:
        """Is a good without parts surely not this line? Quick, without a reason."""
        known = substance.answers.get(self.number * 2)
        return (self._substance(substance, False) if known is None else known)[0] == NO

    def _packed_with(self, goods: GoodsProfile, values: Values, own: Finding) -> Finding:
        """Are parts given that are this line, in a good that is not known to hold parts?

        A motor is not its magnet; but what is said to be inside a lump of matter, or inside nobody
        knows what, may be packed with it and be goods of its own.
        """
        if not goods.parts or goods.substance.holds:
            return own
        for part in goods.parts:
            if self.matches(part, values.of_part(part)).answer != NO:
                fact = ("line", f"{self.act}#{self.item.id}")
                return Finding(UNKNOWN, "goods_unclear", ("good",), (fact,))
        return own

    def _inside(self, goods: GoodsProfile, values: Values) -> Finding:
        if goods.parts is None:
            return Finding(
                UNKNOWN, "goods_unclear", ("contains",), (("line", f"{self.act}#{self.item.id}"),)
            )
        found = [self.matches(part, values.of_part(part)) for part in goods.parts]
        answer = some(one.answer for one in found)  # type: ignore[misc]
        if answer == NO and not goods.parts_known:
            return Finding(
                UNKNOWN, "goods_unclear", ("contains",), (("line", f"{self.act}#{self.item.id}"),)
            )
        for one in found:
            if one.answer == answer:
                return one
        return NOT_COVERED

    def _itself(self, goods: GoodsProfile, values: Values, *, exception: bool) -> Finding:
        answer, ask = self._substance(goods.substance, exception)
        if answer == NO:
            return NOT_COVERED
        facts = (("line", f"{self.act}#{self.item.id}"),)
        if not self.item.thresholds:
            if answer == YES:
                return Finding(YES, "applies", (), facts)
            return Finding(UNKNOWN, "goods_unclear", (ask,), facts)
        found = [answer_condition(one, values) for one in self.item.thresholds]
        for one in found:
            if one.answer == NO:
                return Finding(NO, "threshold_not_met", (), (*facts, *one.facts))
        asks = tuple(dict.fromkeys(name for one in found for name in one.asks))
        if answer == UNKNOWN:
            return Finding(UNKNOWN, "goods_unclear", (ask, *asks), facts)
        if every(one.answer for one in found) == UNKNOWN:  # type: ignore[misc]
            told = tuple(fact for one in found for fact in one.facts)
            return Finding(UNKNOWN, "threshold_unclear", asks, (*facts, *told))
        return Finding(YES, "applies", (), facts)

    def _substance(self, substance: Substance, exception: bool) -> tuple[Answer, str]:
        key = self.number * 2 + exception
        known = substance.answers.get(key)
        if known is None:
            known = self._compare(substance, exception)
            if known[0] == YES and self._is_another_thing(substance):
                known = UNKNOWN, "good"
            substance.answers[key] = known
        return known

    def _is_another_thing(self, substance: Substance) -> bool:
        """Does the text end in words that nobody understood, so that the thing is not known?

        Not where a name of this line takes these words in.
        """
        text = substance.text
        if text is None or not text.unread or substance.good in self.goods:
            return False
        if self.item.hs_decides and substance.hs:
            return False
        end = text.unread.rpartition(" ")[2]
        return not any(end in name and name in text.text for name in self.named)

    def _compare(self, substance: Substance, exception: bool) -> tuple[Answer, str]:
        """Do name, elements and forms fit? With the field that would decide an unknown."""
        item = self.item
        if item.hs_decides and substance.hs:
            return _codes_fit(substance.hs, item.hs), "hs"
        if substance.good is not None and substance.good in self.goods:
            whole = self.goods[substance.good] == 1.0
            return (YES, "") if whole else (UNKNOWN, "elements")
        if item.names and substance.text is not None and self.is_named_in(substance.text.text):
            if substance.holds and self.forms and self._forms_fit(substance, exception) == NO:
                return NO, ""  # a solar module is not the telluride that it is made with
            return _shape_first(self._shapes_fit(substance), YES)
        if not (self.elements or self.forms):
            return (NO, "") if substance.recognised else (UNKNOWN, "good")
        elements = self.elements_fit(substance)
        if elements == NO:
            return NO, ""
        form = self._forms_fit(substance, exception)
        if form == NO:
            return NO, ""
        shape = self._shapes_fit(substance)
        if shape == NO:
            return NO, ""
        if item.names and not self.elements and form == YES and self.generic:
            form = UNKNOWN
        undecided = UNKNOWN in (elements, form) or not self.elements
        if undecided and item.names and self._another_is_named(substance):
            return NO, ""
        if elements == UNKNOWN:
            return UNKNOWN, "elements" if substance.recognised else "good"
        if UNKNOWN in (form, shape):
            return UNKNOWN, "good"
        return YES, ""

    @cached_property
    def generic(self) -> bool:
        """Do the forms say too little to recognise the item without its names?"""
        return self.forms <= _GENERIC

    def _another_is_named(self, substance: Substance) -> bool:
        """Does the text name another line of this kind, which then is what is meant?

        Lines of machines, technology and the like without elements yield to any such line; all
        others, such as one of all ores, to one of the same act.
        """
        if self.names is None or substance.text is None:
            return False
        return any(
            other.number != self.number
            and other.forms & self.forms
            and (other.act == self.act or (self.generic and not self.elements))
            for other in self.names.named_in(substance.text.text)
        )

    def elements_fit(self, substance: Substance) -> Answer:
        """Do the elements fit?"""
        if not self.elements:
            return YES
        if self.item.all_elements:
            return every(_element_in(substance, symbol) for symbol in self.item.elements)
        if self.elements & substance.elements:
            return YES
        if any(group <= self.elements for group in substance.groups):
            return YES
        return some(_element_in(substance, symbol) for symbol in self.item.elements)

    def forms_fit(self, substance: Substance) -> Answer:
        """Do the forms and the shape fit, the names of lines left out of account?"""
        return every((self._forms_fit(substance, False), self._shapes_fit(substance)))

    def _forms_fit(self, substance: Substance, exception: bool) -> Answer:
        if not self.forms:
            return YES
        named = substance.matter
        if not named and self.names is not None and substance.text is not None:
            lines = self.names.named_in(substance.text.text)
            named = frozenset(form for line in lines for form in line.forms)
        return _fit(self.forms, self.above_forms, substance, exception, named)

    def _shapes_fit(self, substance: Substance) -> Answer:
        if not self.shapes:
            return YES
        return _fit(self.shapes, self.above_shapes, substance, False, substance.matter)


class NameIndex:
    """Which lines of a library does a text name by their names?"""

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}
        self._index: WordIndex | None = None
        self._found: dict[str, tuple[Line, ...]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def add(self, line: Line) -> None:
        """Take up the names of a line."""
        for name in line.named:
            self._lines.setdefault(name, []).append(line)
        self._index = None

    @property
    def _ready(self) -> WordIndex:
        if self._index is None:
            self._index = WordIndex(self._lines)
        return self._index

    def words_in(self, text: str) -> frozenset[str]:
        """Return all names that stand in a normalised text; worked out once per text."""
        found = self._words.get(text)
        if found is None:
            if len(self._words) >= _MOST_TEXTS:
                self._words.clear()
            found = self._words[text] = self._ready.all_in(text)
        return found

    def named_in(self, text: str) -> tuple[Line, ...]:
        """Return the lines that a normalised text names, the longest name at each place."""
        found = self._found.get(text)
        if found is None:
            if len(self._found) >= _MOST_TEXTS:
                self._found.clear()
            hits = {word for _, _, word in self._ready.find(text)}
            found = tuple(line for name in sorted(hits) for line in self._lines[name])
            self._found[text] = found
        return found


_MOST_TEXTS = 4096
_MADE = frozenset(
    (
        *("permanent_magnet", "part", "end_product", "battery", "battery_cell", "solar_cell"),
        *("equipment", "technology", "service", "superhard_tool", "optical_window"),
        *("graphite", "carbon_electrode"),
    )
)
"""Made things and carbon: lines that name a shape only, such as ingots, do not mean them."""
_SCRAP = frozenset(("scrap",))
_SCRAP_OF = frozenset(
    (
        *("metal", "alloy", "compound", "permanent_magnet", "graphite"),
        *("functional_material", "sputtering_target"),
    )
)
"""What scrap may be scrap of: "gallium scrap" does not say whether of the metal or of wafers."""

_GENERIC = frozenset(
    (
        "equipment",
        "equipment_part",
        "technology",
        "software",
        "service",
        "reagent",
        "part",
        "assembly",
        "end_product",
        "functional_material",
        "superhard_tool",
        "optical_window",
    )
)


def _shape_first(shape: Answer, answer: Answer) -> tuple[Answer, str]:
    if shape == NO:
        return NO, ""
    return (answer, "") if shape == YES else (UNKNOWN, "good")


def _element_in(substance: Substance, symbol: str) -> Answer:
    if symbol in substance.elements:
        return YES
    if symbol in substance.absent or substance.closed:
        return NO
    only_groups = bool(substance.groups) and not substance.elements
    if only_groups and not substance.matter & {"alloy", "mixture"}:
        return UNKNOWN if any(symbol in group for group in substance.groups) else NO
    return UNKNOWN


def _fit(
    wanted: frozenset[str],
    above: frozenset[str],
    substance: Substance,
    exception: bool,
    matter: frozenset[str],
) -> Answer:
    """Does any form named fit any form wanted? In an exception every kind of matter must fit."""
    table = forms()
    named = matter | substance.shape
    fitting = {name for name in named if table[name].above & wanted}
    if fitting:
        if exception and matter - fitting:
            return UNKNOWN
        return YES
    facets = {table[name].facet for name in wanted}
    if facets == {"shape"} and any(table[name].above & _MADE for name in matter):
        return NO
    answers: list[Answer] = []
    for facet, said in (("matter", matter), ("shape", substance.shape)):
        if facet in facets:
            scrap = said == _SCRAP and any(table[name].above & _SCRAP_OF for name in wanted)
            answers.append(NO if said and not said & above and not scrap else UNKNOWN)
    return some(answers)


def _codes_fit(given: tuple[str, ...], wanted: Iterable[str]) -> Answer:
    wanted = tuple(wanted)
    if any(code.startswith(one) for code in given for one in wanted):
        return YES
    if any(one.startswith(code) for code in given for one in wanted):
        return UNKNOWN
    return NO


def _end_product(substance: Substance) -> bool:
    table = forms()
    return any("end_product" in table[name].above for name in substance.matter)


def asked_parameters(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Which parameters do conditions ask for, each once?"""
    return tuple(dict.fromkeys(name for one in conditions for name in one.parameters()))
