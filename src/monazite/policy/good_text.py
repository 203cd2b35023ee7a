"""What does a description of goods say? Elements, forms, numbers, in Chinese or English.

Free text is never taken for more than it says: "NdFeB magnet" does not tell whether dysprosium is
in it, "dysprosium oxide" does tell that terbium is not. What is said of the purpose ("for motors",
电机用) is no part of the goods; what is said to be inside a thing ("motor with NdFeB magnets") is a
part of it. The thing itself stands last: where the last words are not understood ("GaN LED chips",
碳化钨钻头), the thing is not known to be the material that the words before name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache

from monazite.policy.extent import Extent
from monazite.policy.form import forms
from monazite.policy.formula import formula_words, formulas_in, symbols_in
from monazite.policy.lexicon import Lexicon, lexicon, normalised, quantity_words
from monazite.policy.parameters import parameters
from monazite.policy.text_numbers import contents_in, numbers_in, plain_numbers
from monazite.policy.unread_words import unread_words

_CLOSED_FORMS = frozenset(
    (
        *("metal", "compound", "cathode_material", "cathode_precursor", "graphite", "matte"),
        *("raw_mineral", "scrap", "slag", "brine", "carbon_electrode", "synthetic_diamond"),
        *("cubic_boron_nitride", "sputtering_target", "ferrite_magnet", "ferroalloy"),
    )
)
"""Forms whose names say all that matters of their elements: "gallium oxide" holds gallium only."""

_OPEN_FORMS = frozenset(
    (
        *("heavy_alloy", "alloy", "mixture", "ndfeb_magnet", "smco_magnet", "cerium_magnet"),
        *("permanent_magnet", "functional_material", "part", "end_product", "battery"),
        *("battery_cell", "solar_cell", "superhard_tool", "equipment", "reagent", "technology"),
        "service",
    )
)
"""Forms that may hold more than their name says."""

_PURPOSE = re.compile(
    r"\b(?:for use in|used in|used for|intended for|suitable for|for the|for)\b[^,;()]*"
    r"|(?:用于|适用于)[^,，;；()（）的]*的?|供[^,，;；()（）]*(?:使用|之用)"
)
_PURPOSE_IN_FRONT = re.compile(r"^[一-鿿]{1,8}用(?=[一-鿿])")
_INSIDE = re.compile(
    r"\b(?:with|containing|including|incorporating|incl\.?|that contains?|which contains?)\b"
    r"(?P<inside>.*)"
)
_INSIDE_ZH = re.compile(r"(?:含有|内含|带有|装有|内置|含|带)(?P<inside>[^的,，;；]{1,40})的")
_DENIED = (
    r"(?:without|free of|free from|no|not containing|does not contain|do not contain|"
    r"contains no|containing no|contains neither|neither|excluding|"
    r"不含有|不含|未含|无)"
)
_TREATED = (
    r" (?:added|diffusion|coatings?|plating|layers?|infiltration|alloying|additions)(?![a-z])"
    r"|扩散|涂层|镀层"
)
_NOT_ADDED = r"(?:no added|without added|no addition of|without addition of|未添加|不添加|无添加)"
_BETWEEN = r"(?:\s|,|，|、|/|;|and|or|nor|any|和|或|及|与|任何)*"
_DENIAL = re.compile(
    rf"(?<![a-z])(?P<not_added>{_NOT_ADDED})(?:{_BETWEEN}\x01+)+"
    rf"|(?<![a-z]){_DENIED}(?:{_BETWEEN}\x01+)+(?P<of>(?:{_TREATED})?)"
    rf"|\x01+(?:{_BETWEEN}\x01+)*[- ]free(?![a-z])"
)
_BLANKS = re.compile(r"\s+")
_MAY_DENY = re.compile(r"without|free|(?<![a-z])no(?:t|r)?(?![a-z])|neither|excluding|[不未无]")
_PURE_FROM = 99.0


@dataclass(frozen=True)
class GoodText:
    """What does a description say?

    text     : normalised (half-width, lower case)
    elements : symbols that are surely in it
    spelled  : those of them that are named one by one, not only implied by a material's name
    groups   : group words: at least one of each set is in it
    absent   : symbols that are said not to be in it
    matter, shape : most specific forms named
    inside   : what is said to be inside, read the same way; None if nothing is
    closed   : nothing else that matters is in it
    unread   : words that name the thing itself and were not understood; "" if there are none
    numbers  : parameter -> extent
    """

    text: str
    elements: frozenset[str] = frozenset()
    spelled: frozenset[str] = frozenset()
    groups: tuple[frozenset[str], ...] = ()
    absent: frozenset[str] = frozenset()
    matter: frozenset[str] = frozenset()
    shape: frozenset[str] = frozenset()
    inside: GoodText | None = None
    closed: bool = False
    unread: str = ""
    numbers: dict[str, Extent] = field(default_factory=dict)

    @property
    def recognised(self) -> bool:
        """Was anything understood?"""
        return bool(self.elements or self.groups or self.matter or self.inside)


@dataclass(frozen=True)
class _Named:
    """What the words of one stretch of text name."""

    elements: frozenset[str]
    spelled: frozenset[str]
    groups: tuple[frozenset[str], ...]
    forms: frozenset[str]
    ends: dict[str, int]
    open_material: bool
    closed_material: bool
    last: int


@lru_cache(maxsize=4096)
def read_good(text: str) -> GoodText:
    """What does a description of goods say? A good's id means exactly that good."""
    words = lexicon()
    known = words.goods.get(text.strip())
    if known is None:
        return _read(unicodedata.normalize("NFKC", text).replace("_", " "), words)
    material = words.material[known]
    matter, shape = _facets(frozenset(material.forms))
    return GoodText(
        normalised(text),
        frozenset(material.elements),
        matter=matter,
        shape=shape,
        closed=not material.open,
    )


