"""Numbers in a description: purity, strength, density, content of an element.

"99.99%", "purity of at least 99.9 per cent", "纯度不低于99.99%", "4N5", "Dy 2.5%", "含钨97%". A
comparator before or after the number makes it a range, and so do "20-60 um" and "1.75±0.02 g/cm3".
Commas are read as what they can only be: 99,95 % and 1,75 g/cm3 are decimals, 5,000 m3 a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from monazite.policy.extent import Extent
from monazite.policy.formula import symbols_in
from monazite.policy.lexicon import lexicon
from monazite.policy.parameters import parameters

_NUMBER = r"(?P<value>[0-9]+(?:\.[0-9]+)?)"
_COMPARATORS = {
    ">=": (
        ">= => ≥ 不低于 不小于 不少于 至少 大于等于 以上 及以上 min min. minimum",
        ("at least", "not less than", "no less than", "or more", "or higher"),
    ),
    ">": ("> over above 大于 超过 高于", ("more than", "greater than")),
    "<=": (
        "<= =< ≤ 不超过 不大于 不高于 至多 小于等于 以下 及以下 max max. maximum",
        ("at most", "not more than", "no more than", "or less"),
    ),
    "<": ("< below under 小于 低于", ("less than",)),
}
_SIGN = {
    word: sign
    for sign, (words, phrases) in _COMPARATORS.items()
    for word in (*words.split(), *phrases)
}
_ANY_SIGN = "|".join(re.escape(word) for word in sorted(_SIGN, key=len, reverse=True))
_BEFORE = rf"(?P<before>{_ANY_SIGN}|约|=|:)?\s*"
_AFTER = rf"\s*(?P<after>{_ANY_SIGN})?"
_PERCENT = r"\s*(?:wt\.?\s*)?(?:%|percent|per cent)(?:\s*(?:by weight|by mass|wt\.?))?"
_PURITY = re.compile(
    rf"(?:purity|pure|grade|纯度|含量)[^0-9%<>=≥≤]{{0,12}}?{_BEFORE}{_NUMBER}{_PERCENT}{_AFTER}"
)
_ANY_PERCENT = re.compile(rf"{_BEFORE}{_NUMBER}{_PERCENT}{_AFTER}")
_PERCENT_BEHIND = re.compile(
    rf"\s*(?:content|含量|质量分数)?\s*(?:of)?\s*{_BEFORE}{_NUMBER}{_PERCENT}{_AFTER}"
)
_PERCENT_IN_FRONT = re.compile(rf"{_BEFORE}{_NUMBER}{_PERCENT}\s*(?:的|of)?\s*$")
_NINES = re.compile(r"(?<![a-z0-9.])(?P<count>[2-9])n(?P<digit>[0-9])?(?![a-z0-9])")
_DECIMAL_COMMA = re.compile(
    r"(?<![0-9.,])(?:(?P<zero>0),(?=[0-9])"
    r"|(?P<whole>[0-9]+),(?=[0-9]{1,2}(?![0-9,])"
    r"|[0-9]+\s*(?:%|per ?cent|g/c|克/立方厘米)))"
)
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:[,'][0-9]{3})+(?![0-9,'])")
_SPACED_THOUSANDS = re.compile(
    r"(?<![a-z0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?= ?(?:m3/d|立方米|wh/|mah/|mpa|um|μm|micron|微米))"
)
_TO = r"\s*(?:-|–|—|~|\bto\b|至|到)\s*"
_FROM_IN_FRONT = re.compile(rf"(?<![a-z0-9.])(?P<low>[0-9]+(?:\.[0-9]+)?)\s*%?{_TO}$")
_UP_TO_BEHIND = re.compile(rf"{_TO}(?P<high>[0-9]+(?:\.[0-9]+)?)(?![0-9.])\s*(?P<percent>%)?")
_GIVE_OR_TAKE = re.compile(r"(?P<middle>[0-9]+(?:\.[0-9]+)?)\s*(?:±|\+/-)\s*$")
_LAST_SIGN = re.compile(rf"(?P<before>{_ANY_SIGN})?\s*$")
_PURITY_FROM = 90.0
_DIGIT = re.compile(r"[0-9]")
_MAY_BE_PERCENT = re.compile(r"%|per ?cent")
"""Whatever is a percentage holds this."""
_ONE_LETTER = re.compile(r"(?<![a-z0-9])([wyvu])(?![a-z0-9])")


def plain_numbers(text: str) -> str:
    """Return a normalised text with plain numbers: 99.95 for 99,95 and 5000 for 5,000."""
    if _DIGIT.search(text) is None:
        return text
    text = _DECIMAL_COMMA.sub(lambda match: f"{match['zero'] or match['whole']}.", text)
    text = _THOUSANDS.sub(lambda match: re.sub(r"[,']", "", match[0]), text)
    return _SPACED_THOUSANDS.sub(lambda match: match[0].replace(" ", ""), text)


def numbers_in(text: str, contents: Contents) -> dict[str, Extent]:
    """Which parameters does a normalised text give? Parameter -> extent, purity included.

    contents : what the text says of its elements (:func:`contents_in`)
    """
    found: dict[str, Extent] = {}
    if _DIGIT.search(text) is None:
        return found
    for name, pattern in _patterns():
        match = None if name in found else pattern.search(text)
        if match is not None and _is_number(match["value"]):
            front = text[max(0, match.start("value") - 18) : match.start("value")]
            sign = _LAST_SIGN.search(front)
            extent = _between(text, match)
            found[name] = extent or _extent(match["value"], sign and sign["before"], None)
    purity = _purity(text, contents)
    if purity is not None:
        found["purity_pct"] = purity
    return found


@dataclass(frozen=True, slots=True)
class Contents:
    """How much of which element does a text say is in it?

    of    : symbol -> per cent by mass
    named : symbols of all elements that stand in the text, with a content or without
    """

    of: Mapping[str, Extent]
    named: frozenset[str]


def contents_in(text: str) -> Contents:
    """How much of which element does a normalised text say is in it?"""
    spots = _element_spots(text)
    found: dict[str, Extent] = {}
    for start, end, symbol in spots if _MAY_BE_PERCENT.search(text) else ():
        front = _PERCENT_IN_FRONT.search(text[:start])
        match = _PERCENT_BEHIND.match(text, end) or front
        if match is not None:
            after = None if match is front else match["after"]
            extent = _extent(match["value"], match["before"], after).within(0, 100)
            found.setdefault(symbol, extent)
    return Contents(found, frozenset(symbol for _, _, symbol in spots))


def _element_spots(text: str) -> list[tuple[int, int, str]]:
    words = [
        (start, end, ids[0]) for start, end, ids in lexicon().elements.find(text) if len(ids) == 1
    ]
    single = [
        (match.start(), match.end(), match[1].upper()) for match in _ONE_LETTER.finditer(text)
    ]
    return [*words, *symbols_in(text), *single]


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return parameter and pattern, in the order in which they are tried."""
    return tuple((one.id, pattern) for one in parameters().values() for pattern in one.patterns)


