"""What does a description of goods say? Elements, forms, numbers, in Chinese or English.

Free text is never taken for more than it says: "NdFeB magnet" does not tell whether dysprosium is
in it, "dysprosium oxide" does tell that terbium is not. What is said of the purpose ("for motors",
电机用) is no part of the goods; what is said to be inside ("with NdFeB magnets") is a part.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from monazite.policy.extent import Extent
from monazite.policy.form import forms
from monazite.policy.lexicon import Lexicon, lexicon
from monazite.policy.parameters import parameters
from monazite.policy.transaction import ELEMENTS

_CLOSED_FORMS = frozenset(
    [
        "metal",
        "compound",
        "oxide",
        "cathode_material",
        "cathode_precursor",
        "graphite",
        "matte",
        "raw_mineral",
        "scrap",
        "slag",
        "brine",
        "carbon_electrode",
        "synthetic_diamond",
        "cubic_boron_nitride",
        "sputtering_target",
        "ferrite_magnet",
        "ferroalloy",
        "cathode_metal",
    ]
)
"""Forms whose names say all that matters of their elements: "gallium oxide" holds gallium only."""

_OPEN_FORMS = frozenset(
    [
        "heavy_alloy",
        "alloy",
        "mixture",
        "ndfeb_magnet",
        "smco_magnet",
        "cerium_magnet",
        "permanent_magnet",
        "functional_material",
        "part",
        "assembly",
        "end_product",
        "battery",
        "battery_cell",
        "solar_cell",
        "superhard_tool",
        "equipment",
        "reagent",
        "technology",
        "service",
    ]
)
"""Forms that may hold more than their name says."""

_PURPOSE = re.compile(
    r"\b(?:for use in|used in|used for|intended for|suitable for|for the|for)\b[^,;()]*"
    r"|用于[^,，;；()（）的]*的?|供[^,，;；()（）]*(?:使用|之用)|适用于[^,，;；()（）的]*的?"
)
_PURPOSE_FRONT_ZH = re.compile(r"^[一-鿿]{1,8}用(?=[一-鿿])")
_INSIDE = re.compile(
    r"\b(?:with|containing|including|incorporating|incl\.?|that contains?|which contains?)\b(?P<in>.*)"
)
_INSIDE_ZH = re.compile(r"(?:含有|内含|带有|装有|内置|含|带)(?P<in>[^的,，;；]{1,40})的")
_NEGATED = (
    r"(?:without|free of|free from|no|not containing|does not contain|do not contain|"
    r"contains no|containing no|contains neither|neither|excluding|不含有|不含|未含|未添加|不添加|无添加|无)"
)
_BETWEEN = r"(?:\s|,|，|、|/|;|and|or|nor|any|added|和|或|及|与|任何|添加)*"
_AMBIGUOUS = frozenset(
    [
        "In",
        "As",
        "At",
        "No",
        "I",
        "He",
        "Be",
        "Am",
        "Co",
        "Os",
        "Ho",
        "Es",
        "Fm",
        "Md",
        "Lr",
        "Pa",
        "Ac",
        "Po",
    ]
)
_FORMULA = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][a-z]?[0-9]*(?:\.[0-9]+)?){1,8}(?![A-Za-z])")
_SYMBOL = re.compile(r"([A-Z][a-z]?)([0-9]*(?:\.[0-9]+)?)")
_NUMBER = r"(?P<value>[0-9]+(?:\.[0-9]+)?)"
_BEFORE = (
    r"(?P<before>>=|=>|≥|>|<=|=<|≤|<|at least|not less than|no less than|minimum|min\.?|more than|"
    r"over|above|at most|not more than|maximum|max\.?|less than|below|under|不低于|不小于|不少于|"
    r"至少|大于等于|大于|超过|高于|不超过|不大于|不高于|至多|小于等于|小于|低于|约|=)?\s*"
)
_AFTER = r"\s*(?P<after>or more|or higher|min\.?\b|minimum|or less|max\.?\b|maximum|以上|及以上|以下|及以下)?"
_PERCENT = r"\s*(?:wt\.?\s*)?(?:%|percent|per cent)(?:\s*(?:by weight|by mass|wt))?"
_PURITY_WORD = re.compile(
    rf"(?:purity|pure|grade|纯度|含量)[^0-9%<>=≥≤]{{0,12}}?{_BEFORE}{_NUMBER}{_PERCENT}{_AFTER}"
)
_ANY_PERCENT = re.compile(rf"{_BEFORE}{_NUMBER}{_PERCENT}{_AFTER}")
_NINES = re.compile(r"(?<![a-z0-9.])(?P<count>[2-9])n(?P<digit>[0-9])?(?![a-z0-9])")
_LEAST = frozenset(
    [
        ">=",
        "=>",
        "≥",
        "at",
        "least",
        "not",
        "less",
        "than",
        "no",
        "less",
        "than",
        "minimum",
        "min",
        "min.",
        "不低于",
        "不小于",
        "不少于",
        "至少",
        "大于等于",
    ]
    + ["at least", "not less than", "no less than", "or more", "or higher", "以上", "及以上"]
)
_MORE = frozenset([">", "more than", "over", "above", "大于", "超过", "高于"])
_MOST = frozenset(
    ["<=", "=<", "≤", "at most", "not more than", "maximum", "max", "max.", "不超过", "不大于"]
    + ["不高于", "至多", "小于等于", "or less", "以下", "及以下"]
)
_LESS = frozenset(["<", "less than", "below", "under", "小于", "低于"])
_PURITY_FROM = 90.0


@dataclass(frozen=True)
class GoodText:
    """What does a description say?

    text     : normalised (half-width, lower case)
    elements : symbols that are surely in it
    groups   : group words: at least one of each set is in it
    absent   : symbols that are said not to be in it
    matter, shape : most specific forms named
    inside   : what is said to be inside, read the same way; None if nothing is
    closed   : nothing else that matters is in it
    numbers  : parameter -> extent
    """

    text: str
    elements: frozenset[str] = frozenset()
    groups: tuple[frozenset[str], ...] = ()
    absent: frozenset[str] = frozenset()
    matter: frozenset[str] = frozenset()
    shape: frozenset[str] = frozenset()
    inside: GoodText | None = None
    closed: bool = False
    numbers: dict[str, Extent] = field(default_factory=dict)

    @property
    def recognised(self) -> bool:
        """Was anything understood?"""
        return bool(self.elements or self.groups or self.matter or self.inside)


def normalised(text: str) -> str:
    """Return a text as word lists see it: half-width, lower case, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", plain).strip()


