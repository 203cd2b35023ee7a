"""What a rule reaches: goods by description, routes, parties, end uses, conditions.

Whatever is left out is not restricted: a rule without `destinations` holds for all of them. Goods
must be said: a list of items, items taken over from other acts, a control list, or all goods.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from monazite.errors import DefinitionError
from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.citation import Name, Sentence
from monazite.policy.condition import MOST_TESTS, Condition
from monazite.policy.form import FormName
from monazite.policy.places import Places
from monazite.policy.register import RegisterName

MOST_ITEMS = 400
"""How many goods items one act may list."""

MOST_NAMES = 200
"""How many names, codes or elements one list may hold."""

EndUse = Literal[
    "civil",
    "military",
    "defence_contractor",
    "semiconductor_logic_14nm_or_below",
    "semiconductor_memory_256_layers_or_more",
    "ai_military_potential",
    "wmd",
    "humanitarian",
    "research",
]
"""End uses as the law tells them apart; `unknown` is no end use."""

ALL_END_USES: tuple[EndUse, ...] = get_args(EndUse)
"""All of them."""

ActId = Annotated[
    str, Bounds(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=90)
]
"""issuer/slug: small letters, digits and hyphens."""

RuleId = Annotated[
    str,
    Bounds(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*#[a-z0-9][a-z0-9_]*$",
        max_length=180,
    ),
]
"""issuer/slug#rule."""

Element = Annotated[str, Bounds(pattern=r"^[A-Z][a-z]?$")]
"""Chemical symbol."""

HsCode = Annotated[str, Bounds(pattern=r"^[0-9]{4}([0-9]{2}){0,3}$")]
"""Customs code of 4, 6, 8 or 10 digits, as text."""

Seen = Literal["seen", "partly", "inferred", "unverified"]
"""How well the item's text was seen."""