def _read(original: str, words: Lexicon) -> GoodText:
    text = normalised(original)
    absent, rest = _without_denied(text, words)
    rest = _PURPOSE.sub(" ", _without_purpose_in_front(rest, words))
    rest = quantity_words().sub(" ", rest)
    head, content = _split(rest)
    cased = _same_case(head, text, original)
    own = _stretch(head, cased, words)
    figures = plain_numbers(text)
    contents = contents_in(figures)
    present = frozenset(symbol for symbol, extent in contents.of.items() if extent.low > 0)
    zero = frozenset(symbol for symbol, extent in contents.of.items() if extent.high <= 0)
    main, made_with = _thing_itself(own)
    unread = unread_words(head, own.last, formula_words(cased))
    found = _put_together(head, own, main)
    if made_with:
        inner = _put_together(head, own, made_with)
        found = replace(found, inside=replace(inner, closed=False))
    if unread:
        found = replace(found, unread=unread, closed=False)
    if content is not None:
        found = _with_inside(found, content, _same_case(content, text, original), words)
    perhaps = frozenset(symbol for symbol, one in contents.of.items() if one.low <= 0 < one.high)
    denied = absent | zero
    elements = (found.elements | (present if found.inside is None else frozenset())) - denied
    elements -= perhaps
    numbers = numbers_in(figures, contents)
    for symbol, extent in contents.of.items():
        numbers.setdefault(f"{symbol.lower()}_pct", extent)
    purity = numbers.get("purity_pct")
    pure = purity is not None and purity.low >= _PURE_FROM and len(elements) == 1
    known = parameters()
    return GoodText(
        text,
        elements,
        (found.spelled | present) - denied - perhaps,
        found.groups,
        denied,
        found.matter,
        found.shape,
        found.inside,
        closed=(found.closed and not perhaps)
        or (pure and not own.open_material and found.inside is None and not unread),
        unread=unread,
        numbers={
            name: extent.within(known[name].low, known[name].high)
            for name, extent in numbers.items()
            if name in known
        },
    )