@lru_cache(maxsize=20_000)
def read_good(text: str) -> GoodText:
    """What does a description of goods say? A good's id means exactly that good."""
    words = lexicon()
    known = words.goods.get(text.strip())
    if known is not None:
        material = words.material[known]
        matter, shape = _facets(set(material.forms))
        return GoodText(
            normalised(text),
            frozenset(material.elements),
            matter=matter,
            shape=shape,
            closed=not material.open,
        )
    return _read(unicodedata.normalize("NFKC", text).replace("_", " "), words)


def _read(original: str, words: Lexicon) -> GoodText:
    text = normalised(original)
    numbers = _numbers(text, words)
    absent, rest = _without_negated(text, words)
    rest = _PURPOSE.sub(" ", _PURPOSE_FRONT_ZH.sub("", rest))
    head, content = _split_inside(rest)
    elements, groups, named, opened, material_closed = _named(head, words)
    symbols, formula_forms = _formulas(original, content if content is not None else "")
    inside = None
    inner_elements: frozenset[str] = frozenset()
    if content is not None:
        inside = _inside(content, words)
        inner_elements = inside.elements
    elements |= symbols - inner_elements
    if not _matter_names(named):
        named |= formula_forms
    named, made_with = _head(head, named, words)
    matter, shape = _facets(_magnet_of(named, elements))
    if made_with and inside is None:
        inner, _ = _facets(_magnet_of(made_with, elements))
        inside = GoodText(head, frozenset(elements), groups, matter=inner)
    percents, zero = _element_percents(text, words)
    elements |= {symbol for symbol, extent in percents.items() if extent.low > 0}
    absent = (absent | zero) - elements
    for symbol, extent in percents.items():
        numbers.setdefault(f"{symbol.lower()}_pct", extent)
    if inside is not None and not inside.matter:
        elements |= inside.elements - absent
        groups += inside.groups
        inside = None
    purity = numbers.get("purity_pct")
    closed = material_closed or _closed(elements, groups, matter, opened)
    if purity is not None and purity.low >= 99 and len(elements) == 1 and not opened:
        closed = True
    if content is not None and inside is None and not material_closed and not _pure(matter):
        closed = False
    if "mixture" in matter:
        closed = False
    known = parameters()
    return GoodText(
        text,
        frozenset(elements - absent),
        groups,
        frozenset(absent),
        matter,
        shape,
        inside,
        closed,
        {
            name: extent.within(known[name].low, known[name].high)
            for name, extent in numbers.items()
            if name in known
        },
    )


