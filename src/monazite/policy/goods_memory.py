"""What was answered before about goods like these, so that many rows share the work.

Two descriptions that say the same (the same elements, forms, numbers and names of lines, whatever
their words) are one substance to every rule. What the rules say of the goods alone is remembered
with it; routes, days and parties are asked afresh.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from monazite.policy.extent import Extent
from monazite.policy.goods_index import GoodsIndex, NearGoods, asked_of
from monazite.policy.goods_profile import GoodsProfile, Substance
from monazite.policy.lexicon import WordIndex, both, normalised
from monazite.policy.library import Library
from monazite.policy.question import Finding
from monazite.policy.record import Act
from monazite.policy.rule import Rule
from monazite.policy.scope import GoodsItem
from monazite.policy.transaction import Transaction

MOST_REMEMBERED = 10_000
"""How many substances and goods are remembered before all are forgotten."""

MOST_TEXTS = 2_000
"""How many descriptions are remembered with the substance they name."""

_numbers = count()


@dataclass(slots=True)
class ListAnswers:
    """What was found of one kind of goods while no control list changed for them?

    out    : of rules, and of unread parts: bits of those that these goods are surely not meant by
    on     : control list -> do they stand on it
    rules  : number of a ready rule that asks a list -> are they among the goods it reaches
    number : its own, never given twice
    """

    out: list[int]
    on: dict[str, Finding] = field(default_factory=dict)
    rules: dict[int, Finding] = field(default_factory=dict)
    number: int = field(default_factory=_numbers.__next__)


@dataclass(slots=True)
class GoodsAnswers:
    """What do rules say of one kind of goods?

    goods    : the goods, kept so that nothing else can take their place in memory
    near     : lines that the goods could be, and the rules, readings and unread parts that are out
    out_bits : of rules, and of unread parts: bits of those among them
    plain    : as findings, of rules without thresholds, where goods have no parts: the same for all
               goods of one substance
    findings : number of a ready rule -> are the goods among those it reaches
    families : number of a family of goods -> do they belong to it
    by_state : how the lines of control lists stand that these goods could be -> what was found then
    lists    : time between two changes of any control list -> the same
    number   : its own, never given twice
    """

    goods: GoodsProfile
    near: NearGoods
    out_bits: tuple[int, int]
    plain: dict[int, Finding]
    findings: dict[int, Finding] = field(default_factory=dict)
    families: dict[int, bool] = field(default_factory=dict)
    by_state: dict[Hashable, ListAnswers] = field(default_factory=dict)
    lists: dict[Hashable, ListAnswers] = field(default_factory=dict)
    number: int = field(default_factory=_numbers.__next__)


class GoodsMemory:
    """Share substances and answers about goods among transactions of one library."""

    def __init__(self, acts: Library) -> None:
        self._acts = acts
        self._names = WordIndex(
            word for item in _items(acts) for name in item.names for word in both(normalised(name))
        )
        self._chain_goods = frozenset(
            good.good for item in _items(acts) for good in item.chain_goods
        )
        forms = [form for rule in acts.rules for form in (rule, *rule.alternatives)]
        unread = tuple(part for part, _ in acts.unread)
        self._index = GoodsIndex([*forms, *unread], acts.names)
        self._shelves = acts.rules, unread
        self._always_asked = frozenset[str]().union(
            *(asked_of(item) for item in _items(acts) if not self._index.holds(item))
        )
        self._bits: dict[int, tuple[NearGoods, tuple[int, int]]] = {}
        self._of_substances: dict[int, tuple[Substance, NearGoods, dict[int, Finding]]] = {}
        self._texts: dict[int, tuple[Substance, Substance]] = {}
        self._substances: dict[Hashable, Substance] = {}
        self._answers: dict[Hashable, GoodsAnswers] = {}

    def __len__(self) -> int:
        """Return how many different goods are remembered."""
        return len(self._answers)

    def shared(self, goods: GoodsProfile) -> GoodsProfile:
        """Return the same goods, the substance being the one that all such goods share."""
        parts = None if goods.parts is None else tuple(self.shared(part) for part in goods.parts)
        return GoodsProfile(
            self._substance(goods.substance),
            goods.numbers,
            parts,
            goods.parts_known,
            goods.origin,
            goods.made_with_chinese_technology,
            goods.value_share,
        )

    def answers(self, goods: GoodsProfile, shipment: Transaction) -> GoodsAnswers:
        """Return what is remembered of goods alike in all that could be asked of them.

        Numbers that no line asks for, of those that the goods could be, make no difference.
        """
        _, near, plain = self._of(goods.substance)
        if goods.parts:
            near = self._index.find(goods)
        key = (
            _key(goods, near.asked | self._always_asked),
            shipment.chinese_content_value_share,
            shipment.made_with_chinese_technology,
            repr(sorted(shipment.parameters.items())) if shipment.parameters else "",
            shipment.elements is None,
            shipment.contains is None,
        )
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MOST_REMEMBERED:
                self._answers.clear()
            whole = {} if goods.parts or goods.parts_known else plain
            found = GoodsAnswers(goods, near, self._out_bits(near), whole)
            self._answers[key] = found
        return found

    def _of(self, substance: Substance) -> tuple[Substance, NearGoods, dict[int, Finding]]:
        known = self._of_substances.get(id(substance))
        if known is None:
            if len(self._of_substances) >= MOST_REMEMBERED:
                self._of_substances.clear()
            near = self._index.find(GoodsProfile(substance, {}, None, False))
            known = self._of_substances[id(substance)] = substance, near, {}
        return known

    def _out_bits(self, near: NearGoods) -> tuple[int, int]:
        """Return the places of rules, and of unread parts, that are out under every reading."""
        known = self._bits.get(id(near))
        if known is None or known[0] is not near:
            if len(self._bits) >= MOST_REMEMBERED:
                self._bits.clear()
            rules, unread = (
                sum(
                    1 << place
                    for place, rule in enumerate(shelf)
                    if rule.number in near.out and not rule.alternatives
                )
                for shelf in self._shelves
            )
            known = self._bits[id(near)] = near, (rules, unread)
        return known[1]

    def _substance(self, own: Substance) -> Substance:
        known = self._texts.get(id(own))
        if known is not None and known[0] is own:
            return known[1]
        if len(self._texts) >= MOST_TEXTS:
            self._texts.clear()
        text = own.text
        key = (
            own.good if own.good in self._chain_goods else None,
            own.text is None,
            "" if text is None else text.unread,
            frozenset() if text is None else self._names.all_in(text.text),
            ()
            if text is None
            else tuple(sorted({word for _, _, word in self._names.find(text.text)})),
            *(own.elements, own.absent, own.groups, own.closed, own.matter, own.shape),
            *(own.hs, own.holds),
        )
        if len(self._substances) >= MOST_REMEMBERED:
            self._substances.clear()
            self._answers.clear()  # answers are remembered by the substance itself
        found = self._substances.setdefault(key, own)
        self._texts[id(own)] = own, found
        return found


def _key(goods: GoodsProfile, asked: frozenset[str]) -> Hashable:
    parts = None if goods.parts is None else tuple(_key(part, asked) for part in goods.parts)
    numbers: tuple[tuple[str, Extent], ...] = ()
    if goods.numbers and asked:
        numbers = tuple(
            (name, goods.numbers[name]) for name in sorted(asked) if name in goods.numbers
        )
    return (
        id(goods.substance),
        numbers,
        parts,
        goods.parts_known,
        *(goods.origin, goods.made_with_chinese_technology, goods.value_share),
    )


def _items(acts: Library) -> Iterator[GoodsItem]:
    """Return every description of goods that anything in the library compares with."""
    for act in acts.acts.values():
        yield from _of_act(act)
    for file in acts.files.values():
        for readings in file.alternatives.values():
            for _, rule in readings:
                yield from _of_rules((rule,))
    for jurisdiction in acts.jurisdictions:
        for family in jurisdiction.read:
            yield from family.goods


def _of_act(act: Act) -> Iterator[GoodsItem]:
    yield from _of_rules(act.rules)
    for part in act.coverage.missing:
        if part.may_touch is not None:
            yield from (*part.may_touch.goods.items, *part.may_touch.goods.except_items)


def _of_rules(rules: Iterable[Rule]) -> Iterator[GoodsItem]:
    for rule in rules:
        yield from (*rule.scope.goods.items, *rule.scope.goods.except_items)
        for exemption in rule.exemptions:
            yield from exemption.goods