def _without_purpose_in_front(text: str, words: Lexicon) -> str:
    """Return the text without 电机用 or the like, unless it is part of a name (炉用碳电极)."""
    match = _PURPOSE_IN_FRONT.match(text)
    if match is None:
        return text
    for known in (words.materials, words.forms):
        if any(start < match.end() < end for start, end, _ in known.find(text)):
            return text
    return text[match.end() :]


def _put_together(text: str, own: _Named, named: frozenset[str]) -> GoodText:
    matter, shape = _facets(_magnet_of(named, own.elements))
    if not matter and "ingot" in shape and len(own.elements) == 1 and not own.open_material:
        matter = frozenset(("metal",))  # ingots of one element are its metal
    return GoodText(
        text,
        own.elements,
        own.spelled,
        own.groups,
        matter=matter,
        shape=shape,
        closed=own.closed_material or _closed(own, matter, shape),
    )


def _with_inside(found: GoodText, content: str, cased: str, words: Lexicon) -> GoodText:
    """Add what is said to be inside: a part of a thing that holds parts, else a constituent."""
    inner = _stretch(content, cased, words)
    matter, shape = _facets(_magnet_of(inner.forms, inner.elements))
    table = forms()
    nameless = bool(found.unread) and not found.recognised
    if matter and (nameless or any(table[name].contains for name in found.matter)):
        closed = inner.closed_material or _closed(inner, matter, shape)
        part = GoodText(
            content.strip(),
            inner.elements,
            inner.spelled,
            inner.groups,
            matter=matter,
            shape=shape,
            closed=closed,
        )
        return replace(found, inside=part)
    more = bool(inner.elements or inner.groups)
    return replace(
        found,
        elements=found.elements | inner.elements,
        spelled=found.spelled | inner.spelled,
        groups=found.groups + inner.groups,
        matter=found.matter or matter,
        shape=found.shape or shape,
        closed=found.closed and not more,
    )


def _stretch(text: str, cased: str, words: Lexicon) -> _Named:
    """Read one stretch of text: materials first, then groups, elements, forms, formulas."""
    elements: set[str] = set()
    named: set[str] = set()
    ends: dict[str, int] = {}
    opened = closed = False
    last = 0
    taken: list[tuple[int, int]] = []
    for start, end, ids in words.materials.find(text):
        material = words.material[ids[0]]
        elements |= set(material.elements)
        named |= set(material.forms)
        ends.update(dict.fromkeys(material.forms, end))
        opened, closed = opened or material.open, closed or not material.open
        last = max(last, end)
        taken.append((start, end))
    groups: list[frozenset[str]] = []
    for start, end, ids in words.groups.find(text, taken):
        groups.append(frozenset(words.group[ids[0]].elements))
        last = max(last, end)
        taken.append((start, end))
    spelled: set[str] = set()
    for _, end, ids in words.elements.find(text, taken):
        spelled |= set(ids)
        last = max(last, end)
    for _, end, ids in words.forms.find(text, taken):
        named |= set(ids)
        ends.update(dict.fromkeys(ids, end))
        last = max(last, end)
    symbols, formula_forms = formulas_in(cased)
    table = forms()
    if not any(table[name].facet == "matter" for name in named):
        named |= formula_forms
    loose = any(table[name].above & _OPEN_FORMS for name in named)
    return _Named(
        frozenset(elements | spelled | symbols),
        frozenset(spelled | symbols),
        tuple(groups),
        frozenset(named),
        ends,
        opened,
        closed and not opened and not loose,
        last,
    )


def _thing_itself(own: _Named) -> tuple[frozenset[str], frozenset[str]]:
    """Return the forms of the thing itself and of what it is made with.

    Both languages put the thing itself last: a magnet rotor is a rotor, a motor magnet is a magnet.
    """
    table = forms()
    holders = frozenset(name for name in own.forms if table[name].contains)
    others = frozenset(name for name in own.forms - holders if table[name].facet == "matter")
    if not holders or not others:
        return own.forms, frozenset()
    last_holder = max(own.ends.get(name, 0) for name in holders)
    last_other = max(own.ends.get(name, 0) for name in others)
    if last_holder == last_other:
        return own.forms, frozenset()
    if last_holder > last_other:
        return own.forms - others, others
    return own.forms - holders, frozenset()