def _magnet_of(named: set[str], elements: set[str]) -> set[str]:
    """Return the forms, a magnet being named by what it is made of."""
    if "permanent_magnet" in named:
        if {"Sm", "Co"} <= elements:
            return named | {"smco_magnet"}
        if {"Nd", "Fe", "B"} <= elements:
            return named | {"ndfeb_magnet"}
    return named


def _pure(matter: frozenset[str]) -> bool:
    """Is it a compound or metal, which holds what its name says?"""
    table = forms()
    return any(
        table[name].above & _CLOSED_FORMS and not table[name].above & _OPEN_FORMS for name in matter
    )


def _inside(content: str, words: Lexicon) -> GoodText:
    elements, groups, named, opened, closed = _named(content, words)
    symbols, _ = _formulas_lower(content)
    matter, shape = _facets(named)
    elements |= symbols
    return GoodText(
        content.strip(),
        frozenset(elements),
        groups,
        frozenset(),
        matter,
        shape,
        None,
        closed or _closed(elements, groups, matter, opened),
    )


def _named(
    text: str, words: Lexicon
) -> tuple[set[str], tuple[frozenset[str], ...], set[str], bool, bool]:
    """Return elements, groups, forms named in a text; whether a material is open, or closed."""
    elements: set[str] = set()
    named: set[str] = set()
    opened = closed = False
    masked = list(text)
    for start, end, ids in words.materials.find(text):
        material = words.material[ids[0]]
        elements |= set(material.elements)
        named |= set(material.forms)
        opened = opened or material.open
        closed = closed or not material.open
        masked[start:end] = "\x00" * (end - start)
    rest = "".join(masked)
    groups: list[frozenset[str]] = []
    for start, end, ids in words.groups.find(rest):
        groups.append(frozenset(words.group[ids[0]].elements))
        masked[start:end] = "\x00" * (end - start)
    rest = "".join(masked)
    for _, _, ids in words.elements.find(rest):
        elements |= set(ids)
    table = forms()
    last = {form: end for _, end, ids in words.forms.find(rest) for form in ids}
    named |= set(last)
    open_form = any(table[name].above & _OPEN_FORMS for name in named)
    return elements, tuple(groups), named, opened, closed and not opened and not open_form


def _head(text: str, named: set[str], words: Lexicon) -> tuple[set[str], set[str]]:
    """Return the forms of the thing itself and of what it is made with.

    Both languages put the thing itself last: a magnet rotor is a rotor, a motor magnet is a magnet.
    """
    table = forms()
    holders = {name for name in named if table[name].contains}
    others = {name for name in named - holders if table[name].facet == "matter"}
    if not holders or not others:
        return named, set()
    end_of = {form: end for _, end, ids in words.forms.find(text) for form in ids}
    for _, end, ids in words.materials.find(text):
        for form in words.material[ids[0]].forms:
            end_of[form] = max(end, end_of.get(form, 0))
    if max(end_of.get(name, 0) for name in holders) > max(end_of.get(name, 0) for name in others):
        return named - others, others
    return named - holders, set()


