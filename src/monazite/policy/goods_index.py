"""Which rules could reach goods like these? Found by sets of lines, before lines are compared.

Sets are whole numbers whose bits are lines. A line is left out only where its elements or its forms
surely do not fit and no name of it stands in the text; so nothing that could apply is ever lost.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from monazite.policy.answer import NO
from monazite.policy.goods_matching import Line, NameIndex
from monazite.policy.goods_profile import GoodsProfile, Substance
from monazite.policy.ready_rule import ReadyRule
from monazite.policy.scope import GoodsItem

MOST_REMEMBERED = 20_000
"""How many sets of lines are remembered before all are forgotten."""


@dataclass(frozen=True, slots=True)
class NearGoods:
    """Which lines could goods be, and which rules surely not reach them?

    lines : numbers of the lines; out : numbers of the rules none of whose lines is among them
    asked : parameters that thresholds of the lines ask for
    """

    lines: frozenset[int]
    out: frozenset[int]
    asked: frozenset[str]


class GoodsIndex:
    """Look up the rules whose lines goods could be.

    forms : rules, readings of rules and parts of acts, each with a number of its own
    names : what texts name by the names of the lines
    """

    def __init__(self, forms: Iterable[ReadyRule], names: NameIndex) -> None:
        self._names = names
        self._numbers: list[int] = []
        self._lines: dict[int, Line] = {}
        places: dict[int, int] = {}
        rules: dict[int, list[int]] = {}
        for form in forms:
            goods = form.rule.scope.goods
            if goods.all_goods or goods.on_list is not None:
                continue
            self._numbers.append(form.number)
            for line in form.lines:
                place = places.setdefault(line.number, len(places))
                self._lines[place] = line
                rules.setdefault(place, []).append(form.number)
        self._items = {id(line.item) for line in self._lines.values()}
        self._rules = {place: tuple(numbers) for place, numbers in rules.items()}
        self._all = (1 << len(places)) - 1
        self._nameless = self._where(lambda one: not (one.elements or one.forms))
        self._alone = self._where(lambda one: one.names is None)
        self._reaching_in = self._where(lambda one: one.item.reach != "itself")
        self._by_code = self._where(lambda one: one.item.hs_decides)
        self._by_name: dict[str, int] = {}
        self._by_good: dict[str, int] = {}
        for place, line in self._lines.items():
            for name in line.named:
                self._by_name[name] = self._by_name.get(name, 0) | 1 << place
            for good in line.goods:
                self._by_good[good] = self._by_good.get(good, 0) | 1 << place
        self._elements: dict[Hashable, int] = {}
        self._forms: dict[Hashable, int] = {}
        self._found: dict[int, NearGoods] = {}

    def find(self, goods: GoodsProfile) -> NearGoods:
        """Return what goods could be; the same object as long as the lines are the same."""
        near = self._near(goods)
        found = self._found.get(near)
        if found is None:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            places = list(bits(near))
            kept = {number for place in places for number in self._rules[place]}
            found = self._found[near] = NearGoods(
                frozenset(self._lines[place].number for place in places),
                frozenset(number for number in self._numbers if number not in kept),
                frozenset().union(*(asked_of(self._lines[place].item) for place in places)),
            )
        return found

    def holds(self, item: GoodsItem) -> bool:
        """Is an item one of the lines that are looked up here?"""
        return id(item) in self._items

    def _near(self, goods: GoodsProfile) -> int:
        """Return the lines that the goods or one of their parts could be."""
        near = self._of_substance(goods.substance)
        for part in goods.parts or ():
            near |= self._near(part)
        return near

    def _of_substance(self, substance: Substance) -> int:
        out = self._other_elements(substance) | self._other_forms(substance)
        if substance.recognised:
            out |= self._nameless
        near = self._all & ~out | self._alone
        if substance.holds is not False:
            near |= self._reaching_in
        if substance.hs:
            near |= self._by_code
        if substance.good is not None:
            near |= self._by_good.get(substance.good, 0)
        if substance.text is not None:
            for word in self._names.words_in(substance.text.text):
                near |= self._by_name.get(word, 0)
        return near

    def _other_elements(self, substance: Substance) -> int:
        """Return the lines whose elements are surely not in it."""
        mixed = bool(substance.matter & {"alloy", "mixture"})
        key = substance.elements, substance.absent, substance.groups, substance.closed, mixed
        found = self._elements.get(key)
        if found is None:
            if len(self._elements) >= MOST_REMEMBERED:
                self._elements.clear()
            found = self._where(lambda one: one.elements_fit(substance) == NO)
            self._elements[key] = found
        return found

    def _other_forms(self, substance: Substance) -> int:
        """Return the lines whose forms or shapes it surely has not."""
        named: frozenset[str] = frozenset()
        if not substance.matter and substance.text is not None:
            lines = self._names.named_in(substance.text.text)
            named = frozenset(form for line in lines for form in line.forms)
        key = substance.matter, substance.shape, named
        found = self._forms.get(key)
        if found is None:
            if len(self._forms) >= MOST_REMEMBERED:
                self._forms.clear()
            found = self._where(lambda one: one.forms_fit(substance) == NO)
            self._forms[key] = found
        return found

    def _where(self, true) -> int:  # type: ignore[no-untyped-def]
        """Return the lines of which something is true."""
        return sum(1 << place for place, line in self._lines.items() if true(line))


def asked_of(item: GoodsItem) -> frozenset[str]:
    """Which parameters do the thresholds of an item ask for?"""
    return frozenset(name for one in item.thresholds for name in one.parameters())


def bits(number: int) -> Iterator[int]:
    """Which bits of a whole number are set? In rising order."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
