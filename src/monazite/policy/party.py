"""Is this the same firm or body? Names in any spelling, compared without their legal forms.

Equal names are the same; a name inside another one is a likeness that stays undecided, because
groups list their parts under similar names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from monazite.policy.answer import NO, UNKNOWN, YES, Answer

_LEGAL = re.compile(
    r"\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|l l c|lp|plc|gmbh|ag|kg|"
    r"sa|s a|s r o|a s|nv|bv|spa|ab|oy|kk|kabushiki kaisha|holdings?|group|the)\b"
    r"|股份有限公司|有限责任公司|有限公司|株式会社|株式會社|公司|集团"
)
_SHORTEST_LIKENESS = 4


@lru_cache(maxsize=20_000)
def bare_party(name: str) -> str:
    """What remains of a name without case, accents, punctuation and legal form?"""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name)).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    plain = "".join(c if c.isalnum() else " " for c in plain.replace("&", " and "))
    spaced = f" {' '.join(plain.split())} "
    bare = _LEGAL.sub(" ", spaced)
    return " ".join(bare.split()) or " ".join(spaced.split())


@lru_cache(maxsize=100_000)
def same_party(one: str, other: str) -> Answer:
    """Are two names of the same party? Unknown if one is part of the other."""
    first, second = bare_party(one), bare_party(other)
    if first == second or first.replace(" ", "") == second.replace(" ", ""):
        return YES
    short, long = sorted((first, second), key=len)
    if len(short) < _SHORTEST_LIKENESS and short.isascii():
        return NO
    if short.isascii():
        return UNKNOWN if f" {short} " in f" {long} " else NO
    return UNKNOWN if len(short) >= 2 and short in long else NO