class ChainGood(LightDefinition):
    """Which good of a modelled chain does an item reach, and which share of it?"""

    good: Annotated[str, Bounds(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
    share: Annotated[float, Bounds(gt=0, le=1)] = 1.0


class GoodsItem(LightDefinition):
    """Which goods does one line of the act name?

    id          : short name, unique in the act
    code        : control code as printed (`1C904.b`), if there is one
    says        : the legal description, in own words, in English and Chinese
    names       : further words for the same thing, in either language, for finding it in texts
    elements    : chemical symbols it must contain: any of them, or all if `all_elements`
    forms       : forms of the lexicon it may have (any of them); left out: any
    shapes      : forms it must have besides (any of them), such as powder; left out: any
    thresholds  : all must hold (:class:`~monazite.policy.condition.Condition`)
    hs          : customs codes: reference only, unless `hs_decides`
    hs_decides  : the code itself is the scope (customs tariffs)
    chain_goods : goods of the modelled chains that it reaches
    reach       : `itself`; `in_parts`: parts, components and assemblies with it too, complete end
                  products undecided; `containing`: everything that contains it
    seen        : how well the item's text was seen
    """

    id: Name
    code: Annotated[str, Bounds(min_length=1, max_length=60)] | None = None
    says: Label
    names: Annotated[tuple[Sentence, ...], Bounds(max_length=MOST_NAMES)] = ()
    elements: Annotated[tuple[Element, ...], Bounds(max_length=MOST_NAMES)] = ()
    all_elements: bool = False
    forms: Annotated[tuple[FormName, ...], Bounds(max_length=MOST_NAMES)] = ()
    shapes: Annotated[tuple[FormName, ...], Bounds(max_length=MOST_NAMES)] = ()
    thresholds: Annotated[tuple[Condition, ...], Bounds(max_length=MOST_TESTS)] = ()
    hs: Annotated[tuple[HsCode, ...], Bounds(max_length=MOST_NAMES)] = ()
    hs_decides: bool = False
    chain_goods: Annotated[tuple[ChainGood, ...], Bounds(max_length=MOST_NAMES)] = ()
    reach: Literal["itself", "in_parts", "containing"] = "itself"
    seen: Seen = "seen"
    note: Sentence | None = None

    def __post_init__(self) -> None:
        if not (self.names or self.elements or self.forms or (self.hs and self.hs_decides)):
            raise DefinitionError.one(
                where="",
                found=f"item {self.id} without names, elements and forms",
                expected="at least one of them",
                because="nothing could ever be recognised as this item",
            )


class Borrowed(LightDefinition):
    """Which items of another act are meant too?

    act      : its id
    items    : ids of its items; left out: all
    elements : only items with one of these elements
    """

    act: ActId
    items: Annotated[tuple[Name, ...], Bounds(max_length=MOST_ITEMS)] = ()
    elements: Annotated[tuple[Element, ...], Bounds(max_length=MOST_NAMES)] = ()


class Goods(LightDefinition):
    """Which goods does a rule reach? At least one of the four ways to say so, `all_goods` alone.

    items     : lines of this act
    borrowed  : lines of other acts
    on_list   : all goods on a control list (`cn_dual_use`): every item of the acts that add to it
                and are in force, and, beyond what was read of the list, perhaps others
    all_goods : every good there is
    except_items : lines that are taken out again
    """

    items: Annotated[tuple[GoodsItem, ...], Bounds(max_length=MOST_ITEMS)] = ()
    borrowed: Annotated[tuple[Borrowed, ...], Bounds(max_length=50)] = ()
    on_list: RegisterName | None = None
    all_goods: bool = False
    except_items: Annotated[tuple[GoodsItem, ...], Bounds(max_length=MOST_ITEMS)] = ()

    def __post_init__(self) -> None:
        named = bool(self.items or self.borrowed or self.on_list)
        if named == self.all_goods:
            raise DefinitionError.one(
                where="",
                found="goods named, and all goods" if named else "no goods",
                expected="items, borrowed or on_list; or all_goods: true",
            )


class Parties(LightDefinition):
    """Which firms or bodies are meant? Any of the ways given suffices.

    names       : names in any language; each is compared without case, accents and legal forms
    listed_in   : ids of acts with entity lists
    on_lists    : registers (`cn_control_list`): every act that adds to it and is in force
    not_listed_in : everybody who is not on these lists (white lists)
    affiliates_from_pct : also those held by a listed one from this percentage on
    """

    names: Annotated[tuple[Sentence, ...], Bounds(max_length=MOST_NAMES)] = ()
    listed_in: Annotated[tuple[ActId, ...], Bounds(max_length=50)] = ()
    on_lists: Annotated[tuple[RegisterName, ...], Bounds(max_length=20)] = ()
    not_listed_in: Annotated[tuple[ActId, ...], Bounds(max_length=50)] = ()
    affiliates_from_pct: Annotated[float, Bounds(gt=0, le=100)] | None = None

    def __post_init__(self) -> None:
        if not (self.names or self.listed_in or self.on_lists or self.not_listed_in):
            raise DefinitionError.one(
                where="",
                found="no party",
                expected="names, listed_in, on_lists or not_listed_in",
            )

    @property
    def lists(self) -> bool:
        """Is any list asked, and with it where the party sits?"""
        return bool(self.listed_in or self.on_lists or self.not_listed_in)


class Circumstances(LightDefinition):
    """On which routes, for whom and for what? What is left out is not restricted.

    exporting          : where the shipment leaves
    origins            : where the goods were made
    destinations       : where the shipment goes
    end_user_countries : where the end user sits
    exporters, end_users : parties
    end_uses           : any of these; `except_end_uses` any but these
    conditions         : tests on parameters, all must hold
    """

    exporting: Places | None = None
    origins: Places | None = None
    destinations: Places | None = None
    end_user_countries: Places | None = None
    exporters: Parties | None = None
    end_users: Parties | None = None
    end_uses: Annotated[tuple[EndUse, ...], Bounds(max_length=20)] = ()
    except_end_uses: Annotated[tuple[EndUse, ...], Bounds(max_length=20)] = ()
    conditions: Annotated[tuple[Condition, ...], Bounds(max_length=MOST_TESTS)] = ()

    def parameters(self) -> Iterator[str]:
        """Which parameters do the conditions ask for?"""
        for condition in self.conditions:
            yield from condition.parameters()

    def parties(self) -> Iterator[Parties]:
        """Return the parties named."""
        yield from (one for one in (self.exporters, self.end_users) if one is not None)

    def places(self) -> Iterator[Places]:
        """Return the places named."""
        for one in (self.exporting, self.origins, self.destinations, self.end_user_countries):
            if one is not None:
                yield one


class Scope(Circumstances):
    """What does a rule reach? Goods, and the circumstances in which it reaches them.

    crossing : `export` (leaves a customs territory), `import`, `domestic`, or `any`; left out: what
               the instrument usually looks at
    """

    goods: Goods
    crossing: Literal["export", "import", "domestic", "any"] | None = None
