"""How is a number written for a reader?

Thin space for thousands, true minus, en dash in ranges, unit beside the number; the same in zh and
en. Nothing here changes a value: it only rounds it for print, and says so by the digits it keeps.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

THIN_SPACE = "\u202f"
"""The narrow space that does not break across lines."""
MINUS = "\u2212"
EN_DASH = "\u2013"
TIMES = "\u00d7"
ABSENT = "\u2014"
_SUPERSCRIPT = str.maketrans(
    "-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


def fixed(value: float, decimals: int = 0) -> str:
    """How is ``value`` written with ``decimals`` places? NaN and infinities are written as absent.

    >>> fixed(1450), fixed(-0.04, 1), fixed(12345.678, 1)
    ('1\u202f450', '0.0', '12\u202f345.7')
    """
    if not math.isfinite(value):
        return ABSENT
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN_SPACE)
    is_zero = not any(digit in "123456789" for digit in text)
    return text if value >= 0 or is_zero else MINUS + text


def significant(value: float, digits: int = 3) -> str:
    """How is ``value`` written with about ``digits`` significant digits, without an exponent?

    Digits before the point are never rounded away below ten thousand.

    >>> significant(777.6), significant(6.153), significant(0.01234), significant(2617.4)
    ('778', '6.15', '0.0123', '2\u202f617')
    """
    if not math.isfinite(value):
        return ABSENT
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude >= 4:
        quantum = Decimal(1).scaleb(magnitude - max(digits, 3) + 1)
        rounded = Decimal(repr(value)).quantize(quantum, rounding=ROUND_HALF_EVEN)
        return fixed(float(rounded), 0)
    return fixed(value, max(0, digits - 1 - magnitude))


def percent(share: float, decimals: int = 0) -> str:
    """How is a share between 0 and 1 written in per cent?

    >>> percent(0.947), percent(-0.031, 1)
    ('95\u202f%', '\u22123.1\u202f%')
    """
    return f"{fixed(share * 100, decimals)}{THIN_SPACE}%" if math.isfinite(share) else ABSENT


def signed_percent(share: float, decimals: int = 0) -> str:
    """How is a relative change written, with its sign even when it rises?"""
    text = percent(share, decimals)
    rises = (
        math.isfinite(share) and not text.startswith(MINUS) and any(d in "123456789" for d in text)
    )
    return f"+{text}" if rises else text


def multiple(ratio: float, digits: int = 2) -> str:
    """How is a ratio written? ``\u00d73.2``."""
    return f"{TIMES}{significant(ratio, digits)}" if math.isfinite(ratio) else ABSENT


def share(value: float) -> str:
    """How is a share written: one decimal near 0 and near 1, where whole per cents say too little?

    >>> share(0.0042), share(0.42), share(0.9961), share(1.0)
    ('0.4\u202f%', '42\u202f%', '99.6\u202f%', '100\u202f%')
    """
    near_an_end = 0 < abs(value) < 0.0995 or 0.9905 < value < 1
    return percent(value, 1 if near_an_end else 0)


def tidy(text: str) -> str:
    """How is a written number without the zeros that end its decimals? ``10.0`` is ``10``."""
    return text.rstrip("0").rstrip(".") if "." in text and text[-1].isdigit() else text


def span(low: str, high: str) -> str:
    """How is a range of two written numbers joined? Equal ends give one number.

    A unit or sign that both have is written once; a negative end is parted by an ellipsis.

    >>> span("3.5\u202f%", "5.0\u202f%"), span("\u00d72.5", "\u00d74.5"), span("7", "7")
    ('3.5\u20135.0\u202f%', '\u00d72.5\u20134.5', '7')
    """
    if low == high:
        return low
    per_cent = f"{THIN_SPACE}%"
    if low.endswith(per_cent) and high.endswith(per_cent):
        low = low[: -len(per_cent)]
    if low.startswith(TIMES) and high.startswith(TIMES):
        high = high[1:]
    if any(sign in low + high for sign in (MINUS, "+")):
        return f"{low}{THIN_SPACE}\u2026{THIN_SPACE}{high}"
    return f"{low}{EN_DASH}{high}"


def scientific(value: float) -> str:
    """How is a very small number written? ``3 \u00d7 10\u207b\u2079``; zero stays zero."""
    if not math.isfinite(value):
        return ABSENT
    if value == 0:
        return "0"
    mantissa, exponent = f"{abs(value):.0e}".split("e")
    sign = MINUS if value < 0 else ""
    power = str(int(exponent)).translate(_SUPERSCRIPT)
    return f"{sign}{mantissa}{THIN_SPACE}{TIMES}{THIN_SPACE}10{power}"


def per_kilogram(usd_per_tonne: float) -> float:
    """Which price in USD per kg is a price in USD per t?"""
    return usd_per_tonne / 1000.0


def read(text: str) -> float:
    """Which number does a written number show? The reverse of the functions above.

    A per-cent sign divides by 100; a leading \u00d7 or + is passed over. Raises ValueError for a
    text that is no written number.

    >>> read("\u22123.1\u202f%"), read("\u00d73.2"), read("12\u202f345.7")
    (-0.031, 3.2, 12345.7)
    """
    bare = text.replace(THIN_SPACE, "").replace(MINUS, "-").lstrip(TIMES + "+")
    return float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)


def agrees(text: str, value: float) -> bool:
    """Is ``text`` a rounding of ``value``: no further away than half a unit of its last digit?

    Trailing zeros of a whole number of five digits or more may have been rounded away.
    """
    bare = text.replace(THIN_SPACE, "").replace(MINUS, "-").lstrip(TIMES + "+")
    scale = 100.0 if bare.endswith("%") else 1.0
    digits = bare.rstrip("%")
    decimals = len(digits.partition(".")[2])
    unit = 10.0**-decimals
    whole = digits.lstrip("-")
    if not decimals and len(whole) >= 5:
        unit = 10.0 ** min(len(whole) - len(whole.rstrip("0")), len(whole) - 3)
    return abs(float(digits) - value * scale) <= unit / 2 * (1 + 1e-9) + 1e-12
