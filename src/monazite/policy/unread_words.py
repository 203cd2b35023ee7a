"""Which last words of a description were not understood? They name the thing itself."""

from __future__ import annotations

import re

from monazite.policy.formula import formulas_in
from monazite.policy.lexicon import lexicon, words_without_a_thing

_UP_TO_A_STOP = re.compile(r"[^,;:()（），；：/|\[\]]*")
_MADE_OF = re.compile(r"(?P<thing>[^,;:()]*?)\b(?:made of|made from|of)\b")
_WORD = re.compile(r"(?<![a-z0-9])[a-z][a-z'-]*(?![a-z0-9])|[\u4e00-\u9fff]+")


def unread_words(head: str, last: int, read: frozenset[str] = frozenset()) -> str:
    """Return the words that name the thing itself and were not understood; "" if there are none.

    last : where the last word that was understood ends
    read : words understood otherwise, such as formulas that only their capitals tell (GaP)

    In both languages the thing stands last; in English also before "of" and "made of". Numbers,
    codes, units and words that name no thing ("grade", "lot", 级) do not count.
    """
    tail = _content_words(_UP_TO_A_STOP.match(head[last:])[0], read)  # type: ignore[index]
    if last == 0:
        return tail
    if tail:
        return tail
    made_of = _MADE_OF.match(head)
    if made_of is None:
        return ""
    front = made_of["thing"]
    words = lexicon()
    lists = (words.materials, words.groups, words.elements, words.forms)
    if any(True for one in lists for _ in one.find(front)):
        return ""
    return _content_words(front, read)


def _content_words(text: str, read: frozenset[str]) -> str:
    """Return the words of a stretch that may name a thing, in their order."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii():
            known = word in read or word in words_without_a_thing() or _is_symbol(word)
            if len(word) > 2 and not known:
                found.append(word)
        elif rest := _without_plain_signs(word):
            found.append(rest)
    return " ".join(found)


def _is_symbol(word: str) -> bool:
    symbols, _ = formulas_in(word)
    return bool(symbols)


def _without_plain_signs(word: str) -> str:
    """Return a stretch of Chinese without the words in it that name no thing."""
    for plain in sorted(words_without_a_thing(), key=len, reverse=True):
        if not plain.isascii():
            word = word.replace(plain, "")
    return word