def _magnet_of(named: frozenset[str], elements: frozenset[str]) -> frozenset[str]:
    """Return the forms, a magnet being named by what it is made of."""
    if "permanent_magnet" in named:
        if {"Sm", "Co"} <= elements:
            return named | {"smco_magnet"}
        if {"Nd", "Fe", "B"} <= elements:
            return named | {"ndfeb_magnet"}
    return named


@lru_cache(maxsize=4096)
def _facets(named: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the most specific forms named, by facet."""
    table = forms()
    general = {above for name in named for above in table[name].above if above != name}
    specific = named - general
    matter = frozenset(name for name in specific if table[name].facet == "matter")
    return matter, frozenset(specific - matter)


def _closed(own: _Named, matter: frozenset[str], shape: frozenset[str]) -> bool:
    """Do the words say everything that matters about the elements?"""
    if own.open_material or own.groups or not own.elements:
        return False
    table = forms()
    if not matter:
        return bool(shape)
    if any(table[name].above & _OPEN_FORMS for name in matter):
        return False
    return any(table[name].above & _CLOSED_FORMS for name in matter)


def _split(text: str) -> tuple[str, str | None]:
    """Split a description into the thing itself and what is said to be inside; None if nothing."""
    match = _INSIDE.search(text)
    if match is not None and match.start() > 0:
        return text[: match.start()], match["inside"]
    match = _INSIDE_ZH.search(text)
    if match is not None and text[match.end() :].strip():
        return text[: match.start()] + text[match.end() :], match["inside"]
    return text, None


def _without_denied(text: str, words: Lexicon) -> tuple[frozenset[str], str]:
    """Return the elements said not to be there, and the text without these words.

    What was "not added" may be there all the same, and a magnet "without dysprosium diffusion" may
    hold dysprosium: such words say nothing either way.
    """
    if _MAY_DENY.search(text) is None:
        return frozenset(), text
    marks = list(text)
    for start, end, _ in words.materials.find(text):
        marks[start:end] = "\x02" * (end - start)
    meant: list[tuple[int, int, frozenset[str]]] = []
    for start, end, ids in words.groups.find("".join(marks)):
        meant.append((start, end, frozenset(words.group[ids[0]].elements)))
        marks[start:end] = "\x01" * (end - start)
    for start, end, ids in words.elements.find("".join(marks)):
        meant.append((start, end, frozenset(ids)))
        marks[start:end] = "\x01" * (end - start)
    for start, end, symbol in symbols_in("".join(marks)):
        meant.append((start, end, frozenset({symbol})))
        marks[start:end] = "\x01" * (end - start)
    denials = list(_DENIAL.finditer("".join(marks)))
    gone = [match.span() for match in denials]
    sure = [match.span() for match in denials if not (match["not_added"] or match["of"])]
    absent: frozenset[str] = frozenset()
    for start, end, symbols in meant:
        if any(low <= start and end <= high for low, high in sure):
            absent |= symbols
    rest = list(text)
    for low, high in gone:
        rest[low:high] = " " * (high - low)
    return absent, "".join(rest)


def _same_case(part: str, text: str, original: str) -> str:
    """Return a stretch of the normalised text as the original writes it, blanks left blank.

    Formulas need their capitals. Where normalising has changed the length of the text, the words of
    the stretch are looked up one by one.
    """
    cased = _BLANKS.sub(" ", original).strip()
    if len(cased) != len(text):
        kept = set(re.findall(r"[a-z0-9.]+", part))
        return " ".join(w for w in re.findall(r"[A-Za-z0-9.]+", cased) if w.casefold() in kept)
    start = text.find(part) if part.strip() else -1
    if start >= 0:
        return cased[start : start + len(part)]
    words = {word.casefold(): word for word in re.findall(r"[A-Za-z0-9.]+", cased)}
    return " ".join(words.get(word, word) for word in re.findall(r"[a-z0-9.]+", part))
