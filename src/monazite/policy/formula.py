"""Chemical formulas and symbols in a description: Dy2O3, NdFeB, SmCo5, WC, "Dy oxide".

Single symbols count only where they cannot be taken for words (In, As, No, He, Co ... do not).
"""

from __future__ import annotations

import re

from monazite.policy.transaction_fields import ELEMENTS

_WORDLIKE = frozenset(
    ("In", "As", "At", "No", "He", "Be", "Am", "Co", "Os", "Es", "Fm", "Md", "Lr", "Pa", "Ac", "Po")
)
_SURE_IN_LOWER_CASE = frozenset(
    ("Dy", "Tb", "Gd", "Sm", "Nd", "Pr", "Lu", "Yb", "Eu", "Ga", "Ge", "Sb", "Ho", "Tm", "Sc")
)
_NOT_METALS = frozenset(("O", "H", "N", "F", "Cl", "S", "C"))
_FORMULA = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][a-z]?[0-9]*(?:\.[0-9]+)?){1,8}(?![A-Za-z])")
_SYMBOL = re.compile(r"([A-Z][a-z]?)([0-9]*(?:\.[0-9]+)?)")
_ANY_CASE_OXIDE = re.compile(
    r"(?<![A-Za-z0-9])(?:([a-z]{1,2})[0-9]{0,2}o[0-9]{1,2}|([A-Z]{2})[0-9]O[0-9]{1,2})(?![A-Za-z0-9])"
)
_LOWER_SYMBOL = re.compile(r"(?<![a-z0-9])([a-z]{2})(?![a-z0-9])")
_ENDINGS = {
    "F": "fluoride",
    "Cl": "chloride",
    "N": "nitride",
    "C": "carbide",
    "H": "hydride",
}
_WITH_METALS = {"As": "arsenide", "P": "phosphide", "Te": "telluride", "Se": "selenide"}


def formulas_in(text: str) -> tuple[set[str], set[str]]:
    """Which elements and forms do the formulas of a text name?

    text : in its own case, half-width; all lower case is read too, but only where it is sure
    """
    elements: set[str] = set()
    named: set[str] = set()
    for match in _FORMULA.finditer(text):
        symbols, forms = _formula(match.group())
        elements |= symbols
        named |= forms
    for match in _ANY_CASE_OXIDE.finditer(text):
        symbol = (match[1] or match[2]).capitalize()
        if symbol in ELEMENTS - _NOT_METALS:
            elements.add(symbol)
            named.add("oxide")
    for match in _LOWER_SYMBOL.finditer(text):
        if match[1].capitalize() in _SURE_IN_LOWER_CASE:
            elements.add(match[1].capitalize())
    return elements, named


def formula_words(text: str) -> frozenset[str]:
    """Which words of a text, in its own case, are formulas? In lower case."""
    return frozenset(
        match.group().casefold() for match in _FORMULA.finditer(text) if _formula(match.group())[0]
    )


def symbols_in(text: str) -> list[tuple[int, int, str]]:
    """Where do bare symbols stand in a lower-case text? (start, end, symbol), no word-likes."""
    found = []
    for match in _LOWER_SYMBOL.finditer(text):
        symbol = match[1].capitalize()
        if symbol in ELEMENTS and symbol not in _WORDLIKE:
            found.append((match.start(), match.end(), symbol))
    return found


def _formula(token: str) -> tuple[set[str], set[str]]:
    parts = _SYMBOL.findall(token)
    symbols = [symbol for symbol, _ in parts]
    if not all(symbol in ELEMENTS for symbol in symbols):
        return set(), set()
    digits = any(number for _, number in parts)
    if len(symbols) == 1:
        single = symbols[0]
        if single in _WORDLIKE or len(single) == 1 or digits:
            return set(), set()
        return {single}, set()
    if not digits and token != "WC" and (token.isupper() or len(token) < 3):
        return set(), set()
    metals = {symbol for symbol in symbols if symbol not in _NOT_METALS}
    if not metals:
        return set(), set()
    kind = _form_of(symbols, token, metals)
    return metals, set() if kind is None else {kind}


def _form_of(symbols: list[str], token: str, metals: set[str]) -> str | None:
    for group, form in (("OH", "hydroxide"), ("CO3", "carbonate"), ("SO4", "sulphate")):
        if group in token:
            return form
    last = symbols[-1]
    if last == "O":
        return "oxide" if len(metals) == 1 else "compound"
    if last in _ENDINGS:
        return _ENDINGS[last]
    if len(metals) > 1 and last == "Sb" and metals & {"In", "Ga", "Al"}:
        return "antimonide"
    return _WITH_METALS.get(last) if len(metals) > 1 else None
