"""How the fields of a transaction are read: days, codes, elements, countries, parameters.

Full-width digits are put right; whatever cannot be meant is refused with what would be right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date as Day
from functools import lru_cache
from typing import Any

from monazite.errors import DefinitionError, Fault, UnknownNameError, quoted, suggestion
from monazite.policy.parameters import Parameter, parameters
from monazite.regions import economies
from monazite.regions import economy as economy_named

ELEMENTS = frozenset(
    (
        *("H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si"),
        *("P", "S", "Cl", "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni"),
        *("Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y", "Zr", "Nb", "Mo"),
        *("Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba"),
        *("La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb"),
        *("Lu", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po"),
        *("At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu"),
    )
)
"""Chemical symbols."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[0-9]+")
_ROUNDING = 1e-6


@lru_cache(maxsize=1)
def _iso3() -> frozenset[str]:
    return frozenset(each.iso3 for each in economies())


def without_unknown(content: Any) -> Any:
    """Take out what is said to be unknown: it is the same as not said."""
    if not isinstance(content, Mapping):
        return content
    return {
        key: value for key, value in content.items() if value is not None and value != "unknown"
    }


def day(value: Any) -> Any:
    """Read a day written as 2025-04-04, full-width digits put right."""
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value).strip()
    try:
        if not _DAY.fullmatch(plain):
            raise ValueError
        return Day.fromisoformat(plain)
    except ValueError:
        raise DefinitionError.one(
            where="",
            found=quoted(value),
            expected="a day that exists, written as 2025-04-04",
            because="rules change from one day to the next",
        ) from None


def codes(value: Any) -> Any:
    """Read one customs code or a list of them; full-width digits and separators are put right."""
    if value is None:
        return None
    listed = [value] if isinstance(value, str | int | float) else value
    if not isinstance(listed, list | tuple):
        raise _code_fault(value)
    found = []
    for one in listed:
        if not isinstance(one, str):
            raise _code_fault(f"{one}, a number") if isinstance(one, int) else _code_fault(one)
        plain = unicodedata.normalize("NFKC", one)
        plain = re.sub(r"[\s.\-]", "", plain)
        if not _CODE.fullmatch(plain) or len(plain) not in (4, 6, 8, 10):
            raise _code_fault(one)
        found.append(plain)
    return tuple(found) if found else None


def _code_fault(value: object) -> DefinitionError:
    return DefinitionError.one(
        where="",
        found=quoted(value),
        expected="4, 6, 8 or 10 digits, as text in quotes",
        because="a code of another length names headings that nobody meant, and a number loses "
        "its leading zero",
    )


_BLANKS = "\t\n\r"
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LOOK_ALIKE = re.compile(
    r"[\u0400-\u04ff\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf]"
)
"""Cyrillic letters, and Greek ones that look like Latin letters."""


def one_alphabet(value: str | None) -> str | None:
    """Return a text without invisible signs; refuse control characters and mixed alphabets.

    A Cyrillic letter inside a Latin word looks the same and hides a name from every list.
    """
    if value is None:
        return value
    control = next((sign for sign in value if unicodedata.category(sign) == "Cc"), None)
    if control is not None and control not in _BLANKS:
        raise DefinitionError.one(
            where="",
            found=f"the control character U+{ord(control):04X}",
            expected="printable text",
            because="what cannot be seen cannot be reviewed",
        )
    if value.isascii():
        return value
    plain = "".join(sign for sign in value if unicodedata.category(sign) != "Cf")
    for word in _WORD.findall(plain):
        odd = _LOOK_ALIKE.findall(word)
        if odd and _LATIN.search(word):
            names = ", ".join(f"{sign} ({unicodedata.name(sign)})" for sign in dict.fromkeys(odd))
            raise DefinitionError.one(
                where="",
                found=f"{quoted(word)}, with letters of two alphabets: {names}",
                expected="letters of one alphabet in a word",
                because="look-alike letters hide a name from every list",
                advice="type the word again",
            )
    return plain