def _facets(named: set[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the most specific forms named, by facet."""
    table = forms()
    general = {above for name in named for above in table[name].above if above != name}
    specific = named - general
    matter = frozenset(name for name in specific if table[name].facet == "matter")
    return matter, frozenset(specific - matter)


def _matter_names(named: set[str]) -> set[str]:
    table = forms()
    return {name for name in named if table[name].facet == "matter"}


def _closed(
    elements: set[str], groups: tuple[frozenset[str], ...], matter: frozenset[str], opened: bool
) -> bool:
    """Does the description say everything that matters about the elements?"""
    if opened or groups or not elements:
        return False
    table = forms()
    if any(table[name].above & _OPEN_FORMS for name in matter):
        return False
    return any(table[name].above & _CLOSED_FORMS for name in matter)


def _split_inside(text: str) -> tuple[str, str | None]:
    """Split a description into the thing itself and what is said to be inside; None if nothing."""
    match = _INSIDE.search(text)
    if match is not None and match.start() > 0:
        return text[: match.start()], match["in"]
    match = _INSIDE_ZH.search(text)
    if match is not None and text[match.end() :].strip():
        return text[: match.start()] + text[match.end() :], match["in"]
    return text, None


def _without_negated(text: str, words: Lexicon) -> tuple[set[str], str]:
    """Return the elements said not to be there, and the text without these words."""
    marks = list(text)
    for start, end, _ in words.materials.find(text):
        marks[start:end] = "\x02" * (end - start)
    meaning: list[tuple[int, int, frozenset[str]]] = []
    for start, end, ids in words.groups.find("".join(marks)):
        meaning.append((start, end, frozenset(words.group[ids[0]].elements)))
        marks[start:end] = "\x01" * (end - start)
    for start, end, ids in words.elements.find("".join(marks)):
        meaning.append((start, end, frozenset(ids)))
        marks[start:end] = "\x01" * (end - start)
    for match in re.finditer(r"(?<![a-z])([a-z]{1,2})(?![a-z])", "".join(marks)):
        symbol = match[1].capitalize()
        if symbol in ELEMENTS and len(symbol) == 2 and symbol not in ("As", "In", "No", "At", "He"):
            meaning.append((match.start(), match.end(), frozenset({symbol})))
            marks[match.start() : match.end()] = "\x01" * 2
    marked = "".join(marks)
    gone: list[tuple[int, int]] = [
        match.span()
        for match in re.finditer(
            rf"(?<![a-z]){_NEGATED}(?:{_BETWEEN}\x01+)+|\x01+(?:{_BETWEEN}\x01+)*[- ]free(?![a-z])",
            marked,
        )
    ]
    absent: set[str] = set()
    for start, end, symbols in meaning:
        if any(low <= start and end <= high for low, high in gone):
            absent |= symbols
    rest = list(text)
    for low, high in gone:
        rest[low:high] = " " * (high - low)
    return absent, "".join(rest)


def _formulas(original: str, content: str) -> tuple[set[str], set[str]]:
    """Return elements and forms that chemical formulas in the unfolded text name."""
    text = unicodedata.normalize("NFKC", original)
    cut = _NEGATED_FRONT.sub(" ", text)
    elements: set[str] = set()
    named: set[str] = set()
    for match in _FORMULA.finditer(cut):
        symbols, forms_named = _formula(match.group())
        elements |= symbols
        named |= forms_named
    return elements, named


_NEGATED_FRONT = re.compile(
    rf"(?i:{_NEGATED})(?:\s|,|、|/|and|or|nor|any|和|或|及|与|[A-Z][a-z]?(?![a-z]))*"
    r"|(?:[A-Z][a-z]?(?:\s*(?:,|/|and|or)\s*)?)+[- ]free"
)


def _formulas_lower(content: str) -> tuple[set[str], set[str]]:
    """Return elements named by bare symbols in a folded text, such as `dy` and `tb`."""
    found = set()
    for match in re.finditer(r"(?<![a-z])([a-z]{2})(?![a-z])", content):
        symbol = match[1].capitalize()
        if symbol in ELEMENTS and symbol not in _AMBIGUOUS:
            found.add(symbol)
    return found, set()


def _formula(token: str) -> tuple[set[str], set[str]]:
    """Which elements, and which form, does a formula such as Dy2O3 name? Nothing if it is none."""
    parts = _SYMBOL.findall(token)
    symbols = [symbol for symbol, _ in parts]
    if not all(symbol in ELEMENTS for symbol in symbols):
        return set(), set()
    digits = any(count for _, count in parts)
    if len(symbols) == 1:
        single = symbols[0]
        if single in _AMBIGUOUS or (len(single) == 1 and not digits) or digits:
            return set(), set()
        return {single}, set()
    if not digits and (token.isupper() or len(token) < 3) and token not in ("WC",):
        return set(), set()
    metals = [symbol for symbol in symbols if symbol not in ("O", "H", "N", "F", "Cl", "S", "C")]
    if not metals:
        return set(), set()
    kind = _kind_of_formula(symbols, token, metals)
    return set(metals), ({kind} if kind else set())


def _kind_of_formula(symbols: list[str], token: str, metals: list[str]) -> str | None:
    last = symbols[-1]
    if "OH" in token:
        return "hydroxide"
    if "CO3" in token:
        return "carbonate"
    if "SO4" in token:
        return "sulphate"
    if last == "O":
        return "oxide" if len(set(metals)) == 1 else "compound"
    simple = {"F": "fluoride", "Cl": "chloride", "N": "nitride", "C": "carbide", "H": "hydride"}
    if last in simple:
        return simple[last]
    if len(set(metals)) > 1:
        endings = {"As": "arsenide", "P": "phosphide", "Te": "telluride", "Se": "selenide"}
        if last == "Sb" and set(metals) & {"In", "Ga", "Al"}:
            return "antimonide"
        return endings.get(last)
    return None


def _numbers(text: str, words: Lexicon) -> dict[str, Extent]:
    """Which parameters does a text give as numbers?"""
    found: dict[str, Extent] = {}
    for parameter in parameters().values():
        for pattern in parameter.patterns:
            match = pattern.search(text)
            if match is not None:
                front = text[max(0, match.start("value") - 16) : match.start("value")]
                found[parameter.id] = _extent(match["value"], _last_comparator(front), None)
                break
    purity = _PURITY_WORD.search(text)
    if purity is not None and float(purity["value"]) <= 100:
        found["purity_pct"] = _extent(purity["value"], purity["before"], purity["after"])
        return found
    nines = _NINES.search(text)
    if nines is not None:
        digit = nines["digit"] or "0"
        value = float("99." + "9" * (int(nines["count"]) - 2) + digit)
        found["purity_pct"] = Extent(value, 100.0)
        return found
    bound = {extent.low for extent in _element_percents(text, words)[0].values()}
    several = len({ids for _, _, ids in words.elements.find(text)}) > 1
    for match in _ANY_PERCENT.finditer(text):
        if several and float(match["value"]) in bound:
            continue
        if _PURITY_FROM <= float(match["value"]) <= 100:
            found["purity_pct"] = _extent(match["value"], match["before"], match["after"])
            break
    return found


def _element_percents(text: str, words: Lexicon) -> tuple[dict[str, Extent], set[str]]:
    """Which contents per element does a text give, and which elements are said to be zero?"""
    found: dict[str, Extent] = {}
    zero: set[str] = set()
    spots = [(start, end, ids) for start, end, ids in words.elements.find(text)]
    for match in re.finditer(r"(?<![a-z])([a-z]{1,2})(?![a-z])", text):
        symbol = match[1].capitalize()
        if symbol in ELEMENTS:
            spots.append((match.start(), match.end(), (symbol,)))
    for start, end, ids in spots:
        behind = re.match(
            rf"\s*(?:content|含量|质量分数)?\s*:?\s*{_BEFORE}{_NUMBER}{_PERCENT}{_AFTER}",
            text[end:],
        )
        front = re.search(rf"{_BEFORE}{_NUMBER}{_PERCENT}\s*(?:的|of)?\s*$", text[:start])
        match = behind or front
        if match is None or len(ids) != 1:
            continue
        after = match["after"] if match is behind else None
        extent = _extent(match["value"], match["before"], after).within(0, 100)
        if extent.high <= 0:
            zero.add(ids[0])
        else:
            found.setdefault(ids[0], extent)
    return found, zero


def _last_comparator(front: str) -> str | None:
    match = re.search(rf"{_BEFORE[:-3]}\s*$", front)
    return match["before"] if match is not None else None


def _extent(value: str, before: str | None, after: str | None) -> Extent:
    number = float(value)
    for sign in (before, after):
        if sign is None:
            continue
        if sign in _LEAST or sign.startswith("min"):
            return Extent.compared(">=", number)
        if sign in _MORE:
            return Extent.compared(">", number)
        if sign in _MOST or sign.startswith("max"):
            return Extent.compared("<=", number)
        if sign in _LESS:
            return Extent.compared("<", number)
    return Extent.exactly(number)