def _is_number(text: str) -> bool:
    """Is it a number, and not a chain of figures and dots such as 1.2.3 or a lone dot?"""
    return text.count(".") <= 1 and text != "."


def _purity(text: str, contents: Contents) -> Extent | None:
    percent = _MAY_BE_PERCENT.search(text) is not None
    match = _PURITY.search(text) if percent else None
    if match is not None and float(match["value"]) <= 100:
        extent = _between(text, match, percent=True)
        return extent or _extent(match["value"], match["before"], match["after"])
    nines = _NINES.search(text)
    if nines is not None:
        value = float("99." + "9" * (int(nines["count"]) - 2) + (nines["digit"] or "0"))
        return Extent(value, 100.0)
    if not percent:
        return None
    lows = {extent.low for extent in contents.of.values()}
    several = len(contents.named) > 1
    for match in _ANY_PERCENT.finditer(text):
        value = float(match["value"])
        if _PURITY_FROM <= value <= 100 and not (several and value in lows):
            extent = _between(text, match, percent=True)
            return extent or _extent(match["value"], match["before"], match["after"])
    return None


def _between(text: str, match: re.Match[str], *, percent: bool = False) -> Extent | None:
    """Return the range that a number is one end or the middle of; None if it stands alone.

    A range of percentages is one only from half of its upper end on: lot numbers are no contents.
    """
    value = float(match["value"])
    start = match.start("value")
    front = text[max(0, start - 24) : start]
    middle = _GIVE_OR_TAKE.search(front)
    if middle is not None:
        return Extent(float(middle["middle"]) - value, float(middle["middle"]) + value)
    first = _FROM_IN_FRONT.search(front)
    if first is not None:
        low = float(first["low"])
        return Extent(low, value) if (value / 2 if percent else 0) <= low < value else None
    last = _UP_TO_BEHIND.match(text, match.end())
    if last is not None and (last["percent"] or not percent) and float(last["high"]) > value:
        return Extent(value, float(last["high"]))
    return None


def _extent(value: str, before: str | None, after: str | None) -> Extent:
    for word in (before, after):
        if word in _SIGN:
            return Extent.compared(_SIGN[word], float(value))
    return Extent.exactly(float(value))