def contents(value: Any) -> Any:
    """Read elements given as symbols, or as symbol -> per cent by mass."""
    if isinstance(value, str):
        value = [part for part in re.split(r"[,;/、，；\s]+", value) if part]
    if isinstance(value, list | tuple):
        value = dict.fromkeys(value)
    if not isinstance(value, Mapping):
        return value
    faults = []
    for symbol, content in value.items():
        if symbol not in ELEMENTS:
            faults.append(
                Fault(
                    "",
                    f"element {quoted(symbol)}",
                    "a chemical symbol, such as Dy",
                    advice=suggestion(str(symbol), ELEMENTS),
                )
            )
        elif content is not None and not (
            isinstance(content, int | float)
            and not isinstance(content, bool)
            and 0 <= content <= 100
        ):
            faults.append(Fault(str(symbol), quoted(content), "per cent by mass, 0 to 100"))
    total = sum(c for c in value.values() if isinstance(c, int | float))
    if total > 100 + _ROUNDING:
        faults.append(Fault("", f"contents that add up to {total:g} %", "at most 100 %"))
    if faults:
        raise DefinitionError(faults)
    return dict(value)


def economy(value: str | None) -> str | None:
    """Return an ISO3 code; raise DefinitionError, with the right code for a name, otherwise."""
    if value is not None and value not in _iso3():
        try:
            meant: str | None = f"write {economy_named(value).iso3}"
        except UnknownNameError as error:
            meant = error.faults[0].advice
        raise DefinitionError.one(
            where="", found=quoted(value), expected="a country as ISO3, such as DEU", advice=meant
        )
    return value


def parameters_given(given: dict[str, Any]) -> dict[str, Any]:
    """Return parameters; raise DefinitionError for those of no register, kind or range."""
    faults = []
    known = parameters()
    for name, value in given.items():
        if value is None or value == "unknown":
            continue
        if name not in known:
            faults.append(
                Fault(
                    name,
                    f"the unknown parameter {quoted(name)}",
                    "a parameter of the register",
                    because="no rule asks for it; a misspelt name would leave a question open",
                    advice=suggestion(name, known) or "monazite screen --parameters lists them",
                )
            )
        elif known[name].field:
            faults.append(
                Fault(
                    name,
                    f"{name} among the parameters",
                    f"{name} as a field of the transaction itself",
                )
            )
        else:
            faults += _value_faults(known[name], value)
    if faults:
        raise DefinitionError(faults)
    return given


def _value_faults(parameter: Parameter, value: Any) -> list[Fault]:
    where = parameter.id
    if parameter.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [Fault(where, quoted(value), f"a number ({parameter.unit or 'without unit'})")]
        low, high = parameter.low, parameter.high
        if (low is not None and value < low) or (high is not None and value > high):
            shown = f"at least {low:g}" if high is None else f"from {low:g} to {high:g}"
            return [Fault(where, f"{value:g}", shown)]
        return []
    if parameter.kind == "boolean":
        return [] if isinstance(value, bool) else [Fault(where, quoted(value), "true or false")]
    if parameter.kind == "steps":
        return _step_faults(parameter, value, where)
    if not isinstance(value, str) or not value:
        return [Fault(where, quoted(value), "text")]
    if parameter.values and value not in parameter.values:
        return [
            Fault(
                where,
                quoted(value),
                f"one of {', '.join(parameter.values)}",
                advice=suggestion(value, parameter.values),
            )
        ]
    if parameter.kind == "economy":
        try:
            economy(value)
        except DefinitionError as error:
            return [Fault(where, f.found, f.expected, f.because, f.advice) for f in error.faults]
    return []


def _step_faults(parameter: Parameter, value: Any, where: str) -> list[Fault]:
    if not isinstance(value, Mapping):
        return [Fault(where, quoted(value), "a mapping of production steps to countries")]
    faults = []
    for step, place in value.items():
        if step not in parameter.values:
            faults.append(
                Fault(
                    f"{where}.{step}",
                    f"step {quoted(step)}",
                    f"one of {', '.join(parameter.values)}",
                    advice=suggestion(str(step), parameter.values),
                )
            )
        elif place is not None and place != "unknown":
            try:
                economy(str(place))
            except DefinitionError as error:
                faults += [
                    Fault(f"{where}.{step}", f.found, f.expected, f.because, f.advice)
                    for f in error.faults
                ]
    return faults
